"""Every exit of a flow: what takes it, where it stands in the file, and in which states.

    escapes: {chau: {words: [chau], to: fin}}    # one exit of the file, and one of each question

The machine, the checks, the search for paths, the drawing and the coverage all choose from
`exits`: a new kind of exit is written here, and nowhere else.
"""

from __future__ import annotations

from collections.abc import Iterable, Iterator
from dataclasses import dataclass
from typing import TYPE_CHECKING

from ..language.definition import AskingState, Exit, Flow

if TYPE_CHECKING:  # only its name is needed here, and not YAML, which comes with it
    from ..language.yaml_source import Path

Place = tuple[str, str]
"""An exit of the machine: a state and a trigger."""
STALE, JUMP, CLOSING = "stale", "jump", "closing"
"""What a turn's path says of an old button, and of thanks after all is done."""
INVALID, EXHAUSTED = "invalid", "invalid:exhausted"
"""The triggers of an answer that nobody understands, and of the last one that is borne."""


@dataclass(frozen=True, slots=True)
class PlacedExit:
    """An exit in a state.

    Attributes:
        state: "" for a default that every state replaces.
        trigger: what fires it: `K` in `go`, `escape:E`, `gone:S`, `timeout:0`, `invalid`; the
            outcome `r` of it is `K:r`, its branch number `i` is `K?i`, and both may nest.
        path: where it stands in the file.
        exit: None where it only speaks.
        inherited: whether it stands outside the state.
    """

    state: str
    trigger: str
    path: Path
    exit: Exit | None
    inherited: bool

    @property
    def is_decided(self) -> bool:
        """Whether it is taken as it stands: it waits for no outcome and for no condition."""
        return self.exit is None or not (self.exit.outcomes or self.exit.first)


@dataclass(frozen=True, slots=True)
class Way:
    """A way out as the file has it, with the exits of the machine that it becomes."""

    path: Path
    places: frozenset[Place]
    exit: Exit | None = None


def exits(flow: Flow) -> Iterator[PlacedExit]:
    """Yield every exit, in the order of the file; one that is inherited, for each of its states.

    After an exit come its outcomes and its branches.
    """
    for trigger, path, exit_, states in _outermost(flow):
        for inner, at, one in within(trigger, path, exit_):
            for state in tuple(states) or ("",):
                yield PlacedExit(state, inner, at, one, inherited=path[0] != "states")


def outermost(flow: Flow) -> Iterator[PlacedExit]:
    """Yield every exit as `exits` does, without their outcomes and branches."""
    for trigger, path, exit_, states in _outermost(flow):
        for state in tuple(states) or ("",):
            yield PlacedExit(state, trigger, path, exit_, inherited=path[0] != "states")


def within(trigger: str, path: Path, exit_: Exit | None) -> Iterator[tuple[str, Path, Exit | None]]:
    """Yield an exit, then its outcomes and its branches, and theirs."""
    yield trigger, path, exit_
    for mark, at, inner in inside(exit_) if exit_ else ():
        yield from within(f"{trigger}{mark}", (*path, *at), inner)


def inside(exit_: Exit) -> Iterator[tuple[str, Path, Exit]]:
    """Yield an exit's own outcomes and branches: what the trigger gets, and where each stands."""
    for outcome, inner in exit_.outcomes.items():
        yield f":{outcome}", ("outcomes", outcome), inner
    for i, inner in enumerate(exit_.first):
        yield f"?{i}", ("first", i), inner


def ways_of(flow: Flow) -> tuple[Way, ...]:
    """Return a flow's ways out, in the order of the file; each is taken as any of its exits is."""
    found: dict[Path, tuple[set[Place], Exit | None]] = {}
    for one in exits(flow):
        if one.state and one.is_decided and _is_taken(flow, one):
            escape = one.exit.escape if one.exit else None
            places, _ = found.setdefault(one.path, (set(), one.exit))
            places.add((one.state, f"escape:{escape}" if escape else one.trigger))
    return tuple(Way(path, frozenset(places), exit_) for path, (places, exit_) in found.items())


def _is_taken(flow: Flow, one: PlacedExit) -> bool:
    """Return whether anything is said or done: not where one try is all, or nothing follows."""
    if one.trigger == INVALID:
        return (flow.invalid(one.state).tries or 1) > 1
    return one.trigger != EXHAUSTED or one.exit is not None


_Outermost = tuple[str, "Path", Exit | None, Iterable[str]]


def _outermost(flow: Flow) -> Iterator[_Outermost]:
    """Yield every exit that stands in no other: its trigger, its path, and the states it is in."""
    asking = {name: state for name in flow.states if (state := flow.asking(name))}
    for name, slot in flow.slots.items():
        if slot.gone:
            yield f"gone:{name}", ("slots", name, "gone"), slot.gone, asking
    for name, exit_ in flow.escapes.items():
        yield f"escape:{name}", ("escapes", name), exit_, asking
    yield from _defaults(flow, asking)
    for name in flow.states:
        state = asking.get(name)
        yield from _asked(name, state) if state else _ended(flow, name)


def _defaults(flow: Flow, asking: dict[str, AskingState]) -> Iterator[_Outermost]:
    defaults = flow.defaults
    saying = [name for name, state in asking.items() if not state.invalid.say]
    ending = [name for name, state in asking.items() if not state.invalid.otherwise]
    stale = [name for name, state in asking.items() if not state.stale]
    waiting = [name for name, state in asking.items() if state.timeout is None]
    yield INVALID, ("defaults", "invalid"), None, saying
    yield EXHAUSTED, ("defaults", "invalid", "else"), defaults.invalid.otherwise, ending
    for trigger in (STALE, JUMP):
        yield trigger, ("defaults", "stale"), None, stale
    for i, exit_ in enumerate(defaults.timeout):
        yield f"timeout:{i}", ("defaults", "timeout", i), exit_, waiting


def _asked(name: str, state: AskingState) -> Iterator[_Outermost]:
    path: Path = ("states", name)
    if state.invalid.say:
        yield INVALID, (*path, "invalid"), None, [name]
    if state.invalid.otherwise:
        yield EXHAUSTED, (*path, "invalid", "else"), state.invalid.otherwise, [name]
    for trigger in (STALE, JUMP) if state.stale else ():
        yield trigger, (*path, "stale"), None, [name]
    for key, exit_ in state.go.items():
        yield key, (*path, "go", key), exit_, [name]
    for i, timeout in enumerate(state.timeout or ()):
        yield f"timeout:{i}", (*path, "timeout", i), timeout, [name]


def _ended(flow: Flow, name: str) -> Iterator[_Outermost]:
    ending = flow.ending(name)
    if ending and ending.closing:
        yield CLOSING, ("states", name, "closing"), None, [name]
    if ending and ending.stale:
        yield STALE, ("states", name, "stale"), ending.stale, [name]
