"""What authors say without Python: lists of their own, bounds, counts, words inside, refusals."""

from __future__ import annotations

from dataclasses import replace
from typing import Any, cast

import pytest
from support.compiled import compile_flow

from milo.engine.errors import FlowError
from milo.engine.flow.language.registry import Call
from milo.engine.flow.play.events import Arrived, Wrote
from milo.engine.flow.play.functions import Functions
from milo.engine.flow.play.plain_functions import plain_calls
from milo.engine.flow.play.turn import Terms, play
from milo.engine.flow.play.value_readers import value_calls
from milo.engine.messages import Incoming, Kind
from milo.engine.model import Mode

from ..small_flow import CLIENT, NOW, Kitchen, Table, registry_of, text_of

REGISTRY = registry_of(Kitchen()) | plain_calls | value_calls
TRIAGE = """\
flow: pizzas
version: 1
initial: motivo
final: [fin]

slots:
  motivo: {type: option}
  edad: {type: number}
  intentos: {type: number}

options:
  motivos:
    dolor: {title: Me duele, description: Hoy o desde hace días}
    control: Un control
    o1: Otra 1
    o2: Otra 2
    o3: Otra 3
    o4: Otra 4
    o5: Otra 5
    o6: Otra 6
    o7: Otra 7
    o8: Otra 8
    o9: Otra 9

escapes:
  menu: {words: [menu], to: motivo, clear: [motivo, edad, intentos]}
  urgencia: {contains: [urgente, sangra mucho], handoff: llamo}

defaults:
  invalid: {tries: 3, say: no_entendi, refused: [pensalo, por_ultima_vez], else: {handoff: llamo}}

states:
  motivo:
    ask: {text: que_pasa, list: {from: motivos, into: motivo}}
    go:
      ok: {to: edad}
      rara: {contains: [muela], to: fin, say: adios}
  edad:
    ask:
      text: cuantos
      typed: {parse: numero, into: edad, min: 1, max: 120, beyond: imposible}
    go:
      ok:
        first:
          - {if: {edad: {min: 18}, motivo: dolor}, to: fin, say: mayor}
          - {if: {edad: {max: 17}, intentos: {min: 1}}, to: fin, say: basta}
          - {count: intentos, clear: [edad], say: menor}
  fin:
    stale: {say: adios}

texts:
  que_pasa: "¿Qué pasa?"
  cuantos: "¿Cuántos años?"
  imposible: "¿{pedida}?"
  pensalo: "Pensalo."
  por_ultima_vez: "Última."
  mayor: "{motivo}, con {edad}."
  menor: "Que venga un mayor."
  basta: "Ya van [{intentos}]."
  no_entendi: "No entendí."
  llamo: "Llamo."
  adios: "Chau."
  ver_opciones: "Ver"
  ver_mas: "Ver más"
  cual_de_estos: "¿Cuál?"
"""


@pytest.fixture
def table() -> Table:
    made = Table(TRIAGE, registry=REGISTRY)
    made.arrive()
    return made


def test_a_list_of_ones_own_is_paged_and_says_what_it_offers(table):
    assert table.titles[:2] == ["Me duele", "Un control"]
    assert table.titles[-1] == "Ver más"
    assert table.shown.rows[0].description == "Hoy o desde hace días"
    table.tap("Ver más")
    assert table.titles == ["Otra 8", "Otra 9"]
    table.tap("Otra 9")
    assert (table.state, table.slots["motivo"]) == ("edad", "o9")


def test_a_page_that_is_turned_does_not_greet_again():
    greeting = TRIAGE.replace("ask: {text: que_pasa,", "ask: {text: hola, again: que_pasa,")
    made = Table(
        greeting.replace("texts:\n", 'texts:\n  hola: "¡Hola! ¿Qué pasa?"\n'), registry=REGISTRY
    )
    assert made.arrive() == "¡Hola! ¿Qué pasa?"
    assert made.tap("Ver más") == "¿Qué pasa?"


@pytest.mark.parametrize("parse", ["numero", "texto"])
def test_a_greeting_after_the_end_is_no_answer_of_the_first_question(parse):
    asks = "ask: {text: que_pasa, list: {from: motivos, into: motivo}}"
    assert asks in TRIAGE
    text = TRIAGE.replace(
        asks, f"ask: {{text: que_pasa, typed: {{parse: {parse}}}, into: {parse}}}"
    )
    text = text.replace("slots:\n", "slots:\n  numero: {type: number}\n  texto: {type: text}\n")
    made = Table(text, registry=REGISTRY)
    made.arrive()
    made.say("una muela")
    assert made.state == "fin"
    assert made.say("¡Hola!") == "¿Qué pasa?"
    assert (made.state, made.slots) == ("motivo", {})


