"""`python -m tests.life`: many answers of the agenda, held to a slow life of it."""

from __future__ import annotations

import argparse
import sys
import time
from collections import Counter
from concurrent.futures import ProcessPoolExecutor
from functools import partial
from itertools import count, islice
from multiprocessing import get_context

from tests.reliability.results import Result, note

from .playing import play_all

CHUNK = 25
MANY = 1_000_000
"""A tenth of so many answers make a row of docs/reliability.md."""


def main() -> int:
    """Play worlds until so many answers were compared; 1 where some were not the same."""
    asked = _arguments()
    began = time.monotonic()
    until = began + asked.minutes * 60
    counts: Counter[str] = Counter()
    wrong: list[str] = []
    worlds = 0
    play = partial(play_all, sqlite_every=asked.sqlite_every)
    chunks = (range(first, first + CHUNK) for first in count(asked.first, CHUNK))
    with ProcessPoolExecutor(asked.processes, mp_context=get_context("spawn")) as pool:
        while counts.total() < asked.answers and not wrong and time.monotonic() < until:
            for found, bad in pool.map(play, islice(chunks, 2 * asked.processes)):
                counts += found
                wrong += bad
                worlds += CHUNK
            print(f"{counts.total()} answers of {worlds} agendas", file=sys.stderr, flush=True)
    for word, number in counts.most_common():
        print(f"  {number:8}  {word}")
    seconds = time.monotonic() - began
    print(f"{counts.total()} answers in {worlds} agendas, {seconds:.0f} s; {len(wrong)} disagree")
    print("\n\n".join(wrong[:3]))
    if counts.total() >= MANY // 10:
        note(_row(counts, worlds, len(wrong), asked, seconds))
    return 1 if wrong else 0


def _row(
    counts: Counter[str], worlds: int, wrong: int, asked: argparse.Namespace, seconds: float
) -> Result:
    first = f" FIRST={asked.first}" if asked.first else ""
    return Result(
        name=f"00-slow-life-{asked.first}",
        promise="availability, a booking's life, the waitlist and reminders follow the rules "
        "(R3 to R24)",
        breaking="random merchants, changed meanwhile, and what people and merchants do to their "
        "agendas, beside a slow reading of the rules that shares no code",
        times=f"{worlds} agendas, {counts.total()} answers and as often all rows",
        result=f"{wrong} disagree",
        command=f"make life ANSWERS={asked.answers}{first}",
        seconds=seconds,
        ok=not wrong,
    )


def _arguments() -> argparse.Namespace:
    parser = argparse.ArgumentParser(prog="python -m tests.life")
    parser.add_argument("--answers", type=int, default=20_000, help="how many to compare (20000)")
    parser.add_argument("--first", type=int, default=0, help="the seed of the first agenda (0)")
    parser.add_argument("--processes", type=int, default=2, help="how many work at once (2)")
    parser.add_argument("--minutes", type=float, default=600, help="end after so long (600)")
    parser.add_argument("--sqlite-every", type=int, default=10, help="which are on SQLite (10)")
    return parser.parse_args()


if __name__ == "__main__":
    sys.exit(main())
