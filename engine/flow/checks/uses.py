"""What texts use: the names in them, and those without which something would be missing."""

from __future__ import annotations

from collections.abc import Iterator

from ..language.templates import lone_names, names_in, needed_in
from .subject import Subject

ALWAYS = ("comercio", "contacto", "recientes")
"""Names that a text may use though they are no slots: the client, the person, whom they know."""
REFUSED = "pedida"
"""What was asked for; only a refusal knows it."""


def wordings(subject: Subject, text: str) -> tuple[str, ...]:
    """Return how a text goes in each language."""
    return tuple(language[text] for language in subject.languages.values() if text in language)


def known_names(subject: Subject, text: str) -> set[str]:
    """Return every name that a text may use."""
    announced = subject.registry.announced.get(text, ())
    return {*subject.flow.slots, *ALWAYS, REFUSED, *announced}


def base_of(name: str) -> str:
    """Return the slot of `slot.suffix`."""
    return name.partition(".")[0]


def needed_slots(subject: Subject, text: str) -> Iterator[str]:
    """Yield the slots without which a text would have a gap."""
    needed = {base_of(name) for one in wordings(subject, text) for name in needed_in(one)}
    yield from sorted(needed & subject.flow.slots.keys())


def names_of_texts(subject: Subject) -> set[str]:
    """Return every slot that some text names."""
    every = (one for text in subject.flow.texts for one in wordings(subject, text))
    return {base_of(name) for wording in every for name in names_in(wording)}


def may_be_missing(text: str) -> set[str]:
    """Return the names that leave a gap when they show nothing: neither optional nor alone."""
    return set(needed_in(text)) - set(lone_names(text))
