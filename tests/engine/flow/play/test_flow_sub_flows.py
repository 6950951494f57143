"""A flow may call another from everywhere, and comes back; none can run for ever."""

from __future__ import annotations

import json
from dataclasses import replace
from typing import Any, cast

import pytest
from support.compiled import compile_flow

from milo.engine.flow.compiled.compiled_flow import CompiledFlow
from milo.engine.flow.language.reader import read_flow
from milo.engine.flow.language.registry import Call, Outcome, Registry, Row
from milo.engine.flow.play.events import Arrived, Elapsed, Event, Wrote
from milo.engine.flow.play.flow_stack import CALLS_LIMIT, FlowLoopError
from milo.engine.flow.play.functions import Functions
from milo.engine.flow.play.turn import Terms, Turn, play
from milo.engine.messages import Incoming, Kind

from ..small_flow import NOW, session_of

MAIN = """\
flow: casa
version: 1
initial: sala
final: [fin]
slots:
  caja: {type: caja, gone: {call: visita, back: patio, clear: [caja]}}
escapes:
  visita: {words: [visita], call: visita}
  patio: {words: [al patio], call: visita, back: patio}
defaults:
  invalid: {tries: 1, else: {call: visita, back: patio}}
  timeout: [{after: 10m, call: visita, back: patio}, {after: 20m, say: eco}]
states:
  sala:
    ask: {text: sala, list: {from: cajas, into: caja}}
    go:
      ok: {to: patio}
      empty: {to: patio}
      aqui: {words: [aqui], call: visita}
      alla: {words: [alla], call: visita, back: patio}
      misma: {words: [misma], call: visita, back: sala}
      segun:
        words: [segun]
        do: mirar
        outcomes: {llena: {call: visita, back: patio}, vacia: {call: visita}}
      elige: {words: [elige], first: [{if: {caja: x}, call: visita}, {call: visita, back: patio}]}
  patio:
    ask: {text: patio, buttons: {fin: Fin}}
    go:
      fin: {to: fin}
  fin:
    stale: {call: visita}
texts:
  {sala: "¿Caja?", patio: "¿Patio?", eco: "¿Seguís?", ver_opciones: Ver, ver_mas: Más,
   cual_de_estos: Cuál}
"""
VISIT = """\
flow: visita
version: 1
initial: puerta
final: [adios]
states:
  puerta:
    ask: {text: puerta, buttons: {salir: Salir}}
    go:
      salir: {to: adios, say: chau}
  adios:
    stale: {say: chau}
texts: {puerta: "¿Quién es?", chau: "Chau."}
"""


def registry() -> Registry:
    known = Registry()
    known.show("caja")(lambda _, value: {"": value} if value != "perdida" else None)
    known.show("option")(lambda _, value: {"": value})

    @known.provider("cajas")
    def cajas(_: Call) -> list[Row]:
        return [Row("a", "A"), Row("b", "B")]

    @known.provider("nada")
    def nada(_: Call) -> list[Row]:
        return []

    @known.action("mirar", "llena", "vacia")
    def mirar(call: Call) -> Outcome:
        return Outcome("vacia" if call.slots.get("caja") else "llena")

    return known


class House:
    """One session, whose flows may call each other."""

    def __init__(self, *texts: str) -> None:
        self.registry = registry()
        self.scripts: dict[str, CompiledFlow] = {}
        for text in texts or (MAIN, VISIT):
            flow = read_flow(text, "x.yaml")[0]
            self.scripts[flow.flow] = CompiledFlow(flow)
        self.session = session_of(next(iter(self.scripts.values())))
        self.turn: Turn | None = None

    def play(self, event: Event) -> str:
        nobody = cast("Any", None)
        call = Call(nobody, nobody, nobody, self.session, NOW, nobody, {})
        functions = Functions(self.registry, call)
        self.turn = play(
            lambda name, _: self.scripts[name], self.session, event, functions, Terms(), NOW
        )
        data = json.loads(json.dumps(dict(self.turn.data)))
        self.session = replace(self.session, state=self.turn.state, data=data, mode=self.turn.mode)
        return self.turn.message.text if self.turn.message else ""

    def arrive(self) -> str:
        return self.play(Arrived())

    def say(self, text: str) -> str:
        return self.play(Wrote(Incoming(Kind.TEXT, text=text)))

    @property
    def triggers(self) -> list[str]:
        assert self.turn
        return [trigger for trigger, _ in self.turn.path]


def test_the_flows_have_no_faults():
    for text, name in ((MAIN, "casa.yaml"), (VISIT, "visita.yaml")):
        compile_flow(text, name, registry())


@pytest.fixture
def house():
    made = House()
    made.arrive()
    return made


@pytest.mark.parametrize(
    ("said", "back", "trigger"),
    [
        ("aqui", "¿Caja?", "return:visita"),
        ("misma", "¿Caja?", "return:visita"),
        ("alla", "¿Patio?", "return:visita:patio"),
        ("visita", "¿Caja?", "return:visita"),
        ("al patio", "¿Patio?", "return:visita:patio"),
        ("segun", "¿Patio?", "return:visita:patio"),
        ("elige", "¿Patio?", "return:visita:patio"),
        ("qué sé yo", "¿Patio?", "return:visita:patio"),
    ],
    ids=lambda value: value.replace(" ", "_"),
)
def test_a_call_from_anywhere_comes_back_where_it_should(house, said, back, trigger):
    assert house.say(said) == "¿Quién es?"
    assert house.say("salir") == f"Chau.\n\n{back}"
    assert house.triggers == ["salir", trigger]
    assert house.session.data.get("frames") is None


