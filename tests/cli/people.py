"""Rows that conversations leave, put there by hand."""

from __future__ import annotations

from datetime import UTC, datetime, timedelta
from functools import cache

from milo.cli.libraries import load_flows
from milo.engine.messages import Incoming, Kind, Outgoing
from milo.engine.model import Contact, InboxRow, Mode, OutboxRow, OutboxStatus, Session

NOW = datetime.now(UTC).replace(microsecond=0)


@cache
def newest() -> int:
    """Return the version of `reservas` that travels with the program."""
    return load_flows().newest("reservas").flow.version


def contact(key: str = "p1", phone: str | None = "5492615551234", name: str = "Ana") -> Contact:
    return Contact(key, "1060000000", None if phone else "AR.1", phone, name)


def conversation(tx, key, slug, hours, *, mode=Mode.HUMAN, phone="5492615551234", said="¿Hola?"):
    """Add a session that waits for so many hours."""
    since = NOW - timedelta(hours=hours)
    person = tx.contacts.upsert(contact(f"p-{phone}", phone), NOW)
    tx.sessions.add(
        Session(
            id=key,
            contact_id=person.id,
            phone_number_id=person.phone_number_id,
            user_phone=person.user_phone,
            user_id=person.user_id,
            client_slug=slug,
            state="menu",
            data={"armed": 7, "turn": 7, "frames": []},
            flow="reservas",
            flow_version=newest(),
            version=1,
            mode=mode,
            last_message_at=since,
            created_at=since,
            updated_at=since,
        )
    )
    if said:
        wrote(tx, f"m-{key}", person.id, key, said)


def wrote(tx, message_id, contact_id, session_id, text):
    message = Incoming(Kind.TEXT, text=text)
    tx.inbox.add(InboxRow(message_id, "1060000000", contact_id, message, b"{}", NOW))
    row = tx.inbox.by_message_id(message_id)
    tx.inbox.done(row.id, session_id, NOW)


def message(tx, key, status=OutboxStatus.PENDING, error=None):
    person = tx.contacts.upsert(contact(), NOW)
    row = OutboxRow.to(person, key, Outgoing("¿Qué día?"), NOW)
    tx.outbox.add(row)
    if status is OutboxStatus.FAILED:
        tx.outbox.fail(key, error)
