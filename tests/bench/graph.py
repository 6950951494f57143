"""The side of Meta that takes sends: `POST /{version}/{phone_number_id}/messages`, and no more."""

from __future__ import annotations

import asyncio
import json
import re
from collections.abc import Callable
from typing import Any, cast

Taken = Callable[[dict[str, Any]], str]
"""Takes the body of a send and returns the id of the message."""

_LENGTH = re.compile(rb"content-length: *(\d+)", re.IGNORECASE)
_UNAUTHORIZED = b"HTTP/1.1 401 Unauthorized\r\nContent-Length: 0\r\n\r\n"


class Graph(asyncio.Protocol):
    """One connection of the server's; a request may come in pieces, but not two at once."""

    def __init__(self, token: str, taken: Taken) -> None:
        self._bearer = f"Bearer {token}".encode()
        self._taken = taken
        self._buffer = b""

    def connection_made(self, transport: asyncio.BaseTransport) -> None:
        self._transport = cast("asyncio.Transport", transport)  # uvloop's is none by its class

    def data_received(self, data: bytes) -> None:
        self._buffer += data
        head, found, body = self._buffer.partition(b"\r\n\r\n")
        length = _LENGTH.search(head) if found else None
        if length is None or len(body) < int(length[1]):
            return
        self._buffer = b""
        self._transport.write(self._answer(body) if self._bearer in head else _UNAUTHORIZED)

    def _answer(self, body: bytes) -> bytes:
        answer = json.dumps(self._told(json.loads(body))).encode()
        head = "HTTP/1.1 200 OK\r\nContent-Type: application/json\r\nContent-Length: "
        return f"{head}{len(answer)}\r\n\r\n".encode() + answer

    def _told(self, send: dict[str, Any]) -> dict[str, Any]:
        if send.get("status") == "read":  # marks a message as read, and shows that one types
            return {"success": True}
        to = send["to"]
        return {
            "messaging_product": "whatsapp",
            "contacts": [{"input": to, "wa_id": to.removeprefix("+")}],
            "messages": [{"id": self._taken(send)}],
        }
