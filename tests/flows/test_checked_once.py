"""A flow is read and checked when it is published; again only where that could say otherwise."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import replace
from datetime import UTC, datetime
from pathlib import Path
from typing import Any

import pytest

from milo.cli.flow_files import shipped_flows
from milo.engine.errors import FlowError
from milo.engine.flow.language.registry import Registry
from milo.engine.flow.versions.library import FlowLibrary
from milo.engine.model import FlowVersion
from milo.engine.vocabulary import VOCABULARY
from milo.store.memory import MemoryStore

NOW = datetime(2026, 11, 25, tzinfo=UTC)
TEXTS = {path.name: path.read_text(encoding="utf-8") for path in shipped_flows()}
ELSEWHERE = "from what was kept"


class Shelf:
    """The shipped flows in a folder of their own, published in a store."""

    def __init__(self, folder: Path) -> None:
        self.folder = folder
        self.store = MemoryStore()
        for name, text in TEXTS.items():
            (folder / name).write_text(text, encoding="utf-8")
        self.start()

    def start(self, registry: Registry = VOCABULARY) -> FlowLibrary:
        """Start as a server does."""
        files = sorted(self.folder.glob("*.yaml"))
        library = self.store.read(lambda tx: FlowLibrary(registry, files, tx.flow_versions.latest))
        library.publish(self.store, NOW)
        return library

    def published(self) -> FlowVersion:
        found = self.store.read(lambda tx: tx.flow_versions.latest("reservas"))
        assert found
        return found

    def keep(self, **changes: Any) -> None:
        """Change what is known of the published `reservas`."""
        changed = replace(self.published(), **changes)
        self.store.transact(lambda tx: tx.flow_versions.keep(changed))


@pytest.fixture
def shelf(tmp_path: Path) -> Shelf:
    return Shelf(tmp_path)


def greeted_elsewhere(data: Mapping[str, Any] | None) -> dict[str, Any]:
    """Return a flow's data with a greeting that no file has: whoever shows it has read no file."""
    assert data
    return {**data, "texts": {**data["texts"], "saludo": ELSEWHERE}}


def greeting(library: FlowLibrary) -> str:
    return library.newest("reservas").flow.texts["saludo"]


def test_what_is_published_is_not_read_again(shelf: Shelf) -> None:
    shelf.keep(data=greeted_elsewhere(shelf.published().data))
    assert greeting(shelf.start()) == ELSEWHERE


def test_it_means_what_its_text_means(shelf: Shelf) -> None:
    read = FlowLibrary(VOCABULARY, sorted(shelf.folder.glob("*.yaml")))
    known = shelf.start()
    assert read.names() == known.names()
    for name in read.names():
        assert known.newest(name).flow == read.newest(name).flow


def test_functions_of_which_something_else_is_told_have_it_checked_again(shelf: Shelf) -> None:
    action = next(
        VOCABULARY.actions[exit_.do]
        for exit_ in shelf.start().newest("reservas").machine.exits.values()
        if exit_.do and VOCABULARY.actions[exit_.do].outcomes
    )
    other = replace(action, outcomes=(*action.outcomes, "an_outcome_nobody_follows"))
    registry = VOCABULARY | Registry(actions={action.name: other})
    with pytest.raises(FlowError, match="an_outcome_nobody_follows"):
        shelf.start(registry)


def test_an_edited_file_is_noticed(shelf: Shelf) -> None:
    file = shelf.folder / "reservas.yaml"
    file.write_text(file.read_text(encoding="utf-8") + "\n# a word\n", encoding="utf-8")
    with pytest.raises(FlowError, match="raise its version"):
        shelf.start()
    file.write_text("flow: reservas\n", encoding="utf-8")
    with pytest.raises(FlowError, match="is missing"):
        shelf.start()


def test_what_an_older_milo_published_is_read_once_more(shelf: Shelf) -> None:
    before = shelf.published()
    shelf.keep(data=None, checked="")
    assert greeting(shelf.start()) != ELSEWHERE
    assert shelf.published() == before


def test_data_of_a_form_that_is_read_no_more_gives_way_to_the_text(shelf: Shelf) -> None:
    before = shelf.published()
    shelf.keep(data={"flow": "reservas", "of": "another time"})
    assert shelf.start().newest("reservas").flow.version == before.version
    assert shelf.published() == before


def test_what_functions_do_is_not_told_of_them_and_all_else_is() -> None:
    one, same, other = Registry(), Registry(), Registry()
    one.guard("abierto")(lambda _: True)
    same.guard("abierto")(lambda _: False)
    other.guard("abierto", slots=("dia",))(lambda _: True)
    assert one.digest() == same.digest() != other.digest()
    assert Registry(announced={"x": ()}).digest() != Registry().digest()
