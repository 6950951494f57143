"""A TCP proxy that cuts: between Milo and Meta, or between Milo and PostgreSQL."""

from __future__ import annotations

import contextlib
import socket
import threading
import time
from collections.abc import Callable, Iterator
from enum import Enum

Connect = Callable[[], socket.socket]
CHUNK = 65536
ARRIVES_SECONDS = 0.2
"""How long the other side has to work what it was asked before it is cut off, too."""


class Cut(Enum):
    """What to do with something that is asked."""

    NO = "pass it on"
    BEFORE = "cut the connection; what was asked never arrives"
    AFTER = "pass it on, then cut the connection; the answer never arrives"


class Proxy:
    """Passes bytes on, until told otherwise.

    Args:
        connect: connects to the other side; may be replaced while running.

    Attributes:
        refusing: new connections are closed at once, and those that stand are cut.
        judge: says of each piece that is asked whether to cut.
        answer_limit: bytes of the next answer that are passed on before the cut; used up once.
    """

    def __init__(self, connect: Connect) -> None:
        self.connect = connect
        self.judge: Callable[[bytes], Cut] = lambda _: Cut.NO
        self.answer_limit: int | None = None
        self._refusing = False
        self._open: set[socket.socket] = set()
        self._listener = socket.create_server(("127.0.0.1", 0))
        self.port: int = self._listener.getsockname()[1]
        threading.Thread(target=self._accept, daemon=True).start()

    @property
    def refusing(self) -> bool:
        """Whether nobody gets through."""
        return self._refusing

    @refusing.setter
    def refusing(self, value: bool) -> None:
        self._refusing = value
        if value:
            self.cut_all()

    def cut_all(self) -> None:
        """Cut every connection that stands."""
        for each in list(self._open):
            _close(each)

    def close(self) -> None:
        """End it."""
        _close(self._listener)
        self.cut_all()

    def _accept(self) -> None:
        while True:
            try:
                client, _ = self._listener.accept()
            except OSError:
                return
            if self._refusing:
                _close(client)
                continue
            try:
                server = self.connect()
            except OSError:
                _close(client)
                continue
            self._open |= {client, server}
            for pump in (self._ask, self._answer):
                threading.Thread(target=pump, args=(client, server), daemon=True).start()

    def _ask(self, client: socket.socket, server: socket.socket) -> None:
        with self._both(client, server), contextlib.suppress(OSError):
            while data := client.recv(CHUNK):
                verdict = self.judge(data)
                if verdict is Cut.BEFORE:
                    return
                if verdict is Cut.AFTER:
                    _deafen(client)
                    server.sendall(data)
                    time.sleep(ARRIVES_SECONDS)
                    return
                server.sendall(data)

    def _answer(self, client: socket.socket, server: socket.socket) -> None:
        with self._both(client, server), contextlib.suppress(OSError):
            while data := server.recv(CHUNK):
                limit, self.answer_limit = self.answer_limit, None
                client.sendall(data if limit is None else data[:limit])
                if limit is not None:
                    return

    @contextlib.contextmanager
    def _both(self, client: socket.socket, server: socket.socket) -> Iterator[None]:
        try:
            yield
        finally:
            for each in (client, server):
                _close(each)
                self._open.discard(each)


def _deafen(client: socket.socket) -> None:
    """Let a client hear nothing more."""
    with contextlib.suppress(OSError):
        client.shutdown(socket.SHUT_RDWR)


def _close(one: socket.socket) -> None:
    with contextlib.suppress(OSError):
        one.shutdown(socket.SHUT_RDWR)
    one.close()
