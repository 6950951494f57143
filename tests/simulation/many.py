"""Many seeds, several at a time."""

from __future__ import annotations

import sys
from collections.abc import Iterator
from concurrent.futures import ProcessPoolExecutor
from multiprocessing import get_context

from .playing import play
from .story import story_of

CHUNK = 10


def failing(seeds: range, processes: int, *, keep_going: bool) -> Iterator[int]:
    """Yield the seeds that broke a promise; the first one ends it unless it is to keep going."""
    chunks = [seeds[at : at + CHUNK] for at in range(0, len(seeds), CHUNK)]
    played = 0
    with ProcessPoolExecutor(processes, mp_context=get_context("spawn")) as pool:
        for chunk, failed in zip(chunks, pool.map(play_all, chunks), strict=True):
            played += len(chunk)
            if sys.stderr.isatty() or played % 100 == 0:
                print(f"\r{played} of {len(seeds)}", end="", file=sys.stderr, flush=True)
            for seed in failed:
                print(f"\rseed {seed} failed", file=sys.stderr, flush=True)
            yield from failed
            if failed and not keep_going:
                pool.shutdown(cancel_futures=True)
                break
    print(file=sys.stderr)


def play_all(seeds: range) -> list[int]:
    """Return those that broke a promise."""
    return [seed for seed in seeds if play(story_of(seed)).broken]
