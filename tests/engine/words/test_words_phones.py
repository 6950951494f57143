"""One number in all its spellings, and numbers that only look alike."""

import pytest
from hypothesis import given
from hypothesis import strategies as st

from milo.engine.words.phones import international, other_spelling, same_phone

SAME = [
    ("5492615550000", "5492615550000", None),
    ("542615550000", "5492615550000", None),
    ("+54 9 261 555-0000", "5492615550000", None),
    ("+54 (261) 555-0000", "5492615550000", "UY"),
    ("00 54 9 261 555 0000", "5492615550000", "AR"),
    ("0261 15 555-0000", "5492615550000", "AR"),
    ("261 15 5550000", "5492615550000", "AR"),
    ("261-555-0000", "5492615550000", "AR"),
    ("11 15 2345-6789", "5491123456789", "AR"),
    ("5215512345678", "525512345678", None),
    ("+52 1 55 1234 5678", "525512345678", "AR"),
    ("55 1234 5678", "5215512345678", "MX"),
    ("044 55 1234 5678", "5215512345678", "MX"),
    ("+55 31 98765-4321", "553187654321", None),
    ("(31) 98765-4321", "553187654321", "BR"),
    ("099 123 456", "59899123456", "UY"),
    ("59899123456", "59899123456", "AR"),
    ("15555550124", "15555550124", "AR"),
    ("549261", "549261", "AR"),
    ("123", "123", None),
]
OTHERS = [
    ("2615550000", "5492615550000", None),
    ("5492615550001", "5492615550000", None),
    ("+56 9 1234 5678", "549912345678", None),
    ("553121234567", "5531921234567", None),
    ("15 5550000", "5492615550000", "AR"),
    ("261 555 0000", "5492615550000", "UY"),
    ("", "5492615550000", "AR"),
    ("hola", "5492615550000", "AR"),
    ("261 555 0000", "5492615550000", None),
]


@pytest.mark.parametrize(("typed", "digits", "country"), SAME)
def test_any_spelling_is_that_number(typed, digits, country):
    assert same_phone(international(typed, country), digits)


@pytest.mark.parametrize(("typed", "digits", "country"), OTHERS)
def test_another_number_is_not(typed, digits, country):
    assert not same_phone(international(typed, country), digits)


def test_what_is_no_number_is_kept():
    assert international("+54 12 34", "AR") == "541234"
    assert international("interno 17", "AR") == "17"


@given(st.from_regex(r"[0-9]{3,15}", fullmatch=True))
def test_each_spelling_leads_back_to_the_other(digits):
    other = other_spelling(digits)
    assert other is None or (other_spelling(other) == digits and same_phone(other, digits))


@given(st.text(max_size=40), st.sampled_from([None, "AR", "MX", "BR", "UY", "ES", "XX"]))
def test_whatever_is_typed_gives_digits(typed, country):
    assert international(typed, country).isdigit() or not international(typed, country)
