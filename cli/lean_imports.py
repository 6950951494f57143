"""What libraries load only because it happens to be installed, kept out of a server's start.

structlog takes rich along for a console that `milo serve` doesn't write to, and Peewee takes
psycopg along for a database that a SQLite file is not: a quarter of the start, and memory. Both
do without where it isn't installed, so they are loaded as if it weren't.
"""

from __future__ import annotations

import sys
from collections.abc import Iterator
from contextlib import contextmanager
from importlib import import_module
from typing import cast


def load_lean(database_url: str = "") -> None:
    """Load what logs and what stores; for a process that works on this one database, or on none.

    Code that imports rich later gets it. With a SQLite file, the process can open no PostgreSQL.
    """
    with _without("rich"):
        import_module("structlog")
    if database_url.startswith("sqlite:"):
        with _without("psycopg"):
            import_module("...store.sqlite.store", __name__)


@contextmanager
def _without(name: str) -> Iterator[None]:
    """Let `import name` fail meanwhile, unless it was loaded before."""
    if name in sys.modules:
        yield
        return
    modules = cast("dict[str, object]", sys.modules)
    modules[name] = None  # which is how Python is told that there is no such module
    try:
        yield
    finally:
        del modules[name]
