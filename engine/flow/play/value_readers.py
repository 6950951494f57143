"""Numbers, amounts, addresses and papers: what flows may ask for, read from what people type.

Each parser keeps one spelling of what it has read, and each type shows it as people write it.
"""

from __future__ import annotations

import re
from collections.abc import Mapping
from decimal import Decimal

from ...messages import clip
from ...words.amounts import read_money
from ...words.counting import digits
from ...words.fold import fold
from ...words.formats import money
from ...words.phones import country_of, dialled, phone_in
from ..language.registry import Call, Reading, Registry

value_calls = Registry()
"""The vocabulary of values that need no merchant to be understood."""

_DEFAULT_REGION = "AR"
_NUMBER = re.compile(
    r"(?:(?:son|somos|tengo|unos|unas|como|un|una|es|seria|les?|te|pongo|doy) )*"
    r"(-?[0-9]{1,9}(?:[.,][0-9]{1,3})?)(?: \w+)?"
)
_OF_A_SCALE = re.compile(r" ?(?:/|\bde\b|\bsobre\b) ?(10|100|5)(?: puntos)?$")
"""«8/10», «8 de 10»: the mark, on a scale that everybody knows."""
_DNI = re.compile(r"[0-9]{7,8}")
_CUIT = re.compile(r"[0-9]{11}")
_LIKE_A_DOCUMENT = 4
"""So many digits are meant as one, and what is wrong with it is said."""
_NO_DIGIT = re.compile(r"\D")
_PLACE = re.compile(r"(-?[0-9]{1,2}\.[0-9]{2,9}) ?, ?(-?[0-9]{1,3}\.[0-9]{2,9})((?: .*)?)")
_PLACE_NAME_LIMIT = 120


def number_in(text: str) -> str | None:
    """Return the number that a text is: «tres», «12», «2,5», «4 personas»."""
    found = _NUMBER.fullmatch(digits(fold(text) if not text.strip().startswith("-") else text))
    return found[1].replace(",", ".") if found else None


def amount_in(text: str) -> str | None:
    """Return the amount that a text is, as a plain decimal: «$ 12.500», «12 mil», «1.500,50»."""
    found = read_money(text)
    if found is None:
        return None
    value = found.amount.quantize(Decimal("0.01"))
    return str(value.to_integral_value() if value == value.to_integral_value() else value)


def email_in(text: str) -> str | None:
    """Return the address that a text is, in one spelling; None for what is none."""
    from email_validator import (  # noqa: PLC0415  (slow to load, and few flows ask for one)
        EmailNotValidError,
        validate_email,
    )

    try:
        return validate_email(text.strip().strip("<>"), check_deliverability=False).normalized
    except EmailNotValidError:
        return None


def place_in(text: str) -> str | None:
    """Return «latitude,longitude», with the name that follows it; None for what is no place."""
    found = _PLACE.fullmatch(" ".join(text.split()))
    if not found or abs(float(found[1])) > 90 or abs(float(found[2])) > 180:
        return None
    named = clip(found[3].strip(), _PLACE_NAME_LIMIT)
    return f"{float(found[1]):.6f},{float(found[2]):.6f} {named}".strip()


@value_calls.parser("numero", gives="number", reads=lambda text: number_in(text) is not None)
def read_number(_: Call, text: str) -> Reading:
    """A number: «12», «tres», «2,5», «4 personas», «un 7», «8/10»."""
    scale = _OF_A_SCALE.search(plain := digits(fold(text)))
    found = number_in(plain[: scale.start()] if scale else text)
    if found and scale and float(found) > float(scale[1]):
        return Reading()
    return Reading((found,) if found else ())


@value_calls.parser("monto", gives="amount", reads=lambda text: amount_in(text) is not None)
def read_amount(_: Call, text: str) -> Reading:
    """An amount of money: «$ 12.500», «12 mil», «1.500,50 pesos», «Gs. 150.000», «S/. 50.00»."""
    found = amount_in(text)
    return Reading((found,) if found else ())


@value_calls.parser("email", gives="email", reads=lambda text: email_in(text) is not None)
def read_email(_: Call, text: str) -> Reading:
    """An e-mail address: «ana@ejemplo.com.ar»."""
    found = email_in(text)
    return Reading((found,) if found else ())


@value_calls.parser("telefono", gives="phone")
def read_phone(call: Call, text: str) -> Reading:
    """A phone that can be dialled: «261 555-0000», «+54 9 261 555-0000»."""
    found = phone_in(text, country_of(call.contact.user_phone or "") or _DEFAULT_REGION)
    return Reading((found,) if found else ())


@value_calls.parser("documento", "documento_invalido", gives="document")
def read_document(_: Call, text: str) -> Reading:
    """A DNI, or a CUIT or CUIL whose last digit is right: «30.123.456», «20-12345678-6»."""
    from stdnum.ar import cuit  # noqa: PLC0415  (slow to load, and few flows ask for one)

    plain = _NO_DIGIT.sub("", text)
    if any(char.isalpha() for char in fold(text).replace("dni", "").replace("cuit", "")):
        return Reading()
    if cuit.is_valid(plain) if _CUIT.fullmatch(plain) else _DNI.fullmatch(plain):
        return Reading((plain,))
    return Reading(problem="documento_invalido") if len(plain) >= _LIKE_A_DOCUMENT else Reading()


@value_calls.parser("lugar", gives="place", reads=lambda text: place_in(text) is not None)
def read_place(_: Call, text: str) -> Reading:
    """A place, as it is shared or as its coordinates are typed: «-32.889500,-68.845800»."""
    found = place_in(text)
    return Reading((found,) if found else ())


@value_calls.show("place", "mapa")
def show_place(_: Call, value: str) -> Mapping[str, str]:
    """A place: San Martín 123, or its coordinates where it has no name.

    Suffixes:
        mapa: an address that shows it on a map
    """
    at, _separator, named = value.partition(" ")
    return {"": named or at, "mapa": f"https://maps.google.com/?q={at}"}


@value_calls.show("number")
def show_number(_: Call, value: str) -> Mapping[str, str]:
    """A number: 2,5."""
    return {"": str(value).replace(".", ",")}


@value_calls.show("amount")
def show_amount(call: Call, value: str) -> Mapping[str, str]:
    """An amount, in the merchant's currency: $ 12.500."""
    return {"": money(Decimal(value), str(call.client.settings.get("currency") or "ARS"))}


@value_calls.show("email")
def show_email(_: Call, value: str) -> Mapping[str, str]:
    """An e-mail address."""
    return {"": value}


@value_calls.show("phone")
def show_phone(_: Call, value: str) -> Mapping[str, str]:
    """A phone, as it is dialled from abroad: +54 9 261 555-0000."""
    return {"": dialled(value)}


@value_calls.show("document")
def show_document(_: Call, value: str) -> Mapping[str, str]:
    """A DNI with its points, a CUIT with its hyphens: 30.123.456."""
    if _CUIT.fullmatch(value):
        return {"": f"{value[:2]}-{value[2:10]}-{value[10]}"}
    return {"": f"{int(value):,}".replace(",", ".")}
