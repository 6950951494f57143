"""Phone numbers, as people write them and as WhatsApp has them: digits with the country's code.

One number has several spellings. WhatsApp writes an Argentine mobile with a 9 after the country's
code, merchants write it without; Mexico had a 1 there, and Brazil's mobiles got a ninth digit.
"""

from __future__ import annotations

import re
from collections.abc import Callable
from importlib import import_module
from types import ModuleType
from typing import Any

_NOT_A_DIGIT = re.compile(r"\D+", re.ASCII)
_ABROAD = re.compile(r"\s*(?:\+|00)")
"""How a number begins that names its country."""
_EXTENSION = re.compile(
    r"(?<=\d{4})\W*\b(?:int|interno|ext|extensi[oó]n|anexo|ramal)\b.*", re.IGNORECASE | re.DOTALL
)
"""What is dialled inside the house: a library takes *interno* for the digits of its keys."""
_OLD_PREFIXES = {"MX": re.compile(r"\D*0(?:1|44|45)\D*"), "CL": re.compile(r"\D*0(?=9)")}
"""What was dialled in Mexico until 2020 and in Chile until 2017, and is still written."""
_OLD_BRAZILIAN = re.compile(r"\d\d[6-9]\d{7}")
"""A mobile of Brazil without its ninth digit, which libraries call invalid and WhatsApp keeps."""

_SHORTEST = 8

_Respelled = Callable[[re.Match[str]], str]
_SPELLINGS: tuple[tuple[re.Pattern[str], _Respelled], ...] = (
    (re.compile(r"54(9?)(\d{10})"), lambda found: f"54{'' if found[1] else '9'}{found[2]}"),
    (re.compile(r"52(1?)(\d{10})"), lambda found: f"52{'' if found[1] else '1'}{found[2]}"),
    (
        re.compile(r"55(\d\d)(9?)([6-9]\d{7})"),
        lambda found: f"55{found[1]}{'' if found[2] else '9'}{found[3]}",
    ),
)
"""For each country with two spellings: what they look like, and how one becomes the other."""


def other_spelling(digits: str) -> str | None:
    """Return the other way to write a number (`542615550000` for `5492615550000`), if it has one.

    Args:
        digits: with the country's code, as WhatsApp has them.
    """
    for pattern, respelled in _SPELLINGS:
        if found := pattern.fullmatch(digits):
            return respelled(found)
    return None


def international(text: str, country: str | None = None) -> str:
    """Return the digits of a number with its country's code; those there are where it is no number.

    Args:
        text: in any spelling: `+54 9 261 555-0000`, `0261 15 555-0000`, `5492615550000`.
        country: where it may be dialled as it is written (`AR`); None: the code is written.
    """
    text = _EXTENSION.sub("", text)
    digits = _NOT_A_DIGIT.sub("", text)
    if _ABROAD.match(text):
        return digits.removeprefix("00") if "+" not in text else digits
    if country is None:
        return digits
    if (old := _OLD_PREFIXES.get(country)) and (prefix := old.match(text)):
        text = text[prefix.end() :]
    library, number = _library(), _parsed(text, country)
    if number is None:
        return digits
    if not library.is_valid_number(number):
        return f"55{digits}" if country == "BR" and _OLD_BRAZILIAN.fullmatch(digits) else digits
    return f"{number.country_code}{library.national_significant_number(number)}"


def same_phone(one: str, other: str) -> bool:
    """Return whether two rows of digits, each with its country's code, are one number."""
    return one == other or other == other_spelling(one)


def phone_in(text: str, country: str) -> str | None:
    """Return a phone of anywhere with its country's code and a plus; None for what is none.

    Args:
        text: as it is typed.
        country: where it may be dialled as it is, as `AR`.
    """
    if len(_NOT_A_DIGIT.sub("", text)) < _SHORTEST:
        return None
    library, found = _library(), _parsed(text, country)
    if found is None or not library.is_valid_number(found):
        return None
    return str(library.format_number(found, library.PhoneNumberFormat.E164))


def country_of(phone: str) -> str | None:
    """Return the country of a phone with its code, as `AR`."""
    found = _parsed(f"+{phone}")
    code: str | None = _library().region_code_for_number(found) if found else None
    return code


def dialled(phone: str) -> str:
    """Return a phone with its plus as it is dialled from abroad: +54 9 261 555-0000."""
    library = _library()
    return str(library.format_number(library.parse(phone), library.PhoneNumberFormat.INTERNATIONAL))


def _parsed(text: str, country: str | None = None) -> Any:
    """Return a phone as the library has it; None for what it cannot read."""
    library = _library()
    try:
        return library.parse(text, country)
    except library.NumberParseException:
        return None


def _library() -> ModuleType:
    """Return what knows all countries' phones: slow to load, and WhatsApp's own need it not."""
    return import_module("phonenumbers")
