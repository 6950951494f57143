"""An editor's language server helps with our schema: problems, hover texts, completion."""

from __future__ import annotations

import os
from pathlib import Path

import pytest

from .language_server import LanguageServer

ROOT = Path(__file__).parents[2]
FLOWS = sorted([*(ROOT / "flows").glob("*.yaml"), *(ROOT / "examples").glob("*.yaml")])
FLOW = (ROOT / "examples" / "dentista.yaml").read_text(encoding="utf-8")


@pytest.fixture(scope="module")
def server():
    made = LanguageServer(Path(os.environ["YAML_SERVER"]), ROOT / "docs" / "flow.schema.json")
    yield made
    made.close()


def position(text: str, part: str) -> dict[str, int]:
    before = text[: text.index(part)]
    return {"line": before.count("\n"), "character": len(before) - before.rfind("\n") - 1}


@pytest.mark.parametrize("path", FLOWS, ids=lambda path: path.stem)
def test_what_check_lets_pass_is_not_underlined(server, path):
    assert server.problems(path.as_uri(), path.read_text(encoding="utf-8")) == []


@pytest.mark.parametrize(
    ("old", "new", "said"),
    [
        ("initial: motivo", "inicial: motivo", "inicial"),
        ("version: 1", 'version: "1"', "integer"),
        ("parse: numero", "parse: numeros", "numeros"),
        ("{title: Me duele,", "{titulo: Me duele,", "titulo"),
        ("tries: 3", "tries: 12", "maximum of 9"),
    ],
)
def test_what_is_wrong_is_underlined_where_it_stands(server, old, new, said):
    text = FLOW.replace(old, new, 1)
    problems = server.problems(f"file:///tmp/{hash(new)}.yaml", text)
    assert problems
    near = position(text, new.partition(":")[0])["line"]
    lines = {one["range"]["start"]["line"] for one in problems}
    assert near in lines or any(said in one["message"] for one in problems), problems


@pytest.mark.parametrize(
    ("part", "said"),
    [
        ("initial:", "The state that a conversation starts in."),
        ("escapes:", "Exits that every asking state has, tried first."),
        ("open: ver_motivos", "The text on the button that opens the list."),
        ("beyond: no_es_edad", "Said to what lies beyond"),
    ],
)
def test_a_key_is_explained_on_hovering(server, part, said):
    uri = f"file:///tmp/hover-{part.partition(':')[0]}.yaml"
    server.problems(uri, FLOW)
    told = server.ask(
        "textDocument/hover", textDocument={"uri": uri}, position=position(FLOW, part)
    )
    contents = told["contents"]
    text = contents["value"] if isinstance(contents, dict) else str(contents)
    assert said in text.replace("\\", "").replace("&nbsp;", " ")


def test_keys_and_functions_are_completed(server):
    uri = "file:///tmp/complete.yaml"
    text = FLOW.replace("typed: {parse: documento}", "typed: {parse: }")
    server.problems(uri, text)
    at = position(text, "typed: {parse: }")
    at["character"] += len("typed: {parse: ")
    told = server.ask("textDocument/completion", textDocument={"uri": uri}, position=at)
    assert {"numero", "documento", "email"} <= {item["label"] for item in told["items"]}
