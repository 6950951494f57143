"""Actions that end in ways nobody follows, and slots that they need: every rule F4xx.

ok: {do: apartar_horario, outcomes: {apartado: {to: confirmando}}}    # F401: 'ocupado'?
"""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from typing import Any

from ..language.registry import Entry
from ..language.suggest import suggest
from .filled import moments
from .rule import WARNING, Finding, rule
from .subject import Subject
from .uses import names_of_texts, needed_slots
from .ways import Placed


def _acting(subject: Subject) -> Iterator[tuple[Placed, Entry[Any]]]:
    """Yield every exit with an action that is known."""
    for path, exit_ in subject.exits:
        action = subject.registry.actions.get(exit_.do or "")
        if action:
            yield (path, exit_), action


@rule("F401", "nothing follows an outcome")
def unhandled(subject: Subject) -> Iterator[Finding]:
    """Every outcome of an action has its exit, unless there is only one."""
    for (path, exit_), action in _acting(subject):
        if not exit_.outcomes and len(action.outcomes) == 1:
            continue
        for name in action.outcomes:
            if name not in exit_.outcomes:
                message = f"{action.name!r} may end as {name!r}, and nothing follows that"
                hint = f"add `{name}: {{to: …}}` to `outcomes`"
                yield Finding((*path, "do"), message, hint)


@rule("F402", "an outcome that never comes")
def never_comes(subject: Subject) -> Iterator[Finding]:
    """`outcomes` has only those that the action declares."""
    for (path, exit_), action in _acting(subject):
        for name in exit_.outcomes:
            if name not in action.outcomes:
                left = set(action.outcomes) - exit_.outcomes.keys()
                message = f"{action.name!r} never ends as {name!r}"
                hint = suggest(name, left) or f"it ends as {', '.join(action.outcomes)}"
                yield Finding((*path, "outcomes", name), message, hint)


@rule("F403", "outcomes without an action")
def no_action(subject: Subject) -> Iterator[Finding]:
    """`outcomes` follow an action."""
    for path, exit_ in subject.exits:
        if exit_.outcomes and not exit_.do:
            message = "has outcomes but no action (`do`)"
            yield Finding((*path, "outcomes"), message, "name the action in `do`")


@rule("F404", "a function needs a slot that the flow does not have")
def missing_slot(subject: Subject) -> Iterator[Finding]:
    """Functions look for slots by their own names."""
    seen = set()
    for moment in moments(subject):
        entry = _entry(subject, moment.kind, moment.name)
        for slot in entry.slots if entry else ():
            if slot not in subject.flow.slots and (moment.path, slot) not in seen:
                seen.add((moment.path, slot))
                message = f"{moment.name!r} needs the slot {slot!r}, which the flow does not have"
                hint = suggest(slot, subject.flow.slots)
                hint = hint if "mean" in hint else f"add {slot!r} to `slots`"
                yield Finding(moment.path, message, hint)


def _entry(subject: Subject, kind: str, name: str) -> Entry[Any] | None:
    registry = subject.registry
    tables: dict[str, Mapping[str, Entry[Any]]] = {
        "provider": registry.providers,
        "parser": registry.parsers,
        "check": registry.checks,
        "guard": registry.guards,
        "action": registry.actions,
    }
    return tables[kind].get(name) if kind in tables else None


@rule("F405", "a function needs a slot that may be empty")
def empty_for_function(subject: Subject) -> Iterator[Finding]:
    """What a function needs is filled on every way to where it is called."""
    seen = set()
    for moment in moments(subject):
        entry = _entry(subject, moment.kind, moment.name)
        for slot in entry.slots if entry else ():
            empty = slot in subject.flow.slots and slot not in moment.filled
            if empty and (moment.path, slot) not in seen:
                seen.add((moment.path, slot))
                message = f"{moment.name!r} needs the slot {slot!r}, which may still be empty here"
                hint = f"ask for {slot!r} on every way here, and do not `clear` it before"
                yield Finding(moment.path, message, hint)


@rule("F406", "an action fills a slot that the flow does not have", WARNING)
def lost_answer(subject: Subject) -> Iterator[Finding]:
    """What an action has found out is kept in a slot of its name."""
    for (path, _), action in _acting(subject):
        for slot in sorted({slot for slots in action.fills.values() for slot in slots}):
            if slot not in subject.flow.slots:
                message = f"{action.name!r} fills the slot {slot!r}, which the flow does not have"
                yield Finding((*path, "do"), message, f"add {slot!r} to `slots`")


