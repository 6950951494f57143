"""Numbers, amounts, addresses and papers, as people type them."""

from __future__ import annotations

import pytest

from milo.engine.flow.play.value_readers import (
    amount_in,
    email_in,
    number_in,
    place_in,
)
from milo.engine.vocabulary import VOCABULARY
from milo.engine.words.phones import phone_in


@pytest.mark.parametrize(
    ("text", "number"),
    [
        ("12", "12"),
        ("tres", "3"),
        ("2,5", "2.5"),
        ("-4", "-4"),
        ("somos 4", "4"),
        ("4 personas", "4"),
        ("¡Cinco!", "5"),
        ("hola", None),
        ("", None),
        ("12 de mayo a las 3", None),
        ("1e9", None),
        ("٣", None),
    ],
)
def test_a_number(text, number):
    assert number_in(text) == number


@pytest.mark.parametrize(
    ("text", "number"),
    [
        *(("un 7", "7"), ("le pongo un ocho", "8"), ("8/10", "8"), ("7,5 de 10", "7.5")),
        *(("nueve sobre diez", "9"), ("un 4 de 5 puntos", "4"), ("12/10", None), ("3/4", None)),
    ],
)
def test_a_mark_is_a_number(text, number):
    reading = VOCABULARY.parsers["numero"].run(None, text)
    assert reading.values == ((number,) if number else ())


@pytest.mark.parametrize(
    ("text", "amount"),
    [
        ("$ 12.500", "12500"),
        ("12500 pesos", "12500"),
        ("12 mil", "12000"),
        ("1.500,50", "1500.50"),
        ("20 lucas", "20000"),
        ("2 millones", "2000000"),
        ("cinco mil", "5000"),
        ("$ 1.500.-", "1500"),
        ("$1.500,-", "1500"),
        ("8.50", "8.50"),
        ("$1,500.50", "1500.50"),
        ("$ 1,500", "1500"),
        ("S/. 50.00", "50"),
        ("S/ 1,500.50", "1500.50"),
        ("Bs. 50", "50"),
        ("Bs 1.500,50", "1500.50"),
        ("Gs. 150.000", "150000"),
        ("₲ 150.000", "150000"),
        ("150 mil guaraníes", "150000"),
        ("R$ 50,00", "50"),
        ("R$\u00a050", "50"),
        ("mucho", None),
        ("1.2.3", None),
        ("1.500,500", None),
        ("2 x 1.500", None),
        ("50 %", None),
    ],
)
def test_an_amount(text, amount):
    assert amount_in(text) == amount


def test_an_address_has_one_spelling():
    assert email_in(" Ana@Ejemplo.COM.ar ") == "Ana@ejemplo.com.ar"
    assert [email_in(text) for text in ("ana", "ana@", "a b@c.com", "ana@ejemplo")] == [None] * 4


def test_coordinates_that_could_be_read_in_two_ways_are_no_place():
    assert place_in("-32.8908, -68.8272") == "-32.890800,-68.827200"
    commas = ("-32,8908 -68,8272", "-32,8908, -68,8272", "geo:-32.8908,-68.8272,746")
    assert [place_in(text) for text in commas] == [None] * 3


def test_a_phone_is_dialled_from_where_the_person_is():
    assert phone_in("261 555-0000", "AR") is not None
    assert phone_in("+54 9 261 555-0000", "UY") == "+5492615550000"
    assert [phone_in(text, "AR") for text in ("12", "hola", "999")] == [None] * 3


@pytest.mark.parametrize(
    ("text", "values", "problem"),
    [
        ("30.123.456", ("30123456",), ""),
        ("DNI 5123456", ("5123456",), ""),
        ("20-12345678-6", ("20123456786",), ""),
        ("20-12345678-5", (), "documento_invalido"),
        ("1234", (), "documento_invalido"),
        ("301234567", (), "documento_invalido"),
        ("123", (), ""),
        ("no tengo", (), ""),
    ],
)
def test_a_paper_has_its_digit_checked(text, values, problem):
    found = VOCABULARY.parsers["documento"].run(None, text)
    assert (found.values, found.problem) == (values, problem)
    shown = VOCABULARY.shows["document"].run(None, "20123456786")
    assert shown == {"": "20-12345678-6"}
    assert VOCABULARY.shows["document"].run(None, "30123456") == {"": "30.123.456"}
