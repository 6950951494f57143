"""The store in trouble: away, full, locked, of two minds, or killed in the middle of a commit."""

from __future__ import annotations

import shutil
import sqlite3
import tempfile
from collections.abc import Callable
from dataclasses import dataclass
from pathlib import Path
from typing import Any, NoReturn, TypeVar

from milo.engine.errors import UnavailableError
from milo.engine.ports import Done, Executor, Result, Store, Transaction
from milo.store.memory import MemoryStore
from milo.store.sqlite.store import SqliteStore

from .machine import Killed, Process
from .rows import MemoryOnlooker, Onlooker, SqliteOnlooker

T = TypeVar("T")
_ROOMS = frozenset(
    [
        "businesses",
        "clients",
        "contacts",
        "sessions",
        "inbox",
        "outbox",
        "timers",
        "bookings",
        "turns",
        "events",
        "audit",
    ]
)


@dataclass(slots=True)
class Fault:
    """One thing that goes wrong with one transaction.

    Attributes:
        kind: `away`, `breaks`, `unsure`, `full`, `locked`, `readonly`, `kill`,
            `kill after`.
        skips: how many transactions are left in peace first.
        calls: after how many calls to its rooms; where there are fewer, before the commit.
        times: how many transactions it meets.
    """

    kind: str
    skips: int
    calls: int
    times: int = 1


class Disk:
    """What outlives the process: a file, or dicts. Made anew from what a kill left."""

    def __init__(self, database: str, folder: Path, template: Path) -> None:
        self._folder = folder
        self._memory = MemoryStore() if database == "memory" else None
        self._lives = 0
        self._path = folder / "0.db"
        if self._memory is None:
            shutil.copyfile(template, self._path)
        self._inner: SqliteStore | None = None

    def open(self) -> tuple[Store, Onlooker]:
        """Open the store for a new life, with somebody who looks at it."""
        if self._memory is not None:
            return self._memory, MemoryOnlooker(self._memory)
        self._inner = SqliteStore(self._path, migrate=False)
        return self._inner, SqliteOnlooker(str(self._path))

    def cut(self) -> None:
        """Keep what a kill leaves at this very moment: the file and its log as they are."""
        if self._memory is None:
            self._lives += 1
            kept = self._folder / f"{self._lives}.db"
            for end in ("", "-wal"):
                source = self._path.with_name(self._path.name + end)
                if source.exists():
                    shutil.copyfile(source, kept.with_name(kept.name + end))
            self._path = kept

    def close(self) -> None:
        """Let go of the store that was opened last."""
        if self._inner:
            self._inner.close()


class TroubledStore:
    """The store as one process sees it; after its death, nothing reaches the rows.

    Args:
        doing: says which edge is at work.
        witness: told, after what may be a commit, who was at work in it.
        die: kills the process.
        noted: told of each fault that strikes.
    """

    def __init__(
        self,
        inner: Store,
        process: Process,
        onlooker: Onlooker,
        doing: Callable[[], str | None],
        witness: Callable[[set[str]], None],
        die: Callable[[], None],
        noted: Callable[[Fault], None],
    ) -> None:
        self._inner = inner
        self._process = process
        self._onlooker = onlooker
        self._doing = doing
        self._witness = witness
        self._die = die
        self._noted = noted
        self._at_work: set[str] = set()
        self.faults: list[Fault] = []
        self.writers = 1
        self._in_trouble = False
        inner.run_on(_Writer(process))

    def transact(self, work: Callable[[Transaction], T]) -> T:
        self._gate()
        fault = self._due()
        work = self._watched(work, fault)
        try:
            if fault is None:
                return self._inner.transact(work)
            return self._troubled(work, fault)
        finally:
            self._look()

    def hand_in(
        self,
        work: Callable[[Transaction], T],
        done: Done[T],
        *,
        urgent: bool = False,
        lane: str = "",
    ) -> None:
        self._gate()
        fault = self._due()
        work = self._watched(work, fault)
        kind = fault.kind if fault else ""
        alone = kind in _REAL and self._is_file() and not self._in_trouble
        trouble = _REAL[kind](self._inner) if alone else None

        def told(result: Result[T]) -> None:
            if trouble:
                trouble.__exit__()
                self._in_trouble = False
            self._look()
            if kind == "kill after" and self._process.alive:
                self._die()
            elif kind == "unsure":
                done(Result.of(_unsure))
            else:
                done(result)

        if kind == "away":
            done(Result.of(_away))
        else:
            if trouble:
                trouble.__enter__()
                self._in_trouble = True
            self._inner.hand_in(work, told, urgent=urgent, lane=lane)

    def run_on(self, *executors: Executor) -> None:
        pass

    def read(self, work: Callable[[Transaction], T]) -> T:
        self._gate()
        if self.faults and self.faults[0].kind == "away" and not self.faults[0].skips:
            _away()
        return self._inner.read(work)

    def purge(self) -> None:
        self._inner.purge()

    def ready(self) -> bool:
        return self._inner.ready()

    def close(self) -> None:
        pass

    def _gate(self) -> None:
        if not self._process.alive:
            raise Killed

    def _look(self) -> None:
        if self._process.alive:
            at_work, self._at_work = self._at_work, set()
            self._witness(at_work)

    def _is_file(self) -> bool:
        return isinstance(self._inner, SqliteStore)

    def _due(self) -> Fault | None:
        """Return the fault that meets this transaction, if one does."""
        if not self.faults:
            return None
        fault = self.faults[0]
        if fault.skips:
            fault.skips -= 1
            return None
        fault.times -= 1
        if fault.times <= 0:
            self.faults.pop(0)
        self._noted(fault)
        return fault

    def _watched(
        self, work: Callable[[Transaction], T], fault: Fault | None
    ) -> Callable[[Transaction], T]:
        """Return a work that says who does it, and that strikes where it is to."""
        doing, inner, onlooker = self._doing(), self._inner, self._onlooker

        def watched(tx: Transaction) -> T:
            self._gate()
            by = "nobody"
            try:
                result = self._halfway(work, tx, fault) if fault else work(tx)
                by = doing or "actors"
                return result
            finally:
                self._at_work.add(by)
                if isinstance(inner, MemoryStore):
                    onlooker.dirty |= bool(inner._undo)

        return watched

    def _troubled(self, work: Callable[[Transaction], T], fault: Fault) -> T:
        kind = fault.kind
        if kind == "away":
            return _away()
        if kind in _REAL and self._is_file() and not self._in_trouble:
            with _REAL[kind](self._inner):
                return self._inner.transact(work)
        result = self._inner.transact(work)
        if kind == "unsure":
            return _unsure()
        if kind == "kill after":
            self._look()
            self._die()
            raise Killed
        return result

    def _halfway(self, work: Callable[[Transaction], T], tx: Transaction, fault: Fault) -> T:
        if fault.kind in ("unsure", "kill after") or (fault.kind in _REAL and self._is_file()):
            return work(tx)

        def strike() -> NoReturn:
            if fault.kind == "kill":
                self._die()
                raise Killed
            raise UnavailableError("in the middle")

        counted: Any = _Counted(tx, fault.calls, strike)
        work(counted)
        return strike()


