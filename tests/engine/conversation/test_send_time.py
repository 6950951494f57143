"""When a person may be told what they have not just asked for."""

from __future__ import annotations

from datetime import UTC, datetime, time, timedelta
from typing import Any, cast
from zoneinfo import ZoneInfo

import pytest
from hypothesis import given
from hypothesis import strategies as st

from milo.engine.conversation.send_time import QUIET_CHAT, Unasked, earliest
from milo.engine.model import Session

ZONE = ZoneInfo("America/Argentina/Buenos_Aires")
NIGHT = (time(21), time(9))
NOON = datetime(2026, 11, 27, 15, 0, tzinfo=UTC)


def session(slug: str, last: datetime) -> Session:
    nothing = cast("Any", None)
    return Session(
        *("s", "p", "n", None, None, slug, "inicio", {}, "reservas", 1, 1, nothing),
        *(last, last, last),
    )


def local(hour: int, minute: int = 0, day: int = 27) -> datetime:
    return datetime(2026, 11, day, hour, minute, tzinfo=ZONE).astimezone(UTC)


@pytest.mark.parametrize(
    ("now", "at"),
    [
        (local(20, 59), local(20, 59)),
        (local(21), local(9, day=28)),
        (local(3, 30), local(9)),
        (local(8, 59), local(9)),
        (local(9), local(9)),
    ],
)
def test_the_night_ends_before_anything_is_said_that_nobody_waits_for(
    now: datetime, at: datetime
) -> None:
    assert earliest(now, "carla", [], Unasked(NIGHT, ZONE)) == at
    assert earliest(now, "carla", []) == now
    assert earliest(now, "carla", [], Unasked(None, ZONE)) == now


def test_a_night_may_lie_within_a_day() -> None:
    siesta = Unasked((time(13), time(16)), ZONE)
    assert earliest(local(14), "carla", [], siesta) == local(16)
    assert earliest(local(16), "carla", [], siesta) == local(16)


@pytest.mark.parametrize(("minutes", "waits"), [(0, 10), (9, 1), (10, 0), (600, 0)])
def test_another_clients_chat_is_quiet_first(minutes: int, waits: int) -> None:
    others = [session("mona", NOON - timedelta(minutes=minutes)), session("carla", NOON)]
    assert earliest(NOON, "carla", others) == NOON + timedelta(minutes=waits)
    assert earliest(NOON, "mona", others) == NOON


def test_who_wants_nothing_is_told_news_only() -> None:
    assert earliest(NOON, "carla", [], Unasked(NIGHT, ZONE, wanted=False)) is None
    assert earliest(NOON, "carla", []) == NOON


@given(
    st.timedeltas(timedelta(), timedelta(days=365)).map(lambda later: NOON + later),
    st.times(),
    st.times(),
    st.integers(0, 30),
)
def test_whatever_the_night_it_is_over_then_and_nothing_is_early(
    now: datetime, begins: time, ends: time, minutes: int
) -> None:
    others = [session("mona", now - timedelta(minutes=minutes))]
    unasked = Unasked((begins, ends) if begins != ends else None, ZONE)
    at = earliest(now, "carla", others, unasked)
    assert at is not None and at >= now
    assert at >= others[0].last_message_at + QUIET_CHAT
    assert earliest(at, "carla", others, unasked) == at
