"""Lists that come in pages."""

from __future__ import annotations

from collections.abc import Callable, Iterable, Sequence
from typing import Any, TypeVar

from .field_types import Limit, Text
from .validation import RequestModel

Row = TypeVar("Row")


class Page(RequestModel):
    """What every list takes: `limit` (50) and `after`, the last key of the page before."""

    limit: Limit = 50
    after: Text | None = None


def page_of(
    name: str,
    rows: Sequence[Row],
    limit: int,
    shown: Callable[[Row], dict[str, Any]],
    key: str,
) -> dict[str, Any]:
    """Return a list's answer.

    Args:
        name: the list's key.
        rows: one more than `limit` where there is a further page.
        limit: how many to show.
        shown: a row as JSON data.
        key: what `next` is taken from, in the last row shown.
    """
    items = [shown(row) for row in rows[:limit]]
    return {name: items, "next": items[-1][key] if len(rows) > limit else None}


def page_of_all(
    name: str, rows: Iterable[Row], asked: Page, shown: Callable[[Row], dict[str, Any]], key: str
) -> dict[str, Any]:
    """Return the answer of a list that is short enough to be read whole, in the order of `key`."""
    after = [row for row in rows if asked.after is None or getattr(row, key) > asked.after]
    return page_of(name, after, asked.limit, shown, key)
