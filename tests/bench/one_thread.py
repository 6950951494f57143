"""A whole Milo in one thread, and people who book with it: each run costs the same.

A round is a message of everybody; of six people each stands at another step of a booking.

It is wired as `milo serve` is. But posts come as bytes without HTTP, Meta takes requests without a
network, the processes that do both are functions, and the clock is wound by hand.
"""

from __future__ import annotations

import json
import pickle
from collections.abc import Callable
from datetime import UTC, datetime, timedelta
from itertools import count
from pathlib import Path
from random import Random
from typing import Any
from unittest.mock import patch

from milo.cli import wiring
from milo.cli.environment import Settings, read_settings
from milo.cli.logs import configure_logs
from milo.demo.people import Chat, Message, Person, user_id_of
from milo.demo.rates import PAIR_BURST, PAIR_PER_SECOND, Bucket
from milo.demo.signing import encode
from milo.demo.webhooks import Number, envelope, inbound, status
from milo.engine.model import Client, ClientStatus, OutboxRow
from milo.engine.ports import Transaction
from milo.engine.testing import SimulatedClock, SimulatedExecutor
from milo.http.cloud.request_builder import CloudRequest, RequestBuilder
from milo.http.webhook.parser import read_delivery

from .choosing import content
from .merchants import settings as of_merchant
from .names import APP_SECRET, DISPLAY_NUMBER, NUMBER_ID, TOKEN, slug_of

PEOPLE = 30
STEPS = 6
"""Messages of one booking."""
MERCHANTS = 6
GROUP = 10
"""Posts that wait together: about as many as there are on average at the highest rate."""
STATES = ("sent", "delivered", "read")
START = datetime(2026, 11, 23, 12, tzinfo=UTC)
BETWEEN = timedelta(seconds=1)
"""Between two groups: nobody writes more often than Meta lets them."""
_NUMBER = Number(NUMBER_ID, DISPLAY_NUMBER, TOKEN)
_ACCOUNT_ID = "100200300400500"


class OneThread(SimulatedExecutor):
    """An executor that runs what it was given when it is told to, or at once if that is waited for.

    A store that is to be led by an executor's thread asks at its start which that is.
    """

    def __init__(self, clock: SimulatedClock) -> None:
        super().__init__(clock)
        self.started = False

    def submit(self, work: Callable[[], object]) -> None:
        """Run it soon."""
        super().submit(work)
        if not self.started:
            self.run()

    def stop(self, *, wait: bool = True) -> None:
        """Nothing has to be stopped."""


class Meta:
    """Takes requests, and gives each an id."""

    def __init__(self, taken: Callable[[dict[str, Any]], str]) -> None:
        self._builder = RequestBuilder("http://graph.test/v25.0", TOKEN)
        self._taken = taken

    def send(self, row: OutboxRow) -> str:
        """Build the request, hand it over as to another process, and take it."""
        order = pickle.loads(pickle.dumps((1, *self._builder.order(row))))
        return self._taken(CloudRequest(*order[1:]).body)

    def read(self, phone_number_id: str, message_id: str) -> None:
        """Show that somebody writes: nobody waits that long."""


class Booker:
    """One of the people: what they were sent last, and how they are known."""

    def __init__(self, number: int) -> None:
        wa_id = f"549261{number:07d}"
        person = Person(wa_id, f"Persona {number}", wa_id, user_id_of(wa_id))
        self.chat = Chat(person, NUMBER_ID, Bucket(PAIR_BURST, PAIR_PER_SECOND))
        self.slug = slug_of(number % MERCHANTS)
        self.dice = Random(number)
        self.last: Message | None = None
        self.begins_in = number % STEPS

    def writes(self, message_id: str, now: datetime) -> dict[str, Any]:
        """Return the next message of a booking."""
        what: dict[str, Any] = {"type": "text", "text": {"body": self.slug}}
        if self.last:
            what = content(self.last.content, self.slug, self.dice)
        message = {
            **self.chat.person.sender,
            "id": message_id,
            "timestamp": str(int(now.timestamp())),
            **what,
        }
        if self.last and what["type"] == "interactive":
            message["context"] = {"from": DISPLAY_NUMBER, "id": self.last.wamid}
        return message


class Street:
    """The people, Meta, and the Milo that they write to.

    Args:
        statuses: whether each answer's three statuses come back, in posts of their own.
    """

    def __init__(self, file: Path, *, statuses: bool) -> None:
        configure_logs()
        self._clock = SimulatedClock(START)
        self._executor = OneThread(self._clock)
        self._statuses = statuses
        self._owed: list[dict[str, Any]] = []
        self._numbers = count(1)
        self.people = [Booker(number) for number in range(PEOPLE)]
        self._by_phone = {one.chat.person.wa_id: one for one in self.people}
        self.answered = 0
        parts = wiring.Parts(clock=self._clock, wrap_gateway=lambda _: Meta(self._taken))
        with patch.object(wiring, "ThreadExecutor", lambda *_: self._executor):
            self.milo = wiring.Milo(_settings(file), parts)
        self._keep_soon = self.milo.behind.keep_soon
        self._executor.started = True
        self.milo.store.transact(_open_merchants)
        self.milo.start()
        self._executor.run()

    def round(self, number: int) -> int:
        """Let everybody write who has come by then; return how many wrote."""
        here = [one for one in self.people if one.begins_in <= number]
        for first in range(0, len(here), GROUP):
            now = self._clock.now()
            posts, self._owed = self._owed, []
            for one in here[first : first + GROUP]:
                message = one.writes(f"wamid.P{next(self._numbers)}", now)
                posts.append(inbound(_NUMBER, one.chat, message))
            for post in posts:
                self._deliver(encode(envelope(_ACCOUNT_ID, [post])))
            self._executor.run()
            self._executor.wind(BETWEEN)
        return len(here)

    def close(self) -> None:
        """Stop it."""
        self._executor.started = False
        self.milo.stop()

    def _deliver(self, raw: bytes) -> None:
        """Take one post, handed over as by the process that speaks HTTP."""
        delivery = pickle.loads(pickle.dumps((1, read_delivery(raw))))[1]
        self._keep_soon(delivery, lambda stored: pickle.dumps((1, stored.get())))

    def _taken(self, body: Any) -> str:
        send = json.loads(body)
        one = self._by_phone[send["to"].lstrip("+")]
        self.answered += 1
        at = self._clock.now().timestamp()
        one.last = Message(f"wamid.M{self.answered}", "milo", at, send)
        if self._statuses:
            self._owed += [status(_NUMBER, one.chat, one.last, state, at) for state in STATES]
        return one.last.wamid


def _settings(file: Path) -> Settings:
    given = {
        "MILO_DATABASE_URL": f"sqlite:///{file}",
        "MILO_GRAPH_URL": "http://graph.test/v25.0",
        "MILO_META_APP_SECRET": APP_SECRET,
        "MILO_META_VERIFY_TOKEN": "bench-verify-token",
        "MILO_META_ACCESS_TOKEN": TOKEN,
        "MILO_META_PHONE_NUMBER_ID": NUMBER_ID,
        "MILO_META_RATE": "1000",
        "MILO_WHATSAPP_NUMBER": DISPLAY_NUMBER,
        "MILO_ADMIN_TOKEN": "bench-admin-token",
    }
    return read_settings(given)


def _open_merchants(tx: Transaction) -> None:
    for number in range(MERCHANTS):
        slug = slug_of(number)
        known = (f"merchant-{number}", f"Comercio {number}", slug, None, of_merchant())
        tx.clients.add(Client(*known, ClientStatus.ACTIVE, START, START))
