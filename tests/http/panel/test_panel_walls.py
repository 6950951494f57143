"""Every route of the panel, with another merchant's session: none shows or changes anything."""

from __future__ import annotations

import re
from dataclasses import replace
from datetime import timedelta

import pytest
from falcon.inspect import inspect_routes

from milo.cli.libraries import load_flows
from milo.cli.terms import terms_of
from milo.cli.vocabulary import vocabulary
from milo.engine.booking.settings.own_texts import OwnTexts
from milo.engine.messages import Incoming, Kind
from milo.engine.model import BookingStatus, InboxRow, Mode, Scope
from milo.engine.office.client_access import add_token, block
from milo.engine.office.receptions import current_code
from milo.engine.receptions.directory import bind
from milo.engine.rehearsal.preview import Preview
from milo.store.memory import MemoryStore

from ..conftest import NOW, SETTINGS, make_world
from .test_panel import LINK, Browser, link_to

SECRET = ("Mon Patisserie", "Secreta")
ACTIONS = ("confirm", "reject", "done", "no_show", "cancel", "answer", "hand_back", "block")
ACTIONS += ("unblock", "erase", "open", "again", "drop")


@pytest.fixture(scope="module")
def library():
    return load_flows()


@pytest.fixture
def world(library):
    preview = Preview(library, terms_of, MemoryStore)
    world = make_world(
        preview=lambda: preview,
        newest_flow=library.newest,
        own_texts=OwnTexts(vocabulary(), lambda name: library.newest(name).flow),
    )
    link_to(world, world.add_client("carla"))
    _add_mon(world)
    return world


def _add_mon(world):
    """Another merchant, with something of all that a panel shows."""
    settings = {
        **SETTINGS,
        "address": "Calle Secreta 1",
        "messages": {"saludo": "Secreta"},
        "closures": [{"from": "2026-11-23T10:00", "to": "2026-11-23T11:00", "reason": "Secreta"}],
    }
    mon = world.add_client("mon", name="Mon Patisserie", settings=settings)
    session = world.add_session("mon", phone="5492619990000", name="Secreta Persona")
    world.write(lambda tx: tx.sessions.save(replace(session, mode=Mode.HUMAN, version=2)))
    who = {"client_id": mon.id, "name": "Secreta Persona", "contact_id": session.contact_id}
    world.add_booking("theirs", NOW + timedelta(hours=1), **who)
    pending = {"status": BookingStatus.PENDING, "expires_at": NOW + timedelta(hours=9)}
    world.add_booking("asked", NOW + timedelta(hours=3), **pending, **who)
    world.add_booking("past", NOW - timedelta(days=2), notes="Secreta", **who)

    def work(tx):
        operator = world.edge.operator(tx)
        contact = tx.contacts.by_id(session.contact_id)
        bind(tx, world.edge.ids, NOW, mon, contact)
        add_token(operator, mon, Scope.CALENDAR, "secreta-del-calendario")
        current_code(operator, mon)
        block(operator, mon, "5492619990001", None, "Secreta")
        message = Incoming(Kind.TEXT, "text", "Una cosa Secreta")
        tx.inbox.add(
            InboxRow(
                *("wamid.1", contact.phone_number_id, contact.id, message, b"{}", NOW),
                session_id=session.id,
            )
        )

    world.write(work)


def ids_of(world):
    """Return what stands in the place of each part of a path that varies."""
    reception = world.read(lambda tx: tx.receptions.of_client("c-mon")[0].id)
    token = world.read(lambda tx: tx.tokens.of_client("c-mon", Scope.CALENDAR)[0].id)
    found = {"reception": reception, "end": token}
    return {"booking_id": ("theirs", "asked", "past"), "session_id": ("s-mon",)}, found


def routes(world):
    """Return the path of every page of the panel, and what it answers to."""
    app = world.edge and world.http.app
    found = {}
    for route in inspect_routes(app):
        if route.path.startswith("/panel"):
            found[route.path] = {one.method for one in route.methods if not one.internal}
    return found


def filled(path, varying):
    """Return a path with each id of the other merchant's in it."""
    name = re.search(r"{(\w+)}", path)
    if name is None:
        return [path]
    return [path.replace(name[0], one) for one in varying.get(name[1], ())]


def rows_of_mon(world):
    def work(tx):
        return (
            tx.clients.by_slug("mon"),
            [row for row in tx.bookings.table if row.client_id == "c-mon"],
            tx.sessions.by_id("s-mon"),
            tx.contacts.by_id("k-mon"),
            tx.receptions.of_client("c-mon"),
            tx.tokens.of_client("c-mon", Scope.CALENDAR),
            tx.tokens.of_client("c-mon", Scope.CLIENT),
            tx.blocked.of_client("c-mon"),
            tx.outbox.of_contact("k-mon", since=NOW - timedelta(days=9), until=NOW),
        )

    return world.read(work)


def test_no_route_shows_or_changes_anything_of_another_merchant_s(world):
    browser = Browser(world)
    browser.post(f"/panel/entrar/{LINK}")
    page = browser.get("/panel/settings").text
    token = re.search(r'name="csrf" value="([0-9a-f]+)"', page)[1]
    varying, found = ids_of(world)
    every, before = routes(world), rows_of_mon(world)
    assert len(every) > 20
    walked = 0
    for path, methods in sorted(every.items()):
        if path in ("/panel/salir", "/panel/entrar", "/panel/entrar/{secret}"):
            continue  # they end or begin a session, and show nobody's
        assert filled(path, varying) or path == "/panel/assets/{name}", f"say what stands in {path}"
        for at in filled(path, varying):
            for query in (
                "client=mon",
                "client=mon&view=week",
                "client=mon&format=csv",
                "phone=9990000",
            ):
                answer = browser.get(f"{at}?{query}")
                text = answer.text + str(answer.headers)
                assert not [one for one in SECRET if one in text], (at, query)
                walked += 1
            if "POST" not in methods:
                continue
            for action in ACTIONS:
                form = {
                    "action": action, "csrf": token, **found, "client": "mon", "slug": "mon",
                    "service": "corte", "date": "2026-11-24", "time": "09:00", "text": "hola",
                    "sure": "yes", "status": "suspended", "kind": "failed", "id": "1",
                    "day": "2026-11-23", "from": "2026-11-23T10:00", "to": "2026-11-23T11:00",
                    "name": "Otra", "text-saludo": "Cambiada",
                }  # fmt: skip
                answer = browser.post(f"{at}?client=mon", **form)
                text = answer.text + str(answer.headers)
                assert not [one for one in SECRET if one in text], (at, action)
                walked += 1
    assert walked > 200
    assert rows_of_mon(world) == before
    assert browser.get("/panel/agenda").status_code == 200, "the session was good all along"
