"""Tokens and blocked people in SQL."""

from __future__ import annotations

from ...engine.model import AccessToken, Blocked, Contact, Scope
from ..rules.identity import matching
from .clients import forget, kept
from .executor import SqlExecutor, Statement
from .mapper import RowMapper
from .tables import AccessTokens, BlockedPeople

_TOKEN = RowMapper(AccessTokens, AccessToken)
_BLOCKED = RowMapper(BlockedPeople, Blocked)
_FIND = Statement(lambda hole: _TOKEN.select().where(AccessTokens.digest == hole()))
_TOKENS = Statement(
    lambda hole: (
        _TOKEN.select()
        .where(AccessTokens.client == hole(), AccessTokens.scope == hole())
        .order_by(AccessTokens.id)
    )
)
_END = Statement(
    lambda hole: AccessTokens.delete().where(
        AccessTokens.client == hole(), AccessTokens.scope == hole(), AccessTokens.id == hole()
    )
)
_OF_CLIENT = Statement(
    lambda hole: _BLOCKED.select().where(BlockedPeople.client == hole()).order_by(BlockedPeople.id)
)
_CHANGES = ("reason", "told_at")
_SAVE = Statement(lambda hole: _BLOCKED.update(hole, _CHANGES).where(BlockedPeople.id == hole()))
_UNBLOCK = Statement(
    lambda hole: BlockedPeople.delete().where(
        BlockedPeople.client == hole(), BlockedPeople.id == hole()
    )
)


class SqlAccessTokens:
    """`AccessTokens` in SQL."""

    def __init__(self, rows: SqlExecutor) -> None:
        self._rows = rows

    def add(self, token: AccessToken) -> None:
        _TOKEN.add(self._rows, token)

    def find(self, digest: str) -> AccessToken | None:
        return _TOKEN.read_one(self._rows.one(_FIND, digest))

    def of_client(self, client_id: str, scope: Scope) -> list[AccessToken]:
        return _TOKEN.read_all(self._rows.all(_TOKENS, client_id, str(scope)))

    def remove(self, client_id: str, scope: Scope, token_id: str) -> bool:
        return self._rows.run(_END, client_id, str(scope), token_id) == 1


class SqlBlockedPeople:
    """`BlockedPeople` in SQL. A client has few: they are cached, and looked through."""

    def __init__(self, rows: SqlExecutor) -> None:
        self._rows = rows

    def add(self, blocked: Blocked) -> None:
        forget(self._rows)
        _BLOCKED.add(self._rows, blocked)

    def save(self, blocked: Blocked) -> None:
        forget(self._rows)
        self._rows.run(_SAVE, *_BLOCKED.written(blocked, _CHANGES), blocked.id)

    def of_client(self, client_id: str) -> list[Blocked]:
        return kept(
            self._rows,
            ("blocked", client_id),
            lambda: _BLOCKED.read_all(self._rows.all(_OF_CLIENT, client_id)),
        )

    def of_person(self, client_id: str, contact: Contact) -> Blocked | None:
        return matching(self.of_client(client_id), contact)

    def remove(self, client_id: str, blocked_id: str) -> bool:
        forget(self._rows)
        return self._rows.run(_UNBLOCK, client_id, blocked_id) == 1
