"""Playing stories: a seed in, what was broken and how it came about out."""

from __future__ import annotations

import atexit
import hashlib
import shutil
import sqlite3
from collections.abc import Iterator
from contextlib import contextmanager, suppress
from dataclasses import dataclass, replace
from functools import cache
from pathlib import Path
from random import Random
from typing import Any

import structlog

from milo.engine.model import Client, ClientStatus, PublishedForm
from milo.engine.ports import Store, Transaction
from milo.store.sqlite.store import SqliteStore

from .disk import scratch
from .edge import flows
from .filling import form
from .happenings import happens
from .machine import START, Killed, RestlessError
from .promises import QUIET
from .story import Event, Story, story_of
from .town import MOODS, NAMES
from .world import Simulation

CALM_SECONDS = 720.0


@dataclass(frozen=True, slots=True)
class Result:
    """What became of a story.

    Attributes:
        broken: the first promise that was broken, and what was seen; None: all held.
        trace: what happened, line by line.
        step: after which event it was found; the number of events: in the end.
    """

    story: Story
    broken: tuple[str, str] | None
    trace: tuple[str, ...]
    step: int

    @property
    def digest(self) -> str:
        """What two runs of the same story share."""
        return hashlib.sha256("\n".join(self.trace).encode()).hexdigest()[:16]


def play(story: Story) -> Result:
    """Play a story in a world of its own."""
    folder = scratch()
    try:
        with silence():
            return _play(story, folder)
    finally:
        shutil.rmtree(folder, ignore_errors=True)


def _play(story: Story, folder: Path) -> Result:
    world = Simulation(story, folder, template())
    settle(world)
    world.witness(set())
    try:
        for step, event in enumerate(story.events):
            _step(world, event)
            if world.model.broken:
                return _result(world, step)
        _calm(world)
        return _result(world, len(story.events))
    finally:
        world.process.alive = False
        world.onlooker.close()
        world.disk.close()


def _result(world: Simulation, step: int) -> Result:
    broken = world.model.broken[0] if world.model.broken else None
    return Result(world.story, broken, tuple(world.trace), step)


def _step(world: Simulation, event: Event) -> None:
    world.process.jobs = 0
    try:
        with suppress(Killed):
            happens(world, event)
            world.process.run(event.rest)
    except RestlessError:
        world.model.breaks(QUIET, "the world never comes to rest")
    _revive(world)


def _revive(world: Simulation) -> None:
    """Start the program anew if it was killed."""
    if not world.process.alive and not world.model.broken:
        world.model.deliveries.killed()
        world.reborn()


def _calm(world: Simulation) -> None:
    """Let all trouble end, and everything be done that waits."""
    world.note("all trouble ends")
    world.process.luck = Random(0)
    world.meta.plans.clear()
    world.meta.unreachable_until = 0.0
    world.store.faults.clear()
    world.defects = 0
    with suppress(Killed):  # what was to strike somebody who is at work already strikes now
        world.let_go(Random(0))
        world.process.run()
    _revive(world)
    seconds = CALM_SECONDS
    for _ in range(3):
        world.process.jobs = 0
        try:
            world.wait(seconds / 3)
        except RestlessError:
            world.model.breaks(QUIET, "the world never comes to rest")
            return
    if world.unacknowledged:
        world.model.breaks(QUIET, "a webhook is never acknowledged")
    world.model.ends(world.onlooker.look(), world.clock.now(), world.gauges.most_awake)


def settle(world: Simulation) -> None:
    """Put merchants and flows into a store in memory; a file has them from `template`.

    Where the story has forms, all have it that one is published, and offer it.
    """
    if world.story.database == "memory":
        world.inner.transact(_found)
        flows().publish(world.inner, START)
        world.onlooker.dirty = True
    if world.story.forms != "off":
        world.inner.transact(lambda tx: _offer_forms(tx, world.story.forms))


def _found(tx: Transaction) -> None:
    for slug, moods in MOODS.items():
        row = Client(slug, NAMES[slug], slug, None, moods[0], ClientStatus.ACTIVE, START, START)
        tx.clients.add(row)


def _offer_forms(tx: Transaction, forms: str) -> None:
    tx.forms.save(PublishedForm(form().name, "f1", "PUBLISHED", START))
    for slug, moods in MOODS.items():
        row = tx.clients.by_slug(slug)
        assert row
        tx.clients.save(replace(row, settings={**moods[0], "forms": forms}))


@cache
def template() -> Path:
    """Return a SQLite file with the merchants and the flows in it."""
    folder = scratch()
    atexit.register(shutil.rmtree, folder, ignore_errors=True)
    path = folder / "template.db"
    store: Store = SqliteStore(path)
    store.transact(_found)
    flows().publish(store, START)
    store.close()
    with sqlite3.connect(path) as db:
        db.execute("PRAGMA wal_checkpoint(TRUNCATE)")
    return path


@contextmanager
def silence() -> Iterator[None]:
    """Keep the logs quiet: they are not what is looked at, and cost much."""
    before: dict[str, Any] = structlog.get_config()
    structlog.configure(wrapper_class=structlog.make_filtering_bound_logger(50))
    try:
        yield
    finally:
        structlog.configure(**before)


def first_broken(seeds: range) -> Result | None:
    """Return what became of the first seed with a broken promise, all played in memory."""
    stories = (replace(story_of(seed), database="memory") for seed in seeds)
    return next((result for result in map(play, stories) if result.broken), None)
