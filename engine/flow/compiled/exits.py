"""Every way out as it stands in the file, with the machine's exits that it becomes.

An escape is one way out in the file and one exit of the machine for each state that asks. So a
way out is taken as soon as any of its exits is.
"""

from __future__ import annotations

from collections.abc import Iterable, Iterator
from dataclasses import dataclass
from typing import TYPE_CHECKING

from ..language.definition import AskingState, Exit, Flow
from .machine import branches

if TYPE_CHECKING:  # only its name is needed here, and not YAML, which comes with it
    from ..language.yaml_source import Path

Place = tuple[str, str]
"""An exit of the machine: a state and a trigger."""
STALE, JUMP, CLOSING = "stale", "jump", "closing"
"""What a turn's path says of an old button, and of thanks after all is done."""


@dataclass(frozen=True, slots=True)
class Way:
    """A way out: where it stands in the file, and the exits that it becomes."""

    path: Path
    places: frozenset[Place]


def ways_of(flow: Flow) -> tuple[Way, ...]:
    """Return a flow's ways out, in the order of the file."""
    return tuple(way for way in _ways(flow) if way.places)


def _ways(flow: Flow) -> Iterator[Way]:
    asking = {name: state for name in flow.states if (state := flow.asking(name))}
    for name, slot in flow.slots.items():
        if slot.gone:
            yield from _leaves(("slots", name, "gone"), asking, f"gone:{name}", slot.gone)
    for name, exit_ in flow.escapes.items():
        yield from _leaves(("escapes", name), asking, f"escape:{name}", exit_)
    yield from _defaults(flow, asking)
    for name in flow.states:
        yield from _state(flow, name)


def _defaults(flow: Flow, asking: dict[str, AskingState]) -> Iterator[Way]:
    at, defaults = ("defaults",), flow.defaults
    says = [name for name, state in asking.items() if not state.invalid.say]
    yield _invalid(flow, (*at, "invalid"), says)
    if defaults.invalid.otherwise:
        over = [name for name, state in asking.items() if not state.invalid.otherwise]
        yield from _exhausted((*at, "invalid", "else"), over, defaults.invalid.otherwise)
    yield _stale((*at, "stale"), [name for name, state in asking.items() if not state.stale])
    waiting = [name for name, state in asking.items() if state.timeout is None]
    for i, exit_ in enumerate(defaults.timeout):
        yield from _leaves((*at, "timeout", i), waiting, f"timeout:{i}", exit_)


def _state(flow: Flow, name: str) -> Iterator[Way]:
    at = ("states", name)
    if ending := flow.ending(name):
        if ending.closing:
            yield Way((*at, "closing"), frozenset({(name, CLOSING)}))
        if ending.stale:
            yield from _leaves((*at, "stale"), [name], STALE, ending.stale)
        return
    state = flow.asking(name)
    assert state
    if state.invalid.say:
        yield _invalid(flow, (*at, "invalid"), [name])
    if state.invalid.otherwise:
        yield from _exhausted((*at, "invalid", "else"), [name], state.invalid.otherwise)
    if state.stale:
        yield _stale((*at, "stale"), [name])
    for key, exit_ in state.go.items():
        yield from _leaves((*at, "go", key), [name], key, exit_)
    for i, exit_ in enumerate(state.timeout or ()):
        yield from _leaves((*at, "timeout", i), [name], f"timeout:{i}", exit_)


def _invalid(flow: Flow, path: Path, states: Iterable[str]) -> Way:
    """Return what is said to an answer that nobody understands: nothing, where one is enough."""
    patient = [name for name in states if (flow.invalid(name).tries or 1) > 1]
    return Way(path, frozenset((name, "invalid") for name in patient))


def _exhausted(path: Path, states: Iterable[str], exit_: Exit) -> Iterator[Way]:
    return _leaves(path, states, "invalid:exhausted", exit_)


def _stale(path: Path, states: Iterable[str]) -> Way:
    return Way(path, frozenset((name, trigger) for name in states for trigger in (STALE, JUMP)))


def _leaves(path: Path, states: Iterable[str], trigger: str, exit_: Exit) -> Iterator[Way]:
    """Yield what an exit may become in the end: its outcomes and branches, or itself."""
    states = tuple(states)
    for inner, leaf in branches(trigger, exit_):
        if leaf.outcomes or leaf.first:
            continue
        taken = f"escape:{leaf.escape}" if leaf.escape else inner
        at = (*path, *_below(trigger, inner, exit_))
        yield Way(at, frozenset((name, taken) for name in states))


def _below(trigger: str, inner: str, exit_: Exit) -> Path:
    """Return the rest of a leaf's path: `K:r?0` of `K` is `outcomes.r.first[0]`."""
    for outcome, branch in exit_.outcomes.items():
        start = f"{trigger}:{outcome}"
        if inner == start or inner.startswith((start + ":", start + "?")):
            return ("outcomes", outcome, *_below(start, inner, branch))
    for i, branch in enumerate(exit_.first):
        start = f"{trigger}?{i}"
        if inner == start or inner.startswith((start + ":", start + "?")):
            return ("first", i, *_below(start, inner, branch))
    return ()
