"""PostgreSQL asked through libpq itself: statements prepared once, several sent in one go.

A cursor of Psycopg's costs 50 to 80 µs of Python each time, five times what libpq does with it. We
ask the same few statements in every turn, all values as text, and read a handful of types. So each
statement is prepared when it is first asked on a connection, and from then on is one call.

What need not be answered at once (`later`) waits and goes with the next statement that must, in the
same packet; each is looked at in its order, as if it had been asked alone.
"""

from __future__ import annotations

import select
from collections.abc import Callable, Iterable, Sequence
from dataclasses import dataclass
from typing import TYPE_CHECKING, Any

import psycopg
from psycopg.errors import error_from_result
from psycopg.pq import ConnStatus, ExecStatus, TransactionStatus

if TYPE_CHECKING:
    from psycopg.pq.abc import PGconn, PGresult

ANSWERED = "SET timezone = 'UTC'; SET datestyle = 'ISO'; SET client_encoding = 'UTF8'"
"""How a connection must be set for its answers to be read here."""
_BAD = (ExecStatus.FATAL_ERROR, ExecStatus.BAD_RESPONSE, ExecStatus.PIPELINE_ABORTED)
_BINARY_FORMAT, _TEXT_FORMAT = 1, 0


@dataclass(frozen=True, slots=True)
class StatementResult:
    """What a statement gave: its rows, read, and how many it touched."""

    rows: list[tuple[Any, ...]]
    rowcount: int

    def fetchone(self) -> tuple[Any, ...] | None:
        """Return the first row, or None."""
        return self.rows[0] if self.rows else None

    def fetchall(self) -> list[tuple[Any, ...]]:
        """Return all rows."""
        return self.rows


Check = Callable[[StatementResult], None]
"""Looks at what a statement gave that nobody waited for, and raises if it is not as it must be."""


@dataclass(frozen=True, slots=True)
class _Asked:
    sql: str
    values: Sequence[Any]
    check: Check | None = None


class PgPipeline:
    """One connection's statements.

    Its user alone uses it, and has begun a transaction: what is sent together is not one by itself.
    """

    def __init__(self, connection: psycopg.Connection[Any]) -> None:
        self._pgconn: PGconn = connection.pgconn
        self._names: dict[str, bytes] = {}
        self._waiting: list[_Asked] = []
        self._poll = select.poll()
        self._poll.register(self._pgconn.socket, select.POLLIN)

    @property
    def status(self) -> TransactionStatus:
        """Where the connection stands."""
        return TransactionStatus(self._pgconn.transaction_status)

    def ask(self, sql: str, values: Sequence[Any] = ()) -> StatementResult:
        """Run a statement, which is kept prepared, after all that waits.

        Raises:
            psycopg.Error: it failed, or one that waited did.
        """
        asked = _Asked(sql, values)
        return self._exchange([asked]) if self._waiting else self._ask_alone(asked)

    def later(self, sql: str, values: Sequence[Any] = (), check: Check | None = None) -> None:
        """Run a statement before the next that is asked, at the latest when `settle` is called."""
        self._waiting.append(_Asked(sql, values, check))

    def settle(self) -> None:
        """Run what waits."""
        if self._waiting:
            self._exchange([])

    def forget(self) -> list[str]:
        """Drop what waits: it is not to be done. Return its SQL."""
        dropped = [asked.sql for asked in self._waiting]
        self._waiting.clear()
        return dropped

    def once(self, sql: str, values: Sequence[Any] = ()) -> StatementResult:
        """Run a statement that is rarely asked, after all that waits; it is not kept prepared."""
        self.settle()
        given, formats = _written(values)
        return _answer(self._sound(self._pgconn.exec_params(_numbered(sql), given, None, formats)))

    def command(self, sql: str) -> None:
        """Run a command without values: BEGIN, COMMIT and the like. What waits, waits on."""
        self._sound(self._pgconn.exec_(sql.encode()))

    def _ask_alone(self, asked: _Asked) -> StatementResult:
        name = self._prepared(asked.sql)
        return _answer(self._sound(self._pgconn.exec_prepared(name, *_written(asked.values))))

    def _exchange(self, asked: list[_Asked]) -> StatementResult:
        """Send all that waits, and this; look at each in its order, return what the last gave."""
        together = [*self._waiting, *asked]
        self._waiting.clear()
        names = [self._prepared(each.sql) for each in together]
        self._pgconn.enter_pipeline_mode()
        try:
            for name, each in zip(names, together, strict=True):
                self._pgconn.send_query_prepared(name, *_written(each.values))
            self._pgconn.pipeline_sync()
            results = [self._result() for _ in together]
            self._result_of_sync()
        finally:
            if self._pgconn.status == ConnStatus.OK:
                self._pgconn.exit_pipeline_mode()
        answer = StatementResult([], 0)
        for each, result in zip(together, results, strict=True):
            answer = _answer(self._sound(result))
            if each.check:
                each.check(answer)
        return answer

    def _prepared(self, sql: str) -> bytes:
        name = self._names.get(sql)
        if name is None:
            name = b"milo_%d" % len(self._names)
            self._sound(self._pgconn.prepare(name, _numbered(sql)))
            self._names[sql] = name
        return name

    def _result(self) -> PGresult:
        """Return the next statement's result, and step over the mark that follows it."""
        result = self._next()
        if result is None:
            raise psycopg.OperationalError("the connection is lost")
        while self._next() is not None:
            pass
        return result

    def _result_of_sync(self) -> None:
        if self._next() is None:
            raise psycopg.OperationalError("the connection is lost")

    def _next(self) -> PGresult | None:
        """Return the next result without keeping the interpreter while it is on its way."""
        while self._pgconn.flush():
            self._poll.modify(self._pgconn.socket, select.POLLIN | select.POLLOUT)
            self._poll.poll()
            self._pgconn.consume_input()
            self._poll.modify(self._pgconn.socket, select.POLLIN)
        while self._pgconn.is_busy():
            self._poll.poll()
            self._pgconn.consume_input()
        return self._pgconn.get_result()

    def _sound(self, result: PGresult) -> PGresult:
        """Return a result, or raise what it says went wrong."""
        if result.status in _BAD:
            if self._pgconn.status != ConnStatus.OK:
                raise psycopg.OperationalError(result.get_error_message())
            raise error_from_result(result)
        return result


