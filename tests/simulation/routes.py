"""Whose words stand last: who a message is for, by the chat as it was written."""

from __future__ import annotations

from collections.abc import Iterator

from .meaning import Meant
from .rows import In, Out, Rows, Talk

ABOUT_ONESELF = "pedido:"
"""Begins the buttons that answer what a request about oneself was meant for."""


class Chat:
    """All that was written, in the order of its commits, as the rows name it now."""

    def __init__(self) -> None:
        self.inbox: dict[int, In] = {}
        self.outbox: dict[str, Out] = {}
        self.talks: dict[str, Talk] = {}
        self._written: list[tuple[str, int | str]] = []
        self._about_oneself: set[str] = set()
        self._asks_which: dict[str, tuple[str, ...]] = {}
        self._filled: list[tuple[int, int]] = []
        self._aside: set[str] = set()

    def keep(self, rows: Rows) -> None:
        """Remember how the rows stand."""
        self.inbox = {row.id: row for row in rows.inbox}
        self.outbox = {row.id: row for row in rows.outbox}
        self.talks = {talk.id: talk for talk in rows.talks}

    def heard(self, row: In) -> None:
        """A message of somebody's was worked."""
        self._written.append(("in", row.id))
        self.inbox[row.id] = row

    def filled(self, row: In) -> None:
        """A form asked something of a session: who writes then may mean that."""
        self._filled.append((len(self._written), row.id))
        self.inbox[row.id] = row

    def filled_last(self, contact: str) -> set[str | None]:
        """Return the sessions of forms that asked after all that was written; some were over.

        Of two contacts that became one, it is what was written to either.
        """
        since = next(
            (at for at, row in self._latest_first(contact) if row.id not in self._aside), -1
        )
        asked = [self.inbox[row] for after, row in self._filled if after > since]
        return {row.session for row in asked if row.contact == contact}

    def _latest_first(self, contact: str) -> Iterator[tuple[int, In | Out]]:
        """Return what was written to and by somebody, each with its place in all that was."""
        for place in range(len(self._written) - 1, -1, -1):
            kind, at = self._written[place]
            row = self.inbox[int(at)] if kind == "in" else self.outbox[str(at)]
            if row.contact == contact:
                yield place, row

    def said(self, out: Out, options: list[str], rows: Rows) -> None:
        """Something was written to somebody, with these options.

        News of a client with whom they have no session puts nobody else in front, nor does what
        is asked back about themselves.
        """
        self._written.append(("out", out.id))
        self.outbox[out.id] = out
        named = (option.rpartition("|")[2].removeprefix("=") for option in options)
        slugs = {shop.slug for shop in rows.shops}
        about_oneself = any(option.startswith(ABOUT_ONESELF) for option in options)
        if about_oneself:
            self._about_oneself.add(out.id)
        if out.session is None and (about_oneself or not options):
            self._aside.add(out.id)
        if out.session is None and (offered := [one for one in named if one in slugs]):
            self._asks_which[out.id] = tuple(offered)

    def relays(self, row: In, meant: Meant) -> bool:
        """Return whether a merchant answers somebody by quoting what it was told."""
        quoted = self.outbox.get(meant.row) if meant.kind == "quote" else None
        told = quoted is not None and quoted.about is not None and quoted.wamid is not None
        return row.error is None and told and quoted is not None and quoted.contact == row.contact

    def is_request(self, meant: Meant) -> bool:
        """Return whether somebody asks about themselves, in words or by a button.

        Whoever presses it does, whose message it was or not.
        """
        pressed = meant.kind == "tap" and meant.row in self._about_oneself
        return meant.kind == "request" or pressed

    def asks_about_oneself(self, contact: str) -> bool:
        """Return whether what was asked back about somebody is what they read last.

        Words of no session that ask nothing may follow.
        """
        for _, row in self._latest_first(contact):
            if row.id in self._about_oneself:
                return True
            if row.id not in self._aside:
                return False
        return False

    def expected(
        self, contact: str, meant: Meant, rows: Rows, *, asked_back: bool
    ) -> set[str | None]:
        """Return the sessions that a message may go to; None for none.

        `asked_back`: whether the person was asked what a request about themselves was meant for.
        """
        if self.is_request(meant):
            return {None}
        aside: set[str | None] = {None} if asked_back else set()
        if meant.kind not in ("slug", "reception"):
            aside |= self.filled_last(contact)
        return self._expected(contact, meant, rows) | aside

    def _expected(self, contact: str, meant: Meant, rows: Rows) -> set[str | None]:
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
        asked = self._asked_last(contact) if any(one.id in self.talks for one in talks) else None
        front = self._of_those_asked(asked, meant, talks) or self.front(contact, talks, active)
        if asked and meant.text:  # a name answers the lobby
            named = {talk.id for talk in talks if talk.slug in meant.text.lower()}
            front |= {None} | named if named else set()
        return front | booked if None in front else front

    def _asked_last(self, contact: str) -> Out | None:
        """Return what was said last to somebody, if it is the lobby's."""
        for _, row in self._latest_first(contact):
            if row.session:
                return None
            if isinstance(row, Out):
                return row
        return None

    def _of_those_asked(
        self, asked: Out | None, meant: Meant, talks: list[Talk]
    ) -> set[str | None]:
        """Return what may be meant where it was asked last which merchant is; none: it was not.

        Who answers by a number chooses; what is no answer is for the one in front, one of them.
        """
        offered = self._asks_which.get(asked.id, ()) if asked else ()
        chosen = offered[int(meant.text) - 1 :][:1] if meant.text in ("1", "2") else offered
        theirs = {talk.id: talk.slug for talk in talks if talk.slug in (chosen or offered)}
        return {*theirs, *([None] if {*theirs.values()} < {*chosen} else [])}

    def last_session(self, contact: str) -> str | None:
        """Return the session whose words stand last, whether it attends or not."""
        return next((row.session for _, row in self._latest_first(contact) if row.session), None)

    def front(self, contact: str, talks: list[Talk], active: set[str]) -> set[str | None]:
        """Return the session whose words stand last; the lobby finds any where there is none."""
        known = {talk.id: talk.slug for talk in talks if talk.id in self.talks}
        desks = {talk.id for talk in talks if talk.desk}  # of a merchant that is closed as well
        slugs = {one: slug for one, slug in known.items() if slug in active or one in desks}
        for _, row in self._latest_first(contact):
            if row.session in slugs:
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
