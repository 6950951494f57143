"""Sending in a process of its own, so that turns and sends do not fight for one interpreter.

The child (`carrier`) is given whole requests, a few at a time, and tells what Meta said. When it
dies, nobody knows of what it had, as when a connection breaks; another is started. It has no
setting of ours: a token comes with each order, when it goes out.
"""

from __future__ import annotations

import time
from collections import deque
from collections.abc import Callable
from contextlib import suppress
from dataclasses import dataclass
from itertools import count
from math import inf
from threading import Lock, Thread

import structlog

from ...engine.errors import GatewayError
from ...engine.model import OutboxRow
from ...engine.ports import Done
from ...engine.results import failed, settled
from ...engine.sending.retry import FailureKind
from ..cloud.request_builder import CALLS, NO_ORDER, CloudRequest, Why
from .child import END_SECONDS, ChildProcess

log = structlog.get_logger(__name__)

UNDER_WAY = 2 * CALLS
"""Orders given to the child at once: what it posts, and a few for whoever is done first."""
ANSWER_SECONDS = 30.0
"""A child that has not answered by then hangs: a call gives up long before."""
AGAIN_SECONDS = 1.0
"""At least between two starts."""
_LOOK_SECONDS = 1.0
_CARRIER = "milo.http.processes.sender_child"


@dataclass(frozen=True, slots=True)
class _Given:
    """An order that the child has, and since when."""

    told: Done[str]
    at: float


class ProcessCourier:
    """`Courier` whose calls are made by a child process.

    Args:
        order: makes the order of a row, at the moment it goes out; raises GatewayError.
    """

    def __init__(self, order: Callable[[OutboxRow], CloudRequest]) -> None:
        self._order = order
        self._waiting: deque[tuple[OutboxRow, Done[str]]] = deque()
        self._given: dict[int, _Given] = {}
        self._numbers = count(1)
        self._lock = Lock()
        self._stopped = False
        self._certain_until = inf
        self._child = ChildProcess(_CARRIER)
        self._reader = Thread(target=self._read, name="courier", daemon=True)
        self._reader.start()

    @property
    def pid(self) -> int:
        """The child's process id."""
        return self._child.process.pid

    def send(self, row: OutboxRow, told: Done[str]) -> None:
        """Have a row sent; `told` is told Meta's id, or the GatewayError."""
        self._waiting.append((row, told))
        self._hand_over()

    def certain_until(self, instant: float) -> None:
        """Let the child send nothing after `instant`: by then, contacts may be another process's.

        It finds out by itself, though we may be frozen. See `Leases.watch`.
        """
        self._certain_until = instant
        with suppress(OSError):  # the next child is told
            self._child.frames.send((NO_ORDER, instant))

    def stop(self) -> None:
        """Let the child end; nobody is told of what it still has."""
        self._stopped = True
        self._child.end()
        self._reader.join(END_SECONDS)

    def _hand_over(self) -> None:
        """Give the child as much as it may have."""
        while (taken := self._next()) is not None:
            number, row = taken
            try:
                order = self._order(row)
            except GatewayError as error:
                self._tell(number, failed(error))
            except Exception as error:
                log.error(
                    "gateway failed", action="gateway.failed", outbox_id=row.id, exc_info=error
                )
                self._tell(number, failed(GatewayError(FailureKind.UNKNOWN, type(error).__name__)))
            else:
                with suppress(OSError):  # the reader finds the child dead, and tells
                    self._child.frames.send((number, *order))

    def _next(self) -> tuple[int, OutboxRow] | None:
        with self._lock:
            if not self._waiting or len(self._given) >= UNDER_WAY:
                return None
            (row, told), number = self._waiting.popleft(), next(self._numbers)
            self._given[number] = _Given(told, time.monotonic())
            return number, row

    def _tell(self, number: int, outcome: Callable[[], str]) -> None:
        with self._lock:
            given = self._given.pop(number, None)
        if given:
            given.told(outcome)

    # -- on the reader's thread -------------------------------------------------------------------

    def _read(self) -> None:
        while not self._stopped:
            try:
                for number, wamid, why in self._child.frames.receive(_LOOK_SECONDS):
                    self._answered(number, wamid, why)
                if self._hangs():
                    self._child.process.kill()
            except (EOFError, OSError):
                if not self._stopped:
                    self._replace()

    def _answered(self, number: int, wamid: str | None, why: Why | None) -> None:
        outcome = failed(GatewayError(*why)) if why else settled(lambda: wamid or "")
        self._tell(number, outcome)
        self._hand_over()

    def _hangs(self) -> bool:
        with self._lock:
            oldest = next(iter(self._given.values()), None)
        return oldest is not None and time.monotonic() - oldest.at > ANSWER_SECONDS

    def _replace(self) -> None:
        """The child died: nobody knows what became of what it had; the rest goes to another."""
        log.error("sending process died", action="courier.died", held=len(self._given))
        self._child.end()
        time.sleep(max(0.0, self._child.started + AGAIN_SECONDS - time.monotonic()))
        with self._lock:
            lost = list(self._given)
            self._child = ChildProcess(_CARRIER)
        self.certain_until(self._certain_until)
        for number in lost:
            self._tell(
                number, failed(GatewayError(FailureKind.UNKNOWN, "the sending process died"))
            )
        self._hand_over()
