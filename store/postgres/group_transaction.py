"""Works that ride together in one transaction of PostgreSQL, each in a savepoint of its own.

A group holds the locks of all its works until it commits. So none of them waits for long for what
another transaction holds: it is taken out of the group, undone to its savepoint, and run alone
on a thread of its own, where it may wait. The group then draws no more, so that whoever waits for
it in turn need not. Two groups in each other's way thus part before PostgreSQL finds a deadlock,
and a process that froze with an agenda locked holds up only who wants that agenda.
"""

from __future__ import annotations

from collections.abc import Callable, Iterator
from concurrent.futures import ThreadPoolExecutor
from typing import Any

from ...engine.errors import StoreError, UnavailableError
from ...engine.ports import Transaction
from ..errors import in_the_way
from ..group_commit.by_callers import Ticket
from ..group_commit.reentrancy import Reentrancy
from ..held_leases import HeldLeases
from ..sql.reference_cache import Changes
from ..sql.transaction import SqlTransaction
from .connection import BEGIN, PgConnection
from .executor import PgExecutor

PATIENCE_SECONDS = 0.05
"""How long a work waits in a group for what another transaction has locked."""
GROUP_LIMIT = 16
"""Works in a group at most: other processes wait for its locks, and what is to be sent for its
end. A work takes so long here that a sixteenth of a commit weighs little."""
ASIDE = 8
"""Works run alone at once, at most."""
_SAVE, _UNDO = "SAVEPOINT work", "ROLLBACK TO work"

Alone = Callable[[Callable[[Transaction], Any]], Any]
"""Runs a work in a transaction of its own, as often as need be."""


class GroupTransaction:
    """Runs groups, on one connection.

    Args:
        open_line: connects with that patience, in seconds.
        alone: runs what was taken out of a group.
    """

    def __init__(
        self,
        open_line: Callable[[float], PgConnection],
        alone: Alone,
        nesting: Reentrancy,
        holding: HeldLeases | None,
        changes: Changes,
    ) -> None:
        self._open_line = open_line
        self._alone = alone
        self._nesting = nesting
        self._holding = holding
        self._changes = changes
        self._line: PgConnection | None = None
        self._aside = ThreadPoolExecutor(ASIDE, "aside")

    def run(self, group: Iterator[Ticket]) -> None:
        """Run a group: what each did stands with the COMMIT, or nothing."""
        drawn = [next(group)]
        try:
            line = self._begin()
        except Exception as error:  # none of those who wait would fare better
            self._give_up([*drawn, *group], error)
            return
        rows = PgExecutor(line, writing=True, holding=self._holding)
        try:
            try:
                with self._nesting.work():
                    self._ride(line, rows, group, drawn)
            except BaseException:
                line.roll_back()
                raise
            line.commit()
            self._changes.stand(rows.kept)
        except BaseException as error:
            self._give_up(drawn, error)
            if not isinstance(error, Exception):
                raise
        for ticket in drawn:
            if ticket.aside:
                self._aside.submit(self._run_aside, ticket)

    def close(self) -> None:
        """Wait for what runs aside, and let go of the connection."""
        self._aside.shutdown()
        if self._line:
            self._line.close()

    def _begin(self) -> PgConnection:
        if self._line and not self._line.is_idle():
            self._line.close()
            self._line = None
        self._line = self._line or self._open_line(PATIENCE_SECONDS)
        self._line.begin()
        return self._line

    def _ride(
        self, line: PgConnection, rows: PgExecutor, group: Iterator[Ticket], drawn: list[Ticket]
    ) -> None:
        """Run works until there are no more, or one would have to wait.

        The first needs no savepoint: where it fails, there is nothing else to keep. Savepoints of
        those that did well are left for the COMMIT; the name is that of the last one.
        """
        rooms = SqlTransaction(rows)
        rows.begin(self._changes.number)
        self._run_one(line, drawn[0], rooms, undo=("ROLLBACK", BEGIN))
        while not drawn[-1].aside and (ticket := next(group, None)):
            drawn.append(ticket)
            line.wire.later(_SAVE)
            rows.begin(self._changes.number)
            self._run_one(line, ticket, rooms, undo=(_UNDO,))

    def _run_one(
        self, line: PgConnection, ticket: Ticket, rooms: Transaction, undo: tuple[str, ...]
    ) -> None:
        """Run a work; raise only where the connection is lost with all that the group did."""
        try:
            ticket.value = ticket.work(rooms)
            line.settle()
        except BaseException as error:
            if isinstance(error, StoreError) and in_the_way(error):
                ticket.aside = True
            else:
                ticket.error = error
            if _SAVE in line.wire.forget():
                return  # nothing of it was sent; to undo would undo the one before it
            for sql in undo:
                line.wire.command(sql)

    def _give_up(self, drawn: list[Ticket], error: BaseException) -> None:
        """Say what the error means to those who know nothing yet.

        They are run alone where PostgreSQL undid all of them for another's sake, and said so.
        """
        undone = isinstance(error, StoreError) and in_the_way(error)
        for ticket in drawn:
            if ticket.error is None and not ticket.aside:
                if undone:
                    ticket.aside = True
                else:
                    ticket.error = UnavailableError(str(error))
                    ticket.error.__cause__ = error

    def _run_aside(self, ticket: Ticket) -> None:
        try:
            ticket.value = self._alone(ticket.work)
        except BaseException as error:
            ticket.error = error
        ticket.end()
