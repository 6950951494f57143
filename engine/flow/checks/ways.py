"""Every way out of a state as it is compiled, each with where in the file it stands.

    go.ok: {do: apartar, outcomes: {apartado: {to: confirmando}, ocupado: {say: ocupado}}}

are two ways: `ok:apartado` and `ok:ocupado`.
"""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass

from ..language.definition import Exit, Flow
from ..language.yaml_source import Path

Placed = tuple[Path, Exit]
"""An exit, and where it stands."""


@dataclass(frozen=True, slots=True)
class Way:
    """One way out of a state, down to the branch that is taken.

    Attributes:
        trigger: what fires it in the machine.
        steps: the exit that is written, then the outcome or branch that it becomes, and so on.
        outcomes: how the action of each step but the last ended; "" where it has no outcomes.
    """

    state: str
    trigger: str
    steps: tuple[Placed, ...]
    outcomes: tuple[str, ...] = ()

    @property
    def path(self) -> Path:
        """Where the branch that is taken stands."""
        return self.steps[-1][0]

    @property
    def exit(self) -> Exit:
        """The branch that is taken: it says, forgets, and leads on."""
        return self.steps[-1][1]

    @property
    def option(self) -> str:
        """The name of the exit in `go`; of others, the trigger without outcomes and branches."""
        return self.trigger.partition("?")[0].partition(":")[0]

    def targets(self) -> frozenset[str]:
        """Return every state that it may lead to, now or when a flow that it calls has ended."""
        leads = self.exit
        if leads.call:
            return frozenset({self.state, leads.back or self.state})
        return frozenset({leads.to or self.state})


def within(path: Path, exit_: Exit) -> Iterator[Placed]:
    """Yield an exit, its outcomes and branches, and theirs."""
    yield path, exit_
    for outcome, inner in exit_.outcomes.items():
        yield from within((*path, "outcomes", outcome), inner)
    for i, branch in enumerate(exit_.first):
        yield from within((*path, "first", i), branch)


def written(flow: Flow) -> Iterator[Placed]:
    """Yield every exit of a file, once, where it is written."""
    for path, exit_ in _outermost(flow):
        yield from within(path, exit_)


def _outermost(flow: Flow) -> Iterator[Placed]:
    for name, slot in flow.slots.items():
        if slot.gone:
            yield ("slots", name, "gone"), slot.gone
    for name, escape in flow.escapes.items():
        yield ("escapes", name), escape
    for i, timeout in enumerate(flow.defaults.timeout):
        yield ("defaults", "timeout", i), timeout
    if flow.defaults.invalid.otherwise:
        yield ("defaults", "invalid", "else"), flow.defaults.invalid.otherwise
    for name in flow.states:
        yield from _of_state(flow, name)


def _of_state(flow: Flow, name: str) -> Iterator[Placed]:
    path: Path = ("states", name)
    if ending := flow.ending(name):
        if ending.stale:
            yield (*path, "stale"), ending.stale
        return
    asking = flow.asking(name)
    assert asking
    for key, exit_ in asking.go.items():
        yield (*path, "go", key), exit_
    if asking.invalid.otherwise:
        yield (*path, "invalid", "else"), asking.invalid.otherwise
    for i, timeout in enumerate(asking.timeout or ()):
        yield (*path, "timeout", i), timeout


def ways_from(flow: Flow, state: str) -> Iterator[Way]:
    """Yield every way out of a state, the inherited ones too; each outcome and branch is one."""
    for trigger, path, exit_ in _triggers(flow, state):
        yield from _branches(flow, Way(state, trigger, ((path, exit_),)))


def _triggers(flow: Flow, state: str) -> Iterator[tuple[str, Path, Exit]]:
    path: Path = ("states", state)
    if ending := flow.ending(state):
        if ending.stale:
            yield "stale", (*path, "stale"), ending.stale
        return
    asking = flow.asking(state)
    assert asking
    for key, exit_ in asking.go.items():
        yield key, (*path, "go", key), exit_
    for key, exit_ in flow.escapes.items():
        yield f"escape:{key}", ("escapes", key), exit_
    for key, slot in flow.slots.items():
        if slot.gone:
            yield f"gone:{key}", ("slots", key, "gone"), slot.gone
    at: Path = ("defaults",) if asking.timeout is None else path
    for i, exit_ in enumerate(flow.timeouts(state)):
        yield f"timeout:{i}", (*at, "timeout", i), exit_
    otherwise = flow.invalid(state).otherwise
    if otherwise:
        at = path if asking.invalid.otherwise else ("defaults",)
        yield "invalid:exhausted", (*at, "invalid", "else"), otherwise


def _branches(flow: Flow, way: Way) -> Iterator[Way]:
    """Yield what a way becomes once its action has ended and its conditions were looked at."""
    path, exit_ = way.steps[-1]
    if exit_.escape:
        yield from _as_escape(flow, way, exit_.escape)
    elif exit_.outcomes:
        for outcome, inner in exit_.outcomes.items():
            at = (*path, "outcomes", outcome)
            yield from _branches(flow, _longer(way, f":{outcome}", outcome, (at, inner)))
    elif exit_.first:
        for i, branch in enumerate(exit_.first):
            at = (*path, "first", i)
            yield from _branches(flow, _longer(way, f"?{i}", "", (at, branch)))
    else:
        yield way


def _as_escape(flow: Flow, way: Way, name: str) -> Iterator[Way]:
    """Yield what an exit that names an escape becomes; an escape names no other."""
    escape = flow.escapes.get(name)
    if escape and not escape.escape:
        yield from _branches(flow, _longer(way, "", "", (("escapes", name), escape)))


def _longer(way: Way, more: str, outcome: str, step: Placed) -> Way:
    steps, outcomes = (*way.steps, step), (*way.outcomes, outcome)
    return Way(way.state, way.trigger + more, steps, outcomes)
