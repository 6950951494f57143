"""Faults seeded into the shipped flow are each found, at the line where they stand."""

from __future__ import annotations

from importlib.resources import files
from time import process_time

import pytest

from milo.cli.flow_check import Check
from milo.engine.booking.settings.text_extents import any_longest
from milo.engine.errors import Fault, FlowError
from milo.engine.flow.checks import Subject, inspect
from milo.engine.flow.language.reader import read_flow
from milo.engine.flow.versions.compiler import compile_flow
from milo.engine.vocabulary import VOCABULARY

SHIPPED = {
    name: (files("milo.flows") / f"{name}.yaml").read_text(encoding="utf-8")
    for name in ("reservas", "mis_turnos", "comercios")
}
RESERVAS = SHIPPED["reservas"]
FLOWS = {name: read_flow(text, name)[0] for name, text in SHIPPED.items()}

SEEDED = [
    # what stands there, what is put in its place, where the fault is, its code
    ("initial: inicio", "initial: inizio", "initial", "F101"),
    ("final: [finalizado]", "final: [finalizada]", "final", "F101"),
    ("{type: date}", "{type: dia}", "{type: dia}", "F109"),
    ("gone: {to: eligiendo_servicio", "gone: {to: nada", "gone: {to: nada", "F101"),
    ("say: ayuda}", "say: socorro}", "say: socorro", "F102"),
    ("handoff: recepcion}\n\n", "handoff: nadie}\n\n", "handoff: nadie", "F102"),
    ("stale: {then: reprompt, say: boton_viejo}", "stale: {say: x}", "{say: x}", "F102"),
    ("unreadable: solo_texto", "unreadable: foto", "unreadable", "F102"),
    ("failure: falla", "failure: uy", "failure: uy", "F102"),
    ("back_from_human: {say: volvi,", "back_from_human: {say: q,", "say: q", "F102"),
    ("{after: 30m, say: seguis_ahi}", "{after: 30m, say: eh}", "say: eh", "F102"),
    ("else: {handoff: recepcion}", "else: {to: lejos}", "to: lejos", "F101"),
    ("      text: saludo\n", "      text: salud\n", "text: salud\n", "F102"),
    ("info: Info y horarios}", "otro: Otro}", "otro: Otro", "F304"),
    ("reservar: Reservar,", "reservar: Reservar un turno acá,", "acá", "F601"),
    ("reservar: Reservar,", "reservar: ' ',", "reservar: ' '", "F601"),
    ("reservar: Reservar,", "reservar: Info y hórarios,", "hórarios,", "F504"),
    ("list: {from: servicios", "list: {from: servicio", "from: servicio,", "F106"),
    ("from: servicios, into: servicio", "from: servicios, into: cosa", "into: cosa", "F103"),
    ("open: ver_dias", "open: abrir", "open: abrir", "F102"),
    ("parse: fecha,", "parse: dia,", "parse: dia", "F107"),
    ("[fecha_futura,", "[futura,", "[futura,", "F108"),
    (
        "      ok:\n        do: apartar_horario\n",
        "      ok:\n        do: apartar\n",
        "do: apartar\n",
        "F105",
    ),
    ("apartado: {to: conf", "hecho: {to: conf", "do: apartar", "F401"),
    ("          limite:   {to", "          lejos:   {to", "lejos:", "F402"),
    ("cambiar: {words: [cambiar,", "cambiar: {words: [salir,", "salir, otro", "F501"),
    ("Cambiar horario,", "Menú,", "cambiar: {words", "F501"),
    ("resume: seguimos_fecha", "resume: sigamos", "resume: sigamos", "F102"),
    ("say: [ejemplo_fecha,", "say: [ejemplo,", "say: [ejemplo,", "F102"),
    ("say: servicio_sin_lugar, clear: [servicio]", "clear: [serv]", "[serv]", "F103"),
    ("cancelar: {escape: cancelar}", "cancelar: {escape: c}", "escape: c}", "F104"),
    ("vigente:   {say", "vigentes:   {say", "do: ver_reserva", "F401"),
    ("cancelada: {say: ya_cancelado}", "cancelada: {say: y}", "say: y}", "F102"),
    ("say: de_nada}", "say: denada}", "say: denada", "F102"),
    ("¡Hola[, {contacto}]!", "¡Hola {nombre}!", "saludo: ", "F701"),
    ("version: 2\n", "version: 2\nlocal: es\n", "local: es", "F011"),
    ("version: 2\n", "version: uno\n", "version: uno", "F013"),
    (
        "{after: 10m, say: expira_pronto}",
        "{after: diez, say: expira_pronto}",
        "{after: diez",
        "F016",
    ),
    ("  adios: ", "  recepcion: ", '  recepcion: "Le aviso', "F005"),
    ("escapes:   ", "escapes: &e   ", "escapes: &e", "F003"),
    ("initial: inicio\n", "initial: finalizado\n", "initial: finalizado", "F208"),
    (
        "      empty: {to: eligiendo_servicio, say: servicio_sin_lugar, clear: [servicio]}",
        "      empty: {to: eligiendo_horario, say: fecha_llena}",
        "      empty: {to: eligiendo_horario",
        "F209",
    ),
    (
        "  finalizado:    ",
        "  perdido: {ask: {text: saludo, typed: {parse: texto}, into: hora}, "
        "go: {ok: {to: inicio}}}\n  finalizado:    ",
        "  perdido:",
        "F201",
    ),
    (
        "      atras:    {words: [atras, volver], to: inicio}\n",
        "      atras:    {to: inicio}\n",
        "      atras:    {to: inicio}",
        "F303",
    ),
    (
        "reservar: {words: [quiero reservar,",
        "reservar: {words: [info, quiero reservar,",
        "info:     {words: [info,",
        "F502",
    ),
    (
        "cambiar: {words: [cambiar,",
        "cambiar: {words: [Confirmar,",
        "cambiar: {words: [Confirmar",
        "F503",
    ),
    (
        "ayuda:    {words: [ayuda,",
        "ayuda:    {words: [salir, ayuda,",
        "ayuda:    {words: [salir",
        "F505",
    ),
    ("info:     {words: [info,", 'info:     {words: ["3", info,', 'info:     {words: ["3"', "F506"),
    (
        "closing: {words: [gracias,",
        "closing: {words: [turno, gracias,",
        "closing: {words: [turno",
        "F508",
    ),
    ("info: Info y horarios}", 'info: "🕘 Info y horarios 🕘"}', 'info: "🕘', "F601"),
    ('  ver_dias: "Ver días"', '  ver_dias: "Ver los días con lugar"', "open: ver_dias", "F604"),
    ('  ver_mas: "Ver más"', '  ver_mas: "Ver todos los que siguen acá"', "  ver_mas: ", "F605"),
    ("{servicio.precio}", "{servicio.presio}", "  resumen: ", "F702"),
    ("¡Hola[, {contacto}]! 👋", "¡Hola, {contacto}! 👋", "  saludo: ", "F707"),
    ("¡Hola[, {contacto}]! 👋", "¡Hola[, {contacto}! 👋", "  saludo: ", "F703"),
    (
        '  que_hacemos: "¿Qué querés hacer?"',
        '  que_hacemos: "¿Qué querés hacer con *{servicio}*?"',
        "      again: que_hacemos",
        "F411",
    ),
    (
        '  pide_servicio: "¿Qué servicio querés reservar?"',
        '  pide_servicio: "El {fecha}, ¿qué servicio querés reservar?"',
        "      text: pide_servicio",
        "F411",
    ),
    ('  ayuda: "Podés', '  ayuda: "' + "Podés " * 130, "ayuda:    {words", "F603"),
    ("  nadie_respondio: ", '  sobra: "Nada."\n  nadie_respondio: ', "  sobra: ", "F704"),
    ('  fecha_llena: "El {fecha} ya', '  fecha_llena: "El {pedida} ya', "  fecha_llena: ", "F706"),
    ('  falla: "Se', '  falla: "A {comercio} se', "  falla: ", "F708"),
    (
        '  adios: "Listo, lo dejamos acá. Cuando quieras, escribime y empezamos de nuevo."',
        '  adios: " "',
        "  adios: ",
        "F705",
    ),
    ("reservar: Reservar,", "reservar: Mis turnos,", "turnos: Mis turnos, info", "F504"),
    (
        "      - {after: 10m, say: expira_pronto}\n",
        "      - {after: 20m, say: expira_pronto}\n",
        "      - {after: 15m",
        "F308",
    ),
    (
        "    - {after: 23h, to: finalizado, do: soltar_horario, result: abandonada}",
        "    - {after: 25h, to: finalizado, do: soltar_horario, say: adios}",
        "    - {after: 25h",
        "F313",
    ),
    ("call: mis_turnos}", "call: mis_turno}", "call: mis_turno}", "F110"),
    (
        "  hora:     {type: time}\n",
        "  hora:     {type: time}\n  nota:     {type: text}\n",
        "  nota:     {type: text}",
        "F412",
    ),
    (
        "otro servicio], to: eligiendo_servicio, clear: [servicio]}",
        "otro servicio], to: confirmando}",
        "do: crear_reserva",
        "F405",
    ),
    (
        "      confirmar:\n        words",
        "      confirmar:\n        to: finalizado\n        handoff: recepcion\n        words",
        "      confirmar:\n        to",
        "F301",
    ),
    ("say: servicio_ya_no_esta,", "say: servicio_sin_lugar,", "say: servicio_sin_lugar,", "F414"),
    (
        "  menu:     {words: [menu, menú, inicio, volver al inicio, volver al menu], ",
        "  inicio:   {words: [menu, menú, inicio, volver al inicio, volver al menu], ",
        "handoff: recepcion}\n\ndefaults",
        "F210",
    ),
    (
        "reservar un turno], to: eligiendo_servicio}",
        "x], first: [{if: {hora: true}, to: inicio}, {if: {fecha: true}, to: eligiendo_fecha}]}",
        "reservar: {words",
        "F309",
    ),
    (
        "reservar un turno], to: eligiendo_servicio}",
        "x], first: [{if: tiene_turno, to: inicio}, {to: eligiendo_servicio}]}",
        "reservar: {words",
        "F111",
    ),
]


