"""What holds of every message, whatever it says."""

from __future__ import annotations

import json
from dataclasses import replace
from datetime import date, timedelta
from pathlib import Path

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from milo.engine.understanding.commands import Act, Command
from milo.engine.understanding.decisions import Ways
from milo.engine.understanding.names import Names
from milo.engine.understanding.policy import decide
from milo.engine.understanding.readers import READERS
from milo.engine.understanding.readers.moments import DATE, TIME
from milo.engine.understanding.readers.notes import NOTE
from milo.engine.understanding.scene import Scene
from milo.engine.understanding.sentence import sentence

TODAY = date(2026, 8, 25)
NAMES = {
    "service": Names([("corte", "Corte"), ("corte_barba", "Corte y barba"), ("color", "Color")]),
    "staff": Names([("pedro", "Pedro"), ("sol", "Sol")]),
}
LISTS = Path(__file__).parents[2] / "phrases"
TEXTS = sorted(
    {
        data["text"]
        for path in LISTS.glob("*.jsonl")
        for data in map(json.loads, path.read_text("utf-8").splitlines())
        if "text" in data and data.get("tag") not in ("pt", "en")
    }
)
"""Every message of every list, in Spanish."""
DAYS = ("el viernes", "el 28", "mañana", "el 3 de septiembre", "28/8", "hoy", "el sábado")
HOURS = ("a las 5", "16:30", "17 hs", "a las cinco y media", "5 pm")
POLITE = ("hola, {}", "{} por favor", "{} porfa 🙏", "buenas tardes! {}", "{}, gracias!", "che, {}")
WORDS = st.lists(
    st.sampled_from(
        [*" ".join(TEXTS).split(), "no", "o", "y", "las", "el", "9", "31", "2026-13-45"]
    ),
    max_size=12,
).map(" ".join)


def scene(asks: str = DATE) -> Scene:
    return Scene(TODAY, asks, lambda kind: NAMES.get(kind, Names(())), rows=9, pages=True)


def nobody(_: str) -> Names:
    return Names(())


def read(text: str, asks: str = DATE) -> list[Command]:
    return READERS.read(sentence(text), scene(asks))


def values(text: str, kind: str, asks: str = DATE) -> tuple[str, ...]:
    """Return the values of a type that a message sets."""
    sets = [one for one in read(text, asks) if one.act is Act.SET and one.topic == kind]
    return sets[0].wish.values if sets else ()


@given(
    st.one_of(st.text(max_size=200), WORDS), st.sampled_from(["", DATE, TIME, "service", "party"])
)
@settings(max_examples=400, deadline=None)
def test_no_input_raises(text: str, asks: str) -> None:
    commands = read(text, asks)
    decide(commands, Ways(asks, frozenset({DATE, TIME, "service"}), means={"si": "si", "no": "no"}))
    assert all(0 <= one.strength <= 1 and one.to_json() for one in commands)


@given(WORDS)
@settings(max_examples=300, deadline=None)
def test_every_day_that_is_read_is_today_or_later_and_within_reach(text: str) -> None:
    for value in values(text, DATE):
        assert TODAY <= date.fromisoformat(value) <= TODAY + timedelta(days=366 * 8)


@pytest.mark.parametrize("day", DAYS)
@pytest.mark.parametrize("around", POLITE)
def test_politeness_changes_no_day(day: str, around: str) -> None:
    assert values(around.format(day), DATE) == values(day, DATE) != ()


@pytest.mark.parametrize("hour", HOURS)
@pytest.mark.parametrize("around", POLITE)
def test_politeness_changes_no_hour(hour: str, around: str) -> None:
    assert values(around.format(hour), TIME, TIME) == values(hour, TIME, TIME) != ()


@pytest.mark.parametrize("text", TEXTS)
def test_politeness_around_any_message_changes_no_value(text: str) -> None:
    for kind in (DATE, TIME):
        if found := values(text, kind):
            assert values(f"{text}, gracias", kind) == found


