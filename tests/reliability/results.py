"""What the long runs found, kept as JSON, and the table that docs/reliability.md shows of it.

`python -m reliability.results` puts it there: no figure in the table is typed by hand. A run
replaces the row of the run before; what was not run again stays, with its day.
"""

from __future__ import annotations

import json
import os
import platform
import re
from dataclasses import asdict, dataclass, fields
from datetime import UTC, datetime
from pathlib import Path
from typing import Any

ROOT = Path(__file__).resolve().parents[2]
FOLDER = ROOT / ".reliability"
PAGE = ROOT / "docs" / "reliability.md"
BEGIN, END = "<!-- rows: begin -->", "<!-- rows: end -->"
HEAD = "| promise | way of breaking it | how often | result | on | command |"
RULE = "|---|---|---|---|---|---|"


@dataclass(frozen=True, slots=True)
class Result:
    """One row.

    Attributes:
        name: of its file; new rows are sorted by it.
        promise: what was to hold.
        breaking: how it was tried to be broken.
        times: how often.
        result: what came of it, in figures.
        command: makes the row.
        seconds: how long it took.
        ok: whether the promise held.
    """

    name: str
    promise: str
    breaking: str
    times: str
    result: str
    command: str
    seconds: float
    ok: bool


def note(result: Result) -> None:
    """Keep a result, and say it."""
    FOLDER.mkdir(exist_ok=True)
    kept = {**asdict(result), "on": f"{datetime.now(UTC):%Y-%m-%d}", "machine": machine()}
    (FOLDER / f"{result.name}.json").write_text(json.dumps(kept, indent=2, ensure_ascii=False))
    print(f"{'held' if result.ok else 'BROKEN'}: {result.name}: {result.times}: {result.result}")


def noted(name: str) -> Result:
    """Return a result that was kept."""
    kept = json.loads((FOLDER / f"{name}.json").read_text())
    return Result(**{field.name: kept[field.name] for field in fields(Result)})


def machine() -> str:
    """Say what this runs on."""
    kernel = f"{platform.system()} {platform.release().split('-')[0]}"
    return f"{os.cpu_count()} cores, Python {platform.python_version()}, {kernel}"


def merged(page: str, kept: list[dict[str, Any]]) -> str:
    """Return a page whose table has these results, and what it had that was not run again."""
    head, _, rest = page.partition(BEGIN)
    old, _, tail = rest.partition(END)
    rows = {_key(line): line for line in old.splitlines() if line.startswith("| ") and line != HEAD}
    rows |= {_key(line): line for line in map(_line, kept)}
    machines = set(re.findall(r"^- (.+)$", old, re.MULTILINE)) | {row["machine"] for row in kept}
    where = ["", "Run on:", "", *(f"- {machine}" for machine in sorted(machines))]
    return "\n".join([f"{head}{BEGIN}", HEAD, RULE, *rows.values(), *where, f"{END}{tail}"])


def _line(row: dict[str, Any]) -> str:
    held = "" if row["ok"] else "**falls short**: "
    result = f"{held}{row['result']} ({row['seconds']:.0f} s)"
    cells = [row["promise"], row["breaking"], row["times"], result, row["on"]]
    return f"| {' | '.join(cells)} | `{row['command']}` |"


def _key(line: str) -> tuple[str, ...]:
    """Return what was to hold, and how it was tried to be broken: one row for each."""
    return tuple(line.split(" | ")[:2])


def write_page() -> None:
    """Put what was kept into the page."""
    kept = [json.loads(file.read_text()) for file in sorted(FOLDER.glob("*.json"))]
    PAGE.write_text(merged(PAGE.read_text(), kept))


if __name__ == "__main__":
    write_page()
