"""Every path of a flow: planned, settled in a theatre, then walked through a whole Milo."""

from __future__ import annotations

import shutil
import tempfile
from collections.abc import Callable, Iterator
from itertools import count
from pathlib import Path

from ...engine.flow.paths.planner import form_paths, paths
from ...engine.flow.paths.transcript import Step, Transcript
from ...engine.ports import Store
from ...engine.rehearsal.seen import Seen
from ...engine.rehearsal.settling import Walked, settle, walk
from ...engine.rehearsal.setup import RehearsalSetup
from ...engine.rehearsal.world import RehearsalWorld
from ...store import open_store
from .full_stack import FullStack
from .setup import CLIENT, cast_of, given_for

_IN_MEMORY = Path("/dev/shm")  # noqa: S108 - a folder of our own is made in it
"""Where files cost no waiting for a disk, on systems that have it: nothing here has to survive."""


def settled(house: RehearsalSetup, flow: str, *, form: bool = False) -> Iterator[Walked]:
    """Yield every path of a flow, with all that has to be scripted, played with the work alone.

    With `form` they are those through its form.
    """
    given, script = given_for(house, flow), house.library.newest(flow)

    def play(transcript: Transcript) -> Callable[[Step], Seen]:
        return RehearsalWorld(house, transcript, flow).play

    if form:
        given = given.model_copy(update={"settings": {**given.settings, "forms": "on"}})
    for path in (form_paths if form else paths)(script, cast_of(house, flow)):
        yield settle(path, CLIENT, given, house.library.newest, play)


def walked(house: RehearsalSetup, flow: str, *, form: bool = False) -> Iterator[Walked]:
    """Yield every path, walked through webhook, actors, SQLite, gateway and stand-in."""
    shared = str(_IN_MEMORY) if _IN_MEMORY.is_dir() else None
    with tempfile.TemporaryDirectory(prefix="milo-paths-", dir=shared) as folder:
        stores = _Stores(Path(folder))
        for found in settled(house, flow, form=form):
            yield found if found.astray else _on_the_street(house, flow, found, stores.new)


def _on_the_street(
    house: RehearsalSetup, flow: str, found: Walked, new_store: Callable[[], Store]
) -> Walked:
    street = FullStack(house, found.transcript, flow, new_store)
    try:
        return walk(found.path, found.transcript, lambda _: street.play)
    finally:
        street.close()


class _Stores:
    """Empty databases; the tables are made once and copied."""

    def __init__(self, folder: Path) -> None:
        self._folder = folder
        self._numbers = count(1)
        self._empty = folder / "empty.db"
        open_store(f"sqlite:///{self._empty}").close()

    def new(self) -> Store:
        """Return an empty one."""
        path = self._folder / f"{next(self._numbers)}.db"
        shutil.copy(self._empty, path)
        return open_store(f"sqlite:///{path}")
