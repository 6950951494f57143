"""Where a year is lived: a small disk with the database on it, the program, an older one of it."""

from __future__ import annotations

import json
import os
import shutil
import subprocess
import sys
import tarfile
import tempfile
from collections.abc import Iterator
from contextlib import contextmanager, suppress
from dataclasses import dataclass, field
from pathlib import Path
from typing import Any
from urllib.parse import urlsplit

import psycopg
import requests
from support.databases import Database, SqliteFile, fresh_postgres
from support.house import ACCESS_TOKEN, ADMIN_TOKEN, House
from support.moved import MovedClock, command
from support.polling import until
from support.process import TESTS, environment

from .faults import OwnPostgres, fill_up, small_disk
from .houses import housed

OLDER = "ec058f1"
"""A commit whose tables are the first seven of today's steps."""
ROOMS = {"flow_check": "docs/flow-check"} | {
    room: room for room in ("engine", "http", "store", "flows", "demo", "cli")
}
KEPT_DAYS, PAYLOAD_DAYS = 60, 30
DISK_MEGABYTES = 512
PATIENCE_SECONDS = 240.0
FOREVER = {"MILO_KEEP_DAYS": str(KEPT_DAYS), "MILO_KEEP_PAYLOAD_DAYS": str(PAYLOAD_DAYS)}


@dataclass(slots=True)
class Place:
    """One database, who works on it, and what can be done to it.

    Attributes:
        kind: `sqlite` or `postgres`.
        disk: a file system of its own, with the database on it.
        server: the PostgreSQL, where it is one.
        token: the file with our access token at Meta.
    """

    kind: str
    house: House
    clock: MovedClock
    disk: Path
    server: OwnPostgres | None
    folder: Path
    token: Path
    _older: Path = field(init=False)

    # -- the program ------------------------------------------------------------------------------

    def open(self) -> None:
        """Start today's program."""
        self.house.set(PYTHONPATH=str(TESTS))
        self.house.open(command(self.clock.file, "serve"))

    def open_older(self) -> None:
        """Start the program of an older commit, by the machine's clock."""
        self._older = self.folder / "older"
        self._older.mkdir()
        told = ["git", "archive", OLDER, *ROOMS.values()]
        with (
            subprocess.Popen(told, cwd=TESTS.parent, stdout=subprocess.PIPE) as archive,
            tarfile.open(fileobj=archive.stdout, mode="r|") as files,
        ):
            files.extractall(self._older / "of", filter="data")
        (self._older / "milo").mkdir()
        for name, room in ROOMS.items():
            (self._older / "milo" / name).symlink_to(self._older / "of" / room)
        self.house.set(PYTHONPATH=os.pathsep.join((str(self._older), str(TESTS))))
        self.house.open()

    def milo(self, *words: str, url: str = "", good: bool = True) -> str:
        """Run a command of today's program beside the server; return what it says.

        Raises:
            AssertionError: it should end well, and did not.
        """
        told = {**self.house.environment, "PYTHONPATH": str(TESTS)}
        told["MILO_PORT"] = str(urlsplit(self.house.server.address).port)
        if url:
            told["MILO_DATABASE_URL"] = url
        done = subprocess.run(
            [sys.executable, "-m", *command(self.clock.file, *words)],
            env=environment(told),
            capture_output=True,
            text=True,
            check=False,
        )
        assert not good or done.returncode == 0, f"milo {' '.join(words)}: {done.stderr}"
        return done.stdout

    def problems(self) -> dict[str, str]:
        """Return what `milo doctor` finds wrong, by name."""
        rows = json.loads(self.milo("doctor", "--json", good=False))
        return {row["name"]: row["problem"] for row in rows if row["problem"]}

    def metric(self, name: str, **labels: str) -> float:
        """Return what `/metrics` says of something; 0 where it says nothing."""
        head = {"Authorization": f"Bearer {ADMIN_TOKEN}"}
        text = requests.get(f"{self.house.server.address}/metrics", headers=head, timeout=30).text
        for line in text.splitlines():
            if line.startswith(f"milo_{name}") and all(
                f'{k}="{v}"' in line for k, v in labels.items()
            ):
                return float(line.rpartition(" ")[2])
        return 0.0

    def is_sending(self) -> bool:
        """Return whether `/readyz` says that messages go out."""
        told = requests.get(f"{self.house.server.address}/readyz", timeout=30).json()
        return bool(told["parts"]["sender"])

    # -- time -------------------------------------------------------------------------------------

    def days(self, number: int) -> None:
        """Let so many days pass, and all be done that they bring."""
        self.clock.move(number * 86_400)
        until(lambda: not self._due(), "the timers", PATIENCE_SECONDS)
        self.house.wait_until_quiet(PATIENCE_SECONDS)

    def _due(self) -> list[dict[str, Any]]:
        now = f"{self.clock.now():%Y-%m-%d %H:%M:%S.%f}+00:00"
        return self.house.database.rows("SELECT name FROM timers WHERE due_at <= %s LIMIT 1", now)

    # -- the disk ---------------------------------------------------------------------------------

    def megabytes(self) -> float:
        """Return what the database takes; on PostgreSQL after the `VACUUM` of half a night."""
        if self.server is None:
            sql = "SELECT page_count * page_size AS size FROM pragma_page_count, pragma_page_size"
        else:
            sql = "SELECT pg_database_size(current_database()) AS size"
            with psycopg.connect(self.house.database.url, autocommit=True) as connection:
                connection.execute("VACUUM")
        return float(self.house.database.rows(sql)[0]["size"]) / 1e6

    @contextmanager
    def filled(self, left_bytes: int = 0) -> Iterator[None]:
        """Fill the disk but for so many bytes; it is free again afterwards."""
        filler = self.disk / "filler"
        fill_up(filler)
        if left_bytes:
            os.truncate(filler, max(0, filler.stat().st_size - left_bytes))
        try:
            yield
        finally:
            filler.unlink()

    # -- copies -----------------------------------------------------------------------------------

    @contextmanager
    def restored(self, copy: Path) -> Iterator[Database]:
        """Yield what a backup was restored to."""
        if self.server is None:
            yield SqliteFile(copy)
            return
        with fresh_postgres(self.server.url) as target:
            words = ["pg_restore", "--no-owner", "--exit-on-error", "-d", target.url, str(copy)]
            subprocess.run(words, check=True)
            yield target


