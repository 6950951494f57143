"""Let each reader read our feed, and put what it read into `docs/facts/calendars.md`.

`make calendars` does it: the readers are installed into a temporary folder, so it needs the
registries, and CI does not run it. What CI checks is in `test_facts_are_true.py`.
"""

from __future__ import annotations

import json
import os
import re
import subprocess
import sys
import tempfile
from pathlib import Path

from . import feed

HERE = Path(__file__).resolve().parent
PAGE = HERE.parents[2] / "docs" / "facts" / "calendars.md"
BEGIN, END = "<!-- rows: begin -->", "<!-- rows: end -->"
PYTHON = {
    "icalendar": ("icalendar==7.3.2", "tzdata==2026.6"),
    "vobject": ("vobject==0.9.9", "tzdata==2026.6"),
    "khal": ("khal==0.14.1", "tzdata==2026.6"),
}
NODE = {"ical.js": "ical.js@2.2.1", "node-ical": "node-ical@0.26.1"}
READERS = ("icalendar", "ical.js", "node-ical", "vobject", "khal")
WHOLE = ("PRODID", "VERSION", "METHOD", "X-WR-CALNAME", "REFRESH-INTERVAL", "X-PUBLISHED-TTL")


def main() -> None:
    """Write the table anew."""
    with tempfile.TemporaryDirectory() as folder:
        read = {name: _read(name, Path(folder)) for name in READERS}
    lines = [f"| property | {' | '.join(READERS)} |", "|---" * (len(READERS) + 1) + "|"]
    for name, said in feed.SAID.items():
        cells = " | ".join(cell(read[reader].get(name), said) for reader in READERS)
        lines.append(f"| {name} | {cells} |")
    page = PAGE.read_text("utf-8")
    table = "\n".join([BEGIN, *lines, END])
    PAGE.write_text(re.sub(f"{BEGIN}.*{END}", lambda _: table, page, flags=re.DOTALL), "utf-8")


def _read(name: str, folder: Path) -> dict[str, str | None]:
    """Install one reader, and return what it reads of each property."""
    place = folder / name
    if name in PYTHON:
        install = [sys.executable, "-m", "pip", "install", "-q", "-q", "--target", str(place)]
        quiet = ["--disable-pip-version-check", "--no-warn-conflicts"]
        subprocess.run([*install, *quiet, *PYTHON[name]], check=True)
        command = [sys.executable, str(HERE / f"read_{name}.py")]
        paths = {"PYTHONPATH": str(place)}
    else:
        install = ["npm", "install", "--silent", "--no-audit", "--no-fund", "--prefix", str(place)]
        subprocess.run([*install, NODE[name]], check=True)
        command = ["node", str(HERE / f"read_{name.replace('.', '_').replace('-', '_')}.cjs")]
        paths = {"NODE_PATH": str(place / "node_modules")}
    return heard(command, paths)


def heard(command: list[str], paths: dict[str, str]) -> dict[str, str | None]:
    """Return what a reader that is installed reads of each property."""
    of_events = [name for name in feed.SAID if name not in (*WHOLE, "TZID") and "," not in name]
    done = subprocess.run(
        [*command, json.dumps(WHOLE), json.dumps(of_events)],
        input=feed.written(),
        env={**os.environ, **paths},
        stdout=subprocess.PIPE,
        check=True,
    )
    found: dict[str, str | None] = json.loads(done.stdout)
    return found


def cell(read: str | None, said: str) -> str:
    """Return what the table says of one property and one reader."""
    return "as said" if read == said else "—" if read is None else f"`{read}`"


if __name__ == "__main__":
    main()
