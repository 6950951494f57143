"""What Meta says of templates, in dicts."""

from __future__ import annotations

from ...engine.model import TemplateState
from .tables import Table, Undo


class MemoryTemplates:
    """`Templates` in dicts."""

    def __init__(self, undo: Undo) -> None:
        self.table: Table[tuple[str, str], TemplateState] = Table("template", undo)

    def find(self, name: str, language: str) -> TemplateState | None:
        return self.table.get((name, language))

    def all(self) -> list[TemplateState]:
        return sorted(self.table, key=lambda state: (state.name, state.language))

    def save(self, state: TemplateState) -> None:
        self.table.put((state.name, state.language), state)