def faults_of(text: str) -> list[Fault]:
    try:
        flow, source = read_flow(text, "reservas.yaml")
    except FlowError as error:
        return list(error.faults)
    return inspect(Subject(flow, VOCABULARY, FLOWS, any_longest()), source)


def messages(text: str) -> list[str]:
    return [f"{fault.path}: {fault.message}" for fault in faults_of(text)]


def line_of(text: str, part: str) -> int:
    return text[: text.index(part)].count("\n") + 1


@pytest.mark.parametrize(("old", "new", "at", "code"), SEEDED)
def test_a_seeded_fault_is_found_at_its_line(old: str, new: str, at: str, code: str) -> None:
    assert old in RESERVAS
    text = RESERVAS.replace(old, new, 1)
    found = [fault for fault in faults_of(text) if fault.code == code]
    assert line_of(text, at) in {fault.line for fault in found}, faults_of(text)
    assert all(fault.message and fault.hint for fault in found)


def test_that_is_more_than_thirty_kinds() -> None:
    assert len({code for *_, code in SEEDED}) >= 45


def test_the_shipped_flows_have_none_in_less_than_a_second() -> None:
    check, began = Check(), process_time()
    check.read([])
    check.run()
    assert process_time() - began < 1
    assert check.found == []
    assert len(check.files) >= len(SHIPPED)


