"""What always holds, held in hundreds of worlds; `make simulate SEED=n` tells the story of one."""

from __future__ import annotations

import pytest

from .playing import play
from .shortening import shortened
from .story import story_of

pytestmark = pytest.mark.long

SEEDS = 300
CHUNK = 20


@pytest.mark.parametrize("first", range(0, SEEDS, CHUNK))
def test_what_always_holds(first: int) -> None:
    for seed in range(first, first + CHUNK):
        result = play(story_of(seed))
        if result.broken:
            short = shortened(result)
            story = "\n".join(short.trace)
            pytest.fail(f"seed {seed} broke a promise: {short.broken}\n{story}")
