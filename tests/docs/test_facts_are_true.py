"""Each table in `docs/facts/` that speaks of Milo says what Milo does."""

from __future__ import annotations

from datetime import date, time

import pytest
from hypothesis import given
from hypothesis import strategies as st

from milo.engine.office import slugs
from milo.engine.words import currencies, formats

from .documents import read, rows


def table(name: str, heading: str) -> list[list[str]]:
    """The cells of a table in `docs/facts/`, without their code marks."""
    cells = rows(read(f"docs/facts/{name}.md"), heading)
    return [[cell.strip("`") for cell in row] for row in cells]


SLUGS = table("slugs", "## Names")
MONEY = table("money-and-days", "## Money")
DAYS = table("money-and-days", "## Days and hours")


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
