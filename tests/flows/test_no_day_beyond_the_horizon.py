"""Whatever is written, no day is taken that the merchant does not offer."""

from __future__ import annotations

import json
from datetime import date, timedelta
from pathlib import Path

from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st
from support.conversations import CARLA, MONDAY, Phone, Town

HORIZON = 20
LISTS = Path(__file__).parents[1] / "phrases"
TEXTS = sorted(
    {
        row["text"]
        for path in LISTS.glob("*.jsonl")
        for row in map(json.loads, path.read_text("utf-8").splitlines())
        if row.get("kind") == "day"
    }
)
"""Every message of the lists that is about a day."""
FAR = st.dates(date(2020, 1, 1), date(2199, 12, 31)).flatmap(
    lambda day: st.sampled_from(
        [f"{day:%d/%m/%Y}", f"{day:%d/%m}", f"el {day.day}", day.isoformat(), f"{day:%d-%m-%y}"]
    )
)
NEAR = st.integers(-10, 60).map(
    lambda days: f"{(MONDAY.date() + timedelta(days=days)):%d/%m}",
)
SAID = st.one_of(
    st.sampled_from(TEXTS),
    FAR,
    NEAR,
    st.lists(st.sampled_from(" ".join(TEXTS).split()), max_size=8).map(" ".join),
)
FULL = "ya no queda lugar"
OFTEN = settings(max_examples=150, deadline=None, suppress_health_check=[HealthCheck.too_slow])


def is_offered(text: str | None) -> bool:
    """Return whether Carla opens on a day that people may book by now."""
    if text is None:
        return True
    day, today = date.fromisoformat(text), MONDAY.date()
    return today <= day <= today + timedelta(days=HORIZON) and day.strftime("%a") in (
        "Mon",
        "Tue",
        "Fri",
    )


def asked_for_a_day() -> Phone:
    phone = Town(carla=CARLA | {"horizon_days": HORIZON}).person()
    for said in ("carla", "quiero un corte"):
        phone.say(said)
    return phone


def asked_for_another_day() -> Phone:
    phone = asked_for_a_day()
    for said in ("el viernes", "10:00", "dale", "quiero cambiar mi turno"):
        phone.say(said)
    return phone


@given(SAID)
@OFTEN
def test_a_day_for_a_new_booking_is_one_on_offer(said: str) -> None:
    phone = asked_for_a_day()
    assert phone.state == "eligiendo_fecha"
    answer = phone.say(said or "?")
    assert FULL not in answer, "it was taken, and no hour of it could be shown"
    assert is_offered(phone.slots.get("fecha")), said


@given(SAID)
@OFTEN
def test_a_day_to_move_a_booking_to_is_one_on_offer(said: str) -> None:
    phone = asked_for_another_day()
    inner = phone.session().data["frames"][-1]
    assert inner["state"] == "cambiando_dia"
    answer = phone.say(said or "?")
    assert FULL not in answer, "it was taken, and no hour of it could be shown"
    frames = phone.session().data.get("frames") or [{"slots": {}}]
    assert is_offered(frames[-1]["slots"].get("fecha")), said
    (booking,) = phone.town.bookings()
    assert booking.datetime.date() == date(2026, 11, 27), "nothing moves before it is confirmed"
