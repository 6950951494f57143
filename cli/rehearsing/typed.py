"""What somebody types who tries a flow: a person's words, or a command that begins with `/`."""

from __future__ import annotations

from dataclasses import dataclass, field
from typing import Any

from pydantic import ValidationError

from ...engine.errors import Fault, InputError
from ...engine.flow.paths.transcript import Step

HELP = """\
  hola                      lo que la persona escribe
  2                         toca la segunda opción
  /tap Confirmar            toca una opción por su título; /viejo, una de antes
  /decir 2                  escribe un número, sin tocar nada
  /esperar 31m              deja pasar el tiempo (30s, 31m, 23h, 2d)
  /foto                     manda una foto
  /responder Hola, decime   contesta una persona del comercio
  /accion NOMBRE=SALIDA     en el próximo turno esa acción termina así
  /vacia LISTA              en el próximo turno esa lista no tiene nada
  /falta SLOT               lo que ese slot nombra ya no existe
  /estado                   dónde está, qué recuerda
  /transcripcion            lo jugado, como transcripción
  /salir"""
PENDING = ("accion", "vacia", "falta")


@dataclass(slots=True)
class Prompt:
    """Reads lines; what was scripted waits for the next turn."""

    _scripted: dict[str, Any] = field(default_factory=dict)

    def read(self, line: str, options: int) -> Step | str:
        """Return a turn, or the name of a command that is none (`estado`, `ayuda`, …).

        Args:
            line: what was typed.
            options: how many options stand on the phone.

        Raises:
            InputError: it makes no sense.
        """
        if not line.startswith("/"):
            number = int(line) if line.isascii() and line.isdecimal() else 0
            return self._step(**({"tap": number} if 0 < number <= options else {"say": line}))
        command, _, said = line[1:].partition(" ")
        said = said.strip()
        if command in PENDING:
            return self._script(command, said)
        act = _act(command, said)
        return self._step(**act) if act else command

    def _script(self, command: str, said: str) -> str:
        name, _, value = said.partition("=")
        if command == "accion":
            self._scripted.setdefault("actions", {})[name] = value
        elif command == "vacia":
            self._scripted.setdefault("providers", {})[name] = []
        else:
            self._scripted.setdefault("gone", []).append(name)
        return "anotado"

    def _step(self, **act: Any) -> Step:
        try:
            step = Step.model_validate({**act, **self._scripted})
        except ValidationError as error:
            first = error.errors(include_url=False)[0]
            message = first["msg"].removeprefix("Value error, ")
            raise InputError([Fault("", message)]) from None
        self._scripted.clear()
        return step


def _act(command: str, said: str) -> dict[str, Any]:
    """Return what a person does by a command; nothing where it is none of theirs."""
    acts: dict[str, dict[str, Any]] = {
        "tap": {"tap": _option(said)},
        "viejo": {"tap": _option(said), "old": True},
        "decir": {"say": said},
        "esperar": {"wait": said},
        "foto": {"send": "image"},
        "responder": {"reply": said},
    }
    return acts.get(command, {})


def _option(said: str) -> str | int:
    return int(said) if said.isascii() and said.isdecimal() else said
