"""What flows call to save taps: the first free place, and the same as last time."""

from __future__ import annotations

from dataclasses import replace
from datetime import date

from ..flow.language.registry import Call, Outcome, Registry, Row
from ..model import Booking
from ..understanding.wish import SHORTCUT
from ..words.fold import clean
from .availability.bookable_range import local_day
from .availability.slots import Slot, SlotQuery
from .choice_functions import ANYBODY, ask_of, asks_party, chooses_staff, party_of, staff_of
from .outcomes import Held, OverLimit
from .own_functions import agenda_of
from .settings.settings import ClientSettings, settings_of, staff_name

shortcut_calls = Registry()
"""The vocabulary of shortcuts, for flows."""


def first_free(call: Call) -> tuple[date, Slot] | None:
    """Return the soonest place for the chosen service, staff and party, and its local day."""
    ask = SlotQuery(
        str(call.slots.get("servicio", "")), party_of(call), staff_of(call), call.contact.id
    )
    agenda = agenda_of(call)
    day = next(agenda.days(ask, local_day(settings_of(call.client), call.now)), None)
    slots = agenda.slots(ask, day) if day else []
    return (day, slots[0]) if day and slots else None


def last_time(call: Call) -> Booking | None:
    """Return the person's last booking, if it can be had again as it was."""
    settings = settings_of(call.client)
    row = call.tx.bookings.latest(call.client.id, call.contact.id)
    service = settings.service(row.service) if row else None
    if row is None or service is None or not 1 <= row.party <= service.max_party:
        return None
    return row


def last_time_row(call: Call) -> Row | None:
    """Return the row for the same as last time; None where it would save nothing."""
    settings, row = settings_of(call.client), last_time(call)
    if row is None or not _saves(settings, row):
        return None
    service = settings.service(row.service)
    with_whom = staff_name(settings, row) if _same_staff(settings, row) else ""
    parts = [clean(service.name if service else "", 60)]
    parts += [f"con {with_whom}"] if with_whom else []
    parts += [f"para {row.party}"] if row.party > 1 else []
    return Row(SHORTCUT, "Como la última vez", " ".join(parts))


def _saves(settings: ClientSettings, row: Booking) -> bool:
    return len(settings.services) > 1 or _same_staff(settings, row) or row.party > 1


def _same_staff(settings: ClientSettings, row: Booking) -> bool:
    service = settings.service(row.service)
    chooses = settings.choose_staff and service is not None and len(service.staff) > 1
    return chooses and service is not None and row.staff in service.staff


@shortcut_calls.action(
    "como_la_ultima_vez",
    *("repetido", "ya_no"),
    fills={"repetido": ("servicio",)},
)
def repeat(call: Call) -> Outcome:
    """Choose what the person had last time: service, staff and party.

    Outcomes:
        repetido: they are chosen
        ya_no: it cannot be had any more
    """
    row = last_time(call)
    if row is None:
        return Outcome("ya_no", {"servicio": None})
    settings = settings_of(call.client)
    chosen = {"servicio": row.service}
    if _same_staff(settings, row):
        chosen["profesional"] = row.staff or ANYBODY
    if row.party > 1 or asks_party(settings, settings.service(row.service)):
        chosen["personas"] = str(row.party)
    return Outcome("repetido", chosen)


@shortcut_calls.action(
    "apartar_primero",
    *("apartado", "lleno", "limite"),
    slots=["servicio"],
    fills={"apartado": ("fecha", "hora", "reserva")},
)
def hold_first(call: Call) -> Outcome:
    """Keep the soonest place for fifteen minutes, in place of any that this session kept.

    Outcomes:
        apartado: it is kept
        lleno: there is none any more
        limite: the person has as many bookings as the merchant allows
    """
    found = first_free(call)
    if found is None:
        return Outcome("lleno", {"fecha": None})
    day, slot = found
    ask = SlotQuery(str(call.slots["servicio"]), party_of(call), staff_of(call), call.contact.id)
    match agenda_of(call).hold(call.session, call.contact, ask, day, slot.label):
        case Held(booking):
            chosen = {"fecha": day.isoformat(), "hora": slot.label, "reserva": booking.id}
            return Outcome("apartado", chosen)
        case OverLimit():
            return Outcome("limite", {"fecha": None})
    return Outcome("lleno", {"fecha": None})


@shortcut_calls.guard("llego_al_limite")
def is_at_limit(call: Call) -> bool:
    """The person has as many bookings as the merchant allows."""
    return agenda_of(call).is_over_limit(call.contact.id)


@shortcut_calls.guard("hay_otro_servicio")
def has_other_services(call: Call) -> bool:
    """The merchant has more than one service."""
    return len(settings_of(call.client).services) > 1


@shortcut_calls.guard("hay_lugar_con_otro", slots=["servicio"])
def others_have_room(call: Call) -> bool:
    """Somebody was chosen of those who do the service, and others of them have room."""
    if staff_of(call) is None or not chooses_staff(call):
        return False
    ask = replace(ask_of(call), staff=None)
    settings = settings_of(call.client)
    return next(agenda_of(call).days(ask, local_day(settings, call.now)), None) is not None
