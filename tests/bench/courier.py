"""Posts to the webhook, over connections that are kept open: as few parts as HTTP allows.

A general client costs more than the server that is measured. Whatever is not answered with 200 is
posted again after a while, as Meta does.
"""

from __future__ import annotations

import asyncio
import re
import time
from collections import deque
from collections.abc import Callable
from dataclasses import dataclass
from typing import cast
from urllib.parse import urlsplit

from milo.demo.signing import headers

from .ledger import Ledger

RETRY_SECONDS = 0.5
_LENGTH = re.compile(rb"content-length: *(\d+)", re.IGNORECASE)


@dataclass(slots=True)
class Post:
    """One post; `sent_at` is when its bytes were last given to a connection."""

    kind: str
    raw: bytes
    acknowledged: Callable[[], None] | None
    sent_at: float = 0.0


class Courier:
    """Brings posts to one URL, the oldest first.

    Args:
        url: the webhook.
        app_secret: signs the posts.
        ledger: gets the time from a post's being sent to its 200, by kind.
    """

    def __init__(self, url: str, app_secret: str, ledger: Ledger) -> None:
        parts = urlsplit(url)
        self._host, self._port = parts.hostname or "", parts.port or 80
        self._start = f"POST {parts.path} HTTP/1.1\r\nHost: {parts.netloc}\r\n"
        self._secret = app_secret
        self._ledger = ledger
        self._waiting: deque[Post] = deque()
        self._free: list[_Connection] = []
        self._opening: set[asyncio.Future[None]] = set()
        self.under_way = 0

    async def connect(self, connections: int) -> None:
        """Open the connections."""
        for _ in range(connections):
            await self._open()

    def put(self, kind: str, body: bytes, acknowledged: Callable[[], None] | None = None) -> None:
        """Post a body as soon as a connection is free; `acknowledged` is called at its 200."""
        lines = headers(self._secret, body) | {"Content-Length": str(len(body))}
        head = self._start + "".join(f"{name}: {value}\r\n" for name, value in lines.items())
        self.under_way += 1
        self._take(Post(kind, f"{head}\r\n".encode() + body, acknowledged))

    def _take(self, post: Post) -> None:
        if self._free:
            self._free.pop().send(post)
        else:
            self._waiting.append(post)

    def answered(self, connection: _Connection, post: Post, status: int) -> None:
        """Note what became of a post, and give its connection the next."""
        if status == 200:
            self.under_way -= 1
            self._ledger.note(post.kind, time.perf_counter() - post.sent_at)
            if post.acknowledged:
                post.acknowledged()
        else:
            self._again(post, f"refused with {status}")
        if self._waiting:
            connection.send(self._waiting.popleft())
        else:
            self._free.append(connection)

    def lost(self, connection: _Connection, post: Post | None) -> None:
        """Open another connection, and post again what had no answer; an idle one may be closed."""
        if connection in self._free:
            self._free.remove(connection)
        if post:
            self._again(post, "posts without an answer")
        opening = asyncio.ensure_future(self._open())
        self._opening.add(opening)
        opening.add_done_callback(self._opening.discard)

    def _again(self, post: Post, why: str) -> None:
        self._ledger.note(why)
        asyncio.get_running_loop().call_later(RETRY_SECONDS, self._take, post)

    async def _open(self) -> None:
        loop = asyncio.get_running_loop()
        _, connection = await loop.create_connection(
            lambda: _Connection(self), self._host, self._port
        )
        if self._waiting:
            connection.send(self._waiting.popleft())
        else:
            self._free.append(connection)


class _Connection(asyncio.Protocol):
    """One connection: one post at a time."""

    def __init__(self, courier: Courier) -> None:
        self._courier = courier
        self._post: Post | None = None
        self._buffer = b""

    def connection_made(self, transport: asyncio.BaseTransport) -> None:
        self._transport = cast("asyncio.Transport", transport)  # uvloop's is none by its class

    def send(self, post: Post) -> None:
        """Send a post; the connection is free."""
        self._post = post
        post.sent_at = time.perf_counter()
        self._transport.write(post.raw)

    def data_received(self, data: bytes) -> None:
        self._buffer += data
        head, found, rest = self._buffer.partition(b"\r\n\r\n")
        length = _LENGTH.search(head)
        if not found or (length and len(rest) < int(length[1])):
            return
        post, self._post, self._buffer = self._post, None, b""
        assert post
        self._courier.answered(self, post, int(head[9:12]))

    def connection_lost(self, exc: Exception | None) -> None:
        self._courier.lost(self, self._post)
