"""What a merchant's settings may change about a flow, and what not."""

from __future__ import annotations

from datetime import timedelta

import pytest

from milo.engine.flow.play.overrides import Options, option_faults
from milo.engine.flow.play.turn import Terms

from ..small_flow import PIZZAS, Table, after

ALL = PIZZAS.replace("initial:", "overridable: [texts, timeout.after, invalid.tries]\ninitial:")
NONE = PIZZAS.replace("initial:", "overridable: []\ninitial:")
OWN_WAIT = ALL.replace("    timeout: []\n", "    timeout: [{after: 5m, say: seguis}]\n")


def waits(text: str, *taps: str, **options: object) -> list[timedelta]:
    table = Table(text, terms=Terms(options=Options(**options)))
    table.arrive()
    for tap in taps:
        table.tap(tap)
    assert table.last and table.last.timers
    return [due_at - after(0) for _, due_at in table.last.timers]


def minutes(*spans: float) -> list[timedelta]:
    return [timedelta(minutes=span) for span in spans]


@pytest.mark.parametrize(
    ("own", "expected"),
    [
        ({}, (10, 120)),
        ({"defaults[0]": timedelta(minutes=3)}, (3, 120)),
        ({"puerta[1]": timedelta(minutes=30)}, (10, 30)),
        ({"puerta[0]": timedelta(minutes=4), "defaults[0]": timedelta(minutes=3)}, (4, 120)),
        ({"carta[0]": timedelta(minutes=4)}, (10, 120)),
    ],
)
def test_waits_are_the_merchants_where_the_flow_lets_them(own, expected):
    assert waits(ALL, after=own) == minutes(*expected)
    assert waits(PIZZAS, after=own) == minutes(10, 120)


def test_a_states_own_waits_are_not_those_of_all():
    taps = ("Pedir una", "Muzza", "Solo una")
    assert waits(OWN_WAIT, *taps, after={"defaults[0]": timedelta(hours=1)}) == minutes(5)
    assert waits(OWN_WAIT, *taps, after={"hecho[0]": timedelta(hours=1)}) == minutes(60)


def tries(text: str, state: str, **own: int) -> int:
    """How many answers are misunderstood before somebody is called."""
    table = Table(text, terms=Terms(options=Options(tries=own)))
    table.arrive()
    if state == "cantidad":
        table.tap("Pedir una")
        table.tap("Muzza")
    for count in range(1, 10):
        if "Llamo a alguien." in table.say("ejem"):
            return count
    raise AssertionError("nobody is ever called")


def test_tries_are_the_merchants_where_the_flow_lets_them():
    assert tries(ALL, "puerta") == 3
    assert tries(ALL, "puerta", defaults=5) == 5
    assert tries(ALL, "puerta", defaults=5, puerta=1) == 1
    assert tries(ALL, "cantidad", defaults=5) == 2
    assert tries(ALL, "cantidad", cantidad=4) == 4
    assert tries(PIZZAS, "puerta", defaults=5) == 3


def test_texts_are_the_merchants_unless_the_flow_says_no():
    own = Terms({"hola": "¡Buenas!"})
    assert Table(PIZZAS, terms=own).arrive() == "¡Buenas!"
    assert Table(ALL, terms=own).arrive() == "¡Buenas!"
    assert Table(NONE, terms=own).arrive() == "Hola, Ana. Esto es Pizzas."


@pytest.mark.parametrize(
    ("options", "told"),
    [
        ({"after": {"puerta[1]": timedelta(1)}}, []),
        ({"after": {"puerta[2]": timedelta(1)}}, ["timeout.after.puerta[2]: 'puerta' has 2 time"]),
        ({"after": {"hecho[0]": timedelta(1)}}, ["timeout.after.hecho[0]: 'hecho' has 0 time"]),
        ({"after": {"fin[0]": timedelta(1)}}, ["timeout.after.fin[0]: the flow 'pizzas' has no"]),
        ({"after": {"puerta": timedelta(1)}}, ["timeout.after.puerta: is a state and the number"]),
        ({"tries": {"nada": 2}}, ["invalid.tries.nada: the flow 'pizzas' has no state"]),
        ({"tries": {"defaults": 2, "puerta": 2}}, []),
    ],
)
def test_what_a_flow_does_not_have_is_told(options, told):
    flow = Table(ALL).script.flow
    found = [f"{key}: {why}" for key, why in option_faults(flow, Options(**options))]
    assert [one[: len(told[i])] for i, one in enumerate(found)] == told


def test_what_a_flow_keeps_to_itself_is_told():
    flow = Table(PIZZAS).script.flow
    options = Options({"defaults[0]": timedelta(1)}, {"defaults": 2})
    assert [key for key, _ in option_faults(flow, options)] == [
        "timeout.after.defaults[0]",
        "invalid.tries.defaults",
    ]
