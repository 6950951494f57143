"""The proxy before the processes, and Meta's patience: a post is brought until it has a 200."""

from __future__ import annotations

import asyncio
import itertools
import time
from collections import Counter
from collections.abc import Callable

from milo.demo.signing import headers

TRY_SECONDS = 1.5
"""How long one process has to answer before the next is tried."""
DOWN_SECONDS = 1.0
"""How long one that did not answer is left alone."""
AGAIN_SECONDS = 0.1
PATH = "/api/whatsapp/webhook"


class Proxy:
    """Brings each post to one process after the other.

    Attributes:
        under_way: posts that nobody has answered with 200 yet.
        counts: how many tries each process answered, and how many failed.
    """

    def __init__(self, app_secret: str) -> None:
        self.under_way = 0
        self.counts: Counter[str] = Counter()
        self._secret = app_secret
        self._down_until: dict[tuple[str, int], float] = {}
        self._turn = itertools.count()
        self._tasks: set[asyncio.Task[None]] = set()

    def serve(self, host: str, port: int) -> None:
        """Bring posts there, too."""
        self._down_until[host, port] = 0.0

    def leave(self, host: str, port: int) -> None:
        """Bring nothing there any more: an operator takes it out before it is stopped."""
        self._down_until.pop((host, port), None)

    def put(self, kind: str, body: bytes, acknowledged: Callable[[], None] | None = None) -> None:
        """Bring a post; `acknowledged` is called at its 200."""
        self.under_way += 1
        task = asyncio.ensure_future(self._bring(body, acknowledged))
        self._tasks.add(task)
        task.add_done_callback(self._tasks.discard)

    async def _bring(self, body: bytes, acknowledged: Callable[[], None] | None) -> None:
        while not await self._try(body):
            await asyncio.sleep(AGAIN_SECONDS)
        self.under_way -= 1
        if acknowledged:
            acknowledged()

    async def _try(self, body: bytes) -> bool:
        to = self._next()
        if to is None:
            return False
        try:
            status = await asyncio.wait_for(self._post(to, body), TRY_SECONDS)
        except (OSError, TimeoutError, asyncio.IncompleteReadError, IndexError):
            self.counts["no answer"] += 1
            if to in self._down_until:
                self._down_until[to] = time.monotonic() + DOWN_SECONDS
            return False
        self.counts[str(status)] += 1
        return status == 200

    def _next(self) -> tuple[str, int] | None:
        now = time.monotonic()
        up = [to for to, until in self._down_until.items() if until <= now]
        return up[next(self._turn) % len(up)] if up else None

    async def _post(self, to: tuple[str, int], body: bytes) -> int:
        reader, writer = await asyncio.open_connection(*to)
        try:
            lines = headers(self._secret, body) | {
                "Host": to[0],
                "Content-Length": str(len(body)),
                "Connection": "close",
            }
            head = "".join(f"{name}: {value}\r\n" for name, value in lines.items())
            writer.write(f"POST {PATH} HTTP/1.1\r\n{head}\r\n".encode() + body)
            line = await reader.readline()
            return int(line.split()[1])
        finally:
            writer.close()
