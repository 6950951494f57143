"""Meta's webhook: verified, read, stored, and only then acknowledged."""

from __future__ import annotations

from collections.abc import Callable, Iterable

import falcon
import structlog

from .bodies import read_bytes
from .delivery import Delivery
from .edge import Edge
from .parsing import NotJsonError
from .reading import read_delivery
from .signature import HEADER, is_signed, same_secret
from .storing import Stored, Storing

BODY_LIMIT = 4 * 1024 * 1024
"""Bytes; Meta's posts reach 3 MB."""
log = structlog.get_logger(__name__)


class Webhook:
    """`/api/whatsapp/webhook`."""

    def __init__(self, edge: Edge) -> None:
        self._edge = edge

    def on_get(self, req: falcon.Request, resp: falcon.Response) -> None:
        """Give Meta its challenge back, as it came; 403 unless it knows our token."""
        challenge = req.get_param("hub.challenge")
        token = req.get_param("hub.verify_token") or ""
        known = same_text(token, self._edge.config.verify_token)
        if req.get_param("hub.mode") != "subscribe" or challenge is None or not known:
            raise falcon.HTTPForbidden(description="This is not the token that was agreed on.")
        resp.content_type = falcon.MEDIA_TEXT
        resp.text = challenge

    def on_post(self, req: falcon.Request, resp: falcon.Response) -> None:
        """Store a post whole and answer 200; whatever its shape, if it is signed JSON."""
        raw = read_bytes(req, BODY_LIMIT)
        if not is_signed(self._edge.config.app_secret, raw, req.get_header(HEADER)):
            self._edge.meter.count("webhook_posts", outcome="unsigned")
            raise falcon.HTTPUnauthorized(description="The signature does not fit the body.")
        delivery = self._read(raw)
        started = self._edge.clock.now()
        storing = Storing(self._edge.ids, started, self._edge.config.phone_number_id)
        stored = self._edge.store.transact(lambda tx: storing.store(tx, delivery))
        _tell(self._edge.nudge, stored.nudge)
        _tell(self._edge.settled, stored.settled)
        seconds = (self._edge.clock.now() - started).total_seconds()
        self._edge.meter.observe("webhook_seconds", seconds)
        self._note(delivery, stored)
        resp.text = ""

    def _read(self, raw: bytes) -> Delivery:
        try:
            return read_delivery(raw)
        except NotJsonError as error:
            self._edge.meter.count("webhook_posts", outcome="not_json")
            raise falcon.HTTPBadRequest(description="The body is not JSON.") from error

    def _note(self, delivery: Delivery, stored: Stored) -> None:
        """Count a post; one that brought only statuses, as most do, is not worth a line."""
        meter, messages, events = self._edge.meter, len(delivery.messages), len(delivery.events)
        meter.count("webhook_posts", outcome="stored")
        if delivery.statuses:
            meter.count("webhook_statuses", len(delivery.statuses))
        if not (messages or events):
            return
        log.info(
            "webhook stored",
            action="webhook.stored",
            messages=messages,
            new=stored.new,
            parked=stored.parked,
            statuses=len(delivery.statuses),
            settled=len(stored.settled),
            events=events,
        )
        meter.count("webhook_messages", stored.new - stored.parked, outcome="new")
        meter.count("webhook_messages", messages - stored.new, outcome="repeated")
        meter.count("webhook_messages", stored.parked, outcome="parked")
        meter.count("webhook_events", events)


def same_text(given: str, expected: str) -> bool:
    """Compare a secret of the query string in constant time; an empty one fits nothing."""
    return bool(expected) and same_secret(
        given.encode("utf-8", "replace").decode("latin-1"), expected
    )


def _tell(listener: Callable[[Iterable[str]], None], contacts: tuple[str, ...]) -> None:
    """Tell the rest of the house. It is on disk by now: a lost nudge costs one sweep."""
    if not contacts:
        return
    try:
        listener(contacts)
    except Exception as error:
        log.warning("nudge lost", action="webhook.nudge_lost", error=type(error).__name__)
