"""What an agenda lists: days and hours, and how much of it is looked at for that."""

from datetime import date, timedelta

from milo.engine.booking.availability.slots import Ask

from .booking_samples import labels
from .shop import ALL, TUESDAY, WITHOUT_TEN, Shop


def test_slots_and_days_are_read_from_the_store():
    shop = Shop(special_days={"2026-11-25": []}, horizon_days=4)
    shop.booked()
    assert shop.free() == WITHOUT_TEN
    days, _ = shop.days(date.min, 3)
    assert [day.day for day in days] == [23, 24, 26]
    assert shop.days(TUESDAY, 0) == ([], 0)
    assert shop.days(date.max, 3) == ([], 0)


def test_no_more_of_the_agenda_is_looked_at_than_the_days_that_are_shown_need():
    shop = Shop(horizon_days=60)
    days, looks = shop.days(TUESDAY, 10)
    assert (len(days), looks) == (10, 1)
    every, looks = shop.days(TUESDAY, 99)
    assert (every[:10], looks) == (days, 5)
    assert every == sorted(set(every))
    slots = shop.act("slots_of_days", Ask("s"), [TUESDAY + timedelta(days=n) for n in range(60)])
    assert every == [day for day, found in slots.items() if found]


def test_the_slots_of_many_days_at_once():
    shop = Shop(special_days={"2026-11-25": []}, horizon_days=2)
    shop.booked()
    days = [TUESDAY + timedelta(days=n) for n in range(-2, 4)]
    found = shop.act("slots_of_days", Ask("s"), days)
    assert list(found) == days
    assert [labels(slots) for slots in found.values()] == [[], ALL, WITHOUT_TEN, [], [], []]
    assert found == {day: shop.act("slots", Ask("s"), day) for day in days}
    assert shop.act("slots_of_days", Ask("s"), []) == {}
