"""A flow's form: screens from states, ways from the machine, Flow JSON that Meta takes."""

from __future__ import annotations

import copy
import json
from typing import Any

import pytest
from click.testing import CliRunner

from milo.cli.commands import main
from milo.cli.libraries import load_flows
from milo.demo.form_rules import faults
from milo.engine.booking.settings.text_extents import any_longest
from milo.engine.errors import FlowError
from milo.engine.flow.checks import Subject, inspect
from milo.engine.flow.forms.compiled_form import CompiledForm, compile_form
from milo.engine.flow.forms.fields import FieldKind
from milo.engine.flow.forms.flow_json import flow_json
from milo.engine.flow.language.reader import read_flow
from milo.engine.vocabulary import VOCABULARY

HEAD = """\
flow: vuelta
version: 2
initial: inicio
final: [fin]
slots:
  motivo: {type: option}
  nota: {type: text}
  edad: {type: number}
  modo: {type: option}
options:
  motivos: {dolor: Me duele, control: Un control}
form:
  open: abrir
  next: seguir
  answer: respuesta
  screens:
    todo: {title: Datos, asks: [inicio, modo, nota, edad]}
    fin_: {title: Fin, asks: [cierre]}
states:
  inicio:
    ask: {text: hola, list: {from: motivos, into: motivo}}
    go: {ok: {to: modo}, empty: {to: fin, say: chau}}
  modo:
    ask: {text: hola, buttons: {a: Uno, b: Dos}, into: modo}
    go: {ok: {to: nota}}
  nota:
    ask: {text: hola, typed: {parse: texto, into: nota, max: 90}}
    go: {ok: {to: edad}}
  edad:
    ask: {text: hola, typed: {parse: numero, into: edad}}
    go: {ok: {to: cierre}}
  cierre:
    ask: {text: hola, buttons: {si: Listo, otra: Cambiar, no_va: Salir}}
    go:
      si: {to: fin, say: chau}
      otra: {means: volver, to: edad, clear: [edad]}
      no_va: {to: fin, say: chau}
  fin:
    stale: {say: chau}
texts:
  hola: "*¿Qué* necesitás?"
  chau: "Listo: {motivo}[ {nota}][ {edad}][ {modo}]"
  abrir: Empezar
  seguir: Seguir
  respuesta: Tu respuesta
  ver_opciones: Ver
  ver_mas: Más
  cual_de_estos: ¿Cuál?
"""


def compiled(text: str = HEAD) -> CompiledForm:
    form = compile_form(read_flow(text, "vuelta.yaml")[0], VOCABULARY)
    assert form
    return form


def reservas() -> CompiledForm:
    form = compile_form(load_flows().newest("reservas").flow, VOCABULARY)
    assert form
    return form


def codes(text: str) -> set[str]:
    flow, source = read_flow(text, "vuelta.yaml")
    return {fault.code for fault in inspect(Subject(flow, VOCABULARY, {}, any_longest()), source)}


def test_meta_takes_the_form_that_ships() -> None:
    assert list(faults(flow_json(reservas()))) == []


def test_a_booking_has_a_calendar_with_the_hours_below_and_three_buttons_at_the_end() -> None:
    screens = {screen.id: screen for screen in reservas().screens}
    assert list(screens) == [
        *("SERVICIO", "PROFESIONAL", "PERSONAS", "TURNO"),
        *("ESPERA", "PREGUNTA", "NOTA", "CONFIRMAR"),
    ]
    kinds = {name: [field.kind for field in screen.fields] for name, screen in screens.items()}
    assert kinds["SERVICIO"] == [FieldKind.CHOICE]
    assert kinds["TURNO"] == [FieldKind.CALENDAR, FieldKind.LIST]
    assert screens["CONFIRMAR"].fields[0].buttons == ("confirmar", "cambiar", "cancelar")
    assert [name for name, screen in screens.items() if screen.is_terminal] == [
        *("ESPERA", "CONFIRMAR")
    ]


def test_ways_are_those_of_the_states_over_others_too() -> None:
    routes = flow_json(reservas())["routing_model"]
    later = ["ESPERA", "PREGUNTA", "NOTA", "CONFIRMAR"]
    assert routes["SERVICIO"] == ["PROFESIONAL", "PERSONAS", "TURNO", *later]
    assert routes["TURNO"] == later
    assert routes["CONFIRMAR"] == []


def test_back_asks_us_where_the_flow_goes_back_to_another_screen() -> None:
    back = {screen.id: screen.refreshes for screen in reservas().screens}
    assert back.pop("SERVICIO") is False  # it leads back to a question in the chat
    assert all(back.values())


def test_no_text_of_a_merchant_is_in_it() -> None:
    made = flow_json(reservas())
    for screen in made["screens"]:
        for child in screen["layout"]["children"]:
            for key in ("text", "label", "data-source"):
                assert str(child.get(key, "${data.x}")).startswith("${data."), child


