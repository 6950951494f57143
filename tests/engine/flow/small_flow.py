"""A small flow of its own, fake functions for it, and a player that forgets nothing but by JSON."""

from __future__ import annotations

import json
from collections.abc import Mapping
from dataclasses import dataclass, field, replace
from datetime import UTC, datetime, timedelta
from typing import Any, cast

from support.compiled import compile_flow

from milo.engine.flow.compiled.compiled_flow import CompiledFlow
from milo.engine.flow.language.registry import Call, Outcome, Reading, Refusal, Registry, Row
from milo.engine.flow.play.events import Arrived, Elapsed, Event, Wrote
from milo.engine.flow.play.functions import Functions
from milo.engine.flow.play.turn import Terms, Turn, play
from milo.engine.messages import Incoming, Kind, Option, Outgoing
from milo.engine.model import Client, ClientStatus, Mode, Session

NOW = datetime(2026, 11, 23, 12, 0, tzinfo=UTC)
CLIENT = Client("c-1", "Pizzas", "pizzas", None, {}, ClientStatus.ACTIVE, NOW, NOW)

PIZZAS = """\
flow: pizzas
version: 7
initial: puerta
final: [fin]

slots:
  pizza: {type: pizza, gone: {to: carta, say: se_acabo, clear: [pizza]}}
  cuantas: {type: number}

escapes:
  menu: {words: [menu, inicio], to: puerta, clear: [pizza, cuantas]}
  chau: {words: [chau], to: fin, do: limpiar, result: abandonada, say: adios}
  ayuda: {words: [ayuda, "?"], say: ayuda}
  alguien: {words: [alguien], handoff: llamo}

defaults:
  invalid: {tries: 3, say: [ejemplo, opciones], else: {handoff: llamo}}
  stale: {then: reprompt, say: era_de_antes}
  unreadable: solo_texto
  back_from_human: {say: volvi}
  timeout:
    - {after: 10m, say: seguis}
    - {after: 2h, to: fin, do: limpiar, result: abandonada}

states:
  puerta:
    ask:
      text: hola
      buttons: {pedir: Pedir una, info: Info}
    go:
      pedir: {words: [quiero], to: carta}
      info: {to: puerta, say: info}

  carta:
    ask:
      text: cual
      list: {from: carta, into: pizza, open: ver}
    resume: seguimos
    stale: jump
    go:
      ok: {to: cantidad, clear: [cuantas]}
      empty: {to: fin, say: cerrado, result: cerrado}
      atras: {words: [atras], to: puerta}

  cantidad:
    ask:
      text: cuantas
      typed: {parse: numero, check: [alcanza], into: cuantas}
      buttons: {una: Solo una}
    stale: {then: ignore}
    invalid: {tries: 2, say: ejemplo_numero}
    go:
      una: {to: hecho}
      ok:
        do: cocinar
        outcomes:
          lista: {to: fin, result: pedida, say: lista}
          quemada: {to: cantidad, say: quemada, clear: [cuantas]}
          nada: {escape: chau}

  hecho:
    ask: {text: seguro, buttons: {si: "Sí", ayuda: Ayuda}}
    timeout: []
    go:
      si: {do: limpiar, to: fin, say: lista}
      ayuda: {escape: ayuda}

  fin:
    closing: {words: [gracias, "👍"], say: de_nada}
    stale:
      do: mirar
      outcomes:
        lista: {say: ya_esta}
        nada: {say: ya_fue}

texts:
  hola: "Hola[, {contacto}]. Esto es {comercio}."
  info: "Abrimos de noche."
  cual: "¿Cuál?"
  ver: "Ver carta"
  ver_mas: "Ver más"
  cual_de_estos: "¿Cuál de estas?"
  seguimos: "Seguimos."
  cuantas: "¿Cuántas {pizza}[ a {pizza.precio}]?"
  seguro: "¿Seguro?"
  ejemplo: "Tocá un botón."
  opciones: "Estas son."
  ejemplo_numero: "Un número."
  quemada: "Se quemaron {cuantas}."
  lista: "Listo: {cuantas} {pizza}."
  pocas: "No alcanza para {pedida}."
  raro: "Eso no es cantidad."
  se_acabo: "Esa se acabó."
  cerrado: "No queda nada."
  adios: "Chau."
  ayuda: "Te ayudo."
  llamo: "Llamo a alguien."
  volvi: "Volví."
  era_de_antes: "Era de antes."
  solo_texto: "Solo leo texto."
  seguis: "¿Seguís?"
  de_nada: "De nada."
  ya_esta: "Ya está."
  ya_fue: "Ya fue."
"""


@dataclass
class Kitchen:
    """What the fake functions answer, and what they were asked."""

    carta: list[Row] = field(default_factory=lambda: [Row("muzza", "Muzza"), Row("napo", "Napo")])
    outcome: str = "lista"
    look: str = "lista"
    calls: list[str] = field(default_factory=list)
    name: str = "Ana"


