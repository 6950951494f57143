"""One process works a SQLite database: a lock on a file beside it, which ends with the process."""

from __future__ import annotations

import fcntl
import os
from pathlib import Path

from ...engine.errors import ConfigurationError, UnavailableError


def is_owned(database: Path) -> bool:
    """Return whether some process works a database now."""
    try:
        lock = os.open(_lock_of(database), os.O_RDONLY | os.O_CLOEXEC)
    except OSError:
        return False
    try:
        fcntl.flock(lock, fcntl.LOCK_SH | fcntl.LOCK_NB)
    except BlockingIOError:
        return True
    finally:
        os.close(lock)
    return False


def _lock_of(database: Path) -> Path:
    return database.with_name(database.name + ".lock")


class FileLock:
    """Holds `<database>.lock` until `release`, or until the process ends however it ends."""

    def __init__(self, database: Path) -> None:
        path = _lock_of(database)
        try:
            self._file = os.open(path, os.O_RDWR | os.O_CREAT | os.O_CLOEXEC, 0o600)
        except OSError as error:
            raise UnavailableError(f"{path} cannot be opened: {error.strerror}.") from error
        try:
            fcntl.flock(self._file, fcntl.LOCK_EX | fcntl.LOCK_NB)
        except BlockingIOError as error:
            os.close(self._file)
            raise ConfigurationError(
                f"Another process works {database} already: stop it first, or give this one "
                "another MILO_DATABASE_URL."
            ) from error

    def release(self) -> None:
        """Let others own the database."""
        os.close(self._file)
