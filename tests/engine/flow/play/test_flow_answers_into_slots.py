"""What people answer, kept in slots: the button that they tapped, their own words."""

from __future__ import annotations

import pytest
from support.compiled import compile_flow

from milo.engine.errors import FlowError
from milo.engine.flow.play.plain_functions import TEXT_LIMIT, plain_calls

from ..small_flow import Kitchen, Table, registry_of

SURVEY = """\
flow: pizzas
version: 1
initial: puntaje
final: [fin]

slots:
  puntaje: {type: option}
  motivo: {type: option}
  nota: {type: text}

defaults:
  invalid: {tries: 2, say: no_entendi, else: {to: fin, say: listo}}

states:
  puntaje:
    ask:
      text: que_tal
      buttons: {muy_bien: Muy bien, bien: Bien, mal: Mal}
      into: puntaje
    go:
      ok: {to: nota}
      mal: {words: [horrible], to: motivo}
  motivo:
    ask:
      text: que_paso
      buttons: {demora: Demora, trato: Trato}
      typed: {parse: texto, into: nota}
      into: motivo
    go:
      ok: {to: fin, say: listo}
  nota:
    ask: {text: algo_mas, typed: {parse: texto}, into: nota}
    go:
      ok: {to: fin, say: listo}
  fin:
    stale: {say: listo}

texts:
  que_tal: "¿Qué tal?"
  que_paso: "¿Qué pasó?"
  algo_mas: "¿Algo más que decir de «{puntaje}»?"
  no_entendi: "No entendí."
  listo: "{puntaje}[, {motivo}][: {nota}]"
"""


@pytest.fixture
def table():
    made = Table(SURVEY, registry=registry_of(Kitchen()) | plain_calls)
    made.arrive()
    return made


@pytest.mark.parametrize("answer", ["Muy bien", "muy bien", "1", "la primera"])
def test_a_buttons_key_is_kept_and_its_title_shown(table, answer):
    assert table.say(answer) == "¿Algo más que decir de «Muy bien»?"
    assert (table.state, table.slots) == ("nota", {"puntaje": "muy_bien"})


def test_a_tap_keeps_it_as_well(table):
    table.tap("Bien")
    assert (table.state, table.slots) == ("nota", {"puntaje": "bien"})


@pytest.mark.parametrize("answer", ["Mal", "horrible", "3"])
def test_a_button_with_an_exit_of_its_own_takes_that(table, answer):
    table.say(answer)
    assert (table.state, table.slots) == ("motivo", {"puntaje": "mal"})


@pytest.mark.parametrize("answer", ["no, la verdad que no", "no, gracias", "no"])
def test_a_button_that_is_said_in_a_sentence_keeps_its_key(answer):
    meant = SURVEY.replace("mal: {words: [horrible], to: motivo}", 'mal: {means: "no", to: motivo}')
    meant += '  tengo_estos: "Hay:"\n  nada_asi: "No hay."\n  otra_cosa: "Otra cosa"\n'
    made = Table(meant, registry=registry_of(Kitchen()) | plain_calls)
    made.arrive()
    made.say(answer)
    assert (made.state, made.slots) == ("motivo", {"puntaje": "mal"})


def test_somebodys_own_words_are_kept_clean_and_bounded(table):
    table.tap("Bien")
    assert table.say("*Todo*\nlindo " + "x" * 600).startswith("Bien: Todo lindo xxx")
    assert len(table.slots["nota"]) == TEXT_LIMIT


def test_words_of_nothing_are_no_answer(table):
    table.tap("Bien")
    assert table.say("\u200b*").startswith("No entendí.")


def test_buttons_and_typing_may_fill_different_slots(table):
    table.tap("Mal")
    assert table.say("se cortó la luz") == "Mal: se cortó la luz"
    assert table.slots == {"puntaje": "mal", "nota": "se cortó la luz"}


@pytest.mark.parametrize(
    ("old", "new", "told"),
    [
        ("      into: puntaje\n", "      into: puntaj\n", "there is no slot 'puntaj'"),
        ("      into: puntaje\n", "", "leads nowhere: `go` has no 'bien'"),
        ("parse: texto}, into: nota}", "parse: texto}}", "says no slot (`into`)"),
    ],
)
def test_what_is_missing_is_told(old, new, told):
    with pytest.raises(FlowError) as caught:
        compile_flow(SURVEY.replace(old, new), "x.yaml", registry_of(Kitchen()) | plain_calls)
    assert told in str(caught.value)
