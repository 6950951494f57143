"""What Meta delivered becomes rows: a post is one transaction, and all else is told after it."""

from __future__ import annotations

from collections.abc import Callable, Iterable, Mapping
from datetime import datetime

import structlog

from ...engine.fast_dataclass import dataclass, replace
from ...engine.model import SERVICE, Contact, InboxRow, OutboxStatus, Settlement
from ...engine.ports import Done, Foreseen, Ids, Result, Transaction
from ...engine.sending.number import Delivered, FailedLate, NumberNews
from ...engine.sending.receipts import AwaitedReply
from ...engine.sending.retry import OF_THE_NUMBER
from ..cloud.errors import scrubbed
from ..edge import Edge
from .account_changes import FIELDS
from .delivery import Delivery, Received, StatusUpdate, Stored, Writer

_Key = tuple[str, bool, str, str]
_Settled = list[tuple[StatusUpdate, Settlement]]
_ARRIVED = frozenset({OutboxStatus.DELIVERED, OutboxStatus.READ})


@dataclass(frozen=True, slots=True)
class DeliveryWriter:
    """Stores deliveries of one moment.

    Attributes:
        number: the common phone_number_id.
        trust_phones: whether a known phone is the same person whatever its user id.
    """

    ids: Ids
    now: datetime
    number: str
    trust_phones: bool = False

    def store(self, tx: Transaction, delivery: Delivery) -> Stored:
        """Store all of it: whose ids changed, contacts in sorted order, messages as they were sent.

        For each person row ids then follow the order of commits. A message that is there already
        changes nothing; one for a number that is not ours is kept and never answered.
        """
        ours = {self.number, *tx.businesses.numbers()} - {""}
        messages = _unknown(tx, delivery)
        changed = self._changed(tx, messages, ours)
        contacts = self._contacts(tx, messages, ours)
        rows = [self._row(received, contacts, changed, ours) for received in messages]
        new = [row for row in rows if tx.inbox.add(row)]
        settled = self._settle(tx, delivery)
        for event in delivery.events:
            tx.events.add(self.ids.new(), event.kind, event.payload, self.now)
        self._store_account(tx, delivery)
        for news in delivery.news:
            tx.account_news.save(replace(news, updated_at=self.now))
        waiting = [row.contact_id for row in new if row.contact_id and row.done_at is None]
        parked = sum(row.error is not None for row in new)
        return Stored(
            nudge=tuple(dict.fromkeys(waiting)),
            settled=tuple(dict.fromkeys(one.contact_id for _, one in settled if one.frees)),
            new=len(new),
            parked=parked,
            heard=tuple(_heard(row) for row in new if row.contact_id and row.done_at is None),
            billed=tuple(
                (one.phone_number_id, update.category or SERVICE)
                for update, one in settled
                if one.arrived
            ),
            news=_news(delivery, settled, ours),
            failures=tuple(
                update.failure for update, one in settled if update.failure and one.moved
            ),
        )

    def _store_account(self, tx: Transaction, delivery: Delivery) -> None:
        """Store what is said of templates and forms, of the accounts that the post may speak of."""
        if not (delivery.templates or delivery.forms):
            return
        accounts, signed_for = tx.businesses.accounts(), delivery.numbers
        may = {one for number, one in accounts.items() if signed_for and number in signed_for}
        own = set(accounts.values())

        def account_of(said: str) -> str | None:
            """Return an account as rows have it; None: the post may not speak of it."""
            if signed_for is not None:
                return said if said in may else None
            return said if said in own else ""

        for change in delivery.templates:
            account = account_of(change.account)
            if account is not None:
                known = tx.templates.find(change.name, change.language, account)
                tx.templates.save(change.applied_to(known, self.now, account))
        for form in delivery.forms:
            account = account_of(form.account)
            if account is not None and any(one.id == form.id for one in tx.forms.all(account)):
                tx.forms.told(form.id, form.status, self.now)

    def _changed(
        self, tx: Transaction, messages: list[Received], ours: set[str]
    ) -> Mapping[str, str]:
        """Let people go by what they are known by now; return whose it was, by message."""
        found: dict[str, str] = {}
        for received in messages:
            change = received.change
            if change and received.phone_number_id in ours:
                old, new = self._contact(change.old), self._contact(change.new)
                if contact := tx.contacts.change(old, new, self.now):
                    found[received.message_id] = contact.id
        return found

    def _contacts(
        self, tx: Transaction, messages: list[Received], ours: set[str]
    ) -> Mapping[_Key, str]:
        """Return each person's contact; one that another of the post merged is found again."""
        people = _people(messages)
        unknown = sorted(key for key in people if people[key].phone_number_id in ours)
        found: dict[_Key, str] = {}
        while unknown:
            for key in unknown:
                contact = self._contact(people[key])
                trust = self.trust_phones
                found[key] = tx.contacts.upsert(contact, self.now, trust_phone=trust).id
            several = len(found) > 1
            unknown = [key for key in found if several and tx.contacts.by_id(found[key]) is None]
        return found

    def _settle(self, tx: Transaction, delivery: Delivery) -> _Settled:
        """Apply statuses, by message, so that any two posts lock rows in the same order."""
        settled: _Settled = []
        for update in sorted(delivery.statuses, key=lambda update: update.wamid):
            if delivery.numbers and _number(tx, update) not in delivery.numbers:
                continue
            failure = update.failure
            one = tx.outbox.settle(
                row_id=update.row_id,
                wamid=update.wamid,
                status=update.status,
                error=str(failure) if failure else None,
                kind=failure.kind if failure else None,
                now=self.now,
                category=update.category,
            )
            if one:
                settled.append((update, one))
        return settled

    def _contact(self, person: Writer) -> Contact:
        return Contact(
            id=self.ids.new(),
            phone_number_id=person.phone_number_id,
            user_id=person.user_id,
            user_phone=person.user_phone,
            name=person.name,
        )

    def _row(
        self,
        received: Received,
        contacts: Mapping[_Key, str],
        changed: Mapping[str, str],
        ours: set[str],
    ) -> InboxRow:
        answered = received.waits and received.phone_number_id in ours
        person, message_id = received.person, received.message_id
        return InboxRow(
            message_id=message_id,
            phone_number_id=received.phone_number_id,
            contact_id=contacts.get(person.key) if person else changed.get(message_id),
            message=received.message,
            payload=received.payload,
            received_at=self.now,
            done_at=None if answered else self.now,
            error=received.error,
        )