def test_time_may_call(house):
    assert house.play(Elapsed("timeout:0")) == "¿Quién es?"
    assert house.say("salir") == "Chau.\n\n¿Patio?"


def test_what_is_gone_may_call(house):
    house.say("al patio")
    house.say("salir")
    house.session.data["slots"]["caja"] = "perdida"
    assert house.say("fin") == "¿Quién es?"
    assert house.triggers == ["gone:caja"]
    assert house.say("salir") == "Chau.\n\n¿Patio?"


def test_an_outcome_may_call_and_come_back_here(house):
    house.session.data["slots"]["caja"] = "a"
    assert house.say("segun") == "¿Quién es?"
    assert house.say("salir") == "Chau.\n\n¿Caja?"


def test_an_old_button_at_the_end_may_call(house):
    house.say("al patio")
    house.say("salir")
    house.say("fin")
    tap = Incoming(Kind.TAP, "interactive", "A", "s-1|casa|1|sala|1|=a")
    assert house.play(Wrote(tap)) == "¿Quién es?"
    assert house.say("al patio") == "¿Quién es?"  # no escape leads out of an end
    assert house.say("salir") == "Chau."
    assert house.session.state == "fin"


def test_an_escape_of_the_caller_leaves_and_calls_anew(house):
    house.say("aqui")
    assert house.say("al patio") == "¿Quién es?"
    assert len(house.session.data["frames"]) == 1
    assert house.say("salir") == "Chau.\n\n¿Patio?"


def test_waits_of_the_caller_work_within(house):
    house.say("aqui")
    assert house.play(Elapsed("outer:timeout:1")) == "¿Seguís?"
    assert house.play(Elapsed("outer:timeout:0")) == "¿Quién es?"
    assert house.say("salir") == "Chau.\n\n¿Patio?"


# Limits

LOOP = """\
flow: casa
version: 1
initial: sala
final: [fin]
slots: {{caja: {{type: caja}}}}
escapes: {{otra: {{words: [otra], {escape}}}}}
states:
  sala:
    ask: {{text: sala, list: {{from: nada, into: caja}}}}
    go:
      ok: {{to: fin}}
      empty: {{{empty}}}
  patio:
    ask: {{text: sala, list: {{from: nada, into: caja}}}}
    go:
      ok: {{to: fin}}
      empty: {{to: sala}}
  quieto:
    ask: {{text: sala, buttons: {{si: Si}}}}
    go:
      si: {{call: casa}}
  fin: {{stale: {{say: sala}}}}
texts: {{sala: "¿Caja?"}}
"""


@pytest.mark.parametrize(
    ("empty", "told"),
    [
        ("to: sala", "casa goes in a circle at 'sala' by 'empty'"),
        ("to: patio", "casa goes in a circle"),
        ("call: casa", "8 flows call each other: casa > casa"),
        ("escape: otra", "casa goes in a circle"),
        ("first: [{if: {caja: true}, to: fin}, {to: sala}]", "casa goes in a circle"),
    ],
)
def test_a_flow_that_would_never_end_is_told(empty, told):
    house = House(LOOP.format(empty=empty, escape="to: sala"))
    with pytest.raises(FlowLoopError, match=told):
        house.arrive()


def test_an_escape_that_is_its_own_outcome_is_told():
    loop = "do: mirar, outcomes: {llena: {escape: otra}, vacia: {escape: otra}}"
    house = House(LOOP.format(empty="to: quieto", escape=loop))
    house.arrive()
    with pytest.raises(FlowLoopError, match="casa goes in a circle at 'quieto' by 'escape:otra'"):
        house.say("otra")


def test_flows_that_call_each_other_turn_after_turn_come_to_an_end():
    text = LOOP.format(empty="to: quieto", escape="say: sala")
    house = House(text)
    house.arrive()
    for depth in range(2, CALLS_LIMIT + 1):
        house.say("si")
        assert len(house.session.data["frames"]) == depth - 1
    with pytest.raises(FlowLoopError, match=f"more than {CALLS_LIMIT} flows"):
        house.say("si")


FORGETS = MAIN.replace(
    "  visita: {words: [visita], call: visita}",
    "  visita: {words: [visita], call: visita}\n"
    "  olvida: {words: [olvida], say: eco, clear: [caja], result: olvidada}",
)


def test_an_escape_of_the_caller_that_speaks_forgets_and_notes_for_the_caller():
    house = House(FORGETS, VISIT)
    house.arrive()
    house.session.data["slots"]["caja"] = "a"
    house.say("aqui")
    assert house.say("olvida") == "¿Seguís?\n\n¿Quién es?"
    assert house.session.data["slots"] == {}
    assert house.session.data["result"] == "olvidada"
    assert len(house.session.data["frames"]) == 1


def test_what_was_lost_during_a_call_is_seen_on_the_way_back(house):
    house.say("aqui")
    house.session.data["slots"]["caja"] = "perdida"
    assert house.say("salir") == "Chau.\n\n¿Quién es?"
    assert house.triggers[-1] == "gone:caja"
