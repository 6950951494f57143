"""Leases where one process owns the database; a gateway that checks the lease before it sends."""

from __future__ import annotations

from collections.abc import Callable, Iterable
from math import inf

from .errors import GatewayError
from .model import OutboxRow
from .ports import Errand, Gateway, Heard, Leases, LeasesTaken
from .sending.retry import FailureKind


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

    def take(self, contact_ids: Iterable[str], errand: Errand) -> LeasesTaken:
        """Return them all."""
        return LeasesTaken(ours=tuple(contact_ids))

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

    def read(self, phone_number_id: str, message_id: str) -> None:
        """Mark a message as read: of no harm, whosever the contact is."""
        self._gateway.read(phone_number_id, message_id)


def refuse_uncertain(leases: Leases) -> None:
    """Raise GatewayError, as for a message not taken, where the contacts may be lost."""
    if not leases.certain():
        raise GatewayError(FailureKind.RETRY, "not sent: our lease was not renewed in time")
