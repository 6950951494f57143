"""What a message costs, counted rather than timed: `python -m tests.bench.instructions`.

Instructions of the processor (perf, or valgrind where there is no counter), calls of functions,
statements, bytes written to SQLite's log and bytes that stay in its file. They are the same on a
busy machine, so a change of some percent is seen. Ends with 1 where one is more than 5 % above what
`instructions.json` says. With a Python that it does not name, only what the database does is
compared. `--quick` leaves the instructions out, `--keep` writes today's figures into the file.
"""

from __future__ import annotations

import json
import os
import platform
import shutil
import sqlite3
import subprocess
import sys
import sysconfig
from contextlib import closing
from pathlib import Path
from tempfile import TemporaryDirectory
from typing import Any

from .one_thread import STEPS, Street

ALLOWED = 1.05
KNOWN = Path(__file__).with_name("instructions.json")
WARM_ROUNDS = STEPS
"""Rounds until people stand at all steps."""
ROUNDS = STEPS
OF_THE_INTERPRETER = ("instructions", "calls")
WATCHED = "watched"
_TEXTS = {
    "instructions": "instructions, in thousands",
    "calls": "calls of Python functions",
    "statements": "SQL statements",
    "log_bytes": "bytes written to SQLite's log",
    "kept_bytes": "bytes that stay in its file",
}


def interpreter() -> str:
    """Return which Python this is and how it was built: both change what is counted."""
    built = sysconfig.get_config_var("CONFIG_ARGS") or ""
    profiled = "--enable-optimizations" in built or "-fprofile-use" in str(
        sysconfig.get_config_var("PY_CORE_CFLAGS")
    )
    how = "profile-guided" if profiled else "not optimised"
    return f"{platform.python_implementation()} {platform.python_version()}, {how}"


def exact(*, statuses: bool) -> dict[str, float]:
    """Count in this process what needs no counter of the processor's."""
    with TemporaryDirectory() as folder:
        file = Path(folder) / "milo.db"
        street = Street(file, statuses=statuses)
        for number in range(WARM_ROUNDS):
            street.round(number)
        counted = {"statements": 0, "calls": 0}

        def told(_sql: str) -> None:
            counted["statements"] += 1

        def called(_frame: Any, event: str, _what: Any) -> None:
            counted["calls"] += event == "call"

        before = _kept(file)
        uncounted = street.round(WARM_ROUNDS)  # Milo saw another's hand, and reads all again
        street.milo.store._writer.connection().set_trace_callback(told)
        sys.setprofile(called)
        messages = sum(street.round(WARM_ROUNDS + 1 + number) for number in range(ROUNDS))
        sys.setprofile(None)
        log_bytes = file.with_name("milo.db-wal").stat().st_size
        kept_bytes = _kept(file) - before
        street.close()
    written = {"log_bytes": log_bytes, "kept_bytes": kept_bytes}
    whole = {name: amount / messages for name, amount in counted.items()}
    whole |= {name: amount / (messages + uncounted) for name, amount in written.items()}
    return {name: round(amount, 1) for name, amount in whole.items()}


def _kept(file: Path) -> int:
    """Return how many bytes are used in a file, its log emptied."""
    with closing(sqlite3.connect(file)) as database:
        database.execute("PRAGMA wal_checkpoint(TRUNCATE)")
        pages, unused, size = (
            database.execute(f"PRAGMA {name}").fetchone()[0]
            for name in ("page_count", "freelist_count", "page_size")
        )
        return int((pages - unused) * size)


