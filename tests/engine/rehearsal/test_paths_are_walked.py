"""Every path of every shipped flow, walked through a whole Milo: webhook to stand-in."""

from __future__ import annotations

import logging
import re
from functools import cache
from pathlib import Path

import pytest
import structlog

from milo.cli.flow_files import shipped_flows
from milo.cli.rehearsing.setup import rehearsal_setup
from milo.cli.rehearsing.walking import settled, walked
from milo.engine.errors import NotFoundError
from milo.engine.flow.forms.offered import keys_offered
from milo.engine.flow.language.definition import Flow
from milo.engine.rehearsal.setup import RehearsalSetup


@cache
def house() -> RehearsalSetup:
    return rehearsal_setup()


def flow_of(name: str) -> Flow:
    return house().library.newest(name).flow


@pytest.fixture(autouse=True)
def quiet():
    before = structlog.get_config()
    quiet = structlog.make_filtering_bound_logger(logging.CRITICAL)
    structlog.configure(wrapper_class=quiet, cache_logger_on_first_use=False)
    yield
    structlog.configure(**before)


SHOWING = """\
flow: mostrando
version: 1
initial: inicio
final: [fin]
states:
  inicio:
    ask: {text: hola, buttons: {ver: Ver}}
    go:
      ver: {to: fin, say: lista}
  fin:
    stale: {say: falla}
attach:
  hola:  {image: foto}
  lista: {document: archivo}
  falla: {link: {title: sitio, url: pagina}}
texts:
  hola: Hola
  lista: La lista de precios
  falla: Ese botón ya pasó
  foto: "https://example.com/local.jpg"
  archivo: "https://example.com/lista.pdf"
  sitio: Ver
  pagina: "https://example.com/"
"""


def test_what_stands_below_a_file_or_above_a_link_is_read_as_said(tmp_path: Path):
    path = tmp_path / "mostrando.yaml"
    path.write_text(SHOWING)
    said = {
        body.text
        for one in walked(rehearsal_setup([path]), "mostrando")
        for seen in one.seen
        for body in seen.said
    }
    assert {"Hola", "La lista de precios", "Ese botón ya pasó"} <= said


@pytest.mark.slow
@pytest.mark.long
@pytest.mark.parametrize("flow", [path.stem for path in shipped_flows()])
def test_every_exit_is_reached_through_the_whole_of_milo(flow: str):
    every = list(walked(house(), flow))
    assert every
    assert [(one.path.name, one.astray) for one in every if one.astray] == []


@pytest.mark.slow
@pytest.mark.long
def test_every_exit_on_the_screens_of_the_form_is_reached_through_the_whole_of_milo():
    flow, every = flow_of("reservas"), list(walked(house(), "reservas", form=True))
    screens = [state for screen in flow.screens.values() for state in screen.asks]
    assert [(one.path.name, one.astray) for one in every if one.astray] == []
    reached = {(one.path.state, re.split("[:?]", one.path.trigger)[0]) for one in every}
    assert {state for state, _ in reached} == set(screens)
    wanted = {
        (state, key)
        for state in screens
        for key in keys_offered(flow.asking(state))
        if not flow.asking(state).go[key].escape
    }
    assert wanted <= reached
    assert ("confirmando", "escape") in reached
    assert {one.path.state for one in every if one.path.trigger == "atras"} == set(screens) - {
        "eligiendo_servicio",
        "esperando_dia",
    }


def test_a_path_through_the_form_fills_screens_in_from_the_question_that_opens_it():
    by_name = {one.path.name: one for one in settled(house(), "reservas", form=True)}
    steps = by_name["confirmando · confirmar:creada"].path.steps
    assert [step.acts() for step in steps] == [["say"], ["tap"], *[["fill"]] * 4]
    assert [step.fill.screen for step in steps[2:]] == ["servicio", "turno", "turno", "confirmar"]
    assert all(one.path.steps[-1].fill for one in by_name.values())


def test_a_flow_without_a_form_has_no_path_through_one():
    with pytest.raises(NotFoundError, match="mis_turnos has no form"):
        list(settled(house(), "mis_turnos", form=True))
