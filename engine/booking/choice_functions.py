"""What was chosen up to now, and what flows call to ask with whom, and for how many."""

from __future__ import annotations

import re
from collections.abc import Mapping
from datetime import date

from ..flow.language.registry import Call, Reading, Refusal, Registry, Row
from ..flow.play.value_readers import number_in
from ..understanding.wish import Wish
from ..words.counting import digits
from ..words.fold import SHORT_NAME_LIMIT, clean, fold
from .availability.slots import SlotQuery
from .settings.services import Service
from .settings.settings import ClientSettings, settings_of

choice_calls = Registry()
"""The vocabulary of whom one books with, and for how many, for flows."""
choice_calls.slot_types |= {"profesional": "staff", "personas": "party"}

ANYBODY = "*"
"""The value of `profesional` for anybody who is free; no staff member has such an id."""
_COUNT = re.compile(r"[1-9][0-9]{0,2}")
_OTHER_COUNT = re.compile(
    r"[0-9] ?(?:min|mins|minutos?|h|hs|hrs?|horas?|dias?|semanas?|pesos|mil|lucas)\b"
)
"""A number of minutes, hours, days or pesos."""


def staff_of(call: Call) -> str | None:
    """Return whom the person chose; None for anybody who is free."""
    chosen = str(call.slots.get("profesional") or "")
    return None if chosen in ("", ANYBODY) else chosen


def party_of(call: Call) -> int:
    """Return for how many the person books."""
    return int(call.slots.get("personas") or 1)


def day_of(call: Call) -> date:
    """Return the day that was chosen."""
    return date.fromisoformat(call.slots["fecha"])


def ask_of(call: Call) -> SlotQuery:
    """Return what the person wants a time for: what was chosen up to now."""
    service = str(call.slots.get("servicio", ""))
    return SlotQuery(service, party_of(call), staff_of(call), call.contact.id)


def _service(call: Call) -> Service | None:
    return settings_of(call.client).service(str(call.slots.get("servicio", "")))


@choice_calls.guard("elige_profesional", slots=["servicio"])
def chooses_staff(call: Call) -> bool:
    """Two or more do the chosen service, and the merchant lets people choose."""
    service = _service(call)
    return bool(service and len(service.staff) > 1 and settings_of(call.client).choose_staff)


@choice_calls.guard("dice_cuantos", slots=["servicio"])
def says_party(call: Call) -> bool:
    """The chosen service takes several people at once, and the merchant asks how many come."""
    return asks_party(settings_of(call.client), _service(call))


def asks_party(settings: ClientSettings, service: Service | None) -> bool:
    """Return whether the merchant asks how many come to a service."""
    return bool(service and service.max_party > 1 and settings.ask_party)


@choice_calls.provider("profesionales", slots=["servicio"], gives="staff")
def staff(call: Call) -> list[Row]:
    """*Cualquiera* first, then those who do the chosen service, in the merchant's order.

    There are none where there is nothing to choose.
    """
    return staff_rows(settings_of(call.client), _service(call)) if chooses_staff(call) else []


def staff_rows(settings: ClientSettings, service: Service | None) -> list[Row]:
    """Return the row *Cualquiera*, then those who do a service."""
    members = filter(None, map(settings.member, service.staff if service else ()))
    named = [Row(one.id, clean(one.name, SHORT_NAME_LIMIT)) for one in members]
    return [Row(ANYBODY, "Cualquiera", "Quien tenga más lugar ese día"), *named]


@choice_calls.provider("cuantas_personas", slots=["servicio"], gives="party")
def parties(call: Call) -> list[Row]:
    """From one to as many as the chosen service takes at once; none where nobody is asked."""
    return party_rows(_service(call)) if says_party(call) else []


def party_rows(service: Service | None) -> list[Row]:
    """Return from one to as many as a service takes at once."""
    return [Row(str(count), _people(count)) for count in range(1, _most(service) + 1)]


def _most(service: Service | None) -> int:
    return service.max_party if service else 1


@choice_calls.wish("staff")
def weigh_staff(_: Call, wishes: Mapping[str, Wish]) -> Reading:
    """A member of the staff, or anybody who is free."""
    wish = wishes["staff"]
    return Reading(tuple(value or ANYBODY for value in wish.values), sure=wish.sure)


@choice_calls.wish("party")
def weigh_party(_: Call, wishes: Mapping[str, Wish]) -> Reading:
    """How many come."""
    wish = wishes["party"]
    return Reading(wish.values, sure=wish.sure)


def _count_in(text: str) -> str:
    """Return the one number in a text; "" where it counts others: «llego 10 minutos tarde»."""
    found = _COUNT.fullmatch(number_in(text) or "")
    return "" if found is None or _OTHER_COUNT.search(digits(fold(text))) else found[0]


@choice_calls.parser("cuantos", gives="party", reads=lambda text: bool(_count_in(text)))
def read_party(_: Call, text: str) -> Reading:
    """How many come: «4», «cuatro», «4 personas»."""
    count = _count_in(text)
    return Reading((count,) if count else ())


@choice_calls.check("caben", "personas_de_mas", slots=["servicio"], takes="party")
def fit_in(call: Call, value: str) -> Refusal | None:
    """The chosen service takes that many at once.

    Texts may also say `hasta`, how many at most where that is more than one, and `uno`, the person
    for whom a booking is where each is for one.
    """
    most = _most(_service(call))
    if 1 <= int(value) <= most:
        return None
    told = _people(most)
    limit = {"hasta": "", "uno": "una persona"} if most == 1 else {"hasta": told, "uno": ""}
    says = {"pedida": _people(int(value)), "cerca": told, **limit}
    return Refusal("personas_de_mas", says, (str(most),))


@choice_calls.show("staff")
def show_staff(call: Call, value: str) -> Mapping[str, str] | None:
    """A staff member's name; gone when they have left."""
    if value == ANYBODY:
        return {"": "cualquiera"}
    member = settings_of(call.client).member(value)
    return {"": clean(member.name, SHORT_NAME_LIMIT)} if member else None


@choice_calls.show("party")
def show_party(_: Call, value: str) -> Mapping[str, str]:
    """How many come: 2 personas."""
    return {"": _people(int(value))}


def _people(count: int) -> str:
    return "1 persona" if count == 1 else f"{count} personas"
