"""A session stays on its version to the end, and starts over with the newest one."""

from __future__ import annotations

from dataclasses import replace
from datetime import UTC, datetime
from typing import Any, cast

from support.compiled import compile_flow

from milo.engine.flow.compiled.compiled_flow import CompiledFlow
from milo.engine.flow.language.registry import Call, Registry
from milo.engine.flow.play.events import Wrote
from milo.engine.flow.play.functions import Functions
from milo.engine.flow.play.turn import Terms, Turn, play
from milo.engine.messages import Incoming, Kind
from milo.engine.model import Mode, Session

FLOW = """
flow: dudas
version: {version}
initial: inicio
final: [fin]
states:
  inicio:
    ask: {{text: pregunta, buttons: {{listo: Listo}}}}
    go: {{listo: {{to: fin, say: chau}}}}
  fin:
    stale: {{say: chau}}
texts:
  pregunta: "Pregunta {version}"
  chau: "Chau {version}"
"""
NOW = datetime(2026, 11, 23, 13, 0, tzinfo=UTC)
SCRIPTS = {n: compile_flow(FLOW.format(version=n), "dudas.yaml", Registry()) for n in (1, 2)}


def scripts(_flow: str, version: int | None) -> CompiledFlow:
    return SCRIPTS[version or max(SCRIPTS)]


def say(session: Session, text: str) -> tuple[Session, str]:
    nobody = cast("Any", None)
    call = Call(nobody, nobody, nobody, session, NOW, nobody, {})
    message = Incoming(Kind.TEXT, text=text)
    turn: Turn = play(scripts, session, Wrote(message), Functions(Registry(), call), Terms(), NOW)
    fresh = replace(
        session, state=turn.state, data=turn.data, flow=turn.flow, flow_version=turn.flow_version
    )
    return fresh, turn.message.text if turn.message else ""


def test_it_stays_on_its_version_and_starts_over_with_the_newest() -> None:
    session = Session(
        *(
            "s-1",
            "p-1",
            "n-1",
            "549",
            None,
            "carla",
            "inicio",
            {"slots": {}, "turn": 1, "asked": 1},
        ),
        *("dudas", 1, 1, Mode.BOT, NOW, NOW, NOW),
    )
    session, heard = say(session, "no sé")
    assert heard.endswith("Pregunta 1")
    session, heard = say(session, "listo")
    assert (heard, session.flow_version) == ("Chau 1", 1)
    session, heard = say(session, "hola")
    assert (heard, session.flow_version) == ("Pregunta 2", 2)
