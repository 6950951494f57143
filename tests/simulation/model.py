"""What always holds, by arithmetic of our own: it shares no code with what it watches.

`Model` is told all that the world sees: what was acknowledged, what Meta took, and after each
commit the rows as they stand. It compares each commit with the one before.
"""

from __future__ import annotations

from collections import Counter
from collections.abc import Callable, Iterable
from dataclasses import dataclass, field
from datetime import datetime, timedelta

from .agendas import faults_of_places
from .rows import In, Out, Rows, Talk
from .town import NAMES, OWN_WORDS, Person

ONCE = "an acknowledged message is worked exactly once"
ORDER = "one person's messages are worked in the order of their arrival"
MERCHANT = "a reply reaches the merchant whose words the person is answering"
ANSWER = "whoever writes gets one answer"
ATOMIC = "what a turn did stands whole, or not at all"
CAPACITY = "no place is sold beyond its capacity"
HOLD = "a hold lasts fifteen minutes"
REPEAT = "a message is repeated only where Meta's answer was lost"
SENT_ORDER = "each person's messages go out in order"
SENT = "what was written is sent"
STATUS = "a status moves only forward"
ISOLATION = "a client's words and bookings show in no other conversation"
SPEAKS = "a timer that only speaks is dropped when it is late or not in front"
MOVES = "a timer that moves works whenever it comes"
WINDOW = "the bot says nothing by itself beyond 24 hours"
PARKED = "a message is parked only after its tries"
GIVEN_UP = "a message is given up only where Meta's answer was final"
AWAKE = "no more sessions are awake than may be"
HUMAN = "the bot is silent while a person has the session"
MERGED = "when two contacts become one, nothing of theirs is lost"
QUIET = "in the end nothing is left undone"
LATE = timedelta(minutes=10)
TRIES = 3
TIMERS_WAIT = timedelta(hours=1, minutes=15)
"""A timer that failed comes again within an hour, the machine's slowness aside."""
ONLY_SPEAK = (("¿Seguís ahí?", timedelta(minutes=30)), ("Te guardo las", timedelta(minutes=10)))
"""Words of timers that only speak, and how long after the person's last message they come."""
_RANK = {"pending": 0, "sent": 1, "delivered": 2, "read": 3}
UNSETTLED = timedelta(seconds=9)


@dataclass(frozen=True, slots=True)
class Meant:
    """What a message of somebody's means.

    Attributes:
        kind: `slug`, `tap`, `quote`, `text`, `other` or `silent`.
        row, wamid: the message of ours that it answers.
    """

    kind: str
    slug: str = ""
    row: str = ""
    wamid: str = ""


@dataclass(slots=True)
class Sent:
    """What Meta did with one message of ours."""

    taken: int = 0
    last_taken: datetime | None = None
    jumps: int = 0
    excused: bool = False
    final: bool = False
    operated: bool = False
    told: list[str] = field(default_factory=list)