@rule("F411", "a text uses a slot that may be empty", WARNING)
def empty_in_text(subject: Subject) -> Iterator[Finding]:
    """What a text shows is filled on every way to where it is said, or stands in `[…]`."""
    seen = set()
    for moment in moments(subject):
        if moment.kind != "text":
            continue
        for slot in needed_slots(subject, moment.name):
            if slot not in moment.filled and (moment.path, slot) not in seen:
                seen.add((moment.path, slot))
                message = f"{moment.name!r} uses the slot {slot!r}, which may still be empty here"
                hint = f"put that part of the text into square brackets, or ask for {slot!r} before"
                yield Finding(moment.path, message, hint)


@rule("F412", "nothing fills this slot", WARNING)
def never_filled(subject: Subject) -> Iterator[Finding]:
    """A slot is filled by an answer (`into`) or by an action."""
    filled = _filled(subject)
    for slot in subject.flow.slots:
        if slot not in filled:
            hint = "name it in some `into`, or take it out"
            yield Finding(("slots", slot), "nothing ever fills this slot", hint)


def _filled(subject: Subject) -> set[str]:
    asking = [state for name in subject.flow.states if (state := subject.flow.asking(name))]
    found = {state.ask.keeps for state in asking} | {state.ask.into or "" for state in asking}
    for _, action in _acting(subject):
        found |= {slot for slots in action.fills.values() for slot in slots}
    return found


@rule("F413", "nothing uses this slot", WARNING)
def never_used(subject: Subject) -> Iterator[Finding]:
    """A slot is used by a text, a function or a condition."""
    used = names_of_texts(subject)
    for kind, _, name in subject.names:
        entry = _entry(subject, kind, name)
        used |= {*entry.slots, *entry.optional} if entry else set()
    used |= {name for kind, path, name in subject.names if kind == "slot" and "if" in path}
    for slot, about in subject.flow.slots.items():
        if not used & {slot, "*"} and about.gone is None:
            hint = "use it in a text or a condition, or take it out"
            yield Finding(("slots", slot), "nothing uses this slot", hint)


@rule("F414", "a text shows what is gone", WARNING)
def shows_gone(subject: Subject) -> Iterator[Finding]:
    """What is said when a slot's referent is gone cannot show it."""
    seen = set()
    for moment in moments(subject):
        shown = needed_slots(subject, moment.name) if moment.kind == "text" and moment.gone else ()
        if moment.gone in shown and moment.path not in seen:
            seen.add(moment.path)
            message = f"{moment.name!r} shows {moment.gone!r}, which is gone by then"
            yield Finding(moment.path, message, "say it without")


@rule("F415", "a condition that never holds", WARNING)
def never_holds(subject: Subject) -> Iterator[Finding]:
    """Where buttons fill a slot, a condition names their keys."""
    keys = _option_keys(subject)
    for path, exit_ in subject.exits:
        condition = getattr(exit_, "condition", None)
        for slot, wanted in condition.items() if isinstance(condition, dict) else ():
            for value in wanted if isinstance(wanted, tuple) else ():
                if slot in keys and value not in keys[slot]:
                    message = f"{slot!r} is never {value!r}"
                    yield Finding((*path, "if", slot), message, suggest(value, keys[slot]))


def _option_keys(subject: Subject) -> dict[str, set[str]]:
    """Return the values of each slot that only buttons fill."""
    found: dict[str, set[str]] = {}
    other: set[str] = set()
    for name in subject.flow.states:
        state = subject.flow.asking(name)
        if state and state.ask.into:
            found.setdefault(state.ask.into, set()).update(state.ask.buttons)
        if state and (state.ask.list or state.ask.typed):
            other.add(state.ask.keeps)
    for _, action in _acting(subject):
        other |= {slot for slots in action.fills.values() for slot in slots}
    return {slot: keys for slot, keys in found.items() if slot not in other}


RULES = (
    unhandled,
    never_comes,
    no_action,
    missing_slot,
    empty_for_function,
    lost_answer,
    empty_in_text,
    never_filled,
    never_used,
    shows_gone,
    never_holds,
)
