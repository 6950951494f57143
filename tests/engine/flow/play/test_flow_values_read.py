"""Numbers, amounts, addresses and papers, as people type them."""

from __future__ import annotations

import pytest

from milo.engine.flow.play.value_readers import amount_in, email_in, number_in, phone_in
from milo.engine.vocabulary import VOCABULARY


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
    ("text", "amount"),
    [
        ("$ 12.500", "12500"),
        ("12500 pesos", "12500"),
        ("12 mil", "12000"),
        ("1.500,50", "1500.50"),
        ("20 lucas", "20000"),
        ("2 millones", "2000000"),
        ("cinco mil", "5000"),
        ("mucho", None),
        ("1.2.3", None),
    ],
)
def test_an_amount(text, amount):
    assert amount_in(text) == amount


def test_an_address_has_one_spelling():
    assert email_in(" Ana@Ejemplo.COM.ar ") == "Ana@ejemplo.com.ar"
    assert [email_in(text) for text in ("ana", "ana@", "a b@c.com", "ana@ejemplo")] == [None] * 4


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
