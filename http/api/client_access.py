"""What belongs to one client beside its row: conflicts, tokens, feeds, blocked people."""

from __future__ import annotations

from collections.abc import Callable
from typing import Any

import falcon
from pydantic import model_validator

from ...engine.booking.conflicts import Conflict
from ...engine.booking.settings.settings import settings_of
from ...engine.errors import NotFoundError
from ...engine.model import AccessToken, Blocked, Booking, Client, Scope
from ...engine.office.bookings import coming_conflicts
from ...engine.office.merchants import find_client
from ...engine.ports import Transaction
from ...engine.words.phones import international
from ..edge import Edge
from .auth import AdminAuth, ClientAuth, Reach, digest_of
from .fields import Line, Text, TypedPhone
from .serializers import bookings_json, known_settings
from .validation import RequestModel, read_json, validate


class NewToken(RequestModel):
    """A token to be made; `name` says what for."""

    name: Line = ""


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

    def _note(self, tx: Transaction, action: str, client: Client, name: str) -> None:
        self._edge.operator(tx).note(action, f"client:{client.slug}", {"name": (None, name)})


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


class Tokens(_OfClient):
    """`GET`, `POST`: tokens that open this client only. The operator's alone."""

    def __init__(self, edge: Edge) -> None:
        super().__init__(edge)
        self._admin = AdminAuth(edge.config.admin_token)

    def on_get(self, req: falcon.Request, resp: falcon.Response, slug: str) -> None:
        """Answer them without their secrets."""
        self._admin.require(req)
        rows = self._edge.store.read(
            lambda tx: tx.tokens.of_client(self._client(tx, Reach(), slug).id, Scope.CLIENT)
        )
        resp.media = {"tokens": [_token_json(row) for row in rows], "next": None}

    def on_post(self, req: falcon.Request, resp: falcon.Response, slug: str) -> None:
        """Make one and answer it, its secret this once."""
        self._admin.require(req)
        new = validate(NewToken, read_json(req))
        row, secret = self._edge.store.transact(lambda tx: self._add(tx, slug, new.name))
        resp.media = {**_token_json(row), "token": secret}
        resp.status = falcon.HTTP_201

    def _add(self, tx: Transaction, slug: str, name: str) -> tuple[AccessToken, str]:
        client = self._client(tx, Reach(), slug)
        made = _new_token(self._edge, tx, client, Scope.CLIENT, name)
        self._note(tx, "token.create", client, name)
        return made


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
        if not tx.tokens.remove(client.id, Scope.CLIENT, token_id):
            raise NotFoundError("There is no such token.")
        self._note(tx, "token.remove", client, token_id)


class CalendarTokens(_OfClient):
    """`POST`: makes a calendar feed."""

    def on_post(self, req: falcon.Request, resp: falcon.Response, slug: str) -> None:
        """Make one and answer `{"id", "url"}`; the address is shown this once."""
        reach = self._auth.require(req)
        row, secret = self._edge.store.transact(lambda tx: self._add(tx, reach, slug))
        base = self._edge.config.public_base
        url = f"{base}/api/clients/{slug.lower()}/calendar.ics?token={secret}"
        resp.media = {"id": row.id, "url": url}
        resp.status = falcon.HTTP_201

    def _add(self, tx: Transaction, reach: Reach, slug: str) -> tuple[AccessToken, str]:
        client = self._client(tx, reach, slug)
        made = _new_token(self._edge, tx, client, Scope.CALENDAR, "")
        self._note(tx, "calendar.create", client, made[0].id)
        return made


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
        if not tx.tokens.remove(client.id, Scope.CALENDAR, token_id):
            raise NotFoundError("There is no such feed.")
        self._note(tx, "calendar.remove", client, token_id)


class BlockedPeople(_OfClient):
    """`GET`, `POST`: people whom this client does not serve."""

    def on_get(self, req: falcon.Request, resp: falcon.Response, slug: str) -> None:
        """Answer them, by id."""
        reach = self._auth.require(req)
        rows = self._edge.store.read(
            lambda tx: tx.blocked.of_client(self._client(tx, reach, slug).id)
        )
        resp.media = {"blocked": [_blocked_json(row) for row in rows], "next": None}

    def on_post(self, req: falcon.Request, resp: falcon.Response, slug: str) -> None:
        """Block somebody; 201."""
        reach = self._auth.require(req)
        new = validate(NewBlocked, read_json(req))
        row = self._edge.store.transact(lambda tx: self._add(tx, reach, slug, new))
        resp.media = _blocked_json(row)
        resp.status = falcon.HTTP_201

    def _add(self, tx: Transaction, reach: Reach, slug: str, new: NewBlocked) -> Blocked:
        client = self._client(tx, reach, slug)
        country = settings_of(client).country_code
        phone = international(new.phone, country) if new.phone else None
        operator = self._edge.operator(tx)
        row = Blocked(operator.ids.new(), client.id, phone, new.user_id, new.reason, operator.now)
        tx.blocked.add(row)
        self._note(tx, "blocked.create", client, row.id)
        return row


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
        client = self._client(tx, reach, slug)
        if not tx.blocked.remove(client.id, blocked_id):
            raise NotFoundError("Nobody is blocked by that id.")
        self._note(tx, "blocked.remove", client, blocked_id)


def _new_token(
    edge: Edge, tx: Transaction, client: Client, scope: Scope, name: str
) -> tuple[AccessToken, str]:
    secret = edge.ids.secret()
    row = AccessToken(edge.ids.new(), client.id, scope, digest_of(secret), name, edge.clock.now())
    tx.tokens.add(row)
    return row, secret


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
