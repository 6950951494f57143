"""More sessions on disk than may be awake: few are, and nobody notices.

`MILO_SESSIONS=10000` plays it in full, with `MILO_AWAKE=500`; by default it is a small town.
"""

from __future__ import annotations

import json
import os
import re
import sys
import time
from collections.abc import Iterator
from contextlib import contextmanager
from threading import Event, Thread

import pytest
import requests
from support.databases import count
from support.house import House, OpenHouse
from support.person import Person
from support.polling import until
from support.process import vitals

SESSIONS = int(os.environ.get("MILO_SESSIONS", "200"))
AWAKE = 500 if SESSIONS >= 10_000 else 20
THREADS = 50
"""How many threads the process may have, whatever it holds."""
BATCH = 100
"""Messages in one post."""
AT_ONCE = 4
"""Posts at one moment."""
SECONDS = 600.0
_GAUGE = re.compile(r"^milo_sessions_awake ([0-9.e+]+)$", re.MULTILINE)


class Watch:
    """What was seen of a server while it worked, each at its largest."""

    def __init__(self, house: House) -> None:
        self._house = house
        self.awake = 0
        self.threads = 0
        self.kilobytes = 0

    def look(self) -> None:
        """Take one sample."""
        text = requests.get(f"{self._house.server.address}/metrics", timeout=15).text
        found = _GAUGE.search(text)
        seen = vitals(self._house.server.pid)
        self.awake = max(self.awake, int(float(found[1])) if found else 0)
        self.threads = max(self.threads, seen["Threads"])
        self.kilobytes = max(self.kilobytes, seen["VmRSS"])


@contextmanager
def watching(house: House) -> Iterator[Watch]:
    """Take samples until the block ends."""
    watch, over = Watch(house), Event()

    def look() -> None:
        while not over.wait(0.05):
            watch.look()

    thread = Thread(target=look)
    thread.start()
    try:
        yield watch
    finally:
        over.set()
        thread.join()
        watch.look()


def all_say(house: House, people: list[Person], text: str) -> float:
    """Let everybody write, and wait until all are answered; return the seconds it took."""
    already = len(house.standin.exchange.chats.sent)
    began = time.monotonic()
    posts = [
        [each.write({"type": "text", "text": text}) for each in people[start : start + BATCH]]
        for start in range(0, len(people), BATCH)
    ]
    for start in range(0, len(posts), AT_ONCE):
        answers = house.post_together(posts[start : start + AT_ONCE])
        assert set(answers) == {200}
    wanted = already + len(people)
    sent = house.standin.exchange.chats.sent
    until(lambda: len(sent) >= wanted, f"{wanted} answers", SECONDS)
    return time.monotonic() - began


@pytest.mark.parametrize("kind", ["sqlite", "postgres"])
def test_few_are_awake_and_nobody_notices(open_house: OpenHouse, kind: str) -> None:
    with open_house(kind, MILO_AWAKE=str(AWAKE)) as house:
        house.open()
        slug, people = house.merchant(), house.people(SESSIONS)
        made = all_say(house, people, slug)
        house.wait_until_quiet()
        assert house.server.terminate() == 0
        census = house.log.with_name("census.json")

        house.open(("support.counted", str(census)))
        with watching(house) as watch:
            asked = all_say(house, people, "reservar")
            house.wait_until_quiet()
        sleeper = people[0]
        assert [len(each.unread()) for each in people] == [2] * SESSIONS
        assert "¿Qué servicio" in sleeper.next_ones(2)[1].text
        assert "¿Qué día" in sleeper.tap("Corte").text
        where = "state = 'eligiendo_servicio'"
        assert count(house.database, "sessions", where) == SESSIONS - 1
        assert house.server.terminate() == 0

        counted = json.loads(census.read_text())
        sys.stdout.write(
            f"{kind}: {SESSIONS} sessions made in {made:.1f} s, asked in {asked:.1f} s; awake at "
            f"most {watch.awake} (gauge), {counted['most']} (counted) of {AWAKE}, woken "
            f"{counted['woken']} times; {watch.threads} threads, {watch.kilobytes} kB\n"
        )
        assert 0 < watch.awake <= AWAKE
        assert 0 < counted["most"] <= AWAKE
        assert counted["woken"] >= SESSIONS
        assert watch.threads <= THREADS
