"""The people: each writes, waits for the answer, and answers what he is asked."""

from __future__ import annotations

import asyncio
import time
from collections import deque
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
from .names import ACCOUNT_ID, DISPLAY_NUMBER, NUMBER_ID, TOKEN, slug_of
from .plan import Plan

STATES = ("sent", "delivered", "read")
BATCH = 20
BATCH_SECONDS = 0.02
REMEMBERED = 500
"""Messages whose statuses are repeated."""
_NUMBER = Number(NUMBER_ID, DISPLAY_NUMBER, TOKEN)


@dataclass(slots=True)
class Writer:
    """One of the people.

    Attributes:
        may_write_at: when Meta's pair rate lets him write again, on the loop's clock.
        waits_since: when the message was ready that is not answered yet; None when none is.
        acknowledged: whether that message was.
        leaves_at: when they have had enough, on the loop's clock.
    """

    chat: Chat
    slug: str
    may_write_at: float = 0.0
    written: int = 0
    waits_since: float | None = None
    acknowledged: bool = False
    leaves_at: float = float("inf")


class Crowd:
    """All of them, and Meta between them and the server."""

    def __init__(self, plan: Plan, courier: Courier, ledger: Ledger) -> None:
        self._plan = plan
        self._courier = courier
        self._ledger = ledger
        self._dice = Random(plan.seed)
        self._writers = {wa_id: _writer(wa_id, n, plan) for n, wa_id in _numbers(plan.people)}
        self._marks: set[str] = set()
        self._statuses: list[dict[str, Any]] = []
        self._told = 0
        self._recent: deque[tuple[Writer, Message]] = deque(maxlen=REMEMBERED)
        self._running = True

    async def come(self) -> None:
        """Let people come, one after the other, until all are there.

        Those who come first are far on when the last come: all steps of the conversation occur.
        """
        loop = asyncio.get_running_loop()
        writers = list(self._writers.values())
        self._dice.shuffle(writers)
        for number, writer in enumerate(writers):
            loop.call_later(self._plan.ramp * number / len(writers), self._begin, writer)
        await asyncio.sleep(self._plan.ramp)

    def _begin(self, writer: Writer) -> None:
        if self._plan.stay:
            writer.leaves_at = asyncio.get_running_loop().time() + self._plan.stay
        self._write(writer, {"type": "text", "text": {"body": writer.slug}}, None)

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
        writer = self._writers[send["to"].lstrip("+")]
        mark = send.get("biz_opaque_callback_data") or f"unmarked {len(self._marks)}"
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
        booked = is_booked(message.content)
        if booked:
            self._ledger.note("booked")
        self._report(writer, message)
        if booked and asyncio.get_running_loop().time() > writer.leaves_at:
            self._ledger.note("left")
            self._begin(self._newcomer())
            return
        what = content(message.content, writer.slug, self._dice)
        loop = asyncio.get_running_loop()
        if loop.time() < writer.may_write_at:
            loop.call_at(writer.may_write_at, self._write, writer, what, message)
        else:
            self._write(writer, what, message)

    def _newcomer(self) -> Writer:
        ((number, wa_id),) = _numbers(1, len(self._writers))
        self._writers[wa_id] = _writer(wa_id, number, self._plan)
        return self._writers[wa_id]

    # -- what people write ------------------------------------------------------------------------

    def _write(self, writer: Writer, what: dict[str, Any], answers: Message | None) -> None:
        if not self._running:
            return
        person = writer.chat.person
        writer.written += 1
        writer.may_write_at = asyncio.get_running_loop().time() + self._plan.pause
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
        begins = self._plan.status_rate and not self._recent
        self._recent.append((writer, message))
        self._tell_of(writer, message)
        if begins:
            self._repeat(asyncio.get_running_loop().time())

    def _repeat(self, since: float) -> None:
        """Tell once more of what was told, as often as the plan's rate still wants it."""
        loop = asyncio.get_running_loop()
        while self._told < self._plan.status_rate * (loop.time() - since):
            self._tell_of(*self._dice.choice(self._recent))
        if self._running:
            loop.call_later(BATCH_SECONDS, self._repeat, since)

    def _tell_of(self, writer: Writer, message: Message) -> None:
        now = time.time()
        changes = [status(_NUMBER, writer.chat, message, state, now) for state in STATES]
        self._told += len(changes)
        if self._plan.statuses == "each":
            self._ledger.note("statuses", amount=len(changes))
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
            self._ledger.note("statuses", amount=len(changes))
            self._post("status posts", changes)

    def _post(self, kind: str, changes: list[dict[str, Any]], done: Any = None) -> None:
        self._courier.put(kind, encode(envelope(ACCOUNT_ID, changes)), done)


def _numbers(people: int, first: int = 0) -> list[tuple[int, str]]:
    return [(n, f"549261{n:07d}") for n in range(first, first + people)]


def _writer(wa_id: str, number: int, plan: Plan) -> Writer:
    person = Person(wa_id, f"Persona {number}", wa_id, user_id_of(wa_id))
    chat = Chat(person, NUMBER_ID, Bucket(PAIR_BURST, PAIR_PER_SECOND))
    return Writer(chat, slug_of(number % plan.merchants))
