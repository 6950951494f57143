"""The walk of `docs/flows.md`, from `milo flow new` to a flow without faults, done as it says."""

from __future__ import annotations

from pathlib import Path

import pytest
from click.testing import CliRunner

from milo.cli import main
from milo.engine.flow.language.yaml_source import read_source

from .documents import blocks, read

WALK = read("docs/flows.md").partition("## Your first flow\n")[2].partition("\n## ")[0]
CONSOLES = [block.text for block in blocks(WALK, "console")]
(ADDED,) = [block.text for block in blocks(WALK, "yaml")]


@pytest.fixture
def folder(tmp_path, monkeypatch) -> Path:
    monkeypatch.chdir(tmp_path)
    return tmp_path


def answer(console: str) -> str:
    """Run the command of a console's first line; return what it printed."""
    command = console.partition("\n")[0].removeprefix("$ milo ")
    return CliRunner().invoke(main, command.split()).stdout


def added(text: str) -> str:
    """Put the question where its like stands, with the exit and the text that the walk names."""
    parts = {}
    for part in ADDED.strip().split("\n\n"):
        key, _, lines = part.partition(":\n")
        parts[key] = lines
    text = text.replace("\nescapes:", f"{parts['slots']}\n\nescapes:".lstrip("\n"), 1)
    text = text.replace("  confirmando:\n", f"{parts['states']}\n\n  confirmando:\n", 1)
    text = text.replace("  enviado: ", f"{parts['texts']}\n  enviado: ", 1)
    text = text.replace("ok:    {to: confirmando}", "ok:    {to: eligiendo_cuanto}", 1)
    return text.replace('resumen: "*{motivo}*', 'resumen: "*{motivo}* · {cuando}', 1)


def test_the_walk_says_what_is_printed(folder):
    begin, _, check = CONSOLES
    assert f"{begin.partition(chr(10))[2]}" == answer(begin)
    flow = folder / "consultas.yaml"
    flow.write_text(added(flow.read_text(encoding="utf-8")), encoding="utf-8")
    assert check.partition("\n")[2] == answer(check)
    mended = flow.read_text(encoding="utf-8").replace("eligiendo_cuanto", "eligiendo_cuando")
    flow.write_text(mended.replace("No tengo ningún apuro", "Sin apuro"), encoding="utf-8")
    assert answer(check) == "No faults.\n"


def test_what_is_added_is_whole():
    assert set(read_source(ADDED, "flows.md").data) == {"slots", "states", "texts"}
