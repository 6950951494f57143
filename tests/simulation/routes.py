"""Whose words stand last: who a message is for, by the chat as it was written."""

from __future__ import annotations

from .meaning import Meant
from .rows import In, Out, Rows, Talk


class Chat:
    """All that was written, in the order of its commits, as the rows name it now."""

    def __init__(self) -> None:
        self.inbox: dict[int, In] = {}
        self.outbox: dict[str, Out] = {}
        self.talks: dict[str, Talk] = {}
        self._written: list[tuple[str, int | str]] = []

    def keep(self, rows: Rows) -> None:
        """Remember how the rows stand."""
        self.inbox = {row.id: row for row in rows.inbox}
        self.outbox = {row.id: row for row in rows.outbox}
        self.talks = {talk.id: talk for talk in rows.talks}

    def heard(self, row: In) -> None:
        """A message of somebody's was worked."""
        self._written.append(("in", row.id))
        self.inbox[row.id] = row

    def said(self, out: Out) -> None:
        """Something was written to somebody."""
        self._written.append(("out", out.id))
        self.outbox[out.id] = out

    def relays(self, row: In, meant: Meant) -> bool:
        """Return whether a merchant answers somebody by quoting what it was told."""
        quoted = self.outbox.get(meant.row) if meant.kind == "quote" else None
        told = quoted is not None and quoted.about is not None and quoted.wamid is not None
        return row.error is None and told and quoted is not None and quoted.contact == row.contact

    def expected(self, contact: str, meant: Meant, rows: Rows) -> set[str | None]:
        """Return the sessions that a message may go to; None for the lobby."""
        talks = [talk for talk in rows.talks if talk.contact == contact]
        active = {shop.slug for shop in rows.shops if shop.status == "active"}
        attending = {talk.id for talk in talks if talk.slug in active or talk.desk}
        booked = _booked(contact, talks, rows)
        if meant.kind == "reception":
            return {talk.id for talk in talks if talk.desk}
        if meant.kind == "slug":
            named = {talk.id for talk in talks if talk.slug == meant.slug and not talk.desk}
            return {*named} if meant.slug in active else {None} | (named & booked)
        out = self.outbox.get(meant.row)
        if meant.kind in ("tap", "quote") and out and out.contact == contact:
            if out.session in {talk.id for talk in talks}:
                sure = meant.kind == "tap" or out.wamid == meant.wamid
                told = {None} | ({out.session} & booked)
                there = {out.session} if out.session in attending else told
                return there if sure else there | self.front(contact, talks, active)
            return {None} | attending | booked  # the lobby's words: as if nothing were quoted
        front = self.front(contact, talks, active)
        return front | booked if None in front else front

    def front(self, contact: str, talks: list[Talk], active: set[str]) -> set[str | None]:
        """Return the session whose words stand last; the lobby finds any where there is none."""
        known = {talk.id: talk.slug for talk in talks if talk.id in self.talks}
        desks = {talk.id for talk in talks if talk.desk}  # of a merchant that is closed as well
        slugs = {one: slug for one, slug in known.items() if slug in active or one in desks}
        for kind, at in reversed(self._written):
            row = self.inbox[int(at)] if kind == "in" else self.outbox[str(at)]
            if row.contact == contact and row.session in slugs:
                return {row.session}
        return {None} | {talk.id for talk in talks if talk.slug in active}


def _booked(contact: str, talks: list[Talk], rows: Rows) -> set[str | None]:
    """Return the sessions with clients with whom a contact has, or had, a booking.

    One that is not attending tells of that, and of nothing else.
    """
    placed = [one for one in rows.places if one.contact == contact and one.status != "held"]
    clients = {one.client for one in placed}
    slugs = {shop.slug for shop in rows.shops if shop.id in clients}
    return {talk.id for talk in talks if talk.slug in slugs}
