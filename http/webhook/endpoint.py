"""Meta's webhook: verified, read, stored, and only then acknowledged."""

from __future__ import annotations

from collections.abc import Callable, Mapping
from typing import Protocol

import falcon
import structlog

from ..body import read_bytes
from ..signature import HEADER, is_signature, is_signed, same_secret
from .delivery import Delivery, Stored
from .parser import read_delivery
from .tolerant_json import NotJsonError

PATH = "/api/whatsapp/webhook"
FORMS_PATH = "/api/whatsapp/flows"
"""Where forms ask: `http/forms/`, which the edge is handed."""
POST_LIMIT_BYTES = 4 * 1024 * 1024
"""Bytes; Meta's posts reach 3 MB."""
log = structlog.get_logger(__name__)


class Counter(Protocol):
    """Counts posts that were refused."""

    def count(self, name: str, amount: float = 1, **labels: str) -> None:
        """Add to a counter."""


class Webhook:
    """`/api/whatsapp/webhook`.

    Args:
        app_secret: the key of the signature.
        verify_token: what Meta shows when it verifies the webhook.
        keep: stores a post; raises StoreError where nothing was stored.
        counter: counts what is refused.
        own_secrets: gives the secrets of businesses' own apps, each with the numbers it signs for.
        elsewhere: answers what another app may have signed; None: it is answered here.
    """

    def __init__(
        self,
        app_secret: str,
        verify_token: str,
        keep: Callable[[Delivery], Stored],
        counter: Counter,
        own_secrets: Callable[[], Mapping[str, frozenset[str]]] = dict,
        elsewhere: Callable[[falcon.Request, bytes, falcon.Response], None] | None = None,
    ) -> None:
        self._elsewhere = elsewhere
        self._own_secrets = own_secrets
        self._app_secret = app_secret
        self._verify_token = verify_token
        self._keep = keep
        self._counter = counter

    def on_get(self, req: falcon.Request, resp: falcon.Response) -> None:
        """Give Meta its challenge back, as it came; 403 unless it knows our token."""
        challenge = req.get_param("hub.challenge")
        token = req.get_param("hub.verify_token") or ""
        known = same_text(token, self._verify_token)
        if req.get_param("hub.mode") != "subscribe" or challenge is None or not known:
            raise falcon.HTTPForbidden(description="This is not the token that was agreed on.")
        resp.content_type = falcon.MEDIA_TEXT
        resp.text = challenge

    def on_post(self, req: falcon.Request, resp: falcon.Response) -> None:
        """Store a post whole and answer 200; whatever its shape, if it is signed JSON."""
        raw = read_bytes(req, POST_LIMIT_BYTES)
        header = req.get_header(HEADER)
        if is_signed(self._app_secret, raw, header):
            delivery = self._read(raw)
        elif self._elsewhere and is_signature(header):
            self._elsewhere(req, raw, resp)
            return
        else:
            delivery = self._of_own_app(raw, self._signed_for(raw, header))
        _log(delivery, self._keep(delivery))
        resp.text = ""

    def _signed_for(self, raw: bytes, header: str | None) -> frozenset[str]:
        """Return the numbers for which a business's own app signed a post; none: nobody's did."""
        for secret, numbers in self._own_secrets().items() if is_signature(header) else ():
            if is_signed(secret, raw, header):
                return numbers
        return frozenset()

    def _of_own_app(self, raw: bytes, numbers: frozenset[str]) -> Delivery:
        """Read what a business's own app signed: it speaks of that business's numbers only."""
        delivery = self._read(raw).of_numbers(numbers) if numbers else None
        if delivery is None:
            self._counter.count("webhook_posts", outcome="unsigned")
            raise falcon.HTTPUnauthorized(description="The signature does not fit the body.")
        return delivery

    def _read(self, raw: bytes) -> Delivery:
        try:
            return read_delivery(raw)
        except NotJsonError as error:
            self._counter.count("webhook_posts", outcome="not_json")
            raise falcon.HTTPBadRequest(description="The body is not JSON.") from error


def _log(delivery: Delivery, stored: Stored) -> None:
    """Tell of a post; one that brought only statuses, as most do, is not worth a line."""
    messages, events = len(delivery.messages), len(delivery.events)
    if messages or events:
        log.info(
            "webhook stored",
            action="webhook.stored",
            messages=messages,
            new=stored.new,
            parked=stored.parked,
            statuses=len(delivery.statuses),
            settled=len(stored.settled),
            events=sorted({event.kind for event in delivery.events}),
        )


def same_text(given: str, expected: str) -> bool:
    """Compare a secret of the query string in constant time; an empty one fits nothing."""
    return bool(expected) and same_secret(
        given.encode("utf-8", "replace").decode("latin-1"), expected
    )
