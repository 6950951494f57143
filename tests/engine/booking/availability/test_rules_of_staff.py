"""A staff member's own days and closures (R21)."""

from __future__ import annotations

from datetime import date

import pytest

from milo.engine.booking.availability.availability import SlotQuery, slots_on

from ..booking_samples import NOW, labels, service, settings

TUESDAY = date(2026, 11, 24)
ANA, EVA = {"id": "ana", "name": "Ana"}, {"id": "eva", "name": "Eva"}
BOTH = [service(120, staff=["ana", "eva"])]


def found(staff, who=None, day=TUESDAY, **more):
    client = settings(services=BOTH, staff=staff, **more)
    slots = slots_on(client, SlotQuery("s", staff=who), day, [], NOW)
    return {slot.label: slot.staff for slot in slots}


def test_r21_a_special_day_of_one_leaves_the_other_as_they_are():
    ana = {**ANA, "special_days": {"2026-11-24": []}}
    assert found([ana, EVA]) == {"09:00": ("eva",), "11:00": ("eva",)}
    assert found([ana, EVA], "ana") == {}
    assert set(found([ana, EVA], "ana", date(2026, 11, 25))) == {"09:00", "11:00"}


def test_r21_a_closure_of_one_takes_time_from_that_one():
    ana = {**ANA, "closures": [{"from": "2026-11-24T10:30", "to": "2026-11-24T11:00"}]}
    assert found([ana, EVA]) == {"09:00": ("eva",), "11:00": ("ana", "eva")}


def test_r21_closures_of_the_shop_apply_to_all():
    closures = [{"from": "2026-11-24T11:00", "to": "2026-11-24T12:00"}]
    assert found([ANA, EVA], closures=closures) == {"09:00": ("ana", "eva")}


@pytest.mark.parametrize(
    ("own", "expected"),
    [({}, set()), ({"special_days": {"2026-11-24": [["10:00", "12:00"]]}}, {"10:00"})],
)
def test_r21_one_s_own_day_says_more_than_the_shop_s(own, expected):
    ana = {**ANA, **own}
    assert set(found([ana, EVA], "ana", special_days={"2026-11-24": []})) == expected


def test_r21_a_day_of_one_s_own_is_long_enough_for_a_service():
    ana = {**ANA, "special_days": {"2026-11-24": [["09:00", "20:00"]]}}
    client = settings(services=[service(600, staff=["ana"])], staff=[ana])
    assert labels(slots_on(client, SlotQuery("s"), TUESDAY, [], NOW)) == ["09:00"]