@dataclass(frozen=True, slots=True)
class _Storing:
    """Stores one delivery, and says before what it will look for."""

    writer: DeliveryWriter
    delivery: Delivery
    foreseen: Foreseen

    def __call__(self, tx: Transaction) -> Stored:
        return self.writer.store(tx, self.delivery)


def _unknown(tx: Transaction, delivery: Delivery) -> list[Received]:
    """Return the messages that are not there yet, in the order in which they were sent.

    Meta repeats messages for days: a person may have lost the phone since. One post may
    list them in any order.
    """
    unknown = [
        received
        for received in delivery.messages
        if tx.inbox.by_message_id(received.message_id) is None
    ]
    return in_order_sent(unknown)


def _number(tx: Transaction, update: StatusUpdate) -> str | None:
    """Return the number that sent the message of a status; None: it is no message of ours."""
    row = tx.outbox.by_id(update.row_id) if update.row_id else None
    row = row or tx.outbox.by_wamid(update.wamid)
    return row.phone_number_id if row else None


def _heard(row: InboxRow) -> AwaitedReply:
    return AwaitedReply(row.contact_id or "", row.phone_number_id, row.message_id)


def _people(messages: list[Received]) -> dict[_Key, Writer]:
    """Return everybody once, each with the last name that was told."""
    people: dict[_Key, Writer] = {}
    for received in messages:
        person = received.person
        if person and (person.name or person.key not in people):
            people[person.key] = person
    return people


def _news(delivery: Delivery, settled: _Settled, ours: set[str]) -> tuple[NumberNews, ...]:
    """Return what statuses and errors say of our numbers; a repeated status says nothing."""
    news: dict[NumberNews, None] = {}
    for update, one in settled:
        if not one.moved:
            continue
        if update.failure and update.failure.kind in OF_THE_NUMBER:
            news[FailedLate(one.phone_number_id, update.failure.error(), one.sent_at)] = None
        elif update.status in _ARRIVED:
            news[Delivered(one.phone_number_id)] = None
    for each in delivery.errors:
        if each.failure.kind in OF_THE_NUMBER and each.phone_number_id in ours:
            news[FailedLate(each.phone_number_id, each.failure.error())] = None
    return tuple(news)


