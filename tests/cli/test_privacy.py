"""`milo forget`, `milo export`, `milo prune`: what is kept of people, and what is left of it."""

from __future__ import annotations

import json
from dataclasses import replace
from datetime import UTC, datetime, timedelta
from pathlib import Path

import psycopg
import pytest
from support.databases import fresh_postgres

from milo.engine.messages import Incoming, Kind, Outgoing
from milo.engine.model import (
    AuditEntry,
    Booking,
    BookingStatus,
    Contact,
    InboxRow,
    OutboxRow,
    TurnRecord,
)
from milo.engine.privacy.erasure import mark_of
from milo.engine.receptions.notice_timers import Word, word_of

from .conftest import Milo
from .people import NOW, conversation

PHONE, USER_ID, NAME = "5492615176403", "AR.9007001", "Zulma Quispe Ñandú"
SAID = "me duele mucho la muela de juicio"
TRACES = (PHONE, "542615176403", USER_ID, NAME, SAID, json.dumps(NAME)[1:-1])


def lives(tx, phone=PHONE, user_id=USER_ID, name=NAME, said=SAID, key="s1", days=0):
    """Leave rows of somebody's as a conversation with a handoff and a booking does."""
    at = NOW - timedelta(days=days)
    client = tx.clients.by_slug("carla")
    who = Contact(f"p-{key}", "1060000000", user_id, phone, name)
    contact = tx.contacts.upsert(who, at)
    conversation(tx, key, "carla", 24 * days, phone=phone, said=None)
    tx.contacts.upsert(who, at)
    raw = json.dumps({"contacts": [{"wa_id": phone, "profile": {"name": name}}], "text": said})
    heard = Incoming(Kind.TEXT, text=said)
    row = InboxRow(f"wamid.{key}", "1060000000", contact.id, heard, raw.encode(), at)
    tx.inbox.add(row)
    tx.inbox.done(tx.inbox.by_message_id(f"wamid.{key}").id, key, at)
    tx.outbox.add(
        OutboxRow.to(contact, f"o-{key}", Outgoing(f"¡Hola, {name}!"), at, session_id=key)
    )
    desk = tx.contacts.upsert(Contact("desk", "1060000000", None, "5492615559999", ""), at)
    told = Outgoing(f"*{name}* quiere hablar.\n«{said}»")
    tx.outbox.add(OutboxRow.to(desk, f"d-{key}", told, at, about=key))
    tx.outbox.sent({f"o-{key}": f"w-{key}", f"d-{key}": f"wd-{key}"})
    start = at + timedelta(days=2)
    booking = Booking(
        *(f"k-{key}", client.id, "corte", start, start + timedelta(minutes=30)),
        *(BookingStatus.CONFIRMED, at, at),
    )
    mine = {"contact_id": contact.id, "user_phone": phone, "user_id": user_id, "name": name}
    tx.bookings.add(replace(booking, session_id=key, notes=said, **mine))
    turn = TurnRecord(
        *(f"t-{key}", key, 1, at, "reservas", 1, "a", "b", {"text": said}, ({"name": name},), ()),
    )
    tx.turns.add(turn)
    tx.events.add(f"e-{key}", "account", raw.encode(), at)


@pytest.fixture
def town(milo):
    milo.apply()
    milo.transact(lives)
    milo.transact(
        lambda tx: lives(tx, "5492610000001", "AR.1", "Beto Funes", "quiero un turno", "s2")
    )
    return milo


def bytes_of(milo):
    path = Path(milo.url.removeprefix("sqlite:///"))
    files = [path.with_name(path.name + end) for end in ("", "-wal", "-shm")]
    return b"".join(file.read_bytes() for file in files if file.exists())


