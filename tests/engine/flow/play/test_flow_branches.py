"""Exits with several targets: the first whose condition holds."""

from __future__ import annotations

import pytest
from support.compiled import compile_flow

from milo.engine.errors import FlowError
from milo.engine.flow.compiled.exits import exits
from milo.engine.flow.language.registry import Outcome
from milo.engine.flow.play.functions import FunctionError
from milo.engine.flow.play.turn import Turn

from ..small_flow import PIZZAS, Kitchen, Table, registry_of

BEFORE = "      una: {to: hecho}\n"


def table(branches: str, **kitchen: str) -> Table:
    """A table where «Solo una» branches, and where the kitchen says who is known."""
    made = Table(PIZZAS.replace(BEFORE, f"      una:\n{branches}"), Kitchen(**kitchen))
    made.arrive()
    made.say("quiero")
    made.tap("Napo")
    return made


def path(turn: Turn | None) -> list[tuple[str, str]]:
    assert turn
    return list(turn.path)


@pytest.mark.parametrize(
    ("condition", "holds"),
    [
        ("{pizza: napo}", True),
        ("{pizza: muzza}", False),
        ("{pizza: [muzza, napo]}", True),
        ("{pizza: true}", True),
        ("{pizza: false}", False),
        ("{cuantas: true}", False),
        ("{cuantas: false}", True),
        ("{pizza: napo, cuantas: true}", False),
        ("{pizza: napo, cuantas: false}", True),
        ("{cuantas: [1, 2]}", False),
    ],
)
def test_slots_decide(condition, holds):
    made = table(f"        first: [{{if: {condition}, to: hecho}}, {{to: puerta}}]\n")
    made.tap("Solo una")
    assert path(made.last) == [("una?0", "hecho") if holds else ("una?1", "puerta")]


def test_a_number_is_compared_as_text():
    made = table("        first: [{if: {cuantas: 3}, to: hecho}, {to: puerta}]\n")
    made.session.data["slots"]["cuantas"] = "3"
    made.tap("Solo una")
    assert made.state == "hecho"


def test_the_first_that_holds_is_taken_and_no_other():
    made = table(
        "        first:\n"
        "          - {if: {cuantas: true}, to: carta}\n"
        "          - {if: {pizza: true}, to: hecho, say: info}\n"
        "          - {if: {pizza: napo}, to: puerta}\n"
        "          - {to: fin}\n"
    )
    assert made.tap("Solo una").startswith("Abrimos de noche.")
    assert made.state == "hecho"


def test_a_guard_decides_and_is_written_down():
    kitchen = Kitchen()
    known = registry_of(kitchen)
    asked = []

    @known.guard("conocido")
    def conocido(call) -> bool:
        asked.append(dict(call.slots))
        return kitchen.name == "Ana"

    text = PIZZAS.replace(BEFORE, "      una: {first: [{if: conocido, to: hecho}, {to: puerta}]}\n")
    for name, state in (("Ana", "hecho"), ("Beto", "puerta")):
        kitchen.name = name
        made = Table(text, kitchen, registry=known)
        made.arrive()
        made.say("quiero")
        made.tap("Napo")
        made.tap("Solo una")
        assert made.state == state
        assert {"call": "guard:conocido", "answer": name == "Ana"} in made.answers
    assert asked == [{"pizza": "napo"}] * 2


def test_branches_and_outcomes_nest():
    text = PIZZAS.replace(
        "          lista: {to: fin, result: pedida, say: lista}\n",
        "          lista:\n"
        "            first:\n"
        "              - {if: {cuantas: '1'}, to: fin, say: lista}\n"
        "              - {do: cocinar, outcomes: {lista: {first: [{if: {pizza: napo}, to: hecho},"
        " {to: fin}]}, quemada: {to: carta}, nada: {escape: chau}}}\n",
    )
    made = Table(text)
    made.arrive()
    made.say("quiero")
    made.tap("Napo")
    made.say("2")
    assert path(made.last) == [("ok:lista?1:lista?0", "hecho")]
    triggers = {one.trigger for one in exits(made.script.flow)}
    assert {"ok", "ok:lista", "ok:lista?0", "ok:lista?1:lista?1", "ok:quemada"} <= triggers


def test_a_branch_may_be_an_escape():
    made = table("        first: [{if: {pizza: napo}, escape: chau}, {to: puerta}]\n")
    assert made.tap("Solo una") == "Chau."
    assert (made.state, path(made.last)) == ("fin", [("escape:chau", "fin")])


@pytest.mark.parametrize(
    ("exit_", "told"),
    [
        ("{first: [{if: {pizza: napo}, to: hecho}, {if: {pizza: x}, to: fin}]}", "for all else"),
        ("{first: [{to: hecho}, {to: fin}]}", "never taken"),
        ("{first: [{if: nadie, to: hecho}, {to: fin}]}", "no guard 'nadie'"),
        ("{first: [{if: {piza: x}, to: hecho}, {to: fin}]}", "no slot 'piza'"),
        ("{first: [{if: {pizza: []}, to: hecho}, {to: fin}]}", "is compared with"),
        ("{first: [{if: {}, to: hecho}, {to: fin}]}", "is a guard's name, or slots"),
        ("{first: [{if: {pizza: napo}, to: nada}, {to: fin}]}", "no state 'nada'"),
        ("{first: [{to: fin}], say: info}", "stands in its branches"),
        ("{if: {pizza: napo}, to: fin}", "is no key"),
    ],
)
def test_a_faulty_branch_is_told_at_its_line(exit_, told):
    text = PIZZAS.replace(BEFORE, f"      una: {exit_}\n")
    line = text[: text.index("      una: ")].count("\n") + 1
    with pytest.raises(FlowError) as caught:
        compile_flow(text, "pizzas.yaml", registry_of(Kitchen()))
    assert [fault.line for fault in caught.value.faults if told in fault.message] == [line]


def test_time_may_branch():
    text = PIZZAS.replace(
        "    - {after: 10m, say: seguis}\n",
        "    - {after: 10m, first: [{if: {pizza: true}, to: fin, say: adios}, {say: seguis}]}\n",
    )
    made = Table(text)
    made.arrive()
    assert made.elapse("timeout:0") == "¿Seguís?"
    made.say("quiero")
    made.tap("Napo")
    assert made.elapse("timeout:0") == "Chau."
    assert made.state == "fin"


def test_an_outcome_that_nobody_declared_is_a_clear_error():
    made = table("        first: [{if: {pizza: x}, to: hecho}, {to: puerta}]\n")
    made.registry.action("cocinar", "lista")(lambda _: Outcome("robada"))
    with pytest.raises(FunctionError, match=r"cocinar.*robada"):
        made.say("2")