def registry_of(kitchen: Kitchen) -> Registry:
    """Return functions that answer what the kitchen says."""
    known = Registry()

    @known.provider("carta")
    def carta(_: Call) -> list[Row]:
        return kitchen.carta

    @known.parser("numero")
    def numero(_: Call, text: str) -> Reading:
        if text == "cero":
            return Reading(problem="raro")
        words = text.split(" o ")
        return Reading(tuple(words) if all(word.isdecimal() for word in words) else ())

    @known.check("alcanza")
    def alcanza(_: Call, value: str) -> Refusal | None:
        return Refusal("pocas", {"pedida": value}) if int(value) > 50 else None

    @known.action("cocinar", "lista", "quemada", "nada")
    def cocinar(call: Call) -> Outcome:
        kitchen.calls.append(f"cocinar {call.slots.get('cuantas')}")
        return Outcome(kitchen.outcome)

    @known.action("limpiar", "limpio")
    def limpiar(_: Call) -> Outcome:
        kitchen.calls.append("limpiar")
        return Outcome("limpio")

    @known.action("mirar", "lista", "nada")
    def mirar(_: Call) -> Outcome:
        return Outcome(kitchen.look)

    @known.show("pizza", "precio", sometimes=["precio"])
    def pizza(_: Call, value: str) -> Mapping[str, str] | None:
        titles = {row.value: row.title for row in kitchen.carta}
        return {"": titles[value]} if value in titles else None

    known.show("number")(lambda _, value: {"": str(value)})
    known.show("contacto")(lambda _, value: {"": kitchen.name})
    known.show("comercio")(lambda _, value: {"": "Pizzas"})
    known.on_message(lambda _: kitchen.calls.append("message"))
    return known


class Table:
    """Somebody at a table: the session goes through JSON between every two turns."""

    def __init__(
        self,
        text: str = PIZZAS,
        kitchen: Kitchen | None = None,
        terms: Terms | None = None,
        registry: Registry | None = None,
    ) -> None:
        self.kitchen = kitchen or Kitchen()
        self.registry = registry or registry_of(self.kitchen)
        self.script: CompiledFlow = compile_flow(text, "pizzas.yaml", self.registry)
        self.terms = terms or Terms()
        self.now = NOW
        self.last: Turn | None = None
        self.shown: Outgoing | None = None
        self.answers: list[dict[str, Any]] = []
        self.session = session_of(self.script)

    def play(self, event: Event) -> Turn:
        """Play one event, save the session and read it back."""
        nobody = cast("Any", None)
        call = Call(nobody, CLIENT, nobody, self.session, self.now, nobody, {})
        functions = Functions(self.registry, call)
        turn = play(lambda *_: self.script, self.session, event, functions, self.terms, self.now)
        self.answers = json.loads(json.dumps(functions.answers))
        data = json.loads(json.dumps(dict(turn.data)))
        self.session = replace(self.session, state=turn.state, mode=turn.mode, data=data)
        self.last = turn
        self.shown = turn.message or self.shown
        return turn

    def arrive(self) -> str:
        """Come by the slug; return what is said."""
        return text_of(self.play(Arrived()))

    def say(self, text: str) -> str:
        """Write something; return what is said."""
        return text_of(self.play(Wrote(Incoming(Kind.TEXT, text=text))))

    def photo(self) -> str:
        """Send a photo."""
        return text_of(self.play(Wrote(Incoming(Kind.OTHER, type="image"))))

    def elapse(self, name: str) -> str:
        """Let a timer fire."""
        return text_of(self.play(Elapsed(name)))

    def tap(self, title: str) -> str:
        """Tap an option of the last message that was shown."""
        return self.press(self.option(title))

    def press(self, option: Option) -> str:
        """Tap any option."""
        tapped = Incoming(Kind.TAP, "interactive", option.title, option.id)
        return text_of(self.play(Wrote(tapped)))

    def option(self, title: str) -> Option:
        """Return an option of the last message that was shown."""
        assert self.shown
        return next(one for one in options_of(self.shown) if one.title == title)

    @property
    def state(self) -> str:
        return self.session.state

    @property
    def slots(self) -> Mapping[str, Any]:
        return cast("Mapping[str, Any]", self.session.data["slots"])

    @property
    def titles(self) -> list[str]:
        """The titles that the last turn shows."""
        assert self.last
        return [one.title for one in options_of(self.last.message)] if self.last.message else []


def options_of(message: Outgoing) -> tuple[Option, ...]:
    return (*message.buttons, *message.rows)


def text_of(turn: Turn) -> str:
    return turn.message.text if turn.message else ""


def session_of(script: CompiledFlow, session_id: str = "s-1") -> Session:
    """Return a session that was never played."""
    flow = script.flow
    return Session(
        *(session_id, "p-1", "n-1", "549", None, "pizzas", flow.initial, {"slots": {}}),
        *(flow.flow, flow.version, 1, Mode.BOT, NOW, NOW, NOW),
    )


def after(minutes: float) -> datetime:
    return NOW + timedelta(minutes=minutes)
