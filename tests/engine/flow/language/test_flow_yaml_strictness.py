"""Strict YAML: what stands there is what is meant, and every value knows its line and column."""

from __future__ import annotations

from typing import Any

import pytest
from hypothesis import given
from hypothesis import strategies as st

from milo.engine.errors import FlowError
from milo.engine.flow.language.yaml_source import read_source, spell


def data(text: str) -> Any:
    return read_source(text, "f.yaml").data


@pytest.mark.parametrize(
    ("written", "meant"),
    [
        *[("true", True), ("false", False), ("null", None), ("~", None), ("", None)],
        *[("no", "no"), ("on", "on"), ("yes", "yes"), ("off", "off"), ("True", "True")],
        *[("NO", "NO"), ("y", "y"), ("n", "n"), ("Null", "Null"), ("FALSE", "FALSE")],
        *[("10:30", "10:30"), ("2026-11-27", "2026-11-27"), ("1:20:30", "1:20:30")],
        *[("12", 12), ("-3", -3), ("0", 0), ("007", "007"), ("0x1F", "0x1F"), ("0o17", "0o17")],
        *[("1_000", "1_000"), ("1.5", "1.5"), ("1e3", "1e3"), (".inf", ".inf"), ("+4", "+4")],
        *[("'12'", "12"), ('"true"', "true"), ('"\\u00e1"', "á"), ("9" * 30, "9" * 30)],
        *[("=", "="), ("[a, no]", ["a", "no"]), ("{no: on}", {"no": "on"})],
        *[("|\n  12", "12"), ("a # b", "a"), ("<<", "<<")],
    ],
)
def test_a_value_is_what_stands_there(written: str, meant: object) -> None:
    read = data(f"k: {written}")["k"]
    assert read == meant
    assert type(read) is type(meant)


def test_a_merge_key_is_a_key_like_any_other() -> None:
    assert data("a: {<<: {b: 1}}") == {"a": {"<<": {"b": 1}}}


def test_keys_are_words_whatever_they_look_like() -> None:
    assert data("no: 1\n10: 2\ntrue: 3") == {"no": 1, "10": 2, "true": 3}


@pytest.mark.parametrize(
    ("text", "line", "column", "words"),
    [
        ("a: 1\nb:\n  c: 2\n  c: 3\n", 4, 3, "stands twice"),
        ("{a: 1, a: 2}", 1, 8, "stands twice"),
        ("a: &x 1\n", 1, 4, "anchors"),
        ("a: &x [1]\nb: *x\n", 1, 4, "anchors"),
        ("a:\n  b: !!python/object/apply:os.system [ls]\n", 2, 6, "tags"),
        ("a: !local 3", 1, 4, "tags"),
        ("a: !local 'x'", 1, 4, "tags"),
        ("a: !!map {b: 1}", 1, 4, "tags"),
        ("? [1, 2]\n: 3\n", 1, 3, "a key is a word"),
        ("a: [1, 2\nb: 3\n", 1, 4, "never closed"),
        ("a: 'open\n", 1, 4, "never closed"),
        ("a: b: c", 1, 5, ""),
        ("a: 1\n---\nb: 2\n", 2, 1, ""),
        ("\tx: 1", 1, 1, ""),
        ("a: @b", 1, 4, ""),
    ],
)
def test_what_is_refused_is_shown_where_it_stands(
    text: str, line: int, column: int, words: str
) -> None:
    with pytest.raises(FlowError) as caught:
        read_source(text, "f.yaml")
    fault = caught.value.faults[0]
    assert (fault.line, fault.column) == (line, column)
    assert words in fault.message
    assert str(caught.value).startswith(f"f.yaml:{line}:{column}: ")


def test_every_fault_is_told_at_once_in_the_order_of_the_text() -> None:
    with pytest.raises(FlowError) as caught:
        read_source("a: &x 1\nb: 2\nb: 3\nc: !t 4\n", "f.yaml")
    assert [fault.line for fault in caught.value.faults] == [1, 3, 4]


def test_a_bomb_of_nested_lists_or_of_aliases_is_refused() -> None:
    with pytest.raises(FlowError, match="nested too deep"):
        read_source("[" * 3000 + "]" * 3000, "f.yaml")
    layers = "\n".join(f"a{i}: &a{i} [{', '.join([f'*a{i - 1}'] * 9)}]" for i in range(1, 40))
    with pytest.raises(FlowError, match="anchors"):
        read_source(f"a0: &a0 [x]\n{layers}\n", "f.yaml")


def test_positions_lead_to_each_value_or_to_what_is_around_it() -> None:
    source = read_source("a:\n  b: [x, y]\n  c: {d: 1}\n", "f.yaml")
    assert source.position(("a", "b")) == (2, 3)
    assert source.position(("a", "b", 1)) == (2, 10)
    assert source.position(("a", "c", "d")) == (3, 7)
    assert source.position(("a", "c", "nowhere", 3)) == (3, 3)
    assert source.position(("z",)) == (1, 1)


def test_a_path_is_spelt_as_a_person_would() -> None:
    assert spell(("states", "inicio", "timeout", 0, "after")) == "states.inicio.timeout[0].after"
    assert spell(()) == ""


@given(st.text(max_size=60))
def test_any_text_is_read_or_refused_with_a_place(text: str) -> None:
    try:
        read_source(text, "f.yaml")
    except FlowError as error:
        assert all(fault.line >= 1 and fault.column >= 1 for fault in error.faults)