def instructions(*, statuses: bool) -> float | None:
    """Return instructions a message, in thousands; None where neither perf nor valgrind can count.

    The run is this module's own, in a process that is watched: what it does before the first
    message that counts is left out.
    """
    with TemporaryDirectory() as folder:
        report = Path(folder) / "counted"
        if _perf_counts():
            tool = ["perf", "stat", "-x,", "-e", "instructions:u", "-o", str(report)]
            tool += ["--delay=-1", "--control", f"fifo:{report}.control"]
            os.mkfifo(f"{report}.control")
        elif shutil.which("callgrind_control"):
            tool = ["valgrind", "--tool=callgrind", "--instr-atstart=no"]
            tool += [f"--log-file={report}", f"--callgrind-out-file={folder}/out"]
        else:
            return None
        begin = f"{report}.control" if tool[0] == "perf" else "callgrind"
        command = [sys.executable, "-m", "tests.bench.instructions", WATCHED, folder, begin]
        steady = {**os.environ, "PYTHONHASHSEED": "0"}
        ran = subprocess.run(
            [*tool, *command, *(["statuses"] if statuses else [])],
            env=steady,
            text=True,
            capture_output=True,
            check=False,
        )
        if ran.returncode:
            raise SystemExit(f"{' '.join(command)} failed:\n{ran.stdout}{ran.stderr[-2000:]}")
        lines = report.read_text().splitlines()
    if tool[0] == "perf":
        count = next(line.split(",")[0] for line in lines if "instructions" in line)
    else:
        count = next(line.split()[-1] for line in lines if "Collected" in line)
    return round(int(count) / int(ran.stdout) / 1000, 1)


def watched(folder: Path, begin: str, *, statuses: bool) -> None:
    """Play in a process that is watched: have it counted from the first message that counts."""
    street = Street(folder / "milo.db", statuses=statuses)
    for number in range(WARM_ROUNDS):
        street.round(number)
    if begin == "callgrind":
        control = subprocess.Popen(
            ["callgrind_control", "-i", "on", str(os.getpid())], stdout=subprocess.DEVNULL
        )
        while control.poll() is None:  # not a wait: it is heard between two of our instructions
            pass
    else:
        Path(begin).write_text("enable\n")
    print(sum(street.round(WARM_ROUNDS + number) for number in range(ROUNDS)), flush=True)
    os._exit(0)  # what an end costs is not asked


def _perf_counts() -> bool:
    """Return whether this machine lets us count instructions; virtual ones often do not."""
    if not shutil.which("perf"):
        return False
    asked = ["perf", "stat", "-x,", "-e", "instructions:u", "true"]
    said = subprocess.run(asked, text=True, capture_output=True, check=False).stderr
    return said.split(",")[0].isdigit()


def measured(*, statuses: bool) -> dict[str, float]:
    """Return all figures of a message."""
    counted = None if "--quick" in sys.argv else instructions(statuses=statuses)
    found = {} if counted is None else {"instructions": counted}
    return found | exact(statuses=statuses)


def judged(name: str, found: dict[str, float], known: dict[str, float]) -> list[str]:
    """Print a kind of message's figures beside those that are known; return what is too much."""
    print(f"\n{'a message, ' + name:<36}{'today':>10} {'known':>10}    times")
    too_much = []
    for key, what in _TEXTS.items():
        if key not in found:
            print(f"  {what:<34}not counted (neither perf nor valgrind, or --quick)")
            continue
        before = known.get(key)
        times = f"{found[key] / before:8.3f}" if before else "        "
        print(f"  {what:<34}{found[key]:10,.1f} {before or 0:10,.1f} {times}")
        if before and found[key] > before * ALLOWED:
            too_much.append(f"{what}, {name}: {found[key]:,.1f}, more than 5 % above {before:,.1f}")
    return too_much


def _of_another(known: dict[str, Any]) -> dict[str, dict[str, float]]:
    """Return what is the same with every Python: what the database does."""
    kinds = next(iter(known.values()), {})
    return {
        name: {key: value for key, value in figures.items() if key not in OF_THE_INTERPRETER}
        for name, figures in kinds.items()
    }


def main() -> None:
    """Count, compare, keep what is to be kept."""
    if WATCHED in sys.argv:
        watched(Path(sys.argv[2]), sys.argv[3], statuses="statuses" in sys.argv)
    known = json.loads(KNOWN.read_text()) if KNOWN.exists() else {}
    of_this = known.get(interpreter()) or _of_another(known)
    print(interpreter())
    kinds = {"without statuses": False, "with three statuses": True}
    found = {name: measured(statuses=statuses) for name, statuses in kinds.items()}
    too_much = [line for name in kinds for line in judged(name, found[name], of_this.get(name, {}))]
    if "--keep" in sys.argv:
        kept = {name: {**of_this.get(name, {}), **found[name]} for name in kinds}
        KNOWN.write_text(json.dumps({**known, interpreter(): kept}, indent=2) + "\n")
    elif too_much:
        sys.exit("\n".join(["", *too_much, "If it has to be: make instructions KEEP=1"]))


if __name__ == "__main__":
    main()
