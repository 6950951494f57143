"""A failure is worth its seed only if the seed plays the same story every time."""

from __future__ import annotations

import os
import subprocess
import sys
from pathlib import Path

import pytest

from .planted import planted
from .playing import first_broken, play
from .shortening import shortened
from .story import story_of

pytestmark = pytest.mark.long

ROOT = Path(__file__).parents[2]
_DIGESTS = """
from tests.simulation.playing import play
from tests.simulation.story import story_of
print([play(story_of(seed)).digest for seed in range(2)])
"""


@pytest.mark.parametrize("seed", range(4))
def test_a_seed_is_played_the_same_twice(seed: int) -> None:
    assert play(story_of(seed)).trace == play(story_of(seed)).trace


def test_a_seed_is_played_the_same_whatever_pythons_hashes() -> None:
    played = {
        subprocess.run(
            [sys.executable, "-c", _DIGESTS],
            cwd=ROOT,
            env={**os.environ, "PYTHONHASHSEED": hashes},
            capture_output=True,
            text=True,
            check=True,
        ).stdout
        for hashes in ("1", "2")
    }
    assert len(played) == 1


def test_a_failing_story_is_told_shortened_and_is_still_broken() -> None:
    with planted("sells a place that is taken"):
        found = first_broken(range(60))
        assert found
        short = shortened(found)
        again = play(short.story)
    assert short.broken and found.broken and short.broken[0] == found.broken[0]
    assert len(short.story.events) < len(found.story.events) / 2
    assert (again.trace, again.broken) == (short.trace, short.broken)
    assert play(short.story).broken is None
