"""Judges how messages were understood, beside what a receptionist would have understood.

A list is JSON lines. Its first line names the instant, the settings, what the conversation
remembers in each state and, where need be, the flow that a state is of and what the person has
booked; each other line is a message:

`text`, `state`  what was written, and where
`before`         what was written just before it
`kind`           day, hour, choice, yesno, intent or done
`fecha`, `hora`  the value that is meant; with `half` the opening hours decide between 5 and 17
`also`           other values that are right
`ask`            asking back, or a narrowed list, is right
`none`           no day and no hour is named: none may be taken
`want`           what is meant, in words; one of `WANTS` where it can be checked
`expect`         in place of `want`: what has to come of it, see `Expected`
`tag`            where it is written so: AR, UY, CL, MX; typo, voice; pt, en
"""

from __future__ import annotations

import json
from collections.abc import Iterator, Mapping
from dataclasses import dataclass, field
from datetime import datetime
from enum import StrEnum
from pathlib import Path
from typing import Any

from milo.cli.rehearsing.setup import probed, rehearsal_setup
from milo.engine.rehearsal.probe import Probe, Understood

FOLDER = Path(__file__).parent
FOREIGN = ("pt", "en")
"""Tags of messages that are not in Spanish."""


class Verdict(StrEnum):
    """How a message was understood."""

    RIGHT = "right"
    ASKED = "asked"
    """It was asked back where that is right."""
    SILENT = "silent"
    """It was not understood, or asked back where the meaning was clear."""
    WRONG = "wrong"
    """Something else was done than was meant."""


@dataclass(frozen=True)
class Expected:
    """What has to come of a message; what is not given may be anything.

    Attributes:
        state: one of these.
        exit: how the last exit begins: one of these.
        says: one of these texts is among those said.
        slots: what is remembered; null for nothing.
    """

    state: tuple[str, ...] = ()
    exit: tuple[str, ...] = ()
    says: tuple[str, ...] = ()
    slots: Mapping[str, Any] = field(default_factory=dict)
    handoff: bool | None = None
    asks: bool | None = None

    @classmethod
    def read(cls, data: Mapping[str, Any]) -> Expected:
        """Return it from JSON; a bare text is a list of one."""
        lists = {
            key: tuple([value] if isinstance(value, str) else value)
            for key, value in data.items()
            if key in ("state", "exit", "says")
        }
        return cls(**{**data, **lists})

    def fits(self, seen: Understood) -> bool:
        """Return whether that came of it."""
        return all(
            (
                not self.state or seen.state in self.state,
                not self.exit or any((seen.exit or "").startswith(one) for one in self.exit),
                not self.says or bool({*self.says} & {*seen.says}),
                all(seen.slots.get(name) == value for name, value in self.slots.items()),
                self.handoff in (None, seen.handoff),
                self.asks in (None, seen.asks),
            )
        )


WANTS: Mapping[str, Expected] = {
    "volver a los días": Expected(state=("eligiendo_fecha",), slots={"fecha": None}),
    "confirmar": Expected(exit=("confirmar",), state=("finalizado",)),
    "no confirmar; ofrecer cambiar o dejar": Expected(
        state=("cambiando",), says=("que_cambiamos",)
    ),
    "pasar a las 17": Expected(state=("confirmando",), slots={"hora": "17:00"}),
    "cambiar el día": Expected(slots={"fecha": "2026-08-29"}),
    "a los días": Expected(state=("eligiendo_fecha",), slots={"fecha": None}),
    "dejarlo": Expected(state=("finalizado",), says=("adios",)),
    "dejarlo acá": Expected(state=("finalizado",), says=("adios",)),
    "más días": Expected(state=("eligiendo_fecha",), asks=True),
    "a servicios": Expected(state=("eligiendo_servicio",)),
    "pasar a servicios": Expected(state=("eligiendo_servicio",)),
    "servicio, recordando hoy": Expected(state=("eligiendo_servicio",)),
    "seguir: falta el día": Expected(state=("eligiendo_fecha",), says=("seguimos_fecha",)),
    "saludar y preguntar": Expected(state=("inicio",), says=("saludo", "que_hacemos")),
    "dale, te espero": Expected(says=("te_espero",)),
    "decir que sí y seguir": Expected(says=("soy_un_bot",), handoff=False),
    "decir que sí, y ofrecer persona": Expected(says=("soy_un_bot",), handoff=False),
    "$ 8.000": Expected(says=("precios",)),
    "los precios": Expected(says=("precios",)),
    "decir los precios": Expected(says=("precios",)),
    "decir los horarios": Expected(says=("horarios",)),
    "15 min": Expected(says=("duracion",)),
    "decirlo o persona": Expected(says=("con_quien", "no_lo_se"), state=("confirmando",)),
    "responder o pasar a persona": Expected(says=("respuesta", "no_lo_se")),
    "persona": Expected(says=("no_lo_se", "recepcion", "recepcion_sin_aviso")),
    "corte y barba": Expected(slots={"servicio": "corte_barba"}),
    "corte": Expected(slots={"servicio": "corte"}),
    "corte: al día": Expected(slots={"servicio": "corte"}, state=("eligiendo_fecha",)),
    "corte (o preguntar)": Expected(slots={"servicio": "corte"}),
    "color": Expected(slots={"servicio": "color"}),
    "no hay junto: preguntar": Expected(slots={"servicio": None}, asks=True),
    "volver": Expected(state=("inicio",)),
    "de nada": Expected(exit=("closing",), says=("de_nada",)),
    "cancelar ese turno (o mis turnos)": Expected(says=("sin_turnos", "tus_turnos")),
    "mis turnos": Expected(says=("sin_turnos", "tus_turnos")),
}


