"""The world that is handed in: clock, ids, chance, executor, the way to Meta, a meter.

Work that ends later is answered with a `Result`: a value, or the error in its place.
"""

from __future__ import annotations

from collections.abc import Callable
from datetime import datetime
from typing import Any, Generic, Protocol, TypeVar, cast

from ..fast_dataclass import dataclass
from ..model import OutboxRow

T = TypeVar("T")


@dataclass(frozen=True, slots=True)
class Result(Generic[T]):
    """A value or an error, handed to a callback: `get` returns the one or raises the other.

    Example:
        `Result.of(lambda: int("7")).get()` is 7; `Result.failed(ValueError()).get()` raises.
    """

    value: T | None = None
    error: BaseException | None = None

    @classmethod
    def of(cls, run: Callable[[], T]) -> Result[T]:
        """Run a function; return its result, or the exception that it raised."""
        try:
            return cls(run())
        except Exception as error:
            return cls(error=error)

    @classmethod
    def failed(cls, error: BaseException) -> Result[Any]:
        """Return a result that raises an error."""
        return cls(error=error)

    def get(self) -> T:
        """Return the value, or raise the error."""
        if self.error is not None:
            raise self.error
        return cast(T, self.value)


Done = Callable[[Result[T]], None]
"""A callback that is handed the result of work that ended."""


class Clock(Protocol):
    """Tells the time."""

    def now(self) -> datetime:
        """Return the present instant, aware, in UTC."""


class Ids(Protocol):
    """Makes identifiers."""

    def new(self) -> str:
        """Return an id nobody has, later ones sorting after earlier ones."""

    def secret(self) -> str:
        """Return a text of letters, digits, `-` and `_` that nobody can guess."""


Chance = Callable[[], float]
"""Gives a number in [0, 1), each time another; under simulation, from a seed."""


class Executor(Protocol):
    """Runs functions on a pool of threads. Under simulation it has no threads."""

    def submit(self, work: Callable[[], object]) -> None:
        """Run `work` soon, on some thread of the pool."""

    def later(self, seconds: float, work: Callable[[], object]) -> None:
        """Run `work` after `seconds`, if the process lives that long."""


class Gateway(Protocol):
    """The way out: Meta's Cloud API."""

    def send(self, row: OutboxRow) -> str:
        """Send one message and return Meta's id for it.

        Raises:
            GatewayError: it was not taken, or nobody knows whether it was.
        """

    def read(self, phone_number_id: str, message_id: str) -> None:
        """Mark a person's message as read, and show that an answer is being written.

        Raises:
            GatewayError: Meta did not do it; nothing hangs on that.
        """


class Courier(Protocol):
    """Sends without blocking the caller."""

    def send(self, row: OutboxRow, told: Done[str]) -> None:
        """Have one message sent; `told` is told Meta's id for it, or the GatewayError.

        `told` is called on any thread, must be quick and raise nothing.
        """

    def read(self, phone_number_id: str, message_id: str) -> None:
        """Have a message marked as read, as `Gateway.read` does; nobody hears what came of it."""


class Meter(Protocol):
    """Counters and gauges, as monitoring reads them."""

    def count(self, name: str, amount: float = 1, **labels: str) -> None:
        """Add to a counter."""

    def gauge(self, name: str, value: float, **labels: str) -> None:
        """Set a value that goes up and down."""

    def observe(self, name: str, seconds: float, **labels: str) -> None:
        """Add a duration to a distribution."""