@pytest.mark.parametrize("said", [*DAYS, *HOURS])
@pytest.mark.parametrize("refused", ["{} no", "{} no puedo", "no puedo {}", "{} no me sirve"])
def test_nothing_is_read_across_a_no(said: str, refused: str) -> None:
    text = refused.format(said)
    assert values(text, DATE) == () == values(text, TIME, TIME)


@pytest.mark.parametrize("day", DAYS)
def test_what_follows_a_no_is_read_by_itself(day: str) -> None:
    assert values(f"no, mejor {day}", DATE) == values(day, DATE)
    assert values(f"no mejor {day}", DATE) == values(day, DATE)


MONDAY = date(2026, 11, 30)


@pytest.mark.parametrize(
    ("text", "day", "label"),
    [
        ("corte el viernes 11 a la tarde", "2026-12-11", "a la tarde"),
        ("jueves 10 a la mañana", "2026-12-10", "a la mañana"),
        ("el sábado 5 a la noche", "2026-12-05", "a la noche"),
        ("viernes 4 por la tarde", "2026-12-04", "a la tarde"),
        ("viernes 11 de la tarde", "2026-12-11", "a la tarde"),
        ("el 11 a la tarde", "2026-12-11", "a la tarde"),
        ("11 a la tarde", "2026-12-11", "a la tarde"),
        ("para el 5 a la mañana", "2026-12-05", "a la mañana"),
    ],
)
def test_a_figure_before_a_part_of_the_day_is_a_day_that_may_be(text, day, label) -> None:
    date_, time_ = READERS.read(sentence(text), replace(scene(), today=MONDAY, names=nobody))
    assert date_.wish.values == (day,)
    assert (time_.wish.values, time_.wish.label) == ((), label)


@pytest.mark.parametrize(
    ("text", "since", "until", "label"),
    [
        ("antes del viernes 11", "2026-11-30", "2026-12-11", "antes del 11 de diciembre"),
        (
            "antes del viernes 11 a la mañana",
            "2026-11-30",
            "2026-12-11",
            "antes del 11 de diciembre",
        ),
        ("después del viernes 11", "2026-12-12", "", "después del 11 de diciembre"),
        ("desde el viernes 4 a la tarde", "2026-12-04", "", "a partir del 4 de diciembre"),
        ("hasta el martes 8", "2026-11-30", "2026-12-09", "hasta el 8 de diciembre"),
        ("del viernes 11 al martes 15", "2026-12-11", "2026-12-16", "entre el 11 y el 15"),
        ("entre el 4 y el 6", "2026-12-04", "2026-12-07", "entre el 4 y el 6"),
        ("desde el 28 hasta el 3", "2026-12-28", "2027-01-04", "entre el 28 y el 3"),
        ("del viernes al martes", "2026-12-04", "2026-12-09", "entre el viernes y el martes"),
    ],
)
def test_a_figure_beside_a_weekday_ends_a_stretch_as_a_day(text, since, until, label) -> None:
    """«Antes del viernes 11» was the week before the 4th, at eleven."""
    found = READERS.read(sentence(text), replace(scene(), today=MONDAY, names=nobody))
    [day] = [one for one in found if one.topic == DATE]
    assert (day.wish.since, day.wish.until, day.wish.label) == (since, until, label)
    assert not any(one.wish.values for one in found if one.topic == TIME)


@pytest.mark.parametrize(
    ("text", "day"),
    [
        ("dentro de dos viernes", "2026-12-11"),
        ("en 2 lunes", "2026-12-14"),
        ("en 3 martes", "2026-12-15"),
    ],
)
def test_weekdays_are_counted_from_the_next(text: str, day: str) -> None:
    found = READERS.read(sentence(text), replace(scene(), today=MONDAY, names=nobody))
    assert [one.wish.values for one in found if one.topic == DATE] == [(day,)]


