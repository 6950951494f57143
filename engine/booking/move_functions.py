"""What flows call to move a booking of one's own to another time (R12, R18, R20)."""

from __future__ import annotations

from collections.abc import Iterator, Mapping, Sequence
from datetime import date, time

from ..flow.language.registry import Call, Outcome, Reading, Refusal, Registry, Row
from ..model import Booking, BookingStatus
from ..receptions.notice_timers import Word
from ..words.formats import day_plain, day_short, part_of_day, said_hour
from ..words.hours import read_hours
from .availability.availability import as_booked
from .availability.bookable_range import local_day
from .availability.slots import Slot, SlotQuery
from .choice_functions import ANYBODY, party_rows, staff_rows
from .lifecycle import may_cancel
from .outcomes import Held, MoveAsked, Moved, TooLate
from .own_functions import agenda_of, own, tell_merchant
from .settings.settings import settings_of

move_calls = Registry()
"""The vocabulary of moving a booking, for flows."""
_NEAR: Mapping[int, str] = {0: "Hoy", 1: "Mañana"}


def _booking(call: Call) -> Booking | None:
    return own(call, call.slots.get("turno"))


def _ask(call: Call, booking: Booking) -> SlotQuery:
    """Return what the booking shall need: its own service, and people and staff as they are.

    What the person chose again goes before what was booked; who does it no more is left out.
    """
    service = as_booked(settings_of(call.client), booking)
    party = int(call.slots.get("personas") or booking.party)
    chosen = str(call.slots.get("profesional") or booking.staff or "")
    return SlotQuery(
        booking.service,
        max(party, 1),
        chosen if chosen in service.staff else None,
        call.contact.id,
        booking.id,
        service,
    )


def slots_for_move(call: Call, day: date) -> list[Slot]:
    """Return where it may go on a day: anywhere but where and as it is."""
    booking = _booking(call)
    if booking is None:
        return []
    ask = _ask(call, booking)
    found = agenda_of(call).slots(ask, day)
    if _differs(call, booking):
        return found
    return [slot for slot in found if slot.starts_at != booking.datetime]


def _differs(call: Call, booking: Booking) -> bool:
    """Return whether the person wants somebody else, or comes with more or fewer."""
    ask = _ask(call, booking)
    anybody = call.slots.get("profesional") == ANYBODY
    return ask.party != max(booking.party, 1) or anybody or ask.staff not in (None, booking.staff)


@move_calls.provider("que_se_puede_cambiar", slots=["turno"])
def what_may_change(call: Call) -> list[Row]:
    """What a person may change about the chosen booking: its time, with whom, for how many."""
    booking, settings = _booking(call), settings_of(call.client)
    service = settings.service(booking.service) if booking else None
    rows = [Row("dia", "Día y hora")]
    if service and len(service.staff) > 1 and settings.choose_staff:
        rows.append(Row("profesional", "Con quién"))
    if service and service.max_party > 1 and settings.ask_party:
        rows.append(Row("personas", "Cuántos vamos"))
    return rows if booking else []


@move_calls.provider("quienes_lo_hacen", slots=["turno"], gives="staff")
def who_does_it(call: Call) -> list[Row]:
    """*Cualquiera* first, then those who do the chosen booking's service."""
    booking, settings = _booking(call), settings_of(call.client)
    return staff_rows(settings, settings.service(booking.service)) if booking else []


@move_calls.provider("cuantos_pueden_ir", slots=["turno"], gives="party")
def how_many_may_come(call: Call) -> list[Row]:
    """From one to as many as the chosen booking's service takes at once."""
    booking = _booking(call)
    service = settings_of(call.client).service(booking.service) if booking else None
    return party_rows(service) if service else []


@move_calls.action(
    "misma_hora",
    *("libre", "ocupada", "igual", "ya_no"),
    slots=["turno"],
    optional=["profesional", "personas"],
    fills={"libre": ("fecha", "hora")},
)
def same_hour(call: Call) -> Outcome:
    """See whether the chosen booking may stay where it is with what the person chose now.

    Outcomes:
        libre: there is room for that at its own time
        ocupada: there is not; another time has to be chosen
        igual: that is what is booked already
        ya_no: it does not stand any more
    """
    booking, zone = _booking(call), settings_of(call.client).zone
    if booking is None:
        return Outcome("ya_no")
    if not _differs(call, booking):
        return Outcome("igual")
    day = booking.datetime.astimezone(zone).date()
    here = (slot for slot in slots_for_move(call, day) if slot.starts_at == booking.datetime)
    if (slot := next(here, None)) is None:
        return Outcome("ocupada")
    return Outcome("libre", {"fecha": day.isoformat(), "hora": slot.label})


@move_calls.action(
    "puede_cambiar",
    *("puede", "tarde", "ya_no"),
    slots=["turno"],
    fills=dict.fromkeys(("puede", "tarde"), ("turno",)),
)
def may_move(call: Call) -> Outcome:
    """See whether the chosen booking may still be moved, by what was promised.

    Where a move of it is asked for already, `turno` becomes the booking that stands.

    Outcomes:
        puede: it may
        tarde: it is too late for that
        ya_no: it does not stand any more
    """
    booking, settings = _booking(call), settings_of(call.client)
    if booking and booking.moves:
        booking = own(call, booking.moves)
    if booking is None or booking not in call.tx.bookings.of_contact(
        call.client.id, call.contact.id, call.now
    ):
        return Outcome("ya_no")
    outcome = "puede" if may_cancel(settings, booking, call.now) else "tarde"
    return Outcome(outcome, {"turno": booking.id})


