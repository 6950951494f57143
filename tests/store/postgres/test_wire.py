"""What goes over PostgreSQL's wire: values there and back, and several statements at once."""

from __future__ import annotations

from collections.abc import Iterator
from threading import Thread

import psycopg
import pytest
from support.polling import until

from milo.store.postgres.connection import PgConnection

BEGIN = "BEGIN"


class BoomError(Exception):
    pass


@pytest.fixture
def line(migrated_postgres: str) -> Iterator[PgConnection]:
    opened = PgConnection(migrated_postgres, "milo")
    opened.begin(BEGIN)
    opened.wire.once("CREATE TEMPORARY TABLE kept (n int PRIMARY KEY, said text) ON COMMIT DROP")
    yield opened
    opened.close()


def add(line: PgConnection, n: int, said: str = "x") -> None:
    line.wire.later("INSERT INTO kept VALUES (%s, %s)", [n, said])


def numbers(line: PgConnection) -> list[int]:
    return [n for (n,) in line.wire.ask("SELECT n FROM kept ORDER BY n").fetchall()]


@pytest.mark.parametrize(
    ("kind", "value"),
    [
        ("text", "¿Mañana? 🍰 '\"\\ %s $1"),
        ("text", ""),
        ("text", None),
        ("bigint", -(2**63)),
        ("int", 0),
        ("boolean", True),
        ("boolean", False),
        ("float8", 0.1),
        ("bytea", bytes(range(256))),
        ("json", '{"b": 1,  "a": "\\u0000"}'),
        ("timestamptz", "2026-11-23 12:30:00.123456+00"),
    ],
)
def test_a_value_comes_back_as_it_went(line, kind, value):
    assert line.wire.ask(f"SELECT CAST(%s AS {kind})", [value]).fetchone() == (value,)
    assert line.wire.once(f"SELECT CAST(%s AS {kind})", [value]).fetchone() == (value,)


def test_a_list_finds_what_it_names(line):
    odd = ["", "a,b", '"', "\\", "{}", "NULL", "ñ"]
    sql = "SELECT said FROM unnest(CAST(%s AS text[])) AS said"
    assert [said for (said,) in line.wire.ask(sql, [odd]).fetchall()] == odd


def test_a_text_with_a_nul_is_refused_and_not_cut(line):
    with pytest.raises(psycopg.DataError):
        line.wire.ask("SELECT CAST(%s AS text)", ["a\0b"])


def test_what_waits_is_done_before_what_is_asked(line):
    add(line, 1), add(line, 2)
    assert numbers(line) == [1, 2]
    add(line, 3)
    assert line.wire.once("SELECT count(*) FROM kept").fetchone() == (3,)


def test_what_waits_when_the_work_ends_is_done_then(line, migrated_postgres):
    add(line, 1)
    line.settle()
    assert numbers(line) == [1]


def test_more_than_any_buffer_holds_goes_through(line):
    for n in range(400):
        add(line, n, "y" * 20_000)
    sizes = line.wire.ask("SELECT length(said), repeat('z', 20000) FROM kept").fetchall()
    assert sizes == [(20_000, "z" * 20_000)] * 400


def test_the_first_that_is_wrong_is_told_and_none_after_it_is_looked_at(line):
    def boom(_: object) -> None:
        raise BoomError

    line.wire.later("SELECT 1", check=boom)
    line.wire.later("SELECT 1/0")
    with pytest.raises(BoomError):
        numbers(line)


def test_after_one_failed_nothing_that_waited_behind_it_is_done(line):
    line.wire.command("SAVEPOINT before")
    add(line, 1), add(line, 1), add(line, 2)
    with pytest.raises(psycopg.errors.UniqueViolation):
        numbers(line)
    line.wire.command("ROLLBACK TO before")
    assert numbers(line) == []


def test_what_waited_is_forgotten_when_all_is_undone(line, migrated_postgres):
    add(line, 1)
    line.roll_back()
    assert line.is_idle()
    line.begin(BEGIN)
    assert line.wire.ask("SELECT 1").fetchone() == (1,)


@pytest.mark.parametrize("waiting", [False, True])
def test_other_threads_run_while_an_answer_is_on_its_way(line, migrated_postgres, waiting):
    (pid,) = line.wire.ask("SELECT pg_backend_pid()").fetchone()
    asleep = "SELECT 1 FROM pg_stat_activity WHERE pid = %s AND query LIKE '%%pg_sleep%%'"

    def wake() -> None:
        with psycopg.connect(migrated_postgres, autocommit=True) as other:
            until(lambda: other.execute(asleep, [pid]).fetchone(), "it to sleep")
            other.execute("SELECT pg_cancel_backend(%s)", [pid])

    if waiting:
        add(line, 1)
    waker = Thread(target=wake)
    waker.start()
    with pytest.raises(psycopg.errors.QueryCanceled):
        line.wire.ask("SELECT pg_sleep(20)")
    waker.join()


def test_a_connection_that_is_lost_within_is_no_mistake_of_ours(line, migrated_postgres):
    (pid,) = line.wire.ask("SELECT pg_backend_pid()").fetchone()
    with psycopg.connect(migrated_postgres, autocommit=True) as admin:
        admin.execute("SELECT pg_terminate_backend(%s, 5000)", [pid])
    add(line, 1)
    with pytest.raises(psycopg.OperationalError):
        numbers(line)
    assert not line.is_idle()
    assert line.begin(BEGIN)
