"""What a group on PostgreSQL reads once, and how long that stands."""

from __future__ import annotations

from collections.abc import Callable
from queue import SimpleQueue
from threading import Event
from typing import Any

import pytest

from milo.store import open_store
from milo.store.postgres.pipeline import PgPipeline

SECONDS = 20
SLUG = "c1-slug"


class BoomError(Exception):
    pass


@pytest.fixture
def asked(monkeypatch: pytest.MonkeyPatch) -> list[str]:
    """The statements that somebody waited for, as they come."""
    seen: list[str] = []
    ask = PgPipeline.ask

    def note(self: PgPipeline, sql: str, values: Any = ()) -> Any:
        seen.append(sql)
        return ask(self, sql, values)

    monkeypatch.setattr(PgPipeline, "ask", note)
    return seen


def name(tx: Any) -> str:
    found: str = tx.clients.by_slug(SLUG).name
    return found


def renamed(given: Any, to: str) -> Callable[[Any], None]:
    return lambda tx: tx.clients.save(given.client("c1", name=to))


class Group:
    """Works of one group: each says what it saw, and holds the group open until it may end."""

    def __init__(self, store: Any, *works: Callable[[Any], Any]) -> None:
        self._open = Event()
        self._may_end = [Event() for _ in works]
        self._told: SimpleQueue[Any] = SimpleQueue()
        for work, may_end in zip(works, self._may_end, strict=True):
            store.hand_in(self._holding(work, may_end), lambda _: None, lane=SLUG)
        self._open.set()

    def _holding(self, work: Callable[[Any], Any], may_end: Event) -> Callable[[Any], None]:
        def holds(tx: Any) -> None:
            assert self._open.wait(SECONDS)
            try:
                self._told.put(work(tx))
            except BoomError:
                self._told.put("boom")
                raise
            finally:
                assert may_end.wait(SECONDS)

        return holds

    def saw(self) -> Any:
        """Return what the next work saw, which has not ended yet."""
        return self._told.get(timeout=SECONDS)

    def end(self) -> None:
        """Let that work end."""
        self._may_end.pop(0).set()

    def all(self) -> list[Any]:
        """Return what all of them saw, once they have ended."""
        for event in self._may_end:
            event.set()
        return [self.saw() for _ in self._may_end]


def test_a_merchant_is_read_once_in_a_group(lanes, asked):
    assert Group(lanes, *[name] * 4).all() == ["Mon"] * 4
    assert sum('FROM "clients"' in sql for sql in asked) == 1


def test_what_we_change_is_seen_by_a_group_that_runs(lanes, given):
    group = Group(lanes, name, name)
    assert group.saw() == "Mon"
    lanes.transact(renamed(given, "Otra"))
    group.end()
    assert group.saw() == "Otra"
    group.end()


def test_what_another_process_changes_is_seen_by_the_next_group(lanes, migrated_postgres, given):
    assert lanes.transact(name) == "Mon"
    other = open_store(migrated_postgres, migrate=False)
    other.transact(renamed(given, "Otra"))
    other.close()
    assert lanes.transact(name) == "Otra"


def test_a_change_that_was_undone_is_nobodys(lanes, given):
    def fails(tx: Any) -> str:
        renamed(given, "Otra")(tx)
        assert name(tx) == "Otra"
        raise BoomError

    assert Group(lanes, name, fails, name).all() == ["Mon", "boom", "Mon"]


def test_who_a_message_is_from_comes_with_it_in_one_answer(lanes, asked):
    def looks(tx: Any) -> tuple[str, int]:
        tx.inbox.heads("p1", 1)
        return tx.contacts.by_id("p1").id, len(tx.sessions.of_contact("p1"))

    assert lanes.transact(looks) == ("p1", 1)
    assert len(asked) == 1


def test_what_came_with_a_message_is_not_believed_once_something_was_written(lanes):
    def writes(tx: Any) -> Any:
        tx.inbox.heads("p1", 1)
        tx.contacts.remember("p1", {"n": 1})
        return tx.contacts.by_id("p1").data

    assert lanes.transact(writes) == {"n": 1}


def test_what_came_with_one_persons_message_is_nobody_elses(lanes):
    def looks(tx: Any) -> str:
        tx.inbox.heads("p1", 1)
        found: str = tx.contacts.by_id("p2").id
        return found

    assert lanes.transact(looks) == "p2"


def test_what_came_with_a_message_ends_with_its_work(lanes, migrated_postgres, given):
    """The next work of the same group reads what stands by then."""
    lanes.transact(lambda tx: tx.clients.add(given.client("c9")))
    heads, sessions = (
        lambda tx: len(tx.inbox.heads("p1", 1)),
        lambda tx: len(tx.sessions.of_contact("p1")),
    )
    group = Group(lanes, heads, sessions)
    assert group.saw() == 0
    other = open_store(migrated_postgres, migrate=False)
    other.transact(lambda tx: tx.sessions.add(given.session("s9", "p1", client_slug="c9-slug")))
    other.close()
    group.end()
    assert group.saw() == 2
    group.end()
