"""Whether something between us and PostgreSQL gives each transaction another session.

pgbouncer in transaction mode does. Prepared statements, `LISTEN`, session settings and advisory
locks belong to a session: there, Milo would start and then fail, or disturb its neighbours.
"""

from __future__ import annotations

from collections.abc import Callable, Iterable

from ...engine.errors import ConfigurationError
from .connection import PgConnection

_ROUNDS = 8
_REFUSED = (
    "MILO_DATABASE_URL leads through a pooler that gives each transaction another session "
    "(pgbouncer's pool_mode = transaction or statement). Milo keeps prepared statements, LISTEN "
    "and locks in its sessions: use pool_mode = session, or connect to PostgreSQL itself."
)


def refuse_shared_sessions(first: PgConnection, open_another: Callable[[], PgConnection]) -> None:
    """Raise ConfigurationError where a connection has no session of its own.

    PostgreSQL itself tells a connection the process that serves it; a pooler tells it something
    else. Only then is it asked twice: connections that stay open must each be served by one
    process, and by one that serves no other.
    """
    told = first.database.connection().info.backend_pid
    if _served_by(first) == told:
        return
    second = open_another()
    try:
        lines = {1: first, 2: second}
        seen = [(name, _served_by(lines[name])) for _ in range(_ROUNDS) for name in lines]
    finally:
        second.close()
    if are_shared(seen):
        raise ConfigurationError(_REFUSED)


def are_shared(seen: Iterable[tuple[int, int]]) -> bool:
    """Return whether connections share sessions, from pairs of a connection and its process."""
    pairs = set(seen)
    connections, processes = ({pair[place] for pair in pairs} for place in (0, 1))
    return len(pairs) > len(connections) or len(pairs) > len(processes)


def _served_by(line: PgConnection) -> int:
    query = "SELECT pg_backend_pid()"
    (pid,) = line.database.connection().execute(query, prepare=False).fetchone()
    return int(pid)
