"""A shortest path to every exit of a flow, planned over the compiled machine.

A path is what a person does, turn by turn, from the first message on, and what has to be scripted
so that it leads there: an action's outcome other than its usual one, a list with nothing to choose
from, a guard. Nothing is played here; see `rehearsal`.
"""

from __future__ import annotations

from dataclasses import dataclass

from ...errors import NotFoundError
from ..compiled.compiled_flow import CompiledFlow
from ..forms.compiled_form import compile_form
from .form_search import FormSearch
from .path_search import PathSearch
from .steps import Cast, Leg, Legs
from .transcript import Step

__all__ = ["Cast", "Leg", "PathTo", "paths"]


@dataclass(frozen=True, slots=True)
class PathTo:
    """A path whose last turn takes the exit `trigger` of `state`."""

    flow: str
    state: str
    trigger: str
    legs: Legs

    @property
    def steps(self) -> tuple[Step, ...]:
        """What the person does, and what is scripted."""
        return tuple(leg.step for leg in self.legs)

    @property
    def name(self) -> str:
        """Return it as a person would call it."""
        return f"{self.state} · {self.trigger}"


def form_paths(script: CompiledFlow, cast: Cast) -> tuple[PathTo, ...]:
    """Return a path to each exit that can be taken on the screens of a flow's form.

    Raises:
        NotFoundError: the flow has no form.
    """
    form = compile_form(script.flow, cast.registry)
    if form is None:
        raise NotFoundError(f"{script.flow.flow} has no form")
    return _found(FormSearch(script, cast, form), script, cast)


def paths(script: CompiledFlow, cast: Cast) -> tuple[PathTo, ...]:
    """Return a path to each exit that can be taken, in the order of the machine.

    Old buttons (`stale`) and thanks after the end (`closing`) count as exits here.
    """
    return _found(PathSearch(script, cast), script, cast)


def _found(search: PathSearch, script: CompiledFlow, cast: Cast) -> tuple[PathTo, ...]:
    search.run(Leg(Step(say=cast.opening), ((script.flow.flow, script.flow.initial, "begin"),)))
    found = {place: legs for place, (_, legs) in search.best.items()}
    order = {state: i for i, state in enumerate(script.flow.states)}
    places = sorted(found, key=lambda place: order[place[0]])
    return tuple(PathTo(script.flow.flow, *place, found[place]) for place in places)
