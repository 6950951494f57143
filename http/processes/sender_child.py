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
from typing import Any

from ...engine.errors import GatewayError
from ...engine.sending.retry import FailureKind
from ..cloud.client import CloudClient
from ..cloud.poster import MediaPoster
from ..cloud.request_builder import CALLS, NO_ORDER, CloudRequest, Given, Said, Why
from .channel import MessageChannel
from .child import HEARTBEAT, HEARTBEAT_SECONDS, Heartbeat

LAPSED: Why = (FailureKind.RETRY, "not sent: our lease was not renewed in time", None)
_CLOCK = getattr(time, "CLOCK_BOOTTIME", time.CLOCK_MONOTONIC)


class LeaseDeadline:
    """Until when the leases of the process that gives the orders are guaranteed."""

    def __init__(self) -> None:
        self.until = inf

    def check(self) -> None:
        """Raise GatewayError where that instant is over: the process is frozen, or cut off."""
        if time.clock_gettime(_CLOCK) >= self.until:
            raise GatewayError(*LAPSED)


def carry(frames: MessageChannel) -> None:
    """Post what is ordered, until the other end is closed."""
    orders: SimpleQueue[Given] = SimpleQueue()
    wire, certainty = MediaPoster(CloudClient()), LeaseDeadline()
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
    orders: SimpleQueue[Given], wire: MediaPoster, certainty: LeaseDeadline, frames: MessageChannel
) -> None:
    while True:
        said = _post(wire, certainty, *orders.get())
        try:
            frames.send(said)
        except OSError:
            return  # nobody listens any more


def _post(wire: MediaPoster, certainty: LeaseDeadline, number: int, *order: Any) -> Said:
    try:
        certainty.check()
        wamid, uploaded = wire.post(CloudRequest(*order), certainty.check)
        return number, wamid, None, uploaded
    except GatewayError as error:
        return number, None, (error.kind, error.details, error.meta_code), None
    except Exception as error:
        return number, None, (FailureKind.UNKNOWN, type(error).__name__, None), None


if __name__ == "__main__":
    for each in (signal.SIGINT, signal.SIGTERM):  # meant for the other: it says when this ends
        signal.signal(each, signal.SIG_IGN)
    carry(MessageChannel(socket.socket(fileno=int(sys.argv[1]))))
