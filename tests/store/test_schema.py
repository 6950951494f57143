"""What the migrations make is what the tables say, however often and by how many they are run."""

import sqlite3
import subprocess
import sys
from contextlib import closing
from dataclasses import replace
from datetime import UTC, datetime
from pathlib import Path

import psycopg
import pytest
from peewee import PostgresqlDatabase, SqliteDatabase

from milo.engine.errors import ConfigurationError
from milo.engine.messages import Incoming, Kind, Option, Outgoing
from milo.engine.model import OutboxStatus, Timer, Traces
from milo.store import migrations, open_store
from milo.store.migrations import migrate, pending
from milo.store.sql.record_tables import TABLES


def database(url):
    if url.startswith("sqlite"):
        return SqliteDatabase(url.removeprefix("sqlite:///"))
    return PostgresqlDatabase(url, prefer_psycopg3=True)


@pytest.mark.parametrize("table", TABLES, ids=lambda table: table._meta.table_name)
def test_the_tables_have_the_columns_that_the_migrations_make(sql_url, table):
    with closing(database(sql_url)) as db:
        made = {(c.name, c.null, c.primary_key) for c in db.get_columns(table._meta.table_name)}
    keys = {field.column_name for field in table._meta.get_primary_keys()}
    said = {
        (field.column_name, field.null, field.column_name in keys)
        for field in table._meta.sorted_fields
    }
    assert made == said


def test_no_two_migrations_have_one_number():
    """Two are numbered 0004: they were released so, and a released step keeps its name."""
    names = sorted(path.stem for path in Path(migrations.__file__).parent.glob("0*.py"))
    numbers = [name[:4] for name in names if name != "0004_leases"]
    assert numbers == sorted(set(numbers))


def test_migrating_twice_does_nothing(sql_url):
    with closing(database(sql_url)) as db:
        assert migrate(db) == []
        assert pending(db) == []


def test_a_database_of_a_newer_milo_is_refused_and_left_alone(sql_url):
    """Old code over new columns would lose what it does not know."""
    with closing(database(sql_url)) as db:
        db.execute_sql(
            "INSERT INTO schema_migration (name, applied) VALUES ('9001_later', '2030-01-01')"
        )
        try:
            with pytest.raises(ConfigurationError, match=r"newer Milo.*9001_later"):
                open_store(sql_url)
        finally:
            db.execute_sql("DELETE FROM schema_migration WHERE name = '9001_later'")
    open_store(sql_url).close()


OPEN = "import sys; from milo.store import open_store; open_store(sys.argv[1]); print('ok')"


@pytest.fixture(params=["sqlite", "postgres"])
def unmade_url(request, tmp_path):
    if request.param == "sqlite":
        yield f"sqlite:///{tmp_path}/new.db"
        return
    url = request.getfixturevalue("postgres_url")
    name = "milo_unmade"
    head, _, tail = url.rpartition("/milo_test_")
    with psycopg.connect(url, autocommit=True) as admin:
        own = f"{name}_{tail[:12]}"
        admin.execute(f"CREATE DATABASE {own}")
        yield f"{head}/{own}{tail[12:]}"
        admin.execute(f"DROP DATABASE {own} WITH (FORCE)")


def test_processes_that_start_at_once_migrate_once(unmade_url):
    starts = [
        subprocess.Popen(
            [sys.executable, "-c", OPEN, unmade_url],
            stdout=subprocess.PIPE,
            stderr=subprocess.PIPE,
            text=True,
        )
        for _ in range(4)
    ]
    said = [process.communicate(timeout=30) for process in starts]
    assert [out for out, _ in said] == ["ok\n"] * 4, said