def in_order_sent(messages: list[Received]) -> list[Received]:
    """Return messages by their own timestamps; one without stays behind the one before it."""
    at: float = 0
    keyed: list[tuple[float, Received]] = []
    for received in messages:
        sent = received.message.at if received.message else None
        at = sent if sent is not None else at
        keyed.append((at, received))
    return [received for _, received in sorted(keyed, key=lambda pair: pair[0])]


log = structlog.get_logger(__name__)


class Intake:
    """Stores deliveries, blocking or with a callback."""

    def __init__(self, edge: Edge) -> None:
        self._edge = edge

    def keep(self, delivery: Delivery) -> Stored:
        """Store all of a post, and return what that changed.

        Raises:
            StoreError: nothing was stored; Meta is to bring it again.
        """
        started = self._edge.clock.now()
        stored = self._edge.store.transact(self._work(delivery, started))
        return self._stands(delivery, stored, started)

    def keep_soon(self, delivery: Delivery, done: Done[Stored]) -> None:
        """Store all of a post as `keep` does, while no thread waits: `done` is told."""
        started = self._edge.clock.now()

        def told(result: Result[Stored]) -> None:
            done(Result.of(lambda: self._stands(delivery, result.get(), started)))

        self._edge.store.hand_in(self._work(delivery, started), told, urgent=True)

    def _work(self, delivery: Delivery, now: datetime) -> Callable[[Transaction], Stored]:
        config = self._edge.config
        writer = DeliveryWriter(self._edge.ids, now, config.phone_number_id, config.trust_phones)
        messages = tuple([received.message_id for received in delivery.messages])
        outgoing = tuple([update.row_id for update in delivery.statuses if update.row_id])
        return _Storing(writer, delivery, Foreseen(messages, outgoing))

    def _stands(self, delivery: Delivery, stored: Stored, started: datetime) -> Stored:
        _tell(self._edge.nudge, stored.nudge)
        _tell(self._edge.settled, stored.settled)
        if stored.heard:
            self._edge.heard_from(stored.heard)
        for news in stored.news:
            self._edge.tell_of_number(news)
        seconds = (self._edge.clock.now() - started).total_seconds()
        self._edge.meter.observe("webhook_seconds", seconds)
        self._count(delivery, stored)
        return stored

    def _count(self, delivery: Delivery, stored: Stored) -> None:
        """Count a post; one that brought only statuses, as most do, has nothing else to count."""
        meter, messages = self._edge.meter, len(delivery.messages)
        meter.count("webhook_posts", outcome="stored")
        if delivery.statuses:
            meter.count("webhook_statuses", len(delivery.statuses))
        for number, category in stored.billed:
            meter.count("messages_delivered", phone_number_id=number, category=category)
        for failure in stored.failures:
            meter.count("messages_failed", code=str(failure.code))
            log.warning(
                "message failed after Meta took it",
                action="status.failed",
                kind=str(failure.kind),
                meta_code=failure.code,
                error=failure.text,
            )
        if messages:
            meter.count("webhook_messages", stored.new - stored.parked, outcome="new")
            meter.count("webhook_messages", messages - stored.new, outcome="repeated")
            meter.count("webhook_messages", stored.parked, outcome="parked")
        for event in delivery.events:
            meter.count("webhook_events", field=event.kind if event.kind in FIELDS else "other")
            log.info("kept what is no message", action="webhook.event", field=event.kind[:64])
        for change in delivery.templates:
            said = {name: scrubbed(each) for name, each in change.said.items()}
            told = {"template": change.name, "language": change.language, **said}
            if change.is_bad:
                log.warning("Meta stops a template", action="template.alarm", **told)
            else:
                log.info("Meta says of a template", action="template.news", **told)
        for news in delivery.news:
            meter.gauge("account_alarm", news.alarming, topic=news.topic)
            told = {"topic": news.topic, "said": scrubbed(news.said)}
            if news.alarming:
                log.error("Meta alarms about the account", action="account.alarm", **told)
            else:
                log.info("Meta says of the account", action="account.news", **told)


def _tell(listener: Callable[[Iterable[str]], None], contacts: tuple[str, ...]) -> None:
    """Tell the rest of the house. It is on disk by now: a lost nudge costs one sweep."""
    if not contacts:
        return
    try:
        listener(contacts)
    except Exception as error:
        log.warning("nudge lost", action="webhook.nudge_lost", error=type(error).__name__)
