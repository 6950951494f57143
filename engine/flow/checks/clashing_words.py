"""Words and titles that get in each other's way: every rule F5xx.

cambiar: {words: [salir, otra hora], to: eligiendo_horario}    # F501: `salir` is an escape
"""

from __future__ import annotations

import re
from collections.abc import Callable, Iterator
from dataclasses import dataclass

from ...understanding.intents import EXAMPLES
from ...words.fold import fold, row_number
from ..language.definition import HOME, AskingState, Exit, Flow
from ..language.suggest import suggest
from ..language.yaml_source import Path
from .rule import WARNING, Finding, rule
from .subject import Subject
from .uses import heard_words

_JOINED = re.compile(r"\w\s*[;|]\s*\w|\w,.*\w,.*\w")


@dataclass(frozen=True, slots=True)
class TypedAnswers:
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

    def place(self, word: str) -> Path:
        """Return where a word of it is written: among its words, or on its button."""
        folded = [fold(one) for one in self.exit.words]
        if fold(word) in folded:
            return (*self.path, "words", folded.index(fold(word)))
        return (*self.path[:2], "ask", "buttons", self.key)


def _answers(flow: Flow, *states: str) -> Iterator[TypedAnswers]:
    """Yield every exit of `go`, of these states or of all."""
    for name in states or flow.states:
        state = flow.asking(name)
        for key, exit_ in state.go.items() if state else ():
            assert state
            buttons = [flow.buttons(name, locale) for locale in flow.languages]
            titles = dict.fromkeys(one[key] for one in buttons if key in one)
            yield TypedAnswers(("states", name, "go", key), state, exit_, tuple(titles))


@rule("F501", "an escape swallows a word")
def swallowed(subject: Subject) -> Iterator[Finding]:
    """Escapes come first: their words are no answers."""
    escapes = subject.flow.escapes
    of = {fold(word): (key, i) for key, one in escapes.items() for i, word in enumerate(one.words)}
    for answer in _answers(subject.flow):
        for word in answer.words:
            escape, i = of.get(fold(word), (None, 0))
            meant = answer.exit.escape
            if escape and escape != meant and (meant is None or meant in escapes):
                at: Path = ("escapes", escape, "words", i)
                if _is_name(word, answer) and not _is_escapes(subject, word, escape):
                    message = f"{word!r} is what {answer.key!r} of {answer.path[1]!r} is called"
                    yield Finding(at, message, "take another word", (answer.place(word),))
                    continue
                message = f"{word!r} is swallowed by the escape {escape!r}"
                hint = f"take another word, or write `{answer.key}: {{escape: {escape}}}`"
                yield Finding(answer.place(word), message, hint, (at,))


def _is_escapes(subject: Subject, word: str, escape: str) -> bool:
    """Return whether an escape is called so, or a button that leads to it."""
    buttons = (one for one in _answers(subject.flow) if one.exit.escape == escape)
    return _same(word, escape) or any(fold(word) in map(fold, one.titles) for one in buttons)


def _same(word: str, key: str) -> bool:
    """Return whether a word is what an exit is called, as the file spells it."""
    return fold(word).replace(" ", "_") == key


def _is_name(word: str, answer: TypedAnswers) -> bool:
    """Return whether a word is an exit's by its name or its button, and not only one of several."""
    return _same(word, answer.key) or fold(word) in map(fold, answer.titles)


@rule("F502", "a word leads to two exits")
def two_exits(subject: Subject) -> Iterator[Finding]:
    """In one state a word stands for one exit."""
    taken: dict[tuple[Path, str], TypedAnswers] = {}
    for answer in _answers(subject.flow):
        for word in answer.exit.words:
            other = taken.setdefault((answer.path[:2], fold(word)), answer)
            if other.key != answer.key:
                wrong, right = answer, other
                if _is_name(word, answer) and not _is_name(word, other):
                    wrong, right = other, answer
                message = f"{word!r} leads to {right.key!r}, too"
                shows = (right.place(word),)
                yield Finding(wrong.place(word), message, "leave it to one of them", shows)


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
                hint = f"take the word away, or give it to {other!r}"
                shows = ((*answer.path[:2], "ask", "buttons", other),)
                yield Finding(answer.place(word), message, hint, shows)


