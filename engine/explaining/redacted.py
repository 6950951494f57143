"""What people wrote, without what is personal: the same text becomes the same words each time.

Kept is what the flow itself could have said: its words, the titles of its buttons and rows, a
number, a day or an hour. Of a sentence only the words are kept that were understood, or another
sentence of the same meaning. All else is replaced by words that no flow understands; phones,
names and ids never appear.
"""

from __future__ import annotations

import re
from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field
from string import ascii_lowercase
from typing import Any

from ..understanding.commands import CLEAR, Act
from ..understanding.intents import EXAMPLES
from ..understanding.readers.notes import NOTE

_VALUES = frozenset({Act.ANSWER, Act.SET, Act.CORRECT, Act.CLARIFY})
_REPLIES = frozenset({Act.AGREE, Act.REFUSE, Act.GREET, Act.THANK, Act.MORE})
"""What is said in words of which there are only so many."""
_KEPT = frozenset({"escape", "word", "row"})
"""Rules by which only what the flow knows can be understood."""
_FREE = frozenset({"texto"})
"""Parsers that take any text."""
_A_NOTE = "necesito factura"
"""Stands for whatever was noted."""
_PERSONAL = re.compile(r"\d{5,}|@|https?:")
_ID = re.compile(r"[0-9a-hjkmnp-tv-z]{26}|id-\d{8}")


@dataclass(slots=True)
class Redaction:
    """Replaces texts and ids, each always by the same."""

    _texts: dict[str, str] = field(default_factory=dict)
    _ids: dict[str, str] = field(default_factory=dict)

    def said(
        self,
        text: str,
        rule: str,
        parser: str = "",
        commands: Sequence[Mapping[str, Any]] = (),
    ) -> str:
        """Return what may be shown of a text, by how it was understood."""
        known = rule in _KEPT or (rule == "typed" and parser not in _FREE)
        shown = text if known else _understood(commands)
        if shown and not _PERSONAL.search(shown):
            return shown
        return self._texts.setdefault(text, f"texto privado {_letters(len(self._texts))}")

    def value(self, value: str) -> str:
        """Return a row's value; the id of something that somebody has is another's."""
        if not _ID.fullmatch(value):
            return value
        return self._ids.setdefault(value, f"propio-{_letters(len(self._ids))}")


def _understood(commands: Sequence[Mapping[str, Any]]) -> str:
    """Return a sentence of the words that were understood, or one that means the same; else ""."""
    said = []
    for command in commands:
        act, topic = Act(command["act"]), command.get("topic", "")
        if topic == NOTE:
            said.append(_A_NOTE)
        elif act in _VALUES or (act in _REPLIES and command["strength"] == CLEAR):
            said.append(command["words"])
        elif topic in EXAMPLES and act in (Act.MEAN, Act.QUESTION):
            said.append(EXAMPLES[topic])
        else:
            return ""
    return ", ".join(said)


def _letters(number: int) -> str:
    """Return a, b, … z, ba, bb, …: a number would be understood as a row's."""
    more, last = divmod(number, len(ascii_lowercase))
    return (_letters(more) if more else "") + ascii_lowercase[last]
