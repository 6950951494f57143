"""What Meta says of templates, in dicts."""

from __future__ import annotations

from ...engine.model import TemplateState
from .indexed_dicts import IndexedDict, Undo


class MemoryTemplates:
    """`Templates` in dicts."""

    def __init__(self, undo: Undo) -> None:
        self.table: IndexedDict[tuple[str, str, str], TemplateState] = IndexedDict("template", undo)

    def find(self, name: str, language: str, account: str = "") -> TemplateState | None:
        return self.table.get((account, name, language))

    def all(self, account: str = "") -> list[TemplateState]:
        found = [state for state in self.table if state.account == account]
        return sorted(found, key=lambda state: (state.name, state.language))

    def save(self, state: TemplateState) -> None:
        self.table.put((state.account, state.name, state.language), state)
