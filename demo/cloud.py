"""Meta's `POST /{version}/{phone_number_id}/messages`."""

from __future__ import annotations

import hmac
import json
import time
from collections.abc import Callable
from typing import Any

import falcon
import structlog
from waitress.channel import ClientDisconnected

from .errors import INVALID, MetaError
from .exchange import Exchange, RefusedSend

log = structlog.get_logger(__name__)


class ConnectionDropped(ClientDisconnected):  # type: ignore[misc, unused-ignore]  # waitress has no types
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
        self, req: falcon.Request, resp: falcon.Response, version: str, object_id: str
    ) -> None:
        """Answer as Meta does, or as a switch wants it."""
        faults = self._exchange.faults
        if faults.take("drop"):
            raise ConnectionDropped
        lost = False
        try:
            token = bearer(req)
            number = self._exchange.number(object_id, token)
            if fault := proof_fault(self._exchange, req, token or ""):
                raise RefusedSend(fault)
            body = _json(req)
            answer = self._exchange.accept(number, body)
            resp.text = json.dumps(answer)
            lost = "messages" in answer and faults.take("lose_answers")
        except RefusedSend as refused:
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


def bearer(req: falcon.Request) -> str | None:
    """Return the token that a request shows."""
    scheme, _, token = (req.get_header("Authorization") or "").partition(" ")
    return token.strip() if scheme.casefold() == "bearer" else None


def proof_fault(exchange: Exchange, req: falcon.Request, token: str) -> MetaError | None:
    """Return what is wrong with a request's `appsecret_proof`; a wrong one is, needed or not."""
    given = req.get_param("appsecret_proof")
    expected = hmac.digest(exchange.secret(token).encode(), token.encode(), "sha256").hex()
    if given is None and not exchange.faults.now.require_proof:
        return None
    if given is not None and hmac.compare_digest(given.encode(), expected.encode()):
        return None
    fault = (
        "API calls from the server require an appsecret_proof argument"
        if given is None
        else "Invalid appsecret_proof provided in the API argument"
    )
    return MetaError(INVALID, fault, type="GraphMethodException")


def _json(req: falcon.Request) -> Any:
    try:
        return json.loads(req.bounded_stream.read())
    except (ValueError, RecursionError):
        raise RefusedSend(MetaError(INVALID, "The body is not valid JSON")) from None