BEFORE = """
INSERT INTO contacts (id, phone_number_id, user_phone) VALUES ('p1', 'n', '549');
INSERT INTO clients (id, name, slug, settings, status) VALUES ('c1', 'C', 'c', '{}', 'active');
INSERT INTO sessions (id, contact_id, phone_number_id, client_slug, state, data, flow,
    flow_version, version, mode, last_message_at)
    VALUES ('s1', 'p1', 'n', 'c', 'x', '{}', 'f', 1, 1, 'bot', '2026-11-25 10:00:00+00:00');
INSERT INTO timers (id, contact_id, session_id, turn, name, due_at)
    VALUES ('t1', 'p1', 's1', 4, 'timeout:0', '2026-11-25 10:00:00+00:00'),
        ('t2', 'p1', 's1', 4, 'timeout:1', '2026-11-25 11:00:00+00:00')
"""


def test_the_timers_of_an_older_file_are_still_set_in_the_newest(unmade_url):
    with closing(database(unmade_url)) as db:
        migrate(db, "0005_read_flows")
        for statement in BEFORE.split(";\n"):
            db.execute_sql(statement)
    store = open_store(unmade_url)
    first = Timer("t1", "p1", "s1", 4, "timeout:0", datetime(2026, 11, 25, 10, tzinfo=UTC))
    late = datetime(2026, 11, 25, 12, tzinfo=UTC)
    assert store.read(lambda tx: tx.timers.head("p1", late)) == first
    store.transact(lambda tx: tx.timers.drop(first))
    assert store.read(lambda tx: tx.timers.head("p1", late)).id == "t2"
    store.transact(lambda tx: tx.timers.replace("p1", "s1", []))
    assert store.read(lambda tx: tx.timers.due(late, 9)) == []
    store.close()


RELEASED = "0006_fewer_ways"
"""The newest step of the version before; what is written by it goes on while servers are upgraded
one by one."""
ROWS = """
INSERT INTO contacts (id, phone_number_id, user_phone) VALUES ('{0}p', 'n', '549{0}');
INSERT INTO clients (id, name, slug, settings, status)
    VALUES ('{0}c', 'C', '{0}-c', '{{}}', 'active');
INSERT INTO sessions (id, contact_id, phone_number_id, client_slug, state, data, flow,
    flow_version, version, mode, last_message_at)
    VALUES ('{0}s', '{0}p', 'n', '{0}-c', 'x', '{{}}', 'f', 1, 1, 'bot',
        '2026-11-25 10:00:00.000000+00:00');
INSERT INTO inbox (message_id, phone_number_id, contact_id, payload, received_at, attempts)
    VALUES ('{0}m', 'n', '{0}p', '', '2026-11-25 10:00:00.000000+00:00', 0);
INSERT INTO outbox (id, contact_id, phone_number_id, session_id, body, created_at, status,
    attempts) VALUES ('{0}o', '{0}p', 'n', '{0}s', '{{"text": "hola"}}',
        '2026-11-25 10:00:00.000000+00:00', 'pending', 0);
INSERT INTO bookings (id, client_id, contact_id, service, party, datetime, ends_at, status)
    VALUES ('{0}b', '{0}c', '{0}p', 'corte', 1, '2026-11-25 10:00:00.000000+00:00',
        '2026-11-25 10:30:00.000000+00:00', 'confirmed')
"""


def write(db, name):
    for statement in ROWS.format(name).split(";\n"):
        db.execute_sql(statement)


def test_an_upgrade_from_the_version_before_beside_servers_that_still_write(unmade_url):
    with closing(database(unmade_url)) as old:
        migrate(old, RELEASED)
        write(old, "a")
        store = open_store(unmade_url)
        write(old, "b")  # by a server of the version before, over the new tables
    for name in ("a", "b"):
        (row,) = store.read(lambda tx, name=name: tx.outbox.heads([f"{name}p"]))
        assert (row.body.text, row.session_id) == ("hola", f"{name}s")
        session = store.read(lambda tx, name=name: tx.sessions.by_id(f"{name}s"))
        store.transact(lambda tx, s=session: tx.sessions.save(replace(s, version=2)))
        booking = store.read(lambda tx, name=name: tx.bookings.by_id(f"{name}b"))
        assert booking.service == "corte"
        store.transact(lambda tx, b=booking: tx.bookings.save(replace(b, notes="x")))
    assert store.read(lambda tx: tx.outbox.heads(["ap"]))[0].client_slug == "a-c"
    store.close()


