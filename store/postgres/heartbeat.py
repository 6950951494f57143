"""The heartbeat: one thread with one connection renews this process's lease and evicts others.

A worker's row holds the instant until which it lives, by the database's clock. The process renews
it several times in a lease. The process that finds an expired row deletes it, terminates the
connections of its owner (a frozen process may keep rows locked) and notifies all, so that they
take over its contacts.
"""

from __future__ import annotations

import os
from collections.abc import Callable
from contextlib import suppress
from dataclasses import dataclass
from threading import Event, Thread
from typing import Any

import psycopg
import structlog

from ...engine.errors import UnavailableError
from ...engine.ports import Errand, Heard
from ..held_leases import HeldLeases, ticks

log = structlog.get_logger(__name__)

LEASE_SECONDS = 1.2
BEAT_SECONDS = 0.3
AGAIN_SECONDS = 0.2
"""Delay before the next try after the database did not answer."""
END_SECONDS = 2.0
EVERYBODY = "milo"
"""The channel that announces workers that start and end."""
_MARGIN_SECONDS = 0.005
_OPTIONS: dict[str, Any] = {
    "connect_timeout": 2,
    "tcp_user_timeout": 1500,
    "keepalives_idle": 1,
    "keepalives_interval": 1,
    "keepalives_count": 2,
}
"""A connection that was cut silently is noticed within two seconds."""

_ENTER = """
INSERT INTO workers (name, place, started_at, until)
VALUES (%s, %s, clock_timestamp(), clock_timestamp() + make_interval(secs => %s)) RETURNING epoch
"""
_RENEW = """
UPDATE workers SET until = clock_timestamp() + make_interval(secs => %s)
WHERE epoch = %s AND name = %s
"""
_LIVE = "SELECT epoch, extract(epoch FROM until - clock_timestamp())::float8 FROM workers"
_BURY = """
WITH dead AS (
    DELETE FROM workers WHERE until < clock_timestamp() AND epoch <> %s RETURNING epoch, name
), ended AS (
    SELECT dead.epoch, count(pg_terminate_backend(a.pid)) AS connections
    FROM dead LEFT JOIN pg_stat_activity a
    ON a.application_name = dead.name AND a.usename = current_user
    GROUP BY dead.epoch
)
SELECT epoch, connections, pg_notify(%s, 'gone') FROM ended
"""


def channel(epoch: int) -> str:
    """Return the channel on which other workers notify this one."""
    return f"{EVERYBODY}_{epoch}"


@dataclass(frozen=True, slots=True)
class _Listeners:
    heard: Heard
    changed: Callable[[], None]


