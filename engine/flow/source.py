"""Strict YAML: what stands there is what is meant, and every value knows its line.

Only `true` and `false` are booleans (`no` and `on` are words), only plain digits are numbers
(`10:30` is text, a date is text); duplicate keys, anchors and tags are refused.
"""

from __future__ import annotations

import re
from dataclasses import dataclass, field
from typing import Any

from ruamel.yaml import YAML
from ruamel.yaml.error import MarkedYAMLError, YAMLError
from ruamel.yaml.nodes import MappingNode, Node, ScalarNode, SequenceNode
from ruamel.yaml.tokens import (
    AliasToken,
    AnchorToken,
    BlockEndToken,
    BlockMappingStartToken,
    BlockSequenceStartToken,
    FlowMappingEndToken,
    FlowMappingStartToken,
    FlowSequenceEndToken,
    FlowSequenceStartToken,
    TagToken,
    Token,
)

from ..errors import Fault, FlowError

Path = tuple[str | int, ...]
Position = tuple[int, int]
"""Line and column, from 1."""

DEPTH_LIMIT = 64
"""Parts within parts; a flow stands at 8."""
_INTEGER = re.compile(r"-?(0|[1-9][0-9]{0,17})")
_ANCHORS = ("F003", "anchors and aliases are not used", "write it out where it is needed")
_TAGS = ("F004", "tags are not used", "put it in quotes if it begins with '!'")
_REFUSED: dict[type[Token], tuple[str, str, str]] = {
    AnchorToken: _ANCHORS,
    AliasToken: _ANCHORS,
    TagToken: _TAGS,
}
_DEEPER: dict[type[Token], int] = {
    **dict.fromkeys((BlockMappingStartToken, BlockSequenceStartToken), 1),
    **dict.fromkeys((FlowMappingStartToken, FlowSequenceStartToken), 1),
    **dict.fromkeys((BlockEndToken, FlowMappingEndToken, FlowSequenceEndToken), -1),
}
_WORDS = {"true": True, "false": False, "null": None, "~": None, "": None}


@dataclass(frozen=True, slots=True)
class Source:
    """A YAML text as plain data, and where in the text each part of it stands."""

    name: str
    text: str
    data: Any
    positions: dict[Path, Position] = field(repr=False)

    def position(self, path: Path) -> Position:
        """Return where `path` stands, or where the nearest thing around it does."""
        while path not in self.positions and path:
            path = path[:-1]
        return self.positions.get(path, (1, 1))

    def fault(
        self, path: Path, message: str, code: str = "", hint: str = "", severity: str = "error"
    ) -> Fault:
        """Return a fault at `path`."""
        return Fault(spell(path), message, *self.position(path), code, hint, severity)


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
        faults = _refused(text, name)
        node = YAML(pure=True).compose(text)
    except MarkedYAMLError as error:
        mark = error.problem_mark or error.context_mark
        at = (mark.line + 1, mark.column + 1) if mark else (1, 1)
        raise FlowError([_broken(str(error.problem or error.context), at)], name) from None
    except YAMLError as error:
        raise FlowError([_broken(str(error).splitlines()[0], (1, 1))], name) from None
    except RecursionError:
        raise FlowError([_too_deep((1, 1))], name) from None
    reader = _Reader()
    data = None if node is None else reader.value(node, ())
    faults += reader.faults
    if faults:
        raise FlowError(sorted(faults, key=lambda f: (f.line, f.column)), name)
    return Source(name, text, data, reader.positions)


def _broken(problem: str, at: Position) -> Fault:
    hint = "look at brackets, quotes and indentation here and above"
    return Fault("", f"is no YAML: {problem}", *at, "F001", hint)


def _too_deep(at: Position) -> Fault:
    return Fault("", "nested too deep", *at, "F002", f"{DEPTH_LIMIT} levels at most")


def _refused(text: str, name: str) -> list[Fault]:
    """Return the marks that we do without: once composed, a tag may look like none.

    Raises:
        FlowError: brackets within brackets without end; the reader would take hours.
    """
    depth = 0
    found = []
    for token in YAML(pure=True).scan(text):
        depth += _DEEPER.get(type(token), 0)
        if depth > DEPTH_LIMIT:
            raise FlowError([_too_deep(_at(token))], name)
        if type(token) in _REFUSED:
            code, message, hint = _REFUSED[type(token)]
            found.append(Fault("", message, *_at(token), code, hint))
    return found


class _Reader:
    """Walks YAML's nodes; the library's own constructors would guess at types."""

    def __init__(self) -> None:
        self.positions: dict[Path, Position] = {}
        self.faults: list[Fault] = []
        self._seen: set[Node] = set()

    def value(self, node: Node, path: Path) -> Any:
        if node in self._seen:  # an alias, refused already: a few of them may say a million things
            return None
        self._seen.add(node)
        self.positions.setdefault(path, _at(node))
        if isinstance(node, MappingNode):
            return self._mapping(node, path)
        if isinstance(node, SequenceNode):
            return [self.value(item, (*path, i)) for i, item in enumerate(node.value)]
        assert isinstance(node, ScalarNode)
        return _scalar(node)

    def _mapping(self, node: MappingNode, path: Path) -> dict[str, Any]:
        result: dict[str, Any] = {}
        for key_node, value_node in node.value:
            if not isinstance(key_node, ScalarNode):
                self._fault(key_node, path, "F006", "a key is a word", "take off its brackets")
                continue
            key = str(key_node.value)
            if key in result:
                hint = "keep one of them: the other would be lost"
                self._fault(key_node, (*path, key), "F005", "stands twice", hint)
            self.positions[(*path, key)] = _at(key_node)
            result[key] = self.value(value_node, (*path, key))
        return result

    def _fault(self, node: Node, path: Path, code: str, message: str, hint: str) -> None:
        self.faults.append(Fault(spell(path), message, *_at(node), code, hint))


def _scalar(node: ScalarNode) -> Any:
    text = str(node.value)
    if node.style is not None:
        return text
    if text in _WORDS:
        return _WORDS[text]
    return int(text) if _INTEGER.fullmatch(text) else text


def _at(part: Node | Token) -> Position:
    return (part.start_mark.line + 1, part.start_mark.column + 1)