@pytest.mark.parametrize(
    "selector",
    [
        ("--phone", PHONE),
        ("--phone", "+54 9 261 517-6403"),
        ("--phone", "0261 15 517-6403"),
        ("--phone", "542615176403"),
        ("--user-id", USER_ID),
    ],
)
def test_after_forget_no_byte_of_the_person_is_in_the_files(town, selector):
    before = bytes_of(town)
    assert all(trace.encode() in before for trace in (PHONE, USER_ID, SAID))
    town.good("forget", *selector)
    left = bytes_of(town)
    assert [trace for trace in TRACES if trace.encode() in left] == []
    assert b"Beto Funes" in left


def test_many_are_forgotten_without_a_byte(milo):
    """What was indexed, or moved between pages, is what a DELETE leaves behind."""
    milo.apply()
    phones = [f"54926155{n:05}" for n in range(24)]

    def work(tx):
        for n, phone in enumerate(phones):
            lives(
                tx, phone, f"AR.55{n:05}", f"Persona Única {n:03}", f"dije algo {n:05}", f"s-{n:03}"
            )

    milo.transact(work)
    for phone in phones[::2]:
        milo.good("forget", "--phone", phone)
    left = bytes_of(milo)
    assert [phone for phone in phones[::2] if phone.encode() in left] == []
    assert all(phone.encode() in left for phone in phones[1::2])


def test_a_coming_booking_is_cancelled_and_the_merchant_hears_it_without_a_name(town):
    town.good("forget", "--phone", PHONE)

    def work(tx):
        return tx.bookings.by_id("k-s1"), tx.timers.head("desk", datetime.now(UTC))

    booking, left = town.transact(work)
    assert (booking.status, booking.name, booking.notes) == (BookingStatus.CANCELLED, "", "")
    assert (word_of(left), left.booking_id) == (Word.ERASED, "k-s1")


@pytest.mark.parametrize("by_hand", [False, True], ids=["who wrote", "whom the merchant noted"])
def test_one_client_s_history_tells_nothing_of_who_is_forgotten_there(town, by_hand):
    """Not even after all of it was erased later, when nothing names their bookings any more."""
    phone, name = ("5492610000007", "Nélida Paz") if by_hand else (PHONE, NAME)

    def note(tx):
        row = tx.bookings.by_id("k-s1")
        if by_hand:
            row = replace(row, id="k-hand", contact_id=None, session_id=None, user_id=None)
            tx.bookings.add(replace(row, user_phone=phone, name=name, notes=""))
        changes = {"name": [None, name], "notes": ["", f"llamar al {phone}"]}
        tx.audit.add(AuditEntry("u1", NOW, "admin", "booking.create", f"booking:{row.id}", changes))

    town.transact(note)
    town.good("forget", "--phone", phone, "--client", "carla")
    left = town.transact(
        lambda tx: str(tx.audit.of("booking:k-hand" if by_hand else "booking:k-s1"))
    )
    assert "booking.create" in left
    assert name not in left and phone not in left


def test_the_audit_keeps_a_keyed_hash(town):
    town.good("forget", "--phone", PHONE, MILO_META_APP_SECRET="s3cret")
    mark = mark_of(b"s3cret", Contact("", "", USER_ID, PHONE, ""))
    (entry,) = town.transact(lambda tx: tx.audit.of(f"person:{mark}"))
    assert (entry.action, entry.actor) == ("contact.erase", "operator")


def test_nobody_is_forgotten_with_1(town):
    assert town.wrong("forget", "--phone", "5492610009999") == "Nobody is known by that."
    assert town.wrong("forget", "--user-id", "AR.0") == "Nobody is known by that."
    town.good("forget", "--phone", PHONE)
    assert town.wrong("forget", "--phone", PHONE) == "Nobody is known by that."


def test_whom_is_said_by_one_selector(town):
    assert "one of them" in town.misused("forget")
    assert "one of them" in town.misused("export", "--phone", PHONE, "--user-id", USER_ID)


def test_with_one_merchant_only_that_is_erased(town):
    town.good("forget", "--phone", PHONE, "--client", "carla")
    contact = town.transact(lambda tx: tx.contacts.with_phone(PHONE)[0])
    assert contact.name == NAME
    assert town.transact(lambda tx: tx.sessions.of_contact(contact.id)) == []
    assert town.wrong("forget", "--phone", PHONE, "--client", "carla") == "Nobody is known by that."


