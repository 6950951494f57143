"""What the millionth session costs, beside the thousandth: routing, waking, availability, start-up.

`python -m tests.bench.scale [COUNT]`. The two databases are asked in turn, so that a slow moment of
the machine falls on both.
"""

from __future__ import annotations

import json
import sys
import time
from collections.abc import Callable
from datetime import UTC, datetime, timedelta
from itertools import count
from pathlib import Path
from random import Random
from statistics import median
from tempfile import TemporaryDirectory
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
from milo.engine.model import InboxRow
from milo.engine.ports import Transaction
from milo.store import open_store

from .filled import DAYS_AHEAD, MERCHANTS, contact_id, fill
from .names import APP_SECRET, HOST, NUMBER_ID, WEBHOOK_PATH, slug_of
from .processes import free_port, milo

FEW = 1_000
MANY = 1_000_000
TRIES = 300
STARTS = 3
Figures = dict[str, dict[str, float]]
_messages = count(1)


class Place:
    """One of the two databases, and who works on it."""

    def __init__(self, path: Path, sessions: int) -> None:
        self.sessions = sessions
        self.url = f"sqlite:///{path}"
        self._dice = Random(7)
        self._clock, self._ids = SystemClock(), SortableIds()
        self._library = load_flows()

    def open(self) -> None:
        """Open the store; nobody else may have it meanwhile."""
        self.store = open_store(self.url, own=True)
        self._library.publish(self.store, self._clock.now())
        self._work = ContactWorker(self._library, terms_of, self._clock, self._ids)

    def message(self) -> dict[str, float]:
        """Let somebody write; return the milliseconds of routing it and of its turn."""
        contact = contact_id(self._dice.randrange(self.sessions))
        said = Incoming(Kind.TEXT, text="reservar")
        name = f"wamid.new.{next(_messages)}"
        row = InboxRow(name, NUMBER_ID, contact, said, b"{}", self._clock.now())
        self.store.transact(lambda tx: tx.inbox.add(row))
        key, routing = _timed(lambda: self.store.read(lambda tx: self._work.next_key(tx, contact)))
        assert key
        _, turn = _timed(lambda: self.store.transact(lambda tx: self._work.do_next(tx, key)))
        return {"routing": routing, "waking and a turn": turn}

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


def figures(many: int, folder: Path) -> Figures:
    """Return the median milliseconds of each matter, with few and with many, and their ratio."""
    with TemporaryDirectory(dir=folder) as kept:
        places = [_filled(Path(kept) / f"{n}.db", n) for n in (FEW, many)]
        samples: dict[int, dict[str, list[float]]] = {n: {} for n in (FEW, many)}
        for place in places:
            place.open()
        for _ in range(TRIES):
            for place in places:
                _add(samples[place.sessions], place.message())
                _add(samples[place.sessions], place.availability())
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


def _filled(path: Path, sessions: int) -> Place:
    fill(path, sessions)
    return Place(path, sessions)


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
    """Print the figures as JSON."""
    folder = Path(".bench")
    folder.mkdir(exist_ok=True)
    many = int(sys.argv[1]) if len(sys.argv) > 1 else MANY
    sys.stdout.write(json.dumps(figures(many, folder), indent=1) + "\n")


if __name__ == "__main__":
    main()
