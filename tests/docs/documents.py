"""The documents, and the pieces of them that can be held against the program."""

from __future__ import annotations

import re
from dataclasses import dataclass
from pathlib import Path

ROOT = Path(__file__).parents[2]
_FENCE = re.compile(r"^ *```(\w*)\n(.*?)^ *```$", re.DOTALL | re.MULTILINE)
_SPAN = re.compile(r"`([^`\n]+)`")
_LINK = re.compile(r"!?\[[^\]]*\]\(([^)\s]+)\)")


@dataclass(frozen=True)
class Block:
    """A fenced block: its language, its text."""

    language: str
    text: str


def documents() -> list[Path]:
    return [*sorted(ROOT.glob("*.md")), *sorted((ROOT / "docs").glob("*.md"))]


def read(name: str) -> str:
    return (ROOT / name).read_text(encoding="utf-8")


def blocks(text: str, language: str | None = None) -> list[Block]:
    found = [Block(match[1], match[2]) for match in _FENCE.finditer(text)]
    return [block for block in found if language in (None, block.language)]


def code_in(text: str) -> list[str]:
    """Everything that is set as code: the lines of shell blocks, and what stands in backticks."""
    shell = [block.text for block in blocks(text) if block.language in ("sh", "console")]
    lines = [line.partition("#")[0].removeprefix("$ ") for one in shell for line in one.split("\n")]
    return [*lines, *spans(text)]


def spans(text: str) -> list[str]:
    return _SPAN.findall(_FENCE.sub("", text))


def links(text: str) -> list[str]:
    """The targets of links and images."""
    return _LINK.findall(_FENCE.sub("", text))


def anchors(text: str) -> set[str]:
    """The anchors that GitHub makes of a document's headings."""
    headings = re.findall(r"^#+ (.+)$", _FENCE.sub("", text), re.MULTILINE)
    plain = [re.sub(r"[^\w\- ]", "", heading.lower()).replace(" ", "-") for heading in headings]
    return set(plain)


def rows(text: str, heading: str) -> list[list[str]]:
    """The cells of the first table below a heading, without its head."""
    below = text.partition(f"\n{heading}\n")[2]
    table = re.search(r"(?:^\|.*\n)+", below, re.MULTILINE)
    assert table, f"no table below {heading!r}"
    lines = table[0].strip().split("\n")[2:]
    return [[cell.strip() for cell in line.strip("|").split("|")] for line in lines]
