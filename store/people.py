"""Two contacts that turn out to be one person: what becomes of them, pure."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, replace
from datetime import datetime
from typing import Any

from ..engine.heirs import MERGED
from ..engine.model import AuditEntry, Contact, Session


@dataclass(frozen=True, slots=True)
class Union:
    """What two contacts become.

    Attributes:
        contact: the one that stays, as it is from now on.
        gone: the id of the other.
        kept: the sessions that go on, one for each client, as they are from now on.
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
    newest = {row.client_slug: row for row in sessions}
    follows = {row.id: newest[row.client_slug].id for row in sessions}
    return Union(
        contact=stays,
        gone=younger.id,
        kept=tuple(_given_to(stays, row, now) for row in newest.values()),
        lost={lost: kept for lost, kept in follows.items() if lost != kept},
    )


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
