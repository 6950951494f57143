"""The process that posts to Meta for another: `python -m milo.http.carrier FD`.

It reads orders from a socket and writes back what became of each. It knows no row, no database and
no setting; it ends with the socket, and so with the process that has its other end.
"""

from __future__ import annotations

import signal
import socket
import sys
from queue import SimpleQueue
from threading import Thread

from ..engine.errors import GatewayError
from ..engine.sending import Kind
from .frames import Frames
from .wire import THREADS, Wire

Given = tuple[int, str, str, bytes]
"""An order's number, address, token and body."""
Why = tuple[str, str, int | None]
"""Of a message that was not taken: kind, details, Meta's code."""
Said = tuple[int, str | None, Why | None]
"""What became of an order: its number; Meta's id for it, or why not."""


def carry(frames: Frames) -> None:
    """Post what is ordered, until the other end is closed."""
    orders: SimpleQueue[Given] = SimpleQueue()
    wire = Wire()
    for _ in range(THREADS):
        Thread(target=_work, args=(orders, wire, frames), daemon=True).start()
    while True:
        try:
            for given in frames.receive():
                orders.put(given)
        except (EOFError, OSError):
            return


def _work(orders: SimpleQueue[Given], wire: Wire, frames: Frames) -> None:
    while True:
        said = _post(wire, *orders.get())
        try:
            frames.send(said)
        except OSError:
            return  # nobody listens any more


def _post(wire: Wire, number: int, url: str, token: str, body: bytes) -> Said:
    try:
        return number, wire.post(url, token, body), None
    except GatewayError as error:
        return number, None, (error.kind, error.details, error.meta_code)
    except Exception as error:
        return number, None, (Kind.UNKNOWN, type(error).__name__, None)


if __name__ == "__main__":
    for each in (signal.SIGINT, signal.SIGTERM):  # meant for the other: it says when this ends
        signal.signal(each, signal.SIG_IGN)
    carry(Frames(socket.socket(fileno=int(sys.argv[1]))))
