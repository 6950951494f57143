"""What a merchant's reception is told: short, true when it is said, with buttons that act."""

from __future__ import annotations

from dataclasses import dataclass, replace
from datetime import datetime

from ..accounts import account_of
from ..conversation.handoff import CONFIRM, REJECT, said_in, who
from ..conversation.send_time import earliest
from ..conversation.service_window import heard_at
from ..flow.play.tap_ids import About
from ..messages import FREE_WINDOW, Option, Outgoing
from ..model import (
    BOOKED,
    RECEPTION,
    Booking,
    BookingStatus,
    Client,
    Contact,
    OutboxRow,
    OutboxStatus,
    Session,
    Timer,
)
from ..ports import Ids, Transaction
from ..receptions.directory import clients_of, has_reception, is_reception, rows_of
from ..receptions.notice_timers import OF_CLIENT, Word
from ..templates.definition import APPROVED
from ..templates.notice_outcome import NO, advice
from ..templates.notifier import Notice, Notifier
from ..words.fold import NAME_LIMIT, clean
from ..words.formats import day_short, hour
from .digest import digest_of
from .settings.settings import service_name, settings_of

PURPOSE = "aviso_recepcion"
"""The template's."""
UNREACHED = "reception_unreached"
"""Begins the reason of a message that a reception was not sent."""
_WHY = {
    "window": "Meta's 24 hours are over and no template is there",
    "no_template": f"Meta's 24 hours are over and the template {PURPOSE} is not approved",
}
_WAYS_ON = "let the merchant send the reception's link (GET /api/clients/S) or write recepción; "
_TEMPLATE = "milo templates submit sends it for approval"
_STATES = {
    BookingStatus.PENDING: "Falta que lo confirmes",
    BookingStatus.CONFIRMED: "Está confirmado",
    BookingStatus.REJECTED: "Está rechazado",
    BookingStatus.CANCELLED: "Está cancelado",
    BookingStatus.EXPIRED: "Venció sin respuesta",
}
_OF_CANCELLED = (Word.CANCELLED, Word.CANCELLED_FOR_THEM, Word.WITHDRAWN, Word.ERASED)
_SAID = 3
"""How many of a person's last messages are shown."""
_ADVICE_LIMIT = 1024


@dataclass(frozen=True, slots=True)
class _Told:
    """What is said.

    Attributes:
        about: the session whose person a quoting answer goes to.
        button: state, slot and value of the buttons, with their exits and titles.
    """

    text: str
    about: str | None = None
    state: str = ""
    slot: str = ""
    value: str = ""
    exits: tuple[tuple[str, str], ...] = ()


