"""A question that asks for a place or a contact by WhatsApp's own button."""

from __future__ import annotations

from pathlib import Path

import pytest
from click.testing import CliRunner

from milo.cli.commands import main
from milo.cli.rehearsing.full_stack import FullStack
from milo.cli.rehearsing.setup import CLIENT, rehearsal_setup
from milo.engine.flow.paths.transcript import Step, Transcript
from milo.engine.rehearsal.setup import RehearsalSetup
from milo.engine.rehearsal.world import RehearsalWorld
from milo.store.memory import MemoryStore

FLOW = """\
flow: envios
version: 1
initial: donde
final: [fin]
slots:
  lugar: {type: place}
  telefono: {type: phone}
states:
  donde:
    ask: {text: pide_lugar, typed: {parse: lugar, into: lugar, request: location}}
    go: {ok: {to: llamar}}
  llamar:
    ask: {text: pide_telefono, typed: {parse: telefono, into: telefono, request: contact}}
    go: {ok: {to: fin, say: anotado}}
  fin:
    stale: {say: anotado}
defaults:
  invalid: {tries: 9, say: como}
  unreadable: solo_texto
texts:
  pide_lugar: "¿Adónde lo llevamos?"
  pide_telefono: "¿A qué número te llamamos?"
  anotado: "Va a {lugar} ({lugar.mapa}), y te llamamos al {telefono}."
  como: "Así no lo encuentro."
  solo_texto: "Leo texto y botones."
"""
HERE = "-32.889500,-68.845800"
PHONE = "+54 9 261 555-0101"


@pytest.fixture
def house(tmp_path: Path) -> RehearsalSetup:
    path = tmp_path / "envios.yaml"
    path.write_text(FLOW)
    return rehearsal_setup([path])


@pytest.fixture
def world(house: RehearsalSetup) -> RehearsalWorld:
    return RehearsalWorld(house, Transcript(name="uno", client=CLIENT, turns=()), "envios")


def test_the_question_goes_out_with_the_button_that_shares(world: RehearsalWorld) -> None:
    (asked,) = world.play(Step(say=CLIENT)).said
    assert (asked.text, asked.request) == ("¿Adónde lo llevamos?", "location")
    (asked,) = world.play(Step(send="location")).said
    assert (asked.text, asked.request) == ("¿A qué número te llamamos?", "contact")


def test_what_is_shared_answers_the_question_that_asks_for_it(house: RehearsalSetup) -> None:
    """Webhook, actors, gateway and the stand-in for Meta: as it comes from a phone."""
    transcript = Transcript(name="uno", client=CLIENT, turns=())
    street = FullStack(house, transcript, "envios", MemoryStore)
    try:
        seen = [
            street.play(step)
            for step in (Step(say=CLIENT), Step(send="location"), Step(send="contacts"))
        ]
    finally:
        street.close()
    assert [one.error for one in seen] == ["", "", ""]
    said = seen[-1].said[0].text
    assert said.startswith(f"Va a {HERE} (https://maps.google.com/?q={HERE})")
    assert PHONE in said


def test_what_can_be_shared_can_be_typed(world: RehearsalWorld) -> None:
    world.play(Step(say=CLIENT))
    world.play(Step(say=HERE))
    seen = world.play(Step(say="+54 9 261 5550101"))
    assert seen.said[0].text.endswith(f"{PHONE}.")


@pytest.mark.parametrize("sent", ["contacts", "image"])
def test_anything_else_that_is_sent_cannot_be_read(world: RehearsalWorld, sent: str) -> None:
    world.play(Step(say=CLIENT))
    seen = world.play(Step(send=sent))
    assert seen.state == "donde"
    assert seen.said[0].text.startswith("Leo texto y botones.")
    assert seen.said[0].request == "location"


@pytest.mark.parametrize(
    ("wrong", "told"),
    [
        (
            "request: location}, buttons: {seguir: Seguir}}\n"
            "    go: {ok: {to: llamar}, seguir: {to: llamar}}",
            "WhatsApp shows no request beside them",
        ),
        ("request: contact}}\n    go: {ok: {to: llamar}}", "does not read a contact"),
    ],
)
def test_the_check_finds_what_cannot_be_asked_for(tmp_path: Path, wrong: str, told: str) -> None:
    path = tmp_path / "envios.yaml"
    path.write_text(FLOW.replace("request: location}}\n    go: {ok: {to: llamar}}", wrong, 1))
    result = CliRunner().invoke(main, ["flow", "check", str(path)])
    assert result.exit_code == 1
    assert "F608" in result.output
    assert told in result.output
    path.write_text(FLOW)
    assert CliRunner().invoke(main, ["flow", "check", str(path)]).exit_code == 0