class _Writer:
    """The executor that a store writes on: the one thread that there is.

    A store asks at once which thread it has; whatever it submits later comes when it comes.
    """

    def __init__(self, process: Process) -> None:
        self._process = process
        self._asked = False

    def submit(self, work: Callable[[], object]) -> None:
        if self._asked:
            self._process.submit(work)
        else:
            self._asked = True
            work()

    def later(self, seconds: float, work: Callable[[], object]) -> None:
        self._process.later(seconds, work)


def _away() -> NoReturn:
    raise UnavailableError("away")


def _unsure() -> NoReturn:
    raise UnavailableError("Nobody knows whether the work stands")


class _Counted:
    """A transaction that strikes at a call to one of its rooms."""

    def __init__(self, tx: Transaction, calls: int, strike: Callable[[], None]) -> None:
        self._tx = tx
        self._left = calls
        self._strike = strike

    def __getattr__(self, name: str) -> Any:
        if name in _ROOMS:
            self._left -= 1
            if self._left < 0:
                self._strike()
        return getattr(self._tx, name)


class _Full:
    """No page is left: SQLite says so itself."""

    def __init__(self, store: SqliteStore) -> None:
        self._db = store._writer

    def __enter__(self) -> None:
        self._db.execute_sql("PRAGMA max_page_count = 1")

    def __exit__(self, *_: object) -> None:
        self._db.execute_sql("PRAGMA max_page_count = 1073741823")


class _ReadOnly(_Full):
    """Nothing may be written: SQLite says so itself."""

    def __enter__(self) -> None:
        self._db.execute_sql("PRAGMA query_only = 1")

    def __exit__(self, *_: object) -> None:
        self._db.execute_sql("PRAGMA query_only = 0")


class _Locked:
    """Another process writes and does not end."""

    def __init__(self, store: SqliteStore) -> None:
        self._db = store._writer
        self._other = sqlite3.connect(str(store._path), isolation_level=None)

    def __enter__(self) -> None:
        self._db.execute_sql("PRAGMA busy_timeout = 0")
        self._other.execute("BEGIN IMMEDIATE")

    def __exit__(self, *_: object) -> None:
        self._other.execute("ROLLBACK")
        self._other.close()
        self._db.execute_sql("PRAGMA busy_timeout = 5000")


_REAL: dict[str, Any] = {"full": _Full, "readonly": _ReadOnly, "locked": _Locked}


def scratch() -> Path:
    """Return a folder for files that need no disk, where the machine has such a place."""
    fast = Path("/dev/shm")
    return Path(tempfile.mkdtemp(prefix="milo-sim-", dir=fast if fast.is_dir() else None))
