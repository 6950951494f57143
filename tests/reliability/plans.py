"""What the crash matrix walks: a path to each exit of a flow, as the real world lets it be walked.

A path is settled in a rehearsal first: what does not come by itself there is scripted. A list whose
rows name bookings by id has its real rows: the ids of a rehearsal are nobody's here.
"""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass, replace

from milo.cli.rehearsing.setup import CLIENT, cast_of, given_for, rehearsal_setup
from milo.engine.flow.paths.planner import Leg, PathTo, paths
from milo.engine.flow.paths.transcript import Given, Step
from milo.engine.model import RECEPTION
from milo.engine.rehearsal.settling import Walked, settle
from milo.engine.rehearsal.setup import RehearsalSetup
from milo.engine.rehearsal.world import RehearsalWorld

TODAY, TOMORROW = "hoy", "mañana"


class NothingPlannedError(Exception):
    """A flow has no path that can be walked: a run without it would prove nothing of it."""


@dataclass(frozen=True, slots=True)
class Plan:
    """A path that leads to its exit.

    Attributes:
        lists: the providers of the lists that it comes to.
    """

    path: PathTo
    lists: frozenset[str]

    @property
    def flow(self) -> str:
        """The flow whose exit is taken."""
        return self.path.flow

    @property
    def name(self) -> str:
        """What a person would call it."""
        return f"{self.flow}: {self.path.name}"

    @property
    def steps(self) -> tuple[Step, ...]:
        """What the person does, and what is scripted."""
        return self.path.steps

    def untaken(self, triggers: Iterable[str]) -> list[str]:
        """Return what the last step was to take and is not among the triggers of its turns."""
        taken = set(triggers)
        return [trigger for *_, trigger in self.path.legs[-1].takes if trigger not in taken]


def plans(flow: str) -> tuple[list[Plan], int]:
    """Return the paths of a flow that can be walked, and how many paths it has.

    Raises:
        NothingPlannedError: none can be walked.
    """
    house = rehearsal_setup()
    given, scripts = given_here(house, flow), house.library.newest
    cast = cast_of(house, RECEPTION if flow == RECEPTION else "")
    found, every = [], paths(scripts(flow), cast)
    for path in every:
        walked = settle(
            _on_any_day(path),
            *(CLIENT, given, scripts, lambda one: RehearsalWorld(house, one, flow).play),
        )
        if not walked.astray:
            found.append(Plan(_with_rows(walked.path, given), _lists(house, walked)))
    if not found:
        raise NothingPlannedError(f"none of the {len(every)} paths of {flow} can be walked")
    return found, len(every)


def given_here(house: RehearsalSetup, flow: str) -> Given:
    """Return what is there before a flow's first turn, but for rows that name bookings by id."""
    given, known = given_for(house, flow), house.props.registry.providers
    rows = {name: one for name, one in given.providers.items() if known[name].gives != "booking"}
    return given.model_copy(update={"providers": rows})


def _on_any_day(path: PathTo) -> PathTo:
    """Return a reception's path that leads to its exit late in a day as well: it books tomorrow."""
    if path.flow != RECEPTION:
        return path
    return replace(path, legs=tuple(map(_tomorrow, path.legs)))


def _tomorrow(leg: Leg) -> Leg:
    if leg.step.say != TODAY:
        return leg
    return replace(leg, step=leg.step.model_copy(update={"say": TOMORROW}))


def _lists(house: RehearsalSetup, walked: Walked) -> frozenset[str]:
    """Return the providers of the lists that a path comes to."""
    flow = house.library.newest(walked.path.flow).flow
    states = {seen.state for seen in walked.seen if seen.flow == flow.flow}
    asked = [asking.ask.list for state in states if (asking := flow.asking(state))]
    return frozenset(one.provider for one in asked if one)


def _with_rows(path: PathTo, given: Given) -> PathTo:
    """Return a path each of whose turns scripts the rows that are given to all of them."""
    legs = (leg.scripted(providers={**given.providers, **leg.step.providers}) for leg in path.legs)
    return replace(path, legs=tuple(legs))
