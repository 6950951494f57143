"""What an agenda lists: days and hours, and how much of it is looked at for that."""

from datetime import date, timedelta

import pytest

from milo.engine.booking.availability.availability import slots_between
from milo.engine.booking.availability.slots import SlotQuery
from milo.engine.booking.outcomes import Taken
from milo.engine.booking.settings.settings import settings_of
from milo.engine.model import OVER

from .booking_samples import labels, service, utc
from .shop import ALL, TUESDAY, WITHOUT_TEN, Shop


def test_slots_and_days_are_read_from_the_store():
    shop = Shop(special_days={"2026-11-25": []}, horizon_days=4)
    shop.booked()
    assert shop.free() == WITHOUT_TEN
    days, _ = shop.days(date.min, 3)
    assert [day.day for day in days] == [23, 24, 26]
    assert shop.days(TUESDAY, 0) == ([], 0)
    assert shop.days(date.max, 3) == ([], 0)


@pytest.mark.parametrize("status", OVER)
def test_r15_what_is_over_counts_for_its_day(status):
    shop = Shop(services=[service(max_per_day=2)])
    monday = TUESDAY - timedelta(days=1)
    for hour in (9, 8):
        start = utc(f"2026-11-23T{hour:02}:00-03:00")
        shop.act("change_status", shop.act("book_by_hand", SlotQuery("s"), start), status)
    assert labels(shop.act("slots", SlotQuery("s"), monday)) == []
    assert shop.act("hold", *shop.people["me"], SlotQuery("s"), monday, "11:00") == Taken()
    assert shop.free() == ALL


def test_no_more_of_the_agenda_is_looked_at_than_the_days_that_are_shown_need():
    shop = Shop(horizon_days=60)
    days, looks = shop.days(TUESDAY, 10)
    assert (len(days), looks) == (10, 1)
    every, looks = shop.days(TUESDAY, 99)
    assert (every[:10], looks) == (days, 5)
    assert every == sorted(set(every))
    days = (TUESDAY + timedelta(days=n) for n in range(60))
    assert every == [day for day in days if shop.act("slots", SlotQuery("s"), day)]


def test_the_slots_of_many_days_at_once_are_those_of_each():
    shop = Shop(special_days={"2026-11-25": []}, horizon_days=2)
    shop.booked()
    days = [TUESDAY + timedelta(days=n) for n in range(-2, 4)]
    each = [shop.act("slots", SlotQuery("s"), day) for day in days]
    assert [labels(slots) for slots in each] == [[], ALL, WITHOUT_TEN, [], [], []]
    settings = settings_of(shop.client)
    found = slots_between(settings, SlotQuery("s"), days[0], days[-1], shop.rows(), shop.now)
    assert {**{day: [] for day in days}, **dict(found)} == dict(zip(days, each, strict=True))
