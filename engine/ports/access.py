"""Rows of who may reach a client, and whom a client does not serve."""

from __future__ import annotations

from collections.abc import Collection
from typing import Protocol

from ..model import AccessToken, Blocked, Scope


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
        """Note when they were told."""

    def of_client(self, client_id: str) -> list[Blocked]:
        """Return a client's, by id."""

    def find(
        self, client_id: str, user_phones: Collection[str], user_id: str | None
    ) -> Blocked | None:
        """Return the row of a person, by any of their phone's spellings or by their `user_id`."""

    def remove(self, client_id: str, blocked_id: str) -> bool:
        """Serve them again; return whether they were blocked."""
