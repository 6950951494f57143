"""What waits in the store, as gauges: measured when somebody asks, and not too often."""

from __future__ import annotations

from datetime import datetime, timedelta
from threading import Lock

from ...engine.errors import StoreError
from ...engine.model import Backlog, BookingStatus
from ...engine.ports import Clock, Meter, Store, Transaction

KEPT = timedelta(seconds=10)
"""How long the figures are good: counting a million bookings takes a tenth of a second."""


class StoreGauges:
    """Sets the gauges of the inbox, the outbox, people who wait, bookings, and Meta's alarms."""

    def __init__(self, store: Store, clock: Clock, meter: Meter) -> None:
        self._store = store
        self._clock = clock
        self._meter = meter
        self._at: datetime | None = None
        self._lock = Lock()

    def refresh(self) -> None:
        """Measure again what is old; where the store cannot be read, the last figures stand."""
        with self._lock:
            now = self._clock.now()
            if self._at is not None and abs(now - self._at) < KEPT:
                return
            try:
                self._store.read(lambda tx: self._measure(tx, now))
            except StoreError:
                return
            self._at = now

    def _measure(self, tx: Transaction, now: datetime) -> None:
        inbox, outbox = tx.inbox.backlog(), tx.outbox.backlog()
        self._meter.gauge("inbox_rows", inbox.rows)
        self._meter.gauge("inbox_age_seconds", _age(inbox, now))
        self._meter.gauge("outbox_rows", outbox.rows)
        self._meter.gauge("outbox_age_seconds", _age(outbox, now))
        self._meter.gauge("inbox_parked", tx.inbox.parked())
        self._meter.gauge("outbox_failed", tx.outbox.failed())
        self._meter.gauge("people_waiting", tx.sessions.count_with_people())
        counted = tx.bookings.counted()
        for status in BookingStatus:
            self._meter.gauge("bookings", counted.get(status, 0), status=str(status))
        alarms: dict[str, bool] = {}
        for news in tx.account_news.all():
            alarms[news.topic] = alarms.get(news.topic, False) or news.alarming
        for topic, alarming in alarms.items():
            self._meter.gauge("account_alarm", alarming, topic=topic)


def _age(backlog: Backlog, now: datetime) -> float:
    return max(0.0, (now - backlog.since).total_seconds()) if backlog.since else 0.0
