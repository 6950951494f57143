"""Leases: which process works which contact.

Several processes share the contacts between them: each contact is leased to one, which works its
turns and its sending, until that process ends, dies, freezes or is cut off from the database.
"""

from __future__ import annotations

from collections.abc import Callable, Iterable, Sequence
from dataclasses import dataclass
from datetime import datetime
from enum import StrEnum
from typing import Protocol


class Errand(StrEnum):
    """What there is to be done for a contact."""

    WORK = "work"
    """A message or a timer waits."""
    SEND = "send"
    """Something is to be sent, or a status settled what was in doubt."""


Heard = Callable[[Errand, Sequence[str]], None]
"""A callback: what other processes have for our contacts."""


@dataclass(frozen=True, slots=True)
class LeasesTaken:
    """The result of asking for contacts; those that other processes hold are not named.

    Attributes:
        ours: leased to us now, the fresh ones included.
        fresh: leased to nobody before: their pending items were left behind.
        busy: free, but another transaction has their row locked: ask again soon.
        over: how many of the fresh ones were leased to a process that is gone.
    """

    ours: tuple[str, ...] = ()
    fresh: tuple[str, ...] = ()
    busy: tuple[str, ...] = ()
    over: int = 0


@dataclass(frozen=True, slots=True)
class Worker:
    """One of the processes that share the work.

    Attributes:
        epoch: its number, never used again.
        place: its machine and process id, `host:pid`.
        seconds_left: until its lease ends unless renewed; below 0: expired, awaiting eviction.
        contacts: how many it has leased.
    """

    epoch: int
    place: str
    started_at: datetime
    seconds_left: float
    contacts: int


class Leases(Protocol):
    """Which contacts are this process's to work, turns and sending; see `Errand`, `LeasesTaken`.

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

    def take(self, contact_ids: Iterable[str], errand: Errand) -> LeasesTaken:
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
