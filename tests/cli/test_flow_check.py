"""`milo flow check`: files, merchants, the database; for people, editors and CI."""

from __future__ import annotations

import json
from datetime import UTC, datetime
from importlib.resources import files
from pathlib import Path

import pytest

from milo.engine.model import FlowVersion

NOW = datetime(2026, 11, 23, 12, tzinfo=UTC)
GOOD = """\
flow: saludo
version: 1
initial: inicio
final: [fin]
states:
  inicio: {ask: {text: hola, buttons: {chau: Chau}}, go: {chau: {to: fin}}}
  fin: {stale: {say: hola}}
texts: {hola: "¡Hola!"}
"""
BAD = GOOD.replace("{to: fin}", "{to: fim}").replace('"¡Hola!"', '"¡Hola!", sobra: "Nada."')
CARLA = """\
name: Carla
settings:
  flow: {flow}
  services: []
  hours: {{tue: [["09:00", "13:00"]]}}
  messages:
    {text}: "¡Hola!"
"""


@pytest.fixture
def bad(milo):
    return milo.file(BAD, "saludo.yaml")


def test_a_fault_is_a_line_with_its_place_its_code_and_below_it_how_to_mend_it(milo, bad):
    result = milo("flow", "check", bad)
    assert result.exit_code == 1
    lines = result.stdout.split("\n")
    assert lines[0].startswith(f"{bad}:6:") and lines[0].endswith("there is no state 'fim'")
    assert ": F101 states.inicio.go.chau.to: " in lines[0]
    assert lines[1] == "    did you mean 'fin'?"
    assert "1 error and" in result.stdout and "milo flow check --explain F101" in result.stdout
    assert "\x1b[" not in result.stdout


def test_warnings_can_be_left_out(milo):
    only = milo.file(GOOD.replace('"¡Hola!"', '"¡Hola!", sobra: "Nada."'), "saludo.yaml")
    assert milo("flow", "check", only).exit_code == 1
    assert milo.good("flow", "check", only, "--errors-only") == "No faults.\n"


def test_for_programs(milo, bad):
    result = milo("flow", "check", bad, "--json")
    told = json.loads(result.stdout)
    assert (result.exit_code, told["errors"]) == (1, 1)
    first = told["faults"][0]
    assert (first["file"], first["line"], first["code"]) == (bad, 6, "F101")
    assert first["hint"] == "did you mean 'fin'?"
    assert json.loads(milo.good("flow", "check", "--json")) == {
        "faults": [],
        "errors": 0,
        "warnings": 0,
    }


def test_for_editors_for_ci_and_for_code_scanning(milo, bad):
    gcc = milo("flow", "check", bad, "--format", "gcc").stdout
    assert gcc.startswith(f"{bad}:6:") and ": error: " in gcc and "[F101]\n" in gcc
    github = milo("flow", "check", bad, "--format", "github").stdout
    assert github.startswith(f"::error file={bad},line=6,col=") and ",title=F101::" in github
    assert "::warning file=" in github
    run = json.loads(milo("flow", "check", bad, "--format", "sarif").stdout)["runs"][0]
    result = run["results"][0]
    assert (result["ruleId"], result["level"]) == ("F101", "error")
    assert result["locations"][0]["physicalLocation"]["region"]["startLine"] == 6
    assert milo.good("flow", "check", "--format", "gcc") == ""


def test_a_code_is_explained(milo):
    told = milo.good("flow", "check", "--explain", "f411")
    assert told.startswith("# F411: a text uses a slot that may be empty\n")
    assert "F999" in milo.misused("flow", "check", "--explain", "F999")


def test_what_is_no_text_and_what_is_named_otherwise(milo):
    result = milo("flow", "check", milo.file(b"\xff\0", "x.yaml"), milo.file(GOOD, "hola.yaml"))
    assert ":1:1: F018 cannot be read as text" in result.stdout
    assert "hola.yaml:1:1: F017 flow: is 'saludo'" in result.stdout


