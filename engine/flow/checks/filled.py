"""Which slots are surely filled at each moment of a flow, whichever way one came.

A slot is filled by an answer (`into`) or by an action that says so, and emptied by `clear`. What
may be empty on one way into a state may be empty in it.
"""

from __future__ import annotations

from collections.abc import Callable, Iterator
from dataclasses import dataclass

from ..language.definition import AskingState, Branch, Exit
from ..language.yaml_source import Path
from .subject import Subject
from .ways import WayOut

Slots = frozenset[str]


@dataclass(frozen=True, slots=True)
class Moment:
    """Something that needs slots: a text that is said, a function that is called.

    Attributes:
        path: where in the file it is named.
        state: the state in which it comes.
        kind: `text`, or the function's kind.
        name: whose.
        filled: the slots that are surely filled then.
        gone: a slot whose referent is gone by then; it shows nothing.
        says: whether it is a refusal's or an announcement's, which brings names of its own.
    """

    path: Path
    state: str
    kind: str
    name: str
    filled: Slots
    gone: str = ""
    says: bool = False


def arrivals(subject: Subject) -> dict[str, Slots]:
    """Return which slots are surely filled in each state that can be reached."""
    return subject.once(_arrivals)


def possible(subject: Subject) -> dict[str, Slots]:
    """Return which slots may be filled in each state that can be reached."""
    return subject.once(_possible)


def _arrivals(subject: Subject) -> dict[str, Slots]:
    return _spread(subject, Slots.intersection)


def _possible(subject: Subject) -> dict[str, Slots]:
    return _spread(subject, Slots.union)


def _spread(subject: Subject, join: Callable[[Slots, Slots], Slots]) -> dict[str, Slots]:
    """Follow every way from the beginning, until nothing new is found out about any state."""
    known: dict[str, Slots] = {}
    waiting = [(subject.flow.initial, Slots())] if subject.flow.initial in subject.ways else []
    while waiting:
        state, filled = waiting.pop()
        joined = join(known[state], filled) if state in known else filled
        if known.get(state) == joined:
            continue
        known[state] = joined
        for way in subject.ways[state]:
            after = left(subject, way, joined)
            waiting += [(target, after) for target in way.targets()]
        waiting += _jumps(subject, state, joined)
    return known


def _jumps(subject: Subject, state: str, filled: Slots) -> list[tuple[str, Slots]]:
    """Return where a button of an earlier question may lead back to."""
    flow = subject.flow
    if flow.ending(state):
        jumps, filled = flow.stale(flow.initial).then == "jump", Slots()
    else:
        jumps = flow.stale(state).then == "jump"
    return [(name, filled) for name in flow.states if jumps and flow.asking(name)]


def left(subject: Subject, way: WayOut, filled: Slots) -> Slots:
    """Return what is surely filled once a way was gone."""
    leads = way.exit
    after = before_leaving(subject, way, filled) - set(leads.clear)
    return after | Slots({leads.count} if leads.count else ())


def before_leaving(subject: Subject, way: WayOut, filled: Slots) -> Slots:
    """Return what is surely filled on a way, before it forgets anything."""
    filled |= answered(subject, way)
    for i, (_, exit_) in enumerate(way.steps):
        filled |= _condition(exit_)
        outcome = way.outcomes[i] if i < len(way.outcomes) else ""
        filled |= _acted(subject, exit_, outcome)
    return filled


def answered(subject: Subject, way: WayOut) -> Slots:
    """Return the slot that an answer fills on its way out."""
    asking = subject.flow.asking(way.state)
    if asking is None or way.option not in asking.go:
        return Slots()
    ask = asking.ask
    if way.option == "ok":
        fills = {ask.keeps} if ask.list or ask.typed else {ask.into or ""}
        tapped = {ask.into or ""} if ask.buttons and ask.into else fills
        if ask.keeps and ask.keeps not in subject.flow.slots:  # another rule tells
            return Slots(subject.flow.slots)
        return Slots() if asking.go["ok"].words else Slots(fills & tapped - {""})
    return Slots({ask.into} if ask.into and way.option in ask.buttons else ())


def _condition(exit_: Exit) -> Slots:
    """Return the slots that a branch's condition finds filled."""
    condition = exit_.condition if isinstance(exit_, Branch) else None
    if condition is None or isinstance(condition, str):
        return Slots()
    return Slots(slot for slot, wanted in condition.items() if wanted is not False)


