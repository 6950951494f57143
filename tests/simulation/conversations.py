"""Turns: each message worked once, in order, answered once, and for the right merchant."""

from __future__ import annotations

from collections import Counter
from datetime import datetime, timedelta

from .meaning import Meant
from .promises import (
    ANSWER,
    HUMAN,
    MERCHANT,
    MOVES,
    ORDER,
    PARKED,
    SPEAKS,
    WINDOW,
    Breaks,
)
from .routes import Chat
from .rows import In, Out, Rows, Talk, Texts

LATE = timedelta(minutes=10)
TRIES = 3
PATIENCE = {
    **dict.fromkeys(("text", "quote"), timedelta(minutes=10)),
    "other": timedelta(days=1),
}
"""How long words, and what cannot be read, need no answer after three in a row."""
TIMERS_WAIT = timedelta(hours=1, minutes=15)
"""A timer that failed comes again within an hour, the machine's slowness aside."""
ONLY_SPEAK = (("¿Seguís ahí?", timedelta(minutes=30)), ("Te guardo las", timedelta(minutes=10)))
"""Words of timers that only speak, and how long after the person's last message they come."""


QUIET_CHAT = timedelta(minutes=10)
"""How long news of a booking wait while a person is in a chat with another merchant."""


def _is_news(text: str) -> bool:
    """Return whether a text is news of a booking or of a place, or reminds of one."""
    return text.startswith(("*", "✅ *", "¡Se liberó un lugar")) or "Te recordamos tu turno" in text


def _is_for_reception(out: Out, talks: list[Talk]) -> bool:
    """Return whether a message tells a reception something, or is kept since it cannot be told."""
    desks = {talk.id for talk in talks if talk.desk}
    return out.session in desks or (bool(desks) and out.session is None and out.status == "failed")


