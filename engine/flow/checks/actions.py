"""Actions that end in ways nobody follows, and slots that they need: every rule F4xx.

ok: {do: apartar_horario, outcomes: {apartado: {to: confirmando}}}    # F401: 'ocupado'?
"""

from __future__ import annotations

from collections.abc import Callable, Iterable, Iterator, Mapping
from decimal import Decimal
from typing import Any

from ...understanding.readers.notes import NOTE
from ..language.definition import Exit, Typed
from ..language.registry import Entry
from ..language.suggest import nearest, suggest
from ..language.value_types import NUMBERS, TEXT, Bounds, Wanted
from ..language.yaml_source import Path
from .emptied import Gap, gaps
from .filled import moments
from .misspelt import is_misspelt, misspelt
from .rule import WARNING, Finding, rule
from .subject import Subject
from .uses import entry_of, names_of_texts, needed_slots
from .values import NEARLY, strays, type_of
from .ways import Placed, written


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
        if (not exit_.outcomes and len(action.outcomes) == 1) or _other_action(
            subject, exit_, action
        ):
            continue
        odd = set(exit_.outcomes) - set(action.outcomes)  # F402 finds them, where they stand
        asked = [name for name in action.outcomes if name not in action.otherwise]
        missing = [name for name in asked if name not in exit_.outcomes]
        at = (*path, "outcomes") if exit_.outcomes else (*path, "do")
        for name in missing if len(missing) > len(odd) else ():
            message = f"{action.name!r} may end as {name!r}, and nothing follows that"
            yield Finding(at, message, f"add `{name}: {{to: …}}` to `outcomes`")


def _other_action(subject: Subject, exit_: Exit, action: Entry[Any]) -> bool:
    """Return whether the outcomes that an exit follows are not its action's, but another's."""
    given = exit_.outcomes.keys()
    fits = any(_follows(exit_, one) for one in subject.registry.actions.values())
    return bool(given) and (
        given.isdisjoint(action.outcomes) or (fits and not _follows(exit_, action))
    )


def _follows(exit_: Exit, action: Entry[Any]) -> bool:
    """Return whether an exit follows all the ways that have to be followed, and no others."""
    every = set(action.outcomes)
    return every - action.otherwise.keys() <= exit_.outcomes.keys() <= every


@rule("F402", "an outcome that never comes")
def never_comes(subject: Subject) -> Iterator[Finding]:
    """`outcomes` has only those that the action declares."""
    for (path, exit_), action in _acting(subject):
        if _other_action(subject, exit_, action):
            told = ", ".join(map(repr, exit_.outcomes))
            message = f"{action.name!r} never ends as {told}"
            shows = tuple((*path, "outcomes", name) for name in exit_.outcomes)
            yield Finding((*path, "do"), message, _fitting(subject, exit_, action), shows)
            continue
        for name in exit_.outcomes:
            if name not in action.outcomes:
                left = set(action.outcomes) - exit_.outcomes.keys()
                message = f"{action.name!r} never ends as {name!r}"
                near = nearest(name, left) or (left.pop() if len(left) == 1 else None)
                known = f"it ends as {', '.join(action.outcomes)}"
                hint = f"did you mean {near!r}?" if near else known
                yield Finding((*path, "outcomes", name), message, hint)


def _fitting(subject: Subject, exit_: Exit, action: Entry[Any]) -> str:
    """Return which action ends in the ways that an exit follows, or how this one ends."""
    fitting = [one.name for one in subject.registry.actions.values() if _follows(exit_, one)]
    return suggest("", fitting) or f"it ends as {', '.join(action.outcomes)}"


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
    there = {*subject.flow.slots, *misspelt(subject, "slot")}
    found: dict[tuple[Path, str], Finding] = {}
    for moment in moments(subject):
        entry = entry_of(subject, moment.kind, moment.name)
        for slot in entry.slots if entry else ():
            if slot not in there:
                message = f"{moment.name!r} needs the slot {slot!r}, which the flow does not have"
                hint = suggest(slot, subject.flow.slots)
                hint = hint if "mean" in hint else f"add {slot!r} to `slots`"
                found.setdefault((moment.path, slot), Finding(moment.path, message, hint))
    yield from found.values()


