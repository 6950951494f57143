"""Each row of the language compiles to its trigger, on one machine that all sessions share."""

from __future__ import annotations

from concurrent.futures import ThreadPoolExecutor
from importlib.resources import files
from random import Random

import pytest
from support.compiled import compile_flow

from milo.engine.flow.compiled.machine import FlowMachine, TriggerError
from milo.engine.flow.language.reader import read_flow
from milo.engine.vocabulary import VOCABULARY

from ..small_flow import PIZZAS

RESERVAS = (files("milo.flows") / "reservas.yaml").read_text(encoding="utf-8")


@pytest.fixture(scope="module")
def machine() -> FlowMachine:
    return FlowMachine(read_flow(PIZZAS, "pizzas.yaml")[0])


@pytest.mark.parametrize(
    ("state", "trigger", "target"),
    [
        ("puerta", "pedir", "carta"),
        ("puerta", "info", "puerta"),
        ("carta", "empty", "fin"),
        ("cantidad", "ok:lista", "fin"),
        ("cantidad", "ok:quemada", "cantidad"),
        ("carta", "escape:chau", "fin"),
        ("cantidad", "escape:menu", "puerta"),
        ("hecho", "escape:ayuda", "hecho"),
        ("hecho", "escape:alguien", "hecho"),
        ("carta", "invalid", "carta"),
        ("carta", "invalid:exhausted", "carta"),
        ("carta", "timeout:0", "carta"),
        ("carta", "timeout:1", "fin"),
        ("cantidad", "gone:pizza", "carta"),
        ("fin", "stale:lista", "fin"),
    ],
)
def test_a_way_out_is_a_trigger(
    machine: FlowMachine, state: str, trigger: str, target: str
) -> None:
    assert machine.fire(state, trigger) == target


@pytest.mark.parametrize(
    ("state", "trigger"),
    [
        ("puerta", "ok"),
        ("puerta", "nonsense"),
        ("cantidad", "ok"),  # waits for its action's outcome: that is the trigger
        ("fin", "stale"),
        ("hecho", "timeout:0"),
        ("hecho", "ayuda"),
        ("fin", "escape:menu"),
        ("fin", "invalid"),
        ("carta", "to_fin"),  # no transitions but those that were written
    ],
)
def test_what_was_not_written_leads_nowhere(machine: FlowMachine, state: str, trigger: str) -> None:
    with pytest.raises(TriggerError):
        machine.fire(state, trigger)


def test_final_states_have_no_exit_but_the_answer_to_old_buttons(machine: FlowMachine) -> None:
    assert {trigger for state, trigger in machine.exits if state == "fin"} == {
        "stale",
        "stale:lista",
        "stale:nada",
    }


def test_the_shipped_flow_has_each_escape_from_each_asking_state() -> None:
    flow = read_flow(RESERVAS, "reservas.yaml")[0]
    machine = FlowMachine(flow)
    for state in set(flow.states) - set(flow.final):
        for name, escape in flow.escapes.items():
            leads = [escape, *escape.first]
            assert machine.exits[state, f"escape:{name}"] == escape
            if not escape.first:
                assert machine.fire(state, f"escape:{name}") == (leads[0].to or state)


def test_no_model_is_registered_however_often_it_is_fired(machine: FlowMachine) -> None:
    for _ in range(50):
        machine.fire("puerta", "pedir")
    assert machine._machine.models == []
    assert machine._machine.initial == "puerta"


def test_sessions_that_share_a_machine_do_not_mix(machine: FlowMachine) -> None:
    steps = [("puerta", "pedir"), ("carta", "escape:chau"), ("cantidad", "ok:quemada")]
    targets = {step: machine.fire(*step) for step in steps}

    def walk(seed: int) -> bool:
        random = Random(seed)
        picks = [random.choice(steps) for _ in range(300)]
        return all(machine.fire(*step) == targets[step] for step in picks)

    with ThreadPoolExecutor(8) as pool:
        assert all(pool.map(walk, range(16)))


def test_a_compiled_flow_knows_its_words_folded() -> None:
    script = compile_flow(RESERVAS, "reservas.yaml", VOCABULARY)
    assert script.escapes["menu"] == "menu"
    assert script.options["confirmando"]["si"] == "confirmar"
    assert script.options["inicio"]["info y horarios"] == "info"
    assert "👍" in script.closings["finalizado"]
    assert script.options["finalizado"] == {}
