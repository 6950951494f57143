"""Looks into JSON that may be misshapen, and passes over what is."""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from typing import Any


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
