"""What is longer than WhatsApp allows, at its worst: every rule F60x.

    buttons: {reservar: Reservar un turno ahora}       # F601: 24 characters, and 20 fit

Longest names and services count, an emoji counts twice, and what is said counts with the question
that follows.
"""

from __future__ import annotations

import re
from collections.abc import Iterator
from dataclasses import replace

from ...messages import (
    BODY_LIMIT,
    BUTTON_TITLE_LIMIT,
    BUTTONS_LIMIT,
    ROW_DESCRIPTION_LIMIT,
    ROW_TITLE_LIMIT,
    width,
)
from ...words.fold import without_invisible
from ..language.definition import MORE_TEXT
from ..language.yaml_source import Path
from .rule import WARNING, Finding, rule
from .said import PossibleMessage, messages
from .subject import Subject
from .uses import written_texts
from .worst import worst

_BREAKS = re.compile(r"[\t\n\v\f\r\x85\u2028\u2029]")
_MARKED = re.compile(r"\{[a-z][a-z0-9_.]*\}|(?<!\w)([*_~])\S(?:[^*_~\n]*\S)?\1(?!\w)|`[^`]+`")
_TITLE = f"a button's title has 1 to {BUTTON_TITLE_LIMIT} characters"


@rule("F601", "a button's title is too long")
def long_title(subject: Subject) -> Iterator[Finding]:
    """A title has 1 to 20 characters."""
    for path, title in _titles(subject):
        if not title.strip():
            yield Finding(path, _TITLE, "write its title")
        elif width(title) > BUTTON_TITLE_LIMIT:
            message = f"{_TITLE}; this one has {width(title)}"
            yield Finding(path, message, "say it shorter (an emoji counts twice)")


def _titles(subject: Subject) -> Iterator[tuple[Path, str]]:
    flow = subject.flow
    for name in flow.states:
        state = flow.asking(name)
        for key, title in state.ask.buttons.items() if state else ():
            yield ("states", name, "ask", "buttons", key), title
    for path, exit_ in subject.exits:
        if exit_.offer:
            yield (*path, "offer", "yes"), exit_.offer.yes
            yield (*path, "offer", "no"), exit_.offer.no
    for locale, texts in flow.translations.items():
        for name, title in texts.items():
            if "." in name:
                yield ("translations", locale, name), title


@rule("F602", "too many buttons")
def many_buttons(subject: Subject) -> Iterator[Finding]:
    """A question has three buttons at most."""
    for name in subject.flow.states:
        state = subject.flow.asking(name)
        count = len(state.ask.buttons) if state else 0
        if count > BUTTONS_LIMIT:
            message = f"has {count} buttons; WhatsApp shows {BUTTONS_LIMIT} at most"
            hint = "make some of them words, or ask in two steps"
            yield Finding(("states", name, "ask", "buttons"), message, hint)


@rule("F603", "a message is too long", WARNING)
def long_message(subject: Subject) -> Iterator[Finding]:
    """What is said and asked at once fits: 1024 above buttons or a list, 4096 without."""
    found: dict[Path, tuple[PossibleMessage, int, list[Path]]] = {}
    for said in (_with_attachments(subject, said) for said in messages(subject)):
        total = max(said.widths(subject))
        if total > said.limit:
            at = _longest(subject, said)
            _, most, shows = found.setdefault(at, (said, total, []))
            shows.append(said.path)
            if total > most:
                found[at] = (said, total, shows)
    for at, (said, total, shows) in found.items():
        yield Finding(at, _too_long(said, total), "say it in fewer words", _apart(at, shows))


def _with_attachments(subject: Subject, said: PossibleMessage) -> PossibleMessage:
    """Return a message with the limit that it has beside a file or a link."""
    attached = subject.flow.attach.keys() & set(said.texts)
    return replace(said, limit=BODY_LIMIT) if attached else said


def _longest(subject: Subject, said: PossibleMessage) -> Path:
    """Return where the longest text of a message is written, of those that this flow has."""
    own = [text for text in said.texts if text in subject.flow.texts]
    most = max(own, key=lambda text: max(worst(subject, text), default=0), default=None)
    return ("texts", most) if most else said.path


def _apart(at: Path, shows: list[Path]) -> tuple[Path, ...]:
    return tuple(path for path in dict.fromkeys(shows) if path != at)


