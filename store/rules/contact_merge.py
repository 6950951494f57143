"""Two contacts that turn out to be one person: what becomes of them, pure."""

from __future__ import annotations

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass, replace
from datetime import datetime, timedelta
from typing import Any

from ...engine.merged_contacts import MERGED
from ...engine.model import AuditEntry, Contact, Session


@dataclass(frozen=True, slots=True)
class Union:
    """What two contacts become.

    Attributes:
        contact: the one that stays, as it is from now on.
        gone: the id of the other.
        kept: the sessions that go on, one for each client and one where the contact is its
            reception, as they are from now on.
        lost: the id of each session that goes → that of the one that follows it.
    """

    contact: Contact
    gone: str
    kept: tuple[Session, ...]
    lost: Mapping[str, str]

    def entry(self, now: datetime) -> AuditEntry:
        """Return what the audit tells: ids only, for they say nothing of the person.

        Its own id is that of the contact that is gone, which nobody will have again.
        """
        pairs = [[lost, kept] for lost, kept in self.lost.items()]
        changes = {"contact": [self.gone, self.contact.id], "sessions": pairs}
        subject = f"contact:{self.contact.id}"
        return AuditEntry(self.gone, now, "milo", MERGED, subject, changes)


def united(
    older: Contact,
    younger: Contact,
    heard: Contact,
    data: Mapping[str, Any],
    sessions: Sequence[Session],
    now: datetime,
) -> Union:
    """Return what two contacts become, once they were heard of as one.

    `data` is what the lobby remembers from now on, `sessions` those of both, as they stood.
    """
    stays = replace(
        older,
        user_id=heard.user_id,
        user_phone=heard.user_phone,
        name=heard.name or younger.name or older.name,
        data=data,
    )
    newest = {_chat_of(row): row for row in sessions}
    follows = {row.id: newest[_chat_of(row)].id for row in sessions}
    return Union(
        contact=stays,
        gone=younger.id,
        kept=tuple(_given_to(stays, row, now) for row in newest.values()),
        lost={lost: kept for lost, kept in follows.items() if lost != kept},
    )


def _chat_of(session: Session) -> tuple[str, bool]:
    return session.client_slug, session.is_reception


def _given_to(contact: Contact, session: Session, now: datetime) -> Session:
    """Return the contact's session, saved once more: who read it before finds it stale."""
    return replace(
        session,
        contact_id=contact.id,
        user_id=contact.user_id,
        user_phone=contact.user_phone,
        version=session.version + 1,
        updated_at=now,
    )


_NEXT = timedelta(microseconds=1)


@dataclass(frozen=True, slots=True)
class Stood:
    """A session, and what tells when a message of either side last stood in its chat.

    Attributes:
        turn: the number of its last turn that heard something or said something; 0: none.
        said: the number of its last message of ours; 0: none.
    """

    session: Session
    turn: int
    said: int

    def after(self, other: Stood) -> bool:
        """Return whether this one stood in the chat after the other.

        The majority of three orderings decides. The clock may have been set back; no turn says a
        notice, or the words of a merchant's own; while a person has the session, we say nothing.
        """
        pairs = zip(self._witnesses(), other._witnesses(), strict=True)
        clock, *rows = [(mine > theirs) - (mine < theirs) for mine, theirs in pairs]
        return (clock + sum(rows) or clock) > 0

    def _witnesses(self) -> tuple[tuple[Any, ...], ...]:
        return (self.session.last_message_at, self.session.id), (self.turn,), (self.said,)


def as_they_stood(one: Iterable[Stood], two: Iterable[Stood]) -> list[Session]:
    """Return the sessions of two contacts in one order, each with an instant that says so.

    All are the last one last: those of each contact, and what is returned.
    """
    left, right = list(one), list(two)
    latest_first = []
    while left or right:
        later = left if left and (not right or left[-1].after(right[-1])) else right
        latest_first.append(later.pop().session)
    ordered: list[Session] = []
    for session in reversed(latest_first):
        at = session.last_message_at
        if ordered and at <= ordered[-1].last_message_at:
            at = ordered[-1].last_message_at + _NEXT
        ordered.append(replace(session, last_message_at=at))
    return ordered
