"""Sending in a process of its own, so that turns and sends do not fight for one interpreter.

The child (`carrier`) is given whole requests, a few at a time, and tells what Meta said. When it
dies, nobody knows of what it had, as when a connection breaks; another is started. It has no
setting of ours: a token comes with each order, when it goes out.
"""

from __future__ import annotations

import time
from collections import deque
from collections.abc import Callable
from dataclasses import dataclass, replace
from itertools import count
from math import inf
from threading import Lock

import structlog

from ...engine.errors import GatewayError
from ...engine.model import OutboxRow
from ...engine.ports import Done, Result
from ...engine.sending.retry import FailureKind
from ..cloud.media import Uploaded
from ..cloud.request_builder import CALLS, NO_ORDER, CloudRequest, Said
from .channel import MessageChannel
from .child import SupervisedChild

log = structlog.get_logger(__name__)

UNDER_WAY = 2 * CALLS
"""Orders given to the child at once: those being posted, and a few more that wait in its queue."""
ANSWER_SECONDS = 30.0
"""A child that has not answered an order by then hangs: a call gives up long before."""
UPLOAD_SECONDS = 300.0
"""So much longer may it take with one whose file may have to be uploaded first."""
_CARRIER = "milo.http.processes.sender_child"
_PROXIES = ("HTTP_PROXY", "HTTPS_PROXY", "ALL_PROXY", "NO_PROXY")
_NEEDS = (*_PROXIES, *map(str.lower, _PROXIES), "REQUESTS_CA_BUNDLE", "CURL_CA_BUNDLE")
"""What the environment says of the way to Meta."""


@dataclass(frozen=True, slots=True)
class _Given:
    """An order that the child has, and since when."""

    told: Done[str]
    at: float


def _unheard(_result: Result[str]) -> None:
    """Nothing hangs on it."""


def _unlearned(_uploaded: Uploaded) -> None:
    """Without files there is nothing to learn of them."""


class ProcessCourier:
    """`Courier` whose calls are made by a child process.

    Args:
        order: makes the order of a row, at the moment it goes out; raises GatewayError.
        receipt: makes the order that marks a message as read, by number and message id.
        learn: hears what came of the upload of a file, on the child's thread.
    """

    def __init__(
        self,
        order: Callable[[OutboxRow], CloudRequest],
        receipt: Callable[[str, str], CloudRequest] | None = None,
        learn: Callable[[Uploaded], None] = _unlearned,
    ) -> None:
        self._learn = learn
        self._order = order
        self._receipt = receipt
        self._waiting: deque[tuple[Callable[[], CloudRequest], Done[str]]] = deque()
        self._given: dict[int, _Given] = {}
        self._numbers = count(1)
        self._lock = Lock()
        self._has_child = True
        self._certain_until = inf
        self._child = SupervisedChild(
            "sender",
            _CARRIER,
            self._answered,
            self._restarted,
            on_death=self._died,
            is_well=self._is_well,
            needs=_NEEDS,
        )
        self._child.start()

    @property
    def pid(self) -> int:
        """The child's process id."""
        return self._child.pid

    def send(self, row: OutboxRow, told: Done[str]) -> None:
        """Have a row sent; `told` is told Meta's id, or the GatewayError."""
        self._waiting.append((lambda: self._order(row), told))
        self._hand_over()

    def read(self, phone_number_id: str, message_id: str) -> None:
        """Have a message marked as read, unless messages wait for the child already."""
        receipt = self._receipt
        if receipt and not self._waiting:
            self._waiting.append((lambda: receipt(phone_number_id, message_id), _unheard))
            self._hand_over()

    def certain_until(self, instant: float) -> None:
        """Let the child send nothing after `instant`: by then, contacts may be another process's.

        It finds out by itself, though we may be frozen. See `Leases.watch`.
        """
        self._certain_until = instant
        self._child.send((NO_ORDER, instant))

    def stop(self) -> None:
        """Let the child end; nobody is told of what it still has."""
        self._child.stop()

    def _hand_over(self) -> None:
        """Give the child as much as it may have."""
        while (taken := self._next()) is not None:
            number, make = taken
            try:
                order = make()
            except GatewayError as error:
                self._tell(number, Result.failed(error))
            except Exception as error:
                log.error("gateway failed", action="gateway.failed", exc_info=error)
                self._tell(
                    number, Result.failed(GatewayError(FailureKind.UNKNOWN, type(error).__name__))
                )
            else:
                if order.file:
                    self._be_patient(number)
                self._child.send((number, *order))

    def _next(self) -> tuple[int, Callable[[], CloudRequest]] | None:
        with self._lock:
            if not (self._has_child and self._waiting) or len(self._given) >= UNDER_WAY:
                return None
            (make, told), number = self._waiting.popleft(), next(self._numbers)
            self._given[number] = _Given(told, time.monotonic())
            return number, make

    def _be_patient(self, number: int) -> None:
        """Give an order more time, which may have to wait for a file on its way to Meta."""
        with self._lock:
            if given := self._given.get(number):
                self._given[number] = replace(given, at=given.at + UPLOAD_SECONDS)

    def _tell(self, number: int, result: Result[str]) -> None:
        with self._lock:
            given = self._given.pop(number, None)
        if given:
            given.told(result)

    # -- on the child's thread --------------------------------------------------------------------

    def _answered(self, _frames: MessageChannel, message: Said) -> None:
        number, wamid, why, uploaded = message
        if uploaded:
            self._learn(uploaded)
        self._tell(
            number, Result.failed(GatewayError(*why)) if why else Result.of(lambda: wamid or "")
        )
        self._hand_over()

    def _is_well(self) -> bool:
        with self._lock:
            oldest = min((given.at for given in self._given.values()), default=inf)
        return time.monotonic() - oldest <= ANSWER_SECONDS

    def _died(self) -> None:
        """Of what the child had nobody knows what became; the rest waits for another."""
        with self._lock:
            self._has_child = False
            lost = list(self._given)
        for number in lost:
            self._tell(
                number, Result.failed(GatewayError(FailureKind.LOST, "the sending process died"))
            )

    def _restarted(self) -> None:
        self.certain_until(self._certain_until)
        self._has_child = True
        self._hand_over()