def _too_long(said: PossibleMessage, total: int) -> str:
    above = " beside what can be tapped or a file" if said.limit == BODY_LIMIT else ""
    names = " + ".join(said.texts)
    return f"{names} may have {total} characters; {said.limit} fit{above}, the rest is cut"


@rule("F604", "the button of a list is too long")
def long_opener(subject: Subject) -> Iterator[Finding]:
    """The button that opens a list has 20 characters at most."""
    for text, paths in openers(subject).items():
        most = max(worst(subject, text), default=0)
        if most > BUTTON_TITLE_LIMIT:
            message = f"{text!r} may have {most} characters; a list's button has "
            message += str(BUTTON_TITLE_LIMIT)
            if text in {name for kind, path, name in subject.names if path not in paths}:
                for path in paths:
                    yield Finding(path, message, "name a text of its own, and a shorter one")
            else:
                yield Finding(("texts", text), message, "say it shorter", tuple(paths))


def openers(subject: Subject) -> dict[str, list[Path]]:
    """Return the texts on buttons that open lists, with where each is named."""
    found: dict[str, list[Path]] = {}
    for name in subject.flow.states:
        state = subject.flow.asking(name)
        if state and state.ask.list:
            path: Path = ("states", name, "ask", "list", "open")
            found.setdefault(state.ask.list.open, []).append(path)
    return found


@rule("F605", "the row that turns the page is too long")
def long_more(subject: Subject) -> Iterator[Finding]:
    """A row's title has 24 characters at most."""
    most = max(worst(subject, MORE_TEXT), default=0)
    if openers(subject) and most > ROW_TITLE_LIMIT:
        message = f"may have {most} characters; a row's title has {ROW_TITLE_LIMIT}"
        yield Finding(("texts", MORE_TEXT), message, "say it shorter")


@rule("F606", "a title that nobody can read")
def unreadable_title(subject: Subject) -> Iterator[Finding]:
    """A title stands on one line, and something of it can be seen."""
    named = {*openers(subject), *((MORE_TEXT,) if openers(subject) else ())}
    written = ((at, text) for at, name, text in written_texts(subject.flow) if name in named)
    for path, title in (*_titles(subject), *written):
        if _BREAKS.search(title.strip()):
            yield Finding(path, "a title stands on one line", "take the break or the tab out")
        elif title.strip() and not without_invisible(title):
            yield Finding(path, "nothing of this title can be seen", "write its title")


@rule("F607", "an option that no row shows whole")
def long_option(subject: Subject) -> Iterator[Finding]:
    """A row has 1 to 24 characters of title, and 72 of description; a list has some rows."""
    for name, options in subject.flow.options.items():
        if not options:
            yield Finding(("options", name), "has no options", "add one, or take it out")
        for key, option in options.items():
            at: Path = ("options", name, key)
            for what, text, limit in (
                ("title", option.title, ROW_TITLE_LIMIT),
                ("description", option.description, ROW_DESCRIPTION_LIMIT),
            ):
                if width(text) > limit:
                    message = f"a row's {what} has {limit} characters; this one has {width(text)}"
                    yield Finding(at, message, "say it shorter (an emoji counts twice)")
            if not without_invisible(option.title) or _BREAKS.search(option.title.strip()):
                yield Finding(at, "a title stands on one line, and can be seen", "write its title")
            if option.description and not without_invisible(option.description):
                yield Finding(at, "nothing of its description can be seen", "take it out")


@rule("F609", "a title that shows its marks", WARNING)
def shown_marks(subject: Subject) -> Iterator[Finding]:
    """What stands on a button or in a row is shown as it is written: no bold, no slots."""
    rows = (
        (("options", name, key), text)
        for name, options in subject.flow.options.items()
        for key, option in options.items()
        for text in (option.title, option.description)
    )
    for path, title in (*_titles(subject), *rows):
        if found := _MARKED.search(title):
            message = f"people would read {found[0]!r} as it stands"
            yield Finding(path, message, "write it without marks: a title fills in nothing")


RULES = (
    long_title,
    many_buttons,
    long_message,
    long_opener,
    long_more,
    unreadable_title,
    long_option,
    shown_marks,
)
