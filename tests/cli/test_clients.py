from __future__ import annotations

import json

import pytest

from .conftest import CARLA

HOURS = {"mon": [["09:00", "13:00"]]}
LINK = "https://go.soymilo.com/carla"


def test_no_merchants_says_how_to_begin(milo):
    assert milo.good("clients") == (
        "No merchants. Set one up: milo clients example > comercio.yaml\n"
    )
    assert milo.json("clients") == {"clients": [], "next": None}


def test_applying_a_file_creates_and_says_what_next(milo):
    told = milo.apply()
    assert told.startswith("Peluquería Carla: created\n")
    for part in (LINK, "/api/shortlinks/carla/qr.svg", "milo shortlinks qr carla", milo.url):
        assert part in told


def test_applying_again_changes_nothing_and_says_so(milo):
    milo.apply()
    assert milo.apply().startswith("Peluquería Carla: unchanged\n")


def test_what_changed_is_said_and_what_is_left_out_stays(milo):
    milo.apply()
    milo.good("clients", "status", "carla", "inactive")
    told = milo.apply("name: Carla\nslug: carla\n")
    assert told.startswith("Carla: updated: name\n")
    assert "It is inactive: milo clients status carla active" in told
    kept = milo.json("clients", "show", "carla")
    assert kept["status"] == "inactive"
    assert [one["id"] for one in kept["services"]] == ["corte", "taller"]


def test_without_a_slug_the_name_gives_one_and_finds_it_again(milo):
    text = CARLA.replace("slug: carla\n", "")
    assert "peluqueria-carla" in milo.apply(text)
    assert milo.apply(text).startswith("Peluquería Carla: unchanged")
    other = milo.apply("name: Peluqueria Carla\n")
    assert "Peluqueria Carla: created" in other
    assert "peluqueria-carla-2" in other


def test_a_merchant_without_settings_is_told_to_have_none(milo):
    assert "no services yet" in milo.apply("name: Kiosco\n")
    assert "no services yet" in milo.good("clients", "show", "kiosco")


def test_several_in_one_file(milo):
    text = "- name: Uno\n  status: suspended\n- name: Dos\n"
    told = milo.json("clients", "apply", milo.file(text))
    assert [(one["slug"], one["change"], one["status"]) for one in told["clients"]] == [
        ("uno", "created", "suspended"),
        ("dos", "created", "active"),
    ]
    assert set(told["clients"][0]) == {
        *("slug", "name", "url", "status", "business_id", "created_at", "qr", "change", "fields")
    }


def test_a_business_is_named_by_its_id(milo):
    milo.good("businesses", "add", "Grupo", "--id", "grupo")
    milo.apply("name: Uno\nbusiness: grupo\n")
    assert milo.json("clients", "show", "uno")["business_id"] == "grupo"
    milo.apply("name: Uno\nbusiness: null\n")
    assert milo.json("clients", "show", "uno")["business_id"] is None


def test_check_does_nothing(milo):
    path = milo.file(CARLA)
    assert milo.good("clients", "apply", "--check", path) == (
        "No faults. carla would be created.\n"
    )
    assert milo.json("clients") == {"clients": [], "next": None}
    milo.apply()
    told = milo.json("clients", "apply", "--check", path)
    assert told == {"clients": [{"slug": "carla", "change": "unchanged"}]}


def test_json_is_a_file_too(milo):
    settings = {"services": [{"id": "c", "name": "Corte 💇", "minutes": 30}], "hours": HOURS}
    text = json.dumps({"name": "Carla", "settings": settings}, indent="\t")
    milo.good("clients", "apply", milo.file(text, "carla.json"))
    shown = milo.json("clients", "show", "carla")
    assert shown["services"][0]["name"] == "Corte 💇"


def test_a_merchant_becomes_a_file_and_comes_back(milo):
    milo.apply()
    path = milo.file(milo.good("clients", "show", "carla", "--file"), "again.json")
    assert milo.good("clients", "apply", path).startswith("Peluquería Carla: unchanged")


def test_the_example_is_a_file_that_applies(milo):
    text = milo.good("clients", "example")
    assert text.count("#") > 20
    assert milo.apply(text).startswith("Estudio Lila: created")
    shown = milo.json("clients", "show", "estudio-lila")
    assert shown["hours"]["tue"] == [["09:00", "13:00"], ["16:00", "20:00"]]


def test_listing_by_status(milo):
    milo.apply("- name: Uno\n- name: Dos\n  status: inactive\n")
    table = milo.good("clients")
    assert [line.split()[:3] for line in table.splitlines()] == [
        ["slug", "name", "status"],
        ["dos", "Dos", "inactive"],
        ["uno", "Uno", "active"],
    ]
    assert "uno" not in milo.good("clients", "--status", "inactive")
    assert milo.json("clients", "--status", "active")["clients"][0] == {
        **milo.json("clients")["clients"][1],
        "url": "https://go.soymilo.com/uno",
    }


def test_show_masks_the_receptions_phone_and_json_has_it(milo):
    milo.apply()
    told = milo.good("clients", "show", "carla")
    for part in (LINK, "mar: 9:00 a 13:00", "Corte", "8000", "…9999", "active"):
        assert part in told
    assert "5492615559999" not in told
    shown = milo.json("clients", "show", "CARLA ")
    assert shown["settings"]["reception"]["phone"] == "5492615559999"


@pytest.mark.parametrize("slug", ["nadie", "../x", "", "%", "\udcff", "x" * 5000])
def test_an_unknown_merchant_is_said_to_be_none(milo, slug):
    assert milo.wrong("clients", "show", slug) == "There is no such client."
    assert milo.wrong("clients", "status", slug, "active") == "There is no such client."


def test_status_is_changed_once_and_audited(milo):
    milo.apply()
    assert milo.good("clients", "status", "carla", "suspended") == (
        "Peluquería Carla is suspended.\n"
    )
    assert milo.good("clients", "status", "carla", "suspended") == (
        "Peluquería Carla is suspended already.\n"
    )
    assert milo.json("clients", "status", "carla", "active")["status"] == "active"
    entries = milo.transact(lambda tx: tx.audit.of("client:carla"))
    assert [(one.actor, one.action) for one in entries] == [
        ("operator", "client.create"),
        ("operator", "client.change"),
        ("operator", "client.change"),
    ]


def test_settings_broken_by_another_program_are_told(milo):
    milo.apply()
    client = milo.transact(lambda tx: tx.clients.by_slug("carla"))
    broken = {"services": 3, "hours": {}}
    milo.transact(
        lambda tx: tx.clients.save(type(client)(**{**fields(client), "settings": broken}))
    )
    assert milo.wrong("clients", "show", "carla") == "settings.services: must be a list"


def fields(client):
    return {name: getattr(client, name) for name in client.__dataclass_fields__}
