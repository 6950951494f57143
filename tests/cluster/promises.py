"""The promises, checked against the rows and against what Meta saw. Shares no code with Milo."""

from __future__ import annotations

from collections import Counter, defaultdict
from collections.abc import Iterable
from dataclasses import dataclass
from typing import Any

import psycopg

from .witness import Sent

QUESTIONS = {
    "undone": "SELECT count(*) FROM inbox WHERE done_at IS NULL",
    "parked": "SELECT count(*) FROM inbox WHERE error IS NOT NULL",
    "unsent": "SELECT count(*) FROM outbox WHERE status IN ('pending', 'failed')",
    "worked twice": "SELECT count(*) FROM (SELECT inbox_id FROM turns WHERE inbox_id IS NOT NULL"
    " GROUP BY inbox_id HAVING count(*) > 1) AS twice",
    "worked out of order": "SELECT count(*) FROM (SELECT t.inbox_id, lag(t.inbox_id) OVER"
    " (PARTITION BY s.contact_id ORDER BY t.seq) AS before FROM turns t"
    " JOIN sessions s ON s.id = t.session_id WHERE t.inbox_id IS NOT NULL) AS pairs"
    " WHERE inbox_id < before",
    "messages": "SELECT count(*) FROM inbox",
    "answers": "SELECT count(*) FROM outbox",
}


@dataclass(frozen=True, slots=True)
class Trouble:
    """When a process may have repeated a message: its sends of that time may have no answer."""

    name: str
    since: float
    until: float
    people: frozenset[str]


def rows(database: psycopg.Connection[Any]) -> dict[str, int]:
    """Return what the tables say."""
    return {name: _count(database, sql) for name, sql in QUESTIONS.items()}


def _count(database: psycopg.Connection[Any], sql: str) -> int:
    row = database.execute(sql.encode()).fetchone()
    return int(row[0]) if row else 0


def repeated(sent: Iterable[Sent], troubles: Iterable[Trouble]) -> tuple[list[str], list[str]]:
    """Return the ids of messages that reached Meta twice: those with an excuse, those without."""
    first: dict[str, Sent] = {}
    excused, guilty = [], []
    for each in sent:
        before = first.setdefault(each.mark, each)
        if before is not each:
            has_excuse = any(
                trouble.since <= before.at <= trouble.until and before.to in trouble.people
                for trouble in troubles
            )
            (excused if has_excuse else guilty).append(each.mark)
    return excused, guilty


def out_of_order(database: psycopg.Connection[Any], sent: Iterable[Sent]) -> list[str]:
    """Return people whose messages reached Meta in another order than they were written."""
    places = dict(database.execute("SELECT id, seq FROM outbox").fetchall())
    seen: set[str] = set()
    by_person: defaultdict[str, list[int]] = defaultdict(list)
    for each in sent:
        if each.mark not in seen:
            seen.add(each.mark)
            by_person[each.to].append(places[each.mark])
    return [person for person, order in by_person.items() if order != sorted(order)]


def unknown(database: psycopg.Connection[Any], sent: Iterable[Sent]) -> list[str]:
    """Return rows that count as sent and never reached Meta."""
    reached = Counter(each.mark for each in sent)
    found = database.execute("SELECT id FROM outbox WHERE status <> 'failed'").fetchall()
    return [mark for (mark,) in found if not reached[mark]]
