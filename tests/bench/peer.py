"""The bot that people would write instead: pywa, FastAPI and SQLite, in one file.

It holds the conversation that the bench plays (slug, *Reservar*, service, day, hour, *Confirmar*),
keeps sessions and bookings in SQLite in WAL mode, and sells no place twice. What it does not have:
a message is acknowledged before it is kept anywhere, a repeat by Meta is a new message, nothing
orders one person's messages, and what waits is gone with the process.

Run by `processes.peer` with `uvicorn tests.bench.peer:app`; its settings come as JSON in `PEER`.
"""

from __future__ import annotations

import json
import os
import sqlite3
import threading
from datetime import UTC, datetime, timedelta
from typing import Any

from fastapi import FastAPI
from pywa import WhatsApp, filters
from pywa.client import UserIdentifier
from pywa.types import Button, CallbackButton, CallbackSelection, Message, Section, SectionList
from pywa.types import SectionRow as Row

from .merchants import CAPACITY, SERVICES

SETTINGS: dict[str, Any] = json.loads(os.environ["PEER"])
HOURS = (*range(8, 13), *range(15, 20))
NAMES = {each: name for each, name, _ in SERVICES}

db = sqlite3.connect(SETTINGS["database"], check_same_thread=False, isolation_level=None)
db.executescript(
    """
    PRAGMA journal_mode = WAL;
    PRAGMA synchronous = NORMAL;
    CREATE TABLE IF NOT EXISTS sessions (
        phone TEXT PRIMARY KEY, slug TEXT, service TEXT, day TEXT, hour TEXT);
    CREATE TABLE IF NOT EXISTS bookings (
        id INTEGER PRIMARY KEY, slug TEXT, service TEXT, day TEXT, hour TEXT, phone TEXT);
    CREATE INDEX IF NOT EXISTS places ON bookings (slug, service, day, hour);
    """
)
lock = threading.Lock()

app = FastAPI()
wa = WhatsApp(
    phone_id=SETTINGS["phone_id"],
    token=SETTINGS["token"],
    server=app,
    webhook_endpoint=SETTINGS["path"],
    verify_token="peer",
    app_secret=SETTINGS["app_secret"],
    user_identifier_priority=(
        UserIdentifier.WA_ID,
        UserIdentifier.BSUID,
        UserIdentifier.PARENT_BSUID,
    ),
)
wa.api._session.base_url = SETTINGS["graph_url"]


@app.get("/readyz")
def ready() -> dict[str, bool]:
    """Say that it listens."""
    return {"ready": True}


def session(phone: str) -> tuple[str, str, str, str]:
    """Return slug, service, day and hour."""
    sql = "SELECT slug, service, day, hour FROM sessions WHERE phone = ?"
    with lock:
        found = db.execute(sql, [phone]).fetchone()
    return found or ("", "", "", "")


def keep(phone: str, **fields: str) -> None:
    """Remember something of a conversation."""
    names = ", ".join(f"{name} = ?" for name in fields)
    with lock:
        db.execute(f"UPDATE sessions SET {names} WHERE phone = ?", [*fields.values(), phone])


def taken(slug: str, service: str, day: str) -> dict[str, int]:
    """Return how many places of each hour are gone."""
    sql = (
        "SELECT hour, count(*) FROM bookings WHERE slug = ? AND service = ? AND day = ? "
        "GROUP BY hour"
    )
    with lock:
        return dict(db.execute(sql, [slug, service, day]).fetchall())


@wa.on_message(filters.text)
def begin(_: WhatsApp, message: Message) -> None:
    """A slug, or anything else: from the beginning."""
    with lock:
        db.execute(
            "INSERT INTO sessions VALUES (?, ?, '', '', '') ON CONFLICT (phone) "
            "DO UPDATE SET slug = excluded.slug, service = '', day = '', hour = ''",
            [message.from_user.wa_id, message.text],
        )
    message.reply_text(
        f"¡Hola, {message.from_user.name}! Soy el asistente de *{message.text}*. ¿Qué querés?",
        buttons=[Button("Reservar", "book"), Button("Mis turnos", "own"), Button("Info", "info")],
    )


@wa.on_callback_button(filters.matches("book"))
def ask_service(_: WhatsApp, tap: CallbackButton) -> None:
    """Which service."""
    rows = [
        Row(title=name, callback_data=f"s:{each}", description=f"{minutes} min · $ 8.000")
        for each, name, minutes in SERVICES
    ]
    tap.reply_text("¿Qué servicio?", buttons=SectionList("Ver", [Section("Servicios", rows)]))


@wa.on_callback_selection(filters.startswith("s:"))
def ask_day(_: WhatsApp, choice: CallbackSelection) -> None:
    """Which day, of those that have room."""
    service = choice.data[2:]
    keep(choice.from_user.wa_id, service=service)
    slug = session(choice.from_user.wa_id)[0]
    today = datetime.now(UTC).date()
    days = [(today + timedelta(days=n)).isoformat() for n in range(1, 10)]
    free = [day for day in days if sum(taken(slug, service, day).values()) < CAPACITY * len(HOURS)]
    rows = [Row(title=day, callback_data=f"d:{day}") for day in free]
    choice.reply_text("¿Qué día?", buttons=SectionList("Ver días", [Section("Días", rows)]))


@wa.on_callback_selection(filters.startswith("d:"))
def ask_hour(_: WhatsApp, choice: CallbackSelection) -> None:
    """Which hour, of those that have room."""
    day = choice.data[2:]
    keep(choice.from_user.wa_id, day=day)
    slug, service, *_rest = session(choice.from_user.wa_id)
    gone = taken(slug, service, day)
    free = [f"{hour:02}:00" for hour in HOURS if gone.get(f"{hour:02}:00", 0) < CAPACITY]
    rows = [Row(title=hour, callback_data=f"h:{hour}") for hour in free[:10]]
    choice.reply_text("¿A qué hora?", buttons=SectionList("Ver horas", [Section("Horas", rows)]))


@wa.on_callback_selection(filters.startswith("h:"))
def ask_sure(_: WhatsApp, choice: CallbackSelection) -> None:
    """The card."""
    hour = choice.data[2:]
    keep(choice.from_user.wa_id, hour=hour)
    _slug, service, day, _hour = session(choice.from_user.wa_id)
    choice.reply_text(
        f"*{NAMES.get(service)}*\n*{day}, {hour}*\n¿Lo confirmo?",
        buttons=[Button("Confirmar", "yes"), Button("Cancelar", "no")],
    )


@wa.on_callback_button(filters.matches("yes"))
def book(_: WhatsApp, tap: CallbackButton) -> None:
    """The booking, if there is still room."""
    phone = tap.from_user.wa_id
    slug, service, day, hour = session(phone)
    with lock:
        (gone,) = db.execute(
            "SELECT count(*) FROM bookings WHERE slug = ? AND service = ? AND day = ? AND hour = ?",
            [slug, service, day, hour],
        ).fetchone()
        if gone < CAPACITY:
            db.execute(
                "INSERT INTO bookings (slug, service, day, hour, phone) VALUES (?, ?, ?, ?, ?)",
                [slug, service, day, hour, phone],
            )
    booked = gone < CAPACITY
    tap.reply_text(f"✅ ¡Listo! {day} a las {hour}." if booked else "Uy, se ocupó recién.")