def test_what_is_only_warned_of_does_not_refuse_a_flow() -> None:
    sobra = RESERVAS.replace("  ver_mas:", '  sobra: "Nada."\n  ver_mas:', 1)
    assert [fault.severity for fault in faults_of(sobra)] == ["warning"]
    assert compile_flow(sobra, "reservas.yaml", VOCABULARY).flow.texts["sobra"] == "Nada."
    with pytest.raises(FlowError, match="F102"):
        compile_flow(RESERVAS.replace("say: ayuda}", "say: ayud}"), "r.yaml", VOCABULARY)


def test_an_exit_that_nothing_takes() -> None:
    text = RESERVAS.replace(
        "      atras:    {words: [atras, volver], to: inicio}", "      a: {}", 1
    )
    assert [fault for fault in messages(text) if "never taken" in fault]


def test_too_many_buttons_and_buttons_beside_a_list() -> None:
    four = "buttons: {reservar: A, info: B, atras: C, reservas: D}"
    text = RESERVAS.replace(
        "buttons: {reservar: Reservar, turnos: Mis turnos, info: Info y horarios}", four, 1
    )
    assert any("has 4 buttons; WhatsApp shows 3" in fault for fault in messages(text))
    both = "text: pide_servicio\n      buttons: {atras: Volver}"
    text = RESERVAS.replace("text: pide_servicio", both, 1)
    assert any("buttons or a list, never both" in fault for fault in messages(text))


def test_a_list_needs_its_two_exits_and_a_typed_answer_its_slot() -> None:
    text = RESERVAS.replace("      ok:    {to: eligiendo_horario}\n", "", 1)
    assert any("has no 'ok', which a list needs" in fault for fault in messages(text))
    text = RESERVAS.replace(
        "      empty: {to: eligiendo_fecha, say: fecha_llena", "      vacio: {to: x"
    )
    assert any("has no 'empty', which a list needs" in fault for fault in messages(text))
    typed = "ask:\n      typed: {parse: fecha}\n"
    text = RESERVAS.replace("ask:\n", typed, 1)
    assert any("says no slot" in fault for fault in messages(text))


def test_a_state_that_asks_nothing_or_that_is_final_and_asks() -> None:
    text = RESERVAS.replace("final: [finalizado]", "final: [inicio]")
    found = "\n".join(messages(text))
    assert "states.inicio: is final and asks a question" in found
    assert "states.finalizado: asks nothing and is not in `final`" in found


def test_an_old_button_after_the_end_is_answered_and_restarts_nothing() -> None:
    text = RESERVAS[: RESERVAS.index("    stale:\n      do: ver_reserva")]
    text += RESERVAS[RESERVAS.index("\ntexts:") :]
    assert any("has no `stale`" in fault for fault in messages(text))
    text = RESERVAS.replace("      do: ver_reserva\n", "      do: ver_reserva\n      to: inicio\n")
    assert any("never starts anything anew" in fault for fault in messages(text))


def test_every_fault_is_told_at_once_in_order() -> None:
    text = RESERVAS.replace("initial: inicio", "initial: x").replace("say: ayuda}", "say: z}")
    text = text.replace("parse: hora,", "parse: y,")
    lines = [fault.line for fault in faults_of(text)]
    assert len(lines) >= 3
    assert lines == sorted(lines)


def test_the_texts_that_a_parser_or_a_check_may_say_are_looked_for() -> None:
    for name in ("fecha_inexistente", "hora_sin_lugar"):
        text = RESERVAS.replace(f"  {name}: ", f"  otra_{name}: ", 1)
        assert any(f"may say '{name}'" in fault for fault in messages(text))