class Model:
    """Holds the world to its promises.

    Attributes:
        broken: each promise that was found broken, with what was seen.
        meant: of each message of somebody's, by its id.
    """

    def __init__(self, awake: int) -> None:
        self.broken: list[tuple[str, str]] = []
        self.meant: dict[str, Meant] = {}
        self._failures: Counter[int] = Counter()
        self._timer_failed: dict[str, datetime] = {}
        self.sent: dict[str, Sent] = {}
        self.acked: list[str] = []
        self.heard_at: dict[str, datetime] = {}
        self.asked_at: dict[str, datetime] = {}
        self._awake = awake
        self._rows = Rows([], [], [], [], [], frozenset(), None)
        self._inbox: dict[int, In] = {}
        self._outbox: dict[str, Out] = {}
        self._talks: dict[str, Talk] = {}
        self._chat: list[tuple[str, int | str]] = []
        self._order: dict[str, int] = {}
        self._jumps = 0

    def breaks(self, promise: str, detail: str) -> None:
        """Note a broken promise."""
        self.broken.append((promise, detail))

    def clock_jumped(self) -> None:
        """Note that the machine's clock jumped."""
        self._jumps += 1

    # -- what the world tells ---------------------------------------------------------------------

    def acknowledged(self, messages: Iterable[str], statuses: Iterable[tuple[str, str]]) -> None:
        """A webhook was answered with 200: all of it must be on disk."""
        stored = {row.message_id for row in self._rows.inbox}
        for name in messages:
            if name not in stored:
                self.breaks(ONCE, f"{name} was acknowledged and is not on disk")
            if name not in self.acked:
                self.acked.append(name)
        for row, told in statuses:
            self._sent(row).told.append(told)

    def accepted(self, row: str, wamid: str, owner: Person, now: datetime) -> None:
        """Meta took a message of ours."""
        sent = self._sent(row)
        out = self._outbox.get(row)
        if out is None:
            self.breaks(ATOMIC, f"{row} was sent and is not on disk")
            return
        if sent.taken and not sent.excused:
            self.breaks(REPEAT, f"{row} was sent again, to {owner.name}")
        waited = now - sent.last_taken if sent.last_taken else UNSETTLED
        if sent.jumps == self._jumps and waited < UNSETTLED:
            self.breaks(REPEAT, f"{row} was sent again before a status could settle it")
        if any(told in ("sent", "delivered", "read") for told in sent.told):
            self.breaks(REPEAT, f"{row} was sent again though a status had settled it")
        if out.seq < self._order.get(out.contact, 0) and not sent.operated:
            self.breaks(SENT_ORDER, f"{row} went to {owner.name} after a later one")
        self._order[out.contact] = max(out.seq, self._order.get(out.contact, 0))
        sent.taken += 1
        sent.last_taken, sent.jumps = now, self._jumps
        sent.excused = False

    def killed(self) -> None:
        """The program died: what Meta took and is not noted may be sent again."""
        for row, sent in self.sent.items():
            out = self._outbox.get(row)
            if sent.taken and out and out.status == "pending":
                sent.excused = True

    def failed(self, contact: str, now: datetime) -> None:
        """A defect of our making met a turn of somebody's: a message's, or a timer's."""
        waiting = [row.id for row in self._rows.inbox if row.contact == contact and not row.done]
        if waiting:
            self._failures[min(waiting)] += 1
        else:
            self._timer_failed[contact] = now

    def operated(self, row: str) -> None:
        """An operator sends a message again, or drops it: all that was known of it is over."""
        taken = self._sent(row).taken
        self.sent[row] = Sent(taken=taken, excused=True, final=True, operated=True)

    def answer_lost(self, row: str) -> None:
        """Meta took a message and its answer was lost."""
        self._sent(row).excused = True

    def refused(self, row: str, sort: str) -> None:
        """Meta refused a message of ours."""
        self._sent(row).final |= sort == "final"

    def _sent(self, row: str) -> Sent:
        return self.sent.setdefault(row, Sent())

    # -- commits ----------------------------------------------------------------------------------

    def committed(
        self,
        rows: Rows,
        at_work: set[str],
        now: datetime,
        texts: Callable[[int], tuple[str, list[str]]],
    ) -> None:
        """Something was committed: compare with what stood before."""
        before = self._rows
        if at_work == {"nobody"} and _in_any_order(rows) != _in_any_order(before):
            self.breaks(ATOMIC, "a work that failed has left something behind")
        merged = not rows.contacts >= before.contacts
        if merged:
            self._merged(rows)
        by_hand = bool(at_work & {"admin", "office"})
        for promise, detail in faults_of_places(before, rows, now, by_hand=by_hand):
            self.breaks(promise, detail)
        self._statuses(rows)
        done = self._newly_done(rows, before)
        written = rows.outbox[len(before.outbox) :]
        self._written(written, rows, texts)
        if at_work == {"webhook"} and (written or done):
            self.breaks(ATOMIC, f"storing a webhook did more: {written or done}")
        self._turns(done, written, rows, now, None if by_hand or merged else texts)
        for out in written:
            self._outbox[out.id] = out
            self._chat.append(("out", out.id))
        self._keep(rows)

    def _keep(self, rows: Rows) -> None:
        self._rows = rows
        self._inbox = {row.id: row for row in rows.inbox}
        self._outbox = {row.id: row for row in rows.outbox}
        self._talks = {talk.id: talk for talk in rows.talks}

    def _merged(self, rows: Rows) -> None:
        """Two contacts became one: what was theirs is where the rows say."""
        self._inbox = {row.id: row for row in rows.inbox}
        self._outbox = {row.id: row for row in rows.outbox}
        ids = {row.id: row.contact for row in rows.outbox}
        orders: dict[str, int] = {}
        for row, sent in self.sent.items():
            if sent.taken and row in ids:
                seq = self._outbox[row].seq
                orders[ids[row]] = max(orders.get(ids[row], 0), seq)
        # What either had waiting may be older than what the other has been sent.
        self._order = {contact: 0 for contact in orders if contact not in self._order} | {
            contact: seq for contact, seq in self._order.items() if contact in rows.contacts
        }
        waiting: dict[str, int] = {}
        for out in rows.outbox:
            if out.status == "pending":
                waiting.setdefault(out.contact, out.seq)
        for contact, seq in waiting.items():
            self._order[contact] = min(self._order.get(contact, 0), seq)
        kept = {talk.id for talk in rows.talks}
        self.asked_at = {one: at for one, at in self.asked_at.items() if one in kept}
        self._rows = self._rows._replace(outbox=self._rows.outbox)

    def _statuses(self, rows: Rows) -> None:
        for out in rows.outbox[: len(self._rows.outbox)]:
            was = self._outbox[out.id].status if out.id in self._outbox else "pending"
            if was == out.status:
                continue
            forward = (
                _RANK.get(was, 9) < _RANK[out.status]
                if out.status in _RANK
                else was in ("pending", "sent")
            )
            if not forward and not self._sent(out.id).operated:
                self.breaks(STATUS, f"{out.id} went from {was} to {out.status}")

    def _newly_done(self, rows: Rows, before: Rows) -> list[In]:
        known = {row.id: row for row in before.inbox}
        done = []
        for row in rows.inbox:
            was = known.get(row.id)
            if was is None:
                silent = self.meant.get(row.message_id, Meant("text")).kind == "silent"
                if row.done and not silent:
                    self.breaks(ONCE, f"{row.message_id} was put aside as it came")
            elif was.done and not row.done:
                self.breaks(ONCE, f"{row.message_id} is to be worked again")
            elif row.done and not was.done:
                done.append(row)
        return done

    # -- turns ------------------------------------------------------------------------------------

    def _turns(
        self,
        done: list[In],
        written: list[Out],
        rows: Rows,
        now: datetime,
        texts: Callable[[int], tuple[str, list[str]]] | None,
    ) -> None:
        """Look at each turn of a commit.

        `texts` is None where others were at work in it, too: who came first cannot be seen.
        """
        people = [row.contact for row in done]
        if len(set(people)) < len(people):
            self.breaks(ORDER, f"{[row.message_id for row in done]} were worked in one turn")
        relayed = [row for row in done if self._relays(row)]
        for row in done:
            self._worked(row, written, rows, now, strict=texts is not None and not relayed)
        if texts and not relayed:
            theirs = [out for out in written if out.contact not in people]
            self._spoke(theirs, rows, now, texts)
        for talk in rows.talks:
            was = self._talks.get(talk.id)
            if was and talk.contact not in people and was.asks != talk.asks:
                self.asked_at[talk.id] = now

    def _relays(self, row: In) -> bool:
        """Return whether a merchant answers somebody by quoting what it was told."""
        meant = self.meant[row.message_id]
        quoted = self._outbox.get(meant.row) if meant.kind == "quote" else None
        told = quoted is not None and quoted.about is not None and quoted.wamid is not None
        return row.error is None and told and quoted is not None and quoted.contact == row.contact

    def _worked(
        self, row: In, written: list[Out], rows: Rows, now: datetime, *, strict: bool
    ) -> None:
        name, contact = row.message_id, row.contact or ""
        earlier = [
            one.message_id
            for one in rows.inbox
            if one.contact == contact and one.id < row.id and not one.done
        ]
        if earlier:
            self.breaks(ORDER, f"{name} was worked before {earlier}")
        meant = self.meant[name]
        mine = [out for out in written if out.contact == contact and out.about is None]
        if row.error is not None:
            self._was_parked(row, mine)
            return
        if self._relays(row):
            if len(written) < 1:
                self.breaks(ANSWER, f"{name} answers somebody, and nothing was written")
            return
        expected = self._expected(contact, meant, rows)
        if strict and row.session not in expected:
            self.breaks(
                MERCHANT, f"{name} went to {row.session}, not to {sorted(map(str, expected))}"
            )
        was = self._talks.get(row.session or "")
        is_human = {talk.id: talk.mode for talk in rows.talks}.get(row.session or "") == "human"
        silent = was is not None and was.mode == "human" and is_human
        if silent and mine and strict:
            self.breaks(HUMAN, f"{name} was answered")
        elif not silent and (not mine or (strict and len(mine) != 1)):
            self.breaks(ANSWER, f"{name} got {len(mine)} answers")
        if row.session:
            self._chat.append(("in", row.id))
            self._inbox[row.id] = row
            self.heard_at[row.session] = now
            if not silent:
                self.asked_at[row.session] = now

    def _was_parked(self, row: In, mine: list[Out]) -> None:
        if self._failures[row.id] < TRIES:
            self.breaks(PARKED, f"{row.message_id} failed {self._failures[row.id]} times")
        if len(mine) != 1:
            self.breaks(
                ANSWER, f"{row.message_id} was parked, with {len(mine)} words to the person"
            )

    def _expected(self, contact: str, meant: Meant, rows: Rows) -> set[str | None]:
        """Return the sessions that a message may go to; None for the lobby."""
        talks = [talk for talk in rows.talks if talk.contact == contact]
        active = {shop.slug for shop in rows.shops if shop.status == "active"}
        attending = {talk.id for talk in talks if talk.slug in active}
        if meant.kind == "slug":
            named = {talk.id for talk in talks if talk.slug == meant.slug}
            return {*named} if meant.slug in active else {None}
        out = self._outbox.get(meant.row)
        if meant.kind in ("tap", "quote") and out and out.contact == contact:
            if out.session in {talk.id for talk in talks}:
                sure = meant.kind == "tap" or out.wamid == meant.wamid
                there = {out.session} if out.session in attending else {None}
                return there if sure else there | self._front(contact, talks, active)
            return {None} | attending
        return self._front(contact, talks, active)

    def _front(self, contact: str, talks: list[Talk], active: set[str]) -> set[str | None]:
        """Return the session whose words stand last; the lobby finds any where there is none."""
        known = {talk.id: talk.slug for talk in talks if talk.id in self._talks}
        slugs = {session: slug for session, slug in known.items() if slug in active}
        for kind, at in reversed(self._chat):
            row = self._inbox[int(at)] if kind == "in" else self._outbox[str(at)]
            if row.contact == contact and row.session in slugs:
                return {row.session}
        return {None} | {talk.id for talk in talks if talk.slug in active}

    def _spoke(
        self,
        written: list[Out],
        rows: Rows,
        now: datetime,
        texts: Callable[[int], tuple[str, list[str]]],
    ) -> None:
        """Words that nobody's message brought about: a timer's, then."""
        active = {shop.slug for shop in rows.shops if shop.status == "active"}
        for out in written:
            if out.about is not None:
                continue
            if out.session is None:
                self.breaks(ANSWER, f"{out.id} answers nobody")
                continue
            text = texts(out.seq)[0]
            talks = [talk for talk in rows.talks if talk.contact == out.contact]
            if self._front(out.contact, talks, active) != {out.session}:
                self.breaks(SPEAKS, f"{out.id} speaks over another: {text[:40]!r}")
            heard = self.heard_at.get(out.session)
            if heard is None or now - heard >= timedelta(hours=24):
                self.breaks(WINDOW, f"{out.id}: {text[:40]!r}")
            asked = self.asked_at.get(out.session)
            for words, after in ONLY_SPEAK:
                if words in text and asked and now - (asked + after) > LATE:
                    self.breaks(SPEAKS, f"{out.id} speaks late: {text[:40]!r}")

    def _written(
        self,
        written: list[Out],
        rows: Rows,
        texts: Callable[[int], tuple[str, list[str]]],
    ) -> None:
        """New words: nobody else's merchant, nobody else's bookings."""
        slugs = {talk.id: talk.slug for talk in rows.talks}
        owners = {place.id: (place.client, place.contact) for place in rows.places}
        clients = {shop.slug: shop.id for shop in rows.shops}
        for out in written:
            slug = slugs.get(out.session or "")
            if slug is None:
                continue
            text, options = texts(out.seq)
            if "Respuesta" in text:
                continue
            for other in NAMES:
                found = [word for word in OWN_WORDS[other] if word in " ".join((text, *options))]
                if other != slug and found:
                    self.breaks(ISOLATION, f"{out.id} of {slug} says {found}: {text[:60]!r}")
            for option in options:
                owner = owners.get(option.rpartition("|")[2].removeprefix("="))
                if owner and owner != (clients[slug], out.contact):
                    self.breaks(ISOLATION, f"{out.id} of {slug} offers a booking of {owner}")

    # -- the end ----------------------------------------------------------------------------------

    def ends(self, rows: Rows, now: datetime, most_awake: float) -> None:
        """All trouble is over and time has passed: hold what must hold in the end."""
        if most_awake > self._awake:
            self.breaks(AWAKE, f"{most_awake:g} were awake, {self._awake} may be")
        for row in (*rows.inbox, *rows.outbox, *rows.talks, *rows.places):
            if row.contact is not None and row.contact not in rows.contacts:
                self.breaks(MERGED, f"{row.id} belongs to {row.contact}, who is nobody")
        self._all_worked(rows)
        self._all_sent(rows, now)
        self._all_moved(rows, now)

    def _all_worked(self, rows: Rows) -> None:
        by_name = {row.message_id: row for row in rows.inbox}
        for name in self.acked:
            row = by_name.get(name)
            if row is None:
                self.breaks(ONCE, f"{name} was acknowledged and is gone")
            elif not row.done:
                self.breaks(QUIET, f"{name} was not worked")

    def _all_sent(self, rows: Rows, now: datetime) -> None:
        for out in rows.outbox:
            sent = self._sent(out.id)
            if out.status == "pending":
                self.breaks(SENT, f"{out.id} was not sent")
            elif out.status == "failed":
                given_up = sent.final or "failed" in sent.told
                if not given_up and now - out.created < timedelta(hours=22):
                    self.breaks(GIVEN_UP, f"{out.id} failed")
            elif not sent.taken:
                self.breaks(SENT, f"{out.id} counts as {out.status} and Meta never had it")
            self._settled(out, sent)

    def _settled(self, out: Out, sent: Sent) -> None:
        """What Meta told last and furthest is what the row says."""
        expected = "sent"
        for told in sent.told:
            if told == "failed":
                expected = "failed" if expected == "sent" else expected
            elif expected != "failed" and _RANK[told] > _RANK[expected]:
                expected = told
        if sent.told and sent.taken == 1 and not sent.final and out.status != expected:
            self.breaks(STATUS, f"{out.id} is {out.status}; Meta told {sent.told}")

    def _all_moved(self, rows: Rows, now: datetime) -> None:
        if rows.overdue and now - rows.overdue > timedelta(minutes=2):
            self.breaks(MOVES, f"a timer is due since {rows.overdue}")
        for talk in rows.talks:
            asked = self.asked_at.get(talk.id)
            failed = self._timer_failed.get(talk.contact)
            if asked is None or (failed and now - failed < TIMERS_WAIT):
                continue
            span = now - asked
            if talk.mode == "human":
                if span > timedelta(hours=12, minutes=5):
                    self.breaks(MOVES, f"{talk.id} is with a person since {asked}")
            elif talk.state == "confirmando" and span > timedelta(minutes=20):
                self.breaks(MOVES, f"{talk.id} waits to be confirmed since {asked}")
            elif talk.state != "finalizado" and span > timedelta(hours=23, minutes=5):
                self.breaks(MOVES, f"{talk.id} is in {talk.state!r} since {asked}")
        for place in rows.places:
            if (
                place.status == "held"
                and place.expires
                and now - place.expires > timedelta(minutes=2)
            ):
                self.breaks(HOLD, f"{place.id} is held since long")


def _in_any_order(rows: Rows) -> list[frozenset[object]]:
    """Return rows so that they can be compared: what was taken back may stand elsewhere."""
    return [frozenset(some) for some in (rows.inbox, rows.outbox, rows.places, rows.talks)]
