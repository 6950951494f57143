"""People who click through agendas on the panel, each over one connection that is kept open."""

from __future__ import annotations

import asyncio
import re
import time
from collections.abc import Mapping
from contextlib import suppress
from urllib.parse import urlencode

from .ledger import Ledger
from .names import ADMIN_TOKEN, HOST, slug_of

CLICK_SECONDS = 1.0
"""Between two pages of one person's: a page as quick as somebody reads, and its own looks anew."""
_LENGTH = re.compile(rb"content-length: *(\d+)", re.IGNORECASE)
_COOKIE = re.compile(rb"set-cookie: *(milo_panel=[^;]+)", re.IGNORECASE)

_FORM = {"Content-Type": "application/x-www-form-urlencoded"}


class Visitors:
    """So many people on the panel.

    Args:
        ledger: gets the time of each page (`page`), and each that was not 200 (`refused page`).
        merchants: how many there are to look at.
    """

    def __init__(self, port: int, ledger: Ledger, merchants: int) -> None:
        self._port = port
        self._ledger = ledger
        self._merchants = merchants
        self._clicking: list[asyncio.Task[None]] = []

    def come(self, count: int) -> None:
        """Let so many sign in and click until they are told to leave."""
        self._clicking = [asyncio.create_task(self._visit(number)) for number in range(count)]

    async def leave(self) -> None:
        """Let all of them go.

        Raises:
            OSError, ValueError: one could not sign in, or the server hung up.
        """
        for one in self._clicking:
            one.cancel()
        for one in self._clicking:
            with suppress(asyncio.CancelledError):
                await one

    async def _visit(self, number: int) -> None:
        reader, writer = await asyncio.open_connection(HOST, self._port)
        try:
            form = urlencode({"token": ADMIN_TOKEN}).encode()
            _, head, _ = await ask(reader, writer, "POST", "/panel/entrar", form, _FORM)
            found = _COOKIE.search(head)
            if found is None:
                raise ValueError(f"nobody could sign in: {head!r}")
            cookie = found[1].decode()
            await asyncio.sleep(CLICK_SECONDS * number / len(self._clicking))
            slug = slug_of(number % self._merchants)
            while True:
                for page in ("agenda", "agenda?view=week", "requests", "people"):
                    joint = "&" if "?" in page else "?"
                    await self._look(reader, writer, f"/panel/{page}{joint}client={slug}", cookie)
                    await asyncio.sleep(CLICK_SECONDS)
        finally:
            writer.close()

    async def _look(
        self, reader: asyncio.StreamReader, writer: asyncio.StreamWriter, path: str, cookie: str
    ) -> None:
        began = time.perf_counter()
        status, _, _ = await ask(reader, writer, "GET", path, headers={"Cookie": cookie})
        if status == 200:
            self._ledger.note("page", time.perf_counter() - began)
        else:
            self._ledger.note(f"refused with {status}")


async def ask(
    reader: asyncio.StreamReader,
    writer: asyncio.StreamWriter,
    method: str,
    path: str,
    body: bytes = b"",
    headers: Mapping[str, str] = {},
) -> tuple[int, bytes, bytes]:
    """Return status, head and body of an answer."""
    lines = [f"{method} {path} HTTP/1.1", f"Host: {HOST}", f"Content-Length: {len(body)}"]
    lines += [f"{name}: {value}" for name, value in headers.items()]
    writer.write("\r\n".join([*lines, "", ""]).encode() + body)
    head = await reader.readuntil(b"\r\n\r\n")
    found = _LENGTH.search(head)
    answer = await reader.readexactly(int(found[1])) if found else b""
    return int(head.split(b" ", 2)[1]), head, answer
