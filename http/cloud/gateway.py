"""A synchronous gateway: builds the request, and posts it on the caller's thread."""

from __future__ import annotations

from collections.abc import Callable

from requests.adapters import BaseAdapter

from ...engine.model import OutboxRow
from .client import CloudClient
from .media import MediaFiles
from .poster import MediaPoster
from .request_builder import RequestBuilder
from .tokens import Credential


class CloudGateway:
    """`Gateway` over HTTP, safe to use from many threads: `RequestBuilder`, then `CloudClient`."""

    def __init__(
        self,
        graph_url: str,
        token_for: Callable[[str], Credential] | str,
        *,
        pool_size: int = 16,
        connect_seconds: float = 3.05,
        read_seconds: float = 10.0,
        adapter: BaseAdapter | None = None,
        media: MediaFiles | None = None,
    ) -> None:
        self._media = media
        self._orders = RequestBuilder(graph_url, token_for, media)
        self._wire = CloudClient(
            pool_size=pool_size,
            connect_seconds=connect_seconds,
            read_seconds=read_seconds,
            adapter=adapter,
        )
        self._poster = MediaPoster(self._wire)

    def send(self, row: OutboxRow) -> str:
        """Send one message, once, and return Meta's id for it.

        Raises:
            GatewayError: it was not taken, or nobody knows whether it was; `kind` says which.
        """
        posted = self._poster.post(self._orders.order(row))
        if posted.uploaded and self._media:
            self._media.learn(posted.uploaded)
        return posted.wamid

    def read(self, phone_number_id: str, message_id: str) -> None:
        """Mark a message as read, and show that an answer is being written.

        Raises:
            GatewayError: Meta did not do it.
        """
        self._poster.post(self._orders.receipt(phone_number_id, message_id))

    def close(self) -> None:
        """Let go of the connections."""
        self._wire.close()
