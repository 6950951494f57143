"""JSON of the outside, read so that one bad piece spoils nothing else.

Three things that are JSON to the eye break readers: nesting thousands deep, numbers that no
machine number holds, NaN and the infinities. Each becomes an `UnreadJson` in its place, with the
text it stood for; all around it is read as usual.
"""

from __future__ import annotations

import json
import re
from collections.abc import Iterator
from dataclasses import dataclass
from math import isfinite
from typing import Any

import msgspec

DEPTH_LIMIT = 128
"""Brackets within brackets; a message stands at 8."""
DIGITS_LIMIT = 1000

_LONG_NUMBER = re.compile(rb"[0-9.eE+-]{%d}" % (DIGITS_LIMIT + 1))
_decode = msgspec.json.Decoder().decode
_TOKEN = re.compile(
    r'"[^"\\]*+(?:\\.[^"\\]*+)*+(?:"|\\?\Z)|[\[{]+|[\]}]+|NaN|-?Infinity',
    re.DOTALL,
)


class NotJsonError(ValueError):
    """The bytes are not JSON."""


@dataclass(frozen=True, slots=True)
class UnreadJson:
    """A piece of JSON that was not read, as its text."""

    text: str


def parse(raw: bytes) -> Any:
    """Return the JSON value, with an `UnreadJson` for each piece that cannot be read.

    Time is linear in the bytes, whatever they hold.

    Raises:
        NotJsonError: the bytes are not JSON in UTF-8.
    """
    try:
        if _is_plain(raw):
            return _decode(raw)
    except (msgspec.DecodeError, RecursionError):
        pass  # something in it breaks readers
    try:
        text = raw.decode("utf-8", "surrogatepass")
        if text.count("[") + text.count("{") <= DEPTH_LIMIT:
            return _parsed(text)
        return _parsed_in_part(text)
    except (ValueError, RecursionError) as error:
        raise NotJsonError("the body is not JSON") from error


def _is_plain(raw: bytes) -> bool:
    """Return whether nothing in it is nested too deep, and no number too long, for any reader."""
    return raw.count(b"[") + raw.count(b"{") <= DEPTH_LIMIT and not _LONG_NUMBER.search(raw)


def is_readable(value: Any) -> bool:
    """Return whether a value of `parse` holds no `UnreadJson`."""
    if isinstance(value, dict):
        return all(map(is_readable, value.values()))
    if isinstance(value, list):
        return all(map(is_readable, value))
    return not isinstance(value, UnreadJson)


def written(value: Any) -> bytes:
    """Return a value of `parse` as JSON again, what was not read as it came."""
    try:
        return json.dumps(value, separators=(",", ":")).encode()
    except TypeError:
        return _text_of(value).encode("utf-8", "surrogatepass")


def _parsed(text: str) -> Any:
    try:
        return json.loads(text, parse_int=_whole, parse_float=_decimal, parse_constant=_refuse)
    except _RefusedError:
        return _parsed_in_part(text)


def _parsed_in_part(text: str) -> Any:
    pruned, cuts = _pruned(text)
    pieces = iter(cuts)
    return json.loads(
        pruned,
        parse_int=lambda digits: _or_unreadable(_whole, digits),
        parse_float=lambda digits: _or_unreadable(_decimal, digits),
        parse_constant=lambda _: UnreadJson(next(pieces)),
    )


class _RefusedError(Exception):
    """A piece that cannot be read."""


def _refuse(text: str) -> Any:
    raise _RefusedError(text)


def _whole(digits: str) -> int:
    return int(digits) if len(digits) <= DIGITS_LIMIT else _refuse(digits)


def _decimal(digits: str) -> float:
    number = float(digits) if len(digits) <= DIGITS_LIMIT else _refuse(digits)
    return number if isfinite(number) else _refuse(digits)


def _or_unreadable(read: Any, digits: str) -> Any:
    try:
        return read(digits)
    except _RefusedError:
        return UnreadJson(digits)


def _pruned(text: str) -> tuple[str, list[str]]:
    """Return the text with `NaN` for each cut, in order, and the cuts."""
    kept: list[str] = []
    cuts: list[str] = []
    end = 0
    for start, stop in _cuts(text):
        kept += (text[end:start], "NaN")
        cuts.append(text[start:stop])
        end = stop
    return "".join([*kept, text[end:]]), cuts


def _cuts(text: str) -> Iterator[tuple[int, int]]:
    """Yield where to cut: the constants that JSON does not know, and all below the depth limit."""
    depth = 0
    cut_from: int | None = None
    for token in _TOKEN.finditer(text):
        start, stop = token.span()
        match text[start]:
            case '"':
                continue
            case "[" | "{":
                if depth <= DEPTH_LIMIT < depth + stop - start:
                    cut_from = start + DEPTH_LIMIT - depth
                depth += stop - start
            case "]" | "}":
                after = depth - (stop - start)
                if cut_from is not None and after <= DEPTH_LIMIT:
                    yield cut_from, start + depth - DEPTH_LIMIT
                    cut_from = None
                depth = after
            case _ if cut_from is None:
                yield start, stop
    if cut_from is not None:
        raise NotJsonError("the body ends before its brackets do")


def _text_of(value: Any) -> str:
    if isinstance(value, UnreadJson):
        return value.text
    if isinstance(value, dict):
        pairs = (f"{json.dumps(key)}:{_text_of(item)}" for key, item in value.items())
        return "{" + ",".join(pairs) + "}"
    if isinstance(value, list):
        return "[" + ",".join(map(_text_of, value)) + "]"
    return json.dumps(value)
