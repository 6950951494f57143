"""Every way out of a state as it is compiled, each with where in the file it stands.

    go.ok: {do: apartar, outcomes: {apartado: {to: confirmando}, ocupado: {say: ocupado}}}

are two ways: `ok:apartado` and `ok:ocupado`.
"""

from __future__ import annotations

from collections.abc import Callable, Iterator, Mapping
from dataclasses import dataclass
from typing import TypeVar

from ..compiled import exits
from ..language.definition import Exit, Flow
from ..language.yaml_source import Path

Placed = tuple[Path, Exit]
"""An exit, and where it stands."""
T = TypeVar("T")
_FLOWS = 64


@dataclass(frozen=True, slots=True)
class WayOut:
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
    yield from ((at, one) for _, at, one in exits.within("", path, exit_) if one)


def _once_a_flow(make: Callable[[Flow], T]) -> Callable[[Flow], T]:
    """Return `make`, which makes it once for each of the flows that it saw last.

    Every flow that is checked looks at all others. They are told apart by identity: nothing in a
    flow can be hashed, and none is changed.
    """
    made: dict[int, tuple[Flow, T]] = {}

    def once(flow: Flow) -> T:
        if id(flow) not in made:
            if len(made) == _FLOWS:
                del made[next(iter(made))]
            made[id(flow)] = flow, make(flow)
        return made[id(flow)][1]

    return once


@_once_a_flow
def written(flow: Flow) -> tuple[Placed, ...]:
    """Return every exit of a file, once, where it is written."""
    return tuple({one.path: one.exit for one in exits.exits(flow) if one.exit}.items())


@_once_a_flow
def ways_from(flow: Flow) -> Mapping[str, tuple[WayOut, ...]]:
    """Return every way out of each state, the inherited ones too; each outcome is one."""
    found: dict[str, list[WayOut]] = {state: [] for state in flow.states}
    for one in exits.outermost(flow):
        if one.exit and one.state:
            way = WayOut(one.state, one.trigger, ((one.path, one.exit),))
            found[one.state] += _branches(flow, way)
    return {state: tuple(ways) for state, ways in found.items()}


def _branches(flow: Flow, way: WayOut) -> Iterator[WayOut]:
    """Yield what a way becomes once its action has ended and its conditions were looked at."""
    path, exit_ = way.steps[-1]
    if exit_.escape:
        yield from _as_escape(flow, way, exit_.escape)
    elif exit_.outcomes or exit_.first:
        for mark, at, inner in exits.inside(exit_):
            outcome = mark[1:] if mark.startswith(":") else ""
            yield from _branches(flow, _longer(way, mark, outcome, ((*path, *at), inner)))
    else:
        yield way


def _as_escape(flow: Flow, way: WayOut, name: str) -> Iterator[WayOut]:
    """Yield what an exit that names an escape becomes; an escape names no other."""
    escape = flow.escapes.get(name)
    if escape and not escape.escape:
        yield from _branches(flow, _longer(way, "", "", (("escapes", name), escape)))


def _longer(way: WayOut, more: str, outcome: str, step: Placed) -> WayOut:
    steps, outcomes = (*way.steps, step), (*way.outcomes, outcome)
    return WayOut(way.state, way.trigger + more, steps, outcomes)
