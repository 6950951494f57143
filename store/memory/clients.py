"""Businesses and clients in dicts."""

from __future__ import annotations

import json
from dataclasses import replace
from itertools import islice

from ...engine.errors import NotFoundError
from ...engine.model import Business, Client, ClientStatus
from .indexed_dicts import IndexedDict, Undo, Unique
from .json_copies import copied


class MemoryBusinesses:
    """`Businesses` in dicts."""

    def __init__(self, undo: Undo) -> None:
        self.table: IndexedDict[str, Business] = IndexedDict("business", undo)

    def by_id(self, business_id: str) -> Business | None:
        return self.table.get(business_id)

    def page(self, *, after: str | None, limit: int) -> list[Business]:
        rows = sorted(self.table, key=lambda row: row.id)
        return list(islice((row for row in rows if row.id > (after or "")), limit))

    def add(self, business: Business) -> None:
        self.table.add(business.id, business)

    def save(self, business: Business) -> None:
        old = self.table.get(business.id)
        if old is None:
            raise NotFoundError(f"No business {business.id!r}.")
        self.table.put(business.id, replace(business, created_at=old.created_at))

    def numbers(self) -> list[str]:
        return sorted({row.phone_number_id for row in self.table if row.phone_number_id})

    def accounts(self) -> dict[str, str]:
        return {
            row.phone_number_id: row.waba_id
            for row in self.table
            if row.phone_number_id and row.waba_id
        }


class MemoryClients:
    """`Clients` in dicts."""

    def __init__(self, undo: Undo, businesses: MemoryBusinesses) -> None:
        self.slugs = Unique("The slug", lambda row: row.slug)
        self.table: IndexedDict[str, Client] = IndexedDict("client", undo, self.slugs)
        self._businesses = businesses.table

    def by_id(self, client_id: str) -> Client | None:
        row = self.table.get(client_id)
        return copied(row) if row else None

    def by_slug(self, slug: str) -> Client | None:
        return self.by_id(self.slugs.find(slug))

    def page(self, *, status: ClientStatus | None, after: str | None, limit: int) -> list[Client]:
        rows = (
            copied(row)
            for row in sorted(self.table, key=lambda row: row.slug)
            if row.slug > (after or "") and status in (None, row.status)
        )
        return list(islice(rows, limit))

    def names(self) -> list[tuple[str, str]]:
        active = (row for row in self.table if row.status is ClientStatus.ACTIVE)
        return sorted((row.slug, row.name) for row in active)

    def naming_phone(self, user_phone: str) -> list[Client]:
        end = f'{user_phone[-8:]}"'
        rows = sorted(self.table, key=lambda row: row.slug)
        return [copied(row) for row in rows if end in json.dumps(dict(row.settings))]

    def add(self, client: Client) -> None:
        self._businesses.require(client.business_id)
        self.table.add(client.id, copied(client))

    def save(self, client: Client) -> None:
        old = self.table.get(client.id)
        if old is None:
            raise NotFoundError(f"No client {client.id!r}.")
        self._businesses.require(client.business_id)
        kept = replace(client, slug=old.slug, created_at=old.created_at)
        self.table.put(client.id, copied(kept))

    def require_slug(self, slug: str) -> None:
        """Raise NotFoundError where no client has that slug."""
        self.table.require(self.slugs.find(slug) or slug)
