"""Transcripts: read strictly, played with the real work, judged, counted, written."""

from __future__ import annotations

from functools import cache
from pathlib import Path

import pytest

from milo.cli.flow_files import shipped_flows
from milo.cli.rehearsing import transcript_tests
from milo.cli.rehearsing.flow_folders import transcripts_of
from milo.cli.rehearsing.setup import rehearsal_setup
from milo.engine.errors import FlowError
from milo.engine.flow.paths.transcript import Expected
from milo.engine.rehearsal.coverage import Footprints
from milo.engine.rehearsal.judging import differences
from milo.engine.rehearsal.performance import Performance, perform_all
from milo.engine.rehearsal.reading import read_transcripts
from milo.engine.rehearsal.seen import Seen
from milo.engine.rehearsal.setup import RehearsalSetup
from milo.engine.rehearsal.writing import written

pytestmark = pytest.mark.slow


@cache
def house() -> RehearsalSetup:
    return rehearsal_setup()


@cache
def results() -> dict[str, transcript_tests.Tested]:
    return {one.path.stem: one for one in transcript_tests.play_all((), "", update=False)}


def played(text: str, flow: str = "reservas") -> list[Performance]:
    return perform_all(house(), flow, read_transcripts(text, "t.yaml"), Footprints())


@pytest.mark.parametrize("flow", [path.stem for path in shipped_flows()])
def test_the_transcripts_of_every_shipped_flow_come_as_expected_and_take_every_exit(flow: str):
    one = results()[flow]
    assert one.performances
    assert [(each.transcript.name, each.wrong) for each in one.wrong] == []
    assert [item.name for item in one.lacking(["exit", "state"])] == []


@pytest.mark.parametrize("flow", list(shipped_flows()), ids=lambda path: path.stem)
def test_a_shipped_file_of_transcripts_is_what_an_update_writes(flow: Path):
    path = transcripts_of(flow)
    assert path
    text = path.read_text()
    body = "".join(line for line in text.splitlines(keepends=True) if not line.startswith("#"))
    assert body == written(read_transcripts(text, path.name).transcripts)


COUNTED = {
    "del link a la reserva, tocando": 6 + 2,  # after the booking: thanks, and an old button
    "todo en el primer mensaje, después del link": 3,
    "el primer mensaje lo dice todo, y alcanzan dos respuestas": 2,
}
"""How many messages of ours a booking takes at most: by taps, in one sentence, in the first one."""


@pytest.mark.parametrize("name", COUNTED)
def test_a_booking_takes_no_more_messages_than_was_promised(name: str):
    (found,) = (
        each.transcript
        for each in results()["reservas"].performances
        if each.transcript.name == name
    )
    assert found.messages == COUNTED[name]


def test_conversations_without_a_tap_carry_how_many_messages_they_take():
    typed = [
        each.transcript
        for each in results()["reservas"].performances
        if each.transcript.messages and all(step.say for step in each.transcript.turns)
    ]
    assert len(typed) >= 12


def test_a_count_of_messages_that_is_wrong_is_told():
    text = (
        "- name: uno\n  messages: {}\n  turns:\n    - say: peluqueria-carla\n    - say: reservar\n"
    )
    (right,) = played(text.format(2))
    assert right.wrong is None
    (wrong,) = played(text.format(3))
    assert wrong.wrong and wrong.wrong.told == ("messages: 3 were expected, and 2 came",)
    assert wrong.wrong.line == 1
    assert wrong.filled_in.messages == 2


WRONG = """\
- name: uno
  turns:
    - say: peluqueria-carla
      expect: {state: inicio}
    - say: reservar
      expect: {state: confirmando, text: [adios], slots: {servicio: corte}, mode: human}
"""


