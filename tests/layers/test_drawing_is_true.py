"""The boxes of `docs/architecture.md` import each other as they are drawn, and not otherwise."""

from __future__ import annotations

import re
from collections import defaultdict
from pathlib import Path

import pytest

from .folder_order import arrows_within
from .imports_of_source import sources_under

ROOT = Path(__file__).parents[2]
ARROWS = arrows_within(sources_under(ROOT))
_ROOM = re.compile(r"    subgraph (\w+)\n(.*?)\n    end", re.DOTALL)
_BOX = re.compile(r"(\w+)\[\"([^\":]+)[^\"]*\"\]")
_ARROW = re.compile(r"^ *(\w+)(?:\[[^\]]*\])? --> ([\w &]+)$", re.MULTILINE)
DRAWN = dict(_ROOM.findall((ROOT / "docs" / "architecture.md").read_text(encoding="utf-8")))


def members(room: str) -> dict[str, set[str]]:
    """Return what each box of a room's drawing stands for, by the box's name."""
    named = {box: set(label.split(", ")) for box, label in _BOX.findall(DRAWN[room])}
    boxes = {box for arrow in arrows(room) for box in arrow}
    return {box: named.get(box, {box}) for box in boxes | set(named)}


def arrows(room: str) -> set[tuple[str, str]]:
    return {(a, b) for a, all_ in _ARROW.findall(DRAWN[room]) for b in all_.split(" & ")}


def imports(room: str) -> set[tuple[str, str]]:
    """Return who imports whom, among the boxes of a room's drawing."""
    box_of = {f"milo.{room}.{name}": box for box, all_ in members(room).items() for name in all_}
    found = {
        (box_of[here], box_of[there])
        for here, all_ in ARROWS[f"milo.{room}"].items()
        for there in all_
        if here in box_of and there in box_of
    }
    return {(here, there) for here, there in found if here != there}


def implied(drawn: set[tuple[str, str]]) -> set[tuple[str, str]]:
    """Return the arrows that follow from these: what a box's boxes import it may import, too."""
    below: dict[str, set[str]] = defaultdict(set)
    for here, there in drawn:
        below[here].add(there)
    for _ in drawn:
        for here in list(below):
            below[here] |= {far for there in below[here] for far in below.get(there, ())}
    return {(here, there) for here, all_ in below.items() for there in all_}


@pytest.mark.parametrize("room", ["engine", "http", "store"])
def test_what_is_drawn_is_imported_and_what_is_imported_is_drawn(room: str) -> None:
    assert arrows(room) - imports(room) == set()
    assert imports(room) - implied(arrows(room)) == set()


def test_each_box_is_there() -> None:
    gone = [
        f"{room}/{name}"
        for room in DRAWN
        for all_ in members(room).values()
        for name in all_
        if not (ROOT / room / name).is_dir() and not (ROOT / room / f"{name}.py").is_file()
    ]
    assert gone == []