TURN = """
INSERT INTO turns (id, session_id, turn, now, flow, flow_version, state_before, state_after, input,
    answers, path, inbox_id) VALUES ('{0}', 's1', 4, '2026-11-25 10:00:00.000000+00:00', 'f', 1,
        'x', 'y', '{{"event": "said", "text": "mañana {0}"}}', '[{{"call": "parser:día"}}]',
        '[["ok", "y"]]', 1)
"""


def test_turns_of_an_older_file_are_read_and_scrubbed_as_those_of_today(unmade_url, given):
    """Theirs stay as they are; on PostgreSQL a server of the version before may add to them."""
    with closing(database(unmade_url)) as old:
        migrate(old, "0042_panel_key_phones")
        for statement in BEFORE.split(";\n")[:3]:
            old.execute_sql(statement)
        old.execute_sql(TURN.format("before"))
        store = open_store(unmade_url)
        old.execute_sql(TURN.format("beside"))
    said = {"event": "said", "text": "mañana today"}
    store.transact(lambda tx: tx.turns.add(given.turn(turn=5, input=said)))
    turns = store.read(lambda tx: tx.turns.of_session("s1"))
    assert [turn.id for turn in turns[:2]] == ["before", "beside"]
    names = ("before", "beside", "today")
    assert [turn.input["text"] for turn in turns] == [f"mañana {name}" for name in names]
    assert [turn.answers[0] for turn in turns[:2]] == [{"call": "parser:día"}] * 2
    store.transact(lambda tx: tx.personal.scrub(Traces(names, (), ()), whole=True))
    turns = store.read(lambda tx: tx.turns.of_session("s1"))
    assert [turn.input["text"] for turn in turns] == ["mañana …"] * 3
    store.close()


OLD_MESSAGES = """
INSERT INTO contacts (id, phone_number_id, user_phone) VALUES ('p1', 'n', '549');
INSERT INTO inbox (message_id, phone_number_id, contact_id, message, payload, received_at)
    VALUES ('m', 'n', 'p1', '{"kind": "tap", "type": "interactive", "text": "Sí", "tap": "a|b",
        "quoted": null, "at": 7}', '', '2026-11-25 10:00:00+00:00');
INSERT INTO outbox (id, contact_id, phone_number_id, body, created_at, status)
    VALUES ('o', 'p1', 'n', '{"text": "¿?", "buttons": [{"id": "s|1", "title": "Sí",
        "description": "", "section": ""}], "open_list": "Ver opciones"}',
        '2026-11-25 10:00:00+00:00', 'sent')
"""


def test_messages_of_an_older_file_are_read_as_those_of_today(unmade_url):
    with closing(database(unmade_url)) as old:
        migrate(old, "0042_panel_key_phones")
        for statement in OLD_MESSAGES.split(";\n"):
            old.execute_sql(statement)
        store = open_store(unmade_url)
    heard = store.read(lambda tx: tx.inbox.by_message_id("m"))
    assert heard.message == Incoming(Kind.TAP, "interactive", "Sí", "a|b", None, 7)
    sent = store.read(lambda tx: tx.outbox.by_id("o"))
    assert sent.body == Outgoing("¿?", buttons=(Option("s|1", "Sí"),))
    store.close()


def plans(store, work):
    """Return how SQLite goes about every statement of a work."""
    seen, found = [], []
    connection = store._writer.connection()
    connection.set_trace_callback(seen.append)
    store.transact(work)
    connection.set_trace_callback(None)
    for sql in seen:
        if sql.startswith(("SELECT", "UPDATE", "DELETE")):
            found += [(row[3], sql) for row in connection.execute("EXPLAIN QUERY PLAN " + sql)]
    return found


