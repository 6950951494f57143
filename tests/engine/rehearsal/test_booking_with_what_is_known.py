"""A flow of one's own calls `reservas` with what it knows already: that is not asked again."""

from __future__ import annotations

from pathlib import Path

import pytest

from milo.cli.rehearsing.transcript_tests import play_all

FLOW = """\
flow: directo
version: 1
initial: que
final: [listo]

slots:
  corte: {type: service}
  dia: {type: date}
  turno: {type: booking}

escapes:
  menu: {words: [menu], to: que, clear: [corte, dia, turno]}

states:
  que:
    ask: {text: hola, list: {from: servicios, into: corte, open: hola}}
    go:
      ok: {to: dia}
      empty: {to: listo, say: chau}
  dia:
    ask: {text: cuando, typed: {parse: fecha}, into: dia}
    go:
      ok:
        call: reservas
        at: eligiendo_servicio
        with: {servicio: corte, fecha: dia}
        keep: {turno: reserva}
        greet: false
        back: fin
  fin:
    ask: {text: gracias, buttons: {listo: Listo}}
    go:
      listo: {to: listo, say: chau}
  listo:
    stale: {say: chau}

texts:
  hola: "¿Qué?"
  cuando: "¿Cuándo?"
  gracias: "[{turno}] ¿Algo más?"
  chau: "Chau."
  fecha_inexistente: "No existe."
  fecha_pasada: "Ya pasó."
  fecha_confusa: "¿Cuál?"
  ver_mas: "Ver más"
  cual_de_estos: "¿Cuál?"
"""
TRANSCRIPT = """\
- name: se pregunta solo la hora
  now: 2026-11-23T10:00-03:00
  settings: {flow: directo}
  turns:
    - say: peluqueria-carla
    - say: corte
    - say: DAY
      expect: EXPECT
"""


@pytest.mark.parametrize(
    ("day", "expect"),
    [
        ("viernes", "{flow: reservas, state: eligiendo_horario, text: pide_hora}"),
        ("lunes 30 de noviembre", "{flow: reservas, state: eligiendo_fecha}"),  # no room that day
    ],
)
def test_what_is_known_is_checked_as_if_it_had_been_said(tmp_path: Path, day: str, expect: str):
    (tmp_path / "directo.yaml").write_text(FLOW, encoding="utf-8")
    text = TRANSCRIPT.replace("DAY", day).replace("EXPECT", expect)
    (tmp_path / "directo.test.yaml").write_text(text, encoding="utf-8")
    (tested,) = play_all([tmp_path / "directo.yaml"], "", update=False)
    assert [one.wrong for one in tested.performances if one.wrong] == []


def test_the_booking_comes_back(tmp_path: Path):
    (tmp_path / "directo.yaml").write_text(FLOW, encoding="utf-8")
    turns = """\
    - say: "10:00"
    - tap: Confirmar
      expect: {flow: directo, state: fin, text: [confirmada, gracias], slots: {turno: true}}
"""
    text = TRANSCRIPT.replace("DAY", "viernes").replace("      expect: EXPECT\n", turns)
    (tmp_path / "directo.test.yaml").write_text(text, encoding="utf-8")
    (tested,) = play_all([tmp_path / "directo.yaml"], "", update=False)
    assert [one.wrong for one in tested.performances if one.wrong] == []
