"""One slow outside action, and whom it delays: `python -m tests.bench.slow`.

A whole Milo without its edge, on SQLite and real threads, with a flow that asks another system
which answers after ten seconds. Fifty people write two messages a second each, at first alone, and
then while somebody waits for that answer.
"""

from __future__ import annotations

import json
import os
import subprocess
import sys
import threading
import time
from collections.abc import Callable
from datetime import UTC, datetime
from itertools import count
from pathlib import Path
from tempfile import TemporaryDirectory
from typing import Any, cast

from milo.cli.environment import read_settings
from milo.cli.wiring import Milo, Parts
from milo.engine.flow.language.registry import Outcome, Registry, Request
from milo.engine.messages import Incoming, Kind
from milo.engine.model import Client, ClientStatus, Contact, InboxRow, OutboxRow

from .ledger import percentiles
from .merchants import settings
from .names import NUMBER_ID, TOKEN

SLOW_SECONDS = 10.0
PEOPLE = 50
EACH_SECONDS = 0.5
SECONDS = 8.0
SLUG = "lento"
FLOW = """\
flow: lenta
version: 1
initial: inicio
final: [fin]
states:
  inicio:
    ask: {text: que, buttons: {hola: Hola, consultar: Consultar}}
    go:
      hola: {say: hola}
      chau: {words: [chau], to: fin}
      consultar: {do: esperar, outcomes: {hecho: {say: hecho}, error: {say: falla}}}
  fin:
    stale: {say: hola}
texts:
  que: "¿Qué necesitás?"
  hola: "¡Hola!"
  hecho: "Ya respondieron."
  falla: "No respondieron."
"""
calls = Registry()


@calls.outside("esperar", "hecho", seconds=SLOW_SECONDS + 5)
def wait_long(_: Request) -> Outcome:
    """Ask a system that takes its time."""
    time.sleep(SLOW_SECONDS)
    return Outcome("hecho")


class Post:
    """Meta, within the process: notes how long each person waited."""

    def __init__(self) -> None:
        self.since: dict[str, float] = {}
        self.waited: list[tuple[str, float]] = []
        self.answered = threading.Condition()

    def send(self, row: OutboxRow) -> str:
        """Take a message."""
        with self.answered:
            since = self.since.pop(row.contact_id, None)
            if since is not None:
                self.waited.append((row.contact_id, time.perf_counter() - since))
            self.answered.notify_all()
        return f"wamid.{row.id}"

    def until(self, holds: Callable[[], bool], seconds: float = 30.0) -> None:
        """Wait until something holds."""
        with self.answered:
            if not self.answered.wait_for(holds, seconds):
                raise SystemExit("somebody was not answered")


class Town:
    """People who write to one merchant."""

    def __init__(self, folder: Path) -> None:
        self.post = Post()
        self._numbers = count(1)
        (folder / "lenta.yaml").write_text(FLOW, encoding="utf-8")
        environment = {
            "MILO_DATABASE_URL": f"sqlite:///{folder}/milo.db",
            "MILO_FLOWS": str(folder),
            "MILO_VOCABULARY": "tests.bench.slow:calls",
            "MILO_META_APP_SECRET": "x",
            "MILO_META_VERIFY_TOKEN": "x",
            "MILO_META_ACCESS_TOKEN": TOKEN,
            "MILO_META_PHONE_NUMBER_ID": NUMBER_ID,
            "MILO_META_RATE": "1000",
            "MILO_WHATSAPP_NUMBER": "5492610000000",
        }
        os.environ.update(environment)
        self.milo = Milo(read_settings(environment), Parts(wrap_gateway=lambda _: self.post))
        now = datetime.now(UTC)
        config = {**settings(), "flow": "lenta"}
        client = Client("m1", "Lento", SLUG, None, config, ClientStatus.ACTIVE, now, now)
        self.milo.store.transact(lambda tx: tx.clients.add(client))
        self.milo.start()

    def writes(self, who: str, text: str) -> None:
        """Let somebody write."""
        now = datetime.now(UTC)
        contact = Contact(who, NUMBER_ID, f"AR.{who}", None, who)
        said = Incoming(Kind.TEXT, text=text)
        row = InboxRow(f"wamid.{next(self._numbers)}", NUMBER_ID, who, said, b"{}", now)
        self.post.since[who] = time.perf_counter()

        def work(tx: Any) -> None:
            tx.contacts.upsert(contact, now)
            tx.inbox.add(row)

        self.milo.store.transact(work)
        self.milo.engine.nudge([who])

    def talks(self) -> dict[str, float]:
        """Let everybody write for a while; return the percentiles of their waits."""
        begun = len(self.post.waited)
        rounds = round(SECONDS / EACH_SECONDS)
        for _ in range(rounds):
            for number in range(PEOPLE):
                self.writes(f"p{number}", "hola")
                time.sleep(EACH_SECONDS / PEOPLE)
        self.post.until(lambda: all(who == "slow" for who in self.post.since))
        return percentiles([wait for who, wait in self.post.waited[begun:] if who != "slow"])


def play(folder: Path) -> dict[str, float]:
    """Return how long others waited alone and beside the slow one, and how long that one did."""
    town = Town(folder)
    try:
        for who in ("slow", *(f"p{number}" for number in range(PEOPLE))):
            town.writes(who, SLUG)
        town.post.until(lambda: not town.post.since)
        alone = town.talks()
        town.writes("slow", "consultar")
        beside = town.talks()
        town.post.until(lambda: not town.post.since)
    finally:
        town.milo.stop()
    slow = max(wait for who, wait in town.post.waited if who == "slow")
    return {"alone_p99": alone["p99"], "beside_p99": beside["p99"], "slow_seconds": round(slow, 2)}


def figures(_: Path) -> dict[str, float]:
    """Measure in a process of its own, whose environment is nobody else's."""
    command = [sys.executable, "-m", "tests.bench.slow"]
    told = subprocess.run(command, capture_output=True, check=True, text=True)
    return cast("dict[str, float]", json.loads(told.stdout.splitlines()[-1]))


def main() -> None:
    """Print the figures as JSON."""
    with TemporaryDirectory() as folder:
        sys.stdout.write(json.dumps(play(Path(folder))) + "\n")


if __name__ == "__main__":
    main()