def _numbered(sql: str) -> bytes:
    """Return SQL with `$1`, `$2`, … for Peewee's `%s`."""
    first, *others = sql.split("%s")
    return (first + "".join(f"${n}{part}" for n, part in enumerate(others, 1))).encode()


# -- values --------------------------------------------------------------------------------------


def _written(values: Sequence[Any]) -> tuple[list[Any], list[int]]:
    """Return values as libpq sends them, and in which format each is."""
    return (
        [_WRITE[type(value)](value) for value in values],
        [_BINARY_FORMAT if type(value) is bytes else _TEXT_FORMAT for value in values],
    )


def _text(value: str) -> bytes:
    if "\0" in value:
        raise psycopg.DataError("PostgreSQL keeps no NUL in a text.")
    return value.encode()


def _list(values: Iterable[str]) -> bytes:
    quoted = (value.replace("\\", "\\\\").replace('"', '\\"') for value in values)
    return _text("{" + ",".join(f'"{value}"' for value in quoted) + "}")


_WRITE: dict[type, Callable[[Any], bytes | None]] = {
    type(None): lambda _: None,
    str: _text,
    int: lambda value: b"%d" % value,
    float: lambda value: repr(value).encode(),
    bool: lambda value: b"t" if value else b"f",
    bytes: bytes,
    list: _list,
}


def _answer(result: PGresult) -> StatementResult:
    columns = [_READ.get(result.ftype(column), _str) for column in range(result.nfields)]
    rows = [
        tuple(
            None if (value := result.get_value(row, column)) is None else read(value)
            for column, read in enumerate(columns)
        )
        for row in range(result.ntuples)
    ]
    return StatementResult(rows, result.command_tuples or 0)


def _str(value: bytes) -> str:
    return value.decode()


def _bytes(value: bytes) -> bytes:
    return bytes.fromhex(value[2:].decode())


_READ: dict[int, Callable[[bytes], Any]] = {
    16: lambda value: value == b"t",
    17: _bytes,
    20: int,
    21: int,
    23: int,
    26: int,
    700: float,
    701: float,
}
"""What is no text, by its type's number in PostgreSQL: bool, bytea, int8, int2, int4, oid, float4,
float8. Instants and JSON are texts, which the fields read."""