@move_calls.provider("dias_para_cambiar", slots=["turno"], gives="date")
def days(call: Call) -> Iterator[Row]:
    """The days, soonest first, to which the chosen booking may be moved."""
    booking, today = _booking(call), local_day(settings_of(call.client), call.now)
    if booking is not None:
        for day in agenda_of(call).days(_ask(call, booking), today):
            if slots_for_move(call, day):
                yield Row(day.isoformat(), day_short(day), _NEAR.get((day - today).days, ""))


@move_calls.provider("horas_para_cambiar", slots=["turno", "fecha"], gives="time")
def hours(call: Call) -> list[Row]:
    """The hours of the chosen day to which the chosen booking may be moved, by part of the day."""
    day, zone = date.fromisoformat(call.slots["fecha"]), settings_of(call.client).zone
    return [
        Row(
            slot.label,
            said_hour(slot.label, day, zone),
            section=part_of_day(time.fromisoformat(slot.label[:5])),
        )
        for slot in slots_for_move(call, day)
    ]


@move_calls.parser(
    "hora_para_cambiar",
    slots=["turno", "fecha"],
    gives="time",
    reads=lambda text: bool(read_hours(text)),
)
def read_hour(call: Call, text: str) -> Reading:
    """An hour to which the chosen booking may be moved; those on offer say which five o'clock."""
    candidates = [at.strftime("%H:%M") for at in read_hours(text)]
    offered = [slot.label for slot in slots_for_move(call, date.fromisoformat(call.slots["fecha"]))]
    meant = [label for label in offered if label[:5] in candidates]
    return Reading(tuple(meant or candidates[:1]))


@move_calls.check("dia_para_cambiar", "fecha_sin_lugar", slots=["turno"], takes="date")
def day_has_room(call: Call, value: str) -> Refusal | None:
    """The chosen booking may be moved to that day."""
    day = date.fromisoformat(value)
    return (
        None
        if slots_for_move(call, day)
        else Refusal("fecha_sin_lugar", {"pedida": day_plain(day)})
    )


@move_calls.check(
    "hora_para_cambiar_libre", "hora_sin_lugar", slots=["turno", "fecha"], takes="time"
)
def hour_has_room(call: Call, value: str) -> Refusal | None:
    """The chosen booking may be moved to that hour of the chosen day."""
    day = date.fromisoformat(call.slots["fecha"])
    labels = [slot.label for slot in slots_for_move(call, day)]
    if value in labels:
        return None
    near = nearest(labels, value)
    zone = settings_of(call.client).zone
    told = " o ".join(said_hour(label, day, zone) for label in near)
    return Refusal("hora_sin_lugar", {"pedida": value[:5], "cerca": told}, near)


def nearest(offered: Sequence[str], wanted: str) -> tuple[str, ...]:
    """Return the hours on offer just before and just after one that is not."""
    before = [label for label in offered if label < wanted][-1:]
    after = [label for label in offered if label > wanted][:1]
    return (*before, *after)


@move_calls.action(
    "cambiar_turno",
    *("cambiado", "sin_confirmar", "pedido", "ocupado", "tarde", "ya_no"),
    slots=["turno", "fecha", "hora"],
    otherwise={"sin_confirmar": "cambiado"},
    irreversible=True,
)
def move(call: Call) -> Outcome:
    """Move the chosen booking to the chosen day and hour; where that fails, it stays as it is.

    Outcomes:
        cambiado: it is there now
        sin_confirmar: it is there now, and the merchant has not confirmed it yet
        pedido: the merchant has the word; until then it stays where it was
        ocupado: somebody else has the place
        tarde: it is too late for that
        ya_no: it does not stand any more
    """
    booking = _booking(call)
    if booking is None:
        return Outcome("ya_no")
    agenda, day = agenda_of(call), date.fromisoformat(call.slots["fecha"])
    held = agenda.hold(call.session, call.contact, _ask(call, booking), day, call.slots["hora"])
    if not isinstance(held, Held):
        return Outcome("ocupado")
    match agenda.reschedule(booking.id, held.booking.id, call.session.id):
        case Moved(moved):
            waits = moved.status is BookingStatus.PENDING
            outcome = "sin_confirmar" if waits else "cambiado"
            return Outcome(outcome, wrote=_tell(call, moved, Word.MOVED))
        case MoveAsked(_, place):
            return Outcome("pedido", wrote=tell_merchant(call, place, Word.MOVE_ASKED))
        case TooLate():
            outcome = "tarde"
        case _:
            outcome = "ya_no"
    agenda.release(held.booking.id)
    return Outcome(outcome)


def _tell(call: Call, booking: Booking, word: Word) -> tuple[str, ...]:
    notify = settings_of(call.client).notify
    return tell_merchant(call, booking, word) if notify.moved else ()
