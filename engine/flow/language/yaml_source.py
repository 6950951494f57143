"""Strict YAML: what stands there is what is meant, and every value knows its line.

Only `true` and `false` are booleans (`no` and `on` are words), only plain digits are numbers
(`10:30` is text, a date is text); duplicate keys, anchors and tags are refused.
"""

from __future__ import annotations

import re
from collections.abc import Iterable, Iterator
from dataclasses import dataclass, field, replace
from typing import Any

import yaml
from yaml.events import (
    AliasEvent,
    DocumentStartEvent,
    Event,
    MappingEndEvent,
    MappingStartEvent,
    NodeEvent,
    ScalarEvent,
    SequenceEndEvent,
    SequenceStartEvent,
    StreamEndEvent,
)

from ...errors import Fault, FlowError, Spot
from .yaml_slips import Quoted, misplaced

Path = tuple[str | int, ...]
Position = tuple[int, int]
"""Line and column, from 1."""

DEPTH_LIMIT = 64
"""Parts within parts; a flow stands at 8."""
_INTEGER = re.compile(r"-?(0|[1-9][0-9]{0,17})")
_ANCHORS = ("F003", "anchors and aliases are not used", "write it out where it is needed")
_TAGS = ("F004", "tags are not used", "put it in quotes if it begins with '!'")
_NEVER_CLOSED = re.compile(r"expected ',' or|quoted scalar")
_NO_WORD = ("F006", "a key is a word", "take off its brackets")
_TWICE = ("F005", "stands twice", "keep one of them: the other would be lost")
_FAST = getattr(yaml, "CSafeLoader", yaml.SafeLoader)
"""libyaml where the package was built with it: the same events, some twenty times sooner.

What it refuses is read again by the package's own parser, whose faults are told.
"""
_WORDS = {"true": True, "false": False, "null": None, "~": None, "": None}


@dataclass(frozen=True, slots=True)
class Source:
    """A YAML text as plain data, and where in the text each part of it stands."""

    name: str
    text: str
    data: Any
    positions: dict[Path, Position] = field(repr=False)
    plain: dict[Path, Position] = field(default_factory=dict, repr=False)
    """Where each value that stands without quotes ends."""

    def position(self, path: Path) -> Position:
        """Return where `path` stands, or where the nearest thing around it does."""
        while path not in self.positions and path:
            path = path[:-1]
        return self.positions.get(path, (1, 1))

    def value(self, path: Path) -> Any:
        """Return what stands at a path; None where nothing does."""
        found = self.data
        for part in path:
            inside = isinstance(found, dict) and part in found
            listed = isinstance(found, list) and isinstance(part, int) and part < len(found)
            if not (inside or listed):
                return None
            found = found[part]
        return found

    def fault(
        self,
        path: Path,
        message: str,
        code: str = "",
        hint: str = "",
        severity: str = "error",
        shows: Iterable[Path] = (),
    ) -> Fault:
        """Return a fault at `path`, which shows at other places, too."""
        spots = tuple(Spot(spell(at), *self.position(at)) for at in shows)
        return Fault(spell(path), message, *self.position(path), code, hint, severity, spots)


def spell(path: Path) -> str:
    """Write a path as a person would: `states.inicio.timeout[0].after`."""
    text = ""
    for part in path:
        text += f"[{part}]" if isinstance(part, int) else f".{part}" if text else str(part)
    return text


def read_source(text: str, name: str) -> Source:
    """Read a YAML text.

    Raises:
        FlowError: it is not YAML, or not of our strict kind; with every fault.
    """
    try:
        reader, data = _read(text, name, _FAST)
    except (yaml.YAMLError, UnicodeError):  # in its own words, which say where each thing began
        reader, data = _read_slowly(text, name)
    if reader.faults:
        raise FlowError(sorted(reader.faults, key=lambda fault: fault.place), name)
    return Source(name, text, data, reader.positions, reader.plain)


def _read(text: str, name: str, loader: Any) -> tuple[_Reader, Any]:
    reader = _Reader(yaml.parse(text, Loader=loader), name)
    return reader, reader.document()


def _read_slowly(text: str, name: str) -> tuple[_Reader, Any]:
    try:
        return _read(text, name, yaml.SafeLoader)
    except yaml.MarkedYAMLError as error:
        fault = _marked(error)
        raise FlowError(
            [misplaced(text, fault, _began(error), _quoted(text)) or fault], name
        ) from None
    except yaml.YAMLError as error:
        raise FlowError([_broken(str(error).splitlines()[0], (1, 1))], name) from None
    except RecursionError:
        raise FlowError([_too_deep((1, 1))], name) from None


