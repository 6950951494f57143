"""How much one PostgreSQL takes from one, two, three processes: `python -m tests.cluster.speed`.

Everybody writes as soon as he is answered. It prints answered messages and commits a second; the
load, the database and all processes share the machine's cores.
"""

from __future__ import annotations

import asyncio
import sys
import tempfile
import time
from pathlib import Path
from typing import Any

import psycopg

from ..bench.plan import Plan
from .network import loopback
from .postgres import private_postgres
from .story import Story, faults_of

HERE = "127.0.0.1"
SECONDS = 10.0
PLAN = Plan(people=200, pause=0.3, ramp=3.0, statuses="batched", merchants=8, seed=5)
COMMITS = "SELECT xact_commit FROM pg_stat_database WHERE datname = current_database()"


async def busy(story: Story) -> None:
    """Let people write for a while, and say what came of it."""
    with psycopg.connect(story.database.format(HERE), autocommit=True) as connection:
        commits, answered, began = _count(connection), story.answered(), time.monotonic()
        await asyncio.sleep(SECONDS)
        seconds = time.monotonic() - began
        await asyncio.sleep(1.0)  # the database counts a little later
        story.tell(
            f"{len(story.network.hosts)} processes:"
            f" {(story.answered() - answered) / (seconds + 1):.0f} answered,"
            f" {(_count(connection) - commits) / (seconds + 1):.0f} commits a second"
        )


def _count(connection: psycopg.Connection[Any]) -> int:
    row = connection.execute(COMMITS).fetchone()
    return int(row[0]) if row else 0


def main() -> int:
    """Run with one, two and three."""
    wrong: list[str] = []
    for count in (1, 2, 3):
        with (
            loopback(count) as network,
            tempfile.TemporaryDirectory(prefix="milo-cluster-") as folder,
            private_postgres(HERE, f"{HERE}/32") as database,
        ):
            story = Story(network, database, HERE, PLAN, Path(folder), tell=_say)
            wrong += faults_of(asyncio.run(story.play(busy)))
    for each in wrong:
        _say(f"broken: {each}")
    return 1 if wrong else 0


def _say(line: str) -> None:
    print(line, flush=True)


if __name__ == "__main__":
    sys.exit(main())
