"""A whole engine that plays a real flow with outside actions, under simulated time."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass, field
from datetime import timedelta
from itertools import count
from pathlib import Path
from typing import Any

from milo.engine.actors.system import Dependencies, Engine
from milo.engine.conversation.flow_terms import FlowTerms
from milo.engine.conversation.lobby_functions import lobby_calls
from milo.engine.conversation.worker import ContactWorker
from milo.engine.flow.language.registry import Call, Outcome, Registry, Request
from milo.engine.flow.play.plain_functions import plain_calls
from milo.engine.flow.play.turn import Terms
from milo.engine.flow.versions.library import FlowLibrary
from milo.engine.messages import Incoming, Kind, Outgoing
from milo.engine.model import Client, ClientStatus, Contact, InboxRow, Session, TurnRecord
from milo.engine.ports import Executor
from milo.engine.testing import SequentialIds, SimulatedClock, SimulatedExecutor
from milo.store.memory import MemoryStore

from .simulated_world import NOW, FaultyStore, Gauges, Meta

LOBBY = (Path(__file__).parents[3] / "flows" / "comercios.yaml").read_text(encoding="utf-8")
SHOP = """\
flow: taller
version: 1
initial: inicio
final: [fin]

slots:
  pedido: {type: text}
  numero: {type: text}

escapes:
  menu: {words: [menu], to: inicio}

defaults:
  stale: {then: reprompt, say: viejo}
  timeout:
    - {after: 10m, do: avisar, outcomes: {avisado: {to: fin, say: cerramos}, error: {say: falla}}}

states:
  inicio:
    ask: {text: que, buttons: {hola: Hola, pedir: Pedir}}
    go:
      hola: {words: [buenas], say: hola}
      pedir: {words: [quiero uno], to: pidiendo}
      doble:
        words: [doble]
        do: anotar
        outcomes:
          anotado:
            do: consultar
            outcomes:
              hay: {do: reservar, outcomes: {hecho: {to: fin, say: hecho}, error: {say: falla}}}
              no_hay: {say: no_hay}
              error: {say: falla}
  pidiendo:
    ask: {text: cual, buttons: {rojo: Rojo, azul: Azul}, into: pedido}
    go:
      ok:
        do: consultar
        outcomes:
          hay: {to: fin, say: hay}
          no_hay: {say: no_hay}
          error: {to: inicio, say: falla}
  fin:
    stale: {say: viejo}

texts:
  que: "¿Qué querés?"
  cual: "¿Cuál?"
  hola: "Hola."
  hay: "Hay {pedido}."
  hecho: "Hecho: {numero}."
  no_hay: "No hay."
  falla: "No pudimos preguntar."
  viejo: "Era de antes."
  cerramos: "Cerramos."
