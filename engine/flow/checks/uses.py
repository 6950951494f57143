"""What texts use: the names in them, and those without which something would be missing."""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Mapping
from typing import Any

from ..language.definition import MORE_TEXT, WHICH_TEXT, Flow
from ..language.placeholders import lone_names, names_in, needed_in
from ..language.registry import Entry
from ..language.yaml_source import Path
from .subject import Subject
from .ways import Placed

ALWAYS = ("comercio", "contacto", "permiso", "pregunta", "recientes")
"""Names that a text may use though they are no slots: the client, the person, whom they know."""
NEAR = "cerca"
"""The hours nearest to one that was asked for; only a refusal knows them."""
LIMITS = ("hasta", "uno", "limite")
"""How many come at most, until when it was to be booked; only the refusals for it know that."""
ANSWER = "respuesta"
"""The client's own answer to a question, where a flow has an exit for those."""
REFUSED = "pedida"
"""What was asked for; only a refusal knows it."""


def wordings(subject: Subject, text: str) -> tuple[str, ...]:
    """Return how a text goes in each language."""
    return tuple(language[text] for language in subject.languages.values() if text in language)


def entry_of(subject: Subject, kind: str, name: str) -> Entry[Any] | None:
    """Return the function of a kind and a name, if there is one."""
    registry = subject.registry
    tables: dict[str, Mapping[str, Entry[Any]]] = {
        "provider": registry.providers,
        "parser": registry.parsers,
        "check": registry.checks,
        "guard": registry.guards,
        "action": registry.actions,
    }
    return tables[kind].get(name) if kind in tables else None


def texts_of_functions(subject: Subject) -> Iterator[tuple[Path, str, str]]:
    """Yield the texts that a question may say though no key names them: where, who, which.

    Those of every list, and those by which its parser and its checks refuse an answer.
    """
    for state in subject.flow.states:
        asking = subject.flow.asking(state)
        at: Path = ("states", state, "ask")
        if asking and asking.ask.list:
            yield from (((*at, "list"), "", text) for text in (MORE_TEXT, WHICH_TEXT))
        typed = asking.ask.typed if asking else None
        for name in (typed.parse, *typed.check) if typed else ():
            entry = entry_of(subject, "parser", name) or entry_of(subject, "check", name)
            yield from (((*at, "typed"), name, text) for text in (entry.texts if entry else ()))


def served_texts(subject: Subject) -> set[str]:
    """Return the texts that others may say: Milo itself, and the flows that are called."""
    called = {exit_.call for _, exit_ in subject.exits if exit_.call}
    theirs = [flow.texts for name, flow in (subject.flows or {}).items() if name in called]
    return {*subject.registry.announced, *(name for texts in theirs for name in texts)}


def written_texts(flow: Flow) -> Iterator[tuple[Path, str, str]]:
    """Yield where each text stands in each language, its name, and how it goes."""
    for name, text in flow.texts.items():
        yield ("texts", name), name, text
    for locale, texts in flow.translations.items():
        for name, text in texts.items():
            yield ("translations", locale, name), name, text


def heard_words(flow: Flow, exits: Iterable[Placed]) -> Iterator[tuple[Path, str]]:
    """Yield every word, and every button's title, that a flow reads as an answer."""
    for path, exit_ in exits:
        yield from (((*path, "words", i), word) for i, word in enumerate(exit_.words))
    for state in flow.states:
        ending = flow.ending(state)
        closing = ending.closing.words if ending and ending.closing else ()
        yield from ((("states", state, "closing", "words", i), w) for i, w in enumerate(closing))
        for locale in flow.languages:
            titles = flow.buttons(state, locale)
            yield from ((("states", state, "ask", "buttons", key), titles[key]) for key in titles)


def known_names(subject: Subject, text: str) -> set[str]:
    """Return every name that a text may use."""
    announced = subject.registry.announced.get(text, ())
    answers = {ANSWER} if any("faq" in exit_.means for _, exit_ in subject.exits) else set()
    return {*subject.flow.slots, *ALWAYS, REFUSED, NEAR, *LIMITS, *announced, *answers}


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
