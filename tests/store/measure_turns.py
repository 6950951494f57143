"""Measures turns a second, 16 threads: `python tests/store/measure_turns.py [URL] [SECONDS]`.

On SQLite once with works grouped, once each alone. The database named must be one to spoil; a
SQLite file is made and removed unless a URL is given.
"""

from __future__ import annotations

import sys
import tempfile
import time
from dataclasses import replace
from datetime import UTC, datetime, timedelta
from pathlib import Path
from threading import Thread
from typing import Any
from uuid import uuid4

from milo.engine.messages import Incoming, Kind, Option, Outgoing
from milo.engine.model import (
    Client,
    ClientStatus,
    Contact,
    InboxRow,
    Mode,
    OutboxRow,
    Session,
    Timer,
    TurnRecord,
)
from milo.store import open_store
from milo.store.group_commit import by_callers

NOW = datetime(2026, 11, 23, 12, tzinfo=UTC)
THREADS = 16
BODY = Outgoing("¿Qué día te queda bien?", buttons=(Option("d1", "Martes"), Option("d2", "Otro")))
SLOTS = {"slots": {"servicio": "corte", "dia": "2026-11-24"}, "frames": [], "asked": "dia"}


def webhook(contact: str, message: str) -> Any:
    """Store one message."""
    said = Incoming(Kind.TEXT, text="el martes a la tarde")
    row = InboxRow(message, "n", contact, said, b"{}" * 300, NOW)
    return lambda tx: tx.inbox.add(row)


def turn(contact: str, key: str) -> Any:
    """Work one message."""

    def work(tx: Any) -> None:
        row = tx.inbox.heads(contact, 1)[0]
        session = tx.sessions.find(contact, "mon")
        tx.sessions.save(replace(session, version=session.version + 1, data=SLOTS))
        tx.outbox.add(OutboxRow(key, contact, "n", BODY, NOW, session.id, "5492610000000"))
        tx.inbox.done(row.id, session.id, NOW)
        due = NOW + timedelta(minutes=10)
        names = ("timeout:0", "return")
        timers = [Timer(key + name, contact, session.id, 1, name, due) for name in names]
        tx.timers.replace(session.contact_id, session.id, timers)
        asked = {"event": "said", "text": "el martes a la tarde"}
        path = (("entendido", "hora"),)
        tx.turns.add(
            TurnRecord(key, session.id, 1, NOW, "reservas", 1, "dia", "hora", asked, (), path)
        )

    return work


def people(store: Any, count: int) -> list[str]:
    """Make a client and contacts with sessions, all with ids nobody has."""
    ids = [uuid4().hex for _ in range(count)]

    def work(tx: Any) -> None:
        if not tx.clients.by_slug("mon"):
            active = ClientStatus.ACTIVE
            tx.clients.add(Client("c", "Mon", "mon", None, {}, active, NOW, NOW))
        for contact in ids:
            tx.contacts.upsert(Contact(contact, "n", contact, None, "Ana"), NOW)
            tx.sessions.add(
                Session(
                    *(contact, contact, "n", None, None, "mon", "dia", SLOTS, "reservas", 1, 1),
                    *(Mode.BOT, NOW, NOW, NOW),
                )
            )

    store.transact(work)
    return ids


def measure(store: Any, seconds: float) -> tuple[float, float]:
    """Return turns a second and messages stored a second, each measured alone."""
    rates = []
    contacts = people(store, THREADS)
    waiting = dict.fromkeys(contacts, 0)

    def run(job: Any) -> float:
        counts = []

        def loop(contact: str) -> None:
            done = 0
            while time.perf_counter() < end and job(contact):
                done += 1
            counts.append(done)

        begun = time.perf_counter()
        end = begun + seconds
        threads = [Thread(target=loop, args=(contact,)) for contact in contacts]
        for thread in threads:
            thread.start()
        for thread in threads:
            thread.join()
        return sum(counts) / (time.perf_counter() - begun)

    def arrive(contact: str) -> bool:
        store.transact(webhook(contact, uuid4().hex))
        waiting[contact] += 1
        return True

    def answer(contact: str) -> bool:
        if not waiting[contact]:
            return False
        store.transact(turn(contact, uuid4().hex))
        waiting[contact] -= 1
        return True

    rates.append(run(arrive))
    rates.append(run(answer))
    return rates[1], rates[0]


def main() -> None:
    """Measure, and print."""
    url = sys.argv[1] if len(sys.argv) > 1 else ""
    seconds = float(sys.argv[2]) if len(sys.argv) > 2 else 3
    with tempfile.TemporaryDirectory(dir=Path.cwd()) as folder:
        for limit in (by_callers.GROUP_LIMIT, 1) if not url.startswith("postgres") else (0,):
            by_callers.GROUP_LIMIT = limit
            store = open_store(url or f"sqlite:///{folder}/{limit}.db")
            turns, messages = measure(store, seconds)
            print(f"groups of at most {limit}: {turns:.0f} turns/s, {messages:.0f} messages/s")
            store.close()


if __name__ == "__main__":
    main()
