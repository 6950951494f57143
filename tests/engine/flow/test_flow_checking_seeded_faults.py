"""Faults seeded into the shipped flow are each found, at the line where they stand."""

from __future__ import annotations

from importlib.resources import files

import pytest

from milo.engine.errors import FlowError
from milo.engine.flow.library import compile_flow
from milo.engine.vocabulary import VOCABULARY

RESERVAS = (files("milo.flows") / "reservas.yaml").read_text(encoding="utf-8")
OK_HORA = "      ok:\n        do: apartar_horario\n"


def faults_of(text: str) -> list[str]:
    try:
        compile_flow(text, "reservas.yaml", VOCABULARY)
    except FlowError as error:
        return str(error).splitlines()
    return []


def line_of(text: str, part: str) -> int:
    return text[: text.index(part)].count("\n") + 1


def test_the_shipped_flow_has_none() -> None:
    assert faults_of(RESERVAS) == []


@pytest.mark.parametrize(
    ("old", "new", "at", "message"),
    [
        ("initial: inicio", "initial: inizio", "initial", "there is no state 'inizio'"),
        ("final: [finalizado]", "final: [finalizada]", "final", "no state 'finalizada'"),
        ("{type: date}", "{type: dia}", "{type: dia}", "there is no type 'dia'"),
        ("gone: {to: eligiendo_servicio", "gone: {to: nada", "gone: {to: nada", "no state 'nada'"),
        ("say: ayuda}", "say: socorro}", "say: socorro", "there is no text 'socorro'"),
        ("handoff: recepcion}\n\n", "handoff: nadie}\n\n", "handoff: nadie", "no text 'nadie'"),
        ("stale: {then: reprompt, say: boton_viejo}", "stale: {say: x}", "{say: x}", "no text 'x'"),
        ("unreadable: solo_texto", "unreadable: foto", "unreadable", "no text 'foto'"),
        ("failure: falla", "failure: uy", "failure: uy", "no text 'uy'"),
        ("back_from_human: {say: volvi,", "back_from_human: {say: q,", "say: q", "no text 'q'"),
        ("{after: 30m, say: seguis_ahi}", "{after: 30m, say: eh}", "say: eh", "no text 'eh'"),
        ("else: {handoff: recepcion}", "else: {to: lejos}", "to: lejos", "no state 'lejos'"),
        ("      text: saludo\n", "      text: salud\n", "text: salud\n", "no text 'salud'"),
        ("info: Info y horarios}", "otro: Otro}", "otro: Otro", "`go` has no 'otro'"),
        ("reservar: Reservar,", "reservar: Reservar un turno acá,", "acá", "1 to 20 characters"),
        ("reservar: Reservar,", "reservar: ' ',", "reservar: ' '", "1 to 20 characters"),
        ("reservar: Reservar,", "reservar: Info y hórarios,", "hórarios,", "the same title"),
        ("list: {from: servicios", "list: {from: servicio", "from: servicio,", "no provider"),
        ("from: servicios, into: servicio", "from: servicios, into: cosa", "into: cosa", "no slot"),
        ("open: ver_dias", "open: abrir", "open: abrir", "there is no text 'abrir'"),
        ("parse: fecha,", "parse: dia,", "parse: dia", "there is no parser 'dia'"),
        ("[fecha_futura,", "[futura,", "[futura,", "there is no check 'futura'"),
        (OK_HORA, OK_HORA.replace("apartar_horario", "apartar"), "do: apartar\n", "no action"),
        ("apartado: {to: conf", "hecho: {to: conf", "do: apartar", "may end as 'apartado'"),
        ("          limite:   {to", "          lejos:   {to", "lejos:", "never ends as 'lejos'"),
        ("cambiar: {words: [cambiar,", "cambiar: {words: [salir,", "salir, otro", "swallowed by"),
        ("Cambiar horario,", "Menú,", "cambiar: {words", "'Menú' is swallowed by the esc"),
        ("resume: seguimos_fecha", "resume: sigamos", "resume: sigamos", "there is no text"),
        ("say: [ejemplo_fecha,", "say: [ejemplo,", "say: [ejemplo,", "there is no text 'ejemplo'"),
        ("say: servicio_sin_lugar, clear: [servicio]", "clear: [serv]", "[serv]", "no slot 'serv'"),
        ("cancelar: {escape: cancelar}", "cancelar: {escape: c}", "escape: c}", "no escape 'c'"),
        ("vigente:   {say", "vigentes:   {say", "do: ver_reserva", "may end as 'vigente'"),
        ("cancelada: {say: ya_cancelado}", "cancelada: {say: y}", "say: y}", "no text 'y'"),
        ("say: de_nada}", "say: denada}", "say: denada", "there is no text 'denada'"),
        ("¡Hola[, {contacto}]!", "¡Hola {nombre}!", "saludo: ", "'nombre', which is no slot"),
    ],
)
def test_a_seeded_fault_is_found_at_its_line(old: str, new: str, at: str, message: str) -> None:
    assert old in RESERVAS
    text = RESERVAS.replace(old, new, 1)
    found = [fault for fault in faults_of(text) if message in fault]
    assert found, faults_of(text)
    assert line_of(text, at) in {int(fault.split(":")[1]) for fault in found}


