"""Tokens and blocked people in dicts."""

from __future__ import annotations

from ...engine.model import AccessToken, Blocked, Contact, Scope
from ..rules.identity import matching
from .clients import MemoryClients
from .indexed_dicts import IndexedDict, KeyGroups, Undo, Unique


class MemoryAccessTokens:
    """`AccessTokens` in dicts."""

    def __init__(self, undo: Undo, clients: MemoryClients) -> None:
        self._digest = Unique("The token", lambda row: row.digest)
        self._client = KeyGroups(lambda row: (row.client_id, row.scope))
        self.table: IndexedDict[str, AccessToken] = IndexedDict(
            "token", undo, self._digest, self._client
        )
        self._clients = clients.table

    def add(self, token: AccessToken) -> None:
        self._clients.require(token.client_id)
        self.table.add(token.id, token)

    def find(self, digest: str) -> AccessToken | None:
        return self.table.get(self._digest.find(digest))

    def of_client(self, client_id: str, scope: Scope) -> list[AccessToken]:
        return list(filter(None, map(self.table.get, self._client.at((client_id, scope)))))

    def remove(self, client_id: str, scope: Scope, token_id: str) -> bool:
        known = token_id in self._client.at((client_id, scope))
        if known:
            self.table.drop(token_id)
        return known


class MemoryBlockedPeople:
    """`BlockedPeople` in dicts."""

    def __init__(self, undo: Undo, clients: MemoryClients) -> None:
        self._client = KeyGroups(lambda row: row.client_id)
        self.table: IndexedDict[str, Blocked] = IndexedDict("blocked person", undo, self._client)
        self._clients = clients.table

    def add(self, blocked: Blocked) -> None:
        self._clients.require(blocked.client_id)
        self.table.add(blocked.id, blocked)

    def save(self, blocked: Blocked) -> None:
        self.table.put(blocked.id, blocked)

    def of_client(self, client_id: str) -> list[Blocked]:
        return list(filter(None, map(self.table.get, self._client.at(client_id))))

    def of_person(self, client_id: str, contact: Contact) -> Blocked | None:
        return matching(self.of_client(client_id), contact)

    def remove(self, client_id: str, blocked_id: str) -> bool:
        known = blocked_id in self._client.at(client_id)
        if known:
            self.table.drop(blocked_id)
        return known
