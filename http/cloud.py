"""The way out: a row of the outbox as an order to post to Meta's Cloud API."""

from __future__ import annotations

import json
from collections.abc import Callable
from typing import NamedTuple
from urllib.parse import quote

from requests.adapters import BaseAdapter

from ..engine.errors import GatewayError, MiloError, StoreError
from ..engine.model import OutboxRow
from ..engine.sending import Kind
from .cloud_errors import scrubbed
from .rendering import rendered
from .wire import Wire


class Order(NamedTuple):
    """One message, ready to be posted."""

    url: str
    token: str
    body: bytes


class CloudOrders:
    """Makes orders of rows.

    Args:
        graph_url: with its version, `https://graph.facebook.com/v25.0`.
        token_for: the access token, or what gives it for a phone_number_id.
    """

    def __init__(self, graph_url: str, token_for: Callable[[str], str] | str) -> None:
        self._graph_url = graph_url.rstrip("/")
        self._token_for = token_for if callable(token_for) else lambda _number: token_for

    def order(self, row: OutboxRow) -> Order:
        """Return what is to be posted, with the token that is good now.

        Raises:
            GatewayError: it cannot be sent; `kind` says what may be done about that.
        """
        if not (row.user_phone or row.user_id):
            raise GatewayError(Kind.FINAL, "the contact has neither a phone nor a user id")
        url = f"{self._graph_url}/{quote(row.phone_number_id, safe='')}/messages"
        token = self._token(row.phone_number_id)
        return Order(url, token, json.dumps(rendered(row)).encode())

    def _token(self, phone_number_id: str) -> str:
        try:
            token = self._token_for(phone_number_id)
        except StoreError as error:
            raise GatewayError(Kind.RETRY, type(error).__name__) from None
        except MiloError as error:
            raise GatewayError(Kind.HALT, scrubbed(str(error))) from None
        if not (token.isascii() and token.isprintable() and token.strip()):
            raise GatewayError(Kind.HALT, "there is no usable access token for this number")
        return token


class CloudGateway:
    """`Gateway` over HTTP; safe to use from many threads. See `CloudOrders` and `Wire`."""

    def __init__(
        self,
        graph_url: str,
        token_for: Callable[[str], str] | str,
        *,
        pool_size: int = 16,
        connect_seconds: float = 3.05,
        read_seconds: float = 10.0,
        adapter: BaseAdapter | None = None,
    ) -> None:
        self._orders = CloudOrders(graph_url, token_for)
        self._wire = Wire(
            pool_size=pool_size,
            connect_seconds=connect_seconds,
            read_seconds=read_seconds,
            adapter=adapter,
        )

    def send(self, row: OutboxRow) -> str:
        """Send one message, once, and return Meta's id for it.

        Raises:
            GatewayError: it was not taken, or nobody knows whether it was; `kind` says which.
        """
        return self._wire.post(*self._orders.order(row))

    def close(self) -> None:
        """Let go of the connections."""
        self._wire.close()
