"""Faults that are planted in the program, one at a time, so that the simulation has to find them.

Each is a switch in the tests: it changes the running program from outside, for as long as it is
planted, and names the promises that it breaks.
"""

from __future__ import annotations

from collections.abc import Callable, Iterator
from contextlib import ExitStack, contextmanager
from dataclasses import dataclass, replace
from datetime import datetime, timedelta
from itertools import count
from typing import Any
from unittest.mock import patch

from milo.engine.actors import sender
from milo.engine.actors.router import RouterActor
from milo.engine.actors.system import Engine
from milo.engine.booking import slot_functions
from milo.engine.booking.desk import Desk
from milo.engine.conversation import (
    message_worker,
    routing,
    send_time,
    timer_worker,
    turn_runner,
    worker,
)
from milo.engine.errors import UnavailableError
from milo.engine.flow.forms import filling
from milo.engine.flow.play import event_handler
from milo.engine.messages import Outgoing
from milo.engine.model import BookingStatus
from milo.engine.sending import retry, scheduler
from milo.engine.sending.retry import FailureKind, GiveUp
from milo.engine.templates import notifier
from milo.http.cloud.gateway import CloudGateway
from milo.http.forms import exchanges
from milo.http.webhook import delivery, intake
from milo.store.memory import contact_merge, contacts, inbox, outbox
from milo.store.memory.bookings import MemoryBookings
from milo.store.memory.store import MemoryStore
from milo.store.sql import bookings as sql_bookings
from milo.store.sql import inbox as sql_inbox
from milo.store.sql import outbox as sql_outbox

from . import promises
from .edge import Door

Plant = Callable[[Callable[..., Any]], None]


@dataclass(frozen=True, slots=True)
class Planted:
    """A fault: how it is planted, and which promises it may break."""

    plant: Plant
    breaks: frozenset[str]


PLANTED: dict[str, Planted] = {}


def _fault(name: str, *breaks: str) -> Callable[[Plant], Plant]:
    def register(plant: Plant) -> Plant:
        PLANTED[name] = Planted(plant, frozenset(breaks))
        return plant

    return register


@contextmanager
def planted(name: str) -> Iterator[frozenset[str]]:
    """Plant a fault; yield the promises that it may break."""
    with ExitStack() as stack:

        def change(where: Any, what: str, to: Any) -> None:
            stack.enter_context(patch.object(where, what, to))

        PLANTED[name].plant(change)
        yield PLANTED[name].breaks


# -- worked exactly once, in order ----------------------------------------------------------------


@_fault(
    "forgets that a message was worked",
    promises.ONCE,
    promises.ANSWER,
    promises.MERCHANT,
    promises.SPEAKS,
)
def forgets_done(change: Any) -> None:
    for room in (sql_inbox.SqlInbox, inbox.MemoryInbox):
        change(room, "done", lambda *_: None)


@_fault("works the newest message first", promises.ORDER)
def newest_first(change: Any) -> None:
    def heads(self: Any, contact_id: str, limit: int) -> Any:
        newest = list(reversed(self._undone.at(contact_id)))[:limit]
        return [self.table.get(key) for key in newest]

    change(inbox.MemoryInbox, "heads", heads)


@_fault("acknowledges before the commit", promises.ONCE)
def acknowledges_early(change: Any) -> None:
    right = Door.transact

    def transact(self: Any, work: Any) -> Any:
        try:
            return right(self, work)
        except UnavailableError:
            return delivery.Stored((), (), 0, 0)

    change(Door, "transact", transact)


@_fault("loses a nudge, and the sweep too", promises.QUIET)
def loses_nudges(change: Any) -> None:
    right, calls_of = Engine.nudge, count()

    def nudge(self: Any, contacts: Any) -> None:
        if next(calls_of) % 3:
            right(self, contacts)

    change(Engine, "nudge", nudge)
    for room in (sql_inbox.SqlInbox, inbox.MemoryInbox):
        change(room, "waiting", lambda *_: [])


@_fault(
    "leaves half a turn behind",
    promises.ATOMIC,
    promises.ONCE,
    promises.ANSWER,
    promises.MERCHANT,
    promises.SPEAKS,
    promises.CAPACITY,
    promises.SENT,
)
def half_a_turn(change: Any) -> None:
    change(MemoryStore, "_take_back", lambda _: None)


@_fault("parks a message at its first failure", promises.PARKED)
def parks_at_once(change: Any) -> None:
    change(worker, "ATTEMPTS", 1)


@_fault("forgets what waited when two contacts become one", promises.MERGED, promises.PARKED)
def merge_forgets(change: Any) -> None:
    right = contact_merge._move

    def move(table: Any, field: str, old: str, new: str) -> None:
        if table.name != "inbox row":
            right(table, field, old, new)

    change(contact_merge, "_move", move)