@rule("F504", "two buttons look the same")
def same_titles(subject: Subject) -> Iterator[Finding]:
    """Buttons of one question have different titles."""
    for name in subject.flow.states:
        state = subject.flow.asking(name)
        seen: dict[str, str] = {}
        for key, title in state.ask.buttons.items() if state else ():
            other = seen.setdefault(fold(title), key)
            if other != key:
                wrong, right = (other, key) if _named_so(title, key, other) else (key, other)
                message = f"has the same title as {right!r}: {title!r}"
                at: Path = ("states", name, "ask", "buttons")
                hint = "let its title say what is different"
                yield Finding((*at, wrong), message, hint, ((*at, right),))
    for path, exit_ in subject.exits:
        if exit_.offer and fold(exit_.offer.yes) == fold(exit_.offer.no):
            message = f"has the same title as 'no': {exit_.offer.yes!r}"
            shows = ((*path, "offer", "no"),)
            hint = "let its title say what is different"
            yield Finding((*path, "offer", "yes"), message, hint, shows)


@rule("F514", "two rows look the same", WARNING)
def same_rows(subject: Subject) -> Iterator[Finding]:
    """The rows of a list of one's own have different titles."""
    for name, options in subject.flow.options.items():
        seen: dict[str, str] = {}
        for key, option in options.items():
            other = seen.setdefault(fold(option.title), key)
            if other != key:
                title = option.title
                wrong, right = (other, key) if _named_so(title, key, other) else (key, other)
                message = f"has the same title as {right!r}: {title!r}"
                hint = "let its title say what is different"
                yield Finding(("options", name, wrong), message, hint, (("options", name, right),))


@rule("F515", "a word hides a row", WARNING)
def hides_row(subject: Subject) -> Iterator[Finding]:
    """Who types the title of a row means that row: no word of an exit or an escape is it."""
    flow = subject.flow
    escapes: list[tuple[Path, Exit]] = [
        (("escapes", name), one) for name, one in flow.escapes.items()
    ]
    for state in flow.states:
        asking, rows = flow.asking(state), _rows(flow, state)
        exits: list[tuple[Path, Exit]] = [*escapes] if rows else []
        for key, exit_ in asking.go.items() if asking and rows else ():
            exits.append((("states", state, "go", key), exit_))
        for path, exit_ in exits:
            for i, word in enumerate(exit_.words):
                row, at = rows.get(fold(word)), (*path, "words", i)
                if row is None:
                    continue
                message = f"{word!r} is the title of a row, and would no longer choose it"
                if _same(word, str(path[-1])):  # what the exit is called: the row's title is wrong
                    yield Finding(row, message, "give the row another title", (at,))
                else:
                    yield Finding(at, message, "take another word", (row,))


def _rows(flow: Flow, state: str) -> dict[str, Path]:
    """Return where the rows of a question stand that are the flow's own, by their titles."""
    asking = flow.asking(state)
    name = asking.ask.list.provider if asking and asking.ask.list else ""
    titled: dict[str, Path] = {
        f"{name}.{key}": ("options", name, key) for key in flow.options.get(name, {})
    }
    return {
        fold(sayings[saying]): path
        for sayings in flow.languages.values()
        for saying, path in titled.items()
    }


def _named_so(title: str, key: str, other: str) -> bool:
    """Return whether a title goes with one key and not with another."""
    words = fold(title).split()
    return key.partition("_")[0] in words and other.partition("_")[0] not in words


@rule("F505", "a word leads to two escapes")
def two_escapes(subject: Subject) -> Iterator[Finding]:
    """A word stands for one escape."""
    taken: dict[str, tuple[str, int]] = {}
    for name, escape in subject.flow.escapes.items():
        for i, word in enumerate(escape.words):
            other, at = taken.setdefault(fold(word), (name, i))
            if other != name:
                wrong, right = ((name, i), (other, at))
                if _same(word, name):
                    wrong, right = right, wrong
                message = f"{word!r} is a word of the escape {right[0]!r}, too"
                path, shown = (("escapes", key, "words", n) for key, n in (wrong, right))
                yield Finding(path, message, "leave it to one of them", (shown,))


@rule("F506", "a word takes a row's number", WARNING)
def takes_number(subject: Subject) -> Iterator[Finding]:
    """Where there are rows or buttons, a number stands for one of them."""
    for answer in _answers(subject.flow):
        counted = answer.state.ask.list or answer.state.ask.buttons
        for word in answer.exit.words if counted else ():
            if row_number(word):
                message = f"{word!r} is a row's number, and would no longer choose that row"
                yield Finding(answer.place(word), message, "write it as more than a number")


