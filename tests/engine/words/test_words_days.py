"""Golden phrases for days: phrases/days.yaml."""

from datetime import date
from pathlib import Path
from typing import Any

import pytest
from ruamel.yaml import YAML

from milo.engine.words.days import DayFault, WrongDay, read_day

PHRASES: dict[str, Any] = YAML(typ="safe").load(
    (Path(__file__).parent / "phrases" / "days.yaml").read_text("utf-8")
)
TODAY: date = PHRASES["today"]


@pytest.mark.parametrize(
    ("phrase", "day"), [(said, day) for day, ways in PHRASES["days"].items() for said in ways]
)
def test_reads_the_day_that_a_phrase_names(phrase: str, day: date) -> None:
    assert read_day(phrase, TODAY) == day


@pytest.mark.parametrize(
    ("phrase", "why", "instead"),
    [(said, why, days) for why, all_ in PHRASES["wrong"].items() for said, days in all_.items()],
)
def test_says_what_is_wrong_with_a_day(phrase: str, why: str, instead: list[date]) -> None:
    assert read_day(phrase, TODAY) == WrongDay(DayFault(why), tuple(instead))


@pytest.mark.parametrize("phrase", PHRASES["nothing"])
def test_reads_no_day_where_there_is_none(phrase: str) -> None:
    assert read_day(phrase, TODAY) is None


@pytest.mark.parametrize(
    ("phrase", "today", "day"),
    [
        ("31", date(2026, 2, 1), date(2026, 3, 31)),
        ("30", date(2026, 1, 31), date(2026, 3, 30)),
        ("5", date(2026, 12, 6), date(2027, 1, 5)),
        ("1/1", date(2026, 12, 31), date(2027, 1, 1)),
        ("5 del mes que viene", date(2026, 12, 6), date(2027, 1, 5)),
        ("mañana", date(2026, 12, 31), date(2027, 1, 1)),
        ("29/2", date(2097, 1, 1), date(2104, 2, 29)),
        ("viernes", date(2026, 11, 28), date(2026, 12, 4)),
        ("el viernes que viene", date(2026, 11, 27), date(2026, 12, 4)),
        ("viernes 27", date(2026, 11, 28), WrongDay),  # the next Friday 27th is far off
        ("viernes 27", date(2027, 2, 1), WrongDay),
        ("viernes 27", date(2027, 6, 26), date(2027, 8, 27)),
        ("viernes 27", date(2027, 6, 25), WrongDay),  # 63 days off: a day too far
    ],
)
def test_the_year_and_the_month_turn(phrase: str, today: date, day: date | type) -> None:
    read = read_day(phrase, today)
    assert read == day if isinstance(day, date) else isinstance(read, WrongDay)


def test_a_long_story_is_no_answer() -> None:
    assert read_day(f"mañana {'por favor ' * 30}", TODAY) is None
