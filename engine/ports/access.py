"""Rows of who may reach a client, and whom a client does not serve."""

from __future__ import annotations

from typing import Protocol

from ..model import AccessToken, Blocked, Contact, Scope


class AccessTokens(Protocol):
    """Tokens of clients."""

    def add(self, token: AccessToken) -> None: ...
    def find(self, digest: str) -> AccessToken | None:
        """Return the token with that digest."""

    def of_client(self, client_id: str, scope: Scope) -> list[AccessToken]:
        """Return a client's, by id."""

    def remove(self, client_id: str, scope: Scope, token_id: str) -> bool:
        """End one; return whether there was one."""


class BlockedPeople(Protocol):
    """People whom clients do not serve."""

    def add(self, blocked: Blocked) -> None: ...
    def save(self, blocked: Blocked) -> None:
        """Save why, and when they were told."""

    def of_client(self, client_id: str) -> list[Blocked]:
        """Return a client's, by id."""

    def of_person(self, client_id: str, contact: Contact) -> Blocked | None:
        """Return the row of a person: by their phone in any spelling, or by their `user_id`."""

    def remove(self, client_id: str, blocked_id: str) -> bool:
        """Serve them again; return whether they were blocked."""
