"""The turns that paths are made of, and what they have to know of who plays."""

from __future__ import annotations

import re
from collections.abc import Callable, Mapping
from dataclasses import dataclass, field, replace

from ..compiled.compiled_flow import CompiledFlow
from ..language.registry import Registry
from .transcript import Rows, Step

STEP, SCRIPTED, WAITING = 10, 1, 3
"""What a turn costs, and what makes it cost more: a natural path is better than a scripted one."""
_EXAMPLE = re.compile(r"«([^»]+)»")


@dataclass(frozen=True, slots=True)
class Leg:
    """One turn of a path, and the exits that it is to take: (flow, state, trigger)."""

    step: Step
    takes: tuple[tuple[str, str, str], ...] = ()

    def scripted(self, **props: Mapping[str, object]) -> Leg:
        """Return it with more that is scripted for its turn."""
        added = {key: {**getattr(self.step, key), **prop} for key, prop in props.items()}
        return replace(self, step=self.step.model_copy(update=added))

    def allows(self, **props: Mapping[str, object]) -> bool:
        """Return whether nothing else is scripted for its turn under the same names.

        What is scripted holds for a whole turn: a guard is not true at one state and false at the
        next.
        """
        return all(
            getattr(self.step, key).get(name, value) == value
            for key, prop in props.items()
            for name, value in prop.items()
        )

    def taking(self, *takes: tuple[str, str, str]) -> Leg:
        """Return it with more exits that it is to take."""
        return replace(self, takes=self.takes + takes)


Legs = tuple[Leg, ...]


def cost(legs: Legs) -> int:
    """Return what a path costs: its turns, and what makes some of them worse."""
    return sum(
        STEP
        + (SCRIPTED if leg.step.is_scripted else 0)
        + (WAITING if leg.step.wait is not None else 0)
        for leg in legs
    )


@dataclass(frozen=True, slots=True)
class Cast:
    """Who plays: what paths need to know beyond the flow.

    Attributes:
        registry: what the flow's names do; the first outcome of an action is its usual one.
        scripts: finds the flows that are called.
        opening: what the person writes first.
        answers: what to type for a parser; else the first example of its docstring («16:30»).
        doubts: what a parser asks back about, with a few options to tap.
        rows: what a provider may be made to give, where a list is to have a single row.
    """

    registry: Registry
    scripts: Callable[[str], CompiledFlow]
    opening: str = "hola"
    answers: Mapping[str, str] = field(default_factory=dict)
    doubts: Mapping[str, str] = field(default_factory=dict)
    rows: Mapping[str, Rows] = field(default_factory=dict)

    def usual(self, action: str) -> str | None:
        """Return the outcome that an action has when nothing stands in its way."""
        known = self.registry.actions.get(action)
        return known.outcomes[0] if known and known.outcomes else None

    def fills(self, action: str, outcome: str) -> frozenset[str]:
        """Return the slots that an action fills when it ends so."""
        known = self.registry.actions.get(action)
        return frozenset(known.fills.get(outcome, ()) if known else ())

    def is_free(self, parser: str) -> bool:
        """Return whether a parser takes any text, as it is."""
        return self.gives(parser) == "text"

    def gives(self, parser: str) -> str:
        """Return the type of what a parser makes."""
        known = self.registry.parsers.get(parser)
        return known.gives if known else ""

    def answer(self, parser: str) -> str:
        """Return something that a parser reads."""
        known = self.registry.parsers.get(parser)
        example = _EXAMPLE.search((known and known.run.__doc__) or "")
        return self.answers.get(parser) or (example[1] if example else "algo")
