"""Who may use the admin's requests: the operator, and a client's own programs for that client."""

from __future__ import annotations

from dataclasses import dataclass

import falcon

from ...engine.errors import NotFoundError
from ...engine.model import Client, Scope
from ...engine.office.client_access import digest_of
from ...engine.ports import Store
from ..signature import same_secret

_SCHEME = "bearer "


class AdminAuth:
    """The holder of `MILO_ADMIN_TOKEN`; nobody where it is None."""

    def __init__(self, token: str | None) -> None:
        self._token = (token or "").strip() or None

    def require(self, req: falcon.Request) -> None:
        """Let only the admin pass.

        Raises:
            HTTPForbidden: no admin was set up.
            HTTPUnauthorized: no token, or a wrong one.
        """
        self.require_open()
        if not self.sent(req):
            raise unauthorized()

    def require_open(self) -> None:
        """Let nobody pass where no admin was set up.

        Raises:
            HTTPForbidden: none was.
        """
        if self._token is None:
            raise falcon.HTTPForbidden(description="No MILO_ADMIN_TOKEN is set: admin is closed.")

    def sent(self, req: falcon.Request) -> bool:
        """Return whether the request carries the token: constant time, whatever was sent."""
        return self._token is not None and same_secret(bearer(req), self._token)


@dataclass(frozen=True, slots=True)
class Reach:
    """Which clients a request may reach.

    Attributes:
        client_id: the only one; None: every client.
    """

    client_id: str | None = None

    @property
    def is_admin(self) -> bool:
        """Whether it is the operator."""
        return self.client_id is None

    def require(self, client: Client) -> Client:
        """Return a client that is within reach.

        Raises:
            NotFoundError: it is another's, which is told like one that does not exist.
        """
        if self.client_id not in (None, client.id):
            raise NotFoundError("There is no such client.")
        return client


class ClientAuth:
    """The operator, or a program that has a token of one client."""

    def __init__(self, token: str | None, store: Store) -> None:
        self._admin = AdminAuth(token)
        self._store = store

    def require(self, req: falcon.Request) -> Reach:
        """Return whom the request may reach.

        Raises:
            HTTPForbidden: no admin was set up.
            HTTPUnauthorized: no token, or a wrong one.
        """
        self._admin.require_open()
        if self._admin.sent(req):
            return Reach()
        found = self.own(req)
        if found is None:
            raise unauthorized()
        return found

    def own(self, req: falcon.Request) -> Reach | None:
        """Return the reach of a client's own token; None where none was sent."""
        given = bearer(req)
        if not given:
            return None
        token = self._store.read(lambda tx: tx.tokens.find(digest_of(given)))
        return Reach(token.client_id) if token and token.scope is Scope.CLIENT else None

    def sent(self, req: falcon.Request) -> bool:
        """Return whether the request carries the operator's token."""
        return self._admin.sent(req)


def bearer(req: falcon.Request) -> str:
    """Return the token that a request carries; empty where it carries none."""
    header = req.get_header("Authorization") or ""
    return header[len(_SCHEME) :].strip() if header.lower().startswith(_SCHEME) else ""


def unauthorized() -> falcon.HTTPUnauthorized:
    """Return the refusal of a missing or wrong token."""
    return falcon.HTTPUnauthorized(
        description="This needs the header Authorization: Bearer <MILO_ADMIN_TOKEN>.",
        challenges=["Bearer"],
    )
