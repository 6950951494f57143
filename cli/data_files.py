"""Files written by hand, YAML or JSON: plain data, and where in the file each part stands."""

from __future__ import annotations

import json
import re
from collections.abc import Iterable, Mapping
from dataclasses import dataclass, field, replace
from pathlib import Path
from typing import Any

from ..engine.errors import Fault, FlowError, InputError
from ..engine.flow.language.yaml_source import read_source, spell

FILE_LIMIT = 1024 * 1024
"""Bytes."""
_Position = tuple[int, int]
_LAST = re.compile(r"(\.[^.\[\]]*|\[\d+\])$")


@dataclass(frozen=True, slots=True)
class Written:
    """What a file says.

    Attributes:
        data: as JSON data.
        positions: line and column of each path; a JSON file may have none.
    """

    name: str
    data: Any
    positions: Mapping[str, _Position] = field(repr=False)

    def refuse(self, faults: Iterable[Fault]) -> None:
        """Raise an InputError with these faults, each at its line, if there are any."""
        found = [self.placed(one) for one in faults]
        if found:
            raise InputError(sorted(found, key=lambda one: (one.line, one.column)), self.name)

    def placed(self, fault: Fault) -> Fault:
        """Return a fault with the line and the column where its path stands."""
        line, column = self._position(fault.path)
        return replace(fault, line=line, column=column)

    def _position(self, path: str) -> _Position:
        """Return where a path stands, or the nearest thing around it."""
        while path and path not in self.positions:
            path = _LAST.sub("", path) if _LAST.search(path) else ""
        return self.positions.get(path, (0, 0))


def read_file(path: Path) -> Written:
    """Read a file; `.json` is JSON, anything else strict YAML.

    Raises:
        InputError: it cannot be read, with every fault that its form has.
    """
    text = _text(path)
    if path.suffix.lower() == ".json":
        return _json(text, str(path))
    return _yaml(text, str(path))


def _text(path: Path) -> str:
    try:
        raw = path.read_bytes() if path.stat().st_size <= FILE_LIMIT else None
    except OSError as error:
        raise InputError([Fault("", f"cannot be read: {error.strerror}")], str(path)) from None
    if raw is None:
        raise InputError([Fault("", f"is larger than {FILE_LIMIT} bytes")], str(path))
    try:
        return raw.decode("utf-8-sig")
    except UnicodeDecodeError as error:
        line = raw[: error.start].count(b"\n") + 1
        fault = Fault("", "is not text in UTF-8", line, 1)
        raise InputError([fault], str(path)) from None


def _yaml(text: str, name: str) -> Written:
    try:
        source = read_source(text, name)
    except FlowError as error:
        plain = [replace(fault, code="", hint="") for fault in error.faults]
        raise InputError(plain, name) from None
    except RecursionError:
        raise InputError([Fault("", "nested too deep", 1, 1)], name) from None
    positions = {spell(path): position for path, position in source.positions.items()}
    return Written(name, source.data, positions)


def _json(text: str, name: str) -> Written:
    """Read JSON, and take its lines from the YAML that it nearly is."""
    try:
        data = json.loads(text, object_pairs_hook=_object, parse_constant=_no_number)
    except json.JSONDecodeError as error:
        fault = Fault("", f"is not JSON: {error.msg}", error.lineno, error.colno)
        raise InputError([fault], name) from None
    except RecursionError:
        raise InputError([Fault("", "nested too deep")], name) from None
    except ValueError as error:
        raise InputError([Fault("", str(error))], name) from None
    try:
        positions = _yaml(text.replace("\t", " "), name).positions
    except InputError:
        positions = {}
    return Written(name, data, positions)


def _object(pairs: list[tuple[str, Any]]) -> dict[str, Any]:
    known = dict(pairs)
    if len(known) < len(pairs):
        keys = [key for key, _ in pairs]
        twice = next(key for key in keys if keys.count(key) > 1)
        raise ValueError(f"the key {twice[:64]!r} stands twice")
    return known


def _no_number(text: str) -> Any:
    raise ValueError(f"{text} is no number of JSON")