@contextmanager
def place(kind: str) -> Iterator[Place]:
    """Yield a fresh one, whose server is not started yet. It needs root, for the disk."""
    with small_disk(DISK_MEGABYTES) as disk, tempfile.TemporaryDirectory() as name:
        folder, clock = Path(name), MovedClock(Path(name) / "clock")
        token = folder / "token"
        token.write_text(ACCESS_TOKEN)
        more = {**FOREVER, "MILO_META_ACCESS_TOKEN": f"file:{token}"}

        def of(database: Database, server: OwnPostgres | None = None) -> Place:
            house = House(database, folder, clock=clock.time, **more)
            return Place(kind, house, clock, disk, server, folder, token)

        if kind == "sqlite":
            found = of(SqliteFile(disk / "milo.db"))
            with housed(found.house):
                yield found
            return
        with _postgres(disk) as server, fresh_postgres(server.url) as database:
            found = of(database, server)
            with housed(found.house):
                yield found


@contextmanager
def _postgres(disk: Path) -> Iterator[OwnPostgres]:
    """Yield a server whose data are on this disk, and let its own programs be found first."""
    folder = disk / "data"
    folder.mkdir()
    disk.chmod(0o755)
    server = OwnPostgres(str(folder))
    before = os.environ["PATH"]
    os.environ["PATH"] = os.pathsep.join((server.programs, before))
    try:
        yield server
    finally:
        os.environ["PATH"] = before
        with suppress(Exception):
            server.start()
        server.close()
        shutil.rmtree(folder, ignore_errors=True)


__all__ = ["KEPT_DAYS", "OLDER", "Place", "place"]
