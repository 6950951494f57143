"""What holds between the rooms. Each rule gets a source and yields what breaks it."""

from __future__ import annotations

from collections.abc import Iterator

from .imports_of_source import ROOMS, Source, imports_of, names_used

KNOWS = {
    "engine": {"engine"},
    "http": {"http", "engine"},
    "store": {"store", "engine"},
    "flows": {"flows"},
    "demo": {"demo"},
    "cli": set(ROOMS),
}
"""For each room, the rooms that it may import."""

EDGES = {
    *("falcon", "waitress", "werkzeug", "flask", "django", "starlette", "fastapi", "aiohttp"),
    *("requests", "urllib3", "httpx", "urllib.request", "http", "socket", "socketserver", "ssl"),
    *("wsgiref", "smtplib", "ftplib", "prometheus_client", "click", "rich", "jinja2", "segno"),
}
DATABASES = {"peewee", "playhouse", "psycopg", "psycopg2", "sqlite3", "sqlalchemy", "redis"}
THREADS = {"_thread", "asyncio", "concurrent", "multiprocessing", "subprocess", "sched", "signal"}
CHANCE = {"random", "secrets", "uuid", "time"}

FORBIDDEN = {
    "engine": EDGES | DATABASES | THREADS | CHANCE,
    "http": DATABASES | {"waitress", "pykka", "click"},
    "store": EDGES | {"pykka", "transitions"},
    "demo": DATABASES | {"pykka", "transitions", "click"},
    "flows": EDGES | DATABASES,
}
"""For each room, the libraries that it has no business with."""

ALONE = {
    "transitions": "milo.engine.flow.compiled.machine",
    "pykka": "milo.engine.actors",
    "yaml": "milo.engine.flow.language.yaml_source",
    "waitress": ("milo.cli.waitress_server", "milo.demo"),
}
"""Libraries that one place knows."""

HANDED_IN = {
    *("datetime.datetime.now", "datetime.datetime.utcnow", "datetime.datetime.today"),
    *("datetime.date.today", "threading.Thread", "threading.Timer", "os.urandom"),
    *("os.environ", "os.getenv", "pykka.ThreadingActor"),
}
"""Names that reach for the world: the engine is handed its clock, its chance and its threads."""


def rooms_known(source: Source) -> Iterator[str]:
    """A room imports only the rooms below it, and never by a bare name."""
    for found in imports_of(source):
        first, _, rest = found.name.partition(".")
        room = rest.partition(".")[0]
        if first == "milo" and room in ROOMS and room not in KNOWS[source.room]:
            yield f"{source.module}:{found.line} imports {found.name}"
        elif first in ROOMS and first != "http":
            yield f"{source.module}:{found.line} imports {first!r} by its bare name"


def libraries_known(source: Source) -> Iterator[str]:
    """A room leaves alone the libraries of the others."""
    for found in imports_of(source):
        if _is_any(found.name, FORBIDDEN.get(source.room, set())):
            yield f"{source.module}:{found.line} imports {found.name}"


def known_in_one_place(source: Source) -> Iterator[str]:
    """A library that shapes everything around it is known to one place."""
    for found in imports_of(source):
        homes = ALONE.get(found.name.partition(".")[0])
        if homes and not _is_any(source.module, {homes} if isinstance(homes, str) else set(homes)):
            yield f"{source.module}:{found.line} imports {found.name}"


def world_handed_in(source: Source) -> Iterator[str]:
    """Nothing in the engine reads a clock, sleeps, starts a thread or makes a random id."""
    if source.room != "engine":
        return
    for found in names_used(source):
        if _is_any(found.name, HANDED_IN | CHANCE):
            yield f"{source.module}:{found.line} uses {found.name}"


RULES = (rooms_known, libraries_known, known_in_one_place, world_handed_in)


def _is_any(name: str, wanted: set[str]) -> bool:
    """Whether a dotted name is one of these, or within one."""
    parts = name.split(".")
    return any(".".join(parts[:length]) in wanted for length in range(1, len(parts) + 1))
