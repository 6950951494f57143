"""A copy of a SQLite file, taken beside a process that works it."""

from __future__ import annotations

import os
import sqlite3
from contextlib import closing, suppress
from pathlib import Path

from ...engine.errors import UnavailableError

_PAGES = -1
"""All in one reading transaction: a copy in steps begins again whenever somebody writes."""


def back_up(source: Path, target: Path) -> None:
    """Copy a database that others read and write to a new file, and check the copy.

    The copy is one file of mode 0600, as of one instant; it appears under its name when it is
    whole.

    Raises:
        UnavailableError: it cannot be read or written, or the copy is not sound.
    """
    part = target.with_name(target.name + ".part")
    try:
        os.close(os.open(part, os.O_CREAT | os.O_WRONLY | os.O_TRUNC, 0o600))
        part.chmod(0o600)
        with (
            closing(sqlite3.connect(f"{source.absolute().as_uri()}?mode=ro", uri=True)) as ours,
            closing(sqlite3.connect(part)) as copy,
        ):
            ours.backup(copy, pages=_PAGES)
            copy.execute("PRAGMA journal_mode = delete")  # so that it is one file
            _check(copy)
        with part.open("rb") as whole:
            os.fsync(whole.fileno())
        os.link(part, target)  # which never replaces a file, as renaming would
    except (sqlite3.Error, OSError) as error:
        raise UnavailableError(f"No backup was made: {error}") from error
    finally:
        with suppress(OSError):
            part.unlink()


def _check(copy: sqlite3.Connection) -> None:
    faults = [text for (text,) in copy.execute("PRAGMA integrity_check") if text != "ok"]
    orphans = copy.execute("PRAGMA foreign_key_check").fetchall()
    faults += [f"{table} names a row of {parent} that is gone" for table, _, parent, _ in orphans]
    if faults:
        told = "; ".join(faults[:5])
        raise UnavailableError(f"No backup was made: the copy is not sound: {told}")
