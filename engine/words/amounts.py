"""An amount of money as people and merchants type it, in the currencies of `currencies`."""

from __future__ import annotations

import re
from decimal import Decimal
from functools import cache
from typing import NamedTuple

from .counting import digits


class Money(NamedTuple):
    """What a text says of money."""

    amount: Decimal
    currency: str
    """ISO 4217; "" where the text says none, or a bare `$` or *pesos*: the country's own."""
    named: bool = False
    """Whether it says that it is money, by a sign or a name."""


_PLAIN = str.maketrans("áéíóú\u00a0\u202f", "aeiou  ")
_SIGNS = {
    **dict.fromkeys(("$", "$u"), ""),
    **dict.fromkeys(("u$s", "u$d", "us$", "usd"), "USD"),
    **dict.fromkeys(("bs", "bs.", "$b", "bob"), "BOB"),
    **dict.fromkeys(("gs", "gs.", "₲", "pyg"), "PYG"),
    **dict.fromkeys(("s/", "s/.", "pen"), "PEN"),
    **dict.fromkeys(("r$", "brl"), "BRL"),
    **dict.fromkeys(("€", "eur"), "EUR"),
    **{code.lower(): code for code in ("ARS", "CLP", "COP", "MXN", "UYU")},
}
_NAMES = {
    **dict.fromkeys(("peso", "pesos"), ""),
    **dict.fromkeys(("dolar", "dolares"), "USD"),
    **dict.fromkeys(("guarani", "guaranies"), "PYG"),
    **dict.fromkeys(("boliviano", "bolivianos"), "BOB"),
    **dict.fromkeys(("sol", "soles"), "PEN"),
    **dict.fromkeys(("real", "reales", "reais"), "BRL"),
    **dict.fromkeys(("euro", "euros"), "EUR"),
}
_CURRENCIES = _SIGNS | _NAMES


def _one_of(words: dict[str, str]) -> str:
    return "|".join(re.escape(word) for word in sorted(words, key=len, reverse=True))


@cache
def _amount() -> re.Pattern[str]:
    """Return the pattern, compiled when it is first used: most commands read no message."""
    return re.compile(
        rf"(?:(?P<sign>{_one_of(_SIGNS)}) ?)?"
        r"(?:(?P<points>[0-9]{1,3}(?:\.[0-9]{3})+)(?:,(?P<cents>[0-9]{1,2}))?"
        r"|(?P<commas>[0-9]{1,3}(?:,[0-9]{3})+)(?:\.(?P<cents_too>[0-9]{1,2}))?"
        r"|(?P<whole>[0-9]{1,12})(?:[.,](?P<part>[0-9]{1,2}))?)"
        r"(?:[.,][-–—])?"
        r"(?P<times> ?(?:mil|k|lucas?|palos?|millon(?:es)?))?"
        rf"(?: ?(?P<name>{_one_of(_CURRENCIES)}))?"
    )


_TIMES = {"k": 1_000, "m": 1_000_000, "p": 1_000_000, "l": 1_000, "mil": 1_000}


def read_money(text: str) -> Money | None:
    """Return the amount that a text is: «$ 12.500», «12 mil», «1.500,50», «S/. 50.00», «$ 1.500.-».

    A point or a comma before three figures parts thousands, before one or two it begins the cents:
    nobody writes thousandths of money. None for what is no amount, or more than one.
    """
    plain = digits(" ".join(text.casefold().translate(_PLAIN).split()))
    found = _amount().fullmatch(plain)
    if not found:
        return None
    whole = found["points"] or found["commas"] or found["whole"]
    cents = found["cents"] or found["cents_too"] or found["part"] or "0"
    value = Decimal(re.sub(r"[.,]", "", whole) + "." + cents)
    times = (found["times"] or "").strip()
    factor = _TIMES.get("mil" if times == "mil" else times[:1], 1)
    names = [name for name in (found["sign"], found["name"]) if name]
    currency = next(filter(None, map(_CURRENCIES.__getitem__, names)), "")
    return Money(value * factor, currency, bool(names))
