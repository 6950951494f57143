"""What the millionth message costs, beside the thousandth, on each database.

`python -m tests.bench.scale [--many COUNT] [--only sqlite] [--publish]`. The two databases of a
kind are asked in turn, so that a slow moment of the machine falls on both.
"""

from __future__ import annotations

import argparse
import json
import os
import sys
import time
from collections.abc import Callable, Sequence
from datetime import UTC, datetime, timedelta
from itertools import count
from pathlib import Path
from random import Random
from statistics import median
from typing import Any

import requests

from milo.cli.libraries import load_flows
from milo.cli.system_world import SortableIds, SystemClock
from milo.cli.terms import terms_of
from milo.demo.signing import encode, headers
from milo.engine.booking.availability.availability import SlotQuery, slots_between, span_of
from milo.engine.booking.settings.settings import settings_of
from milo.engine.conversation.worker import ContactWorker
from milo.engine.messages import Incoming, Kind
from milo.engine.model import Expiring, InboxRow, OutboxStatus
from milo.engine.ports import Transaction
from milo.engine.privacy.pruning import LOOKED_AT
from milo.store import open_store

from .databases import fresh_database
from .filled import DAYS_AHEAD, MERCHANTS, contact_id, fill
from .machine import describe
from .names import APP_SECRET, HOST, NUMBER_ID, WEBHOOK_PATH, slug_of
from .processes import free_port, milo
from .publishing import publish_scale

BOTH = ("sqlite", "postgres")
FEW = 1_000
MANY = 1_000_000
TRIES = 300
STARTS = 3
Figures = dict[str, dict[str, float]]
_messages = count(1)


class Place:
    """One of the two databases, and who works on it."""

    def __init__(self, url: str, sessions: int) -> None:
        self.sessions = sessions
        self.url = url
        self._dice = Random(7)
        self._clock, self._ids = SystemClock(), SortableIds()
        self._library = load_flows()

    def open(self) -> None:
        """Open the store; nobody else may have it meanwhile."""
        self.store = open_store(self.url, own=True)
        self._library.publish(self.store, self._clock.now())
        self._work = ContactWorker(self._library, terms_of, self._clock, self._ids)

    def message(self) -> dict[str, float]:
        """Let somebody write; return the milliseconds of taking it, routing it, and its turn."""
        contact = contact_id(self._dice.randrange(self.sessions))
        said = Incoming(Kind.TEXT, text="reservar")
        name = f"wamid.new.{next(_messages)}"
        row = InboxRow(name, NUMBER_ID, contact, said, b"{}", self._clock.now())
        _, taking = _timed(lambda: self.store.transact(lambda tx: tx.inbox.add(row)))
        key, routing = _timed(lambda: self.store.read(lambda tx: self._work.next_key(tx, contact)))
        assert key
        _, turn = _timed(lambda: self.store.transact(lambda tx: self._work.do_next(tx, key)))
        return {"taking a message": taking, "routing": routing, "waking and a turn": turn}

    def status(self) -> dict[str, float]:
        """Tell that a message of ours was read; return the milliseconds."""
        number = self._dice.randrange(self.sessions)
        told = {"row_id": None, "wamid": f"wamid.o.{number}", "status": OutboxStatus.READ}
        _, took = _timed(lambda: self.store.transact(lambda tx: tx.outbox.settle(**told)))
        return {"a status": took}

    def prune(self) -> dict[str, float]:
        """Look at a hundred messages, as a step of retention does, and delete one of them."""
        after = str(self._dice.randrange(max(1, self.sessions - LOOKED_AT)))
        now, what = self._clock.now(), Expiring.MESSAGES

        def step() -> None:
            keys, _ = self.store.read(
                lambda tx: tx.retention.overdue(what, now, after=after, limit=LOOKED_AT)
            )
            self.store.transact(lambda tx: tx.retention.prune(what, keys[:1], now))

        return {"a step of retention": _timed(step)[1]}

    def availability(self) -> dict[str, float]:
        """Ask for thirty days of a service; return the milliseconds."""
        slug = slug_of(self._dice.randrange(MERCHANTS))
        today = self._clock.now().date()
        last = today + timedelta(days=DAYS_AHEAD - 1)

        def ask(tx: Transaction) -> Any:
            client = tx.clients.by_slug(slug)
            assert client
            settings = settings_of(client)
            rows = tx.bookings.between(client.id, *span_of(settings, today, DAYS_AHEAD))
            now = self._clock.now()
            return dict(slots_between(settings, SlotQuery("corte"), today, last, rows, now))

        return {"availability of thirty days": _timed(lambda: self.store.read(ask))[1]}

    def start_up(self, folder: Path) -> dict[str, float]:
        """Start a server and give it a message; return the milliseconds until it is taken."""
        port = free_port()
        body = encode(_post())
        url = f"http://{HOST}:{port}{WEBHOOK_PATH}"
        began = time.perf_counter()
        with milo(port, free_port(), self.url, folder / "server-scale.log"):
            answer = requests.post(url, data=body, headers=headers(APP_SECRET, body), timeout=10)
            taken = time.perf_counter() - began
        answer.raise_for_status()
        return {"start-up to the first message taken": taken * 1000}


