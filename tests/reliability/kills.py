"""A server killed at random instants while people converse, again and again, on one database.

python -m reliability.kills --rounds 100 --kind sqlite
"""

from __future__ import annotations

import argparse
import sys
import time
from random import Random

from support.house import House

from .crowd import Crowd
from .houses import BOTH, opened
from .promises import Findings, look
from .results import Result, note

PEOPLE = 16
MERCHANTS = 30
LONG_LIVES = 0.15
"""How many servers live long enough to settle what was in doubt: ten seconds."""


def run(kind: str, rounds: int, seed: int) -> tuple[Findings, float]:
    """Kill so many times; return what was found and how many seconds it took."""
    random, begun = Random(seed), time.monotonic()
    with opened(kind) as house:
        house.open()
        slugs = [house.merchant(f"Comercio {i + 1}") for i in range(MERCHANTS)]
        crowd = Crowd(house, slugs, PEOPLE, seed)
        crowd.start()
        deaths = [_kill(house, random) for _ in range(rounds)]
        crowd.stop()
        house.wait_until_quiet(120)
        return look(house, crowd.seen, deaths), time.monotonic() - begun


def _kill(house: House, random: Random) -> tuple[float, float]:
    """Let a server work for a moment, kill it, start the next; return when that was."""
    long = random.random() < LONG_LIVES
    time.sleep(random.uniform(11, 13) if long else random.uniform(0.1, 1.5))
    died = time.time()
    house.server.process.kill()
    house.server.wait()
    house.open()
    return died, time.time()


def main() -> int:
    """Run, keep the result, and return the exit status."""
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("--rounds", type=int, default=100)
    parser.add_argument("--kind", choices=BOTH, action="append")
    parser.add_argument("--seed", type=int, default=1)
    given = parser.parse_args()
    ok = True
    for kind in given.kind or BOTH:
        found, seconds = run(kind, given.rounds, given.seed)
        ok = ok and not found.wrong
        note(
            Result(
                name=f"20-kills-{kind}",
                promise="worked once, in order; sent in order, twice only where a process died "
                "between Meta's taking and our noting; no place oversold",
                breaking=f"`SIGKILL` at a random instant, {PEOPLE} people conversing ({kind})",
                times=f"{given.rounds} kills",
                result=str(found),
                command=f"make kills ROUNDS={given.rounds}",
                seconds=seconds,
                ok=not found.wrong,
            )
        )
    return 0 if ok else 1


if __name__ == "__main__":
    sys.exit(main())
