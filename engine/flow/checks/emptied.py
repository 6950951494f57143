"""Why a slot may be empty somewhere: the way into a state that, unlike the others, leaves it so.

    atras: {words: [atras], to: confirmando}    # the others come with `hora`: this one is wrong

Where no way brings the slot, nobody ever asked for it by then: what needs it is wrong.
"""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass

from ..language.yaml_source import Path
from .filled import Moment, arrivals, before_leaving, left, moments, possible
from .subject import Subject
from .uses import entry_of, needed_slots
from .ways import WayOut


@dataclass(frozen=True, slots=True)
class Gap:
    """A slot that may be empty where it is needed.

    Attributes:
        path: what leaves it empty; None where nobody ever asks for it before.
        moments: what needs it.
    """

    slot: str
    path: Path | None
    moments: tuple[Moment, ...]


def gaps(subject: Subject, *, texts: bool) -> Iterator[Gap]:
    """Yield every gap of texts, or of functions, by what is to be mended."""
    found: dict[tuple[str, Path | None, str], list[Moment]] = {}
    for moment in moments(subject):
        if (moment.kind == "text") is texts:
            for slot in _needed(subject, moment):
                if slot in subject.flow.slots and slot not in moment.filled:
                    for path in _causes(subject, moment, slot):
                        apart = "" if path else moment.name
                        found.setdefault((slot, path, apart), []).append(moment)
    for (slot, path, _), needing in found.items():
        yield Gap(slot, path, tuple(needing))


def _needed(subject: Subject, moment: Moment) -> Iterator[str]:
    if moment.kind == "text":
        yield from needed_slots(subject, moment.name)
    else:
        entry = entry_of(subject, moment.kind, moment.name)
        yield from entry.slots if entry else ()


def _causes(subject: Subject, moment: Moment, slot: str) -> tuple[Path | None, ...]:
    """Return the ways that leave a slot empty for a moment; None where no way fills it."""
    cleared = next((way for way in subject.ways[moment.state] if _clears(way, moment, slot)), None)
    if cleared:
        return (_clear_of(cleared, slot),)
    paths = tuple(dict.fromkeys(_blamed(subject, moment.state, slot, set())))
    return paths or (None,)


def _clears(way: WayOut, moment: Moment, slot: str) -> bool:
    """Return whether what a moment needs was forgotten by the very exit that it belongs to."""
    return slot in way.exit.clear and moment.path[: len(way.path)] == way.path


def _blamed(subject: Subject, state: str, slot: str, seen: set[str]) -> Iterator[Path]:
    """Yield where the ways into a state leave a slot empty that the others bring."""
    if state in seen or state == subject.flow.initial:
        return
    seen.add(state)
    into = _Ways(subject, state, slot)
    wrong = [*into.without, *into.clearing]
    if into.bringing or into.unsure:
        if len(wrong) <= len(into.bringing) + len(into.unsure):
            yield from ((*way.path, "to") for way in into.without)
            yield from (_clear_of(way, slot) for way in into.clearing)
    elif not into.without:
        yield from (_clear_of(way, slot) for way in into.clearing)
    for way in into.unsure:
        yield from _blamed(subject, way.state, slot, seen)


class _Ways:
    """The ways into a state, by what they do to a slot: bring, perhaps bring, clear it, or not."""

    def __init__(self, subject: Subject, state: str, slot: str) -> None:
        sure, may = arrivals(subject), possible(subject)
        apart = _without(subject, state)
        self.bringing: list[WayOut] = []
        self.unsure: list[WayOut] = []
        self.clearing: list[WayOut] = []
        self.without: list[WayOut] = []
        for way in (way for one in sure for way in subject.ways[one] if state in way.targets()):
            if slot in left(subject, way, sure[way.state]):
                self.bringing.append(way)
            elif slot in left(subject, way, may[way.state]):
                self.unsure.append(way)
            elif slot in before_leaving(subject, way, may[way.state]):
                self.clearing.append(way)
            elif way.state in apart:
                self.without.append(way)


def _without(subject: Subject, state: str) -> set[str]:
    """Return the states that one may come to without passing through this one."""
    reached, waiting = set(), [subject.flow.initial]
    while waiting:
        one = waiting.pop()
        if one != state and one in subject.ways and one not in reached:
            reached.add(one)
            waiting += [target for way in subject.ways[one] for target in way.targets()]
    return reached


def _clear_of(way: WayOut, slot: str) -> Path:
    return (*way.path, "clear", way.exit.clear.index(slot))
