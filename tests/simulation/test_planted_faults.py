"""A simulation that cannot fail proves nothing: each planted fault is found, and soon."""

from __future__ import annotations

import pytest

from .planted import PLANTED, planted
from .playing import first_broken

pytestmark = pytest.mark.long

SEEDS = 60
"""The first seeds, one of which has to find it."""


@pytest.mark.parametrize("name", PLANTED)
def test_a_planted_fault_is_found(name: str) -> None:
    with planted(name) as promises:
        found = first_broken(range(SEEDS))
    assert found and found.broken, f"nobody noticed a program that {name}"
    assert found.broken[0] in promises, found.broken