"""


@dataclass
class Depot:
    """The world outside: what it was asked, and what it answers."""

    asked: list[tuple[str, Request]] = field(default_factory=list)
    answer: Callable[[Request], Outcome] = lambda _: Outcome("hay")
    breaks: int = 0
    """Times that the action after the answer fails."""

    def keys(self) -> list[str]:
        return [request.key for _, request in self.asked]


def shop_registry(depot: Depot) -> Registry:
    known = Registry()

    @known.outside("consultar", "hay", "no_hay", seconds=10.0)
    def consultar(request: Request) -> Outcome:
        depot.asked.append(("consultar", request))
        return depot.answer(request)

    @known.outside("reservar", "hecho", seconds=10.0)
    def reservar(request: Request) -> Outcome:
        depot.asked.append(("reservar", request))
        return Outcome("hecho")

    @known.outside("avisar", "avisado", seconds=10.0)
    def avisar(request: Request) -> Outcome:
        depot.asked.append(("avisar", request))
        return Outcome("avisado")

    @known.action("anotar", "anotado")
    def anotar(call: Call) -> Outcome:
        return Outcome("anotado", {"numero": call.ids.new()})

    @known.on_message
    def fail(call: Call) -> None:
        if depot.breaks and any(one.outcome for one in call.tx.outside_calls.of("m3")):
            depot.breaks -= 1
            raise KeyError("a defect")

    return known | plain_calls | lobby_calls


class SlowExecutor:
    """An outside where everything takes its time."""

    def __init__(self, executor: SimulatedExecutor, seconds: float) -> None:
        self.executor = executor
        self.seconds = seconds

    def submit(self, work: Callable[[], object]) -> None:
        self.executor.later(self.seconds, work)

    def later(self, seconds: float, work: Callable[[], object]) -> None:
        self.executor.later(seconds, work)


def shop_library(folder: Path, registry: Registry, text: str = SHOP) -> FlowLibrary:
    files = [folder / "taller.yaml", folder / "comercios.yaml"]
    for path, source in zip(files, (text, LOBBY), strict=True):
        path.write_text(source, encoding="utf-8")
    return FlowLibrary(registry, files)


class Shop:
    """People write to one merchant, whose flow asks outside."""

    def __init__(self, library: FlowLibrary, depot: Depot, seconds: float = 0.0) -> None:
        self.library, self.depot, self.seconds = library, depot, seconds
        self.clock = SimulatedClock(NOW)
        self.store = FaultyStore()
        self.meta = Meta(self.clock)
        self.ids = SequentialIds()
        self._numbers = count(1)
        now = NOW
        client = Client(*("c1", "Taller", "taller", None, {"a": 1}, ClientStatus.ACTIVE, now, now))
        MemoryStore.transact(self.store, lambda tx: tx.clients.add(client))
        library.publish(self.store, NOW)
        self.start()

    def start(self) -> None:
        """Start the engine, or kill what runs and start it anew on the same rows."""
        self.executor = SimulatedExecutor(self.clock)
        self.engine = Engine(self.world(self.executor, SlowExecutor(self.executor, self.seconds)))
        self.engine.start()

    def world(self, executor: Executor, outside: Executor) -> Dependencies:
        terms = FlowTerms("taller", Terms(flow="taller"))
        work = ContactWorker(self.library, lambda _: terms, self.clock, self.ids)
        return Dependencies(
            *(executor, executor, self.store, work, self.meta, self.clock, Gauges()),
            outside=outside,
        )

    def writes(self, who: str, *texts: str) -> None:
        """Put a person's messages into the inbox: «=key» taps that button of the last message."""
        contact = Contact(who, "n1", f"AR.{who}", None, who)
        for text in texts:
            message = self._message(who, text)
            name = f"m{next(self._numbers)}"
            row = InboxRow(name, "n1", who, message, b"", self.clock.now())

            def add(tx: Any, row: InboxRow = row) -> None:
                tx.contacts.upsert(contact, NOW)
                tx.inbox.add(row)

            MemoryStore.transact(self.store, add)
        self.engine.nudge([who])

    def _message(self, who: str, text: str) -> Incoming:
        if not text.startswith("="):
            return Incoming(Kind.TEXT, text=text)
        options = [option for body in self.heard(who) for option in body.buttons]
        found = [option for option in options if option.id.endswith("|" + text[1:])]
        return Incoming(Kind.TAP, "interactive", found[-1].title, found[-1].id)

    def run(self, seconds: float = 0.0) -> None:
        self.executor.wind(timedelta(seconds=seconds))

    def heard(self, who: str) -> list[Outgoing]:
        return [row.body for row in self.meta.taken if row.contact_id == who]

    def last(self, who: str) -> str:
        return self.heard(who)[-1].text

    def session(self, who: str) -> Session:
        found = MemoryStore.read(self.store, lambda tx: tx.sessions.find(who, "taller"))
        assert found
        return found

    def turns(self, who: str) -> list[TurnRecord]:
        session_id = self.session(who).id
        return MemoryStore.read(self.store, lambda tx: tx.turns.of_session(session_id))
