"""What is checked: a flow, with all that it may name and all that is known of it."""

from __future__ import annotations

from collections.abc import Callable, Mapping, Set
from dataclasses import dataclass, field
from functools import cached_property
from typing import Any, TypeVar, cast

from ..language.definition import Flow
from ..language.registry import Registry
from ..language.yaml_source import Source
from .names_used import Named, names
from .ways import Placed, WayOut, ways_from, written

T = TypeVar("T")
Extents = Mapping[str, Mapping[str, int]]
"""How long a value may be at most, as WhatsApp counts, by its type and suffix."""


@dataclass(frozen=True, slots=True)
class Live:
    """A version of a flow that went live.

    Attributes:
        same: whether the file that is checked is that very text.
    """

    version: int
    same: bool


@dataclass(frozen=True, eq=False)
class Subject:
    """A flow to be checked.

    Attributes:
        registry: the functions that it may name.
        flows: every other flow that is known; None where nobody looked for them.
        extents: how long what its texts show may be.
        live: the versions of it that went live, where a database is at hand.
        own: a merchant's own words, by text name.
        locale: a merchant's; "" for every language of the flow.
        slugs: the merchants' that are known.
        files: those in the folder `media`, and their bytes; None where nobody looked.
        source: the file that says it, for what only the file shows.
    """

    flow: Flow
    registry: Registry
    flows: Mapping[str, Flow] | None = None
    extents: Extents = field(default_factory=dict)
    live: tuple[Live, ...] = ()
    own: Mapping[str, str] = field(default_factory=dict)
    locale: str = ""
    slugs: Set[str] = frozenset()
    files: Mapping[str, int] | None = None
    source: Source | None = None

    def once(self, make: Callable[[Subject], T]) -> T:
        """Return what `make` makes of this subject; it is made once."""
        if make not in self._made:
            self._made[make] = make(self)
        return cast("T", self._made[make])

    @cached_property
    def _made(self) -> dict[Any, Any]:
        return {}

    @cached_property
    def languages(self) -> Mapping[str, Mapping[str, str]]:
        """What people may read, in each language."""
        if not self.locale:
            return self.flow.languages
        return {self.locale: {**self.flow.language(self.locale), **self.own}}

    @cached_property
    def names(self) -> tuple[Named, ...]:
        """Every name that the file uses."""
        return tuple(names(self.flow, self.exits))

    @cached_property
    def exits(self) -> tuple[Placed, ...]:
        """Every exit of the file, where it is written."""
        return written(self.flow)

    @cached_property
    def ways(self) -> Mapping[str, tuple[WayOut, ...]]:
        """Every way out of each state, as it is compiled; those to nowhere are left out."""
        known = self.flow.states.keys()
        return {
            state: tuple(way for way in ways if way.targets() <= known)
            for state, ways in ways_from(self.flow).items()
        }

    @property
    def whole(self) -> bool:
        """Whether every state that is named is there; else who reaches what cannot be told."""
        return all(name in self.flow.states for kind, _, name in self.names if kind == "state")

    @cached_property
    def callers(self) -> tuple[Flow, ...]:
        """The flows that call this one."""
        name = self.flow.flow
        return tuple(
            flow
            for flow in (self.flows or {}).values()
            if flow.flow != name and any(exit_.call == name for _, exit_ in written(flow))
        )
