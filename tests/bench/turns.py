"""Turns a second through a compiled flow, in one thread: `python -m tests.bench.turns`.

A person books over and over: a button, a row, a day, an hour, a confirmation. The functions that
the flow names answer at once, so what is measured is the flow engine: understanding, the machine,
memory, and, where texts are rendered, the message with its buttons. Each session goes through its
data between two turns, as it does through its row.
"""

from __future__ import annotations

import sys
import time
from collections.abc import Iterator, Mapping, Sequence
from datetime import UTC, datetime
from types import SimpleNamespace
from typing import Any, cast
from unittest.mock import patch

from milo.engine.flow.compiled.compiled_flow import CompiledFlow
from milo.engine.flow.language.registry import Call, Outcome, Registry, Row
from milo.engine.flow.play import flow_stack
from milo.engine.flow.play.events import Arrived, Event, Wrote
from milo.engine.flow.play.functions import Functions
from milo.engine.flow.play.memory import Memory
from milo.engine.flow.play.turn import Terms, Turn, play
from milo.engine.flow.play.voice import Voice
from milo.engine.flow.versions.compiler import read_edition
from milo.engine.messages import Incoming, Kind
from milo.engine.model import Mode, Session

NOW = datetime(2026, 11, 23, 12, 0, tzinfo=UTC)
SECONDS = 3.0
TARGETS = {"decided": 50_000, "rendered": 25_000}
TYPED = [Wrote(Incoming(Kind.TEXT, text=text)) for text in ("11:00", "¡Confirmar!", "gracias")]
FLOW = """\
flow: turnos
version: 1
initial: inicio
final: [fin]
slots: {servicio: {type: word}, hora: {type: word}}
escapes:
  menu: {words: [menu, inicio], to: inicio, clear: [servicio, hora]}
  ayuda: {words: [ayuda], say: ayuda}
defaults:
  timeout: [{after: 30m, say: seguis}, {after: 23h, to: fin}]
states:
  inicio:
    ask: {text: saludo, buttons: {reservar: Reservar, info: Info}}
    go:
      reservar: {words: [turno], to: servicio}
      info: {say: info}
  servicio:
    ask: {text: cual, list: {from: servicios, into: servicio}}
    go:
      ok: {to: hora, clear: [hora]}
      empty: {to: fin}
  hora:
    ask: {text: hora, list: {from: horas, into: hora}}
    go:
      ok: {do: apartar, outcomes: {apartado: {to: confirmar}, ocupado: {say: ocupado}}}
      empty: {to: servicio}
  confirmar:
    ask: {text: resumen, buttons: {si: Confirmar, no: Cambiar}}
    go:
      si: {do: reservar, to: fin, say: listo}
      no: {to: hora}
  fin:
    closing: {words: [gracias], say: de_nada}
    stale: {say: de_nada}
texts:
  saludo: "¡Hola[, {contacto}]! Soy el asistente de *{comercio}*."
  info: "Abrimos de 9 a 18."
  ayuda: "Te ayudo."
  cual: "¿Qué servicio querés?"
  hora: "¿A qué hora?"
  ver_opciones: "Ver opciones"
  ver_mas: "Ver más"
  cual_de_estos: "¿Cuál de estos?"
  ocupado: "Ese horario se ocupó."
  resumen: "*{servicio}*\\n*{hora}*\\n¿Lo confirmo?"
  listo: "¡Listo! Te espero: {servicio}, {hora}."
  seguis: "¿Seguís ahí?"
  de_nada: "¡De nada!"
"""


def vocabulary() -> Registry:
    """Return functions that cost nothing."""
    known = Registry()
    services = [Row(f"s{n}", f"Servicio {n}", "30 min") for n in range(5)]
    hours = [Row(f"{9 + n:02}:00", f"{9 + n:02}:00", section="Mañana") for n in range(8)]
    known.provider("servicios")(lambda _: services)
    known.provider("horas")(lambda _: hours)
    known.action("apartar", "apartado", "ocupado")(lambda _: Outcome("apartado"))
    known.action("reservar", "reservado")(lambda _: Outcome("reservado"))
    known.show("word")(lambda _, value: {"": value})
    known.show("comercio")(lambda _, __: {"": "Peluquería Carla"})
    known.show("contacto")(lambda _, __: {"": "Ana"})
    return known


class Person:
    """Books over and over, by taps and by words."""

    def __init__(self, script: CompiledFlow, registry: Registry) -> None:
        nobody = cast("Any", None)
        flow = script.flow
        self.registry = registry
        self.script = script
        self.row = SimpleNamespace(
            id="s-1",
            state=flow.initial,
            data={"slots": {}},
            flow=flow.flow,
            flow_version=flow.version,
            mode=Mode.BOT,
        )
        self.session = cast("Session", self.row)
        self.call = Call(nobody, nobody, nobody, self.session, NOW, nobody, {})
        self.terms = Terms()

    def scripts(self, flow: str, version: int | None) -> CompiledFlow:
        return self.script

    def events(self) -> Iterator[Event]:
        """Yield one booking's events, the taps as the turn before them would have had them."""
        yield Arrived()
        for state, option, title in (
            ("inicio", "reservar", "Reservar"),
            ("servicio", "=s2", "Servicio 2"),
        ):
            tap = f"s-1|turnos|1|{state}|{self.session.data['asked']}|{option}"
            yield Wrote(Incoming(Kind.TAP, "interactive", title, tap))
        yield from TYPED

    def plays(self, event: Event, *, rendered: bool) -> Turn:
        """Play a turn; read its message where texts are rendered."""
        functions = Functions(self.registry, self.call)
        turn = play(self.scripts, self.session, event, functions, self.terms, NOW)
        self.row.state, self.row.data, self.row.mode = turn.state, turn.data, turn.mode
        if rendered:
            assert turn.message is not None
        return turn


class Silent(Voice):
    """Says nothing: what is left of a turn is understanding, the machine, the memory."""

    def filled(self, text: str, memory: Memory, says: Mapping[str, str] | None = None) -> str:
        return ""

    def message(self, *, asks: bool) -> None:
        return None

    def ask(self, state: str, memory: Memory, page: int, only: Sequence[str]) -> bool:
        node = self.flow.asking(state)
        listed = node.ask.list if node else None
        rows = self.functions.rows(listed.provider, memory.slots) if listed else ()
        memory.rows = [["=" + row.value, row.title] for row in rows]
        return bool(rows) or not listed


def rate(*, rendered: bool, seconds: float = SECONDS) -> float:
    """Return the turns of one thread in a second."""
    known = vocabulary()
    person = Person(read_edition(FLOW, "turnos.yaml", known).script, known)
    turns, begin = 0, time.thread_time()
    while time.thread_time() - begin < seconds:
        for _ in range(20):
            for event in person.events():
                person.plays(event, rendered=rendered)
                turns += 1
    assert person.session.state == "fin"
    return turns / (time.thread_time() - begin)


def figures() -> dict[str, float]:
    """Return turns a second: only decided, and with their texts rendered."""
    with patch.object(flow_stack, "Voice", Silent):
        decided = rate(rendered=False)
    return {"decided": round(decided), "rendered": round(rate(rendered=True))}


def main() -> None:
    """Print both rates beside what they are to reach."""
    rates = figures()
    for name, target in TARGETS.items():
        print(f"{name:9} {rates[name]:8,.0f} turns/s  (to reach: {target:,})")
    sys.exit(any(rates[name] < target for name, target in TARGETS.items()))


if __name__ == "__main__":
    main()
