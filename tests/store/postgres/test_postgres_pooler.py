"""A pooler that gives each transaction another session is refused; anything else is not."""

from __future__ import annotations

import psycopg
import pytest

from milo.engine.errors import ConfigurationError
from milo.store import open_store
from milo.store.postgres import pooler
from milo.store.postgres.pooler import are_shared, refuse_shared_sessions


@pytest.mark.parametrize(
    ("seen", "shared"),
    [
        (
            [(1, 10), (2, 20), (1, 10), (2, 20)],
            False,
        ),  # each its own: pool_mode = session
        ([(1, 10), (2, 10), (1, 10), (2, 10)], True),  # the one that is free serves both
        ([(1, 10), (2, 20), (1, 20), (2, 10)], True),  # in turn
        ([(1, 10), (2, 20), (1, 30), (2, 20)], True),
    ],
)
def test_sessions_are_shared_where_a_connection_has_none_of_its_own(seen, shared):
    assert are_shared(seen) is shared


def test_postgres_itself_is_no_pooler(postgres_store):
    opened = []
    with postgres_store._pool.lend(lambda _: True) as line:
        refuse_shared_sessions(line, lambda: opened.append(line))
    assert opened == [], "one look is enough"


def test_the_refusal_names_what_to_change(postgres_store, monkeypatch):
    served = iter(range(1, 100))
    monkeypatch.setattr(pooler, "_served_by", lambda _line: next(served))
    refused = pytest.raises(ConfigurationError, match="pool_mode = session")
    with postgres_store._pool.lend(lambda _: True) as line, refused:
        refuse_shared_sessions(line, postgres_store._open)


def test_a_roles_statement_timeout_is_not_ours(migrated_postgres):
    """A role's second would end what a sweep does."""
    with psycopg.connect(migrated_postgres, autocommit=True) as admin:
        role = f"ALTER ROLE CURRENT_USER IN DATABASE {admin.info.dbname}"
        admin.execute(f"{role} SET statement_timeout = '1s'")
        store = open_store(migrated_postgres, migrate=False)
        told = store._on_rows(lambda rows: rows.sql("SHOW statement_timeout").fetchone())
        store.close()
        admin.execute(f"{role} RESET statement_timeout")
    assert told == ("1min",)
