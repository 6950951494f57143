"""What must hold for any text and any day."""

import time as clock
import unicodedata
from collections.abc import Callable
from datetime import date, time, timedelta

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from milo.engine.words import formats
from milo.engine.words.days import WrongDay, read_day
from milo.engine.words.fold import clean, fold, row_number, without_number
from milo.engine.words.hours import cut_hour, read_hours

TODAYS = st.dates(date(2024, 1, 1), date(2100, 12, 31))
# Words that the readers know, in any order, get further into them than plain noise does.
WORDS = (
    "el la las los a de del para y o menos en no que viene proximo pasado mañana hoy ayer lunes "
    "mar mar. viernes noviembre semana mes este esta día 0 1 5 12 24 28 31 32 45 99 2026 28/11 "
    "31/2 16:30 1630 5pm hs horas h am pm cuarto media tarde noche mediodía una dos treinta "
    "= / - . , : 🙂"
)
KNOWN = st.sampled_from(WORDS.split())
TEXTS = st.text(max_size=60) | st.lists(KNOWN, max_size=9).map(" ".join)

ANY_DAY = date(2026, 11, 23)
READERS: dict[str, Callable[[str], object]] = {
    "fold": fold,
    "without_number": without_number,
    "row_number": row_number,
    "clean": lambda text: clean(text, 24),
    "read_day": lambda text: read_day(text, ANY_DAY),
    "read_hours": read_hours,
    "cut_hour": cut_hour,
}


@given(today=TODAYS, ahead=st.integers(0, 300))
def test_every_day_that_milo_writes_is_read_back(today: date, ahead: int) -> None:
    day = today + timedelta(days=ahead)
    ways = [formats.day_long(day), formats.day_short(day), f"{day:%d/%m}", f"{day.day}/{day.month}"]
    assert [read_day(way, today) for way in ways] == [day] * len(ways)


@given(today=TODAYS, ahead=st.integers(0, 27))
def test_a_plain_day_of_the_next_weeks_is_read_back(today: date, ahead: int) -> None:
    day = today + timedelta(days=ahead)
    assert read_day(formats.day_plain(day), today) == day
    assert read_day(str(day.day), today) == day


@given(st.times())
def test_every_hour_that_milo_writes_is_read_back(at: time) -> None:
    at = at.replace(second=0, microsecond=0)
    for written in (formats.hour(at), f"a las {formats.hour(at)} hs", f"{at:%H%M}", f"{at:%H.%M}"):
        assert read_hours(written)[:1] == (at,)


@given(st.integers(1, 12), st.integers(0, 59))
def test_an_hour_without_its_half_of_the_day_may_be_either(hour: int, minute: int) -> None:
    both = {time(hour % 12, minute), time(hour % 12 + 12, minute)}
    assert set(read_hours(f"{hour}:{minute:02}" if hour > 9 else f"{hour}.{minute:02}")) == both


@pytest.mark.slow
@given(text=TEXTS, today=TODAYS)
@settings(max_examples=400)
def test_a_day_that_is_read_is_never_past(text: str, today: date) -> None:
    read = read_day(text, today)
    days = read.instead if isinstance(read, WrongDay) else [read] if read else []
    assert all(day >= today for day in days)
    assert list(days) == sorted(days)


@given(TEXTS)
@settings(max_examples=400)
def test_no_text_makes_a_reader_fail(text: str) -> None:
    for read in READERS.values():
        read(text)


@given(TEXTS)
def test_folding_twice_changes_nothing(text: str) -> None:
    assert fold(fold(text)) == fold(text)


@given(TEXTS)
def test_case_and_accents_do_not_change_an_answer(text: str) -> None:
    shouted = unicodedata.normalize("NFD", text).upper()
    if fold(shouted) == fold(text):  # a few letters have no way back from their upper case
        assert read_day(shouted, ANY_DAY) == read_day(text, ANY_DAY)
        assert read_hours(shouted) == read_hours(text)


@given(st.text(max_size=80), st.integers(0, 40))
def test_a_clean_name_fits_and_is_one_safe_line(name: str, limit: int) -> None:
    shown = clean(name, limit)
    assert len(shown) <= limit
    assert not set(shown) & set("*_~`\n\r\u200b\u202e")
    assert shown == shown.strip()


@pytest.mark.parametrize("reader", READERS)
@pytest.mark.parametrize(
    "unit",
    [
        "a",
        "1",
        " ",
        "1 ",
        "el ",
        "a las ",
        "de la ",
        "5 y ",
        "treinta y ",
        "28/",
        "1.",
        "¡",
        "\u200b",
        "mañana ",
        "por favor ",
        "\u0301",
        "hoy o ",
        "16:",
        "(1",
        "🙂",
        "la semana que ",
        "vie",
    ],
)
def test_the_longest_message_is_read_quickly(reader: str, unit: str) -> None:
    text = (unit * 4096)[:4096]
    started = clock.process_time()
    READERS[reader](text)
    READERS[reader](text[:150])
    assert clock.process_time() - started < 0.25