def test_export_is_all_of_it_as_json(town):
    (person,) = json.loads(town.good("export", "--phone", "0261 15 517-6403"))["people"]
    assert person["contact"]["name"] == NAME
    assert [row["text"] for row in person["messages"]] == [SAID, f"¡Hola, {NAME}!"]
    assert [row["notes"] for row in person["bookings"]] == [SAID]
    assert [row["client"] for row in person["sessions"]] == ["carla"]


def test_a_booking_by_hand_is_forgotten_too(town):
    def work(tx):
        booking = tx.bookings.by_id("k-s1")
        hand = {
            "contact_id": None,
            "session_id": None,
            "user_phone": "5492614444444",
            "user_id": None,
        }
        tx.bookings.add(replace(booking, id="hand", name="Otra Persona", **hand))

    town.transact(work)
    town.good("forget", "--phone", "261 444-4444")
    row = town.transact(lambda tx: tx.bookings.by_id("hand"))
    assert (row.user_phone, row.name, row.status) == (None, "", BookingStatus.CANCELLED)


@pytest.mark.parametrize("days", ["0", "-1", "x"])
def test_prune_is_refused_what_makes_no_sense(town, days):
    assert "--older-than" in town.misused("prune", "--older-than", days)


def test_prune_deletes_what_is_older(town):
    town.transact(
        lambda tx: lives(tx, "5492613333333", "AR.3", "Vieja Amiga", "hace mucho ya", "s3", 400)
    )
    town.good("prune")
    left = bytes_of(town)
    assert b"hace mucho ya" not in left
    assert SAID.encode() in left
    assert town.transact(lambda tx: tx.inbox.by_message_id("wamid.s3")) is None
    assert town.transact(lambda tx: tx.bookings.by_id("k-s3")).name == ""


def test_prune_blanks_payloads_sooner(town):
    town.transact(
        lambda tx: lives(tx, "5492613333333", "AR.3", "Vieja Amiga", "hace un rato", "s3", 40)
    )
    town.good("prune")
    row = town.transact(lambda tx: tx.inbox.by_message_id("wamid.s3"))
    assert (row.payload, row.message.text) == (b"", "hace un rato")


def test_a_messages_id_is_kept_for_eight_days(town):
    for key, days in (("s3", 5), ("s4", 9)):
        town.transact(
            lambda tx, k=key, d=days: lives(
                tx, f"549261{k[1] * 7}", f"AR.{k}", "Otra", "algo dije acá", k, d
            )
        )
    town.good("prune", "--older-than", "2")
    kept, gone = town.transact(
        lambda tx: [tx.inbox.by_message_id(f"wamid.{one}") for one in ("s3", "s4")]
    )
    assert (kept.message, kept.payload, gone) == (None, b"", None)


def test_zero_keeps_all(town):
    town.transact(
        lambda tx: lives(tx, "5492613333333", "AR.3", "Vieja Amiga", "hace mucho ya", "s3", 400)
    )
    town.good("prune", MILO_KEEP_DAYS="0", MILO_KEEP_PAYLOAD_DAYS="0")
    assert town.transact(lambda tx: tx.inbox.by_message_id("wamid.s3")).payload


def test_on_postgres_no_row_has_the_person(postgres_url, tmp_path):
    with fresh_postgres(postgres_url) as database:
        milo = Milo(tmp_path, database.url)
        milo.apply()
        milo.transact(lives)
        milo.good("forget", "--phone", PHONE)
        refuse_rows_with_traces(database.url)


def refuse_rows_with_traces(url):
    with psycopg.connect(url) as database:
        tables = database.execute(
            "SELECT table_name FROM information_schema.tables WHERE table_schema = current_schema()"
        ).fetchall()
        for (table,) in tables:
            for (row,) in database.execute(f'SELECT CAST(t AS TEXT) FROM "{table}" t'):
                assert [trace for trace in TRACES if trace in row] == [], (table, row)
