"""All that is kept of a person: as data for programs, and in words for themselves."""

from __future__ import annotations

from datetime import UTC, date, datetime
from typing import Any

from ..model import BookingStatus, Client, Contact, InboxRow, OutboxRow
from ..ports import Transaction
from ..words.fold import SHORT_NAME_LIMIT, clean
from ..words.formats import day_short, hour
from ..zone_source import zone

_ALL = 1_000_000
_SHOWN = 12
"""How many bookings, or places that are waited for, are told in words."""
_PLAIN_HOUR = len("16:30")
_FIRST = datetime(1970, 1, 1, tzinfo=UTC)
_ZONE = "America/Argentina/Buenos_Aires"
_STATUSES = {
    BookingStatus.PENDING: "a confirmar",
    BookingStatus.CONFIRMED: "confirmado",
    BookingStatus.COMPLETED: "cumplido",
    BookingStatus.CANCELLED: "cancelado",
    BookingStatus.REJECTED: "rechazado",
    BookingStatus.EXPIRED: "vencido",
    BookingStatus.NO_SHOW: "ausente",
}


def exported(tx: Transaction, contact: Contact, client: Client | None) -> dict[str, Any]:
    """Return all that is kept of a contact, or only what it has with one client, as JSON data.

    `{"contact": {…}, "sessions": […], "messages": [{"at", "from", "client", "text"}],
    "bookings": […], "waits": […], "answers": […], "consents": […],
    "opt_outs": […]}`; instants are ISO 8601.
    """
    sessions = [
        row
        for row in tx.sessions.of_contact(contact.id)
        if client is None or row.client_slug == client.slug
    ]
    slugs = {row.id: row.client_slug for row in sessions}
    bookings = [
        row
        for row in tx.personal.bookings(contact.id)
        if client is None or row.client_id == client.id
    ]
    answers = [
        row
        for row in tx.personal.answers(contact.id)
        if client is None or row.client_id == client.id
    ]
    return {
        "contact": {
            "id": contact.id,
            "phone_number_id": contact.phone_number_id,
            "user_id": contact.user_id,
            "user_phone": contact.user_phone,
            "name": contact.name,
            "remembered": dict(contact.data),
        },
        "sessions": [
            {
                "id": row.id,
                "client": row.client_slug,
                "flow": row.flow,
                "state": row.state,
                "mode": row.mode.value,
                "data": dict(row.data),
                "last_message_at": row.last_message_at.isoformat(),
            }
            for row in sessions
        ],
        "messages": _messages(tx, contact, slugs, whole=client is None),
        "bookings": [
            {
                "id": row.id,
                "client": _slug(tx, row.client_id),
                "service": row.service,
                "staff": row.staff,
                "party": row.party,
                "datetime": row.datetime.isoformat(),
                "ends_at": row.ends_at.isoformat(),
                "status": row.status.value,
                "name": row.name,
                "user_phone": row.user_phone,
                "user_id": row.user_id,
                "notes": row.notes,
            }
            for row in bookings
        ],
        "waits": [
            {
                "client": _slug(tx, row.client_id),
                "service": row.service,
                "staff": row.staff,
                "party": row.party,
                "day": row.day.isoformat(),
                "hour": row.hour,
                "offered": row.booking_id,
                "created_at": row.created_at.isoformat(),
            }
            for row in tx.waits.of_contact(contact.id)
            if client is None or row.client_id == client.id
        ],
        "answers": [
            {
                "client": _slug(tx, row.client_id),
                "flow": row.flow,
                "slots": dict(row.slots),
                "created_at": row.created_at.isoformat(),
            }
            for row in answers
        ],
        "consents": [
            {
                "client": _slug(tx, row.client_id),
                "since": row.since.isoformat(),
                "given_to": row.given_to,
            }
            for row in tx.consents.of(contact.id)
            if client is None or row.client_id == client.id
        ],
        "opt_outs": [
            {"client": _slug(tx, row.client_id) or None, "since": row.since.isoformat()}
            for row in tx.opt_outs.of(contact.id)
            if client is None or row.client_id in ("", client.id)
        ],
    }


