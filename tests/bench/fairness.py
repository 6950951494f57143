"""One merchant's rush, and whom it delays: `python -m tests.bench.fairness`.

A whole Milo without its edge, on SQLite and real threads, whose number may send twenty messages a
second. Four hundred people write to one merchant at one moment; while nearly all of them wait for
their answer, a few others write to another merchant, one after the other.
"""

from __future__ import annotations

import json
import os
import subprocess
import sys
import time
from datetime import UTC, datetime
from itertools import count
from pathlib import Path
from tempfile import TemporaryDirectory
from typing import Any, cast

from milo.cli.environment import read_settings
from milo.cli.wiring import Milo, Parts
from milo.engine.messages import Incoming, Kind
from milo.engine.model import Client, ClientStatus, Contact, InboxRow

from .merchants import settings
from .names import NUMBER_ID, TOKEN
from .slow import Post

RUSH = 400
RATE = 20
OTHERS = 5
BUSY, QUIET = "ajetreado", "tranquilo"


class Street:
    """Two merchants on one number, and the people who write to them."""

    def __init__(self, folder: Path) -> None:
        self.post = Post()
        self._numbers = count(1)
        environment = {
            "MILO_DATABASE_URL": f"sqlite:///{folder}/milo.db",
            "MILO_META_APP_SECRET": "x",
            "MILO_META_VERIFY_TOKEN": "x",
            "MILO_META_ACCESS_TOKEN": TOKEN,
            "MILO_META_PHONE_NUMBER_ID": NUMBER_ID,
            "MILO_META_RATE": str(RATE),
            "MILO_WHATSAPP_NUMBER": "5492610000000",
        }
        os.environ.update(environment)
        self.milo = Milo(read_settings(environment), Parts(wrap_gateway=lambda _: self.post))
        now = datetime.now(UTC)
        for slug in (BUSY, QUIET):
            client = Client(
                slug, slug.title(), slug, None, settings(), ClientStatus.ACTIVE, now, now
            )
            self.milo.store.transact(lambda tx, client=client: tx.clients.add(client))
        self.milo.start()

    def write(self, people: list[str], slug: str) -> None:
        """Let people write to a merchant at one moment."""
        now = datetime.now(UTC)
        for who in people:
            self.post.since[who] = time.perf_counter()

        def work(tx: Any) -> None:
            for who in people:
                tx.contacts.upsert(Contact(who, NUMBER_ID, f"AR.{who}", None, who), now)
                said = Incoming(Kind.TEXT, text=slug)
                number = next(self._numbers)
                tx.inbox.add(InboxRow(f"wamid.{number}", NUMBER_ID, who, said, b"{}", now))

        self.milo.store.transact(work)
        self.milo.engine.nudge(people)


def play(folder: Path) -> dict[str, float]:
    """Return how long the others waited at most, and how long the last of the rush did."""
    street = Street(folder)
    try:
        street.write([f"p{number}" for number in range(RUSH)], BUSY)
        street.post.until(lambda: len(street.post.waited) > RATE)
        behind = len(street.post.since)
        for number in range(OTHERS):
            who = f"other{number}"
            street.write([who], QUIET)
            street.post.until(lambda who=who: who not in street.post.since)
        street.post.until(lambda: not street.post.since, seconds=2 * RUSH / RATE)
    finally:
        street.milo.stop()
    waits = dict(street.post.waited)
    others = [wait for who, wait in waits.items() if who.startswith("other")]
    return {
        "rush": RUSH,
        "rate": RATE,
        "behind": behind,
        "other_seconds": round(max(others), 2),
        "rush_seconds": round(max(waits.values()), 2),
    }


def figures(_: Path) -> dict[str, float]:
    """Measure in a process of its own, whose environment is nobody else's."""
    command = [sys.executable, "-m", "tests.bench.fairness"]
    told = subprocess.run(command, capture_output=True, check=True, text=True)
    return cast("dict[str, float]", json.loads(told.stdout.splitlines()[-1]))


def main() -> None:
    """Print the figures as JSON."""
    with TemporaryDirectory() as folder:
        sys.stdout.write(json.dumps(play(Path(folder))) + "\n")


if __name__ == "__main__":
    main()
