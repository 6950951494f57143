"""Who may reach one client's data, and whom the client does not serve."""

from __future__ import annotations

from dataclasses import replace
from hashlib import sha256

from ..booking.settings.settings import settings_of
from ..errors import NotFoundError
from ..model import AccessToken, Blocked, Client, Scope
from ..words.phones import international
from .acting import Operator

_ACTIONS = {Scope.CLIENT: "token", Scope.CALENDAR: "calendar"}
"""What the audit calls a token of each scope."""


def digest_of(secret: str) -> str:
    """Return what is kept of a secret: SHA-256, in hex."""
    return sha256(secret.encode("utf-8", "replace")).hexdigest()


def add_token(
    operator: Operator, client: Client, scope: Scope, secret: str, name: str = ""
) -> AccessToken:
    """Store a token's digest; its secret gives access to this client only."""
    row = AccessToken(operator.ids.new(), client.id, scope, digest_of(secret), name, operator.now)
    operator.tx.tokens.add(row)
    _note(operator, f"{_ACTIONS[scope]}.create", client, name or row.id)
    return row


def end_token(operator: Operator, client: Client, scope: Scope, token_id: str) -> None:
    """End a token.

    Raises:
        NotFoundError: the client has none with that id and scope.
    """
    if not operator.tx.tokens.remove(client.id, scope, token_id):
        what = "feed" if scope is Scope.CALENDAR else "token"
        raise NotFoundError(f"There is no such {what}.")
    _note(operator, f"{_ACTIONS[scope]}.remove", client, token_id)


def block(
    operator: Operator, client: Client, phone: str | None, user_id: str | None, reason: str = ""
) -> Blocked:
    """Serve somebody no longer; `phone` is in any spelling, and one of the two is given.

    Who is blocked already stays so, for the new reason.
    """
    digits = international(phone, settings_of(client).country_code) if phone else None
    for row in operator.tx.blocked.of_client(client.id):
        if (row.user_phone, row.user_id) == (digits, user_id):
            again = replace(row, reason=reason or row.reason)
            operator.tx.blocked.save(again)
            return again
    row = Blocked(operator.ids.new(), client.id, digits, user_id, reason, operator.now)
    operator.tx.blocked.add(row)
    _note(operator, "blocked.create", client, row.id)
    return row


def unblock(operator: Operator, client: Client, blocked_id: str) -> None:
    """Serve somebody again.

    Raises:
        NotFoundError: nobody is blocked by that id.
    """
    if not operator.tx.blocked.remove(client.id, blocked_id):
        raise NotFoundError("Nobody is blocked by that id.")
    _note(operator, "blocked.remove", client, blocked_id)


def _note(operator: Operator, action: str, client: Client, name: str) -> None:
    operator.note(action, f"client:{client.slug}", {"name": (None, name)})
