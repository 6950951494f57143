"""What of a further reader's answer counts."""

from __future__ import annotations

from datetime import date
from typing import Any

import pytest
from hypothesis import given
from hypothesis import strategies as st

from milo.engine.understanding.commands import CLEAR, LIKELY, WEAK
from milo.engine.understanding.decisions import Ways
from milo.engine.understanding.names import Names
from milo.engine.understanding.policy import decide
from milo.engine.understanding.proposals import COMMANDS_LIMIT, commands_of, question_of
from milo.engine.understanding.scene import Scene

SERVICES = Names([("corte", "Corte"), ("color", "Color")])
SCENE = Scene(date(2026, 8, 24), "date", lambda kind: SERVICES if kind == "service" else Names(()))
WAYS = Ways(
    asks="date",
    keeps=frozenset({"service", "date", "time", "party"}),
    filled={"service": "corte"},
    means={"si": "confirmar", "precio": "escape:precio"},
    final=frozenset({"confirmar"}),
)


def proposed(**command: Any) -> list[dict[str, Any]]:
    found = commands_of([command], SCENE, WAYS)
    return [one.to_json() for one in found]


@pytest.mark.parametrize(
    ("topic", "value", "counts"),
    [
        ("service", "color", True),
        ("service", "masaje", False),
        ("date", "2026-08-28", True),
        ("date", "28/8", False),
        ("date", "20260828", False),
        ("date", "2026-02-30", False),
        ("time", "16:30", True),
        ("time", "25:00", False),
        ("party", "4", True),
        ("party", "-4", False),
        ("staff", "carla", False),
        ("booking", "b1", False),
    ],
)
def test_a_value_counts_where_a_slot_may_have_it(topic: str, value: str, counts: bool) -> None:
    assert bool(proposed(act="set", topic=topic, values=[value], words="x")) is counts


def test_several_values_are_asked_about() -> None:
    (command,) = proposed(act="set", topic="service", values=["corte", "color"], words="x")
    assert command["wish"] == {"values": ["corte", "color"], "sure": False}


@pytest.mark.parametrize(
    ("said", "counts"),
    [(1, LIKELY), (99, LIKELY), (0.3, 0.3), (-1, 0.0), ("1", WEAK), (True, WEAK)],
)
def test_it_is_never_as_sure_as_what_is_read_here(said: Any, counts: float) -> None:
    (command,) = proposed(act="agree", words="x", strength=said)
    assert command["strength"] == counts < CLEAR


def test_only_meanings_that_have_an_exit_count() -> None:
    assert proposed(act="mean", topic="precio", words="x")
    assert not proposed(act="mean", topic="borrar_todo", words="x")
    assert not proposed(act="answer", topic="date", values=["2026-08-28"], words="x")


def test_of_many_commands_the_first_few_count() -> None:
    many = [{"act": "thank", "words": "x"}] * 1000
    assert len(commands_of(many, SCENE, WAYS)) == COMMANDS_LIMIT


def test_it_is_told_the_question_and_what_can_be_named() -> None:
    assert question_of("mañana", SCENE, WAYS) == {
        "text": "mañana",
        "today": "2026-08-24",
        "asks": "date",
        "types": ["date", "party", "service", "time"],
        "filled": {"service": "corte"},
        "means": ["precio", "si"],
        "names": {"service": [["corte", "Corte"], ["color", "Color"]]},
    }


_JSON = st.recursive(
    st.none() | st.booleans() | st.integers() | st.floats() | st.text(max_size=20),
    lambda inner: st.lists(inner, max_size=4) | st.dictionaries(st.text(max_size=8), inner),
)
_COMMANDS = st.fixed_dictionaries(
    {"act": st.sampled_from(["set", "mean", "agree", "refuse", "question", "more", "choose"])},
    optional={"topic": _JSON, "values": _JSON, "words": _JSON, "strength": _JSON},
)


@pytest.mark.slow
@given(_JSON | st.lists(_COMMANDS, max_size=4))
def test_whatever_it_answers_does_no_harm(answer: Any) -> None:
    commands = commands_of(answer, SCENE, WAYS)
    assert all(one.strength < CLEAR for one in commands)
    decided = decide(commands, WAYS)
    assert decided is None or getattr(decided.decision, "trigger", "") != "confirmar"
