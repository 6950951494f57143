"""How Milo writes days, hours, money and lists."""

from datetime import UTC, date, datetime, time, timedelta, timezone
from decimal import Decimal

import pytest

from milo.engine.words import formats

FRIDAY = date(2026, 11, 27)


def test_days_are_written_in_three_lengths() -> None:
    assert formats.day_long(FRIDAY) == "viernes 27 de noviembre"
    assert formats.day_short(FRIDAY) == "vie 27 nov"
    assert formats.day_plain(FRIDAY) == "viernes 27"
    assert formats.day_short(date(2026, 9, 2)) == "mié 2 sep"


def test_every_weekday_and_month_is_written_out() -> None:
    days = [date(2026, month, 23 + month) for month in range(1, 8)]
    assert [formats.day_long(day) for day in days] == [
        "sábado 24 de enero",
        "miércoles 25 de febrero",
        "jueves 26 de marzo",
        "lunes 27 de abril",
        "jueves 28 de mayo",
        "lunes 29 de junio",
        "jueves 30 de julio",
    ]
    months = [formats.day_short(date(2026, month, 1)).split()[2] for month in range(1, 13)]
    assert " ".join(months) == "ene feb mar abr may jun jul ago sep oct nov dic"
    weekdays = [formats.day_short(date(2026, 11, day)).split()[0] for day in range(23, 30)]
    assert " ".join(weekdays) == "lun mar mié jue vie sáb dom"


def test_no_short_day_is_longer_than_a_rows_title() -> None:
    days = (date(2026, 1, 1) + timedelta(days=count) for count in range(366))
    assert all(
        len(formats.day_short(day)) <= 11 and "." not in formats.day_short(day) for day in days
    )


@pytest.mark.parametrize(
    "at",
    [
        time(6, 5),
        datetime(2026, 11, 27, 6, 5, 59, tzinfo=UTC),
        datetime(2026, 11, 27, 6, 5, tzinfo=timezone(timedelta(hours=-3))),
    ],
)
def test_hours_are_written_as_they_stand(at: time | datetime) -> None:
    assert formats.hour(at) == "06:05"


@pytest.mark.parametrize(
    ("amount", "currency", "written"),
    [
        ("8000", "ARS", "$ 8.000"),
        ("8000.00", "ARS", "$ 8.000"),
        ("8000.5", "ARS", "$ 8.000,50"),
        (Decimal("8000.50"), "ARS", "$ 8.000,50"),
        (Decimal("8000.000"), "ars", "$ 8.000"),
        (Decimal("8E+3"), "ARS", "$ 8.000"),
        (Decimal("0.125"), "ARS", "$ 0,13"),
        (Decimal("-500"), "ARS", "-$ 500"),
        (Decimal("-0.001"), "ARS", "$ 0"),
        ("1234567", "ARS", "$ 1.234.567"),
        ("950", "ARS", "$ 950"),
        ("0", "ARS", "$ 0"),
        ("20", "USD", "US$ 20"),
        ("15", "EUR", "€ 15"),
        ("15.99", "BRL", "R$ 15,99"),
        ("500", "UYU", "$ 500"),
        (Decimal("8000.6"), "CLP", "$8.001"),
        ("50000", "PYG", "Gs. 50.000"),
        ("35.5", "BOB", "Bs 35,50"),
        ("1500.5", "MXN", "$1,500.50"),
        ("1200", "PEN", "S/ 1,200"),
        ("85000", "COP", "$ 85.000"),
        ("20", "CHF", "CHF 20"),
        (Decimal("1.2345"), "KWD", "KWD 1,235"),
        ("desde $ 5.000", "ARS", "desde $ 5.000"),
        (" consultar ", "ARS", "consultar"),
        ("8.000", "ARS", "8.000"),
        ("NaN", "ARS", "NaN"),
        ("", "ARS", ""),
    ],
)
def test_money(amount: str | Decimal, currency: str, written: str) -> None:
    assert formats.money(amount, currency) == written


@pytest.mark.parametrize("amount", [Decimal("NaN"), Decimal("Infinity")])
def test_money_refuses_what_is_no_amount(amount: Decimal) -> None:
    with pytest.raises(ValueError, match="not an amount"):
        formats.money(amount, "ARS")


@pytest.mark.parametrize(
    ("items", "written"),
    [
        ([], ""),
        (["a"], "a"),
        (["a", "b"], "a y b"),
        (["a", "b", "c"], "a, b y c"),
        (["Corte", "Hidratación"], "Corte e Hidratación"),
        (["Corte", "íconos"], "Corte e íconos"),
        (["Ana", "Yrigoyen"], "Ana e Yrigoyen"),
        (["agua", "hielo"], "agua y hielo"),
        (["Carla", "Yanina"], "Carla y Yanina"),
        (["Carla", "Hernán"], "Carla y Hernán"),
    ],
)
def test_listing(items: list[str], written: str) -> None:
    assert formats.listing(items) == written


@pytest.mark.parametrize(
    ("minutes", "written"),
    [(0, "0 min"), (30, "30 min"), (59, "59 min"), (60, "1 h"), (90, "1 h 30 min"), (1440, "24 h")],
)
def test_duration(minutes: int, written: str) -> None:
    assert formats.duration(minutes) == written


def test_no_negative_duration() -> None:
    with pytest.raises(ValueError, match="negative"):
        formats.duration(-1)


@pytest.mark.parametrize(
    ("at", "part"),
    [
        ("00:00", "Madrugada"),
        ("05:59", "Madrugada"),
        ("06:00", "Mañana"),
        ("11:59", "Mañana"),
        ("12:00", "Tarde"),
        ("19:59", "Tarde"),
        ("20:00", "Noche"),
        ("23:59", "Noche"),
    ],
)
def test_part_of_day(at: str, part: str) -> None:
    assert formats.part_of_day(time.fromisoformat(at)) == part
