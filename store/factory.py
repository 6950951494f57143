"""From a URL to a store."""

from __future__ import annotations

from pathlib import Path

from ..engine.errors import ConfigurationError
from ..engine.leases import Sole
from ..engine.ports import Leases, Store, Worker
from .sqlite.file_lock import is_owned

_SQLITE = "sqlite:///"
_POSTGRES = ("postgresql://", "postgres://")


def open_store(url: str, *, own: bool = False, migrate: bool = True) -> Store:
    """Open the store that MILO_DATABASE_URL names, its tables brought up to date.

    `own` keeps other owners off a SQLite file as long as this store is open; on PostgreSQL
    several processes may serve, and share the contacts between them.

    Raises:
        ConfigurationError: the URL is wrong, or somebody owns the file already.
        UnavailableError: the database cannot be opened now.
    """
    # Each kind is imported when it is asked for: the other's driver would slow every start.
    if url.startswith(_SQLITE):
        from .sqlite.store import SqliteStore

        return SqliteStore(url.removeprefix(_SQLITE), own=own, migrate=migrate)
    if url.startswith(_POSTGRES):
        from .postgres.store import PostgresStore

        checked = _checked("postgresql://" + url.partition("://")[2])
        return PostgresStore(checked, own=own, migrate=migrate)
    scheme = url.partition(":")[0] if ":" in url else ""
    raise ConfigurationError(
        "MILO_DATABASE_URL is neither sqlite:///file.db, sqlite:////absolute/file.db nor "
        f"postgresql://user@host/database: it begins with {scheme[:20]!r}."
    )


def back_up(url: str, target: Path) -> None:
    """Copy a database that others may work to a new file, and check the copy.

    Raises:
        ConfigurationError: the URL is wrong.
        UnavailableError: there is no such database, or the copy cannot be made.
    """
    if url.startswith(_SQLITE):
        from .sqlite.backup import back_up as copy_file

        return copy_file(Path(url.removeprefix(_SQLITE)), target)
    open_store(url, migrate=False).close()  # says what is wrong with the URL, or with reaching it
    from .postgres.backup import back_up as dump

    return dump(_checked("postgresql://" + url.partition("://")[2]), target)


def leases_of(store: Store) -> Leases:
    """Return what says which contacts are this process's; the store was opened as its own."""
    return getattr(store, "leases", None) or Sole()


def workers_of(store: Store) -> list[Worker]:
    """Return the processes that share a PostgreSQL database; of any other, none is known."""
    ask = getattr(store, "workers", None)
    return ask() if ask else []


def is_worked(url: str) -> bool | None:
    """Return whether a process works the SQLite file that a URL names; None for PostgreSQL."""
    if not url.startswith(_SQLITE):
        return None
    return is_owned(Path(url.removeprefix(_SQLITE)))


def _checked(url: str) -> str:
    """Return the URL if libpq reads it as it was meant; what it says of others may hold a password.

    A password with an `@` that is not encoded would become the beginning of the host's name.
    """
    import psycopg  # here: with SQLite nobody waits for it
    from psycopg.conninfo import conninfo_to_dict

    try:
        read = conninfo_to_dict(url)
    except psycopg.Error:
        read = {"port": "none"}
    ports = str(read.get("port") or 0).split(",")
    if not all(port.isdigit() for port in ports) or "@" in str(read.get("host")):
        raise ConfigurationError(
            "MILO_DATABASE_URL cannot be read as postgresql://user:password@host:port/database; "
            "in a password, characters such as @ : / ? # are written %40 %3A %2F %3F %23."
        )
    return url
