"""The conversations that a changed flow is tried on."""

from __future__ import annotations

from collections.abc import Callable, Iterator
from dataclasses import dataclass
from datetime import datetime

from ..flow.compiled.compiled_flow import CompiledFlow
from ..flow.play.turn import Terms
from ..flow.versions.history import History
from ..flow.versions.library import FlowLibrary, calls_of
from ..model import Client, Session, TurnRecord
from ..ports import Transaction
from .comparing import Compared, compare


@dataclass(frozen=True, slots=True)
class Conversation:
    """A session, with its turns then and now."""

    session: Session
    turns: tuple[Compared, ...]


def replayed(
    tx: Transaction,
    library: FlowLibrary,
    changed: CompiledFlow,
    terms_of: Callable[[Client], Terms],
    *,
    since: datetime,
    slug: str | None,
    limit: int,
) -> list[Conversation]:
    """Return the latest conversations that had turns since then, played by a changed flow, too.

    `changed` stands for every version of its flow; `slug` narrows them to one client's.
    """
    history = History(tx, library)
    found = []
    for session, records in _candidates(tx, history, changed.flow.flow, since, slug):
        client = tx.clients.by_slug(session.client_slug)
        if client is None:
            continue
        compared = compare(history, session, records, changed, terms_of(client))
        turns = tuple(one for one in compared if one.record.now >= since)
        found.append(Conversation(session, turns))
        if len(found) == limit:
            break
    return found


_LOOKED_AT = 10_000


def _candidates(
    tx: Transaction, history: History, flow: str, since: datetime, slug: str | None
) -> Iterator[tuple[Session, list[TurnRecord]]]:
    """Yield sessions that have been in a flow, by itself or called by another."""
    for session_id in tx.turns.sessions(since=since, slug=slug, limit=_LOOKED_AT):
        session = tx.sessions.by_id(session_id)
        records = tx.turns.of_session(session_id)
        played = {(record.flow, record.flow_version) for record in records}
        if session and any(_is_in(history, root, flow) for root in played):
            yield session, records


def _is_in(history: History, root: tuple[str, int], flow: str) -> bool:
    return root[0] == flow or flow in calls_of(history.script(*root))