@rule("F405", "a function needs a slot that may be empty")
def empty_for_function(subject: Subject) -> Iterator[Finding]:
    """What a function needs is filled on every way to where it is called."""
    for gap in gaps(subject, texts=False):
        first = gap.moments[0]
        shows = tuple(dict.fromkeys(moment.path for moment in gap.moments))
        if gap.path:
            message = f"leaves the slot {gap.slot!r} empty, which {first.name!r} needs later"
            yield Finding(gap.path, message, _fill_on_the_way(gap), shows)
            continue
        for path in shows:
            message = f"{first.name!r} needs the slot {gap.slot!r}, which may still be empty here"
            hint = f"ask for {gap.slot!r} on every way here, and do not `clear` it before"
            yield Finding(path, message, hint)


def _fill_on_the_way(gap: Gap) -> str:
    if gap.path and "clear" in gap.path:
        return f"do not `clear` {gap.slot!r} here"
    return f"lead to where {gap.slot!r} is asked for"


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
    said: dict[str, set[Path]] = {}
    for moment in moments(subject):
        said.setdefault(moment.name, set()).add(moment.path)
    for gap in gaps(subject, texts=True):
        first = gap.moments[0]
        shows = tuple(dict.fromkeys(moment.path for moment in gap.moments))
        if gap.path:
            message = f"leaves the slot {gap.slot!r} empty, which the text {first.name!r} uses"
            yield Finding(gap.path, message, _fill_on_the_way(gap), shows)
        elif said[first.name] <= set(shows):
            message = f"uses the slot {gap.slot!r}, which may still be empty wherever this is said"
            yield Finding(_wording_of(subject, first.name), message, _BRACKETS, shows)
        else:
            for path in shows:
                message = (
                    f"{first.name!r} uses the slot {gap.slot!r}, which may still be empty here"
                )
                hint = f"ask for {gap.slot!r} before, or say another text"
                yield Finding(path, message, hint)


_BRACKETS = "put that part of the text into square brackets, or ask for it before"


def _wording_of(subject: Subject, text: str) -> Path:
    return ("texts", text) if text in subject.flow.texts else ("translations",)


@rule("F412", "nothing fills this slot", WARNING)
def never_filled(subject: Subject) -> Iterator[Finding]:
    """A slot is filled by an answer (`into`) or by an action."""
    filled = _filled(subject)
    if not filled <= subject.flow.slots.keys() or strays(subject):
        return  # F103, F306 and F421 tell of an answer that is kept in the wrong place
    for slot in subject.flow.slots:
        if slot not in filled and not is_misspelt(subject, "slot", slot):
            hint = "name it in some `into`, or take it out"
            yield Finding(("slots", slot), "nothing ever fills this slot", hint)


def _filled(subject: Subject) -> set[str]:
    asking = [state for name in subject.flow.states if (state := subject.flow.asking(name))]
    asks = [state.ask for state in asking]
    named = [(ask.keeps, ask.into, ask.typed.into if ask.typed else None) for ask in asks]
    found = {slot for slots in named for slot in slots if slot}
    found |= {slot for _, exit_ in subject.exits for slot in (exit_.count, *exit_.kept) if slot}
    found |= _given(subject)
    found |= {slot for slot in subject.flow.ahead if type_of(subject, slot) == NOTE}
    for _, action in _acting(subject):
        found |= {slot for slots in action.fills.values() for slot in slots}
    return found


def _given(subject: Subject) -> set[str]:
    """Return the slots that flows which call this one give it."""
    name = subject.flow.flow
    calls = (one for flow in subject.callers for _, one in written(flow) if one.call == name)
    return {slot for one in calls for slot in one.given}


@rule("F413", "nothing uses this slot", WARNING)
def never_used(subject: Subject) -> Iterator[Finding]:
    """A slot is used by a text, a function or a condition."""
    functions = ("action", "provider", "parser", "check", "guard")
    named = ((kind, name) for kind, _, name in subject.names if kind in functions)
    if any(not entry_of(subject, *one) and one[1] not in subject.flow.options for one in named):
        return  # F105 to F108 and F111 tell of a function that may have used it
    used = names_of_texts(subject)
    for kind, _, name in subject.names:
        entry = entry_of(subject, kind, name)
        used |= {*entry.slots, *entry.optional} if entry else set()
    passing = {"if", "with"}
    used |= {name for kind, path, name in subject.names if kind == "slot" and passing & {*path}}
    for slot, about in subject.flow.slots.items():
        spared = about.gone is not None or is_misspelt(subject, "slot", slot)
        if not used & {slot, "*"} and not spared:
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
    """Where buttons fill a slot, a condition names their keys; numbers lie where answers do."""
    keys, reach = _option_keys(subject), _reach(subject)
    for path, exit_ in subject.exits:
        condition = getattr(exit_, "condition", None)
        for slot, wanted in condition.items() if isinstance(condition, dict) else ():
            for value in wanted if isinstance(wanted, tuple) else ():
                if slot in keys and value not in keys[slot]:
                    message = f"{slot!r} is never {value!r}"
                    yield Finding((*path, "if", slot), message, suggest(value, keys[slot]))
            yield from _no_number(subject, (*path, "if", slot), slot, wanted)
            if isinstance(wanted, Bounds):
                yield from _out_of_reach(subject, (*path, "if", slot), slot, wanted, reach)


