"""Each table in `docs/facts/` that speaks of Milo says what Milo does."""

from __future__ import annotations

from datetime import date, time
from importlib.metadata import version

import holidays
import phonenumbers
import pytest
from hypothesis import given
from hypothesis import strategies as st
from rapidfuzz import fuzz

from milo.engine.office import slugs
from milo.engine.words import currencies, formats
from milo.engine.words.fold import fold
from milo.engine.words.name_finder import NameFinder, meant
from milo.engine.words.phones import international, same_phone

from .calendar_readers import __main__ as calendar_readers
from .calendar_readers import feed
from .documents import read, rows
from .peer_clients import __main__ as peer_clients


def table(name: str, heading: str) -> list[list[str]]:
    """The cells of a table in `docs/facts/`, without their code marks."""
    cells = rows(read(f"docs/facts/{name}.md"), heading)
    return [[cell.strip("`") for cell in row] for row in cells]


SLUGS = table("slugs", "## Names")
MONEY = table("money-and-days", "## Money")
DAYS = table("money-and-days", "## Days and hours")
PHONES = table("phones", "## Spellings")
SAID = table("names", "## What is said")
HOLIDAYS = table("holidays", "## Counts")
CALENDARS = table("calendars", "## What is read")
PEERS = table("peers", "## What is handed on")
DISAGREED = table("holidays", "## Days on which they disagree")
COUNTRIES = {
    **{"Argentina": "AR", "Bolivia": "BO", "Brazil": "BR", "Chile": "CL"},
    **{"Mexico": "MX", "Paraguay": "PY", "Uruguay": "UY"},
}
MERCHANTS = {
    "carla": "Peluquería Carla",
    "costa": "Peluquería La Costa",
    "martin": "Estética San Martín",
    "parque": "Canchas San Martín del Parque",
    "delicias": "Panadería Las Delicias",
    "juan": "Consultorio Dr. Juan Pérez",
    "ines": "Mon Pâtisserie de Inés",
}


@pytest.mark.parametrize(("name", "slug"), [row[:2] for row in SLUGS])
def test_a_name_gives_the_slug_that_is_listed(name: str, slug: str) -> None:
    assert next(slugs.candidates(name)) == slug


def test_a_hundred_names_are_listed() -> None:
    assert len({name for name, *_ in SLUGS}) >= 100


@given(st.text(max_size=90))
def test_what_is_proposed_is_a_slug(name: str) -> None:
    proposed = slugs.candidates(name)
    assert all(slugs.is_slug(slug) for slug, _ in zip(proposed, range(12), strict=False))


@pytest.mark.parametrize("row", MONEY, ids=[row[1] for row in MONEY])
def test_money_is_written_as_it_is_listed(row: list[str]) -> None:
    currency, places = row[1], int(row[2])
    assert [formats.money("1500.5", currency), formats.money("8000", currency)] == row[4:6]
    assert currencies.decimals(currency) == places


def test_every_currency_with_a_symbol_is_listed() -> None:
    assert {row[1] for row in MONEY} == set(currencies.WRITINGS)


def test_days_and_hours_are_written_as_they_are_listed() -> None:
    shown = [formats.day_short(date(2026, 9, 2)), formats.hour(time(16, 30))]
    assert [row[4:] for row in DAYS] == [shown] * len(DAYS)


@pytest.mark.parametrize("row", PHONES, ids=[row[1] for row in PHONES])
def test_a_phone_matches_as_it_is_listed(row: list[str]) -> None:
    country, typed, digits, same, judged = row
    region = COUNTRIES[country]
    assert same_phone(international(typed, region), digits) is (same == "yes")
    try:
        valid = phonenumbers.is_valid_number(phonenumbers.parse(typed, region))
    except phonenumbers.NumberParseException:
        valid = False
    assert judged == ("valid" if valid else "invalid")


@pytest.mark.parametrize("row", SAID, ids=[row[0] for row in SAID])
def test_a_name_is_found_as_it_is_listed(row: list[str]) -> None:
    said, keys, taken, first = row
    found = meant(NameFinder(list(MERCHANTS.items())).found(said))
    assert (", ".join(found.keys) or "nobody") == keys
    assert taken == ("taken" if found.sure else "asked" if found.keys else "—")
    scores = [round(fuzz.WRatio(fold(said), fold(name)), 1) for name in MERCHANTS.values()]
    assert float(first.split()[1]) == max(scores)


@pytest.mark.skipif(version("holidays") != "0.109", reason="the table was made with 0.109")
def test_holidays_are_those_that_are_listed() -> None:
    for country, count, *_ in HOLIDAYS:
        assert len(holidays.country_holidays(country, years=2026)) == int(count)
    for country, day, _, has, *_ in DISAGREED:
        there = date.fromisoformat(day) in holidays.country_holidays(country, years=2026)
        assert there is (has == "yes"), (country, day)


def test_each_property_of_the_feed_is_listed() -> None:
    described = feed.written().replace(b"\r\n ", b"").split(b"BEGIN:VTIMEZONE\r\n")
    rules, events = described[1].split(b"END:VTIMEZONE\r\n")
    lines = described[0] + rules.split(b"\r\n")[0] + b"\r\n" + events
    names = {line.split(b":")[0].split(b";")[0].decode() for line in lines.splitlines()}
    assert {row[0].split(",")[0] for row in CALENDARS} == names - {"BEGIN", "END"}


def test_the_feed_is_read_as_it_is_listed() -> None:
    found = calendar_readers.heard(calendar_readers.ICALENDAR, {})
    listed = {row[0]: row[1] for row in CALENDARS}
    assert listed == {
        name: calendar_readers.cell(found[name], said).strip("`")
        for name, said in feed.SAID.items()
    }


@pytest.mark.parametrize("row", PEERS, ids=[row[1] for row in PEERS])
def test_a_delivery_is_handed_on_as_it_is_listed(row: list[str]) -> None:
    words, name, handed = row[:3]
    assert handed == peer_clients.milo(name)
    assert peer_clients.CASES[name] == words