def _acted(subject: Subject, exit_: Exit, outcome: str) -> Slots:
    """Return the slots that an exit's action fills, as it ended.

    Of an action or an outcome that is not there another rule tells: it fills what it may.
    """
    action = subject.registry.actions.get(exit_.do or "")
    if action is None:
        return Slots(subject.flow.slots if exit_.do else ())
    fills = [Slots(action.fills.get(one, ())) for one in action.outcomes]
    if outcome in action.outcomes:
        return Slots(action.fills.get(outcome, ()))
    if outcome:
        return Slots().union(*fills)
    return Slots.intersection(*fills) if fills else Slots()


def moments(subject: Subject) -> tuple[Moment, ...]:
    """Return every moment that can come, in the order of the file's states."""
    return subject.once(_made)


def _made(subject: Subject) -> tuple[Moment, ...]:
    return tuple(_moments(subject))


def _moments(subject: Subject) -> Iterator[Moment]:
    known = arrivals(subject)
    for state in subject.flow.states:
        if state in known:
            yield from _in_state(subject, state, known[state])
            for way in subject.ways[state]:
                yield from _on_way(subject, way, known[state])


def _in_state(subject: Subject, state: str, filled: Slots) -> Iterator[Moment]:
    path: Path = ("states", state)
    asking, ending = subject.flow.asking(state), subject.flow.ending(state)
    if asking:
        for at, name in texts_of(subject, state, asking):
            yield Moment(at, state, "text", name, filled)
        yield from _functions(subject, state, asking, filled)
    elif ending and ending.closing and ending.closing.say:
        yield Moment((*path, "closing", "say"), state, "text", ending.closing.say, filled)


def texts_of(subject: Subject, state: str, asking: AskingState) -> Iterator[tuple[Path, str]]:
    """Yield the texts that a state may say while it asks, where they are named."""
    flow, path, defaults = subject.flow, ("states", state), subject.flow.defaults
    ask: Path = (*path, "ask")
    named: list[tuple[Path, str | None]] = [
        ((*ask, "text"), asking.ask.text),
        ((*ask, "again"), asking.ask.again),
        ((*path, "resume"), asking.resume),
        (("defaults", "unreadable"), defaults.unreadable),
    ]
    if asking.ask.list:
        named.append(((*ask, "list", "open"), asking.ask.list.open))
    at: Path = path if asking.invalid.say else ("defaults",)
    named += [((*at, "invalid", "say"), text) for text in flow.invalid(state).say or ()]
    at = path if asking.invalid.refused else ("defaults",)
    refused = enumerate(flow.invalid(state).refused or ())
    named += [((*at, "invalid", "refused", i), text) for i, text in refused]
    at = path if asking.stale else ("defaults",)
    named.append(((*at, "stale", "say"), flow.stale(state).say))
    yield from ((at, text) for at, text in named if text)


def _functions(
    subject: Subject, state: str, asking: AskingState, filled: Slots
) -> Iterator[Moment]:
    choice, typed = asking.ask.list, asking.ask.typed
    path: Path = ("states", state, "ask")
    if choice:
        yield Moment((*path, "list", "from"), state, "provider", choice.provider, filled)
    if typed is None:
        return
    at: Path = (*path, "typed")
    yield Moment((*at, "parse"), state, "parser", typed.parse, filled)
    for i, name in enumerate(typed.check):
        yield Moment((*at, "check", i), state, "check", name, filled)
    for entry in (
        subject.registry.parsers.get(typed.parse),
        *map(subject.registry.checks.get, typed.check),
    ):
        for text in entry.texts if entry else ():
            yield Moment(at, state, "text", text, filled, says=True)
    if typed.beyond:
        yield Moment((*at, "beyond"), state, "text", typed.beyond, filled, says=True)


def _on_way(subject: Subject, way: WayOut, filled: Slots) -> Iterator[Moment]:
    """Yield what a way needs: its conditions and actions step by step, then what it says."""
    gone = way.trigger.removeprefix("gone:") if way.trigger.startswith("gone:") else ""
    gone = gone.partition(":")[0].partition("?")[0]
    now = filled | answered(subject, way) | ({gone} - {""})
    for i, (path, exit_) in enumerate(way.steps):
        if isinstance(exit_, Branch) and isinstance(exit_.condition, str):
            yield Moment((*path, "if"), way.state, "guard", exit_.condition, now)
        now |= _condition(exit_)
        if exit_.do:
            yield Moment((*path, "do"), way.state, "action", exit_.do, now)
        now |= _acted(subject, exit_, way.outcomes[i] if i < len(way.outcomes) else "")
    if way.exit.say:
        yield Moment((*way.path, "say"), way.state, "text", way.exit.say, now, gone)
    if way.exit.handoff:
        after = now - set(way.exit.clear)
        yield Moment((*way.path, "handoff"), way.state, "text", way.exit.handoff, after, gone)
