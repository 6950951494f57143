"""`milo flow publish` on a database where somebody is in the middle of a conversation."""

from __future__ import annotations

import json
from dataclasses import replace
from datetime import UTC, datetime

import pytest

from milo.cli.flow_files import shipped_flows
from milo.cli.libraries import load_flows
from milo.engine.model import Mode
from milo.store import open_store

from .conftest import CARLA
from .people import conversation

RESERVAS = next(path for path in shipped_flows() if path.stem == "reservas").read_text("utf-8")
NOW = int(RESERVAS.partition("version: ")[2].split()[0])
"""The version of `reservas` that travels with the program."""
ANA = ("--name", "Ana", "--phone", "5492615551234")


def version(number: int, keys: str = "", state: str = "eligiendo_hora") -> str:
    text = RESERVAS.replace("eligiendo_horario", state)
    return text.replace(f"version: {NOW}\n", f"version: {number}\n{keys}", 1)


@pytest.fixture
def served(milo):
    """A database that a server has worked, with two people who choose an hour."""
    milo.apply()
    store = open_store(milo.url)
    load_flows().publish(store, datetime.now(UTC))
    for key in ("s1", "s2"):
        store.transact(lambda tx, key=key: _choosing(tx, key))
    store.close()
    return milo


def _choosing(tx, key):
    conversation(tx, key, "carla", 1, mode=Mode.BOT, phone=f"54926155512{key[1]}")
    row = tx.sessions.by_id(key)
    data = {"slots": {"servicio": "corte", "fecha": "2026-11-27"}, "turn": 4, "asked": 4}
    tx.sessions.save(replace(row, state="eligiendo_horario", data=data, version=2))


def test_what_is_published_is_not_read_again_by_commands(served, monkeypatch):
    def read_flow(_text, name):
        raise AssertionError(f"{name} was read again")

    monkeypatch.setattr("milo.engine.flow.language.reader.read_flow", read_flow)
    assert "updated" in served.apply(CARLA.replace("Corte", "Corte y peinado"))
    assert "flows" in served("doctor").stdout
    made = served.json("bookings", "add", "carla", "corte", "2035-11-27T09:00", *ANA)
    assert served.json("bookings", "cancel", made["id"])["status"] == "cancelled"


def published(milo):
    store = open_store(milo.url)
    try:
        known = store.read(lambda tx: tx.flow_versions.known())
        return [number for flow, number in known if flow == "reservas"]
    finally:
        store.close()


def test_nobody_decided(served):
    path = served.file(version(NOW + 1), "reservas.yaml")
    refused = served("flow", "publish", path)
    assert refused.exit_code == 1
    assert "2 live sessions" in refused.stdout
    assert "migrate: {eligiendo_horario: STATE}" in refused.stdout
    assert "Nothing was published." in refused.stdout
    told = served("flow", "publish", path, "--json")
    assert told.exit_code == 1
    (one,) = json.loads(told.stdout)["flows"]
    assert (one["undecided"], one["accepted"], one["standing"]) == (2, False, "new")
    assert published(served) == [NOW]


def test_decided(served):
    keys = "in_flight: upgrade\nmigrate: {eligiendo_horario: eligiendo_hora}\n"
    path = served.file(version(NOW + 1, keys), "reservas.yaml")
    assert "dry run" in served.good("flow", "publish", path, "--dry-run")
    assert published(served) == [NOW]
    told = served.good("flow", "publish", path)
    assert "go on in eligiendo_hora" in told
    assert "Published." in told
    assert published(served) == [NOW, NOW + 1]
    assert "published already" in served.good("flow", "publish", path)


def test_all_or_none(served):
    other = RESERVAS.replace("flow: reservas", "flow: turnos_de_noche")
    good, bad = served.file(other, "noche.yaml"), served.file(version(NOW + 1), "reservas.yaml")
    assert served("flow", "publish", good, bad).exit_code == 1
    assert not served.good("flow", "publish", good, "--dry-run").startswith("Published")
    told = served.json("flow", "publish", good)
    assert (told["published"], told["flows"][0]["latest"]) == (True, None)


@pytest.mark.parametrize(
    ("text", "said"),
    [
        (RESERVAS.replace("¡Hola", "¡Buenas"), "raise its version"),
        (version(NOW + 1, state="eligiendo_horario").replace("to: inicio", "to: nada"), ":"),
        (
            version(NOW + 1, "in_flight: upgrade\n").replace("call: mis_turnos", "call: nadie"),
            "'nadie'",
        ),
    ],
)
def test_what_is_wrong_by_itself(served, text, said):
    result = served("flow", "publish", served.file(text, "reservas.yaml"))
    assert (result.exit_code, published(served)) == (1, [NOW])
    assert said in result.output


def test_an_older_number(served):
    keys = "in_flight: finish\n"
    served.good("flow", "publish", served.file(version(NOW + 5, keys), "reservas.yaml"))
    told = served("flow", "publish", served.file(version(NOW + 4, keys), "reservas.yaml"))
    assert told.exit_code == 1
    assert f"version {NOW + 5} is in use" in told.stdout
    assert "--roll-back" in told.stdout
    assert published(served) == [NOW, NOW + 5]


def test_an_older_file_changes_nothing_until_it_is_asked_to(served):
    old, keys = served.file(RESERVAS, "old.yaml"), "in_flight: finish\n"
    new = version(NOW + 1, keys, "eligiendo_horario").replace("¡Hola", "¡Buenas")
    served.good("flow", "publish", served.file(new, "reservas.yaml"))
    refused = served("flow", "publish", old)
    assert (refused.exit_code, published(served)) == (1, [NOW, NOW + 1])
    assert f"version {NOW + 1} is in use" in refused.stdout
    assert "Published" not in refused.stdout
    assert served("flow", "publish", old, "--json").exit_code == 1
    assert "dry run" in served.good("flow", "publish", old, "--roll-back", "--dry-run")
    told = served.good("flow", "publish", old, "--roll-back")
    assert f"goes back to its version {NOW}, as {NOW + 2}" in told
    assert published(served) == [NOW, NOW + 1, NOW + 2]
    store = open_store(served.url)
    newest = store.read(lambda tx: tx.flow_versions.latest("reservas"))
    store.close()
    assert "¡Hola" in newest.source
    assert "¡Buenas" not in newest.source


def test_rolling_back_decides_about_live_sessions_as_any_version_does(served):
    served.good(
        "flow", "publish", served.file(version(NOW + 1, "in_flight: restart\n"), "reservas.yaml")
    )
    told = served.good("flow", "publish", served.file(RESERVAS, "old.yaml"), "--roll-back")
    assert "eligiendo_hora" in told or "nobody" in told


def test_a_word_that_is_a_merchants_slug(served):
    text = version(NOW + 1, "in_flight: finish\n").replace(
        "words: [ayuda,", "words: [carla, ayuda,"
    )
    told = served("flow", "publish", served.file(text, "reservas.yaml"))
    assert (told.exit_code, published(served)) == (1, [NOW])
    assert "'carla' is a merchant's slug" in told.stdout


def test_used_wrongly(served):
    path = served.file(version(NOW + 1), "reservas.yaml")
    assert "same flow" in served.misused("flow", "publish", path, path)
    served.misused("flow", "publish")
