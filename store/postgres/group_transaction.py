"""Group commit on PostgreSQL: several units of work in one transaction, each in its own savepoint.

A group holds the locks of all its units until it commits. A unit that meets a lock of another
transaction is therefore rolled back to its savepoint and run alone, in a transaction and on a
thread of its own, where it may wait. The group takes no further units, so transactions that wait
for its locks are released sooner; two groups that block each other separate before PostgreSQL
detects a deadlock. A process that froze while it held a merchant's agenda delays that merchant
only.
"""

from __future__ import annotations

from collections.abc import Callable, Iterator, Sequence
from concurrent.futures import ThreadPoolExecutor
from typing import Any

from ...engine.errors import StoreError, UnavailableError
from ...engine.ports import Transaction
from ..errors import in_the_way
from ..group_commit.by_callers import Reentrancy, Ticket
from ..held_leases import HeldLeases
from ..sql.caches import Changes
from ..sql.foreseen import foresee
from ..sql.transaction import SqlTransaction
from .connection import BEGIN, PgConnection
from .executor import PgExecutor

PATIENCE_SECONDS = 0.05
"""How long a unit of work waits within a group for a lock of another transaction."""
GROUP_LIMIT = 16
"""Units of work in a group at most. Other processes wait for the group's locks, and replies for
its commit; a unit takes long enough here that a sixteenth of a commit costs little."""
ALONE_AT_ONCE = 8
"""Units of work that run alone at the same time, at most."""
_SAVE, _UNDO = "SAVEPOINT work", "ROLLBACK TO work"

Alone = Callable[[Callable[[Transaction], Any]], Any]
"""Runs a unit of work in a transaction of its own, again after each conflict."""


class GroupTransaction:
    """Runs groups, on one connection.

    Args:
        open_connection: connects with a lock time-out, in seconds.
        alone: runs a unit of work that was taken out of its group.
    """

    def __init__(
        self,
        open_connection: Callable[[float], PgConnection],
        alone: Alone,
        reentrancy: Reentrancy,
        leases: HeldLeases | None,
        changes: Changes,
    ) -> None:
        self._open_connection = open_connection
        self._alone = alone
        self._reentrancy = reentrancy
        self._leases = leases
        self._changes = changes
        self._connection: PgConnection | None = None
        self._alone_pool = ThreadPoolExecutor(ALONE_AT_ONCE, "alone")

    def run(self, group: Iterator[Ticket], waiting: Sequence[Ticket] = ()) -> None:
        """Run a group in one transaction: all of it is committed, or nothing."""
        drawn = [next(group)]
        try:
            connection = self._begin()
        except Exception as error:  # the units that wait would meet the same error
            self._give_up([*drawn, *group], error)
            return
        rows = PgExecutor(connection, writing=True, holding=self._leases)
        try:
            try:
                with self._reentrancy.work():
                    foresee(rows, waiting)
                    self._run_units(connection, rows, group, drawn)
            except BaseException:
                connection.roll_back()
                raise
            connection.commit()
            self._changes.stand(rows.kept)
        except BaseException as error:
            self._give_up(drawn, error)
            if not isinstance(error, Exception):
                raise
        for ticket in drawn:
            if ticket.aside:
                self._alone_pool.submit(self._run_alone, ticket)

    def close(self) -> None:
        """Wait for the units that run alone, and close the connection."""
        self._alone_pool.shutdown()
        if self._connection:
            self._connection.close()

    def _begin(self) -> PgConnection:
        if self._connection and not self._connection.is_idle():
            self._connection.close()
            self._connection = None
        self._connection = self._connection or self._open_connection(PATIENCE_SECONDS)
        self._connection.begin()
        return self._connection

    def _run_units(
        self,
        connection: PgConnection,
        rows: PgExecutor,
        group: Iterator[Ticket],
        drawn: list[Ticket],
    ) -> None:
        """Run units of work until none is left, or one meets a lock.

        The first needs no savepoint: when it fails, there is nothing else to keep. Savepoints of
        successful units are released by the COMMIT; the name means the last of them.
        """
        repositories = SqlTransaction(rows)
        rows.begin(self._changes.number)
        self._run_one(connection, drawn[0], repositories, undo=("ROLLBACK", BEGIN))
        while not drawn[-1].aside and (ticket := next(group, None)):
            drawn.append(ticket)
            connection.wire.later(_SAVE)
            rows.begin(self._changes.number)
            self._run_one(connection, ticket, repositories, undo=(_UNDO,))

    def _run_one(
        self,
        connection: PgConnection,
        ticket: Ticket,
        repositories: Transaction,
        undo: tuple[str, ...],
    ) -> None:
        """Run one unit; raise only when the connection is lost, and the whole group with it."""
        try:
            ticket.value = ticket.work(repositories)
            connection.settle()
        except BaseException as error:
            if isinstance(error, StoreError) and in_the_way(error):
                ticket.aside = True
            else:
                ticket.error = error
            if _SAVE in connection.wire.forget():
                return  # its savepoint was not sent yet: a rollback would hit the unit before it
            for sql in undo:
                connection.wire.command(sql)

    def _give_up(self, drawn: list[Ticket], error: BaseException) -> None:
        """Fail the units that have no result yet.

        Where PostgreSQL rolled the group back because of a conflict, they run alone instead.
        """
        undone = isinstance(error, StoreError) and in_the_way(error)
        for ticket in drawn:
            if ticket.error is None and not ticket.aside:
                if undone:
                    ticket.aside = True
                else:
                    ticket.error = UnavailableError(str(error))
                    ticket.error.__cause__ = error

    def _run_alone(self, ticket: Ticket) -> None:
        try:
            ticket.value = self._alone(ticket.work)
        except BaseException as error:
            ticket.error = error
        ticket.end()
