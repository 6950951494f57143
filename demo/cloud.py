"""Meta's `POST /{version}/{phone_number_id}/messages`."""

from __future__ import annotations

import json
import time
from collections.abc import Callable
from typing import Any

import falcon
import structlog
from waitress.channel import ClientDisconnected

from .errors import INVALID, MetaError
from .exchange import Exchange, Refused

log = structlog.get_logger(__name__)


class ConnectionDropped(ClientDisconnected):  # type: ignore[misc, unused-ignore]
    """Asked for by a switch: waitress closes the connection without a word."""


class MessagesResource:
    """Sends, read receipts and typing indicators.

    Args:
        exchange: what takes them.
        sleep: waits so many seconds, for the switch `delay_seconds`.
    """

    def __init__(self, exchange: Exchange, sleep: Callable[[float], None] = time.sleep) -> None:
        self._exchange = exchange
        self._sleep = sleep

    def on_post(
        self, req: falcon.Request, resp: falcon.Response, version: str, phone_number_id: str
    ) -> None:
        """Answer as Meta does, or as a switch wants it."""
        faults = self._exchange.faults
        if faults.take("drop"):
            raise ConnectionDropped
        lost = False
        try:
            number = self._exchange.number(phone_number_id, _bearer(req))
            body = _json(req)
            answer = self._exchange.accept(number, body)
            resp.text = json.dumps(answer)
            lost = "messages" in answer and faults.take("lose_answers")
        except Refused as refused:
            error = refused.error
            self._exchange.counts[f"refused_{error.code}"] += 1
            log.warning(
                "send refused", action="demo.send.refused", code=error.code, details=error.details
            )
            resp.status = falcon.code_to_http_status(error.status)
            resp.text = json.dumps(error.answer())
        resp.content_type = falcon.MEDIA_JSON
        if faults.now.delay_seconds:
            self._sleep(faults.now.delay_seconds)
        if lost:
            raise ConnectionDropped


def _bearer(req: falcon.Request) -> str | None:
    scheme, _, token = (req.get_header("Authorization") or "").partition(" ")
    return token.strip() if scheme.casefold() == "bearer" else None


def _json(req: falcon.Request) -> Any:
    try:
        return json.loads(req.bounded_stream.read())
    except (ValueError, RecursionError):
        raise Refused(MetaError(INVALID, "The body is not valid JSON")) from None
