"""Each folder's docstring is its table of contents: it names what is there, and nothing else."""

from __future__ import annotations

import ast
import re
from pathlib import Path

import pytest

ROOT = Path(__file__).parents[2]
PACKAGES = sorted(
    path.parent
    for room in ("engine", "http", "store", "cli", "demo")
    for path in (ROOT / room).rglob("__init__.py")
)
ALL_ALIKE = "a file for each"
"""What a folder says whose files need no line of their own: one for each command, for example."""
_ROW = re.compile(r"^(\w+(?:, \w+)*)  +\S")


def said(folder: Path) -> str:
    tree = ast.parse((folder / "__init__.py").read_text(encoding="utf-8"))
    return ast.get_docstring(tree) or ""


def there(folder: Path) -> set[str]:
    return {
        path.stem
        for path in folder.iterdir()
        if not path.name.startswith("__") and (path.suffix == ".py" or path.is_dir())
    }


def unsaid(folder: Path) -> set[str]:
    contents = said(folder)
    return set() if ALL_ALIKE in contents else there(folder) - set(re.findall(r"\w+", contents))


def gone(folder: Path) -> set[str]:
    rows = (match[1] for line in said(folder).splitlines() if (match := _ROW.match(line)))
    return {name for row in rows for name in row.split(", ")} - there(folder)


@pytest.mark.parametrize("folder", PACKAGES, ids=lambda path: str(path.relative_to(ROOT)))
def test_a_folder_says_what_is_in_it(folder: Path) -> None:
    assert (unsaid(folder), gone(folder)) == (set(), set())


def test_what_is_missing_or_gone_is_seen(tmp_path: Path) -> None:
    (tmp_path / "__init__.py").write_text('"""Lamps.\n\nbulbs, wires  what glows\n"""\n')
    for name in ("bulbs", "switches"):
        (tmp_path / f"{name}.py").touch()
    assert (unsaid(tmp_path), gone(tmp_path)) == ({"switches"}, {"wires"})
    (tmp_path / "__init__.py").write_text('"""Lamps, a file for each."""\n')
    assert (unsaid(tmp_path), gone(tmp_path)) == (set(), set())