def test_no_query_of_a_conversation_reads_a_whole_table(sqlite_store, given):
    """The millionth row costs what the thousandth did: every look-up goes by an index."""

    def work(tx):
        contact, now = given.contact(user_phone="549"), given.now
        tx.contacts.upsert(contact, now)
        tx.contacts.remember("p1", {})
        tx.contacts.upsert(given.contact("p2", user_id=None, user_phone="777"), now)
        tx.sessions.add(given.session("s2", "p2"))
        tx.contacts.remember("p2", {"x": 1}), tx.contacts.remember("p1", {"x": 1})
        tx.contacts.upsert(given.contact("p3", user_id="AR.p1", user_phone="777"), now)
        tx.sessions.find("p1", "c1-slug"), tx.sessions.of_contact("p1")
        session = tx.sessions.of_contact("p1")[0]
        tx.sessions.save(replace(session, version=session.version + 1))
        tx.inbox.by_message_id("m1"), tx.inbox.waiting(10)
        tx.inbox.done(tx.inbox.heads("p1", 1)[0].id, "s1", now)
        tx.outbox.heads(["p1", "p2"]), tx.outbox.waiting(10), tx.outbox.claim(["o1"], now)
        tx.outbox.sent({"o1": "w1"})
        tx.outbox.retry("o1", attempts=1, retry_at=now, error="")
        tx.outbox.settle(row_id=None, wamid="w1", status="read", error=None)
        tx.timers.replace("p1", "s1", []), tx.timers.drop(given.timer("t1"))
        tx.timers.head("p1", now), tx.timers.due(now, 10)
        tx.bookings.between("c1", now, now), tx.bookings.of_contact("c1", "p1", now)
        tx.bookings.hold_of("s1"), tx.bookings.expire("c1", now), tx.bookings.lapsed(now)
        tx.bookings.page("c1"), tx.bookings.page("c1", start=now, end=now)
        tx.turns.of_session("s1"), tx.audit.of("x"), tx.flow_versions.latest("f")
        tx.clients.by_slug("x"), tx.clients.page(status="active", after=None, limit=9)
        tx.clients.names(), tx.sessions.with_people(9), tx.inbox.of_session("p1", "s1", 9)
        tx.outbox.again("o1"), tx.outbox.fail("o1", "")
        for status in (None, *OutboxStatus):
            tx.outbox.page(status=status, after=None, limit=9)

    sqlite_store.transact(given.people())
    sqlite_store.transact(lambda tx: (tx.inbox.add(given.inbox()), tx.outbox.add(given.outbox())))
    found = plans(sqlite_store, work)
    assert len(found) > 30
    partial = ("inbox_undone", "outbox_pending", "sessions_with_people", "bookings_lapsing")
    bad = [
        (step, sql)
        for step, sql in found
        if "SCAN" in step and "json_each" not in step and not any(name in step for name in partial)
    ]
    assert bad == []


def test_one_store_does_not_know_of_another(tmp_path, given):
    one, two = (open_store(f"sqlite:///{tmp_path}/{n}.db") for n in (1, 2))
    one.transact(lambda tx: tx.businesses.add(given.business()))
    assert two.read(lambda tx: tx.businesses.by_id("b1")) is None
    one.close()
    two.close()


def test_nobody_else_reads_the_files(tmp_path):
    """Not what is made, and not what an older version made readable."""
    path = tmp_path / "milo.db"
    for _ in range(2):
        store = open_store(f"sqlite:///{path}", own=True)
        store.transact(lambda tx: tx.clients.names())
        files = {one.name: one.stat().st_mode & 0o777 for one in tmp_path.iterdir()}
        store.close()
        assert set(files) == {"milo.db", "milo.db-wal", "milo.db-shm", "milo.db.lock"}
        assert set(files.values()) == {0o600}
        path.chmod(0o644)


def test_the_file_is_kept_as_it_should_be(sqlite_store, tmp_path):
    def pragma(name):
        return sqlite_store._writer.execute_sql(f"PRAGMA {name}").fetchone()[0]

    assert pragma("journal_mode") == "wal"
    assert (pragma("synchronous"), pragma("foreign_keys")) == (2, 1)
    assert pragma("secure_delete") == 1, "it is on by default in some builds of SQLite alone"
    with closing(sqlite3.connect(tmp_path / "milo.db")) as other:
        assert other.execute("PRAGMA integrity_check").fetchone()[0] == "ok"
