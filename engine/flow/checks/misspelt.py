"""Names that are misspelt where they are defined: all that uses them is right.

texts: {no_entend: "…"}      # eight states say `no_entendi`: the mend is here

Functions spell the slots and texts that they need in one way only. Where a flow itself names
something once, nobody can tell which of the two is wrong: both are told of.
"""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from dataclasses import dataclass

from ..language.placeholders import names_in
from ..language.suggest import nearest
from ..language.yaml_source import Path
from .subject import Subject
from .uses import base_of, entry_of, known_names, served_texts, texts_of_functions, written_texts

_TABLES = {"state": "states", "text": "texts", "slot": "slots", "escape": "escapes"}


@dataclass(frozen=True, slots=True)
class Misspelling:
    """A name that is defined and not used, beside one that is used and not defined.

    Attributes:
        path: where it is defined.
        name: how it is spelt there.
        meant: how all that uses it spells it.
        uses: where it is used.
    """

    path: Path
    name: str
    meant: str
    uses: tuple[Path, ...]


def misspelt(subject: Subject, kind: str) -> Mapping[str, Misspelling]:
    """Return what is misspelt where it is defined, by the name that is missing."""
    return subject.once(_made)[kind]


def is_misspelt(subject: Subject, kind: str, name: str) -> bool:
    """Return whether a name that is defined stands for one that is missing."""
    return any(one.name == name for one in misspelt(subject, kind).values())


def _made(subject: Subject) -> Mapping[str, Mapping[str, Misspelling]]:
    return {kind: {one.meant: one for one in _found(subject, kind)} for kind in _TABLES}


def _found(subject: Subject, kind: str) -> Iterator[Misspelling]:
    defined = getattr(subject.flow, _TABLES[kind])
    used: dict[str, list[Path]] = {}
    fixed = set()
    for path, name in _fixed(subject, kind):
        used.setdefault(name, []).append(path)
        fixed.add(name)
    for path, name in _uses(subject, kind):
        used.setdefault(name, []).append(path)
    spared = served_texts(subject) if kind == "text" else set()
    idle = [name for name in defined if name not in used and name not in spared]
    for name in [name for name in used if name not in defined]:
        found, uses = nearest(name, idle), tuple(dict.fromkeys(used[name]))
        if found and (name in fixed or len(uses) > 1):
            idle.remove(found)
            yield Misspelling((_TABLES[kind], found), found, name, uses)


def _fixed(subject: Subject, kind: str) -> Iterator[tuple[Path, str]]:
    """Yield what functions need by names of their own."""
    if kind == "text":
        yield from ((path, text) for path, _, text in texts_of_functions(subject))
    elif kind == "slot":
        for one, path, name in subject.names:
            entry = entry_of(subject, one, name)
            yield from ((path, slot) for slot in (entry.slots if entry else ()))


def _uses(subject: Subject, kind: str) -> Iterator[tuple[Path, str]]:
    yield from ((path, name) for one, path, name in subject.names if one == kind)
    if kind == "slot":
        for path, text, wording in written_texts(subject.flow):
            other = known_names(subject, text) - subject.flow.slots.keys()
            bases = sorted({base_of(used) for used in names_in(wording)} - other)
            yield from ((path, base) for base in bases)