def test_a_turn_that_comes_otherwise_says_what_was_expected_what_came_and_where_it_stands():
    wrong = played(WRONG)[0].wrong
    assert wrong
    assert wrong.line == 5
    assert wrong.told == (
        "state: expected confirmando, came eligiendo_servicio",
        "mode: expected human, came bot",
        "text: expected adios, came pide_servicio, ver_mas, ver_servicios",
        "slots.servicio: expected corte, came nothing",
    )
    assert "  > reservar" in wrong.chat
    assert "  < ¿Qué servicio querés reservar?" in wrong.chat


def test_a_number_that_looks_like_its_text_is_told_apart():
    """`slots: {puntaje: 5}` where "5" came."""
    step = Expected(slots={"puntaje": 5})
    assert [*differences(step, Seen(slots={"puntaje": "5"}))] == [
        'slots.puntaje: expected 5, came "5"'
    ]


SCRIPTED = """\
- name: otro se quedó con el horario
  now: 2026-11-23T10:00-03:00
  given: {state: confirmando, slots: {servicio: corte, fecha: 2026-11-27, hora: "10:00"}}
  actions: {crear_reserva: [ocupado]}
  turns:
    - tap: Confirmar
      expect: {state: eligiendo_horario, text: horario_ocupado, slots: {hora: null}}
    - wait: 31m
      expect: {text: seguis_ahi, state: eligiendo_horario}
"""


def test_a_conversation_may_begin_midway_with_scripted_actions_and_let_time_pass():
    assert played(SCRIPTED)[0].wrong is None


def test_what_a_turn_expects_can_be_filled_in_and_comes_again():
    bare = "- name: uno\n  turns:\n    - say: peluqueria-carla\n    - say: cancelar\n"
    filled = written(one.filled_in for one in played(bare))
    assert "expect: {state: finalizado, text: adios, result: abandonada}" in filled
    again = played(filled)[0]
    assert again.wrong is None
    assert written([again.filled_in]) == filled


@pytest.mark.parametrize(
    ("text", "fault"),
    [
        ("- name: a\n  turns:\n    - sai: hola\n", "t.yaml:3:7"),
        ("- name: a\n  turns:\n    - {say: hola, tap: Sí}\n", "a turn does exactly one of"),
        ("- name: a\n  now: mañana\n  turns: []\n", "t.yaml:2:3"),
        ("- turns: []\n", "'name' is missing"),
        ("- name: a\n  turns:\n    - {wait: un rato}\n", "a duration is a number and a unit"),
    ],
)
def test_a_fault_in_a_transcript_is_told_with_its_place(text: str, fault: str):
    with pytest.raises(FlowError, match=fault):
        read_transcripts(text, "t.yaml")


def test_a_merchant_that_is_not_there_is_named():
    text = "- name: a\n  client: nadie\n  turns:\n    - say: hola\n"
    with pytest.raises(Exception, match="there is no merchant 'nadie'"):
        played(text)


GIVEN = """\
- name: con lo que hay
  given:
    settings: {max_active_per_contact: 1}
    providers: {servicios: [{value: corte, title: Corte de siempre}]}
    bookings: [{service: corte, date: 2026-11-27, time: "10:00"}]
  turns:
    - say: peluqueria-carla
    - tap: Reservar
      expect: {state: finalizado, text: limite_de_turnos}
- name: un turno tiene otras filas
  given: {providers: {servicios: [{value: corte, title: Corte de siempre}, {value: b, title: B}]}}
  turns:
    - say: peluqueria-carla
    - tap: Reservar
      providers: {servicios: [{value: color, title: Color}, {value: barba, title: Barba}]}
      expect: {state: eligiendo_servicio}
    - say: "***"
    - tap: Corte de siempre
      expect: {state: eligiendo_fecha, slots: {servicio: corte}}
"""


def test_what_is_given_holds_in_every_turn_that_does_not_script_it_otherwise():
    every = played(GIVEN)
    assert [(one.transcript.name, one.wrong) for one in every if one.wrong] == []
    assert written(one.transcript for one in every) == written(
        read_transcripts(written(one.transcript for one in every), "t.yaml").transcripts
    )