@_fault("takes a recycled number for the same person", promises.PERSON)
def trusts_phones(change: Any) -> None:
    right = contacts.identified

    def trusting(found: Any, heard: Any, **_: Any) -> Any:
        return right(found, heard, trust_phone=True)

    change(contacts, "identified", trusting)


@_fault("leaves messages to the old number behind", promises.RECIPIENT)
def forgets_keys(change: Any) -> None:
    change(contact_merge.MemoryMerging, "rekey", lambda *_, **__: None)


@_fault("does not hear that a number has changed", promises.TOGETHER, promises.RECIPIENT)
def deaf_to_changes(change: Any) -> None:
    change(contacts.MemoryContacts, "change", lambda *_: None)


# -- to whom --------------------------------------------------------------------------------------


@_fault("answers for the merchant that was silent longest", promises.MERCHANT, promises.SPEAKS)
def oldest_session(change: Any) -> None:
    right = routing.most_recent
    change(routing, "most_recent", lambda tx, sessions: right(tx, sessions[::-1]))


@_fault("takes the other merchant for the one that was chosen by a number", promises.MERCHANT)
def chooses_the_other(change: Any) -> None:
    right = routing.typed_answer

    def typed_answer(lobby: Any, doubt: Any, text: str) -> str | None:
        slugs = (doubt.here, doubt.other)
        found = right(lobby, doubt, text)
        return slugs[found == doubt.here] if found in slugs else None

    change(routing, "typed_answer", typed_answer)


@_fault("takes a request about oneself for an answer", promises.MERCHANT, promises.ANSWER)
def deaf_to_requests(change: Any) -> None:
    change(routing, "requested", lambda *_: None)


@_fault("takes a number for a request's answer though others have spoken", promises.MERCHANT)
def deaf_to_what_follows(change: Any) -> None:
    change(routing, "not_passed_over", lambda data, _latest: data)


@_fault("takes a tap for the merchant in front", promises.MERCHANT)
def taps_to_the_front(change: Any) -> None:
    change(routing, "_answered", lambda *_: None)


@_fault("talks while a person has the session", promises.HUMAN)
def talks_over_people(change: Any) -> None:
    def wrote(self: Any, message: Any) -> None:
        self.meanings.follow(self.meanings.listener().understand(message))

    change(event_handler.EventHandler, "wrote_to_human", wrote)


@_fault("reads another client's settings", promises.ISOLATION, promises.CAPACITY)
def mixes_clients(change: Any) -> None:
    right, first = slot_functions.settings_of, []

    def settings_of(client: Any) -> Any:
        if not first or client.slug == "":
            first.append(client)
        return right(first[0])

    change(slot_functions, "settings_of", settings_of)


@_fault("shows everybody's bookings", promises.ISOLATION)
def shows_all_bookings(change: Any) -> None:
    right = MemoryBookings.of_contact

    def of_contact(self: Any, client_id: str, contact_id: str, now: datetime) -> Any:
        everybody = {row.contact_id for row in self.table if row.client_id == client_id}
        return [
            row for one in sorted(everybody, key=str) for row in right(self, client_id, one, now)
        ]

    change(MemoryBookings, "of_contact", of_contact)


# -- places ---------------------------------------------------------------------------------------


@_fault("sells a place that is taken", promises.CAPACITY)
def oversells(change: Any) -> None:
    change(Desk, "around", lambda *_: [])


@_fault("sells a place that is taken to who fills in a form", promises.CAPACITY)
def oversells_by_form(change: Any) -> None:
    right, in_a_form = Desk.around, _while_filling(change)
    change(Desk, "around", lambda *args: [] if in_a_form else right(*args))


@_fault("lets holds lapse early", promises.HOLD)
def lapses_early(change: Any) -> None:
    for room in (MemoryBookings, sql_bookings.SqlBookings):
        right = room.expire

        def expire(
            self: Any, client_id: Any, now: datetime, *statuses: Any, right: Any = right
        ) -> Any:
            return right(self, client_id, now + timedelta(minutes=5), *statuses)

        change(room, "expire", expire)


# -- time -----------------------------------------------------------------------------------------


@_fault("asks whether one is there, hours late", promises.SPEAKS)
def speaks_late(change: Any) -> None:
    change(timer_worker, "LATE", timedelta(days=100))


@_fault("speaks over another merchant", promises.SPEAKS)
def speaks_over(change: Any) -> None:
    change(timer_worker, "in_front", lambda *_: True)
    change(turn_runner, "in_front", lambda *_: True)


@_fault("tells news below a question of no merchant's", promises.SPEAKS)
def news_below_a_question(change: Any) -> None:
    change(send_time, "heard_at", lambda _: None)


@_fault("drops timers that move", promises.MOVES)
def drops_timers(change: Any) -> None:
    change(turn_runner.TurnRunner, "moves", lambda *_: False)