def test_every_kind_of_question_has_its_field_and_meta_takes_them() -> None:
    made = flow_json(compiled())
    assert list(faults(made)) == []
    children = made["screens"][0]["layout"]["children"]
    fields = {child["name"]: child for child in children if "name" in child}
    kinds = {name: child["type"] for name, child in fields.items()}
    assert kinds == {
        "inicio": "RadioButtonsGroup",
        "modo": "RadioButtonsGroup",
        "nota": "TextArea",
        "edad": "TextInput",
    }
    assert (fields["nota"]["max-length"], fields["edad"]["input-type"]) == (90, "number")
    assert fields["inicio"]["on-select-action"]["payload"] == {
        "pick": "inicio",
        "inicio": "${form.inicio}",
        "step": "${data.step}",
    }
    assert fields["modo"]["required"] == fields["modo"]["visible"] == "${data.modo__ready}"


def test_the_first_button_is_the_screens_and_sends_what_was_filled_in() -> None:
    first, last = flow_json(compiled())["screens"]
    footer = first["layout"]["children"][-1]["on-click-action"]
    sent = {name: f"${{form.{name}}}" for name in ("inicio", "modo", "nota", "edad")}
    step = {"step": "${data.step}"}
    assert footer == {"name": "data_exchange", "payload": {"tap": "ok", **step, **sent}}
    links = [one for one in last["layout"]["children"] if one["type"] == "EmbeddedLink"]
    taps = [one["on-click-action"]["payload"]["tap"] for one in links]
    assert taps == ["otra", "no_va"]
    assert last["layout"]["children"][-1]["on-click-action"]["payload"] == {"tap": "si", **step}


def test_many_options_of_its_own_open_below_a_field() -> None:
    rows = ", ".join(f"o{i}: Opción {i}" for i in range(21))
    form = compiled(HEAD.replace("dolor: Me duele, control: Un control", rows))
    assert form.screens[0].fields[0].kind is FieldKind.LIST


@pytest.mark.parametrize(
    ("old", "new", "code"),
    [
        ("asks: [inicio, modo, nota, edad]", "asks: [inicio, moda, nota, edad]", "F101"),
        ("next: seguir", "next: sigo", "F102"),
        ("asks: [cierre]", "asks: [fin]", "F611"),
        ("asks: [cierre]", "asks: []", "F611"),
        ("asks: [cierre]", "asks: [cierre, edad]", "F611"),
        ("si: {to: fin, say: chau}", "si: {handoff: chau}", "F612"),
        ("ok: {to: cierre}", "ok: {call: otra, to: cierre}", "F612"),
        ("    fin_: {title: Fin, asks: [cierre]}\n", "", "F613"),
        ("asks: [inicio, modo, nota, edad]", "asks: [inicio, nota, modo, edad]", "F615"),
        ("ok: {to: modo}", "ok: {to: nota}", "F615"),
        ("abrir: Empezar", "abrir: Empezar con la reserva", "F617"),
        ("seguir: Seguir", "seguir: Seguir con {motivo} hasta el final", "F617"),
        ("respuesta: Tu respuesta", "respuesta: Lo que quieras contarnos", "F617"),
        ("  answer: respuesta\n", "", "F618"),
        ("title: Datos", 'title: "📅📅📅📅📅📅📅📅📅📅📅📅📅📅📅📅"', "F617"),
        ("{title: Datos,", "{titulo: Datos,", "F011"),
        ("    fin_:", "    Fin:", "F014"),
    ],
)
def test_what_has_no_form_is_refused(old: str, new: str, code: str) -> None:
    assert old in HEAD
    assert code not in _found(HEAD)
    assert code in _found(HEAD.replace(old, new, 1))


def _found(text: str) -> set[str]:
    try:
        return codes(text)
    except FlowError as error:
        return {fault.code for fault in error.faults}


def test_the_rules_of_meta_find_what_is_wrong() -> None:
    """The rules that hold the compiler would notice: each is broken once."""
    good = flow_json(compiled())

    def broken(change: Any) -> list[str]:
        made = copy.deepcopy(good)
        change(made)
        return list(faults(made))

    assert broken(lambda made: made["routing_model"]["FIN_"].append("TODO"))
    assert broken(lambda made: made["screens"][0]["data"].pop("next"))
    assert broken(lambda made: made["screens"][0]["layout"]["children"].pop())
    assert broken(lambda made: made["screens"][1].pop("terminal"))
    assert broken(lambda made: made["screens"][0]["layout"]["children"][3].update(required=True))


def test_the_command_prints_it_and_refuses_a_flow_without_one() -> None:
    told = CliRunner().invoke(main, ["flow", "form", "reservas"])
    assert json.loads(told.output) == flow_json(reservas())
    none = CliRunner().invoke(main, ["flow", "form", "encuesta"])
    assert none.exit_code == 1
    assert "has no `form`" in none.output