def test_one_day_that_is_not_wanted_takes_no_other_with_it() -> None:
    """«Menos el viernes 11» leaves the other Fridays."""
    said = sentence("cualquiera menos el viernes 11")
    found = READERS.read(said, replace(scene(), today=MONDAY, names=nobody))
    [day] = [one for one in found if one.topic == DATE]
    assert (day.wish.without, day.wish.off) == (("2026-12-11",), ())


@pytest.mark.parametrize(
    ("text", "day", "hour"),
    [
        ("viernes 4 de la tarde", "2026-12-04", "16:00"),
        ("viernes 5 de la tarde", "2026-12-04", "17:00"),
        ("viernes a las 11 de la noche", "2026-12-04", "23:00"),
        ("lunes 7 al mediodía", "2026-12-07", "12:00"),
        ("viernes 11 a la tarde a las 17 hs", "2026-12-11", "17:00"),
    ],
)
def test_a_figure_before_a_part_of_the_day_is_an_hour_of_that_part(text, day, hour) -> None:
    date_, time_ = READERS.read(sentence(text), replace(scene(), today=MONDAY, names=nobody))
    assert (date_.wish.values, time_.wish.values) == ((day,), (hour,))


@pytest.mark.parametrize("text", ["viernes 5 a la tarde", "viernes 11 de la mañana"])
def test_a_figure_that_may_be_a_day_or_an_hour_is_asked_about(text: str) -> None:
    [asked] = READERS.read(sentence(text), replace(scene(), today=MONDAY, names=nobody))
    [(day, hour), *_] = asked.either
    assert asked.act is Act.CLARIFY
    assert day.wish.values == ("2026-12-04",)
    assert hour.wish.values in (("17:00",), ("11:00",))


@pytest.mark.parametrize(
    ("text", "hours"),
    [
        ("11 a la mañana", ("11:00",)),
        ("11 de la noche", ("23:00",)),
        ("8 de la tarde", ("20:00",)),
        ("a las 11 de la tarde", ()),
    ],
)
def test_an_hour_fits_its_part_of_the_day(text: str, hours: tuple[str, ...]) -> None:
    assert values(text, TIME, TIME) == hours


@pytest.mark.parametrize(
    "told",
    [
        *(
            "a nombre de Laura",
            "es para mi hija Sofía",
            "necesito factura",
            "soy alérgica al color",
        ),
        *("anotá que llevo la tintura yo", "voy en silla de ruedas", "anotalo a nombre de Sol"),
    ],
)
@pytest.mark.parametrize("said", ["{}", "el viernes, {}", "{}. El viernes", "hola! {} gracias"])
def test_what_is_noted_is_read_by_no_other_reader(told: str, said: str) -> None:
    commands = read(said.format(told))
    sets = {one.topic for one in commands if one.act is Act.SET}
    assert sets == {NOTE, *([DATE] if "iernes" in said else [])}


@pytest.mark.parametrize("told", ["a nombre de Laura no", "no es para mi hija Sofía"])
def test_no_note_is_taken_across_a_no(told: str) -> None:
    assert values(told, NOTE) == ()


@pytest.mark.parametrize(
    ("after", "said", "asks"),
    [
        *(("horarios", said, "horarios") for said in ("y los sábados?", "ah ok, y a la tarde?")),
        *(
            ("horarios", said, "")
            for said in ("el sábado", "y el sábado a las 10?", "y tenés hoy?")
        ),
        *(("precio", said, "precio") for said in ("y el color?", "y corte y barba?")),
        *(("", said, "") for said in ("y los sábados?", "y el color?")),
    ],
)
def test_a_question_follows_the_one_that_was_answered(after: str, said: str, asks: str) -> None:
    found = READERS.read(sentence(said), replace(scene(), after=after))
    topics = {one.topic for one in found if one.act is Act.QUESTION} - {"otra"}
    assert topics == ({asks} if asks else set())


@pytest.mark.parametrize("text", ["noche", "buenas noches", "novio", "nos vemos", "noviembre"])
def test_nothing_is_found_inside_another_word(text: str) -> None:
    assert all(one.act is not Act.REFUSE for one in read(text))
