"""Answers of another type than what keeps, checks or compares them: every rule F42x.

list: {from: servicios, into: hora}      # F421: `hora` keeps a time, and these are services
"""

from __future__ import annotations

from collections.abc import Iterator

from ..language.definition import AskingState, Typed
from ..language.suggest import nearest, suggest
from ..language.yaml_source import Path
from .exits import loses_tap
from .rule import WARNING, Finding, rule
from .subject import Subject
from .uses import entry_of

_OWN_WORDS = ("text", "option")
"""Types that keep what somebody wrote, or the key of a button."""
NEARLY = {"yes", "no", "on", "off", "si", "sí", "true", "false", "null", "none"}
"""Words that somebody writes who means `true` or `false`."""


def _asking(subject: Subject) -> Iterator[tuple[Path, AskingState]]:
    for name in subject.flow.states:
        state = subject.flow.asking(name)
        if state:
            yield ("states", name, "ask"), state


def type_of(subject: Subject, slot: str | None) -> str:
    """Return a slot's type; "" where there is no such slot, or another rule tells of its type."""
    known = subject.flow.slots.get(slot or "")
    wanted = subject.registry.slot_types.get(slot or "", known.type if known else "")
    return known.type if known and known.type == wanted else ""


def _gives(subject: Subject, kind: str, name: str) -> str:
    if kind == "provider" and name in subject.flow.options:
        return "option"
    entry = entry_of(subject, kind, name)
    return entry.gives if entry else ""


def _fits(given: str, kept: str) -> bool:
    same = given == kept or (given in _OWN_WORDS and kept in _OWN_WORDS)
    return same or not (given and kept)


@rule("F421", "an answer of another type than its slot")
def other_type(subject: Subject) -> Iterator[Finding]:
    """What a list offers, a parser reads or a button stands for is what the slot keeps."""
    yield from _other_types(subject)


def _other_types(subject: Subject) -> Iterator[Finding]:
    for path, state in _asking(subject):
        ask = state.ask
        if ask.list:
            given = _gives(subject, "provider", ask.list.provider)
            yield from _kept(subject, (*path, "list", "into"), ask.list.into, given)
        if ask.typed and not (ask.list and ask.typed.into not in (None, ask.list.into)):
            yield from _typed(subject, path, state, ask.typed)
        if ask.into and ask.buttons:
            yield from _kept(subject, (*path, "into"), ask.into, "option")
    for path, exit_ in subject.exits:
        if exit_.count:
            yield from _kept(subject, (*path, "count"), exit_.count, "number")


def _kept(subject: Subject, path: Path, slot: str, given: str) -> Iterator[Finding]:
    kept = type_of(subject, slot)
    if _fits(given, kept):
        return
    if _is_type_wrong(subject, slot, given):
        message = f"is of type {kept}, and what fills it is {given}"
        at: Path = ("slots", slot, "type")
        shows = tuple(place for place, _, _ in _fillers(subject, slot))
        yield Finding(at, message, f"write `type: {given}`", shows)
    else:
        fitting = [name for name, one in subject.flow.slots.items() if one.type == given]
        message = f"keeps {given} in {slot!r}, a slot of type {kept}"
        yield Finding(path, message, suggest("", fitting) or f"let {slot!r} be of type {given}")


def _is_type_wrong(subject: Subject, slot: str, given: str) -> bool:
    """Return whether a slot's type is wrong, and not the answer: all that fills it agrees.

    Of one answer alone, buttons are right, and what is called like the slot.
    """
    fillers = _fillers(subject, slot)
    sure = len(fillers) > 1 or any(not name or nearest(slot, [name]) for _, _, name in fillers)
    same = {one for _, one, _ in fillers} == {given}
    return sure and same and not _unfilled(subject, given)


def _fillers(subject: Subject, slot: str) -> list[tuple[Path, str, str]]:
    """Return where answers fill a slot, their type, and what reads or offers them."""
    found: list[tuple[Path, str, str]] = []
    for path, state in _asking(subject):
        ask = state.ask
        if ask.list and ask.list.into == slot:
            given = _gives(subject, "provider", ask.list.provider)
            found.append(((*path, "list", "into"), given, ask.list.provider))
        if ask.typed and ask.keeps == slot:
            given = _gives(subject, "parser", ask.typed.parse)
            found.append(((*path, "typed"), given, ask.typed.parse))
        if ask.buttons and ask.into == slot:
            found.append(((*path, "into"), "option", ""))
    return found


