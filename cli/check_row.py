"""One thing that `milo doctor` looked at."""

from __future__ import annotations

from dataclasses import asdict, dataclass
from typing import Any


@dataclass(frozen=True, slots=True)
class CheckRow:
    """One thing looked at; `problem` is empty when it is well."""

    name: str
    value: str
    help: str
    problem: str = ""

    def to_json(self) -> dict[str, Any]:
        """Return it as JSON data."""
        return asdict(self)
