"""How Milo writes days, hours, money and lists."""

import re
from collections.abc import Sequence
from datetime import date, datetime, time, tzinfo
from decimal import ROUND_HALF_UP, Decimal
from functools import lru_cache

from . import currencies

_WEEKDAYS = ("lunes", "martes", "miércoles", "jueves", "viernes", "sábado", "domingo")
_MONTHS = (
    *("enero", "febrero", "marzo", "abril", "mayo", "junio"),
    *("julio", "agosto", "septiembre", "octubre", "noviembre", "diciembre"),
)
_AMOUNT = re.compile(r"-?\d{1,15}(?:\.\d{1,2})?", re.ASCII)
_PLAIN = len("16:30")
_SOUNDS_I = re.compile(r"(?:h?[ií](?![aeoáéó])|y[^aeiouáéíóú\W])", re.IGNORECASE)


def day_long(day: date) -> str:
    """«viernes 27 de noviembre»."""
    return f"{day_plain(day)} de {_MONTHS[day.month - 1]}"


def day_short(day: date) -> str:
    """«vie 27 nov», to fit a row's title."""
    return f"{_WEEKDAYS[day.weekday()][:3]} {day.day} {_MONTHS[day.month - 1][:3]}"


def day_plain(day: date) -> str:
    """«viernes 27», where the month goes without saying."""
    return f"{_WEEKDAYS[day.weekday()]} {day.day}"


def hour(at: time | datetime) -> str:
    """«16:30»; a datetime is taken as it stands, so make it local first.

    An hour that the clock shows twice says which it is: «23:30 (2.ª vez)».
    """
    return f"{at:%H:%M}{_which(at) if isinstance(at, datetime) else ''}"


def _which(at: datetime) -> str:
    """Return which of two equal hours it is; "" on all other days."""
    first, second = at.replace(fold=0).utcoffset(), at.replace(fold=1).utcoffset()
    if first is None or second is None or first <= second:
        return ""
    return " (2.ª vez)" if at.fold else " (1.ª vez)"


def said_hour(label: str, day: date, zone: tzinfo) -> str:
    """Say a slot's label: «23:30», and «23:30 (2.ª vez)» for what the clock shows twice.

    An hour that is shown with its offset (`23:30-04:00`) reads like a stretch of time.
    """
    if len(label) == _PLAIN:
        return label
    at = datetime.combine(day, time.fromisoformat(label[:_PLAIN]), zone)
    told = time.fromisoformat(label).utcoffset()
    return hour(at.replace(fold=int(at.utcoffset() != told)))


def money(amount: str | Decimal, currency: str) -> str:
    """«$ 8.000», «$ 8.000,50», «US$ 20», and as its country writes it: «$8.000» for CLP.

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
def _money(amount: Decimal, currency: str) -> str:
    if not amount.is_finite():
        raise ValueError(f"not an amount: {amount}")
    rounded = amount.quantize(Decimal(1).scaleb(-currencies.decimals(currency)), ROUND_HALF_UP)
    if rounded == rounded.to_integral_value():
        rounded = rounded.to_integral_value()
    symbol, space, group, point = currencies.writing(currency)
    whole, _, rest = f"{abs(rounded):,f}".partition(".")
    digits = whole.replace(",", group) + (point + rest if rest else "")
    return f"{'-' if rounded < 0 else ''}{symbol}{space}{digits}"
