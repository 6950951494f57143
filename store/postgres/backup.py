"""A dump of a PostgreSQL database, by PostgreSQL's own programs."""

from __future__ import annotations

import os
import subprocess
from contextlib import suppress
from pathlib import Path
from typing import IO

from psycopg.conninfo import conninfo_to_dict

from ...engine.errors import UnavailableError

_VARIABLES = {
    "host": "PGHOST",
    "port": "PGPORT",
    "user": "PGUSER",
    "password": "PGPASSWORD",
    "dbname": "PGDATABASE",
    "sslmode": "PGSSLMODE",
    "sslrootcert": "PGSSLROOTCERT",
    "sslcert": "PGSSLCERT",
    "sslkey": "PGSSLKEY",
    "service": "PGSERVICE",
}
"""How libpq is told in the environment what a URL says: a command line is everybody's to read."""


def back_up(url: str, target: Path) -> None:
    """Dump a database that others read and write to a new file, and check the dump.

    The file is of mode 0600, in the format that `pg_restore` reads, as of one instant; it appears
    under its name when it is whole.

    Raises:
        UnavailableError: it cannot be read or written, or `pg_dump` is missing or failed.
    """
    known = conninfo_to_dict(url)
    environment = dict(os.environ) | {
        _VARIABLES[name]: str(value) for name, value in known.items() if name in _VARIABLES
    }
    part = target.with_name(target.name + ".part")
    try:
        with os.fdopen(os.open(part, os.O_CREAT | os.O_WRONLY | os.O_TRUNC, 0o600), "wb") as file:
            part.chmod(0o600)
            _run(["pg_dump", "--format=custom", "--no-password"], environment, stdout=file)
            os.fsync(file.fileno())
        _run(["pg_restore", "--list", str(part)], environment, stdout=subprocess.DEVNULL)
        os.link(part, target)  # which never replaces a file, as renaming would
    except OSError as error:
        raise UnavailableError(f"No backup was made: {error}") from error
    finally:
        with suppress(OSError):
            part.unlink()


def _run(command: list[str], environment: dict[str, str], *, stdout: IO[bytes] | int) -> None:
    try:
        done = subprocess.run(
            command,
            env=environment,
            stdin=subprocess.DEVNULL,
            stdout=stdout,
            stderr=subprocess.PIPE,
            text=True,
            check=False,
        )
    except FileNotFoundError:
        raise UnavailableError(
            f"No backup was made: {command[0]} is not installed here (Debian: postgresql-client)."
        ) from None
    if done.returncode:
        said = " ".join(done.stderr.split())
        raise UnavailableError(f"No backup was made: {command[0]} says: {said}")