def test_an_option_is_typed_too_and_its_title_is_shown(table):
    table.say("me duele")
    assert table.say("30") == "Me duele, con 30."


def test_bounds_and_counts_choose_a_branch(table):
    table.say("2")
    assert table.say("15").startswith("Que venga un mayor.")
    assert table.slots["intentos"] == "1"
    assert table.say("quince") == "Ya van 1."


def test_what_lies_beyond_is_refused_each_time_with_more_and_in_the_end_a_person(table):
    table.say("1")
    assert table.say("0").startswith("¿0?\n\n¿Cuántos")
    assert table.say("200").startswith("¿200?\n\nPensalo.")
    assert table.say("999") == "¿999?\n\nLlamo."
    assert table.session.mode is Mode.HUMAN


def test_another_answer_between_starts_the_count_of_refusals_anew(table):
    table.say("1")
    table.say("0")
    table.say("qué?")
    assert table.say("0").startswith("¿0?\n\n¿Cuántos")


def test_a_word_inside_a_message(table):
    assert table.say("creo que es la muela, no sé") == "Chau."
    other = Table(TRIAGE, registry=REGISTRY)
    other.arrive()
    assert other.say("¡Es URGENTE, por favor!") == "Llamo."
    again = Table(TRIAGE, registry=REGISTRY)
    again.arrive()
    assert again.say("amuelado").startswith("No entendí.")  # whole words only


AGES = """\
flow: edades
version: 1
initial: pide
final: [fin]
slots:
  quien: {type: option}
  anios: {type: number}
states:
  pide:
    ask: {text: hola, again: cuantos, typed: {parse: numero, into: anios}}
    go: {ok: {to: fin}}
  fin:
    stale: {say: cuantos}
texts:
  hola: Hola
  cuantos: "¿Años[ de {quien}]?"
"""
CALLING = "{call: edades, with: {quien: motivo}, keep: {edad: anios}, greet: false, back: edad}"


def test_a_flow_is_given_slots_and_keeps_others_and_does_not_greet():
    text = TRIAGE.replace("      ok: {to: edad}\n", f"      ok: {CALLING}\n")
    outer = compile_flow(text.replace("flow: pizzas", "flow: triage"), "triage.yaml", REGISTRY)
    inner = compile_flow(AGES, "edades.yaml", REGISTRY)
    scripts = {"triage": outer, "edades": inner}
    made = Table(TRIAGE, registry=REGISTRY)
    made.session = replace(made.session, flow="triage")
    said = []
    for event in (Arrived(), *(Wrote(Incoming(Kind.TEXT, text=text)) for text in ("2", "40"))):
        nobody = cast("Any", None)
        functions = Functions(REGISTRY, Call(nobody, CLIENT, nobody, made.session, NOW, nobody, {}))
        turn = play(lambda flow, _: scripts[flow], made.session, event, functions, Terms(), NOW)
        made.session = replace(made.session, state=turn.state, data=dict(turn.data))
        said.append(text_of(turn))
    assert said[1] == "¿Años de control?"
    assert made.session.data["slots"] == {"motivo": "control", "edad": "40"}
    assert made.session.state == "edad"


def test_a_question_is_skipped_where_its_answer_is_known():
    asks = "    ask: {text: que_pasa, list: {from: motivos, into: motivo}}"
    text = TRIAGE.replace(asks, asks[:-1] + ", skip: true}")
    text = text.replace(
        "{edad: {min: 18}, motivo: dolor}, to: fin", "{edad: {min: 90}}, to: motivo"
    )
    made = Table(text, registry=REGISTRY)
    made.arrive()
    made.say("1")
    assert made.say("95") == "Me duele, con 95.\n\n¿Cuántos años?"
    assert made.state == "edad"


@pytest.mark.parametrize(
    ("old", "new", "told"),
    [
        ("{min: 18}", "{min: dieciocho}", "lies between numbers"),
        ("{min: 18}", "{min: 18, max: 3}", "lies between nothing"),
        (", beyond: imposible}", "}", "F318"),
        ("from: motivos", "from: motivo", "F106"),
        ("count: intentos", "count: veces", "F103"),
        ("title: Me duele", "title: Me duele muchísimo la muela", "F607"),
        (
            "{text: que_pasa, list: {from: motivos, into: motivo}}",
            "{text: que_pasa, skip: true}",
            "F320",
        ),
        ("handoff: llamo}\n\n", "handoff: llamo, keep: {edad: x}}\n\n", "F319"),
    ],
)
def test_what_is_wrong_is_told(old, new, told):
    assert old in TRIAGE
    with pytest.raises(FlowError, match=told):
        compile_flow(TRIAGE.replace(old, new, 1), "pizzas.yaml", REGISTRY)
