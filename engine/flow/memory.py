"""What a session remembers between two turns: its `data`, as JSON."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import asdict, dataclass, field
from typing import Any


@dataclass(slots=True)
class Memory:
    """The working copy of a session's data, for one turn.

    Attributes:
        slots: what the flow remembers, by name.
        turn: counts the turns.
        asked: the turn in which the current question was first asked.
        armed: the turn that set the timers.
        rows: option and title of each row shown, for whoever types a row's number.
        tries: answers in a row that nobody understood.
        result: how the flow last ended.
    """

    slots: dict[str, Any] = field(default_factory=dict)
    turn: int = 0
    asked: int = 0
    armed: int = 0
    rows: list[list[str]] = field(default_factory=list)
    tries: int = 0
    result: str | None = None

    @classmethod
    def read(cls, data: Mapping[str, Any]) -> Memory:
        """Take a working copy of a session's data."""
        known = {name: data[name] for name in cls.__slots__ if name in data}
        memory = cls(**known)
        memory.slots = dict(memory.slots)
        return memory

    def to_json(self) -> dict[str, Any]:
        """Return it as a session's data, without what is empty."""
        kept = {key: value for key, value in asdict(self).items() if value}
        return {"slots": {}, **kept}
