from __future__ import annotations

from pathlib import Path

import pytest

from .imports_of_source import ROOMS, sources_under
from .layer_rules import RULES

ROOT = Path(__file__).parents[2]
SOURCES = sources_under(ROOT)


@pytest.mark.parametrize("rule", RULES, ids=lambda rule: rule.__name__)
def test_the_rooms_keep_to_it(rule):
    assert [broken for source in SOURCES for broken in rule(source)] == []


def test_every_room_was_looked_at():
    assert {source.room for source in SOURCES} == set(ROOMS)
    assert len(SOURCES) > 100
