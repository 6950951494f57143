"""What people answered, and what the world outside is asked, in dicts."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import replace
from datetime import datetime
from typing import Any

from ...engine.model import Answers, OutsideCall
from .contacts import MemoryContacts
from .indexed_dicts import IndexedDict, KeyGroups, Undo
from .json_copies import copied, copied_call


class MemoryAnswers:
    """`AnswersKept` in dicts."""

    def __init__(self, undo: Undo, contacts: MemoryContacts) -> None:
        self._flow = KeyGroups(lambda row: row.flow)
        self.table: IndexedDict[str, Answers] = IndexedDict("answers", undo, self._flow)
        self._contacts = contacts.table

    def add(self, answers: Answers) -> None:
        self._contacts.require(answers.contact_id)
        self.table.add(answers.id, copied(answers))

    def page(
        self, flow: str, *, client_id: str | None, after: str | None, limit: int
    ) -> list[Answers]:
        rows = [row for row in map(self.table.get, sorted(self._flow.at(flow))) if row]
        return [
            copied(row)
            for row in rows
            if row.id > (after or "") and client_id in (None, row.client_id)
        ][:limit]


class MemoryOutsideCalls:
    """`OutsideCalls` in dicts."""

    def __init__(self, undo: Undo) -> None:
        self._piece = KeyGroups(lambda row: row.piece)
        self.table: IndexedDict[tuple[str, int], OutsideCall] = IndexedDict(
            "outside call", undo, self._piece
        )

    def of(self, piece: str) -> list[OutsideCall]:
        rows = [row for row in map(self.table.get, self._piece.at(piece)) if row]
        return [copied_call(row) for row in sorted(rows, key=lambda row: row.sequence)]

    def ask(self, call: OutsideCall) -> None:
        if self.table.get((call.piece, call.sequence)) is None:
            self.table.add((call.piece, call.sequence), copied_call(call))

    def answer(self, piece: str, sequence: int, outcome: Mapping[str, Any], now: datetime) -> bool:
        row = self.table.get((piece, sequence))
        if row is None or row.answered_at is not None:
            return False
        answered = replace(row, outcome=outcome, answered_at=now)
        self.table.put((piece, sequence), copied_call(answered))
        return True
