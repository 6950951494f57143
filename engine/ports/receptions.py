"""Rows of merchants' own phones."""

from __future__ import annotations

from datetime import datetime
from typing import Protocol

from ..model import Reception, ReceptionCode


class Receptions(Protocol):
    """Contacts that are receptions, and the codes that make them so."""

    def add(self, reception: Reception) -> None: ...
    def of_client(self, client_id: str) -> list[Reception]:
        """Return a client's, also those that were ended, oldest first."""

    def of_contact(self, contact_id: str) -> list[Reception]:
        """Return a contact's that were not ended, oldest first."""

    def standing(self) -> list[Reception]:
        """Return all that were not ended, of all clients, oldest first."""

    def with_digest(self) -> list[Reception]:
        """Return those that stand, of active clients whose settings name a digest, oldest first.

        What the settings say of it, `null` too, is not looked at: thousands need not be parsed.
        """

    def take_digest(self, reception_id: str, day: str) -> bool:
        """Note that one is told of a day (ISO); False where it was told of that or a later one."""

    def end(self, client_id: str, reception_id: str, now: datetime) -> bool:
        """End one; return whether there was one that had not been ended."""

    def add_code(self, code: ReceptionCode) -> None: ...
    def find_code(self, code: str) -> ReceptionCode | None: ...
    def open_code(self, client_id: str, after: datetime) -> ReceptionCode | None:
        """Return a client's newest unused code that is good until after that instant."""

    def use_code(self, code: str, now: datetime) -> bool:
        """Note that a code was used; False where it was used before, or ran out."""
