"""The list of reserved slugs in the API's document is the program's."""

from __future__ import annotations

from datetime import date

import pytest

from milo.cli.libraries import load_flows
from milo.engine.office.slugs import ROUTES, is_reserved
from milo.engine.words.days import read_day
from milo.engine.words.hours import read_hours

from .documents import read, spans


def told() -> list[str]:
    """Return every slug in the document's table."""
    _, _, after = read("docs/api.md").partition("Reserved, for new slugs")
    table, _, _ = after.partition("Names of months")
    return [slug.rstrip("-") for slug in spans(table)]


@pytest.mark.parametrize("slug", told())
def test_what_is_told_is_reserved(slug: str) -> None:
    assert is_reserved(slug) or slug in load_flows().reserved_words()


def test_every_route_is_told() -> None:
    assert set(told()) >= ROUTES


DAYS = """
lunes-10 el-lunes viernes-28 viernes-28-de-noviembre 1-de-marzo el-1-de-marzo 28-11
pasado-manana el-proximo-jueves el-viernes-que-viene vienres manana
"""
HOURS = """
10 las-10 a-las-10 16-30 9hs 10am a-la-una las-4-y-media cinco-y-media doce-menos-cuarto
a-las-5-de-la-tarde mediodia
"""
OTHERS = """
si-dale no-gracias buen-dia dos-personas treinta-y-uno el-2do la-segunda a-la-tarde
corte color corte-y-color turno la-mesa
"""
FREE = """
marzo abril julio mercedes carla domingo-savio mar sol-y-mar 3-avenida 100-natural
la-plaza dos-hermanos santo-domingo corte-ana bar-la-noche estacion-25 el-9-de-oro
la-hora uno dos primero
"""


@pytest.mark.parametrize("slug", f"{DAYS}{HOURS}{OTHERS}".split())
def test_what_somebody_answers_is_no_new_slug(slug: str) -> None:
    assert is_reserved(slug)


def test_those_are_answers_that_are_read() -> None:
    monday = date(2026, 11, 23)
    typed = (slug.replace("28-11", "28/11").replace("-", " ") for slug in DAYS.split())
    assert [text for text in typed if not read_day(text, monday)] == []
    read = (slug.replace("16-30", "16:30").replace("-", " ") for slug in HOURS.split())
    assert [text for text in read if not read_hours(text)] == []


@pytest.mark.parametrize("slug", FREE.split())
def test_names_of_merchants_months_and_people_are_free(slug: str) -> None:
    assert not is_reserved(slug)
