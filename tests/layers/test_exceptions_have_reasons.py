"""A comment that silences the linter or the type checker gives its reason on the same line."""

from __future__ import annotations

import re
from pathlib import Path

import pytest

ROOT = Path(__file__).parents[2]
ROOMS = ("engine", "http", "store", "cli", "demo", "tests")
_LOOK_AWAY = re.compile(
    r"#\s*(?:noqa|type:\s*ignore)\b(?::\s*[A-Z]+\d+(?:,\s*[A-Z]+\d+)*|\[[^\]]*\])?(.*)"
)
_A_REASON = re.compile(r"\s+(?:\(\w.{3,}\)|[-#] \w.{3,})")


def without_reason(line: str) -> bool:
    found = _LOOK_AWAY.search(line)
    return found is not None and not _A_REASON.match(found[1])


@pytest.mark.parametrize("room", ROOMS)
def test_each_has_one(room: str) -> None:
    files = (file for file in sorted((ROOT / room).rglob("*.py")) if file != Path(__file__))
    found = [
        f"{file.relative_to(ROOT)}:{number}"
        for file in files
        for number, line in enumerate(file.read_text("utf-8").splitlines(), 1)
        if without_reason(line)
    ]
    assert found == []


@pytest.mark.parametrize(
    "line",
    [
        "import x  # noqa",
        "import x  # noqa: E402",
        "import x  # noqa: E402, PLC0415",
        "x = y()  # type: ignore",
        "x = y()  # type: ignore[arg-type]",
        "x = y()  # type: ignore[arg-type, misc]  ()",
    ],
)
def test_one_without_is_seen(line: str) -> None:
    assert without_reason(line)


@pytest.mark.parametrize(
    "line",
    [
        "import x",
        "import x  # noqa: PLC0415  (slow to load)",
        "class X(y):  # type: ignore[misc]  # y has no types",
        "lambda: x  # noqa: B023 - called at once",
    ],
)
def test_one_with_a_reason_passes(line: str) -> None:
    assert not without_reason(line)
