"""A text with its slots filled in: parts and lines that have nothing to show go, nothing runs."""

from __future__ import annotations

import time

import pytest
from hypothesis import given
from hypothesis import strategies as st

from milo.engine.flow.language.placeholders import fill, names_in

KNOWN = {"a": "Ana", "b": "Bo", "a.dia": "lunes", "empty": ""}


def filled(text: str) -> str:
    return fill(text, lambda name: KNOWN.get(name, ""))


@pytest.mark.parametrize(
    ("text", "read"),
    [
        ("¡Hola, {a}!", "¡Hola, Ana!"),
        ("{a}{b}", "AnaBo"),
        ("el {a.dia} con {b}", "el lunes con Bo"),
        ("¡Hola[, {a}]!", "¡Hola, Ana!"),
        ("¡Hola[, {empty}]!", "¡Hola!"),
        ("¡Hola[, {nobody}]!", "¡Hola!"),
        ("x[ {a} y {empty}] z", "x z"),
        ("[sin nombres] queda", "sin nombres queda"),
        ("uno\n[{empty}]\ndos", "uno\ndos"),
        ("uno\n{empty}\ndos", "uno\ndos"),
        ("uno\n  [{empty}]  {empty}\ndos", "uno\ndos"),
        ("uno\n\ndos", "uno\n\ndos"),
        ("[{empty}]\nuno", "uno"),
        ("uno\n[{empty}]", "uno"),
        ("*{a}*\n[{empty}]\n¿Sí?", "*Ana*\n¿Sí?"),
        ("{{a}} [[b]]", "{a} [b]"),
        ("{{{a}}}", "{Ana}"),
        ("{A} {a b} {} { a }", "{A} {a b} {} { a }"),
        ("suelta { y ] y }", "suelta { y ] y }"),
        ("[abierta {a}", "[abierta Ana"),
        ("[a\nb]", "[a\nb]"),
        ("fin  \n", "fin"),
        ("", ""),
    ],
)
def test_a_text_as_a_person_reads_it(text: str, read: str) -> None:
    assert filled(text) == read


@pytest.mark.parametrize(
    "text",
    [
        "{a.__class__}",
        "{a.__class__.__mro__}",
        "{a!r}",
        "{a:>1000000000}",
        "{0}",
        "{a[0]}",
        "%(a)s %s",
        "${a}",
        "{a.dia.__init__.__globals__}",
    ],
)
def test_nothing_in_a_text_is_executed(text: str) -> None:
    begun = time.perf_counter()
    shown = filled(text)
    assert len(shown) < 40
    assert "class" not in shown.replace("__class__", "") and "<" not in shown
    assert time.perf_counter() - begun < 1


def test_what_a_slot_shows_is_not_read_as_a_text() -> None:
    assert fill("{x}", lambda _: "{y} [z {x}] {{") == "{y} [z {x}] {{"
    assert fill("[con {x}]", lambda _: "[{y}]") == "con [{y}]"


def test_names_are_found_in_parts_too() -> None:
    assert names_in("{a} [{b.c} {d}] {{e}} [f]") == {"a", "b.c", "d"}


@given(st.text(alphabet="{}[]ab.\n _", max_size=80))
def test_any_template_is_filled_without_a_fault(text: str) -> None:
    shown = fill(text, lambda name: "v")
    assert shown == shown.strip()
    assert len(shown) <= len(text)


@given(st.dictionaries(st.sampled_from(["a", "b", "c"]), st.text(max_size=20)))
def test_values_stand_as_they_are(values: dict[str, str]) -> None:
    shown = fill("<{a}|{b}|{c}>", lambda name: values.get(name, ""))
    assert shown == f"<{values.get('a', '')}|{values.get('b', '')}|{values.get('c', '')}>"


def test_a_huge_text_takes_no_time() -> None:
    begun = time.perf_counter()
    filled("[" * 20_000 + "{a}" + "]" * 20_000)
    filled("{a" * 20_000)
    assert time.perf_counter() - begun < 2
