"""How many files one message of a booking enters: `python -m tests.bench.entered [--names]`.

What a maintainer has to know to follow a message from Meta's bytes to the request with the answer.
A whole Milo in one thread (`one_thread`, on SQLite) plays a booking to its end, so that all is
loaded; then the six messages of another are traced, each from its post to Meta's id of the answer.
A file of Milo's counts for a message if a function of it was called; `engine/testing.py` does not,
for its clock and executor are the bench's.
"""

from __future__ import annotations

import argparse
import sys
from collections import Counter
from pathlib import Path
from statistics import mean
from tempfile import TemporaryDirectory
from types import CodeType, FrameType
from typing import Any

from .one_thread import STEPS, Street

ROOT = Path(__file__).parents[2]
ROOMS = tuple(f"{ROOT / room}/" for room in ("engine", "http", "store", "cli"))
SIMULATED = str(ROOT / "engine" / "testing.py")
GOAL = 65
"""At most so many, in the mean of the six."""


def traced() -> list[frozenset[str]]:
    """Play a booking; return the files that each of its messages entered, by their paths."""
    with TemporaryDirectory() as folder:
        street = Street(Path(folder) / "milo.db", statuses=False)
        street.people = street.people[:1]
        for number in range(STEPS):
            street.round(number)
        files = [_entered(street, STEPS + number) for number in range(STEPS)]
        street.close()
    return files


def _entered(street: Street, number: int) -> frozenset[str]:
    seen: set[CodeType] = set()

    def profile(frame: FrameType, event: str, _arg: Any) -> None:
        if event == "call":
            seen.add(frame.f_code)

    before = street.answered
    sys.setprofile(profile)
    try:
        street.round(number)
    finally:
        sys.setprofile(None)
    assert street.answered == before + 1, "not one answer"
    return frozenset(
        code.co_filename.removeprefix(f"{ROOT}/")
        for code in seen
        if code.co_filename.startswith(ROOMS) and code.co_filename != SIMULATED
    )


def main() -> None:
    """Print the figures."""
    parser = argparse.ArgumentParser(prog="python -m tests.bench.entered", description=__doc__)
    parser.add_argument("--names", action="store_true", help="each file, by how many enter it")
    files = traced()
    counts = [len(each) for each in files]
    average = mean(counts)
    if parser.parse_args().names:
        for name, times in sorted(Counter(name for each in files for name in each).items()):
            print(f"{times} of {STEPS}  {name}")
    print(f"{' '.join(map(str, counts))}: {average:.1f} files a message (goal: {GOAL} at most)")


if __name__ == "__main__":
    main()
