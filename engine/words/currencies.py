"""How an amount is written, by currency: a table of our own.

A locale library changes what people read under a minor release (`docs/facts/money-and-days.md`
compares two of them with this table), so what Milo writes is written down here.
"""

from __future__ import annotations

from typing import NamedTuple


class Writing(NamedTuple):
    """How one currency's amounts are written: `{symbol}{space}{digits}`."""

    symbol: str
    space: str = " "
    group: str = "."
    point: str = ","


WRITINGS = {
    "ARS": Writing("$"),
    "BOB": Writing("Bs"),
    "BRL": Writing("R$"),
    "CLP": Writing("$", space=""),
    "COP": Writing("$"),
    "EUR": Writing("€"),
    "MXN": Writing("$", space="", group=",", point="."),
    "PEN": Writing("S/", group=",", point="."),
    "PYG": Writing("Gs."),
    "USD": Writing("US$"),
    "UYU": Writing("$"),
}
"""A merchant has one currency, so a bare `$` is the country's own; only dollars say which."""

_NO_DECIMALS = "BIF CLP DJF GNF ISK JPY KMF KRW PYG RWF UGX UYI VND VUV XAF XOF XPF"
_THREE_DECIMALS = "BHD IQD JOD KWD LYD OMR TND"
_DECIMALS = dict.fromkeys(_NO_DECIMALS.split(), 0) | dict.fromkeys(_THREE_DECIMALS.split(), 3)


def writing(currency: str) -> Writing:
    """Return how a currency (ISO 4217, upper case) is written: its code where none is known."""
    return WRITINGS.get(currency) or Writing(currency)


def decimals(currency: str) -> int:
    """Return the decimals of a currency's smallest unit (ISO 4217, without the funds' codes)."""
    return _DECIMALS.get(currency, 2)
