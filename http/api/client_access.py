"""What belongs to one client beside its row: conflicts, tokens, feeds, blocked people."""

from __future__ import annotations

from collections.abc import Callable
from typing import Any

import falcon
from pydantic import model_validator

from ...engine.booking.conflicts import Conflict
from ...engine.model import AccessToken, Blocked, Booking, Client, Scope
from ...engine.office.bookings import coming_conflicts
from ...engine.office.client_access import add_token, block, end_token, unblock
from ...engine.office.merchants import find_client
from ...engine.ports import Transaction
from ..edge import Edge
from .auth import AdminAuth, ClientAuth, Reach
from .field_types import Line, Text, TypedPhone
from .idempotency import FirstTime, Made
from .pagination import Page, page_of_all
from .serializers import bookings_json, known_settings
from .validation import RequestModel, parse_query, read_json, validate


class NewToken(RequestModel):
    """A token to be made; `name` says what for."""

    name: Line = ""


class NewFeed(RequestModel):
    """A calendar feed to be made; there is nothing to say of it."""


class NewBlocked(RequestModel):
    """Somebody whom the client does not serve: by phone, by `user_id`, or by both."""

    phone: TypedPhone | None = None
    user_id: Text | None = None
    reason: Line = ""

    @model_validator(mode="after")
    def _somebody(self) -> NewBlocked:
        if self.phone is None and self.user_id is None:
            raise ValueError("must have `phone` or `user_id`")
        return self


class _OfClient:
    """What needs the operator's token, or the client's own."""

    def __init__(self, edge: Edge) -> None:
        self._edge = edge
        self._auth = ClientAuth(edge.config.admin_token, edge.store)

    def _client(self, tx: Transaction, reach: Reach, slug: str) -> Client:
        return reach.require(find_client(tx, slug, any_status=True))

    def _add_token(
        self, tx: Transaction, client: Client, scope: Scope, secret: str, name: str = ""
    ) -> AccessToken:
        return add_token(self._edge.operator(tx), client, scope, secret, name)


class Conflicts(_OfClient):
    """`GET`: coming bookings that today's settings would not allow, each with why."""

    def on_get(self, req: falcon.Request, resp: falcon.Response, slug: str) -> None:
        """Answer `{"bookings": [{…, "why": "closed"}]}`, soonest first."""
        reach = self._auth.require(req)
        resp.media = self._edge.store.read(lambda tx: self._found(tx, reach, slug))

    def _found(self, tx: Transaction, reach: Reach, slug: str) -> dict[str, Any]:
        client = self._client(tx, reach, slug)
        known_settings(client)
        return {"bookings": conflicts_json(tx, client, self._edge.clock.now)}


def conflicts_json(tx: Transaction, client: Client, now: Callable[[], Any]) -> list[dict[str, Any]]:
    """Return a client's conflicts as JSON data."""
    found: list[tuple[Booking, Conflict]] = coming_conflicts(tx, client, now())
    shown = bookings_json(tx, [booking for booking, _ in found], client)
    return [{**booking, "why": why.value} for booking, (_, why) in zip(shown, found, strict=True)]


class ClientTokens(_OfClient):
    """`GET`, `POST`: tokens that open this client only. The operator's alone."""

    def __init__(self, edge: Edge) -> None:
        super().__init__(edge)
        self._admin = AdminAuth(edge.config.admin_token)

    def on_get(self, req: falcon.Request, resp: falcon.Response, slug: str) -> None:
        """Answer a page of them, by id, without their secrets."""
        self._admin.require(req)
        asked = parse_query(req, Page)
        rows = self._edge.store.read(
            lambda tx: tx.tokens.of_client(self._client(tx, Reach(), slug).id, Scope.CLIENT)
        )
        resp.media = page_of_all("tokens", rows, asked, _token_json, "id")

    def on_post(self, req: falcon.Request, resp: falcon.Response, slug: str) -> None:
        """Make one and answer it, its secret this once."""
        self._admin.require(req)
        data = read_json(req)
        new = validate(NewToken, data)
        first = FirstTime(self._edge, req, data)
        first.answer(resp, lambda tx: self._add(tx, slug, first.secret(), new.name))

    def _add(self, tx: Transaction, slug: str, secret: str, name: str) -> Made:
        client = self._client(tx, Reach(), slug)
        row = self._add_token(tx, client, Scope.CLIENT, secret, name)
        return Made({**_token_json(row), "token": secret})


