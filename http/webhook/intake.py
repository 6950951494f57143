"""What Meta delivered, kept: stored whole, and the rest of the house told once it is on disk."""

from __future__ import annotations

from collections.abc import Callable, Iterable
from datetime import datetime

import structlog

from ...engine.ports import Done, Transaction
from ...engine.results import Result
from ..cloud.errors import scrubbed
from ..edge import Edge
from .account_changes import FIELDS
from .delivery import Delivery, Stored
from .storage import DeliveryWriter

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
        storing = DeliveryWriter(self._edge.ids, now, config.phone_number_id, config.trust_phones)
        return lambda tx: storing.store(tx, delivery)

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
