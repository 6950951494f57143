"""Two servers on one PostgreSQL, one killed while people write: a small slice of `make cluster`."""

from __future__ import annotations

import asyncio
from pathlib import Path
from urllib.parse import urlsplit, urlunsplit

from support.databases import fresh_postgres

from tests.bench.plan import Plan
from tests.cluster.network import loopback
from tests.cluster.story import Story, faults_of

PLAN = Plan(people=24, pause=1.0, ramp=1.0, statuses="batched", merchants=2, drain=30.0)
WATCHED_SECONDS = 3.0
SOON_SECONDS = 3.0
"""Two, and one more for a machine that does other things, too."""


async def kill_one(story: Story) -> None:
    victim = story.on(0)
    await story.strike("killed", victim, victim.kill, WATCHED_SECONDS)


def test_one_is_killed_and_the_other_goes_on(postgres_url: str, tmp_path: Path) -> None:
    with fresh_postgres(postgres_url) as database, loopback(2) as network:
        parts = urlsplit(database.url)
        url = urlunsplit(parts._replace(netloc=parts.netloc.replace("127.0.0.1", "{}")))
        story = Story(network, url, "127.0.0.1", PLAN, tmp_path)
        report = asyncio.run(story.play(kill_one))
    assert faults_of(report) == []
    (fault,) = report["faults"].values()
    assert fault["people"] >= 1
    assert fault["pause max"] < SOON_SECONDS
    assert report["rows"]["messages"] == report["written"] > PLAN.people
