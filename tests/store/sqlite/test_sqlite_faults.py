"""Each way in which a file can fail us, planted: always our own errors, never SQLite's."""

import sqlite3
import subprocess
import sys
from threading import Event, Thread

import pytest

from milo.engine.errors import ConfigurationError, StoreError, UnavailableError
from milo.store import open_store
from milo.store.sqlite import store as sqlite


def fails(store, given):
    with pytest.raises(UnavailableError) as caught:
        store.transact(lambda tx: tx.businesses.add(given.business()))
    assert not store.ready()
    return str(caught.value)


def test_a_missing_folder(tmp_path):
    with pytest.raises(UnavailableError, match="cannot be opened"):
        open_store(f"sqlite:///{tmp_path}/nowhere/milo.db")
    with pytest.raises(UnavailableError, match="cannot be opened"):
        open_store(f"sqlite:///{tmp_path}/nowhere/milo.db", own=True)


def test_a_folder_in_place_of_the_file(tmp_path):
    with pytest.raises(UnavailableError, match="cannot be opened"):
        open_store(f"sqlite:///{tmp_path}")


def test_a_file_that_is_no_database(tmp_path):
    (tmp_path / "milo.db").write_text("dear diary " * 1000)
    with pytest.raises(UnavailableError, match="not a database"):
        open_store(f"sqlite:///{tmp_path}/milo.db")


def test_a_file_that_may_only_be_read(sqlite_store, given):
    """Root may write whatever the mode says, so SQLite's own word stands in for it."""
    sqlite_store._writer.execute_sql("PRAGMA query_only = 1")
    with pytest.raises(UnavailableError):
        sqlite_store.transact(lambda tx: tx.businesses.add(given.business()))
    assert not sqlite_store.ready()


def test_a_full_disk(sqlite_store, given):
    pages = sqlite_store._writer.execute_sql("PRAGMA page_count").fetchone()[0]
    sqlite_store._writer.execute_sql(f"PRAGMA max_page_count = {pages}")
    big = given.business("big", name="x" * 100_000)
    with pytest.raises(UnavailableError, match="full"):
        sqlite_store.transact(lambda tx: tx.businesses.add(big))
    assert sqlite_store.read(lambda tx: tx.businesses.by_id("big")) is None
    sqlite_store._writer.execute_sql(f"PRAGMA max_page_count = {pages * 99}")
    sqlite_store.transact(lambda tx: tx.businesses.add(big))


def test_a_file_that_somebody_keeps_locked(tmp_path, given, monkeypatch):
    monkeypatch.setattr(sqlite, "BUSY_SECONDS", 0.05)
    store = open_store(f"sqlite:///{tmp_path}/milo.db")
    other = sqlite3.connect(tmp_path / "milo.db", isolation_level=None)
    other.execute("BEGIN IMMEDIATE")
    assert "locked" in fails(store, given)
    other.execute("ROLLBACK")
    assert store.ready()
    other.close()
    store.close()


def test_tables_that_are_not_there(tmp_path):
    store = open_store(f"sqlite:///{tmp_path}/milo.db", migrate=False)
    with pytest.raises(StoreError, match="no such table") as caught:
        store.read(lambda tx: tx.businesses.by_id("b1"))
    assert not caught.value.retry
    store.close()


def test_memory_is_refused():
    with pytest.raises(ConfigurationError, match="needs a file"):
        open_store("sqlite:///:memory:")


OWNER = "import sys; from milo.store import open_store; open_store(sys.argv[1], own=True)"


def owns(url):
    command = [sys.executable, "-c", OWNER, url]
    return subprocess.run(command, capture_output=True, text=True, check=False)


def test_a_second_owner_is_refused_and_a_guest_is_not(sqlite_url, given):
    owner = open_store(sqlite_url, own=True)
    second = owns(sqlite_url)
    assert second.returncode == 1
    assert "ConfigurationError: Another process works" in second.stderr
    guest = open_store(sqlite_url)
    guest.transact(lambda tx: tx.businesses.add(given.business()))
    assert owner.read(lambda tx: tx.businesses.by_id("b1"))
    guest.close()
    owner.close()
    assert owns(sqlite_url).returncode == 0


def test_an_owner_that_cannot_open_lets_go(tmp_path):
    (tmp_path / "milo.db").write_text("dear diary " * 1000)
    url = f"sqlite:///{tmp_path}/milo.db"
    for _ in range(2):
        with pytest.raises(UnavailableError):
            open_store(url, own=True)


def test_readers_hold_few_connections(sqlite_store):
    for _ in range(50):
        sqlite_store.read(lambda tx: tx.businesses.page(after=None, limit=1))
    assert len(sqlite_store._readers._free) == 1


def test_a_closed_store_takes_nothing_more(sqlite_url):
    store = open_store(sqlite_url)
    store.close()
    with pytest.raises(UnavailableError, match="closed"):
        store.transact(lambda tx: None)
    assert not store.ready()
    store.close()


def test_closing_waits_for_the_works_that_run(sqlite_url, given):
    store = open_store(sqlite_url)
    begun, go = Event(), Event()

    def work(tx):
        begun.set()
        go.wait(10)
        tx.businesses.add(given.business())

    writing = Thread(target=store.transact, args=(work,))
    writing.start()
    assert begun.wait(10)
    closing = Thread(target=store.close)
    closing.start()
    closing.join(0.05)
    assert closing.is_alive()
    go.set()
    closing.join(10)
    writing.join(10)
    again = open_store(sqlite_url)
    assert again.read(lambda tx: tx.businesses.by_id("b1"))
    again.close()
