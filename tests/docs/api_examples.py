"""The examples of `docs/api.md`, and a Milo's edge to play them on."""

from __future__ import annotations

import json
import re
from collections.abc import Iterable
from dataclasses import dataclass
from datetime import UTC, datetime
from itertools import count, pairwise
from typing import Any

import falcon.testing

from milo.engine.model import Contact
from milo.engine.ports import Transaction
from milo.engine.receptions.directory import bind
from milo.engine.testing import SimulatedClock
from milo.http.api.metrics import PrometheusMeter
from milo.http.app import create_app
from milo.http.edge import Edge, EdgeConfig
from milo.store.memory import MemoryStore

from .documents import Block, blocks

_ID = re.compile(r"\b01kar5[0-9a-z]{20}\b")
NOW = datetime(2026, 11, 23, 12, 0, tzinfo=UTC)
"""A Monday, 9:00 in Buenos Aires."""
TOKEN = "$MILO_ADMIN_TOKEN"


class CountedIds:
    """Ids that look like the real ones."""

    def __init__(self, first: int = 1) -> None:
        self._numbers = count(first)
        self._secrets = count(1)

    def new(self) -> str:
        return f"01kar5{next(self._numbers):020}"

    def secret(self) -> str:
        return f"{next(self._secrets):032}"


@dataclass(frozen=True)
class Example:
    """A request with the answer that the document promises."""

    method: str
    path: str
    headers: dict[str, str]
    body: str
    status: int
    answer_headers: dict[str, str]
    answer: str

    @property
    def name(self) -> str:
        return f"{self.method} {self.path} {self.status}"


def examples(text: str) -> list[Example]:
    """Each `http` block that asks, with the one after it, which answers."""
    http = blocks(text, "http")
    asking = [pair for pair in pairwise(http) if not pair[0].text.startswith("HTTP/")]
    return [_example(ask, answer) for ask, answer in asking]


def _example(ask: Block, answer: Block) -> Example:
    first, headers, body = _parts(ask.text)
    method, path = first.split(" ", 1)
    status, answer_headers, answer_body = _parts(answer.text)
    return Example(method, path, headers, body, int(status.split()[1]), answer_headers, answer_body)


def _parts(text: str) -> tuple[str, dict[str, str], str]:
    head, _, body = text.partition("\n\n")
    first, *lines = head.strip().split("\n")
    return first, dict(_header(line) for line in lines), body.strip()


def _header(line: str) -> tuple[str, str]:
    name, _, value = line.partition(": ")
    return name, value


def fresh_edge(store: MemoryStore | None = None) -> falcon.testing.TestClient:
    meter = PrometheusMeter()
    config = EdgeConfig(
        app_secret="test_app_secret",
        verify_token="a-word-of-yours",
        admin_token=TOKEN,
        whatsapp_number="5492610000000",
        phone_number_id="1060000000",
        shortlink_base="https://go.soymilo.com",
    )
    edge = Edge(
        store=store or MemoryStore(),
        clock=SimulatedClock(NOW),
        ids=CountedIds(),
        meter=meter,
        config=config,
        nudge=_hear,
        settled=_hear,
        ready=lambda: {"store": True, "sender": True, "leases": True},
        exposition=meter.exposition,
    )
    return falcon.testing.TestClient(create_app(edge))


def take_a_reception(store: MemoryStore, ids: CountedIds, slug: str) -> None:
    """Let a merchant's phone be its reception, as the text of its link makes it."""

    def work(tx: Transaction) -> None:
        client = tx.clients.by_slug(slug)
        assert client
        phone = Contact(ids.new(), "1060000000", None, "5492615550000", "Carla")
        bind(tx, ids, NOW, client, tx.contacts.upsert(phone, NOW))

    store.transact(work)


def _hear(_contacts: Iterable[str]) -> None:
    """Nobody works what is stored here."""


def play(
    edge: falcon.testing.TestClient, example: Example, ids: dict[str, str]
) -> falcon.testing.Result:
    """Play an example; `ids` leads from the document's ids to those that were really made."""
    path, _, query = with_ids(example.path, ids).partition("?")
    answer = edge.simulate_request(
        example.method,
        path,
        query_string=query,
        headers=example.headers,
        body=example.body.encode(),
    )
    ids |= zip(_ID.findall(example.answer), _ID.findall(_text(answer)), strict=False)
    return answer


def with_ids(text: str, ids: dict[str, str]) -> str:
    return _ID.sub(lambda found: ids.get(found[0], found[0]), text)


def _text(answer: falcon.testing.Result) -> str:
    return answer.content.decode("utf-8", "replace")


def as_data(text: str) -> Any:
    """JSON as data; any other text as its lines."""
    return json.loads(text) if text.startswith(("{", "[")) else text.split("\n")
