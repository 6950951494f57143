"""Who is whom: what two people wrote is never one contact's, and each is reached where they are."""

from __future__ import annotations

from collections.abc import Iterable

from .promises import PERSON, RECIPIENT, TOGETHER, Breaks
from .rows import Out, Rows
from .town import Person

NOWHERE = ""
"""Where somebody is reached whose phone is another's by now."""


class Identities:
    """Follows people through their numbers and ids.

    Attributes:
        in_order: whether each webhook was acknowledged as it came: only then is it sure where
            somebody is reached.
    """

    def __init__(self, breaks: Breaks) -> None:
        self._breaks = breaks
        self._wrote: dict[str, tuple[Person, str]] = {}
        self._reached: dict[str, str] = {}
        self._contacts: dict[str, str] = {}
        self._outbox: dict[str, Out] = {}
        self._in_hand: set[Out] = set()
        self.in_order = True

    def wrote(self, message: str, who: Person, shows: str) -> None:
        """Somebody writes something; `shows` as in `meta.message`."""
        self._wrote[message] = (who, shows)

    def acknowledged(self, messages: Iterable[str]) -> None:
        """Messages were acknowledged, for the first time."""
        for message in messages:
            who, shows = self._wrote[message]
            if shows != "id":
                reached = self._reached.items()
                others = [one for one, phone in reached if phone == who.phone and one != who.name]
                if others or self._reached.get(who.name, who.phone) != who.phone:
                    self._in_hand.update(out for out in self._outbox.values() if out.claimed)
                self._reached.update(dict.fromkeys(others, NOWHERE))
                self._reached[who.name] = who.phone

    def committed(self, rows: Rows) -> None:
        """Rows changed: each contact has one person's messages."""
        self._outbox = {out.id: out for out in rows.outbox}
        self._contacts = {}
        for row in rows.inbox:
            if row.message_id not in self._wrote:  # what a form asks names nobody
                continue
            who = self._wrote[row.message_id][0].name
            owner = self._contacts.setdefault(row.contact or row.message_id, who)
            if owner != who:
                self._breaks(PERSON, f"{row.message_id} of {who} is taken for {owner}'s")

    def accepted(self, row: str, owner: Person) -> None:
        """A message has reached a phone; what was in a sender's hand went to where it was for."""
        out = self._outbox.get(row)
        who = self._contacts.get(out.contact if out else "")
        phone = self._reached.get(who or "")
        if not self.in_order or phone is None or out in self._in_hand:
            return
        if (owner.phone != phone) if phone else (owner.name != who):
            self._breaks(RECIPIENT, f"what is for {who} went to {owner.name} at {owner.phone}")

    def ends(self, rows: Rows) -> None:
        """All is over: who shows both ids is one contact, whatever changed."""
        contacts: dict[str, set[str]] = {}
        shown: dict[str, set[str]] = {}
        for row in rows.inbox:
            if row.message_id not in self._wrote:
                continue
            who, shows = self._wrote[row.message_id]
            if row.contact:  # a change of somebody's who had not written is nobody's
                contacts.setdefault(who.name, set()).add(row.contact)
            shown.setdefault(who.name, set()).add(shows)
        for name, found in contacts.items():
            if self.in_order and shown[name] == {"both"} and len(found) > 1:
                self._breaks(TOGETHER, f"{name} is {sorted(found)}")
