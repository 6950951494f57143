"""A connection to PostgreSQL, and its transactions."""

from __future__ import annotations

from contextlib import suppress
from typing import Any

from peewee import PostgresqlDatabase
from psycopg.pq import TransactionStatus

from ...engine.errors import StoreError, UnavailableError
from ..errors import FOREIGN, translated
from ..held_leases import ticks
from ..sql.columns import FIELD_TYPES
from .pipeline import ANSWERED, PgPipeline

_CONNECTING: dict[str, Any] = {
    "connect_timeout": 5,
    "tcp_user_timeout": 5000,
    "keepalives_idle": 2,
    "keepalives_interval": 1,
    "keepalives_count": 3,
}
"""A connection that was cut silently is noticed in five seconds, not in a quarter of an hour."""
_FROZEN = "SET idle_in_transaction_session_timeout = '30s'"
"""A frozen process loses its transaction and its locks; its next statement fails."""
_LONGEST = "SET statement_timeout = '60s'"
"""Ours, whatever the role's is: a second would end what a sweep or a migration does."""
PATIENCE_SECONDS = 10.0
"""How long a statement waits for a lock of another transaction."""
PLANS_SECONDS = 10.0
"""How long PostgreSQL may keep the plans of our statements. A plan that was made while a table was
nearly empty scans all of it, and would be kept for good."""
BEGIN = "BEGIN ISOLATION LEVEL READ COMMITTED READ WRITE"


class PgConnection:
    """One connection to PostgreSQL, used by one thread at a time.

    Attributes:
        database: builds the queries, and migrates.
        wire: runs them in a pipeline.
    """

    def __init__(self, url: str, name: str, patience_seconds: float = PATIENCE_SECONDS) -> None:
        """Connect.

        Raises:
            UnavailableError: there is no connection now.
        """
        self.database = PostgresqlDatabase(
            url,
            prefer_psycopg3=True,
            thread_safe=False,
            autoconnect=False,
            application_name=name,
            **_CONNECTING,
            field_types=FIELD_TYPES["postgres"],
        )
        self._planned_at = ticks()
        self._patience_ms = round(patience_seconds * 1000)
        try:
            self.wire = self._connect()
        except FOREIGN as error:
            raise translated(error) from error

    def begin(self, sql: str = BEGIN) -> bool:
        """Begin a transaction; reconnect once if the idle connection was lost.

        Returns:
            Whether it reconnected.

        Raises:
            UnavailableError: PostgreSQL cannot be reached.
        """
        try:
            self._plan_anew_now_and_then()
            self.wire.command(sql)
        except FOREIGN:
            try:
                self.database.close()
                self.wire = self._connect()
                self.wire.command(sql)
            except FOREIGN as error:
                raise UnavailableError(f"PostgreSQL cannot begin: {error}") from error
            return True
        return False

    def commit(self) -> None:
        """Commit, never retried: without an answer only the rows can tell the outcome."""
        try:
            self.wire.command("COMMIT")
        except FOREIGN as error:
            raise UnavailableError(f"Nobody knows whether the work stands: {error}") from error

    def settle(self) -> None:
        """Run the statements that a unit of work deferred.

        Raises:
            StoreError: a statement failed and the work went on: PostgreSQL would commit nothing.
        """
        try:
            self.wire.settle()
        except FOREIGN as error:
            raise translated(error) from error
        if self.wire.status is TransactionStatus.INERROR:
            raise StoreError("A statement failed, and the work went on as if it had not.")

    def roll_back(self) -> None:
        """Roll back to `begin`, if the connection is still alive."""
        self.wire.forget()
        with suppress(*FOREIGN):
            self.wire.command("ROLLBACK")

    def is_idle(self) -> bool:
        """Return whether it can begin another transaction."""
        return self.wire.status is TransactionStatus.IDLE

    def close(self) -> None:
        """Close the connection."""
        self.database.close()

    def _plan_anew_now_and_then(self) -> None:
        if ticks() - self._planned_at > PLANS_SECONDS:
            self._planned_at = ticks()
            self.wire.command("DISCARD PLANS")

    def _connect(self) -> PgPipeline:
        self.database.connect()
        wire = PgPipeline(self.database.connection())
        wire.command(f"SET lock_timeout = {self._patience_ms}; {_LONGEST}; {_FROZEN}; {ANSWERED}")
        return wire
