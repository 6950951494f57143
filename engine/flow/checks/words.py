"""Words and titles that get in each other's way: every rule F5xx.

cambiar: {words: [salir, otra hora], to: eligiendo_horario}    # F501: `salir` is an escape
"""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass

from ...words.fold import fold, row_number
from ..language.definition import HOME, AskingState, Exit, Flow
from ..language.yaml_source import Path
from .rule import WARNING, Finding, rule
from .subject import Subject


@dataclass(frozen=True, slots=True)
class Answer:
    """An exit of `go`, with all that may be typed for it."""

    path: Path
    state: AskingState
    exit: Exit
    titles: tuple[str, ...]

    @property
    def key(self) -> str:
        """Its name."""
        return str(self.path[3])

    @property
    def words(self) -> tuple[str, ...]:
        """Its words, and the titles of its button in each language."""
        return (*self.exit.words, *self.titles)


def _answers(flow: Flow, *states: str) -> Iterator[Answer]:
    """Yield every exit of `go`, of these states or of all."""
    for name in states or flow.states:
        state = flow.asking(name)
        for key, exit_ in state.go.items() if state else ():
            assert state
            buttons = [flow.buttons(name, locale) for locale in flow.languages]
            titles = dict.fromkeys(one[key] for one in buttons if key in one)
            yield Answer(("states", name, "go", key), state, exit_, tuple(titles))


@rule("F501", "an escape swallows a word")
def swallowed(subject: Subject) -> Iterator[Finding]:
    """Escapes come first: their words are no answers."""
    escapes = {fold(word): key for key, one in subject.flow.escapes.items() for word in one.words}
    for answer in _answers(subject.flow):
        for word in answer.words:
            escape = escapes.get(fold(word))
            meant = answer.exit.escape
            if escape and escape != meant and (meant is None or meant in subject.flow.escapes):
                message = f"{word!r} is swallowed by the escape {escape!r}"
                hint = f"take another word, or write `{answer.key}: {{escape: {escape}}}`"
                yield Finding(answer.path, message, hint)


@rule("F502", "a word leads to two exits")
def two_exits(subject: Subject) -> Iterator[Finding]:
    """In one state a word stands for one exit."""
    taken: dict[tuple[Path, str], str] = {}
    for answer in _answers(subject.flow):
        for word in answer.exit.words:
            other = taken.setdefault((answer.path[:2], fold(word)), answer.key)
            if other != answer.key:
                message = f"{word!r} leads to {other!r}, too"
                yield Finding(answer.path, message, "leave it to one of them")


@rule("F503", "a word hides a button")
def hides_button(subject: Subject) -> Iterator[Finding]:
    """Who types a button's title means that button."""
    titles = {
        (answer.path[:2], fold(title)): answer.key
        for answer in _answers(subject.flow)
        for title in answer.titles
    }
    for answer in _answers(subject.flow):
        for word in answer.exit.words:
            other = titles.get((answer.path[:2], fold(word)), answer.key)
            if other != answer.key:
                message = f"{word!r} is the title of the button {other!r}"
                yield Finding(answer.path, message, f"take the word away, or give it to {other!r}")


@rule("F504", "two buttons look the same")
def same_titles(subject: Subject) -> Iterator[Finding]:
    """Buttons of one question have different titles."""
    for name in subject.flow.states:
        state = subject.flow.asking(name)
        seen: dict[str, str] = {}
        for key, title in state.ask.buttons.items() if state else ():
            other = seen.setdefault(fold(title), key)
            if other != key:
                message = f"has the same title as {other!r}: {title!r}"
                at = ("states", name, "ask", "buttons", key)
                yield Finding(at, message, "let its title say what is different")


@rule("F505", "a word leads to two escapes")
def two_escapes(subject: Subject) -> Iterator[Finding]:
    """A word stands for one escape."""
    taken: dict[str, str] = {}
    for name, escape in subject.flow.escapes.items():
        for word in escape.words:
            other = taken.setdefault(fold(word), name)
            if other != name:
                message = f"{word!r} is a word of the escape {other!r}, too"
                yield Finding(("escapes", name, "words"), message, "leave it to one of them")


@rule("F506", "a word takes a row's number", WARNING)
def takes_number(subject: Subject) -> Iterator[Finding]:
    """Where there are rows or buttons, a number stands for one of them."""
    for answer in _answers(subject.flow):
        counted = answer.state.ask.list or answer.state.ask.buttons
        for word in answer.exit.words if counted else ():
            if row_number(word):
                message = f"{word!r} is a row's number, and would no longer choose that row"
                yield Finding(answer.path, message, "write it as more than a number")


@rule("F507", "a word of nothing")
def blank_word(subject: Subject) -> Iterator[Finding]:
    """A word has something in it that can be typed."""
    for path, exit_ in subject.exits:
        for i, word in enumerate(exit_.words):
            if not fold(word).strip():
                message = f"{word!r} is nothing that can be typed"
                yield Finding((*path, "words", i), message, "take it out")


@rule("F508", "a thank-you swallows a beginning", WARNING)
def swallows_beginning(subject: Subject) -> Iterator[Finding]:
    """After the end, a word of the first question begins anew: no `closing` answers it."""
    flow = subject.flow
    first = _answers(flow, flow.initial) if flow.initial in flow.states else ()
    begins = {fold(word) for answer in first for word in answer.words}
    for name in flow.states:
        ending = flow.ending(name)
        for i, word in enumerate(ending.closing.words if ending and ending.closing else ()):
            if fold(word) in begins:
                message = f"{word!r} is an answer of {flow.initial!r}, and would never begin anew"
                yield Finding(("states", name, "closing", "words", i), message, "take it out")


@rule("F509", "a word hides the caller's way out", WARNING)
def hides_way_out(subject: Subject) -> Iterator[Finding]:
    """In a flow that is called, the words for the menu and for a person stay the caller's."""
    for caller in subject.callers:
        outs = {
            fold(word): name
            for name, escape in caller.escapes.items()
            for word in escape.words
            if name == HOME or escape.handoff
        }
        for answer in _answers(subject.flow):
            for word in answer.words:
                escape = outs.get(fold(word))
                if escape:
                    message = f"{word!r} hides the escape {escape!r} of {caller.flow!r}"
                    yield Finding(answer.path, message, "take another word")


RULES = (
    swallowed,
    two_exits,
    hides_button,
    same_titles,
    two_escapes,
    takes_number,
    blank_word,
    swallows_beginning,
    hides_way_out,
)
