"""Values between two processes of ours, over a socket; several that wait are read at once."""

from __future__ import annotations

import pickle
import select
import socket
from collections.abc import Iterator
from contextlib import suppress
from threading import Lock
from typing import Any

_LENGTH_BYTES = 4
_READ_BYTES = 1 << 18
BUFFER = 1 << 20
"""Bytes that a socket holds, so that nobody waits for the other to read."""


class MessageChannel:
    """One end of a socket. Any thread may send; one receives.

    What comes is unpickled: the other end must be ours.
    """

    def __init__(self, end: socket.socket) -> None:
        for buffer in (socket.SO_SNDBUF, socket.SO_RCVBUF):
            end.setsockopt(socket.SOL_SOCKET, buffer, BUFFER)
        self._end = end
        self._sending = Lock()
        self._poller = select.poll()
        self._poller.register(end, select.POLLIN)
        self._rest = b""

    def send(self, value: Any) -> None:
        """Send a value. Raises OSError where the other end is gone."""
        data = pickle.dumps(value)
        with self._sending:
            self._end.sendall(len(data).to_bytes(_LENGTH_BYTES, "big") + data)

    def receive(self, seconds: float | None = None) -> list[Any]:
        """Return what has come; nothing where nothing came in time (None: wait).

        Raises:
            EOFError, OSError: the other end is gone.
        """
        if not self._poller.poll(None if seconds is None else seconds * 1000):
            return []
        data = self._end.recv(_READ_BYTES)
        if not data:
            raise EOFError
        self._rest += data
        return list(self._whole())

    def close(self) -> None:
        """Close the socket; readers on both ends notice."""
        with suppress(OSError):  # the other end was gone
            self._end.shutdown(socket.SHUT_RDWR)
        self._end.close()

    def _whole(self) -> Iterator[Any]:
        data, start = self._rest, 0
        while len(data) >= (begin := start + _LENGTH_BYTES):
            end = begin + int.from_bytes(data[start:begin], "big")
            if len(data) < end:
                break
            yield pickle.loads(data[begin:end])
            start = end
        self._rest = data[start:]
