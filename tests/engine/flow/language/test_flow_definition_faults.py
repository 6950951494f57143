"""Each kind of fault of form is told in a sentence, at its file, line and column."""

from __future__ import annotations

import pytest

from milo.engine.errors import FlowError
from milo.engine.flow.language.reader import read_flow

from ..small_flow import PIZZAS


def faults_of(text: str) -> list[str]:
    with pytest.raises(FlowError) as caught:
        read_flow(text, "pizzas.yaml")
    return str(caught.value).splitlines()


def broken(old: str, new: str) -> str:
    assert PIZZAS.count(old) >= 1, old
    return PIZZAS.replace(old, new, 1)


def place(text: str, part: str) -> str:
    """Return `line:column` of a part of a text."""
    before = text[: text.index(part)]
    return f"{before.count(chr(10)) + 1}:{len(before) - before.rfind(chr(10))}"


@pytest.mark.parametrize(
    ("old", "new", "at", "sentence"),
    [
        ("initial: puerta", "inicial: puerta", "inicial", "inicial: is no key of the format"),
        ("version: 7", "version: siete", "version", "version: is a number"),
        ("version: 7", "version: 0", "version", "greater than or equal to 1"),
        ("version: 7", "version: [7]", "version", "version: is a number"),
        ("flow: pizzas", "flow: Pizzas y más", "flow", "flow: is a name: lower case"),
        ("final: [fin]", "final: fin", "final", "final: is a list"),
        ("say: ayuda}", "dice: ayuda}", "dice", "escapes.ayuda.dice: is no key"),
        ("{after: 10m,", "{after: 10x,", "after: 10x", "a duration is a number and a unit"),
        ("{after: 10m,", "{after: 0m,", "after: 0m", "a duration is a number and a unit"),
        ("{after: 10m,", "{after: 10,", "after: 10,", "a duration is a number and a unit"),
        ("{after: 10m,", "{", "{ say: seguis", "'after' is missing"),
        ("text: cual\n", "text: 3\n", "text: 3", "states.carta.ask.text: is text"),
        ("{pedir: Pedir una, info: Info}", "[Pedir]", "buttons: [Pedir]", "is a mapping"),
        ("into: pizza, open", "enn: pizza, open", "list: {from", "'into' is missing"),
        ("stale: jump", "stale: salta", "stale: salta", "'jump', 'reprompt' or 'ignore'"),
        ("tries: 3", "tries: 0", "tries: 0", "greater than or equal to 1"),
        ("tries: 3", "tries: 30", "tries: 30", "less than or equal to 9"),
        ("words: [quiero]", "words: quiero", "words: quiero", "is a list"),
        ("words: [quiero]", "words: ['']", "''", "at least 1 character"),
        ("go:\n      pedir", "go: 5\n    og:\n      pedir", "go: 5", "is a mapping"),
        ('hola: "Hola', 'hola: 12\n  x: "Hola', "hola: 12", "texts.hola: is text"),
        ("  fin:\n    closing", "  Fin:\n    closing", "Fin:", "is a name: lower case"),
        ("open: ver}", "open: ver, page: 10}", "page: 10", "less than or equal to 9"),
        ("words: [gracias,", "wordz: [gracias,", "wordz", "is no key of the format"),
    ],
)
def test_a_fault_of_form(old: str, new: str, at: str, sentence: str) -> None:
    text = broken(old, new)
    found = [line for line in faults_of(text) if sentence in line]
    assert found, faults_of(text)
    assert found[0].startswith(f"pizzas.yaml:{place(text, at)}: ")


def test_a_whole_part_that_is_missing_is_told_at_the_top() -> None:
    text = PIZZAS[: PIZZAS.index("texts:")]
    assert faults_of(text) == ["pizzas.yaml:1:1: F012: 'texts' is missing; add `texts: …`"]


@pytest.mark.parametrize("text", ["", "- a\n- b\n", "hola", "12"])
def test_what_is_no_mapping_at_all_is_refused_with_a_sentence(text: str) -> None:
    (fault,) = faults_of(text)
    assert fault.startswith("pizzas.yaml:1:1: F013: is a mapping of keys to values; ")


def test_all_faults_come_at_once_in_the_order_of_the_file() -> None:
    text = PIZZAS.replace("version: 7", "version: x").replace("10m", "10").replace("jump", "j")
    lines = [int(line.split(":")[1]) for line in faults_of(text)]
    assert len(lines) == 3
    assert lines == sorted(lines)


def test_the_sound_flow_is_read() -> None:
    flow, source = read_flow(PIZZAS, "pizzas.yaml")
    assert flow.flow == "pizzas"
    assert flow.invalid("puerta").say == ("ejemplo", "opciones")
    assert flow.invalid("cantidad").tries == 2
    assert [wait.after.total_seconds() for wait in flow.timeouts("carta")] == [600, 7200]
    assert flow.timeouts("hecho") == flow.timeouts("fin") == ()
    assert source.position(("flow",)) == (1, 1)