def test_what_is_called_is_looked_for_beside_the_file_and_among_those_that_ship(milo):
    calls = GOOD.replace("chau: {to: fin}", "chau: {call: mis_turnos, back: inicio}, x: {to: fin}")
    calls = calls.replace("{chau: Chau}", "{chau: Chau, x: X}")
    path = milo.file(calls, "saludo.yaml")
    assert milo.good("flow", "check", path) == "No faults.\n"
    other = milo.file(calls.replace("call: mis_turnos", "call: otro"), "saludo.yaml")
    assert "F110" in milo("flow", "check", other).stdout
    milo.file(GOOD.replace("flow: saludo", "flow: otro"), "otro.yaml")
    assert milo.good("flow", "check", other) == "No faults.\n"


def test_merchants_of_a_file_are_held_to_the_flows(milo):
    flow = milo.file(GOOD, "saludo.yaml")
    good = milo.file(CARLA.format(flow="saludo", text="hola"), "carla.yaml")
    assert milo.good("flow", "check", flow, "--clients", good) == "No faults.\n"
    bad = milo.file(CARLA.format(flow="saludo", text="holla"), "carla.yaml")
    result = milo("flow", "check", flow, "--clients", bad)
    assert f"{bad}:7:5: F901 settings.messages.holla: " in result.stdout
    assert "did you mean 'hola'?" in result.stdout
    lost = milo.file(CARLA.format(flow="saluda", text="hola"), "carla.yaml")
    assert "F110 settings.flow: " in milo("flow", "check", flow, "--clients", lost).stdout


def test_every_merchant_and_every_version_of_the_database(unserved):
    milo = unserved
    text = (files("milo.flows") / "reservas.yaml").read_text(encoding="utf-8")
    milo.apply()
    assert milo.good("flow", "check", "--live") == "No faults.\n"
    now = int(text.partition("version: ")[2].split()[0])
    live = FlowVersion("reservas", now, "x", "other", NOW)
    milo.transact(lambda tx: tx.flow_versions.add(live))
    client = milo.transact(lambda tx: tx.clients.by_slug("carla"))
    long = {**client.settings, "messages": {"saludo": "Hola. " * 400}}
    applied = milo(
        "clients",
        "apply",
        milo.file(json.dumps({"name": client.name, "slug": "carla", "settings": long})),
    )
    assert (applied.exit_code, "flow.broken" in applied.stderr) == (0, True)
    edited = milo.file(text, "reservas.yaml")
    told = milo("flow", "check", edited, "--live").stdout
    assert f"F801 version: was edited after version {now} went live" in told
    assert f"raise its version: `version: {now + 1}`" in told
    assert "client carla: F905 settings.messages.saludo: " in told
    assert milo.good("flow", "check", edited) == "No faults.\n"


@pytest.mark.parametrize(
    ("file", "told"),
    [
        ("horno.png", None),
        ("weg.png", "there is no file 'weg.png'"),
        ("precios.pdf", "Meta takes no file like 'precios.pdf' as image"),
        ("grande.jpg", "Meta takes 5 MiB of it at most"),
        ("../horno.png", "is no address that WhatsApp fetches"),
    ],
)
def test_a_file_that_a_flow_names_is_there_and_meta_takes_it(milo, file, told):
    attached = GOOD.replace("texts: {", 'attach: {hola: {image: foto}}\ntexts: {foto: "file:x", ')
    flow = milo.file(attached.replace("file:x", f"file:{file}"), "saludo.yaml")
    media = Path(flow).parent / "media"
    media.mkdir()
    (media / "horno.png").write_bytes(b"a picture")
    with (media / "grande.jpg").open("wb") as large:
        large.truncate(5 * 2**20 + 1)
    if told is None:
        milo.good("flow", "check", flow)
    else:
        result = milo("flow", "check", flow)
        assert result.exit_code == 1
        assert "F608" in result.stdout and told in result.stdout
