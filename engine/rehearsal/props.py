"""The functions that flows name, answering as they are told; what nobody scripted is real."""

from __future__ import annotations

from collections import deque
from collections.abc import Callable, Iterable, Mapping
from dataclasses import replace
from functools import partial
from typing import Any

from ..flow.language.registry import Call, Entry, Outcome, Registry, Row, Value
from ..flow.paths.transcript import Rows, Step, Transcript


class Props:
    """Scripts the functions of a registry.

    Attributes:
        registry: the same functions by the same names; a library is made with this one.
        texts: the texts said since `turn`, each with its flow.
    """

    def __init__(self, real: Registry) -> None:
        self._actions: dict[str, deque[str | None]] = {}
        self._step = Step()
        self._gone: set[tuple[str, Value]] = set()
        self.texts: list[tuple[str, str]] = []
        self._given: Mapping[str, Rows] = {}
        self.registry = replace(
            real,
            providers=_all(real.providers, self._rows),
            guards=_all(real.guards, self._holds),
            actions=_all(real.actions, self._act),
            shows=_all(real.shows, self._show),
            listeners=[*real.listeners, self._heard],
        )

    def begin(self, transcript: Transcript) -> None:
        """Forget everything; script what a whole transcript scripts."""
        self._actions = {name: deque(each) for name, each in transcript.actions.items()}
        self._given = transcript.given.providers
        self._gone.clear()
        self.turn(Step(), {}, {})

    def turn(self, step: Step, types: Mapping[str, str], slots: Mapping[str, Value]) -> None:
        """Script what a turn scripts.

        Args:
            step: the turn.
            types: of the flow's slots, by name.
            slots: what they hold before the turn.
        """
        self._step = step
        self.texts.clear()
        self._gone |= {(types[name], slots[name]) for name in step.gone if name in slots}

    def _rows(self, entry: Entry[Any], call: Call) -> Iterable[Row]:
        scripted = self._step.providers.get(entry.name, self._given.get(entry.name))
        if scripted is None:
            rows: Iterable[Row] = entry.run(call)
            return rows
        return [Row(**row.model_dump()) for row in scripted]

    def _holds(self, entry: Entry[Any], call: Call) -> bool:
        scripted = self._step.guards.get(entry.name)
        return bool(entry.run(call)) if scripted is None else scripted

    def _act(self, entry: Entry[Any], given: Any) -> Outcome:
        queued = self._actions.get(entry.name)
        scripted = self._step.actions.get(entry.name) or (queued.popleft() if queued else None)
        if scripted is None:
            outcome: Outcome = entry.run(given)
            return outcome
        return Outcome(scripted)

    def _show(self, entry: Entry[Any], call: Call, value: Value) -> Mapping[str, str] | None:
        if self._is_gone(entry.name, call, value):
            return None
        shown: Mapping[str, str] | None = entry.run(call, value)
        return shown

    def _is_gone(self, kind: str, call: Call, value: Value) -> bool:
        """Return whether a value's referent is gone; this very turn may have put it into a slot."""
        if any(call.slots.get(name) == value for name in self._step.gone):
            self._gone.add((kind, value))
        return (kind, value) in self._gone

    def _heard(self, flow: str, text: str) -> None:
        self.texts.append((flow, text))


def _all(entries: Mapping[str, Entry[Any]], answer: Callable[..., Any]) -> dict[str, Entry[Any]]:
    return {name: replace(entry, run=partial(answer, entry)) for name, entry in entries.items()}
