"""Posts to the webhook without the stand-in between: signed, or not, and many at one moment."""

from __future__ import annotations

import http.client
from collections.abc import Mapping, Sequence
from concurrent.futures import ThreadPoolExecutor
from threading import Barrier
from urllib.parse import urlsplit

from milo.demo.signing import headers

PATH = "/api/whatsapp/webhook"
SECONDS = 30.0


def post(
    address: str, secret: str, raw: bytes, more: Mapping[str, str | None] | None = None
) -> int:
    """Post bytes as Meta would and return the HTTP status.

    Args:
        address: where Milo listens.
        secret: signs them.
        raw: the body.
        more: headers to put in place of Meta's; None leaves one out.
    """
    connection = _connection(address)
    try:
        wanted = {**headers(secret, raw), **(more or {})}
        return _posted(connection, raw, {name: text for name, text in wanted.items() if text})
    finally:
        connection.close()


def post_together(addresses: Sequence[str], secret: str, bodies: Sequence[bytes]) -> list[int]:
    """Post all at one moment, each to its address, over connections that are open already."""
    barrier = Barrier(len(bodies))

    def one(address: str, raw: bytes) -> int:
        connection = _connection(address)
        try:
            connection.connect()
            signed = headers(secret, raw)
            barrier.wait(SECONDS)
            return _posted(connection, raw, signed)
        finally:
            connection.close()

    with ThreadPoolExecutor(len(bodies)) as pool:
        return list(pool.map(one, addresses, bodies))


def _connection(address: str) -> http.client.HTTPConnection:
    parts = urlsplit(address)
    return http.client.HTTPConnection(parts.hostname or "", parts.port, timeout=SECONDS)


def _posted(connection: http.client.HTTPConnection, raw: bytes, signed: Mapping[str, str]) -> int:
    connection.request("POST", PATH, raw, dict(signed))
    response = connection.getresponse()
    response.read()
    return response.status
