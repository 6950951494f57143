"""The people: each writes, waits for the answer, and answers what he is asked."""

from __future__ import annotations

import asyncio
import time
from dataclasses import dataclass
from random import Random
from typing import Any

from milo.demo.people import Chat, Message, Person, user_id_of
from milo.demo.rates import PAIR_BURST, PAIR_PER_SECOND, Bucket
from milo.demo.signing import encode
from milo.demo.webhooks import Number, envelope, inbound, status

from .choosing import content, is_booked
from .courier import Courier
from .ledger import Ledger
from .names import DISPLAY_NUMBER, NUMBER_ID, TOKEN, slug_of
from .plan import Plan

STATES = ("sent", "delivered", "read")
BATCH = 20
BATCH_SECONDS = 0.02
STEPS = 6
"""Messages of a conversation: slug, *Reservar*, service, day, hour, *Confirmar*."""
SPREAD_SECONDS = 1.0
ACCOUNT_ID = "100200300400500"
_NUMBER = Number(NUMBER_ID, DISPLAY_NUMBER, TOKEN)


@dataclass(slots=True)
class Writer:
    """One of the people.

    Attributes:
        head_start: how many messages he writes before he waits for the others.
        waits_since: when the message was ready that is not answered yet; None when none is.
        acknowledged: whether that message was.
    """

    chat: Chat
    slug: str
    head_start: int
    written: int = 0
    waits_since: float | None = None
    acknowledged: bool = False


class Crowd:
    """All of them, and Meta between them and the server."""

    def __init__(self, plan: Plan, courier: Courier, ledger: Ledger) -> None:
        self._plan = plan
        self._courier = courier
        self._ledger = ledger
        self._dice = Random(plan.seed)
        self._writers = {f"+{wa_id}": _writer(wa_id, n, plan) for n, wa_id in _numbers(plan.people)}
        self._marks: set[str] = set()
        self._statuses: list[dict[str, Any]] = []
        self._turn_at = 0.0
        self._running = True
        self._held: list[tuple[Writer, dict[str, Any], Message]] | None = []

    async def spread(self, seconds: float) -> None:
        """Bring each to a place of his own in the conversation, and then let all go on.

        So at any moment all steps occur: people who began together would go in step for long.
        """
        loop = asyncio.get_running_loop()
        for number, writer in enumerate(self._writers.values()):
            delay = SPREAD_SECONDS * number / len(self._writers)
            first = {"type": "text", "text": {"body": writer.slug}}
            loop.call_later(delay, self._in_turn, writer, first, None)
        deadline = loop.time() + seconds
        while len(self._held or ()) < len(self._writers) and loop.time() < deadline:
            await asyncio.sleep(BATCH_SECONDS)
        held, self._held = self._held or [], None
        self._dice.shuffle(held)
        for each in held:
            self._in_turn(*each)

    def stop(self) -> None:
        """Nobody writes any more."""
        self._running = False

    def waiting(self) -> int:
        """Return how many wait for an answer."""
        return sum(writer.waits_since is not None for writer in self._writers.values())

    def unanswered(self) -> int:
        """Return how many of these had their message acknowledged."""
        return sum(
            writer.acknowledged and writer.waits_since is not None
            for writer in self._writers.values()
        )

    def taken(self, send: dict[str, Any]) -> str:
        """Take a message to one of them, as Meta does, and return its id."""
        writer = self._writers[send["to"]]
        mark = send["biz_opaque_callback_data"]
        message = Message(f"wamid.M{len(self._marks)}", "milo", time.time(), send)
        if mark in self._marks or writer.waits_since is None:
            self._ledger.note("answered twice")
        else:
            self._ledger.note("answered", time.perf_counter() - writer.waits_since)
            writer.waits_since = None
            # The answer to this request goes out first, then what follows from it.
            asyncio.get_running_loop().call_soon(self._follow, writer, message)
        self._marks.add(mark)
        return message.wamid

    def _follow(self, writer: Writer, message: Message) -> None:
        if is_booked(message.content):
            self._ledger.note("booked")
        self._report(writer, message)
        what = content(message.content, writer.slug, self._dice)
        if self._held is not None and writer.written >= writer.head_start:
            self._held.append((writer, what, message))
        else:
            self._in_turn(writer, what, message)

    # -- what people write ------------------------------------------------------------------------

    def _in_turn(self, writer: Writer, what: dict[str, Any], answers: Message | None) -> None:
        """Write at once, or when the rate that was asked for allows it."""
        loop, rate = asyncio.get_running_loop(), self._plan.rate
        if rate:
            self._turn_at = max(self._turn_at + 1 / rate, loop.time())
            loop.call_at(self._turn_at, self._write, writer, what, answers)
        else:
            self._write(writer, what, answers)

    def _write(self, writer: Writer, what: dict[str, Any], answers: Message | None) -> None:
        if not self._running:
            return
        person = writer.chat.person
        writer.written += 1
        writer.waits_since, writer.acknowledged = time.perf_counter(), False
        message = {
            **person.sender,
            "id": f"wamid.P{person.wa_id}.{writer.written}",
            "timestamp": str(int(time.time())),
            **what,
        }
        if answers and what["type"] == "interactive":
            message["context"] = {"from": DISPLAY_NUMBER, "id": answers.wamid}
        self._ledger.note("written")
        number = writer.written
        self._post(
            "acknowledged",
            [inbound(_NUMBER, writer.chat, message)],
            lambda: self._acknowledged(writer, number),
        )

    def _acknowledged(self, writer: Writer, number: int) -> None:
        if writer.written == number:
            writer.acknowledged = True

    # -- what Meta tells --------------------------------------------------------------------------

    def _report(self, writer: Writer, message: Message) -> None:
        """Tell that a message was sent, delivered and read."""
        if self._plan.statuses == "none":
            return
        now = time.time()
        changes = [status(_NUMBER, writer.chat, message, state, now) for state in STATES]
        if self._plan.statuses == "each":
            for change in changes:
                self._post("status posts", [change])
            return
        if not self._statuses:
            asyncio.get_running_loop().call_later(BATCH_SECONDS, self._flush)
        self._statuses += changes
        if len(self._statuses) >= BATCH:
            self._flush()

    def _flush(self) -> None:
        if self._statuses:
            changes, self._statuses = self._statuses, []
            self._post("status posts", changes)

    def _post(self, kind: str, changes: list[dict[str, Any]], done: Any = None) -> None:
        self._courier.put(kind, encode(envelope(ACCOUNT_ID, changes)), done)


def _numbers(people: int) -> list[tuple[int, str]]:
    return [(n, f"549261{n:07d}") for n in range(people)]


def _writer(wa_id: str, number: int, plan: Plan) -> Writer:
    person = Person(wa_id, f"Persona {number}", wa_id, user_id_of(wa_id))
    chat = Chat(person, NUMBER_ID, Bucket(PAIR_BURST, PAIR_PER_SECOND))
    visit, merchant = divmod(number, plan.merchants)
    return Writer(chat, slug_of(merchant), visit % STEPS + 1)