def figures(many: int, folder: Path, kinds: Sequence[str] = BOTH) -> dict[str, Figures]:
    """Return for each kind of database what `measured` says of it."""
    found = {}
    for kind in kinds:
        found[kind] = measured(kind, many, folder)
        sys.stderr.write(f"{kind}: {json.dumps(found[kind])}\n")
    return found


def measured(kind: str, many: int, folder: Path) -> Figures:
    """Return the median milliseconds of each matter, with few and with many, and their ratio."""
    with fresh_database(kind, folder) as small, fresh_database(kind, folder) as large:
        places = [_filled(small.url, FEW), _filled(large.url, many)]
        samples: dict[int, dict[str, list[float]]] = {n: {} for n in (FEW, many)}
        for place in places:
            place.open()
        for _ in range(TRIES):
            for place in places:
                _add(samples[place.sessions], place.message())
                _add(samples[place.sessions], place.availability())
                _add(samples[place.sessions], place.status())
                _add(samples[place.sessions], place.prune())
        for place in places:
            place.store.close()
        for _ in range(STARTS):
            for place in places:
                _add(samples[place.sessions], place.start_up(folder))
    few, much = samples[FEW], samples[many]
    return {
        matter: {
            "few": round(median(few[matter]), 3),
            "many": round(median(much[matter]), 3),
            "ratio": round(median(much[matter]) / median(few[matter]), 2),
        }
        for matter in few
    }


def _filled(url: str, sessions: int) -> Place:
    fill(url, sessions)
    return Place(url, sessions)


def _add(samples: dict[str, list[float]], found: dict[str, float]) -> None:
    for matter, milliseconds in found.items():
        samples.setdefault(matter, []).append(milliseconds)


def _timed(work: Callable[[], Any]) -> tuple[Any, float]:
    began = time.perf_counter()
    result = work()
    return result, (time.perf_counter() - began) * 1000


def _post() -> dict[str, Any]:
    now = int(datetime.now(UTC).timestamp())
    message = {
        "from": "5492610000000",
        "from_user_id": "AR.0",
        "id": f"wamid.start.{time.time_ns()}",
        "timestamp": str(now),
        "type": "text",
        "text": {"body": "hola"},
    }
    value = {
        "messaging_product": "whatsapp",
        "metadata": {"display_phone_number": "15550001111", "phone_number_id": NUMBER_ID},
        "contacts": [{"profile": {"name": "Persona 0"}, "wa_id": "5492610000000"}],
        "messages": [message],
    }
    changes = [{"field": "messages", "value": value}]
    return {"object": "whatsapp_business_account", "entry": [{"id": "1", "changes": changes}]}


def main() -> None:
    """Print the figures as JSON, and put them into the page if that is asked."""
    parser = argparse.ArgumentParser(prog="python -m tests.bench.scale", description=__doc__)
    parser.add_argument("--many", type=int, default=MANY)
    parser.add_argument("--only", choices=BOTH, action="append")
    parser.add_argument("--publish", action="store_true", help="write docs/performance.md")
    asked = parser.parse_args()
    folder = Path(".bench")
    folder.mkdir(exist_ok=True)
    before = os.getloadavg()[0]
    found = figures(asked.many, folder, asked.only or BOTH)
    sys.stdout.write(json.dumps(found, indent=1) + "\n")
    if asked.publish:
        load = f"a load of {before:.0f} to {os.getloadavg()[0]:.0f}"
        publish_scale(found, f"{datetime.now(UTC):%Y-%m-%d}, {describe()}, at {load}")


if __name__ == "__main__":
    main()
