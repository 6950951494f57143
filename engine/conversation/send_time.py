"""When a person may be told what they have not just asked for. Pure; notices and timers share it.

Three things decide: whether they want it at all, the night, and a chat with another client, in
which an answer would reach the wrong one. What no client's session played, as what somebody asked
about themselves or answered to the lobby, keeps a chat from being quiet as well.
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime, time, timedelta, tzinfo

from ..model import Session
from .service_window import heard_at

QUIET_CHAT = timedelta(minutes=10)
"""How long a chat with another client must have been quiet."""


@dataclass(frozen=True, slots=True)
class Unasked:
    """What nobody waits for: a reminder, a survey, a time-out's words.

    Attributes:
        night: local hours `[begins, ends)` in which it is not said; None: there are none.
        zone: the client's.
        wanted: whether the person takes such messages of the client.
    """

    night: tuple[time, time] | None
    zone: tzinfo
    wanted: bool = True


def earliest(
    now: datetime,
    client_slug: str,
    sessions: Sequence[Session],
    unasked: Unasked | None = None,
    *,
    reception: bool = False,
) -> datetime | None:
    """Return when a client may tell a person something, now or later; None: never.

    Args:
        now: the instant from which on there is something to tell.
        client_slug: the client that would tell it.
        sessions: all of that person's, the one whose message stands last first.
        unasked: what else holds where nobody waits for it; None: it is news of a booking.
        reception: whether it is told to the client's reception, which has a session of its own.

    Example:
        >>> zone = timezone(timedelta(hours=-3))
        >>> night = datetime(2026, 11, 28, 6, 30, tzinfo=UTC)  # half past three there
        >>> earliest(night, "carla", [], Unasked((time(21), time(9)), zone))
        datetime.datetime(2026, 11, 28, 12, 0, tzinfo=datetime.timezone.utc)
    """
    if unasked and not unasked.wanted:
        return None
    at = now
    front = (sessions[0].client_slug, sessions[0].is_reception) if sessions else None
    if front and front != (client_slug, reception):
        stood = (sessions[0].last_message_at, heard_at(sessions))
        at = max(at, *(instant + QUIET_CHAT for instant in stood if instant))
    return _after_night(at, unasked) if unasked and unasked.night else at


def _after_night(at: datetime, unasked: Unasked) -> datetime:
    """Return the instant, or the end of the night that it lies in."""
    assert unasked.night
    begins, ends = unasked.night
    local = at.astimezone(unasked.zone)
    clock = local.time()
    over_midnight = begins > ends
    within = begins <= clock < ends if not over_midnight else clock >= begins or clock < ends
    if not within:
        return at
    day = local.date() + timedelta(days=over_midnight and clock >= begins)
    return datetime.combine(day, ends, unasked.zone).astimezone(at.tzinfo)