class Heartbeat:
    """Renews this process's row in `workers`, and keeps `HeldLeases` in step with it.

    Attributes:
        workers: their number at the last beat, this process included.
    """

    def __init__(self, url: str, name: str, holding: HeldLeases) -> None:
        self.workers = 1
        self._url = url
        self._name = name
        self._holding = holding
        self._place = f"{os.uname().nodename}:{os.getpid()}"
        self._listeners = _Listeners(lambda *_: None, lambda: None)
        self._live: frozenset[int] = frozenset()
        self._last_beat = 0.0
        self._steady_since = 0.0
        self._ended = Event()
        self._thread = Thread(target=self._run, name="heartbeat", daemon=True)

    def start(self, heard: Heard, changed: Callable[[], None]) -> None:
        """Insert this process's row, and start the thread.

        Raises:
            UnavailableError: the database cannot be reached.
        """
        self._listeners = _Listeners(heard, changed)
        try:
            with self._connect() as connection:
                self._enter(connection)
        except psycopg.Error as error:
            raise UnavailableError(f"PostgreSQL cannot take a worker now: {error}") from error
        self._thread.start()

    def end(self) -> None:
        """Stop renewing; the thread ends after its next wait."""
        self._ended.set()

    def join(self) -> None:
        """Wait for the thread's end, two seconds at most: nothing depends on it."""
        if self._thread.is_alive():
            self._thread.join(END_SECONDS)

    # -- on the thread ----------------------------------------------------------------------------

    def _run(self) -> None:
        while not self._ended.is_set():
            try:
                with self._connect() as connection:
                    self._work(connection)
            except Exception as error:  # without a heartbeat the lease would expire unnoticed
                if not self._ended.is_set():
                    log.warning("heartbeat lost", action="leases.cut_off", error=str(error).strip())
                self._ended.wait(AGAIN_SECONDS)

    def _connect(self) -> psycopg.Connection[Any]:
        connection: psycopg.Connection[Any] = psycopg.connect(
            self._url, autocommit=True, application_name=self._name, **_OPTIONS
        )
        return connection

    def _work(self, connection: psycopg.Connection[Any]) -> None:
        # A renewal lost in a crash of the database would only lapse; entering is always synced.
        connection.execute("SET synchronous_commit = off")
        self._listen(connection)
        self._listeners.changed()
        while not self._ended.is_set():
            until = ticks() + self._beat(connection)
            while (left := until - ticks()) > 0 and not self._ended.is_set():
                if not self._hear(connection, left):
                    break

    def _hear(self, connection: psycopg.Connection[Any], seconds: float) -> bool:
        """Pass notifications on; return False when workers started or ended."""
        steady = True
        for note in connection.notifies(timeout=seconds, stop_after=1):
            if note.channel == EVERYBODY:
                steady = False
            else:
                word, *contact_ids = note.payload.split()
                with suppress(ValueError):
                    self._listeners.heard(Errand(word), contact_ids)
        return steady

    def _beat(self, connection: psycopg.Connection[Any]) -> float:
        """Renew the lease, evict expired workers; return the seconds until the next beat."""
        asked = ticks()
        mine = (LEASE_SECONDS, self._holding.epoch, self._name)
        if connection.execute(_RENEW, mine).rowcount:
            self._holding.renewed(asked + LEASE_SECONDS)
        else:
            self._enter_again(connection)
        left = dict(connection.execute(_LIVE).fetchall())
        left.pop(self._holding.epoch, None)
        if self._is_steady(asked):
            if any(seconds < 0 for seconds in left.values()):
                left = self._bury(connection, left)
            soonest = min(left.values(), default=BEAT_SECONDS) + _MARGIN_SECONDS
        else:
            soonest = BEAT_SECONDS
        self._look_round(frozenset(left))
        return min(BEAT_SECONDS, max(soonest, _MARGIN_SECONDS))

    def _is_steady(self, now: float) -> bool:
        """Return whether this process has renewed for a whole lease.

        After a pause, of this process or of the database, it must not evict others: all leases
        have expired, and the first process to return would evict the rest.
        """
        if now - self._last_beat > LEASE_SECONDS:
            self._steady_since = now
        self._last_beat = now
        return now - self._steady_since > LEASE_SECONDS

    def _bury(
        self, connection: psycopg.Connection[Any], left: dict[int, float]
    ) -> dict[int, float]:
        for epoch, connections, _ in connection.execute(
            _BURY, (self._holding.epoch, EVERYBODY)
        ).fetchall():
            left.pop(epoch, None)
            log.warning("worker buried", action="leases.buried", epoch=epoch, ended=connections)
        return left

    def _look_round(self, others: frozenset[int]) -> None:
        self.workers = len(others) + 1
        if others != self._live:
            self._live = others
            self._listeners.changed()

    def _enter(self, connection: psycopg.Connection[Any]) -> None:
        asked = ticks()
        entering = (self._name, self._place, LEASE_SECONDS)
        with connection.transaction():
            connection.execute("SET LOCAL synchronous_commit = on")
            (epoch,) = connection.execute(_ENTER, entering).fetchone() or (0,)
            connection.execute("SELECT pg_notify(%s, 'entered')", (EVERYBODY,))
        self._holding.begin(epoch, asked + LEASE_SECONDS)

    def _enter_again(self, connection: psycopg.Connection[Any]) -> None:
        """Start over after an eviction: our contacts may be leased to others by now."""
        log.warning("leases lost", action="leases.lost", epoch=self._holding.epoch)
        self._enter(connection)
        self._listen(connection)
        self._listeners.changed()

    def _listen(self, connection: psycopg.Connection[Any]) -> None:
        connection.execute("UNLISTEN *")
        for name in (EVERYBODY, channel(self._holding.epoch)):
            connection.execute(f"LISTEN {name}".encode())