class ReceptionNotices:
    """Tells receptions what was left for them to be told."""

    def __init__(self, notifier: Notifier, ids: Ids) -> None:
        self._notifier = notifier
        self._ids = ids

    def due(self, tx: Transaction, timer: Timer, word: Word, now: datetime) -> tuple[str, ...]:
        """Tell one, unless it is so no more; later where another chat is in front.

        What cannot be told is kept as a failed message that says what to do.
        """
        contact = tx.contacts.by_id(timer.contact_id)
        client, booking = _subject(tx, timer, word)
        if contact is None or client is None or not is_reception(tx, contact.id, client):
            return ()
        session = self._notifier.reception_session(tx, client, contact)
        sessions = tx.sessions.of_contact(contact.id)
        written = [one for one in sessions if one.data.get("heard_at")]
        at = earliest(now, client.slug, written, reception=True)
        if at and at > now:
            tx.timers.add(replace(timer, id=self._ids.new(), due_at=at))
            return ()
        told = _words(tx, client, timer, word, booking, now)
        if told is None:
            return ()
        return self._tell(tx, client, contact, session, told, now)

    def _tell(
        self,
        tx: Transaction,
        client: Client,
        contact: Contact,
        session: Session,
        told: _Told,
        now: datetime,
    ) -> tuple[str, ...]:
        name = clean(client.name, NAME_LIMIT)
        several = len(clients_of(tx, contact)) > 1
        buttons = tuple(
            Option(
                About(session.id, RECEPTION, told.state, exit_, told.slot, told.value).encode(),
                title,
            )
            for exit_, title in told.exits
        )
        line = clean(told.text.replace("*", "").rstrip("."), _ADVICE_LIMIT)
        notice = Notice(
            client,
            contact,
            PURPOSE,
            {"comercio": name, "aviso": line},
            text=f"*{name}* · {told.text}" if several else told.text,
            buttons=buttons,
            about=told.about,
            reception=True,
        )
        heard = self._notifier.notify(tx, notice)
        if heard.told == NO:
            self._keep_untold(tx, client, contact, notice, heard.why or "", now)
        return heard.contacts

    def _keep_untold(
        self,
        tx: Transaction,
        client: Client,
        contact: Contact,
        notice: Notice,
        why: str,
        now: datetime,
    ) -> None:
        body = Outgoing(notice.text or "", notice.buttons).fitted()
        row = OutboxRow.to(
            contact, self._ids.new(), body, now, client_slug=client.slug, about=notice.about
        )
        reason = _WHY.get(why, why)
        error = f"{UNREACHED} {client.slug}: {reason}: {_WAYS_ON}{_TEMPLATE}"
        tx.outbox.add(replace(row, status=OutboxStatus.FAILED, error=error))


def can_be_told(tx: Transaction, client: Client, now: datetime) -> bool:
    """Return whether a client has a phone that gets word now.

    One that wrote, and not within Meta's 24 hours, gets none but by an approved template.
    """
    rows = rows_of(tx, client)
    if not rows:
        return has_reception(tx, client)
    templates = tx.templates.all(account_of(tx, client))
    if any(one.name == PURPOSE and one.status == APPROVED for one in templates):
        return True
    heard = (heard_at(tx.sessions.of_contact(row.contact_id)) for row in rows)
    return any(at is None or now - at < FREE_WINDOW for at in heard)


def _subject(tx: Transaction, timer: Timer, word: Word) -> tuple[Client | None, Booking | None]:
    """Return the client that a timer is of, and the booking if it is of one."""
    if word in OF_CLIENT:
        return tx.clients.by_slug(timer.session_id), None
    if timer.booking_id:
        booking = tx.bookings.by_id(timer.booking_id)
        return (tx.clients.by_id(booking.client_id) if booking else None), booking
    session = tx.sessions.by_id(timer.session_id)
    return (tx.clients.by_slug(session.client_slug) if session else None), None


def _words(
    tx: Transaction,
    client: Client,
    timer: Timer,
    word: Word,
    booking: Booking | None,
    now: datetime,
) -> _Told | None:
    if word is Word.DIGEST:
        text = digest_of(tx, client, now)
        return _Told(text) if text else None
    if word is Word.ZONE:
        return _Told(_of_zone(client, timer.turn))
    if booking:
        said = _of_booking(tx, client, booking, word, now)
        is_untold = word is Word.UNTOLD or timer.turn
        advised = f"\n{advice(is_known=bool(booking.contact_id))}" if is_untold else ""
        return replace(said, text=said.text + advised) if said else None
    return _of_person(tx, client, timer, word)


def _of_zone(client: Client, count: int) -> str:
    stays = "1 turno sigue" if count == 1 else f"{count} turnos siguen"
    return (
        f"Cambió la hora oficial de tu zona ({settings_of(client).timezone}). {stays} a la hora "
        "que le dijiste a cada persona: no tenés que hacer nada. Si anotaste alguno en otro "
        "calendario, fijate que muestre la misma hora."
    )


