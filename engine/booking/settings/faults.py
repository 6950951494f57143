"""Turns what is wrong with a JSON value into faults that a person can act on."""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Mapping
from typing import Any

from pydantic_core import ErrorDetails

from ...errors import Fault

ROOT = "settings"
_DEPTH = 16
_UNCLEAN = "must not contain NUL or half of a character"
_WORDS = {
    "missing": "is required",
    "extra_forbidden": "is not a known setting",
    "string_unicode": _UNCLEAN,
    "string_type": "must be a text",
    "int_type": "must be a whole number",
    "greater_than_equal": "must be {ge} or more",
    "less_than_equal": "must be {le} or less",
    "string_too_long": "must have at most {max_length} characters",
    "bool_type": "must be true or false",
    "literal_error": "must be one of {expected}",
    "too_short": "must be two hours: [from, to]",
    "too_long": "must be two hours: [from, to]",
    "tuple_type": "must be a list",
    "list_type": "must be a list",
    "mapping_type": "must be an object",
    "dict_type": "must be an object",
    "model_type": "must be an object",
    "model_attributes_type": "must be an object",
    "invalid_key": "must be a text",
}


def path_of(parts: Iterable[object]) -> str:
    """Return `("services", 0, "minutes")` as `settings.services[0].minutes`."""
    path = ROOT
    for part in parts:
        path += f"[{part}]" if isinstance(part, int) else f".{_shown(str(part))}"
    return path


def fault_of(error: ErrorDetails) -> Fault:
    """Return a validation error in words."""
    is_key = error["loc"][-1:] == ("[key]",)
    parts = error["loc"][:-1] if is_key else error["loc"]
    known = _WORDS.get(error["type"])
    words = known.format(**error.get("ctx", {})) if known else error["msg"]
    return Fault(path_of(parts), f"the key {words}" if is_key else words)


def unreadable(data: object) -> Iterator[Fault]:
    """Yield what no text or key may be: NUL, half a character, keys that are not text.

    Deeper than any setting goes it says so instead of going on.
    """
    waiting: list[tuple[tuple[object, ...], object]] = [((), data)]
    while waiting:
        parts, value = waiting.pop()
        if len(parts) > _DEPTH:
            yield Fault(path_of(parts), "is nested too deep")
        elif isinstance(value, str):
            yield from _bad_text(parts, value)
        else:
            yield from _bad_keys(parts, value)
            waiting += _children(parts, value)


def _bad_text(parts: tuple[object, ...], text: str) -> Iterator[Fault]:
    if not _is_clean(text):
        yield Fault(path_of(parts), _UNCLEAN)


def _bad_keys(parts: tuple[object, ...], value: object) -> Iterator[Fault]:
    if isinstance(value, Mapping) and not all(map(_is_clean, value)):
        yield Fault(path_of(parts), "has a key that is not a clean text")


def _children(parts: tuple[object, ...], value: object) -> list[tuple[tuple[object, ...], Any]]:
    if isinstance(value, Mapping):
        return [((*parts, key), child) for key, child in value.items() if _is_clean(key)]
    if isinstance(value, list | tuple):
        return [((*parts, index), child) for index, child in enumerate(value)]
    return []


def _shown(key: str) -> str:
    """Return a key as a path can show it, whatever it is made of."""
    return key[:100].replace("\0", "?").encode("utf-8", "replace").decode("utf-8")


def _is_clean(text: object) -> bool:
    if not isinstance(text, str):
        return False
    return "\0" not in text and not any("\ud800" <= char <= "\udfff" for char in text)


def objects(data: Mapping[str, Any], key: str) -> Iterator[tuple[int, Mapping[str, Any]]]:
    """Yield the objects in a list, each with its index."""
    found = data.get(key)
    if isinstance(found, list | tuple):
        yield from ((n, item) for n, item in enumerate(found) if isinstance(item, Mapping))


def whole(value: Any, default: int) -> int:
    """Return a whole number; the default where it is none."""
    return value if isinstance(value, int) and not isinstance(value, bool) else default


def texts(value: Any) -> list[tuple[int, str]]:
    """Return the texts in a list, each with its index."""
    if not isinstance(value, list | tuple):
        return []
    return [(n, item) for n, item in enumerate(value) if isinstance(item, str)]
