"""Which row a merchant means: names in a sentence, places, hours; a weak reading is asked back."""

from __future__ import annotations

from datetime import UTC, date, datetime

import pytest

from milo.engine.reception_flow.choosing import ChoiceRow, choose

TODAY = date(2026, 11, 23)  # a Monday
CORTE, COLOR = ("corte", "Corte"), ("color", "Color")
ROWS = [
    ChoiceRow("ana", "Ana Paz", CORTE, datetime(2026, 11, 27, 10, tzinfo=UTC)),
    ChoiceRow("bruno", "Bruno", COLOR, datetime(2026, 11, 27, 11, tzinfo=UTC)),
    ChoiceRow("mj", "María José López", CORTE, datetime(2026, 11, 24, 16, 30, tzinfo=UTC)),
]


def read(text, rows=ROWS):
    found = choose(text, rows, TODAY)
    return found.values, found.sure


@pytest.mark.parametrize(
    ("text", "wanted"),
    [
        ("la de Ana", "ana"),
        ("ana", "ana"),
        ("Ana Paz porfa", "ana"),
        ("confirmale a ana", "ana"),
        ("quiero ver el de bruno", "bruno"),
        ("respondele a Bruno", "bruno"),
        ("la de maria jose", "mj"),
        ("el segundo", "bruno"),
        ("la primera porfa", "ana"),
        ("el último", "mj"),
        ("3", "mj"),
        ("la de las 11", "bruno"),
        ("el del martes", "mj"),
        ("el de color", "bruno"),
        ("el corte del viernes", "ana"),
        ("el del viernes a las 10", "ana"),
    ],
)
def test_a_row_is_named_as_people_name_it(text, wanted):
    assert read(text) == ((wanted,), True)


@pytest.mark.parametrize(
    ("text", "wanted"),
    [
        ("brumo", ("bruno",)),
        ("anna paz", ("ana",)),
        ("marta", ("mj",)),  # which is nearly «martes»
        ("no es ana", ("ana",)),
        ("¿la de Ana?", ("ana",)),
        ("decile a bruno que venga a las 11", ("bruno",)),
        ("Ana ya me pagó la seña", ("ana",)),
    ],
)
def test_a_weak_reading_is_asked_back(text, wanted):
    assert read(text) == (wanted, False)


def test_what_may_be_several_is_all_of_them():
    assert read("la del corte")[0] == ("ana", "mj")
    assert read("los del viernes")[0] == ("ana", "bruno")
    two = [ChoiceRow("a", "Ana Paz"), ChoiceRow("b", "Ana Ruiz")]
    assert read("la de ana", two)[0] == ("a", "b")
    assert read("la de ana ruiz", two) == (("b",), True)


@pytest.mark.parametrize(
    "text", ["el quinto", "ya voy", "", "el de las 15", "ana a las 11", "👍", "todos"]
)
def test_what_names_no_row_is_none(text):
    assert read(text)[0] == ()


def test_the_last_of_more_than_a_page_is_nobody_s():
    many = [ChoiceRow(str(n), f"Cliente{n}x") for n in range(11)]
    assert read("el último", many)[0] == ()
