"""The world that is handed in: clock, ids, chance, executors, the way to Meta, leases, a meter."""

from __future__ import annotations

from collections.abc import Callable, Iterable
from datetime import datetime
from typing import TYPE_CHECKING, Protocol, TypeVar

from ..model import OutboxRow

if TYPE_CHECKING:
    from ..leases import Errand, Heard, Taken

T = TypeVar("T")
Done = Callable[[Callable[[], T]], None]
"""Told what became of a work: by a function that returns what it returned, or raises its error."""


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
    """Runs things; the only one who has threads. Under simulation it has none."""

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


class Leases(Protocol):
    """Which contacts are this process's to work, turns and sending; see `leasing`.

    What is known here may be out of date. The store refuses, within the transaction, what is not
    ours any more (`NotOursError`).
    """

    def start(self, heard: Heard, changed: Callable[[], None]) -> None:
        """Be one of the workers from now on.

        Args:
            heard: called from any thread with what others have for our contacts.
            changed: called from any thread when a worker came or went, or we lost what we held.

        Raises:
            UnavailableError: the store cannot take it.
        """

    def stop(self) -> None:
        """Give everything back: the others go on at once."""

    def holds(self, contact_id: str) -> bool:
        """Return whether a contact is ours, as far as we know; asks nobody."""

    def count(self) -> int:
        """Return how many contacts we know to be ours."""

    def take(self, contact_ids: Iterable[str], errand: Errand) -> Taken:
        """Take those that are free or whose holder is gone; tell the holders of the others.

        Raises:
            UnavailableError: nothing was taken, nobody was told.
        """

    def certain(self) -> bool:
        """Return whether what we hold cannot have become another's yet; asks nobody."""

    def watch(self, renewed: Callable[[float], None]) -> None:
        """Have `renewed` told until when what we hold is certain: now, and at each renewal.

        In seconds of the machine's clock that runs on while it sleeps (`CLOCK_BOOTTIME`), for a
        process of ours that sends. It is called from any thread and must be quick.
        """

    def workers(self) -> int:
        """Return how many processes share the work, this one included."""


class Courier(Protocol):
    """The way out for whoever does not wait."""

    def send(self, row: OutboxRow, told: Done[str]) -> None:
        """Have one message sent; `told` is told Meta's id for it, or the GatewayError.

        `told` is called on any thread, must be quick and raise nothing.
        """


class Meter(Protocol):
    """Counts and measures, for whoever watches."""

    def count(self, name: str, amount: float = 1, **labels: str) -> None:
        """Add to a counter."""

    def gauge(self, name: str, value: float, **labels: str) -> None:
        """Set a value that goes up and down."""

    def observe(self, name: str, seconds: float, **labels: str) -> None:
        """Add a duration to a distribution."""
