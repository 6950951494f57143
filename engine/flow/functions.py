"""The registered functions as one turn calls them: bound to its call, every answer written down."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import asdict, is_dataclass, replace
from typing import Any, TypeVar

from .registry import Call, Outcome, Reading, Refusal, Registry, Row, Value

A = TypeVar("A")


class Functions:
    """What a flow's names do, for one turn.

    Attributes:
        answers: each call with its answer, in order, as JSON data.
        wrote: other contacts for whom an action put something into the outbox.
    """

    def __init__(self, registry: Registry, call: Call) -> None:
        self._registry = registry
        self._call = call
        self._shown: dict[tuple[str, Value], Mapping[str, str] | None] = {}
        self.answers: list[dict[str, Any]] = []
        self.wrote: list[str] = []

    def rows(self, name: str, slots: Mapping[str, Value]) -> Sequence[Row]:
        """Return a provider's rows."""
        return self._note("provider", name, self._registry.providers[name](self._with(slots)))

    def read(self, name: str, text: str, slots: Mapping[str, Value]) -> Reading:
        """Return what a parser makes of a text."""
        return self._note("parser", name, self._registry.parsers[name](self._with(slots), text))

    def refusal(
        self, names: Sequence[str], value: Value, slots: Mapping[str, Value]
    ) -> Refusal | None:
        """Return the first refusal of these checks, or None when all let the value pass."""
        for name in names:
            refusal = self._registry.checks[name](self._with(slots), value)
            self._note("check", name, refusal)
            if refusal:
                return refusal
        return None

    def act(self, name: str, slots: Mapping[str, Value]) -> Outcome:
        """Run an action; its changes stand or fall with the turn's transaction."""
        self._shown.clear()
        outcome = self._registry.actions[name].run(self._with(slots))
        self.wrote += outcome.wrote
        return self._note("action", name, outcome)

    def show(self, kind: str, value: Value, slots: Mapping[str, Value]) -> Mapping[str, str] | None:
        """Return what texts may say of a value; None when what it refers to is gone."""
        key = (kind, value)
        if key not in self._shown:
            show = self._registry.shows.get(kind)
            shown = show(self._with(slots), value) if show else {}
            self._shown[key] = self._note("show", kind, shown)
        return self._shown[key]

    def message_arrived(self, slots: Mapping[str, Value]) -> None:
        """Run what is done at each message of a person."""
        for hook in self._registry.hooks:
            hook(self._with(slots))

    def _with(self, slots: Mapping[str, Value]) -> Call:
        return replace(self._call, slots=dict(slots))

    def _note(self, kind: str, name: str, answer: A) -> A:
        self.answers.append({"call": f"{kind}:{name}", "answer": _plain(answer)})
        return answer


def _plain(answer: Any) -> Any:
    if is_dataclass(answer) and not isinstance(answer, type):
        return asdict(answer)
    if isinstance(answer, Sequence) and not isinstance(answer, str):
        return [_plain(item) for item in answer]
    return dict(answer) if isinstance(answer, Mapping) else answer
