"""How Milo writes days, hours, money and lists."""

import re
from collections.abc import Sequence
from datetime import date, datetime, time
from decimal import ROUND_HALF_UP, Decimal
from functools import lru_cache

from babel.dates import format_date
from babel.numbers import format_decimal, get_currency_precision

# Days and prices come again and again, and Babel takes 50 µs for each: what it wrote is kept.
_LOCALE = "es_AR"
# Babel writes "EUR" and "BRL" for es_AR, and puts no space after "$".
_SYMBOLS = {"ARS": "$", "USD": "US$", "EUR": "€", "BRL": "R$"}
_AMOUNT = re.compile(r"-?\d{1,15}(?:\.\d{1,2})?", re.ASCII)
_SOUNDS_I = re.compile(r"(?:h?[ií](?![aeoáéó])|y[^aeiouáéíóú\W])", re.IGNORECASE)


def day_long(day: date) -> str:
    """«viernes 27 de noviembre»."""
    return _day(day, "EEEE d 'de' MMMM")


def day_short(day: date) -> str:
    """«vie 27 nov», to fit a row's title."""
    return _day(day, "EEE d MMM")


def day_plain(day: date) -> str:
    """«viernes 27», where the month goes without saying."""
    return _day(day, "EEEE d")


def hour(at: time | datetime) -> str:
    """«16:30»; a datetime is taken as it stands, so make it local first."""
    return f"{at:%H:%M}"


def money(amount: str | Decimal, currency: str) -> str:
    """«$ 8.000», «$ 8.000,50», «US$ 20».

    Args:
        amount: A number, or a string as the merchant gave it. A string that is not a plain
            number with at most two decimals ("desde $ 5.000", "consultar", and also "8.000",
            which may be eight or eight thousand) is shown as it is.
        currency: Its ISO 4217 code.

    Raises:
        ValueError: The amount is not a finite number.
    """
    if isinstance(amount, str):
        if not _AMOUNT.fullmatch(amount.strip()):
            return amount.strip()
        amount = Decimal(amount.strip())
    return _money(amount, currency.upper())


def listing(items: Sequence[str]) -> str:
    """«a, b y c»; the «y» becomes «e» before the sound i («Corte e Hidratación»)."""
    if len(items) < 2:
        return "".join(items)
    *first, last = items
    return f"{', '.join(first)} {'e' if _SOUNDS_I.match(last) else 'y'} {last}"


def duration(minutes: int) -> str:
    """«30 min», «1 h», «1 h 30 min».

    Raises:
        ValueError: The duration is negative.
    """
    if minutes < 0:
        raise ValueError(f"a duration cannot be negative: {minutes}")
    hours, rest = divmod(minutes, 60)
    if not hours:
        return f"{rest} min"
    return f"{hours} h {rest} min" if rest else f"{hours} h"


def part_of_day(at: time) -> str:
    """«Madrugada» until 6, «Mañana» until 12, «Tarde» until 20, then «Noche»."""
    for ends, name in ((6, "Madrugada"), (12, "Mañana"), (20, "Tarde")):
        if at.hour < ends:
            return name
    return "Noche"


@lru_cache(maxsize=4096)
def _day(day: date, pattern: str) -> str:
    return format_date(day, pattern, locale=_LOCALE)


@lru_cache(maxsize=4096)
def _money(amount: Decimal, currency: str) -> str:
    if not amount.is_finite():
        raise ValueError(f"not an amount: {amount}")
    places = get_currency_precision(currency)
    rounded = amount.quantize(Decimal(1).scaleb(-places), ROUND_HALF_UP)
    if rounded == rounded.to_integral_value():
        places = 0
    number = format_decimal(abs(rounded), f"#,##0.{'0' * places}" if places else "#,##0", _LOCALE)
    sign = "-" if rounded < 0 else ""
    return f"{sign}{_SYMBOLS.get(currency, currency)} {number}"