class Conversations:
    """Follows what is worked and what is said.

    Attributes:
        meant: what each message of somebody's means, by its id.
    """

    def __init__(self, breaks: Breaks) -> None:
        self._breaks = breaks
        self.meant: dict[str, Meant] = {}
        self._chat = Chat()
        self._whose: dict[int, str | None] = {}
        self._failures: Counter[int] = Counter()
        self._timer_failed: dict[str, datetime] = {}
        self._heard_at: dict[str, datetime] = {}
        self._wrote_at: dict[str, datetime] = {}
        self._elsewhere_at: dict[str, datetime] = {}
        self._asked_at: dict[str, datetime] = {}
        self._streaks: dict[tuple[str, str | None], list[datetime]] = {}

    def failed(self, contact: str, now: datetime) -> None:
        """A defect of our making met a turn of somebody's: a message's, or a timer's."""
        rows = self._chat.inbox.values()
        waiting = [row.id for row in rows if row.contact == contact and not row.done]
        if waiting:
            self._failures[min(waiting)] += 1
        else:
            self._timer_failed[contact] = now

    def merged(self, rows: Rows) -> None:
        """Two contacts became one: what was theirs is where the rows say."""
        talks = self._chat.talks
        self._chat.keep(rows)
        self._chat.talks = talks
        kept = {talk.id for talk in rows.talks}
        self._asked_at = {one: at for one, at in self._asked_at.items() if one in kept}

    def committed(
        self,
        done: list[In],
        written: list[Out],
        rows: Rows,
        now: datetime,
        texts: Texts,
        *,
        alone: bool,
        by_hand: bool = False,
    ) -> None:
        """Look at each turn of a commit.

        Where not `alone`, others were at work in it, too: who came first cannot be seen. `by_hand`:
        a merchant or an operator was, and nobody else.
        """
        self._in_order(done, rows)
        people = [row.contact for row in done]
        relayed = [row for row in done if self._chat.relays(row, self.meant[row.message_id])]
        for row in done:
            self._worked(row, written, rows, now, strict=alone and not relayed)
        if alone and not relayed:
            theirs = [out for out in written if out.contact not in people]
            self._spoke(theirs, rows, now, texts)
        elif by_hand:
            self._told(written, rows, now, texts)
        for talk in rows.talks:
            was = self._chat.talks.get(talk.id)
            if was and talk.contact not in people and was.asks != talk.asks:
                self._asked_at[talk.id] = now
        for out in written:
            self._chat.said(out, texts(out.seq)[1], rows)
        self._chat.keep(rows)

    def _in_order(self, done: list[In], rows: Rows) -> None:
        """Look at whose messages were worked, and which before which.

        Two contacts that became one in this very commit were worked as two.
        """
        theirs = {row.id: self._whose.get(row.id, row.contact) for row in rows.inbox}
        people = [theirs[row.id] for row in done]
        if len(set(people)) < len(people):
            self._breaks(ORDER, f"{[row.message_id for row in done]} were worked in one turn")
        waiting = [row for row in rows.inbox if not row.done]
        for row in done:
            earlier = [
                one.message_id
                for one in waiting
                if theirs[one.id] == theirs[row.id] and one.id < row.id
            ]
            if earlier:
                self._breaks(ORDER, f"{row.message_id} was worked before {earlier}")
        self._unite_streaks(rows)
        self._whose = {row.id: row.contact for row in rows.inbox}

    def _unite_streaks(self, rows: Rows) -> None:
        """Where two contacts became one, both were answered in a row: either may be remembered."""
        kept = {(was, row.contact) for row in rows.inbox if (was := self._whose.get(row.id))}
        moved = {was: now for was, now in kept if now and now != was}
        for contact, session in [one for one in self._streaks if one[0] in moved]:
            theirs = self._streaks.pop((contact, session))
            mine = self._streaks.setdefault((moved[contact], session), [])
            mine[:] = sorted([*mine, *theirs])

    def _worked(
        self, row: In, written: list[Out], rows: Rows, now: datetime, *, strict: bool
    ) -> None:
        name, contact = row.message_id, row.contact or ""
        meant = self.meant[name]
        mine = [out for out in written if out.contact == contact and out.about is None]
        if meant.kind in ("form", "closing"):
            self._by_form(row, mine, rows, now, strict=strict)
            return
        if row.error is not None:
            self._was_parked(row, mine)
            return
        self._wrote_at[contact] = now
        if self._chat.relays(row, meant):
            if len(written) < 1:
                self._breaks(ANSWER, f"{name} answers somebody, and nothing was written")
            return
        expected = self._chat.expected(contact, meant, rows, asked_back=self._asked_back(row))
        if strict and row.session not in expected:
            self._breaks(
                MERCHANT, f"{name} went to {row.session}, not to {sorted(map(str, expected))}"
            )
        was = self._chat.talks.get(row.session or "")
        is_human = {talk.id: talk.mode for talk in rows.talks}.get(row.session or "") == "human"
        silent = was is not None and was.mode == "human" and is_human
        wrong = not mine or (strict and len(mine) != 1)
        if silent and mine and strict:
            self._breaks(HUMAN, f"{name} was answered")
        elif not silent and wrong and (mine or not self._is_tiring(contact, row, meant, now)):
            self._breaks(ANSWER, f"{name} got {len(mine)} answers")
        if mine and not self._chat.is_request(meant):
            streak = self._streaks.setdefault((contact, row.session), [])
            if meant.kind not in PATIENCE:
                streak.clear()
            streak.append(now)
        if row.session is None and any(one.contact == contact for one in self._chat.talks.values()):
            self._elsewhere_at[contact] = now
        if row.session:
            self._chat.heard(row)
            self._heard_at[row.session] = now
            if not silent:
                self._asked_at[row.session] = now

    def _by_form(
        self, row: In, mine: list[Out], rows: Rows, now: datetime, *, strict: bool
    ) -> None:
        """What a form asks, or a phone tells as one closes: no message, so no answer is owed.

        It brings at most one word into the chat, of its own session, and none to who is with a
        person. What fails is parked at once, without a word: the phone shows it, and asks again.
        """
        name = row.message_id
        talk = next((one for one in rows.talks if one.id == row.session), None)
        if row.error is not None and (mine or not self._failures[row.id]):
            self._breaks(PARKED, f"{name} was parked: {row.error}, with {len(mine)} words")
        if strict and (len(mine) > 1 or any(out.session != row.session for out in mine)):
            self._breaks(ANSWER, f"{name} brought {[out.id for out in mine]}")
        if mine and talk and talk.mode == "human" and self._chat.talks[talk.id].mode == "human":
            self._breaks(HUMAN, f"{name} was answered")
        if row.session and self.meant[name].kind == "form":
            self._chat.filled(row)
            self._asked_at[row.session] = now

    def _asked_back(self, row: In) -> bool:
        """Return whether a request about the person was worked last, and its question read last.

        Once a time-out, a reminder or the merchant has spoken below it, words answer those.
        """
        if not self._chat.asks_about_oneself(row.contact or ""):
            return False
        theirs = [
            one
            for one in self._chat.inbox.values()
            if one.contact == row.contact and one.done and one.id != row.id and not one.error
        ]
        said = (self.meant[one.message_id] for one in sorted(theirs, reverse=True))
        spoken = (one for one in said if one.kind not in ("silent", "form", "closing"))
        return next(map(self._chat.is_request, spoken), False)

    def _is_tiring(self, contact: str, row: In, meant: Meant, now: datetime) -> bool:
        """Return whether three words or photos in a row were answered, so that a next need not be.

        Which of them were understood is not known here.
        """
        streak = self._streaks.get((contact, row.session), [])
        pause = PATIENCE.get(meant.kind)
        return pause is not None and len(streak) >= TRIES and now - streak[-1] < pause

    def _was_parked(self, row: In, mine: list[Out]) -> None:
        if self._failures[row.id] < TRIES:
            self._breaks(PARKED, f"{row.message_id} failed {self._failures[row.id]} times")
        if len(mine) != 1:
            self._breaks(
                ANSWER, f"{row.message_id} was parked, with {len(mine)} words to the person"
            )

    def _spoke(
        self,
        written: list[Out],
        rows: Rows,
        now: datetime,
        texts: Texts,
    ) -> None:
        """Words that nobody's message brought about: a timer's, then."""
        active = {shop.slug for shop in rows.shops if shop.status == "active"}
        for out in written:
            talks = [talk for talk in rows.talks if talk.contact == out.contact]
            if out.about is not None or _is_for_reception(out, talks):
                continue
            text = texts(out.seq)[0]
            if _is_news(text):
                self._told([out], rows, now, texts)
                continue
            if out.session is None:
                self._breaks(ANSWER, f"{out.id} answers nobody")
                continue
            filled = self._chat.filled_last(out.contact)
            if out.session not in filled and self._chat.front(out.contact, talks, active) != {
                out.session
            }:
                self._breaks(SPEAKS, f"{out.id} speaks over another: {text[:40]!r}")
            heard = [self._heard_at.get(out.session), self._wrote_at.get(out.contact)]
            if all(at is None or now - at >= timedelta(hours=24) for at in heard):
                self._breaks(WINDOW, f"{out.id}: {text[:40]!r}")
            asked = self._asked_at.get(out.session)
            for words, after in ONLY_SPEAK:
                if words in text and asked and now - (asked + after) > LATE:
                    self._breaks(SPEAKS, f"{out.id} speaks late: {text[:40]!r}")
            if not any(words in text for words, _ in ONLY_SPEAK):
                self._asked_at[out.session] = now

    def _told(self, written: list[Out], rows: Rows, now: datetime, texts: Texts) -> None:
        """News among what was written: they came when nobody else's question was to be answered."""
        for out in written:
            talks = [talk for talk in rows.talks if talk.contact == out.contact]
            text = texts(out.seq)[0]
            if out.about is not None or _is_for_reception(out, talks) or not _is_news(text):
                continue
            if not self._is_quiet(out, talks, now):
                self._breaks(SPEAKS, f"{out.id} speaks over another: {text[:40]!r}")

    def _is_quiet(self, out: Out, talks: list[Talk], now: datetime) -> bool:
        """Return whether a person has been quiet with all others for as long as news wait.

        Who fills in a form is with the client whose form it is. What is written to no client, as a
        request about oneself or an answer to the lobby, is answered by a question as well.
        """
        in_front = {self._chat.last_session(out.contact), *self._chat.filled_last(out.contact)}
        if out.session in in_front:
            return True
        heard = [self._heard_at.get(talk.id) for talk in talks if talk.id != out.session]
        heard.append(self._elsewhere_at.get(out.contact))
        return not any(at and at <= now < at + QUIET_CHAT for at in heard)

    def ends(self, rows: Rows, now: datetime) -> None:
        """All is over: what time brings has come."""
        if rows.overdue and now - rows.overdue > timedelta(minutes=2):
            self._breaks(MOVES, f"a timer is due since {rows.overdue}")
        for talk in rows.talks:
            asked = self._asked_at.get(talk.id)
            failed = self._timer_failed.get(talk.contact)
            if talk.desk or asked is None or (failed and now - failed < TIMERS_WAIT):
                continue
            span = now - asked
            if talk.mode == "human":
                if span > timedelta(hours=12, minutes=5):
                    self._breaks(MOVES, f"{talk.id} is with a person since {asked}")
            elif talk.state == "confirmando" and span > timedelta(minutes=20):
                self._breaks(MOVES, f"{talk.id} waits to be confirmed since {asked}")
            elif talk.state != "finalizado" and span > timedelta(hours=23, minutes=5):
                self._breaks(MOVES, f"{talk.id} is in {talk.state!r} since {asked}")
