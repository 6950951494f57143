"""`python -m tests.simulation`: play the worlds of some seeds, and tell the story of a failure."""

from __future__ import annotations

import argparse
import sys
import time
from collections.abc import Sequence

from tests.reliability.results import Result as Row
from tests.reliability.results import note

from .many import failing
from .playing import Result, play
from .shortening import shortened
from .story import story_of

MANY = 1000
"""Seeds that make a row of docs/reliability.md."""


def main() -> int:
    """Return 0 when all held, 1 when a promise was broken."""
    asked = _arguments()
    if asked.seed is not None:
        return _one(asked.seed, whole=asked.whole)
    seeds = range(asked.first, asked.first + asked.seeds)
    began = time.monotonic()
    failed = list(failing(seeds, asked.processes, keep_going=asked.keep_going))
    if len(seeds) >= MANY:
        note(_row(seeds, failed, time.monotonic() - began))
    for seed in failed:
        _one(seed, whole=False)
    if failed:
        print(f"{len(failed)} of {len(seeds)} seeds failed: {failed}")
        return 1
    print(f"{len(seeds)} seeds, from {seeds.start} on: all held")
    return 0


def _row(seeds: range, failed: Sequence[int], seconds: float) -> Row:
    return Row(
        name="00-simulation",
        promise="all of *What always holds*, and that nobody is left without an answer",
        breaking="random worlds from one seed: kills at any step, clocks that jump, full disks, "
        "a Meta that repeats, reorders, refuses and loses, people who meet",
        times=f"{len(seeds)} seeds from {seeds.start} on",
        result=f"{len(seeds) - len(failed)} held, {len(failed)} did not",
        command=f"make simulate SEEDS={len(seeds)} FIRST={seeds.start}",
        seconds=seconds,
        ok=not failed,
    )


def _arguments() -> argparse.Namespace:
    parser = argparse.ArgumentParser(
        prog="python -m tests.simulation",
        description="Play random worlds and hold them to what must always hold.",
        epilog="Example: python -m tests.simulation --seeds 1000",
    )
    parser.add_argument("--seed", type=int, help="play this one and print its story")
    parser.add_argument("--whole", action="store_true", help="print the whole story of the seed")
    parser.add_argument("--seeds", type=int, default=200, help="how many to play (200)")
    parser.add_argument("--first", type=int, default=0, help="the first of them (0)")
    parser.add_argument("--processes", type=int, default=2, help="how many work at once (2)")
    parser.add_argument("--keep-going", action="store_true", help="do not stop at a failure")
    return parser.parse_args()


def _one(seed: int, *, whole: bool) -> int:
    """Play one seed twice and tell how it went."""
    story = story_of(seed)
    found, again = play(story), play(story)
    if found.digest != again.digest:
        print(f"seed {seed} was not played the same way twice: {found.digest}, {again.digest}")
        return 1
    if whole:
        print("\n".join(found.trace))
    if found.broken is None:
        print(f"seed {seed}: all held ({len(story.events)} events, {found.digest})")
        return 0
    _tell(seed, shortened(found))
    return 1


def _tell(seed: int, short: Result) -> None:
    promise, seen = short.broken or ("", "")
    print(f"seed {seed} broke a promise: {promise}")
    print(f"  {seen}")
    story = short.story
    print(f"the story in {len(story.events)} events ({story.database}, {story.awake} awake):")
    print("\n".join(f"  {line}" for line in short.trace))
    print(f"again: make simulate SEED={seed}")


if __name__ == "__main__":
    sys.exit(main())