def _of_booking(
    tx: Transaction, client: Client, booking: Booking, word: Word, now: datetime
) -> _Told | None:
    """Return what is said of a booking, if it is still so."""
    person = tx.contacts.by_id(booking.contact_id) if booking.contact_id else None
    session = tx.sessions.find(person.id, client.slug) if person else None
    about = session.id if session else None
    name = f"*{clean(booking.name, 60) or who(person)}*"
    settings = settings_of(client)
    local = booking.datetime.astimezone(settings.zone)
    what = service_name(settings, booking)
    when = f"{day_short(local.date())} {hour(local)}"
    stands = booking.status in BOOKED and booking.ends_at > now
    waits = booking.status is BookingStatus.PENDING and stands
    if word in (Word.ASKED, Word.MOVE_ASKED):
        if not waits:
            return None
        asks = "Nuevo pedido: " if word is Word.ASKED else ""
        wants = "" if word is Word.ASKED else " pide cambiar su turno"
        joined = f"{asks}{name}{wants}{':' if wants else ','} {what}, {when}."
        exits = ((CONFIRM, "Confirmar"), (REJECT, "Rechazar"))
        return _Told(
            f"{joined} Falta que lo confirmes.", about, "viendo_pedido", "pedido", booking.id, exits
        )
    texts = {
        Word.NEW: f"Nuevo turno: {name}, {what}, {when}.",
        Word.MOVED: f"{name} cambió su turno: {what}, ahora {when}.",
        Word.ABSENT: f"{name} avisa que no puede ir: {what}, {when}.\n"
        "Ya pasó el plazo para cancelar.",
        Word.CANCELLED: f"{name} canceló: {what}, {when}.",
        Word.WITHDRAWN: f"{name} retiró su pedido: {what}, {when}. Ya no hay nada que confirmar.",
        Word.MOVE_WITHDRAWN: f"{name} ya no pide cambiar su turno. Sigue en pie: {what}, {when}.",
        Word.MOVED_FOR_THEM: f"Se cambió el turno de {name}: {what}, ahora {when}.",
        Word.CANCELLED_FOR_THEM: f"Se canceló el turno de {name}: {what}, {when}.",
        Word.EXPIRED: f"Venció el pedido de {name}: {what}, {when}. No se confirmó a tiempo.",
        Word.MOVE_EXPIRED: f"Venció el cambio que pedía {name}: no se confirmó a tiempo. "
        f"Su turno sigue en pie: {what}, {when}.",
        Word.UNTOLD: f"Turno de {name}: {what}, {when}. {_STATES.get(booking.status, '')}.",
        Word.ERASED: f"Se canceló un turno de *{clean(client.name, 60)}*: *{what}*, {when}. "
        "Quien lo tenía pidió borrar sus datos.",
    }
    if word is Word.UNTOLD:
        is_so = booking.status in _STATES
    elif word in _OF_CANCELLED:
        is_so = booking.status is BookingStatus.CANCELLED
    elif word is Word.EXPIRED:
        is_so = booking.status is BookingStatus.EXPIRED
    else:
        is_so = stands
    return _Told(texts[word], about) if is_so else None


def _of_person(tx: Transaction, client: Client, timer: Timer, word: Word) -> _Told | None:
    """Return what is said of somebody who asks for a person, or writes to one."""
    session = tx.sessions.by_id(timer.session_id)
    person = tx.contacts.by_id(session.contact_id) if session else None
    if session is None or person is None:
        return None
    exits = (("responder", "Responder"), ("devolver", "Que siga el bot"))
    if word is Word.SAID:
        row = tx.inbox.by_id(timer.turn)
        if row is None or row.message is None:
            return None
        said = f"*{who(person)}*: {said_in(row.message)}"
        return _Told(said, session.id)
    rows = tx.inbox.of_session(session.contact_id, session.id, _SAID)
    quoted = "\n".join(f"«{said_in(row.message)}»" for row in reversed(rows) if row.message)
    text = (
        f"*{who(person)}* quiere hablar con una persona de *{clean(client.name, NAME_LIMIT)}*."
        f"\n{quoted}\n\nPara responderle, contestá citando este mensaje."
    )
    return _Told(text, session.id, "viendo_persona", "persona", session.id, exits)
