"""Lists that come in pages, whole."""

from __future__ import annotations

from collections.abc import Callable
from typing import TypeVar

from ..engine.model import Business, Client, ClientStatus
from ..engine.ports import Transaction

Row = TypeVar("Row")
_PAGE = 1_000


def every(page: Callable[[str | None, int], list[Row]], key: Callable[[Row], str]) -> list[Row]:
    """Return all rows of a list that comes in pages.

    Args:
        page: gives those after a key, at most so many.
        key: what a row is listed by.
    """
    found: list[Row] = []
    while rows := page(key(found[-1]) if found else None, _PAGE):
        found += rows
    return found


def every_client(tx: Transaction, status: ClientStatus | None) -> list[Client]:
    """Return all clients with a status, by slug."""
    return every(
        lambda after, limit: tx.clients.page(status=status, after=after, limit=limit),
        lambda client: client.slug,
    )


def every_business(tx: Transaction) -> list[Business]:
    """Return all businesses, by id."""
    return every(
        lambda after, limit: tx.businesses.page(after=after, limit=limit),
        lambda business: business.id,
    )