def _marked(error: yaml.MarkedYAMLError) -> Fault:
    """Return the fault of what cannot be read: where it was opened, if it was never closed."""
    marks = [mark for mark in (error.context_mark, error.problem_mark) if mark]
    spots = [Spot("", mark.line + 1, mark.column + 1) for mark in marks]
    opened = len(spots) > 1 and _NEVER_CLOSED.search(f"{error.context} {error.problem}")
    if opened:
        fault = _broken("is opened here, and never closed", (spots[0].line, spots[0].column))
        return replace(fault, shows=(spots[1],))
    at = (spots[-1].line, spots[-1].column) if spots else (1, 1)
    return _broken(str(error.problem or error.context), at)


def _began(error: yaml.MarkedYAMLError) -> int:
    """Return the line of that within which something was wrong; 0 where nobody knows."""
    return error.context_mark.line + 1 if error.context_mark else 0


def _quoted(text: str) -> Iterator[Quoted]:
    """Yield where each quoted text begins and ends, up to what cannot be read."""
    try:
        for token in yaml.scan(text, Loader=yaml.SafeLoader):
            if isinstance(token, yaml.ScalarToken) and token.style in ("'", '"'):
                start, end = token.start_mark, token.end_mark
                yield (start.line + 1, start.column), end.line + 1
    except yaml.YAMLError:
        return


def _broken(problem: str, at: Position) -> Fault:
    hint = "look at brackets, quotes and indentation here and above"
    return Fault("", problem, *at, "F001", hint)


def _too_deep(at: Position) -> Fault:
    return Fault("", "nested too deep", *at, "F002", f"{DEPTH_LIMIT} levels at most")


class _Reader:
    """Makes data of YAML's events as they come: nothing is made of what is refused.

    The library's own constructors would guess at types, and would take hours over brackets within
    brackets without end.
    """

    def __init__(self, events: Iterator[Event], name: str) -> None:
        self.positions: dict[Path, Position] = {}
        self.plain: dict[Path, Position] = {}
        self.faults: list[Fault] = []
        self._events = events
        self._name = name
        self._depth = 0

    def document(self) -> Any:
        """Return what the text says; None for a text that says nothing."""
        next(self._events)
        data = None
        if isinstance(next(self._events), DocumentStartEvent):
            data = self._value(next(self._events), ())
            next(self._events)
            end = next(self._events)
            if not isinstance(end, StreamEndEvent):
                raise FlowError([_broken("one document is enough", _at(end))], self._name)
        return data

    def _value(self, event: Event, path: Path) -> Any:
        self.positions.setdefault(path, _at(event))
        self._refuse(event)
        if isinstance(event, ScalarEvent):
            if not event.style:
                self.plain[path] = _place(event.end_mark)
            return _scalar(event)
        if isinstance(event, AliasEvent):
            return None
        self._depth += 1
        if self._depth > DEPTH_LIMIT:
            raise FlowError([_too_deep(_at(event))], self._name)
        inside = self._mapping if isinstance(event, MappingStartEvent) else self._sequence
        value = inside(path)
        self._depth -= 1
        return value

    def _sequence(self, path: Path) -> list[Any]:
        found: list[Any] = []
        while not isinstance(event := next(self._events), SequenceEndEvent):
            found.append(self._value(event, (*path, len(found))))
        return found

    def _mapping(self, path: Path) -> dict[str, Any]:
        result: dict[str, Any] = {}
        while not isinstance(event := next(self._events), MappingEndEvent):
            self._refuse(event)
            if not isinstance(event, ScalarEvent):
                self._pass_over(event, path)
                continue
            key = str(event.value)
            if key in result:
                first = Spot(spell((*path, key)), *self.positions[(*path, key)])
                self._fault(event, (*path, key), *_TWICE, shows=(first,))
            self.positions[(*path, key)] = _at(event)
            result[key] = self._value(next(self._events), (*path, key))
        return result

    def _pass_over(self, event: Event, path: Path) -> None:
        """Read a key that is no word, and its value, and keep neither."""
        if isinstance(event, MappingStartEvent | SequenceStartEvent):
            self._fault(event, path, *_NO_WORD)
        kept = dict(self.positions)
        self._value(event, path)
        self._value(next(self._events), path)
        self.positions = kept

    def _refuse(self, event: Event) -> None:
        """Note a mark that we do without."""
        if isinstance(event, NodeEvent) and event.anchor is not None:
            self._fault(event, (), *_ANCHORS)
        if getattr(event, "tag", None) is not None:
            self._fault(event, (), *_TAGS)

    def _fault(
        self,
        event: Event,
        path: Path,
        code: str,
        message: str,
        hint: str,
        shows: tuple[Spot, ...] = (),
    ) -> None:
        self.faults.append(Fault(spell(path), message, *_at(event), code, hint, shows=shows))


def _scalar(event: ScalarEvent) -> Any:
    text = str(event.value)
    if event.style:
        return text
    if text in _WORDS:
        return _WORDS[text]
    return int(text) if _INTEGER.fullmatch(text) else text


def _at(part: Event) -> Position:
    return _place(part.start_mark)


def _place(mark: Any) -> Position:
    """Return where one of YAML's marks stands; its own count begins at 0."""
    return (mark.line + 1, mark.column + 1)
