"""What flows may name, for those who write them; and what an installation adds."""

from __future__ import annotations

import sys

import pytest

from milo.engine.vocabulary import VOCABULARY

OWN = '''
from milo.engine.flow.language.registry import Outcome, Registry, Request

calls = Registry()


@calls.outside("consultar_agenda", "libre", seconds=5, slots=["fecha"], fills={"libre": ("sala",)})
def ask(request: Request) -> Outcome:
    """Ask the clinic's own agenda.

    Outcomes:
        libre: the hour is free
    """
    return Outcome("libre")
'''
FLOW = """
flow: clinica
version: 1
initial: inicio
final: [fin]
slots: {fecha: {type: date}, sala: {type: text}}
states:
  inicio:
    ask: {text: que, typed: {parse: fecha}, into: fecha}
    go:
      ok: {do: consultar_agenda, outcomes: {libre: {to: fin, say: sala}, error: {handoff: que}}}
  fin: {stale: {say: que}}
texts:
  {que: "¿Qué día?", sala: "Sala {sala}", cual_de_estos: x,
   fecha_inexistente: x, fecha_pasada: x, fecha_confusa: x}
"""


@pytest.fixture
def own(tmp_path, monkeypatch):
    (tmp_path / "clinica_calls.py").write_text(OWN, encoding="utf-8")
    monkeypatch.syspath_prepend(tmp_path)
    yield "clinica_calls:calls"
    sys.modules.pop("clinica_calls", None)


def test_one_function_is_told_with_how_it_may_end(milo):
    text = milo.good("flow", "reference", "apartar_horario")
    assert "  - ocupado: somebody else has it\n" in text
    assert "(fills reserva)" in text
    assert "needs the slots: servicio, fecha, hora" in text


def test_json_has_all_of_every_function(milo):
    told = {one["name"]: one for one in milo.json("flow", "reference")}
    assert told["tiene_turnos"]["kind"] == "guard"
    assert set(told["service"]["suffixes"]) == {"precio", "duracion"}
    assert set(told["cancelar_turno"]["outcomes"]) == {"cancelado", "retirado", "tarde", "ya_no"}
    for name, action in VOCABULARY.actions.items():
        assert told[name]["outcomes"].keys() == set(action.outcomes)
        assert all(told[name]["outcomes"].values())


def test_a_name_that_is_not_there_is_said(milo):
    assert milo("flow", "reference", "nadie").exit_code == 2


def test_an_installation_adds_its_own(milo, own, tmp_path):
    text = milo.good("flow", "reference", "consultar_agenda", MILO_VOCABULARY=own)
    assert text.startswith("outside consultar_agenda (5 s)\n")
    assert "  - error: it failed, or its time was over\n" in text
    path = tmp_path / "clinica.yaml"
    path.write_text(FLOW, encoding="utf-8")
    assert "consultar_agenda" in milo("flow", "check", str(path)).output
    checked = milo("flow", "check", "--errors-only", str(path), MILO_VOCABULARY=own)
    assert (checked.exit_code, checked.output) == (0, "No faults.\n")


@pytest.mark.parametrize(
    ("named", "told"),
    [
        ("nowhere_at_all:calls", "No module named 'nowhere_at_all'"),
        ("json:calls", "has no attribute 'calls'"),
        ("json:loads", "is no Registry"),
    ],
)
def test_what_is_no_vocabulary_is_one_line(milo, named, told):
    result = milo("flow", "reference", MILO_VOCABULARY=named)
    assert result.exit_code == 1
    assert "MILO_VOCABULARY" in result.stderr and told in result.stderr
    assert result.stderr.count("\n") == 1
