"""`engine/json_text.py`: what Python's own `json` says, as short as it can be spelled."""

from __future__ import annotations

import json
from enum import StrEnum
from typing import Any

import pytest
from hypothesis import given
from hypothesis import strategies as st

from milo.engine.json_text import from_json, json_text


class Colour(StrEnum):
    RED = "rojo"


texts = st.text(st.characters(exclude_categories=()))
plain = st.recursive(
    st.none() | st.booleans() | st.integers() | st.floats(allow_nan=False) | texts,
    lambda inner: st.lists(inner, max_size=4) | st.dictionaries(texts, inner, max_size=4),
    max_leaves=12,
).filter(lambda value: "inf" not in repr(value).lower())


@given(plain)
def test_it_says_what_json_says_and_reads_it_back(value: Any) -> None:
    text = json_text(value)
    assert json.loads(text) == value
    assert from_json(text) == value
    text.encode()


@given(plain)
def test_it_reads_what_others_write(value: Any) -> None:
    for written in (json.dumps(value), json.dumps(value, indent=1)):
        assert from_json(written) == value
        assert from_json(written.encode()) == value


@pytest.mark.parametrize(
    ("value", "text"),
    [
        ({"hora": "¿A qué hora? 👋", "n": (1, 2)}, '{"hora":"¿A qué hora? 👋","n":[1,2]}'),
        ({Colour.RED: Colour.RED}, '{"rojo":"rojo"}'),
        ("\ud83d", '"\\ud83d"'),
        (2**80, str(2**80)),
        ({None: 1}, '{"null":1}'),
    ],
)
def test_how_it_is_spelled(value: Any, text: str) -> None:
    assert json_text(value) == text


@pytest.mark.parametrize("text", ["", "{", "[1,]", "nada", '{"a":1}x'])
def test_what_is_no_json_is_refused(text: str) -> None:
    with pytest.raises(ValueError):
        from_json(text)
