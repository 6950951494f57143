"""What flows may name, told from the functions themselves: docstrings, and what they declared.

A docstring's first paragraph says what the function is for. A section `Outcomes:` has a line for
each way in which an action may end, `Suffixes:` one for each that a show knows.
"""

from __future__ import annotations

import re
from collections.abc import Mapping
from dataclasses import dataclass
from inspect import getdoc
from typing import Any

from .registry import Entry, Registry

_SECTION = re.compile(r"^(\w+):\n((?: {4}.*(?:\n|$))+)", re.MULTILINE)
_LINE = re.compile(r"^ {4}`?([\w]+)`?: (.+(?:\n {6,}.+)*)", re.MULTILINE)


@dataclass(frozen=True, slots=True)
class FunctionHelp:
    """One function, as the reference tells of it.

    Attributes:
        does: a sentence.
        ends: every outcome, with what it means.
        shows: every suffix, with what it shows.
    """

    entry: Entry[Any]
    does: str
    ends: Mapping[str, str]
    shows: Mapping[str, str]

    def to_json(self) -> dict[str, Any]:
        """Return it as JSON data, without what is empty."""
        entry = self.entry
        told = {
            "kind": entry.kind,
            "name": entry.name,
            "does": self.does,
            "slots": list(entry.slots),
            "optional": list(entry.optional),
            "texts": list(entry.texts),
            "outcomes": dict(self.ends),
            "fills": {outcome: list(slots) for outcome, slots in entry.fills.items()},
            "suffixes": dict(self.shows),
            "seconds": entry.seconds,
        }
        return {key: value for key, value in told.items() if value}


def sections_of(entry: Entry[Any]) -> dict[str, dict[str, str]]:
    """Return the sections of a function's docstring: by title, what is said of each name."""
    return {
        match[1]: {name: _flat(text) for name, text in _LINE.findall(match[2])}
        for match in _SECTION.finditer((getdoc(entry.run) or "") + "\n")
    }


def told_of(entry: Entry[Any]) -> FunctionHelp:
    """Return what is told of a function."""
    doc, sections = getdoc(entry.run) or "", sections_of(entry)
    ends, shows = sections.get("Outcomes", {}), sections.get("Suffixes", {})
    return FunctionHelp(
        entry,
        _flat(doc.partition("\n\n")[0]),
        {name: ends.get(name, _USUAL.get(name, "")) for name in entry.outcomes},
        {name: shows.get(name, "") for name in entry.suffixes},
    )


_USUAL = {"error": "it failed, or its time was over"}


def reference(registry: Registry) -> list[FunctionHelp]:
    """Return all functions of a vocabulary, by kind and name."""
    tables: tuple[Mapping[str, Entry[Any]], ...] = (
        registry.providers,
        registry.parsers,
        registry.checks,
        registry.guards,
        registry.actions,
        registry.shows,
    )
    return [told_of(table[name]) for table in tables for name in sorted(table)]


def _flat(text: str) -> str:
    return " ".join(text.split())
