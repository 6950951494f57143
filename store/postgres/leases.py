"""`Leases` on PostgreSQL: each contact is worked by one process at a time.

A process is a worker as long as its row is in `workers`. It renews the row a few times in its
lease; a process that finds another's row expired, by the database's clock, deletes it (see
`heartbeat`). A contact names the epoch of its worker. So renewing costs one row for each process,
and giving all contacts back is one deletion. To find out that a contact belongs to another process
costs nothing: a turn locks the contact's row anyway, and reads the epoch there.
"""

from __future__ import annotations

from collections.abc import Callable, Iterable
from typing import TypeVar

import structlog

from ...engine.errors import MiloError
from ...engine.ports import Errand, Heard, LeasesTaken, Worker
from ..held_leases import HeldLeases
from ..sql.columns import read_instant
from ..sql.executor import SqlExecutor
from .heartbeat import EVERYBODY, Heartbeat, channel

T = TypeVar("T")
OnRows = Callable[[Callable[[SqlExecutor], T]], T]

log = structlog.get_logger(__name__)

_WHOSE = """
SELECT c.id, w.epoch FROM contacts c LEFT JOIN workers w ON w.epoch = c.leased_to
WHERE c.id = ANY(%s)
"""
_LOCK = "SELECT id FROM contacts WHERE id = ANY(%s) ORDER BY id FOR UPDATE SKIP LOCKED"
"""Waits for nobody, so nobody waits for it; a turn or a webhook that has the row goes first."""
_TAKE = """
UPDATE contacts c SET leased_to = w.epoch FROM contacts before, workers w
WHERE c.id = ANY(%s) AND before.id = c.id AND w.epoch = %s
AND NOT EXISTS (SELECT 1 FROM workers holder WHERE holder.epoch = c.leased_to)
RETURNING c.id, before.leased_to IS NOT NULL
"""
"""Run once the rows are locked, as a statement of its own: one that locks would look at a row that
changed meanwhile again, but not at the workers."""
_WORKERS = """
SELECT w.epoch, w.place, w.started_at,
    extract(epoch FROM w.until - clock_timestamp())::float8, coalesce(held.contacts, 0)
FROM workers w LEFT JOIN (
    SELECT leased_to, count(*) AS contacts FROM contacts GROUP BY leased_to
) held ON held.leased_to = w.epoch
ORDER BY w.epoch
"""
_TELL = "SELECT pg_notify(%s, %s)"
_LEAVE = "DELETE FROM workers WHERE epoch = %s"


class PostgresLeases:
    """Leases in the tables `workers` and `contacts`.

    Args:
        run: runs a work on the rows of a transaction of its own.
        url: for the heartbeat, which has a connection of its own.
        name: what the process calls its connections.
    """

    def __init__(self, run: OnRows[LeasesTaken], url: str, name: str) -> None:
        self.holding = HeldLeases()
        self._run = run
        self._heartbeat = Heartbeat(url, name, self.holding)

    def start(self, heard: Heard, changed: Callable[[], None]) -> None:
        """Begin to beat."""
        self._heartbeat.start(heard, changed)

    def stop(self) -> None:
        """Take our row away, so that others need not wait for it to lapse."""
        self._heartbeat.end()
        try:
            self._run(self._leave)
        except MiloError as error:
            log.warning("leases not given back", action="leases.kept", error=str(error))
        self._heartbeat.join()

    def holds(self, contact_id: str) -> bool:
        """Return whether a contact is ours, as far as we know."""
        return contact_id in self.holding

    def count(self) -> int:
        """Return how many contacts we know to be ours."""
        return len(self.holding)

    def take(self, contact_ids: Iterable[str], errand: Errand) -> LeasesTaken:
        """Take those that are free; tell the holders of the others."""
        wanted, epoch = list(contact_ids), self.holding.epoch
        taken = self._run(lambda rows: _take(rows, wanted, epoch, errand))
        self.holding.took(taken.ours, epoch)
        return taken

    def certain(self) -> bool:
        """Return whether our last heartbeat is recent enough for nobody to have buried us."""
        return self.holding.certain()

    def watch(self, renewed: Callable[[float], None]) -> None:
        """Have `renewed` told of each heartbeat that came through."""
        self.holding.watch(renewed)

    def workers(self) -> int:
        """Return how many workers stood at the last heartbeat."""
        return self._heartbeat.workers

    def _leave(self, rows: SqlExecutor) -> LeasesTaken:
        rows.sql(_LEAVE, [self.holding.epoch])
        rows.sql(_TELL, [EVERYBODY, "left"])
        return LeasesTaken()


def workers(rows: SqlExecutor) -> list[Worker]:
    """Return all processes that share the work, expired ones that await eviction, too."""
    return [
        Worker(epoch, place, read_instant(started_at), seconds_left, contacts)
        for epoch, place, started_at, seconds_left, contacts in rows.sql(_WORKERS).fetchall()
    ]


def _take(rows: SqlExecutor, wanted: list[str], epoch: int, errand: Errand) -> LeasesTaken:
    """Take what is free, in the transaction that tells the others: both stand, or neither."""
    holders = dict(rows.sql(_WHOSE, [wanted]).fetchall())
    _tell_others(rows, holders, epoch, errand)
    ours = [contact_id for contact_id, holder in holders.items() if holder == epoch]
    free = [contact_id for contact_id, holder in holders.items() if holder is None]
    taken = _take_free(rows, free, epoch) if free else {}
    return LeasesTaken(
        ours=(*ours, *taken),
        fresh=tuple(taken),
        busy=tuple(contact_id for contact_id in free if contact_id not in taken),
        over=sum(taken.values()),
    )


def _take_free(rows: SqlExecutor, free: list[str], epoch: int) -> dict[str, bool]:
    """Return those that could be taken, and whether somebody had them before."""
    locked = [contact_id for (contact_id,) in rows.sql(_LOCK, [free]).fetchall()]
    return dict(rows.sql(_TAKE, [locked, epoch]).fetchall())


def _tell_others(
    rows: SqlExecutor, holders: dict[str, int | None], epoch: int, errand: Errand
) -> None:
    """Tell each other holder, once the transaction stands, what there is for its contacts."""
    theirs: dict[int, list[str]] = {}
    for contact_id, holder in holders.items():
        if holder is not None and holder != epoch:
            theirs.setdefault(holder, []).append(contact_id)
    for holder, contact_ids in theirs.items():
        rows.sql(_TELL, [channel(holder), " ".join([errand, *contact_ids])])
