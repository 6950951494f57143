"""For every row of the API's table: a request that it answers well, and one for each refusal."""

from __future__ import annotations

import json
import re
from collections.abc import Callable
from dataclasses import dataclass, field, replace
from datetime import UTC, datetime, timedelta
from typing import Any

import falcon.testing

from milo.engine.errors import UnavailableError
from milo.engine.model import (
    AccessToken,
    Blocked,
    BookingStatus,
    ClientStatus,
    Contact,
    Reception,
    Scope,
)
from milo.engine.office.client_access import digest_of
from milo.http.api.rate_limit import BURST, WRONG_TOKENS
from milo.http.openapi.operation import Access, Operation
from milo.http.openapi.operations import OPERATIONS
from milo.http.signature import HEADER, sign

from .conftest import World, make_world

SECRETS = {
    "app_secret": "5ecret-of-the-app",
    "verify_token": "5ecret-to-verify",
    "admin_token": "5ecret-of-the-admin",
}
COMMON_NUMBER = "15550001111"
OWN_NUMBER = "5492615550000"
ADMIN = {"Authorization": f"Bearer {SECRETS['admin_token']}"}
IDS = {
    "slug": "carla",
    "business_id": "norte",
    "booking_id": "b1",
    "token_id": "t1",
    "blocked_id": "x1",
    "reception_id": "r1",
    "token": "page-of-b1",
}
IDS_OF = {"end_calendar_feed": {"token_id": "f1"}}
"""Where an operation's ids are others."""
QUERIES = {
    "verify_webhook": {
        "hub.mode": "subscribe",
        "hub.verify_token": SECRETS["verify_token"],
        "hub.challenge": "1",
    },
    "follow_by_query": {"slug": "carla"},
    "follow_by_query_head": {"slug": "carla"},
    "show_free_times": {"service": "corte", "from": "2026-11-23"},
    "list_bookings": {"client": "carla"},
    "calendar_feed": {"token": "feed-of-carla"},
}
BODIES: dict[str, Any] = {
    "receive_webhook": {"entry": []},
    "create_shortlink": {"name": "Otra", "slug": "otra"},
    "change_client": {"name": "Otra"},
    "create_business": {"name": "Sur", "id": "sur"},
    "change_business": {"name": "Otro"},
    "create_booking": {
        "client": "carla",
        "service": "corte",
        "datetime": "2026-11-25T21:00:00-03:00",
    },
    "change_booking": {"status": "cancelled"},
    "create_token": {"name": "agenda propia"},
    "block": {"phone": "+1 555 555-0124"},
}
CLASHES: dict[str, Any] = {
    "create_shortlink": {"name": "Otra", "slug": "carla"},
    "create_business": {"name": "Sur", "id": "norte"},
    "change_business": {"phone_number_id": "1060000000", "whatsapp_number": "5492610000001"},
    "change_booking": {"status": "held"},
}
"""Bodies that are 409; elsewhere it is the client's settings that are spoiled."""
TOO_LARGE = b" " * (4 * 1024 * 1024 + 1)
NINE = datetime(2026, 11, 23, 12, 0, tzinfo=UTC)


@dataclass(frozen=True)
class Request:
    """A request that can be changed before it is sent."""

    operation: Operation
    path: str
    query: dict[str, Any]
    body: bytes = b""
    headers: dict[str, str] = field(default_factory=dict)

    def send(self, world: World) -> falcon.testing.Result:
        headers = dict(self.headers)
        if self.operation.access is Access.META:
            headers = {HEADER: sign(SECRETS["app_secret"], self.body), **headers}
        return world.http.simulate_request(
            self.operation.method.upper(),
            self.path,
            params=self.query,
            body=self.body,
            headers=headers,
        )


def inhabited(**changes: Any) -> World:
    """Return a world with a merchant that has a number of its own, and a booking."""
    world = make_world(**{**SECRETS, "whatsapp_number": COMMON_NUMBER, **changes})
    own = {"phone_number_id": "1060000999", "whatsapp_number": OWN_NUMBER}
    world.add_business("norte", **own, token_env="NORTE_TOKEN")
    world.add_client("carla", business_id="norte")
    world.add_client("cerrado", status=ClientStatus.SUSPENDED)
    world.add_booking("b1", NINE, status=BookingStatus.CONFIRMED, token=IDS["token"])
    world.write(_let_in)
    return world