def _unfilled(subject: Subject, given: str) -> bool:
    """Return whether a slot of a type waits in vain for an answer: `into` names another."""
    slots = subject.flow.slots.items()
    return any(one.type == given and not _fillers(subject, name) for name, one in slots)


def _typed(subject: Subject, path: Path, state: AskingState, typed: Typed) -> Iterator[Finding]:
    slot = state.ask.keeps
    given, kept = _gives(subject, "parser", typed.parse), type_of(subject, slot)
    if _fits(given, kept):
        return
    checks = [entry_of(subject, "check", name) for name in typed.check]
    offered = _gives(subject, "provider", state.ask.list.provider) if state.ask.list else ""
    if kept in {offered, *(check.takes for check in checks if check)}:  # all else agrees
        message = f"{typed.parse!r} reads {given}, and {slot!r} keeps {kept}"
        parsers = [one.name for one in subject.registry.parsers.values() if one.gives == kept]
        yield Finding((*path, "typed", "parse"), message, suggest("", parsers))
    elif typed.into or state.ask.into:
        at = (*path, "typed", "into") if typed.into else (*path, "into")
        yield from _kept(subject, at, slot, given)


@rule("F422", "a check of another type than its parser")
def other_check(subject: Subject) -> Iterator[Finding]:
    """A check looks at what the parser reads."""
    for path, state in _asking(subject):
        typed = state.ask.typed
        given = _gives(subject, "parser", typed.parse) if typed else ""
        if typed and _fits(given, type_of(subject, state.ask.keeps)):  # else F421 tells
            for i, name in enumerate(typed.check):
                check = entry_of(subject, "check", name)
                if check and not _fits(given, check.takes):
                    message = f"{name!r} checks {check.takes}, and {typed.parse!r} reads {given}"
                    known = subject.registry.checks.values()
                    fitting = [one.name for one in known if one.takes == given]
                    hint = suggest("", fitting) or "take it out"
                    yield Finding((*path, "typed", "check", i), message, hint)


@rule("F423", "a slot of another type than its functions need")
def other_slot(subject: Subject) -> Iterator[Finding]:
    """The functions that look for a slot by its name know what it keeps."""
    for name, slot in subject.flow.slots.items():
        wanted = subject.registry.slot_types.get(name)
        if wanted and slot.type in subject.registry.shows and slot.type != wanted:
            message = f"is of type {slot.type}, and functions find {wanted} in {name!r}"
            yield Finding(("slots", name, "type"), message, f"write `type: {wanted}`")


@rule("F424", "one answer, two slots")
def two_slots(subject: Subject) -> Iterator[Finding]:
    """What is typed in place of a row is kept where the row would be."""
    for path, state in _asking(subject):
        ask = state.ask
        typed = ask.typed.into if ask.typed else None
        for at, slot in (((*path, "typed", "into"), typed), ((*path, "into"), ask.into)):
            if ask.list and slot and slot != ask.list.into:
                message = f"is kept in {slot!r} here, and in {ask.list.into!r} by a row"
                hint = f"write `into: {ask.list.into}`, or leave it out"
                yield Finding(at, message, hint, ((*path, "list", "into"),))


@rule("F425", "a word where true or false is meant", WARNING)
def nearly_true(subject: Subject) -> Iterator[Finding]:
    """In a condition `true` stands for anything, `false` for nothing; other words are values."""
    for path, exit_ in subject.exits:
        condition = getattr(exit_, "condition", None)
        for slot, wanted in condition.items() if isinstance(condition, dict) else ():
            keys = subject.flow.titles.get(slot, {})
            for value in wanted if isinstance(wanted, tuple) else ():
                if value.lower() in NEARLY and value not in keys:
                    message = f"holds only where {slot!r} is the very word {value!r}"
                    hint = "write `true` for anything, `false` for nothing, without quotes"
                    yield Finding((*path, "if", slot), message, hint)


def strays(subject: Subject) -> bool:
    """Return whether some answer is kept in no slot, or in one of another type."""
    lost = any(
        (state.ask.typed and not state.ask.keeps) or loses_tap(state)
        for _, state in _asking(subject)
    )
    return lost or subject.once(_has_other_type)


def _has_other_type(subject: Subject) -> bool:
    return any(True for _ in _other_types(subject))


RULES = (other_type, other_check, other_slot, two_slots, nearly_true)
