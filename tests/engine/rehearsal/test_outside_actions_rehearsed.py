"""A flow that asks the world outside, rehearsed: the answer is real, or scripted."""

from __future__ import annotations

from pathlib import Path

import pytest

from milo.cli.rehearsing.setup import CLIENT, cast_of, rehearsal_setup
from milo.cli.rehearsing.walking import walked
from milo.engine.flow.language.registry import Outcome, Request
from milo.engine.flow.paths.transcript import Step, Transcript
from milo.engine.rehearsal.setup import RehearsalSetup
from milo.engine.rehearsal.world import RehearsalWorld
from milo.engine.vocabulary import VOCABULARY

FLOW = """\
flow: afuera
version: 1
initial: inicio
final: [fin]
states:
  inicio:
    ask: {text: hola, buttons: {consultar: Consultar}}
    go:
      consultar:
        do: preguntar_afuera
        outcomes:
          hay:    {to: fin, say: hay}
          no_hay: {say: no_hay}
          error:  {to: fin, say: falla}
  fin:
    stale: {say: falla}
texts: {hola: Hola, hay: Hay, no_hay: No hay, falla: Falla}
"""


@pytest.fixture
def house(tmp_path: Path) -> RehearsalSetup:
    registry = VOCABULARY | type(VOCABULARY)()

    @registry.outside("preguntar_afuera", "hay", "no_hay")
    def ask(_: Request) -> Outcome:
        """Ask another system."""
        return Outcome("hay")

    path = tmp_path / "afuera.yaml"
    path.write_text(FLOW)
    return rehearsal_setup([path], registry=registry)


@pytest.mark.parametrize(
    ("scripted", "text"), [({}, "hay"), ({"preguntar_afuera": "no_hay"}, "no_hay")]
)
def test_an_outside_action_answers_by_itself_or_as_it_is_told(house, scripted, text):
    theatre = RehearsalWorld(house, Transcript(name="uno", client=CLIENT, turns=()), "afuera")
    theatre.play(Step(say=CLIENT))
    seen = theatre.play(Step(tap="Consultar", actions=scripted))
    assert seen.error == ""
    assert text in seen.text_names


def test_every_outcome_of_an_outside_action_is_walked_through_the_whole_of_milo(house):
    found = {one.path.trigger: one.astray for one in walked(house, "afuera")}
    assert {found[f"consultar:{outcome}"] for outcome in ("hay", "no_hay", "error")} == {""}
    assert cast_of(house).usual("preguntar_afuera") == "hay"