def _let_in(tx: Any) -> None:
    """Give the merchant a token, a calendar feed, and somebody whom it does not serve."""
    client_id, at = "c-carla", NINE
    feed = digest_of(QUERIES["calendar_feed"]["token"])
    tx.tokens.add(AccessToken("t1", client_id, Scope.CLIENT, digest_of("own"), "programa", at))
    tx.tokens.add(AccessToken("f1", client_id, Scope.CALENDAR, feed, "", at))
    tx.contacts.upsert(Contact("d1", "1060000999", "AR.1", None, "Carla"), at)
    tx.receptions.add(Reception("r1", client_id, "d1", None, at))
    tx.blocked.add(Blocked("x1", client_id, "15555550125", None, "", at))


def good(operation: Operation) -> Request:
    """Return a request that is answered well."""
    ids = {**IDS, **IDS_OF.get(operation.name, {})}
    path = re.sub(r"{(\w+)}", lambda found: ids[found[1]], operation.path)
    body = BODIES.get(operation.name)
    headers = ADMIN if operation.access is Access.ADMIN else {}
    raw = b"" if body is None else json.dumps(body).encode()
    return Request(operation, path, QUERIES.get(operation.name, {}), raw, dict(headers))


def refused(operation: Operation, status: int) -> tuple[World, Request]:
    """Return a request that is refused with that status, and where."""
    return _REFUSED[status](operation)


def _unsigned(operation: Operation) -> tuple[World, Request]:
    headers = {HEADER: "sha256=" + "0" * 64} if operation.access is Access.META else {}
    return inhabited(), replace(good(operation), headers=headers)


def _forbidden(operation: Operation) -> tuple[World, Request]:
    if operation.access is Access.ADMIN:
        return inhabited(admin_token=None), good(operation)
    request = good(operation)
    return inhabited(), replace(request, query={**request.query, "hub.verify_token": "wrong"})


def _unknown(operation: Operation) -> tuple[World, Request]:
    request = good(operation)
    path = re.sub(r"{\w+}", "nadie", operation.path)
    query = {key: "nadie" if value == "carla" else value for key, value in request.query.items()}
    body = request.body.replace(b'"carla"', b'"nadie"')
    return inhabited(), replace(request, path=path, query=query, body=body)


def _clashing(operation: Operation) -> tuple[World, Request]:
    request = good(operation)
    if operation.name in CLASHES:
        body = json.dumps(CLASHES[operation.name]).encode()
        return inhabited(), replace(request, body=body)
    world = inhabited()
    client = world.read(lambda tx: tx.clients.by_slug("carla"))
    world.write(lambda tx: tx.clients.save(replace(client, settings={"services": 5})))
    return world, request


def _senseless(operation: Operation) -> tuple[World, Request]:
    request = good(operation)
    if operation.body or operation.has_key:
        return inhabited(), replace(request, body=b'{"colour": 1}')
    return inhabited(), replace(request, query={**request.query, "colour": "1"})


def _hurried(operation: Operation) -> tuple[World, Request]:
    world, request = inhabited(), good(operation)
    if operation.access is Access.ADMIN:
        request = replace(request, headers={"Authorization": "Bearer wrong"})
        for _ in range(WRONG_TOKENS):
            request.send(world)
    else:
        for _ in range(BURST):
            world.get("/nadie")
    return world, request


def _gone(operation: Operation) -> tuple[World, Request]:
    world = inhabited()
    world.clock.time = NINE + timedelta(days=31)
    return world, good(operation)


class Away:
    """A store that is not there."""

    def read(self, _work: Any) -> Any:
        raise UnavailableError(f"cannot reach postgresql://milo:{SECRETS['app_secret']}@db")

    transact = read


def _unavailable(operation: Operation) -> tuple[World, Request]:
    if operation.name.startswith("ready"):
        return inhabited(ready=lambda: {"store": False, "sender": True}), good(operation)
    return make_world(**SECRETS, store=Away()), good(operation)


_REFUSED: dict[int, Callable[[Operation], tuple[World, Request]]] = {
    400: lambda operation: (inhabited(), replace(good(operation), body=b"{")),
    401: _unsigned,
    403: _forbidden,
    404: _unknown,
    409: _clashing,
    410: _gone,
    413: lambda operation: (
        inhabited(),
        replace(good(operation), body=b" " * (4 * 1024 * 1024 + 1)),
    ),
    422: _senseless,
    429: _hurried,
    503: _unavailable,
}
REFUSALS = [
    (operation, status)
    for operation in OPERATIONS
    for status in operation.statuses
    if status not in operation.replies or (operation.name.startswith("ready") and status == 503)
]
"""Every row with every status that refuses it."""