@dataclass(frozen=True)
class Phrase:
    """A message, with what a receptionist understands."""

    text: str
    state: str
    kind: str
    fecha: str | None = None
    hora: str | None = None
    half: bool = False
    also: tuple[str, ...] = ()
    ask: bool = False
    none: bool = False
    want: str = ""
    expect: Mapping[str, Any] | None = None
    before: str = ""
    tag: str = ""
    list: str = ""

    @property
    def is_spanish(self) -> bool:
        """Whether it is written in Spanish."""
        return self.tag not in FOREIGN

    def judged(self, seen: Understood, given: Mapping[str, Any]) -> Verdict:
        """Return how it was understood."""
        expected = Expected.read(self.expect) if self.expect else WANTS.get(self.want)
        if self.kind in ("day", "hour") and not expected:
            return self._value(seen, given)
        assert expected, f"nobody says how to check {self.want!r}"
        if expected.fits(seen):
            return Verdict.RIGHT
        if seen.exit == "invalid" or seen.asks:
            return Verdict.ASKED if self.ask and seen.asks else Verdict.SILENT
        return Verdict.WRONG

    def _value(self, seen: Understood, given: Mapping[str, Any]) -> Verdict:
        taken = {
            name: seen.slots[name]
            for name in ("fecha", "hora")
            if seen.slots.get(name) not in (None, given.get(name))
        }
        days = {self.fecha, *self.also} - {None}
        hours = {self.hora, *self.also} - {None}
        if self.half and self.hora:
            hours.add(f"{(int(self.hora[:2]) + 12) % 24:02}{self.hora[2:]}")
        day_right, hour_right = taken.get("fecha") in days, taken.get("hora") in hours
        wrong = ("fecha" in taken and not day_right) or ("hora" in taken and not hour_right)
        if self.kind == "hour":
            right = hour_right
        else:
            refused = seen.asks and "hora" not in taken  # the hour is not on offer, and it is said
            hour_fits = hour_right or refused if self.hora else "hora" not in taken
            right = day_right and hour_fits
        if self.none:
            right, wrong = False, bool(taken)
        if wrong:
            return Verdict.WRONG
        if right:
            return Verdict.RIGHT
        if seen.asks and self.ask:
            return Verdict.ASKED
        if self.none:
            return Verdict.RIGHT
        return Verdict.SILENT


@dataclass(frozen=True)
class Judged:
    """A message with what came of it."""

    phrase: Phrase
    seen: Understood
    verdict: Verdict


def lists() -> list[Path]:
    """Return every list in the repository."""
    return sorted(FOLDER.glob("*.jsonl"))


def judge(path: Path) -> Iterator[Judged]:
    """Read every message of a list, and judge what came of it."""
    first, *rest = (json.loads(line) for line in path.read_text("utf-8").splitlines() if line)
    now = datetime.fromisoformat(first["now"])
    house = rehearsal_setup()
    client = probed("reservas", path.parent / first["settings"])
    probes: dict[str, Probe] = {}
    for data in rest:
        data["also"] = tuple(data.get("also", ()))
        phrase = Phrase(**data, list=path.stem)
        given = first["given"].get(phrase.state, {})
        if phrase.state not in probes:
            flow = first.get("flows", {}).get(phrase.state, "reservas")
            booked = first.get("bookings", ())
            probes[phrase.state] = Probe(house, flow, phrase.state, given, client, now, booked)
        seen = probes[phrase.state].read(phrase.text, phrase.before)
        yield Judged(phrase, seen, phrase.judged(seen, given))
