"""Libraries of others, in a temporary folder, that are asked what they read; and their tables."""

from __future__ import annotations

import json
import os
import re
import subprocess
import sys
from dataclasses import dataclass
from pathlib import Path
from typing import Any

BEGIN, END = "<!-- rows: begin -->", "<!-- rows: end -->"


@dataclass(frozen=True, slots=True)
class Reader:
    """A library, and the script that prints as JSON what it reads of its standard input.

    Attributes:
        name: as the table has it.
        script: Python, or what Node runs.
        packages: pinned, as pip or npm takes them.
    """

    name: str
    script: Path
    packages: tuple[str, ...]

    def install(self, folder: Path) -> dict[str, str]:
        """Install it below a folder; return the environment in which it is found."""
        place = str(folder / re.sub(r"\W", "-", self.name))
        if self.script.suffix == ".py":
            command = [sys.executable, "-m", "pip", "install", "-q", "-q", "--target", place]
            command += ["--disable-pip-version-check", "--no-warn-conflicts"]
            found = {"PYTHONPATH": place}
        else:
            command = ["npm", "install", "--silent", "--no-audit", "--no-fund", "--prefix", place]
            found = {"NODE_PATH": f"{place}/node_modules"}
        subprocess.run([*command, *self.packages], check=True)
        return found

    def read(self, body: bytes, environment: dict[str, str], *arguments: str) -> dict[str, Any]:
        """Return what it reads."""
        program = sys.executable if self.script.suffix == ".py" else "node"
        done = subprocess.run(
            [program, str(self.script), *arguments],
            input=body,
            env={**os.environ, **environment},
            stdout=subprocess.PIPE,
            check=True,
        )
        found: dict[str, Any] = json.loads(done.stdout)
        return found


def put_rows(page: Path, head: tuple[str, ...], rows: list[list[str]]) -> None:
    """Write a table again between the marks of a page."""
    lines = [f"| {' | '.join(cells)} |" for cells in (head, *rows)]
    table = "\n".join([BEGIN, lines[0], "|---" * len(head) + "|", *lines[1:], END])
    text = page.read_text("utf-8")
    page.write_text(re.sub(f"{BEGIN}.*{END}", lambda _: table, text, flags=re.DOTALL), "utf-8")
