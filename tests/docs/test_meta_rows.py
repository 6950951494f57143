"""docs/meta.md: each row names a test that is there, each code and field of ours has a row."""

from __future__ import annotations

import re
from pathlib import Path

import pytest

from milo.http.cloud.errors import KINDS
from milo.http.webhook.account_changes import FIELDS
from milo.http.webhook.message_types import SILENT_TYPES

ROOT = Path(__file__).parents[2]
PAGE = (ROOT / "docs" / "meta.md").read_text("utf-8")
_TEST = re.compile(r"`(tests/[\w/]+\.py)::(\w+)`")
ROWS = [line for line in PAGE.splitlines() if line.startswith("| ") and "what Meta has" not in line]


@pytest.mark.parametrize("row", ROWS, ids=lambda row: row[2:50])
def test_a_row_says_three_things_and_names_a_test_that_is_there(row: str) -> None:
    cells = [cell.strip() for cell in row.strip("| ").split(" | ")]
    assert len(cells) == 3 and all(cells)
    named = _TEST.fullmatch(cells[2])
    assert named, cells[2]
    assert re.search(rf"^ *def {named[2]}\(", (ROOT / named[1]).read_text("utf-8"), re.M)


def codes_of_rows() -> set[int]:
    section = PAGE.partition("## Error codes")[2].partition("\n## ")[0]
    found: set[int] = set()
    for line in section.splitlines():
        cell = line.partition("|")[2].partition("|")[0]
        for first, last in re.findall(r"\b(\d+)(?:–(\d+))?", cell):
            found.update(range(int(first), int(last or first) + 1))
    return found


def test_every_code_that_is_judged_has_a_row() -> None:
    assert KINDS.keys() - codes_of_rows() == set()


def test_every_field_and_silent_type_has_a_row() -> None:
    named = set(re.findall(r"`(\w+)`", "\n".join(row.split(" | ")[0] for row in ROWS)))
    assert (FIELDS - {"messages"}) - named == set()
    assert SILENT_TYPES - named - {"pin"} == set()
