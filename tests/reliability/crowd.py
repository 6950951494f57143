"""People who converse with a server that comes and goes: each writes, waits, and writes again."""

from __future__ import annotations

import threading
import time
from dataclasses import dataclass, field
from random import Random

from support.house import House
from support.person import Person, Said

PATIENCE_SECONDS = 90.0
"""How long somebody waits for an answer before we call it late, and they give up."""
ACTS = 30
"""What one person does at most: fewer than Meta's pair limit slows down."""
HANDED_OVER = "querés hablar con una persona"
GOING_ON = ("Confirmar", "Reservar", "Corte")


@dataclass(slots=True)
class Seen:
    """What the crowd did and got.

    Attributes:
        wrote: each message that a person sent (its wamid), with who sent it.
        unanswered: those after which nothing came in that time.
    """

    wrote: dict[str, str] = field(default_factory=dict)
    unanswered: list[str] = field(default_factory=list)
    lock: threading.Lock = field(default_factory=threading.Lock)


class Crowd:
    """So many people at once, each a new one when the last has had enough."""

    def __init__(self, house: House, slugs: list[str], size: int, seed: int) -> None:
        self.house = house
        self.seen = Seen()
        self._slugs = slugs
        self._over = threading.Event()
        self._threads = [
            threading.Thread(target=self._converse, args=(Random(f"{seed}-{i}"),), daemon=True)
            for i in range(size)
        ]

    def start(self) -> None:
        """Let them come."""
        for thread in self._threads:
            thread.start()

    def stop(self) -> None:
        """Let them finish what they are at."""
        self._over.set()
        for thread in self._threads:
            thread.join(PATIENCE_SECONDS * 2)
        assert not any(thread.is_alive() for thread in self._threads), "somebody does not end"

    def _converse(self, random: Random) -> None:
        while not self._over.is_set():
            person = self.house.person(f"Persona {random.randrange(1000)}")
            reader = Reader(person)
            slug = random.choice(self._slugs)
            self._do(person, reader, {"type": "text", "text": slug})
            for _ in range(random.randrange(6, ACTS)):
                if self._over.is_set() or not reader.last:
                    break
                self._do(person, reader, choose(reader.last, slug, random))

    def _do(self, person: Person, reader: Reader, act: dict[str, object]) -> None:
        wamid = person.send(act)
        with self.seen.lock:
            self.seen.wrote[wamid] = str(person.owner.user_id)
        said = reader.next(PATIENCE_SECONDS)
        if said is None:
            with self.seen.lock:
                self.seen.unanswered.append(wamid)


class Reader:
    """Reads a person's chat; a message that comes a second time is no news."""

    def __init__(self, person: Person) -> None:
        self._person = person
        self._known: set[str] = set()
        self.last: Said | None = None

    def next(self, seconds: float) -> Said | None:
        """Wait for something new; None when nothing comes."""
        deadline = time.monotonic() + seconds
        while (left := deadline - time.monotonic()) > 0:
            try:
                said = self._person.next(left)
            except AssertionError:
                break
            name = str(said.sent.get("biz_opaque_callback_data"))
            if name not in self._known:
                self._known.add(name)
                self.last = said
                return said
        self.last = None
        return None


def choose(said: Said, slug: str, random: Random) -> dict[str, object]:
    """Choose what to do next: mostly what leads to a booking, now and then anything."""
    if HANDED_OVER in said.text:  # nobody answers there
        return {"type": "text", "text": "menú"}
    titles = [title for title in said.titles if "persona" not in title.lower()]
    going_on = [title for title in titles if title in GOING_ON]
    if going_on and random.random() < 0.85:
        return {"type": "tap", "option": going_on[0], "message": said.wamid}
    if titles and random.random() < 0.9:
        return {"type": "tap", "option": random.choice(titles), "message": said.wamid}
    return {"type": "text", "text": random.choice((slug, "reservar", "mañana", "??"))}
