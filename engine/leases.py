"""Whose a contact is: what is said of it, and the case of one process that owns the database.

Several processes share the people between them: each contact is leased to one, who works it, turns
and sending, until that process ends, dies, freezes or is cut off from the database.
"""

from __future__ import annotations

from collections.abc import Callable, Iterable, Sequence
from dataclasses import dataclass
from datetime import datetime
from enum import StrEnum
from math import inf

from .errors import GatewayError
from .model import OutboxRow
from .ports import Gateway, Leases
from .sending.retry import FailureKind


class Errand(StrEnum):
    """What there is to be done for a contact."""

    WORK = "work"
    """A message or a timer waits."""
    SEND = "send"
    """Something is to be sent, or a status settled what was in doubt."""


Heard = Callable[[Errand, Sequence[str]], None]
"""Told what other processes have for our contacts."""


@dataclass(frozen=True, slots=True)
class Taken:
    """What became of contacts that a process asked for; those of others are not named.

    Attributes:
        ours: ours by now, the fresh ones too.
        fresh: nobody worked them until now: whatever waits for them was left behind.
        busy: free, but somebody has just their row: ask again soon.
        over: how many of the fresh ones were another's once, who is gone.
    """

    ours: tuple[str, ...] = ()
    fresh: tuple[str, ...] = ()
    busy: tuple[str, ...] = ()
    over: int = 0


@dataclass(frozen=True, slots=True)
class Worker:
    """One of the processes that share the work.

    Attributes:
        epoch: its number, nobody else's, ever.
        place: its machine and process id, `host:pid`.
        seconds_left: how long it lives unless it says so again; below 0 it is about to be buried.
        contacts: how many it has leased.
    """

    epoch: int
    place: str
    started_at: datetime
    seconds_left: float
    contacts: int


class Sole:
    """`Leases` where one process owns the database: all contacts are its own, at no cost."""

    def start(self, heard: Heard, changed: Callable[[], None]) -> None:
        """Nobody else is there to be heard."""

    def stop(self) -> None:
        """Nobody waits for what we leave."""

    def holds(self, contact_id: str) -> bool:
        """Return True."""
        return True

    def count(self) -> int:
        """Return 0: no contact is leased."""
        return 0

    def take(self, contact_ids: Iterable[str], errand: Errand) -> Taken:
        """Return them all."""
        return Taken(ours=tuple(contact_ids))

    def certain(self) -> bool:
        """Return True."""
        return True

    def watch(self, renewed: Callable[[float], None]) -> None:
        """Say that it is certain for ever."""
        renewed(inf)

    def workers(self) -> int:
        """Return 1."""
        return 1


class CertainGateway:
    """A gateway that sends nothing while we may have lost our contacts to somebody else.

    A process that was frozen, or that is cut off from the database, finds out here, before it says
    what another has said meanwhile.
    """

    def __init__(self, gateway: Gateway, leases: Leases) -> None:
        self._gateway = gateway
        self._leases = leases

    def send(self, row: OutboxRow) -> str:
        """Send one message. Raises GatewayError, as not taken, where the contact may be lost."""
        refuse_uncertain(self._leases)
        return self._gateway.send(row)


def refuse_uncertain(leases: Leases) -> None:
    """Raise GatewayError, as for a message not taken, where the contacts may be lost."""
    if not leases.certain():
        raise GatewayError(FailureKind.RETRY, "not sent: our lease was not renewed in time")
