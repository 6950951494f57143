"""A row of the outbox as an order to post to Meta's Cloud API, and what becomes of orders."""

from __future__ import annotations

from collections.abc import Callable
from typing import Any, NamedTuple
from urllib.parse import quote

from ...engine.errors import GatewayError, MiloError, StoreError
from ...engine.json_text import json_text
from ...engine.model import OutboxRow
from ...engine.sending.retry import FailureKind
from .errors import scrubbed
from .payload import message_payload
from .tokens import Credential

CALLS = 16
"""Calls that wait for Meta at once."""
Given = tuple[int, str, str, bytes]
"""An order with its number: number, address, token, body."""
Why = tuple[str, str, int | None]
"""Of a message that was not taken: kind, details, Meta's code."""
Said = tuple[int, str | None, Why | None]
"""What became of an order: its number; Meta's id for it, or why not."""
NO_ORDER = 0
"""In place of an order's number: what follows is until when orders may be carried out."""


class CloudRequest(NamedTuple):
    """One message, ready to be posted."""

    url: str
    token: str
    body: bytes


class RequestBuilder:
    """Makes orders of rows.

    Args:
        graph_url: with its version, `https://graph.facebook.com/v25.0`.
        token_for: the access token, or what gives it for a phone_number_id, with the secret of its
            app: each call then carries the proof that Meta may require.
    """

    def __init__(self, graph_url: str, token_for: Callable[[str], Credential] | str) -> None:
        self._graph_url = graph_url.rstrip("/")
        known = Credential("") if callable(token_for) else Credential(token_for)
        self._credential_for = token_for if callable(token_for) else lambda _number: known

    def order(self, row: OutboxRow) -> CloudRequest:
        """Return what is to be posted, with the token that is good now.

        Raises:
            GatewayError: it cannot be sent; `kind` says what may be done about that.
        """
        if not (row.user_phone or row.user_id):
            raise GatewayError(FailureKind.FINAL, "the contact has neither a phone nor a user id")
        return self._request(row.phone_number_id, message_payload(row))

    def receipt(self, phone_number_id: str, message_id: str) -> CloudRequest:
        """Return what marks a message as read and shows that an answer is being written.

        Raises:
            GatewayError: it cannot be sent.
        """
        body = {
            "messaging_product": "whatsapp",
            "status": "read",
            "message_id": message_id,
            "typing_indicator": {"type": "text"},
        }
        return self._request(phone_number_id, body)

    def _request(self, phone_number_id: str, body: dict[str, Any]) -> CloudRequest:
        credential = self._credential(phone_number_id)
        url = f"{self._graph_url}/{quote(phone_number_id, safe='')}/messages"
        if credential.proof:
            url += f"?appsecret_proof={credential.proof}"
        return CloudRequest(url, credential.token, json_text(body).encode())

    def _credential(self, phone_number_id: str) -> Credential:
        try:
            credential = self._credential_for(phone_number_id)
        except StoreError as error:
            raise GatewayError(FailureKind.RETRY, type(error).__name__) from None
        except MiloError as error:
            raise GatewayError(FailureKind.HALT, scrubbed(str(error))) from None
        token = credential.token
        if not (token.isascii() and token.isprintable() and token.strip()):
            raise GatewayError(FailureKind.HALT, "there is no usable access token for this number")
        return credential
