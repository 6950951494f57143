"""What is known where a path stands: which slots hold something, and what conditions ask of it."""

from __future__ import annotations

from collections.abc import Iterator, Mapping

from ..language.definition import Exit
from ..language.value_types import Wanted

ANYTHING = "\0"
"""A slot's value where only a provider or a parser knows it: none that a condition asks for."""
Known = frozenset[tuple[str, str]]
"""Slots that hold something, with what they hold."""


def holding(known: Known, slot: str | None, value: str) -> Known:
    """Return what is known once a slot holds a value."""
    return without(known, {slot}) | {(slot, value)} if slot else known


def without(known: Known, slots: set[str]) -> Known:
    """Return what is known once slots were forgotten."""
    return frozenset(pair for pair in known if pair[0] not in slots)


def holds(condition: Mapping[str, Wanted], known: Known) -> bool:
    """Return whether a condition on slots is met."""
    held = dict(known)
    return all(
        (slot in held) is wanted if isinstance(wanted, bool) else held.get(slot) in wanted
        for slot, wanted in condition.items()
    )


def wanted(exit_: Exit, slot: str) -> tuple[str, ...]:
    """Return the values of a slot that the branches of an exit ask for, each once."""
    return tuple(dict.fromkeys(_wanted(exit_, slot)))


def _wanted(exit_: Exit, slot: str) -> Iterator[str]:
    for branch in exit_.first:
        values = branch.condition.get(slot) if isinstance(branch.condition, Mapping) else None
        if isinstance(values, tuple):
            yield from values
    for inner in (*exit_.first, *exit_.outcomes.values()):
        yield from _wanted(inner, slot)
