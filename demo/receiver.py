"""The connection to the receiver of webhooks: one kept open, over the standard library's client.

`requests` would cost each webhook three times as much, and a bench needs thousands of them.
"""

from __future__ import annotations

import http.client
from collections.abc import Callable
from itertools import groupby
from typing import Any
from urllib.parse import urlsplit

from .signing import encode, headers
from .webhooks import envelope

TIMEOUT_SECONDS = 10.0
OK = 200
Change = dict[str, Any]
"""One of a webhook's `changes`."""


class Receiver:
    """Posts signed webhooks to one URL. For one thread at a time.

    Args:
        url: where to; read again for each post, so that it may change while running.
        signs: gives the key of a change's signature: its app's secret.
        account_id: Meta's id of the WhatsApp business account.
    """

    def __init__(
        self, url: Callable[[], str], signs: Callable[[Change], str], account_id: str
    ) -> None:
        self._url = url
        self._signs = signs
        self._account_id = account_id
        self._open: tuple[str, http.client.HTTPConnection] | None = None

    def __call__(self, changes: list[Change]) -> int | None:
        """Post the changes, each app's in one post.

        Returns:
            The HTTP status, the first that is not 200; None where there was no answer.
        """
        statuses = [
            self._signed(secret, list(theirs)) for secret, theirs in groupby(changes, self._signs)
        ]
        return next((status for status in statuses if status != OK), OK)

    def _signed(self, secret: str, changes: list[Change]) -> int | None:
        raw = encode(envelope(self._account_id, changes))
        url = self._url()
        kept = self._open is not None and self._open[0] == url
        try:
            return self._post(url, raw, secret)
        except (OSError, http.client.HTTPException):
            self._forget()
        if not kept:
            return None
        try:  # a connection that was kept open may simply have been closed meanwhile
            return self._post(url, raw, secret)
        except (OSError, http.client.HTTPException):
            self._forget()
            return None

    def _post(self, url: str, raw: bytes, secret: str) -> int:
        connection, path = self._connection(url)
        connection.request("POST", path, raw, headers(secret, raw))
        response = connection.getresponse()
        response.read()
        return response.status

    def _connection(self, url: str) -> tuple[http.client.HTTPConnection, str]:
        parts = urlsplit(url)
        path = (parts.path or "/") + (f"?{parts.query}" if parts.query else "")
        if self._open is not None and self._open[0] == url:
            return self._open[1], path
        self._forget()
        kind = (
            http.client.HTTPSConnection if parts.scheme == "https" else http.client.HTTPConnection
        )
        connection = kind(parts.hostname or "", parts.port, timeout=TIMEOUT_SECONDS)
        self._open = (url, connection)
        return connection, path

    def _forget(self) -> None:
        if self._open is not None:
            self._open[1].close()
            self._open = None
