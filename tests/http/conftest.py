"""The edge over a store in memory, under a clock and ids that do as they are told."""

from __future__ import annotations

import json
from dataclasses import dataclass, field
from datetime import UTC, datetime, timedelta
from itertools import count
from pathlib import Path
from typing import Any, ClassVar

import falcon.testing
import pytest

from milo.engine.model import (
    Booking,
    BookingStatus,
    Business,
    Client,
    ClientStatus,
    Contact,
    Mode,
    Session,
)
from milo.http.api.metrics import PrometheusMeter
from milo.http.app import create_app
from milo.http.edge import Edge, EdgeConfig
from milo.http.signature import HEADER, sign
from milo.store.memory import MemoryStore

from .described import HeldClient

NOW = datetime(2026, 11, 23, 12, 0, tzinfo=UTC)
"""A Monday, 9:00 in Buenos Aires."""
PAYLOADS = Path(__file__).with_name("payloads")
SETTINGS = {
    "services": [
        {"id": "corte", "name": "Corte", "minutes": 30, "price": "8000"},
        {"id": "color", "name": "Color", "minutes": 60, "staff": ["carla"]},
    ],
    "staff": [{"id": "carla", "name": "Carla"}],
    "hours": {"mon": [["09:00", "11:00"]], "tue": [["09:00", "10:00"], ["16:00", "17:00"]]},
    "special_days": {"2026-12-25": []},
    "address": "San Martín 123",
}


class FixedClock:
    """Always now."""

    def __init__(self) -> None:
        self.time = NOW

    def now(self) -> datetime:
        return self.time


class CountingIds:
    """id-0001, id-0002, …"""

    def __init__(self) -> None:
        self._next = count(1)
        self._secrets = count(1)

    def new(self) -> str:
        return f"id-{next(self._next):04}"

    def secret(self) -> str:
        return f"secret-{next(self._secrets):04}"


@dataclass
class World:
    """A client of the application, and what stands behind it."""

    edge: Edge
    http: falcon.testing.TestClient
    store: MemoryStore
    clock: FixedClock
    nudged: list[str] = field(default_factory=list)
    settled: list[str] = field(default_factory=list)

    admin: ClassVar = {"Authorization": "Bearer s3cret-admin"}

    def deliver(self, raw: bytes | str) -> falcon.testing.Result:
        """Post a webhook body, signed."""
        body = raw.encode() if isinstance(raw, str) else raw
        headers = {HEADER: sign("test_app_secret", body)}
        return self.http.simulate_post("/api/whatsapp/webhook", body=body, headers=headers)

    def deliver_file(self, name: str) -> falcon.testing.Result:
        return self.deliver((PAYLOADS / f"{name}.json").read_bytes())

    def inbox(self) -> list[Any]:
        return self.read(lambda tx: list(tx.inbox.table))

    def contacts(self) -> list[Any]:
        return self.read(lambda tx: list(tx.contacts.table))

    def events(self) -> list[Any]:
        return self.read(lambda tx: list(tx.events.table))

    def read(self, work: Any) -> Any:
        return self.store.read(work)

    def write(self, work: Any) -> Any:
        return self.store.transact(work)

    def get(self, path: str, *, admin: bool = False, **more: Any) -> falcon.testing.Result:
        return self.http.simulate_get(path, headers=self.admin if admin else None, **more)

    def post(self, path: str, data: Any, *, admin: bool = True) -> falcon.testing.Result:
        headers = self.admin if admin else None
        return self.http.simulate_post(path, body=json.dumps(data), headers=headers)

    def patch(self, path: str, data: Any, *, admin: bool = True) -> falcon.testing.Result:
        headers = self.admin if admin else None
        return self.http.simulate_patch(path, body=json.dumps(data), headers=headers)

    def add_client(self, slug: str, **more: Any) -> Client:
        fields = {
            "id": f"c-{slug}",
            "name": slug.title(),
            "slug": slug,
            "business_id": None,
            "settings": SETTINGS,
            "status": ClientStatus.ACTIVE,
            "created_at": NOW,
            "updated_at": NOW,
            **more,
        }
        client = Client(**fields)
        self.write(lambda tx: tx.clients.add(client))
        return client

    def add_business(self, id: str, **more: Any) -> Business:
        fields = {
            "name": id,
            "phone_number_id": None,
            "whatsapp_number": None,
            "token_env": None,
            **more,
        }
        business = Business(id=id, created_at=NOW, updated_at=NOW, **fields)
        self.write(lambda tx: tx.businesses.add(business))
        return business

    def add_booking(self, id: str, starts_at: datetime, **more: Any) -> Booking:
        fields = {
            "client_id": "c-carla",
            "service": "corte",
            "ends_at": starts_at + timedelta(minutes=30),
            "status": BookingStatus.CONFIRMED,
            **more,
        }
        booking = Booking(id=id, datetime=starts_at, created_at=NOW, updated_at=NOW, **fields)
        self.write(lambda tx: tx.bookings.add(booking))
        return booking

    def add_session(self, slug: str, *, phone: str = "5492615551234", name: str = "Ana") -> Session:
        """Let somebody have written to a client, on the common number."""
        unknown = Contact(f"k-{slug}", "1060000000", None, phone, name)
        contact = self.write(lambda tx: tx.contacts.upsert(unknown, NOW))
        session = Session(
            id=f"s-{slug}",
            contact_id=contact.id,
            phone_number_id=contact.phone_number_id,
            user_phone=phone,
            user_id=None,
            client_slug=slug,
            state="inicio",
            data={},
            flow="reservas",
            flow_version=1,
            version=1,
            mode=Mode.BOT,
            last_message_at=NOW,
            created_at=NOW,
            updated_at=NOW,
        )
        self.write(lambda tx: tx.sessions.add(session))
        return session


def make_world(**changes: Any) -> World:
    """Build one; `changes` are fields of the edge, or of its config."""
    config = {
        "app_secret": "test_app_secret",
        "verify_token": "vérify",
        "admin_token": "s3cret-admin",
        "whatsapp_number": "15550001111",
        "phone_number_id": "1060000000",
        "shortlink_base": "https://go.soymilo.com",
        "cors_origins": (),
        "trust_phones": False,
    }
    config.update({key: changes.pop(key) for key in list(changes) if key in config})
    nudged: list[str] = []
    settled: list[str] = []
    store, clock, meter = MemoryStore(), FixedClock(), PrometheusMeter()
    fields: dict[str, Any] = {
        "store": store,
        "clock": clock,
        "ids": CountingIds(),
        "meter": meter,
        "nudge": nudged.extend,
        "settled": settled.extend,
        "ready": lambda: {"store": True, "sender": True, "leases": True},
        "reserved_slugs": lambda: frozenset({"menu", "cancelar"}),
        "exposition": meter.exposition,
        **changes,
    }
    edge = Edge(config=EdgeConfig(**config), **fields)
    client = HeldClient(create_app(edge))
    return World(edge, client, store, clock, nudged, settled)


@pytest.fixture
def world() -> World:
    """A fresh one."""
    return make_world()


@pytest.fixture
def build() -> Any:
    """What makes one to measure."""
    return make_world
