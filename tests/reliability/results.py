"""What the long runs found, kept as JSON, and the table that docs/reliability.md shows of it.

`python -m reliability.results` writes the table anew: no figure in it is typed by hand.
"""

from __future__ import annotations

import json
import os
import platform
from dataclasses import asdict, dataclass
from datetime import UTC, datetime
from pathlib import Path

ROOT = Path(__file__).resolve().parents[2]
FOLDER = ROOT / ".reliability"
PAGE = ROOT / "docs" / "reliability.md"
BEGIN, END = "<!-- rows: begin -->", "<!-- rows: end -->"


@dataclass(frozen=True, slots=True)
class Result:
    """One row.

    Attributes:
        name: of its file; rows are sorted by it.
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


def machine() -> str:
    """Say what this runs on."""
    kernel = f"{platform.system()} {platform.release().split('-')[0]}"
    return f"{os.cpu_count()} cores, Python {platform.python_version()}, {kernel}"


def table() -> str:
    """Return all that was kept, as Markdown."""
    kept = [json.loads(file.read_text()) for file in sorted(FOLDER.glob("*.json"))]
    lines = [
        "| promise | way of breaking it | how often | result | command |",
        "|---|---|---|---|---|",
    ]
    for row in kept:
        held = "" if row["ok"] else "**falls short**: "
        result = f"{held}{row['result']} ({row['seconds']:.0f} s)"
        cells = (row["promise"], row["breaking"], row["times"], result, f"`{row['command']}`")
        lines.append("| " + " | ".join(cells) + " |")
    if kept:
        days = sorted({row["on"] for row in kept})
        machines = sorted({row["machine"] for row in kept})
        lines += ["", f"Run on {' and '.join(days)}; {'; '.join(machines)}."]
    return "\n".join(lines)


def write_page() -> None:
    """Put the table into the page, in place of the one that is there."""
    text = PAGE.read_text()
    head, _, rest = text.partition(BEGIN)
    _, _, tail = rest.partition(END)
    PAGE.write_text(f"{head}{BEGIN}\n{table()}\n{END}{tail}")


if __name__ == "__main__":
    write_page()
