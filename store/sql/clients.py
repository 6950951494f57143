"""Businesses and clients in SQL."""

from __future__ import annotations

from collections.abc import Callable, Hashable
from typing import TypeVar

from peewee import SQL, NodeList

from ...engine.errors import NotFoundError
from ...engine.model import Business, Client, ClientStatus
from .executor import SqlExecutor, Statement
from .mapper import RowMapper
from .tables import Businesses, Clients

T = TypeVar("T")

_BUSINESS = RowMapper(Businesses, Business)
_BUSINESS_CHANGES = _BUSINESS.names("id", "created_at")
_CLIENT = RowMapper(Clients, Client)
_CLIENT_CHANGES = _CLIENT.names("id", "slug", "created_at")

_BUSINESS_BY_ID = Statement(lambda hole: _BUSINESS.select().where(Businesses.id == hole()))
_BUSINESSES = Statement(
    lambda hole: (
        _BUSINESS.select().where(Businesses.id > hole()).order_by(Businesses.id).limit(hole())
    )
)
_SAVE_BUSINESS = Statement(
    lambda hole: _BUSINESS.update(hole, _BUSINESS_CHANGES).where(Businesses.id == hole())
)
_ACCOUNTS = Statement(
    lambda _: Businesses.select(Businesses.phone_number_id, Businesses.waba_id).where(
        Businesses.phone_number_id.is_null(False), Businesses.waba_id.is_null(False)
    )
)
_NUMBERS = Statement(
    lambda hole: (
        Businesses.select(Businesses.phone_number_id)
        .where(Businesses.phone_number_id.is_null(False))
        .distinct()
        .order_by(Businesses.phone_number_id)
    )
)
_CLIENT_BY_ID = Statement(lambda hole: _CLIENT.select().where(Clients.id == hole()))
_CLIENT_BY_SLUG = Statement(lambda hole: _CLIENT.select().where(Clients.slug == hole()))
_CLIENTS = Statement(
    lambda hole: _CLIENT.select().where(Clients.slug > hole()).order_by(Clients.slug).limit(hole())
)
_CLIENTS_WITH_STATUS = Statement(
    lambda hole: (
        _CLIENT.select()
        .where(Clients.status == hole(), Clients.slug > hole())
        .order_by(Clients.slug)
        .limit(hole())
    )
)
_NAMES = Statement(
    lambda hole: (
        Clients.select(Clients.slug, Clients.name)
        .where(Clients.status == str(ClientStatus.ACTIVE))
        .order_by(Clients.slug)
    )
)
_NAMING = Statement(
    lambda hole: (
        _CLIENT.select()
        .where(NodeList((SQL("CAST(settings AS TEXT) LIKE"), hole())))
        .order_by(Clients.slug)
    )
)
_SAVE_CLIENT = Statement(
    lambda hole: _CLIENT.update(hole, _CLIENT_CHANGES).where(Clients.id == hole())
)


def kept(rows: SqlExecutor, key: Hashable, read: Callable[[], T]) -> T:
    """Return what is read, or what was read before and still stands."""
    return rows.kept.get(key, read) if rows.kept else read()


def forget(rows: SqlExecutor) -> None:
    """Say that merchants change."""
    if rows.kept:
        rows.kept.forget()


class SqlBusinesses:
    """`Businesses` in SQL."""

    def __init__(self, rows: SqlExecutor) -> None:
        self._rows = rows

    def by_id(self, business_id: str) -> Business | None:
        return kept(
            self._rows,
            ("business", business_id),
            lambda: _BUSINESS.read_one(self._rows.one(_BUSINESS_BY_ID, business_id)),
        )

    def page(self, *, after: str | None, limit: int) -> list[Business]:
        return _BUSINESS.read_all(self._rows.all(_BUSINESSES, after or "", limit))

    def add(self, business: Business) -> None:
        forget(self._rows)
        _BUSINESS.add(self._rows, business)

    def save(self, business: Business) -> None:
        forget(self._rows)
        values = _BUSINESS.written(business, _BUSINESS_CHANGES)
        if not self._rows.run(_SAVE_BUSINESS, *values, business.id):
            raise NotFoundError(f"No business {business.id!r}.")

    def numbers(self) -> list[str]:
        return kept(
            self._rows,
            "numbers",
            lambda: [number for (number,) in self._rows.all(_NUMBERS)],
        )

    def accounts(self) -> dict[str, str]:
        return {str(number): str(account) for number, account in self._rows.all(_ACCOUNTS)}


class SqlClients:
    """`Clients` in SQL."""

    def __init__(self, rows: SqlExecutor) -> None:
        self._rows = rows

    def by_id(self, client_id: str) -> Client | None:
        return kept(
            self._rows,
            ("client", client_id),
            lambda: _CLIENT.read_one(self._rows.one(_CLIENT_BY_ID, client_id)),
        )

    def by_slug(self, slug: str) -> Client | None:
        return kept(
            self._rows,
            ("slug", slug),
            lambda: _CLIENT.read_one(self._rows.one(_CLIENT_BY_SLUG, slug)),
        )

    def page(self, *, status: ClientStatus | None, after: str | None, limit: int) -> list[Client]:
        if status is None:
            return _CLIENT.read_all(self._rows.all(_CLIENTS, after or "", limit))
        rows = self._rows.all(_CLIENTS_WITH_STATUS, str(status), after or "", limit)
        return _CLIENT.read_all(rows)

    def names(self) -> list[tuple[str, str]]:
        return [(slug, name) for slug, name in self._rows.all(_NAMES)]

    def naming_phone(self, user_phone: str) -> list[Client]:
        return _CLIENT.read_all(self._rows.all(_NAMING, f'%{user_phone[-8:]}"%'))

    def add(self, client: Client) -> None:
        forget(self._rows)
        _CLIENT.add(self._rows, client)

    def save(self, client: Client) -> None:
        forget(self._rows)
        values = _CLIENT.written(client, _CLIENT_CHANGES)
        if not self._rows.run(_SAVE_CLIENT, *values, client.id):
            raise NotFoundError(f"No client {client.id!r}.")
