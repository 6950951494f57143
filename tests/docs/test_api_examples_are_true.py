from __future__ import annotations

import re

import falcon.inspect
import pytest

from milo.engine import zone_source
from milo.engine.booking.settings.settings import ClientSettings
from milo.store.memory import MemoryStore

from .api_examples import (
    CountedIds,
    as_data,
    examples,
    fresh_edge,
    play,
    take_a_reception,
    with_ids,
)
from .documents import links, read, rows

TEXT = read("docs/api.md")
EXAMPLES = examples(TEXT)
RECEPTIONS = ("GET", "/api/clients/peluqueria-carla/receptions")
"""No call makes one: a message of a phone does."""


@pytest.fixture(scope="module")
def answers():
    """Every example played in the document's order, each on what those before it left."""
    store, ids = MemoryStore(), {}
    edge = fresh_edge(store)
    results = []
    with pytest.MonkeyPatch.context() as patch:
        patch.setattr(zone_source, "release", lambda: "2026f")
        for example in EXAMPLES:
            if (example.method, example.path) == RECEPTIONS:
                take_a_reception(store, CountedIds(900), "peluqueria-carla")
            results.append(play(edge, example, ids))
    return results, ids


@pytest.mark.parametrize("number", range(len(EXAMPLES)), ids=[one.name for one in EXAMPLES])
def test_an_example_answers_as_it_says(answers, number):
    results, ids = answers
    example, answer = EXAMPLES[number], results[number]
    assert answer.status_code == example.status
    for name, value in example.answer_headers.items():
        assert answer.headers[name] == value
    if isinstance(as_data(example.answer), dict):
        assert answer.json == as_data(with_ids(example.answer, ids))
    elif example.answer:
        assert set(as_data(example.answer)) <= set(answer.text.split("\n"))


def test_every_call_has_its_chapter_and_every_chapter_its_call():
    routes = falcon.inspect.inspect_routes(fresh_edge().app)
    there = {
        (method.method, route.path)
        for route in routes
        for method in route.methods
        if method.method not in {"OPTIONS", "HEAD"}
        and not method.internal
        and not route.path.startswith("/panel")  # pages, no calls
    }
    told = set(re.findall(r"^### `([A-Z]+) (\S+)`$", TEXT, re.MULTILINE))
    assert told == there


def test_every_call_has_an_example():
    told = re.split(r"^### ", TEXT, flags=re.MULTILINE)[1:]
    assert [part.split("\n")[0] for part in told if "```http" not in part] == []


def test_every_call_stands_in_the_table():
    chapters = set(re.findall(r"^### `([A-Z]+ \S+)`$", TEXT, re.MULTILINE))
    told = {target.removeprefix("#") for target in links(TEXT.partition("## Errors")[0])}
    assert {_anchor(chapter) for chapter in chapters} <= told


def _anchor(chapter: str) -> str:
    return re.sub(r"[^\w\- ]", "", chapter.lower()).replace(" ", "-")


def test_every_setting_of_a_client_is_told():
    cells = "".join(row[0] for row in rows(TEXT, "#### Settings"))
    assert set(re.findall(r"`(\w+)`", cells)) == set(ClientSettings.model_fields)
