"""Meta's 24 hours: how long after a person's last message we may write to them freely. Pure."""

from __future__ import annotations

from collections.abc import Iterable
from datetime import datetime

from ..messages import FREE_WINDOW
from ..model import Session


def heard_at(sessions: Iterable[Session]) -> datetime | None:
    """Return when a person wrote last, by their messages' own timestamps, to any of our clients.

    The window is the number's: who wrote to one client may be answered by each.
    """
    instants = [session.data["heard_at"] for session in sessions if session.data.get("heard_at")]
    return max(map(datetime.fromisoformat, instants), default=None)


def is_open(sessions: Iterable[Session], now: datetime) -> bool:
    """Return whether Meta lets us write freely to the person whose sessions these are."""
    heard = heard_at(sessions)
    return heard is not None and now - heard < FREE_WINDOW
