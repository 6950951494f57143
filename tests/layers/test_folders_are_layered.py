"""Imports between the folders of a room run one way."""

from __future__ import annotations

from pathlib import Path

from .folder_order import arrows_within, circles
from .imports_of_source import Source, sources_under

ROOT = Path(__file__).parents[2]

TYPES_ONLY = {
    "milo.store.memory.store -> milo.store.memory.contact_merge -> milo.store.memory.store"
}
"""The memory twin's repositories name the type of the store that holds them."""


def test_imports_within_each_folder_run_one_way():
    assert set(circles(arrows_within(sources_under(ROOT)))) <= TYPES_ONLY


def test_a_planted_circle_between_folders_is_found():
    planted = [
        Source("milo.engine.flow.play.turn", "from ..paths import trail"),
        Source("milo.engine.flow.paths.trail", "from ..play.turn import Turn"),
    ]
    [found] = circles(arrows_within(planted))
    assert "milo.engine.flow.play" in found
    assert "milo.engine.flow.paths" in found


def test_a_package_may_gather_what_is_below_it():
    gathered = [
        Source("milo.engine.model", "from .agenda import Booking", is_package=True),
        Source("milo.engine.model.agenda", "from . import people"),
        Source("milo.engine.model.people", ""),
    ]
    assert circles(arrows_within(gathered)) == []
