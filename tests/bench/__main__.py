"""`python -m tests.bench`: measure a real server, print a table, and keep the figures."""

from __future__ import annotations

import json
import sys
from dataclasses import asdict
from datetime import UTC, datetime
from pathlib import Path

from .machine import describe
from .plan import read_arguments
from .processes import BenchError
from .report import NAMES, print_report
from .running import run

FOLDER = Path(".bench")


def main() -> int:
    """Return 0 when nothing was lost, 1 when something was or a run failed."""
    bench = read_arguments()
    FOLDER.mkdir(exist_ok=True)
    runs = []
    for number in range(bench.rounds):
        for database in bench.databases:
            print(f"{NAMES[database]}, round {number + 1} of {bench.rounds} …", file=sys.stderr)
            try:
                runs.append(run(database, bench.plan, FOLDER))
            except BenchError as error:
                print(error, file=sys.stderr)
                return 1
    command = " ".join(["python -m tests.bench", *sys.argv[1:]])
    print_report(runs, describe(), command)
    now = datetime.now(UTC)
    kept = FOLDER / f"{now:%Y%m%d-%H%M%S}.json"
    whole = {
        "at": now.isoformat(timespec="seconds"),
        "machine": describe(),
        "command": command,
        "plan": asdict(bench.plan),
        "runs": runs,
    }
    kept.write_text(json.dumps(whole, indent=1))
    print(kept)
    return 1 if any(run["faults"] for run in runs) else 0


if __name__ == "__main__":
    sys.exit(main())
