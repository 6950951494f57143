"""A day and an hour in one answer."""

from datetime import date, time

import pytest

from milo.engine.words.days import WrongDay
from milo.engine.words.moments import read_moment

TODAY = date(2026, 11, 23)
TOMORROW = date(2026, 11, 24)


@pytest.mark.parametrize(
    ("phrase", "day", "hours"),
    [
        ("mañana a las 5", TOMORROW, (time(5), time(17))),
        ("a las 5 de la tarde mañana", TOMORROW, (time(17),)),
        ("viernes 27 de noviembre, 16:30", date(2026, 11, 27), (time(16, 30),)),
        ("viernes 27 a las 16:30", date(2026, 11, 27), (time(16, 30),)),
        ("mañana a la mañana", TOMORROW, ()),
        ("mañana", TOMORROW, ()),
        ("16:30", None, (time(16, 30),)),
        ("8 de la mañana", None, (time(8),)),
        ("9", date(2026, 12, 9), (time(9), time(21))),
        ("mañana a las 5 no puedo", None, ()),
        ("hola", None, ()),
    ],
)
def test_reads_day_and_hour_apart(phrase: str, day: date | None, hours: tuple[time, ...]) -> None:
    assert read_moment(phrase, TODAY) == (day, hours)


def test_keeps_the_hour_of_a_day_that_is_wrong() -> None:
    moment = read_moment("viernes 28 a las 16", TODAY)
    assert isinstance(moment.day, WrongDay)
    assert moment.hours == (time(16),)
