"""Making and listing short links."""

from __future__ import annotations

import pytest

from milo.engine.errors import Fault
from milo.engine.model import ClientStatus

from ..conftest import SETTINGS

PATH = "/api/shortlinks"


def faults(answer):
    assert answer.status_code == 422
    return {error["path"]: error["message"] for error in answer.json["errors"]}


def test_made_from_a_name_alone(world):
    answer = world.post(PATH, {"name": "  Panadería “La Ñata” & Cía.  "})
    assert answer.status_code == 201
    assert answer.json == {
        "slug": "panaderia-la-nata-cia",
        "name": "Panadería “La Ñata” & Cía.",
        "url": "https://go.soymilo.com/panaderia-la-nata-cia",
        "status": "active",
        "business_id": None,
        "created_at": "2026-11-23T12:00:00+00:00",
    }
    client = world.read(lambda tx: tx.clients.by_slug("panaderia-la-nata-cia"))
    assert client.settings == {"services": [], "hours": {}}
    (entry,) = world.read(lambda tx: tx.audit.of("client:panaderia-la-nata-cia"))
    assert (entry.actor, entry.action) == ("admin", "client.create")
    assert entry.changes["name"] == [None, "Panadería “La Ñata” & Cía."]


def test_made_with_everything(world):
    world.add_business("b1")
    data = {"name": "Carla", "slug": "lo-de-carla", "business_id": "b1", "settings": SETTINGS}
    answer = world.post(PATH, data)
    assert answer.status_code == 201
    assert answer.json["slug"] == "lo-de-carla"
    assert answer.json["business_id"] == "b1"
    assert world.read(lambda tx: tx.clients.by_slug("lo-de-carla")).settings == SETTINGS


def test_a_taken_slug_of_one_s_own_is_409(world):
    world.add_client("carla")
    assert world.post(PATH, {"name": "X y", "slug": "carla"}).status_code == 409


def test_a_made_slug_finds_a_free_one(world):
    made = [world.post(PATH, {"name": "Carla"}).json["slug"] for _ in range(3)]
    assert made == ["carla", "carla-2", "carla-3"]


def test_a_long_name_makes_a_slug_that_fits(world):
    made = [world.post(PATH, {"name": "a" * 100}).json["slug"] for _ in range(2)]
    assert made == ["a" * 63, "a" * 61 + "-2"]


@pytest.mark.parametrize("name", ["🙂", "!!!", "x", "Menú", "API", "Phone"])
def test_a_name_that_gives_no_slug_asks_for_one(world, name):
    assert list(faults(world.post(PATH, {"name": name}))) == ["slug"]
    assert world.post(PATH, {"name": name, "slug": "buen-slug"}).status_code == 201


@pytest.mark.parametrize(
    "slug",
    [
        *("", "a", "A-b", "a--b", "-ab", "ab-", "a b", "ñata", "a" * 64, "a_b", "ab\n"),
        *("api", "phone", "healthz", "readyz", "metrics", "static", "menu", "cancelar"),
        *("10", "123", "28-11", "16-30", "9hs", "10am", "las-10", "a-las-10", "hoy", "manana"),
        *("viernes", "sabado", "hola", "buenas-tardes", "si", "no", "dale", "baja", "alta", "stop"),
        *("panel", "recepcion", "recepcion-7f3k", "las-4-y-media", "pasado-manana", "gracias"),
    ],
)
def test_slugs_that_cannot_be(world, slug):
    assert list(faults(world.post(PATH, {"name": "Carla", "slug": slug}))) == ["slug"]


@pytest.mark.parametrize(
    "slug",
    [
        "ab",
        "a" * 63,
        "a-b-c",
        "menu-2",
        "mayo",
        "domingo-perez",
        "barberia-10",
        "estudio-54",
        "carla",
    ],
)
def test_slugs_that_can(world, slug):
    assert world.post(PATH, {"name": "Carla", "slug": slug}).json["slug"] == slug


@pytest.mark.parametrize(
    ("data", "paths"),
    [
        ({}, {"name"}),
        ({"name": ""}, {"name"}),
        ({"name": "  "}, {"name"}),
        ({"name": 5}, {"name"}),
        ({"name": None}, {"name"}),
        ({"name": "x" * 101}, {"name"}),
        ({"name": "a\nb"}, {"name"}),
        ({"name": "Carla", "colour": 1}, {"colour"}),
        ({"name": "Carla", "slug": 5}, {"slug"}),
        ({"name": "Carla", "business_id": "nobody"}, {"business_id"}),
        ({"name": "Carla", "business_id": 5}, {"business_id"}),
        ({"name": "Carla", "settings": {}}, {"settings.services", "settings.hours"}),
    ],
)
def test_senseless_values(world, data, paths):
    assert set(faults(world.post(PATH, data))) == paths
    assert world.read(lambda tx: tx.clients.page(status=None, after=None, limit=9)) == []


def test_every_fault_at_once(world):
    settings = {"services": [{"id": "a", "name": "A", "minutes": 0}], "hours": {"lun": []}}
    data = {"name": "", "slug": "API", "business_id": "no", "settings": settings, "x": 1}
    paths = set(faults(world.post(PATH, data)))
    assert {"name", "slug", "business_id", "x", "settings.services[0].minutes"} <= paths
    assert any(path.startswith("settings.hours") for path in paths)


def test_the_wiring_may_find_faults_in_settings(build):
    world = build(check_settings=lambda settings: [Fault("settings.flow", f"no {settings.flow}")])
    answer = world.post(PATH, {"name": "Carla", "settings": SETTINGS})
    assert faults(answer) == {"settings.flow": "no reservas"}


class TestList:
    @pytest.fixture(autouse=True)
    def _clients(self, world):
        for slug in ("ana", "beto", "carla", "dora"):
            world.add_client(slug)
        world.add_client("eva", status=ClientStatus.INACTIVE)

    def slugs(self, world, query=""):
        answer = world.get(PATH, admin=True, query_string=query)
        assert answer.status_code == 200
        return [each["slug"] for each in answer.json["shortlinks"]], answer.json["next"]

    def test_the_active_ones_unless_told_otherwise(self, world):
        assert self.slugs(world) == (["ana", "beto", "carla", "dora"], None)
        assert self.slugs(world, "status=inactive") == (["eva"], None)
        assert self.slugs(world, "status=suspended") == ([], None)

    def test_in_pages(self, world):
        assert self.slugs(world, "limit=2") == (["ana", "beto"], "beto")
        assert self.slugs(world, "limit=2&after=beto") == (["carla", "dora"], None)
        assert self.slugs(world, "limit=4") == (["ana", "beto", "carla", "dora"], None)

    @pytest.mark.parametrize(
        ("query", "path"),
        [
            ("limit=0", "limit"),
            ("limit=1001", "limit"),
            ("limit=x", "limit"),
            ("limit=-1", "limit"),
            ("limit=1&limit=2", "limit"),
            ("status=closed", "status"),
            ("colour=1", "colour"),
            ("after=a%00", "after"),
        ],
    )
    def test_senseless_questions(self, world, query, path):
        assert list(faults(world.get(PATH, admin=True, query_string=query))) == [path]
