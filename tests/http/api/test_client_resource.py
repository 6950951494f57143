"""A client over HTTP: what everybody sees, what the admin sees and changes."""

from __future__ import annotations

import json
import re

import pytest

from milo.cli.libraries import load_flows
from milo.cli.rules import flow_faults
from milo.cli.vocabulary import vocabulary
from milo.engine.booking.settings.own_texts import OwnTexts
from milo.engine.errors import Fault
from milo.engine.model import ClientStatus

from ..conftest import NOW, SETTINGS, make_world

PATH = "/api/clients/carla"
PUBLIC = {
    "slug": "carla",
    "name": "Carla",
    "timezone": "America/Argentina/Buenos_Aires",
    "currency": "ARS",
    "address": "San Martín 123",
    "hours": SETTINGS["hours"],
    "special_days": {"2026-12-25": []},
    "services": [
        {"id": "corte", "name": "Corte", "description": "", "minutes": 30, "price": "8000"},
        {"id": "color", "name": "Color", "description": "", "minutes": 60, "price": None},
    ],
    "staff": [{"id": "carla", "name": "Carla"}],
    "url": "https://go.soymilo.com/carla",
}


def audit(world):
    return world.read(lambda tx: tx.audit.of("client:carla"))


def stored(world):
    return world.read(lambda tx: tx.clients.by_slug("carla"))


def faults(answer):
    assert answer.status_code == 422
    return {error["path"] for error in answer.json["errors"]}


def test_what_everybody_sees(world):
    world.add_client("carla")
    assert world.get(PATH).json == PUBLIC
    assert world.get(PATH + "/").json == PUBLIC


def test_what_the_admin_sees(world):
    world.add_client("carla")
    more = {"status": "active", "business_id": None, "settings": SETTINGS}
    seen = world.get(PATH, admin=True).json
    link = seen.pop("reception_link")
    assert seen == {**PUBLIC, **more}
    assert re.fullmatch(r"https://wa\.me/15550001111\?text=recepcion-[a-z0-9]{16}", link)
    assert world.get(PATH, admin=True).json["reception_link"] == link, "while nobody used it"


def test_a_wrong_token_sees_what_everybody_sees(world):
    world.add_client("carla")
    answer = world.http.simulate_get(PATH, headers={"Authorization": "Bearer wrong"})
    assert answer.json == PUBLIC


def test_a_client_without_settings_offers_nothing(world):
    world.add_client("carla", settings={})
    answer = world.get(PATH).json
    assert (answer["services"], answer["hours"], answer["staff"]) == ([], {}, [])


@pytest.mark.parametrize("status", ["inactive", "suspended"])
def test_one_that_is_not_active_is_the_admin_s(world, status):
    world.add_client("carla", status=ClientStatus(status))
    assert world.get(PATH).status_code == 404
    assert world.get(PATH + "/availability?service=corte&from=2026-11-23").status_code == 404
    assert world.get(PATH, admin=True).json["status"] == status


def test_settings_that_another_program_spoiled_are_a_conflict(world):
    world.add_client("carla", settings={"services": 5})
    answer = world.get(PATH)
    assert answer.status_code == 409
    assert answer.json["errors"] == []


def test_the_number_shows_nowhere(world):
    world.add_business("b1", whatsapp_number="5492615550000")
    world.add_client("carla", business_id="b1")
    text = world.get(PATH).text + world.get("/healthz").text + world.get("/readyz").text
    text += world.get(
        PATH + "/availability", params={"service": "corte", "from": "2026-11-23"}
    ).text
    text += world.get("/metrics").text + world.get("/api/shortlinks/carla/qr.svg").text
    assert "5492615550000" not in text
    assert "15550001111" not in text


CHANGES = [
    ({"name": "Lo de Carla"}, {"name": ["Carla", "Lo de Carla"]}),
    ({"status": "suspended"}, {"status": ["active", "suspended"]}),
    ({"business_id": "b1"}, {"business_id": [None, "b1"]}),
    (
        {"settings": {"services": [], "hours": {}}},
        {"settings": [SETTINGS, {"services": [], "hours": {}}]},
    ),
]


@pytest.mark.parametrize(("data", "changes"), CHANGES)
def test_each_change(world, data, changes):
    world.add_business("b1")
    world.add_client("carla")
    world.clock.time = NOW.replace(hour=13)
    answer = world.patch(PATH, data)
    assert answer.status_code == 200
    (key,) = data
    assert answer.json[key] == data[key]
    assert stored(world).updated_at == world.clock.time
    (entry,) = audit(world)
    assert json.loads(json.dumps(entry.changes)) == changes
    assert (entry.actor, entry.action, entry.at) == ("admin", "client.change", world.clock.time)