class TokenResource(_OfClient):
    """`DELETE`: ends one. The operator's alone."""

    def on_delete(
        self, req: falcon.Request, resp: falcon.Response, slug: str, token_id: str
    ) -> None:
        """End it; 204."""
        AdminAuth(self._edge.config.admin_token).require(req)
        self._edge.store.transact(lambda tx: self._remove(tx, slug, token_id))
        resp.status = falcon.HTTP_204

    def _remove(self, tx: Transaction, slug: str, token_id: str) -> None:
        client = self._client(tx, Reach(), slug)
        end_token(self._edge.operator(tx), client, Scope.CLIENT, token_id)


class CalendarTokens(_OfClient):
    """`POST`: makes a calendar feed."""

    def on_post(self, req: falcon.Request, resp: falcon.Response, slug: str) -> None:
        """Make one and answer `{"id", "url"}`; the address is shown this once."""
        reach = self._auth.require(req)
        data = read_json(req) if req.content_length else None
        validate(NewFeed, {} if data is None else data)
        first = FirstTime(self._edge, req, data)
        first.answer(resp, lambda tx: self._add(tx, reach, slug, first.secret()))

    def _add(self, tx: Transaction, reach: Reach, slug: str, secret: str) -> Made:
        client = self._client(tx, reach, slug)
        row = self._add_token(tx, client, Scope.CALENDAR, secret)
        base = self._edge.config.public_base
        url = f"{base}/api/clients/{client.slug}/calendar.ics?token={secret}"
        return Made({"id": row.id, "url": url})


class CalendarTokenResource(_OfClient):
    """`DELETE`: ends a feed."""

    def on_delete(
        self, req: falcon.Request, resp: falcon.Response, slug: str, token_id: str
    ) -> None:
        """End it; 204."""
        reach = self._auth.require(req)
        self._edge.store.transact(lambda tx: self._remove(tx, reach, slug, token_id))
        resp.status = falcon.HTTP_204

    def _remove(self, tx: Transaction, reach: Reach, slug: str, token_id: str) -> None:
        client = self._client(tx, reach, slug)
        end_token(self._edge.operator(tx), client, Scope.CALENDAR, token_id)


class BlockedPeople(_OfClient):
    """`GET`, `POST`: people whom this client does not serve."""

    def on_get(self, req: falcon.Request, resp: falcon.Response, slug: str) -> None:
        """Answer a page of them, by id."""
        reach = self._auth.require(req)
        asked = parse_query(req, Page)
        rows = self._edge.store.read(
            lambda tx: tx.blocked.of_client(self._client(tx, reach, slug).id)
        )
        resp.media = page_of_all("blocked", rows, asked, _blocked_json, "id")

    def on_post(self, req: falcon.Request, resp: falcon.Response, slug: str) -> None:
        """Block somebody; 201."""
        reach = self._auth.require(req)
        data = read_json(req)
        new = validate(NewBlocked, data)
        first = FirstTime(self._edge, req, data)
        first.answer(resp, lambda tx: self._add(tx, reach, slug, new))

    def _add(self, tx: Transaction, reach: Reach, slug: str, new: NewBlocked) -> Made:
        client = self._client(tx, reach, slug)
        row = block(self._edge.operator(tx), client, new.phone, new.user_id, new.reason)
        return Made(_blocked_json(row))


class BlockedResource(_OfClient):
    """`DELETE`: serves somebody again."""

    def on_delete(
        self, req: falcon.Request, resp: falcon.Response, slug: str, blocked_id: str
    ) -> None:
        """Serve them again; 204."""
        reach = self._auth.require(req)
        self._edge.store.transact(lambda tx: self._remove(tx, reach, slug, blocked_id))
        resp.status = falcon.HTTP_204

    def _remove(self, tx: Transaction, reach: Reach, slug: str, blocked_id: str) -> None:
        unblock(self._edge.operator(tx), self._client(tx, reach, slug), blocked_id)


def _token_json(row: AccessToken) -> dict[str, Any]:
    return {"id": row.id, "name": row.name, "created_at": row.created_at.isoformat()}


def _blocked_json(row: Blocked) -> dict[str, Any]:
    return {
        "id": row.id,
        "phone": row.user_phone,
        "user_id": row.user_id,
        "reason": row.reason,
        "created_at": row.created_at.isoformat(),
    }
