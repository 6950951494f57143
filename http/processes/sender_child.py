"""The process that posts to Meta for another: `python -m milo.http.processes.sender_child FD`.

It reads orders from a socket and writes back what became of each. It knows no row, no database and
no setting; it ends with the socket, and so with the process that has its other end.
"""

from __future__ import annotations

import signal
import socket
import sys
import time
from math import inf
from queue import SimpleQueue
from threading import Thread

from ...engine.errors import GatewayError
from ...engine.sending.retry import FailureKind
from ..cloud.client import CloudClient
from ..cloud.request_builder import CALLS, NO_ORDER, Given, Said, Why
from .channel import MessageChannel
from .child import HEARTBEAT, HEARTBEAT_SECONDS, Heartbeat

LAPSED: Why = (FailureKind.RETRY, "not sent: our lease was not renewed in time", None)
_CLOCK = getattr(time, "CLOCK_BOOTTIME", time.CLOCK_MONOTONIC)


class LeaseDeadline:
    """Until when the leases of the process that gives the orders are guaranteed."""

    def __init__(self) -> None:
        self.until = inf

    def lapsed(self) -> bool:
        """Return whether it has been told nothing for too long: it is frozen, or cut off."""
        return time.clock_gettime(_CLOCK) >= self.until


def carry(frames: MessageChannel) -> None:
    """Post what is ordered, until the other end is closed."""
    orders: SimpleQueue[Given] = SimpleQueue()
    wire, certainty = CloudClient(), LeaseDeadline()
    workers = [
        Thread(target=_work, args=(orders, wire, certainty, frames), daemon=True)
        for _ in range(CALLS)
    ]
    for worker in workers:
        worker.start()
    heartbeat = Heartbeat(lambda: frames.send(HEARTBEAT))
    while all(worker.is_alive() for worker in workers):
        try:
            for number, *given in frames.receive(HEARTBEAT_SECONDS):
                if number == NO_ORDER:
                    (certainty.until,) = given
                else:
                    orders.put((number, *given))
            heartbeat.beat()
        except (EOFError, OSError):
            return


def _work(
    orders: SimpleQueue[Given], wire: CloudClient, certainty: LeaseDeadline, frames: MessageChannel
) -> None:
    while True:
        order = orders.get()
        said = (order[0], None, LAPSED) if certainty.lapsed() else _post(wire, *order)
        try:
            frames.send(said)
        except OSError:
            return  # nobody listens any more


def _post(wire: CloudClient, number: int, url: str, token: str, body: bytes) -> Said:
    try:
        return number, wire.post(url, token, body), None
    except GatewayError as error:
        return number, None, (error.kind, error.details, error.meta_code)
    except Exception as error:
        return number, None, (FailureKind.UNKNOWN, type(error).__name__, None)


if __name__ == "__main__":
    for each in (signal.SIGINT, signal.SIGTERM):  # meant for the other: it says when this ends
        signal.signal(each, signal.SIG_IGN)
    carry(MessageChannel(socket.socket(fileno=int(sys.argv[1]))))