@rule("F507", "a word of nothing")
def blank_word(subject: Subject) -> Iterator[Finding]:
    """A word has something in it that can be typed."""
    for path, exit_ in subject.exits:
        for i, word in enumerate(exit_.words):
            if not fold(word).strip():
                message = f"{word!r} is nothing that can be typed"
                yield Finding((*path, "words", i), message, "take it out")


@rule("F516", "several words in one", WARNING)
def joined_words(subject: Subject) -> Iterator[Finding]:
    """Each word is one that somebody types: commas stand between them, outside the quotes."""
    for path, exit_ in subject.exits:
        for key, words in (("words", exit_.words), ("contains", exit_.contains)):
            for i, word in enumerate(words):
                if _JOINED.search(word):
                    message = f"{word!r} is one word, and nobody types it so"
                    hint = "part them by commas, outside the quotes"
                    yield Finding((*path, key, i), message, hint)


@rule("F508", "a thank-you swallows a beginning", WARNING)
def swallows_beginning(subject: Subject) -> Iterator[Finding]:
    """After the end, a word of the first question starts over: no `closing` answers it."""
    flow = subject.flow
    first = _answers(flow, flow.initial) if flow.initial in flow.states else ()
    begins = {fold(word) for answer in first for word in answer.words}
    for name in flow.states:
        ending = flow.ending(name)
        for i, word in enumerate(ending.closing.words if ending and ending.closing else ()):
            if fold(word) in begins:
                message = f"{word!r} is an answer of {flow.initial!r}, and would never start over"
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
                    yield Finding(answer.place(word), message, "take another word")


@rule("F510", "a word hides an answer")
def hides_answer(subject: Subject) -> Iterator[Finding]:
    """What the question's parser reads is an answer, and no exit's or escape's word."""
    for answer in _answers(subject.flow):
        reads = _reads(subject, answer.state)
        for word in answer.exit.words if reads else ():
            if reads and reads(word):
                yield _hidden(answer.place(word), word, answer.state, str(answer.path[1]))
    for name, escape in subject.flow.escapes.items():
        for i, word in enumerate(escape.words):
            for state in subject.flow.states:
                asking = subject.flow.asking(state)
                reads = _reads(subject, asking) if asking else None
                if asking and reads and reads(word):
                    yield _hidden(("escapes", name, "words", i), word, asking, state)
                    break


def _reads(subject: Subject, state: AskingState) -> Callable[[str], bool] | None:
    entry = subject.registry.parsers.get(state.ask.typed.parse) if state.ask.typed else None
    return entry.reads if entry else None


def _hidden(path: Path, word: str, state: AskingState, name: str) -> Finding:
    parser = state.ask.typed.parse if state.ask.typed else ""
    message = f"{word!r} is an answer that {parser!r} reads, and would never come to it"
    shows: Path = ("states", name, "ask", "typed", "parse")
    return Finding(path, message, "take another word", (shows,))


@rule("F511", "a word is a merchant's slug")
def shadowed(subject: Subject) -> Iterator[Finding]:
    """A message that is a merchant's slug goes to that merchant, whatever a flow makes of it."""
    for path, word in heard_words(subject.flow, subject.exits):
        if fold(word) in subject.slugs:
            message = f"{word!r} is a merchant's slug: writing it leads to that merchant"
            yield Finding(path, message, "take another word, or rename the merchant")


@rule("F512", "a meaning that nobody knows")
def unknown_meaning(subject: Subject) -> Iterator[Finding]:
    """`means` names what Milo reads in any words."""
    for path, exit_ in subject.exits:
        for i, meaning in enumerate(exit_.means):
            if meaning not in EXAMPLES:
                message = f"there is no meaning {meaning!r}"
                hint = suggest(meaning, EXAMPLES) or f"there are {', '.join(sorted(EXAMPLES))}"
                yield Finding((*path, "means", i), message, hint)


@rule("F513", "a meaning leads to two exits")
def meaning_twice(subject: Subject) -> Iterator[Finding]:
    """In one state, and among the escapes, a meaning stands for one exit."""
    taken: dict[tuple[Path, str], str] = {}
    for path, exit_ in subject.exits:
        where = path[:-1]
        for i, meaning in enumerate(exit_.means if where[-1:] in (("go",), ("escapes",)) else ()):
            other = taken.setdefault((where, meaning), str(path[-1]))
            if other != path[-1]:
                message = f"{meaning!r} leads to {other!r}, too"
                yield Finding((*path, "means", i), message, "leave it to one of them")


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
    hides_answer,
    shadowed,
    unknown_meaning,
    meaning_twice,
    same_rows,
    hides_row,
    joined_words,
)
