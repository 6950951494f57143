"""`milo flow new` and `milo flow schema`: a flow that begins well, and an editor that helps."""

from __future__ import annotations

import json
from pathlib import Path

import pytest
from jsonschema import Draft202012Validator
from support.compiled import compile_flow

from milo.cli.flow_files import shipped_flows
from milo.engine.flow.language import attachment, definition, form_definition
from milo.engine.flow.language.key_help import KEYS
from milo.engine.flow.language.schema import flow_schema
from milo.engine.flow.language.yaml_source import read_source
from milo.engine.vocabulary import VOCABULARY

ROOT = Path(__file__).parents[2]
SCHEMA = flow_schema(VOCABULARY)
VALID = Draft202012Validator(SCHEMA)
SHIPPED = list(shipped_flows())
STANDING = ROOT / "tests" / "engine" / "flow" / "checks" / "seeded" / "reservas.yaml"
"""A flow that stays as it is, to seed faults into: the shipped ones go on changing."""


def told(text: str) -> list[str]:
    """What an editor would underline: the paths."""
    errors = VALID.iter_errors(read_source(text, "x.yaml").data)
    return [".".join(map(str, error.absolute_path)) for error in errors]


@pytest.fixture
def begun(milo) -> Path:
    printed = milo.good("flow", "new", "consultas", "--into", str(milo.folder))
    assert "milo chat peluqueria-carla --flows" in printed
    return milo.folder / "consultas.yaml"


def test_a_new_flow_has_no_faults_and_is_played(milo, begun):
    assert milo.good("flow", "check", str(begun)) == "No faults.\n"
    script = compile_flow(begun.read_text(encoding="utf-8"), begun.name, VOCABULARY)
    assert (script.flow.flow, script.flow.version) == ("consultas", 1)


def test_an_editor_finds_the_schema_beside_it(begun):
    text = begun.read_text(encoding="utf-8")
    assert text.startswith("# yaml-language-server: $schema=flow.schema.json\n")
    assert json.loads((begun.parent / "flow.schema.json").read_text(encoding="utf-8")) == SCHEMA
    assert told(text) == []


def test_nothing_is_written_over(milo, begun):
    begun.write_text("mine", encoding="utf-8")
    (begun.parent / "flow.schema.json").write_text("mine too", encoding="utf-8")
    said = milo.wrong("flow", "new", "consultas", "--into", str(milo.folder))
    assert "is there already" in said
    milo.good("flow", "new", "otra", "--into", str(milo.folder))
    assert begun.read_text(encoding="utf-8") == "mine"
    assert (begun.parent / "flow.schema.json").read_text(encoding="utf-8") == "mine too"


@pytest.mark.parametrize("name", ["Consultas", "mis-consultas", "1a", "../a", "á", ""])
def test_a_name_is_one_that_a_flow_may_have(milo, name):
    assert "is no name" in milo.misused("flow", "new", name, "--into", str(milo.folder))
    assert list(milo.folder.glob("*.yaml")) == []


def test_the_schema_that_is_kept_is_the_one_that_is_printed(milo):
    kept = json.loads((ROOT / "docs" / "flow.schema.json").read_text(encoding="utf-8"))
    assert kept == SCHEMA, "run: milo flow schema > docs/flow.schema.json"
    assert json.loads(milo.good("flow", "schema")) == SCHEMA
    Draft202012Validator.check_schema(kept)


@pytest.mark.parametrize("path", SHIPPED, ids=lambda path: path.stem)
def test_a_shipped_flow_is_as_the_schema_says(path):
    assert told(path.read_text(encoding="utf-8")) == []


@pytest.mark.parametrize(
    ("old", "new", "where"),
    [
        ("initial: inicio", "inicial: inicio", {""}),
        ("version: 2", "version: uno", {"version"}),
        ("{after: 30m, say", "{after: media, say", {"defaults.timeout.0.after"}),
        ("say: info}", "dice: info}", {"states.inicio.go.info"}),
        ("words: [info,", "means: infos, words: [info,", {"states.inicio.go.info.means"}),
        ("parse: fecha,", "parse: dia,", {"states.eligiendo_fecha.ask.typed.parse"}),
        ("[fecha_futura,", "[futura,", {"states.eligiendo_fecha.ask.typed.check.0"}),
        ("do: apartar_horario", "do: apartar", {"states.eligiendo_horario.go.ok.do"}),
        ("from: servicios", "from: [servicios]", {"states.eligiendo_servicio.ask.list.from"}),
        ("stale: {then: reprompt, say", "stale: {then: salta, say", {"defaults.stale"}),
    ],
)
def test_what_is_wrong_is_underlined_while_somebody_types(old, new, where):
    text = STANDING.read_text(encoding="utf-8")
    assert told(text) == []
    assert text.count(old) >= 1
    assert set(told(text.replace(old, new, 1))) == where


def test_every_key_is_described_in_a_sentence():
    named = {**vars(definition), **vars(attachment), **vars(form_definition)}
    every = [one for one in named.values() if isinstance(one, type)]
    parts = [one for one in every if issubclass(one, definition.Part)]
    keys = {field.alias or name for part in parts for name, field in part.model_fields.items()}
    assert keys == {name.partition(".")[2] for name in KEYS}
    described = [part["properties"] for part in (SCHEMA, *SCHEMA["$defs"].values())]
    assert all(key["description"].endswith(".") for keys in described for key in keys.values())
