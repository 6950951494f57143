"""Meta's 24 hours: how long after a person's last message we may write to them freely."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import replace
from datetime import UTC, datetime

from ..messages import FREE_WINDOW
from ..model import InboxRow, Session
from ..ports import Transaction

ELSEWHERE = "heard_elsewhere_at"
"""Where a session keeps when its person last wrote what no session played."""


def heard_at(sessions: Iterable[Session]) -> datetime | None:
    """Return when a person wrote last, by their messages' own timestamps, to any of our clients.

    The window is the number's: who wrote to one client may be answered by each.
    """
    return max(map(datetime.fromisoformat, filter(None, map(last_heard, sessions))), default=None)


def last_heard(session: Session) -> str | None:
    """Return when a session's person wrote last, as the session keeps it."""
    kept = (session.data.get(key) for key in ("heard_at", ELSEWHERE))
    return max(filter(None, kept), default=None, key=datetime.fromisoformat)


def is_open(sessions: Iterable[Session], now: datetime) -> bool:
    """Return whether Meta lets us write freely to the person whose sessions these are."""
    heard = heard_at(sessions)
    return heard is not None and now - heard < FREE_WINDOW


def written_at(row: InboxRow, now: datetime) -> datetime:
    """Return when a message was sent, by its own timestamp; never later than now.

    A message may reach us a day late: Meta's window counts from when it was sent.
    """
    if row.message is None or row.message.at is None:
        return now
    return min(now, datetime.fromtimestamp(row.message.at, UTC))


def note_heard(tx: Transaction, row: InboxRow, now: datetime) -> None:
    """Note that a person wrote what no session plays: to the lobby, to a customer of theirs.

    It opens the window all the same. Who has no session yet is not told anything unasked.
    """
    sessions = tx.sessions.of_contact(row.contact_id) if row.contact_id else []
    if not sessions:
        return
    written = written_at(row, now)
    before = heard_at(sessions)
    if before is None or before < written:
        noted = replace(sessions[0], version=sessions[0].version + 1, updated_at=now)
        data = {**noted.data, ELSEWHERE: written.isoformat()}
        tx.sessions.save(replace(noted, data=data))
