"""Each rule's page plays: its bad example has exactly that fault, where it is marked."""

from __future__ import annotations

import re
from dataclasses import dataclass
from pathlib import Path

import pytest

from milo.cli.data_files import read_file
from milo.cli.flow_check import Check
from milo.engine.flow.checks import RULES, Live

from .documents import ROOT, blocks

PAGES = ROOT / "docs" / "flow-check"
LIVE = {"F801": (Live(1, same=False),), "F802": (Live(2, same=False),)}
"""What a database would say: only for these rules."""
SLUGS = {"F511": {"carla"}}
NO_EXAMPLE = {"F018"}
"""A file in another encoding cannot be shown."""


@dataclass(frozen=True)
class Played:
    """What was found: code and line."""

    found: set[tuple[str, int]]
    said: list[str]


def page(code: str) -> str:
    return (PAGES / f"{code}.md").read_text(encoding="utf-8")


def example(code: str, heading: str) -> list[str]:
    """The YAML below a heading: first what is checked, then the files beside it."""
    below = page(code).partition(f"\n## {heading}\n")[2].partition("\n## ")[0]
    return [block.text for block in blocks(below, "yaml")]


def play(folder: Path, code: str, texts: list[str]) -> Played:
    """Check a page's files as the command does."""
    flows = [text for text in texts if not text.startswith(("name:", "slug:"))]
    paths = [folder / f"{_file(text)}.yaml" for text in flows]
    for path in paths:
        path.parent.mkdir(exist_ok=True)
    for path, text in zip(paths, flows, strict=True):
        path.write_text(text, encoding="utf-8")
    check = Check()
    check.read(paths if len(flows) < len(texts) else paths[:1])
    check.run({"saludo": LIVE.get(code, ())}, SLUGS.get(code, set()))
    for text in texts:
        if text.startswith(("name:", "slug:")):
            (folder / "carla.yaml").write_text(text, encoding="utf-8")
            check.merchants(read_file(folder / "carla.yaml"))
    found = {(one.fault.code, one.fault.line) for one in check.found}
    return Played(found, [f"{one.file} {one.fault}" for one in check.found])


def _file(text: str) -> str:
    name = re.search(r"^(?:flow|template): (\w+)", text, re.MULTILINE)
    assert name
    if text.startswith("template:"):
        return f"templates/{name[1]}"
    return name[1].removesuffix("s") if "# F017" in text else name[1]


def marked(code: str, text: str) -> set[tuple[str, int]]:
    lines = text.split("\n")
    return {(code, i) for i, line in enumerate(lines, 1) if line.endswith(f"# {code}")}


def test_every_rule_has_its_page_and_every_page_its_rule():
    assert {path.stem for path in PAGES.glob("F*.md")} == set(RULES)


@pytest.mark.parametrize("code", RULES)
def test_a_page_begins_with_what_its_rule_says(code):
    rule = RULES[code]
    assert page(code).startswith(f"# {code}: {rule.title}\n\n`{rule.severity}`\n\n")


@pytest.mark.parametrize("code", sorted(set(RULES) - NO_EXAMPLE))
def test_the_bad_example_has_exactly_that_fault(code, tmp_path):
    texts = example(code, "Bad")
    played = play(tmp_path, code, texts)
    assert played.found == marked(code, texts[0]) != set(), played.said


@pytest.mark.parametrize("code", sorted(set(RULES) - NO_EXAMPLE - set(LIVE)))
def test_the_good_example_has_none(code, tmp_path):
    played = play(tmp_path, code, example(code, "Good"))
    assert played.found == set(), played.said


def test_the_index_lists_every_rule():
    index = (PAGES / "README.md").read_text(encoding="utf-8")
    listed = re.findall(r"^\| \[(F\d+)\]\(\1\.md\) \| (.+) \| (\w+) \|$", index, re.MULTILINE)
    assert listed == [(rule.code, rule.title, rule.severity) for rule in RULES.values()]