@_fault("writes after a day of silence", promises.WINDOW)
def writes_after_a_day(change: Any) -> None:
    change(turn_runner, "is_open", lambda *_: True)


# -- sending --------------------------------------------------------------------------------------


@_fault("sends everything twice", promises.REPEAT)
def sends_twice(change: Any) -> None:
    right = CloudGateway.send

    def send(self: Any, row: Any) -> Any:
        right(self, row)
        return right(self, row)

    change(CloudGateway, "send", send)


@_fault("sends again before a status can settle it", promises.REPEAT)
def sends_again_at_once(change: Any) -> None:
    at_once = replace(retry._WAITS[FailureKind.UNKNOWN], first=0.1, longest=0.1)
    change(retry, "_WAITS", {**retry._WAITS, FailureKind.UNKNOWN: at_once})
    change(scheduler, "_DOUBT", timedelta())


@_fault("sends the newest first", promises.SENT_ORDER)
def sends_newest_first(change: Any) -> None:
    def heads(self: Any, contact_ids: Any) -> Any:
        keys = [self._pending.at(contact_id)[-1:] for contact_id in contact_ids]
        return [self.table.get(key[0]) for key in keys if key]

    change(outbox.MemoryOutbox, "heads", heads)


@_fault("gives up at the first refusal", promises.GIVEN_UP)
def gives_up(change: Any) -> None:
    change(sender, "after_failure", lambda *_, **__: GiveUp())


@_fault("tells a merchant's phone nothing, though it wrote", promises.GIVEN_UP)
def tells_no_reception(change: Any) -> None:
    change(notifier, "is_open", lambda *_: False)


@_fault("gives up what failed for a while after it was taken", promises.GIVEN_UP)
def gives_up_late(change: Any) -> None:
    change(outbox, "sent_again", lambda *_, **__: None)


@_fault("lets a status go backwards", promises.STATUS)
def status_backwards(change: Any) -> None:
    for room in (sql_outbox, outbox):
        change(room, "moves", lambda *_: True)


@_fault("ignores statuses", promises.STATUS, promises.REPEAT)
def ignores_statuses(change: Any) -> None:
    change(intake.DeliveryWriter, "_settle", lambda *_: [])


@_fault("writes more than WhatsApp takes", promises.LIMITS)
def too_long(change: Any) -> None:
    change(Outgoing, "fitted", lambda self: self)


# -- forms ----------------------------------------------------------------------------------------


@_fault("does again what a form asks twice", promises.FORM)
def fills_twice(change: Any) -> None:
    known, worked, takes = exchanges._known, exchanges._worked, turn_runner.takes_form
    looking = list[bool]()

    def looks(*args: Any) -> Any:
        looking.append(True)
        try:
            return worked(*args)
        finally:
            looking.clear()

    def takes_all(session: Any, asked: Any, now: datetime) -> bool:
        return takes(session, replace(asked, data={**asked.data, "again": "1"}), now)

    change(exchanges, "_worked", looks)
    change(exchanges, "_known", lambda *args: known(*args) if looking else None)
    change(turn_runner, "takes_form", takes_all)


@_fault("tells a screen less than it declares", promises.FORM)
def tells_half(change: Any) -> None:
    right = filling.screen_data

    def screen_data(*args: Any) -> Any:
        return dict(list(right(*args).items())[:-2])

    change(filling, "screen_data", screen_data)


@_fault("books by form another hour than its card shows", promises.CARD)
def books_unseen(change: Any) -> None:
    right, in_a_form = MemoryBookings.save, _while_filling(change)

    def save(self: Any, row: Any, *changed: str) -> None:
        if in_a_form and row.status in (BookingStatus.CONFIRMED, BookingStatus.PENDING):
            later = timedelta(days=200)
            row = replace(row, datetime=row.datetime + later, ends_at=row.ends_at + later)
        right(self, row, *(changed and (*changed, "datetime", "ends_at")))

    change(MemoryBookings, "save", save)


def _while_filling(change: Any) -> list[bool]:
    """Return what is true as long as an exchange of a form is played."""
    right, playing = message_worker.MessageWorker._filled, list[bool]()

    def filled(*args: Any) -> Any:
        playing.append(True)
        try:
            return right(*args)
        finally:
            playing.clear()

    change(message_worker.MessageWorker, "_filled", filled)
    return playing


# -- sleep ----------------------------------------------------------------------------------------


@_fault("keeps more sessions awake than may be", promises.AWAKE)
def never_sleeps(change: Any) -> None:
    change(RouterActor, "_put_one_to_sleep", lambda _: None)
    right = RouterActor._actor

    def actor(self: Any, key: Any) -> Any:
        self._limit += 1
        return right(self, key)

    change(RouterActor, "_actor", actor)