def in_words(tx: Transaction, contact: Contact, client: Client | None) -> str:
    """Return what is kept of a contact as they are told it: short, and what it is."""
    kept = exported(tx, contact, client)
    name, phone = clean(contact.name, SHORT_NAME_LIMIT), contact.user_phone
    lines = ["Esto guardamos de vos:"]
    lines.append(f"• Nombre: {name}" if name else "• Ningún nombre")
    if phone:
        lines.append(f"• Teléfono: +{phone}")
    lines.append(f"• Mensajes, tuyos y nuestros: {len(kept['messages'])}")
    shops = sorted({_name(tx, row["client"]) for row in kept["sessions"]})
    if shops:
        lines.append(f"• Conversaciones con: {', '.join(shops)}")
    if kept["answers"]:
        lines.append(f"• Respuestas a preguntas: {len(kept['answers'])}")
    bookings = [row for row in kept["bookings"] if row["status"] in _STATUSES]
    lines.append(f"• Turnos: {len(bookings)}")
    lines += [f"   {_booking(tx, row)}" for row in bookings[-_SHOWN:]]
    if kept["waits"]:
        lines.append(f"• Lugares que esperás: {len(kept['waits'])}")
        lines += [f"   {_wait(tx, row)}" for row in kept["waits"][:_SHOWN]]
    if kept["consents"]:
        allowed = sorted(_name(tx, row["client"]) for row in kept["consents"])
        lines.append(f"• Aceptaste que te escriban: {', '.join(allowed)}")
    if kept["opt_outs"]:
        lines.append("• Que no querés que te escriban por su cuenta")
    lines.append("\nPara borrarlos, escribí *BORRAR MIS DATOS*.")
    return "\n".join(lines)


def _messages(
    tx: Transaction, contact: Contact, slugs: dict[str, str], *, whole: bool
) -> list[dict[str, Any]]:
    """Return what was written by and to a contact, in the order in which it came."""
    now = datetime.max.replace(tzinfo=UTC)
    heard: list[InboxRow | OutboxRow] = [
        *tx.inbox.of_contact(contact.id, until=now, limit=_ALL),
        *tx.outbox.of_contact(contact.id, since=_FIRST, until=now),
    ]
    rows = [
        {
            "at": (row.received_at if isinstance(row, InboxRow) else row.created_at).isoformat(),
            "from": "person" if isinstance(row, InboxRow) else "us",
            "client": slugs.get(row.session_id or ""),
            "text": _text(row),
        }
        for row in heard
        if whole or row.session_id in slugs
    ]
    return sorted(rows, key=lambda row: str(row["at"]))


def _text(row: InboxRow | OutboxRow) -> str:
    if isinstance(row, OutboxRow):
        return row.body.text
    return (row.message.text or f"[{row.message.type}]") if row.message else ""


def _slug(tx: Transaction, client_id: str) -> str:
    client = tx.clients.by_id(client_id) if client_id else None
    return client.slug if client else ""


def _name(tx: Transaction, slug: str) -> str:
    client = tx.clients.by_slug(slug)
    return clean(client.name, SHORT_NAME_LIMIT) if client else slug


def _booking(tx: Transaction, row: dict[str, Any]) -> str:
    client = tx.clients.by_slug(row["client"])
    here = zone(client.settings.get("timezone", _ZONE) if client else _ZONE)
    local = datetime.fromisoformat(row["datetime"]).astimezone(here)
    where = clean(client.name, SHORT_NAME_LIMIT) if client else row["client"]
    status = _STATUSES[BookingStatus(row["status"])]
    return f"{day_short(local.date())} {hour(local)}, {where} ({status})"


def _wait(tx: Transaction, row: dict[str, Any]) -> str:
    hour_said = f" {row['hour'][:_PLAIN_HOUR]}" if row["hour"] else ""
    day = date.fromisoformat(row["day"])
    return f"{day_short(day)}{hour_said}, {_name(tx, row['client'])}"
