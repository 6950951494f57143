"""`milo backup` beside a server that runs: its copies can be restored, and are nobody else's."""

from __future__ import annotations

import os
import stat
import subprocess
from pathlib import Path
from urllib.parse import urlsplit, urlunsplit

import pytest
from support.databases import fresh_postgres

from milo.engine.model import Business
from milo.store import open_store

from .people import NOW


def business(key: str) -> Business:
    return Business(key, f"Casa {key}", None, None, None, NOW, NOW)


def names(url: str) -> list[str]:
    store = open_store(url)
    try:
        return [row.id for row in store.read(lambda tx: tx.businesses.page(after=None, limit=9))]
    finally:
        store.close()


def mode(path: Path) -> int:
    return stat.S_IMODE(path.stat().st_mode)


def test_of_a_file_that_is_worked(milo, tmp_path):
    """Uncommitted work of a server that writes at that moment is not in it, and stops nothing."""
    copy = tmp_path / "copy.db"
    running = open_store(milo.env["MILO_DATABASE_URL"], own=True)
    running.transact(lambda tx: tx.businesses.add(business("b1")))

    def at_that_moment(tx):
        tx.businesses.add(business("b2"))
        assert "checked" in milo.good("backup", str(copy))

    running.transact(at_that_moment)
    running.transact(lambda tx: tx.businesses.add(business("b3")))
    running.close()
    assert mode(copy) == 0o600
    assert sorted(path.name for path in tmp_path.glob("copy*")) == ["copy.db"]
    assert names(f"sqlite:///{copy}") == ["b1"]


def test_a_backup_never_replaces_another(milo, tmp_path):
    copy = tmp_path / "copy.db"
    milo.good("clients")  # which makes the database
    milo.good("backup", str(copy))
    before = copy.read_bytes()
    assert "there already" in milo.misused("backup", str(copy))
    assert copy.read_bytes() == before


@pytest.mark.parametrize("url", ["sqlite:////nowhere/milo.db", "postgresql://localhost:1/x", "x:"])
def test_what_cannot_be_copied_leaves_nothing(milo, tmp_path, url):
    milo.env["MILO_DATABASE_URL"] = url
    assert milo.wrong("backup", str(tmp_path / "copy"))
    assert list(tmp_path.glob("copy*")) == []


def test_a_folder_that_is_not_there_is_one_line(milo):
    said = milo.wrong("backup", "/nowhere/copy.db")
    assert "No such file" in said
    assert "\n" not in said


def test_of_a_postgres_database(milo, tmp_path, postgres_url):
    copy = tmp_path / "copy.dump"
    with fresh_postgres(postgres_url) as source, fresh_postgres(postgres_url) as target:
        milo.env["MILO_DATABASE_URL"] = source.url
        store = open_store(source.url)
        store.transact(lambda tx: tx.businesses.add(business("b1")))
        assert "checked" in milo.good("backup", str(copy))
        store.close()
        subprocess.run(["pg_restore", "--no-owner", "-d", target.url, copy], check=True)
        assert names(target.url) == ["b1"]
    assert mode(copy) == 0o600


def test_a_password_is_in_no_command_line(milo, tmp_path, postgres_url, monkeypatch):
    fake = tmp_path / "pg_dump"
    fake.write_text('#!/bin/sh\necho "$PGPASSWORD $*" >&2\nexit 1\n')
    fake.chmod(0o755)
    monkeypatch.setenv("PATH", f"{tmp_path}:{os.environ['PATH']}")
    parts = urlsplit(postgres_url)
    host = parts.netloc.rpartition("@")[2]
    milo.env["MILO_DATABASE_URL"] = urlunsplit(parts._replace(netloc=f"postgres:s3cret@{host}"))
    said = milo.wrong("backup", str(tmp_path / "copy"))
    assert "s3cret --format=custom --no-password" in said
    assert list(tmp_path.glob("copy*")) == []