def test_an_exit_that_nothing_takes() -> None:
    text = RESERVAS.replace(
        "      atras:    {words: [atras, volver], to: inicio}", "      a: {}", 1
    )
    assert [fault for fault in faults_of(text) if "never taken" in fault]


def test_too_many_buttons_and_buttons_beside_a_list() -> None:
    four = "buttons: {reservar: A, info: B, atras: C, reservas: D}"
    text = RESERVAS.replace(
        "buttons: {reservar: Reservar, turnos: Mis turnos, info: Info y horarios}", four, 1
    )
    assert any("has 4 buttons; WhatsApp shows 3" in fault for fault in faults_of(text))
    both = "text: pide_servicio\n      buttons: {atras: Volver}"
    text = RESERVAS.replace("text: pide_servicio", both, 1)
    assert any("buttons or a list, never both" in fault for fault in faults_of(text))


def test_a_list_needs_its_two_exits_and_a_typed_answer_its_slot() -> None:
    text = RESERVAS.replace("      ok:    {to: eligiendo_horario}\n", "", 1)
    assert any("has no 'ok', which a list needs" in fault for fault in faults_of(text))
    text = RESERVAS.replace(
        "      empty: {to: eligiendo_fecha, say: fecha_llena", "      vacio: {to: x"
    )
    assert any("has no 'empty', which a list needs" in fault for fault in faults_of(text))
    typed = "ask:\n      typed: {parse: fecha}\n"
    text = RESERVAS.replace("ask:\n", typed, 1)
    assert any("says no slot" in fault for fault in faults_of(text))


def test_a_state_that_asks_nothing_or_that_is_final_and_asks() -> None:
    text = RESERVAS.replace("final: [finalizado]", "final: [inicio]")
    found = "\n".join(faults_of(text))
    assert "states.inicio: is final and asks a question" in found
    assert "states.finalizado: asks nothing and is not in `final`" in found


def test_an_old_button_after_the_end_is_answered_and_restarts_nothing() -> None:
    text = RESERVAS[: RESERVAS.index("    stale:\n      do: ver_reserva")]
    text += RESERVAS[RESERVAS.index("\ntexts:") :]
    assert any("has no `stale`" in fault for fault in faults_of(text))
    text = RESERVAS.replace("      do: ver_reserva\n", "      do: ver_reserva\n      to: inicio\n")
    assert any("never starts anything anew" in fault for fault in faults_of(text))


def test_every_fault_is_told_at_once_in_order() -> None:
    text = RESERVAS.replace("initial: inicio", "initial: x").replace("say: ayuda}", "say: z}")
    text = text.replace("parse: hora,", "parse: y,")
    lines = [int(fault.split(":")[1]) for fault in faults_of(text)]
    assert len(lines) == 3
    assert lines == sorted(lines)


def test_the_texts_that_a_parser_or_a_check_may_say_are_looked_for() -> None:
    for name in ("fecha_inexistente", "hora_sin_lugar"):
        text = RESERVAS.replace(f"  {name}: ", f"  otra_{name}: ", 1)
        assert any(f"may say '{name}'" in fault for fault in faults_of(text))
