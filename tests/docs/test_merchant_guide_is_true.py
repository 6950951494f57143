"""`docs/guia-comercios.md`: its walk is walked, and what people see is what they see."""

from __future__ import annotations

import re
from collections.abc import Iterator
from pathlib import Path
from textwrap import dedent

import pytest
from click.testing import CliRunner

from milo.cli import main
from milo.cli.demonstration import demonstrating
from milo.demo import LocalLine, TerminalChat

from .documents import blocks, read

GUIDE = read("docs/guia-comercios.md")
COMMANDS = [line.strip() for one in blocks(GUIDE, "sh") for line in one.text.strip().split("\n")]
PRINTED = [dedent(one.text) for one in blocks(GUIDE, "text")]
SEEN = GUIDE.partition("## Qué ve la gente")[2].partition("\n## ")[0]
LINK = "https://go.soymilo.com/"


@pytest.fixture(scope="module")
def walked(tmp_path_factory: pytest.TempPathFactory) -> Iterator[tuple[Path, str]]:
    """The commands of the guide, as it gives them, up to the demo; and what they printed last."""
    folder = tmp_path_factory.mktemp("guide")
    example, export, apply, demo = COMMANDS
    with pytest.MonkeyPatch.context() as patch:
        patch.chdir(folder)
        command, _, name = example.partition(" > ")
        Path(name).write_text(_run(command), encoding="utf-8")
        patch.setenv(*export.removeprefix("export ").split("=", 1))
        printed = _run(apply)
        assert demo == f"milo demo --database {export.split('=', 1)[1]}"
        yield folder / "prueba.db", printed


def _run(command: str) -> str:
    name, *arguments = command.split()
    result = CliRunner().invoke(main, arguments)
    assert (name, result.exit_code) == ("milo", 0), result.output
    return result.stdout


def test_the_walk_prints_what_the_guide_shows(walked):
    assert [walked[1]] == PRINTED


def test_people_see_what_the_guide_shows(walked):
    slug = re.findall(rf"{LINK}([a-z-]+)\n", walked[1])[0]
    with demonstrating("127.0.0.1", 0, f"sqlite:///{walked[0]}") as running:
        chat = TerminalChat(LocalLine(running.standin), "ana")
        chat.send(slug)
        heard = list(chat.wait())
        for choice in ("1",) * 6:
            chat.type(choice)
            heard += chat.wait()
    told = _plain("\n".join(heard))
    for quoted in re.findall(r"«([^»]+)»", SEEN):
        for part in quoted.split("…"):
            assert _plain(part) in told, part


def _plain(text: str) -> str:
    return " ".join(text.split())


def test_every_link_of_the_guide_is_of_the_example(walked):
    slugs = set(re.findall(rf"{LINK}(?:api/shortlinks/)?([a-z-]+)", GUIDE))
    assert slugs == {re.findall(rf"{LINK}([a-z-]+)\n", walked[1])[0]}