def _no_number(subject: Subject, at: Path, slot: str, wanted: Wanted) -> Iterator[Finding]:
    """Find words that a slot which keeps a number is compared with."""
    known = subject.flow.slots.get(slot)
    for value in wanted if isinstance(wanted, tuple) and known and known.type in NUMBERS else ():
        if value not in Bounds() and value.lower() not in NEARLY:  # of those F425 tells
            message = f"{slot!r} keeps {known.type}, and is never {value!r}" if known else ""
            yield Finding(at, message, "write a number, or {min: …, max: …}")


def _out_of_reach(
    subject: Subject, at: Path, slot: str, wanted: Bounds, reach: Mapping[str, Bounds]
) -> Iterator[Finding]:
    """Find bounds that no value of a slot lies between."""
    known = subject.flow.slots.get(slot)
    among = reach.get(slot, Bounds())
    if known and known.type not in (*NUMBERS, TEXT):
        message = f"{slot!r} keeps {known.type}, and is never a number"
        yield Finding(at, message, "compare a slot that keeps a number, or name a value")
    elif _apart(wanted, among) or _apart(among, wanted):
        within = _spelt(among)
        message = f"{slot!r} is never {_spelt(wanted)}: its question lets pass what is {within}"
        yield Finding(at, message, f"compare it with a number that is {within}")


def _apart(low: Bounds, high: Bounds) -> bool:
    return low.max is not None and high.min is not None and low.max < high.min


def _spelt(bounds: Bounds) -> str:
    said = (("at least", bounds.min), ("at most", bounds.max))
    return " and ".join(f"{words} {number}" for words, number in said if number is not None)


def _reach(subject: Subject) -> dict[str, Bounds]:
    """Return between what each slot lies that only bounded numbers fill."""
    found: dict[str, list[Typed]] = {}
    other = {slot for _, exit_ in subject.exits for slot in (exit_.count, *exit_.kept) if slot}
    other |= _given(subject) | set(subject.flow.ahead)
    for _, action in _acting(subject):
        other |= {slot for slots in action.fills.values() for slot in slots}
    for name in subject.flow.states:
        state = subject.flow.asking(name)
        typed = state.ask.typed if state else None
        if state and typed and not state.ask.list and not state.ask.buttons:
            found.setdefault(state.ask.keeps, []).append(typed)
        elif state:
            other.add(state.ask.keeps)
    return {
        slot: Bounds(
            _bound((one.min for one in typed), min), _bound((one.max for one in typed), max)
        )
        for slot, typed in found.items()
        if slot not in other and all(_is_number(subject, one) for one in typed)
    }


def _is_number(subject: Subject, typed: Typed) -> bool:
    entry = entry_of(subject, "parser", typed.parse)
    return entry is not None and entry.gives in NUMBERS


def _bound(bounds: Iterable[int | None], of: Callable[[list[int]], int]) -> Decimal | None:
    """Return the least or the most of some bounds; None where one question has none."""
    given = list(bounds)
    known = [one for one in given if one is not None]
    return Decimal(of(known)) if len(known) == len(given) else None


def _option_keys(subject: Subject) -> dict[str, set[str]]:
    """Return the values of each slot that only buttons fill."""
    found: dict[str, set[str]] = {}
    other: set[str] = set()
    for name in subject.flow.states:
        state = subject.flow.asking(name)
        if state and state.ask.into:
            found.setdefault(state.ask.into, set()).update(state.ask.buttons)
        choice = state.ask.list if state else None
        if choice and choice.provider in subject.flow.options:
            found.setdefault(choice.into, set()).update(subject.flow.options[choice.provider])
            choice = None
        if state and (choice or state.ask.typed):
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