def test_several_at_once(world):
    world.add_client("carla")
    answer = world.patch(PATH, {"name": "Otra", "status": "inactive"})
    assert (answer.json["name"], answer.json["status"]) == ("Otra", "inactive")
    assert answer.json["settings"] == SETTINGS
    assert len(audit(world)) == 1


def test_a_business_can_be_left(world):
    world.add_business("b1")
    world.add_client("carla", business_id="b1")
    assert world.patch(PATH, {"business_id": None}).json["business_id"] is None


@pytest.mark.parametrize("data", [{}, {"name": "Carla"}, {"status": "active"}])
def test_what_changes_nothing_leaves_no_trace(world, data):
    before = world.add_client("carla")
    world.clock.time = NOW.replace(hour=13)
    assert world.patch(PATH, data).status_code == 200
    assert stored(world) == before
    assert audit(world) == []


def test_spoiled_settings_can_be_replaced(world):
    world.add_client("carla", settings={"services": 5})
    assert world.patch(PATH, {"settings": SETTINGS}).status_code == 200


@pytest.mark.parametrize(
    ("data", "paths"),
    [
        ({"slug": "otra"}, {"slug"}),
        ({"id": "x"}, {"id"}),
        ({"name": None}, {"name"}),
        ({"name": " "}, {"name"}),
        ({"status": "closed"}, {"status"}),
        ({"status": None}, {"status"}),
        ({"business_id": "nobody"}, {"business_id"}),
        ({"settings": None}, {"settings"}),
        ({"settings": []}, {"settings"}),
        ({"settings": {"services": []}}, {"settings.hours"}),
        (
            {"name": 5, "status": 5, "settings": {"services": [{"id": "a"}], "hours": {}}},
            {"name", "status", "settings.services[0].name", "settings.services[0].minutes"},
        ),
    ],
)
def test_senseless_changes_change_nothing(world, data, paths):
    before = world.add_client("carla")
    assert faults(world.patch(PATH, data)) >= paths
    assert stored(world) == before


def test_the_wiring_may_refuse_settings(build):
    world = build(check_settings=lambda _: [Fault("settings.flow", "there is no such flow")])
    world.add_client("carla")
    assert faults(world.patch(PATH, {"settings": SETTINGS})) == {"settings.flow"}


def test_an_unknown_client_is_404(world):
    assert world.patch("/api/clients/nadie", {"name": "x y"}).status_code == 404


@pytest.fixture(scope="module")
def library():
    return load_flows()


@pytest.fixture
def speaking(library):
    """A world that knows what flows say."""
    return make_world(
        own_texts=OwnTexts(vocabulary(), lambda name: library.newest(name).flow),
        check_settings=lambda settings: flow_faults(library, settings),
    )


def with_words(**messages):
    return {"settings": {**SETTINGS, "messages": messages}}


def test_own_words_with_names_that_nobody_knows_are_refused_with_name_and_place(speaking):
    speaking.add_client("carla")
    bad = with_words(adios="Chau {nombre}, {comercio}", gracias_a_vos="De nada, {fulano}")
    made = {"name": "Sol", "slug": "sol", **bad}
    for answer in (
        speaking.patch("/api/clients/carla", bad),
        speaking.post("/api/shortlinks", made),
    ):
        assert answer.status_code == 422
        errors = {one["path"]: one["message"] for one in answer.json["errors"]}
        assert errors.keys() == {"settings.messages.adios", "settings.messages.gracias_a_vos"}
        assert errors["settings.messages.adios"].startswith("uses 'nombre', which is no slot")
        assert "'fulano'" in errors["settings.messages.gracias_a_vos"]
    assert speaking.read(lambda tx: tx.clients.by_slug("carla")).settings == SETTINGS
    fine = with_words(adios="¡Chau, {contacto}! {comercio} te espera.")
    assert speaking.patch("/api/clients/carla", fine).status_code == 200


def test_own_words_that_stood_before_these_rules_keep_no_other_change_out(speaking):
    before = with_words(adios="Chau {nombre}")["settings"]
    speaking.add_client("carla", settings=before)
    changed = {"settings": {**before, "min_notice_minutes": 30}}
    assert speaking.patch("/api/clients/carla", changed).status_code == 200
    worse = {"settings": {**before, "messages": {"adios": "Chau {nombre} {otro}"}}}
    assert speaking.patch("/api/clients/carla", worse).status_code == 422
