"""The ways that people went, read a page at a time."""

from __future__ import annotations

from collections.abc import Iterator
from datetime import datetime

from ...model import Walk
from ...ports import Store

PAGE = 2000
"""Turns that are in memory at once."""


def walks(
    store: Store, flow: str, start: datetime, end: datetime, slug: str | None = None
) -> Iterator[Walk]:
    """Yield what each turn of a flow did, `start <= now < end`, in the order of the turns.

    With `slug`, of one client's sessions only.
    """
    after = 0
    while True:
        page = store.read(
            lambda tx: tx.turns.walks(flow, start, end, slug=slug, after=after, limit=PAGE)  # noqa: B023 - called at once
        )
        yield from page
        if len(page) < PAGE:
            return
        after = page[-1].seq
