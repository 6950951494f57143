"""Every path of every shipped flow, walked through a whole Milo: webhook to stand-in."""

from __future__ import annotations

import logging
from functools import cache
from pathlib import Path

import pytest
import structlog

from milo.cli.flow_files import shipped_flows
from milo.cli.rehearsing.setup import rehearsal_setup
from milo.cli.rehearsing.walking import walked
from milo.engine.rehearsal.setup import RehearsalSetup


@cache
def house() -> RehearsalSetup:
    return rehearsal_setup()


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
@pytest.mark.parametrize("flow", [path.stem for path in shipped_flows()])
def test_every_exit_is_reached_through_the_whole_of_milo(flow: str):
    every = list(walked(house(), flow))
    assert every
    assert [(one.path.name, one.astray) for one in every if one.astray] == []
