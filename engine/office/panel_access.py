"""Who may open the panel: one-time links, and the sessions that they become.

A secret is made and shown at the edge; here only its digest is known. A link is good once and for
`LINK_LIFE`; a session ends after `SESSION_LIFE`, when its holder signs out, or when the merchant
ends it.
"""

from __future__ import annotations

from dataclasses import replace
from datetime import timedelta

from ..model import Client, KeyKind, PanelKey
from .acting import Operator
from .client_access import digest_of

LINK_LIFE = timedelta(minutes=15)
SESSION_LIFE = timedelta(days=30)
OPERATOR_LIFE = timedelta(hours=12)
"""The operator sees every client: their session is shorter."""


def make_link(
    operator: Operator, client: Client, secret: str, *, contact_id: str | None = None
) -> PanelKey:
    """Keep a one-time link to a client's panel; `contact_id`: the reception that asked for it."""
    link = PanelKey(
        digest_of(secret),
        KeyKind.LINK,
        client.id,
        client.name,
        operator.now,
        operator.now + LINK_LIFE,
        contact_id=contact_id,
    )
    operator.tx.panel_keys.expire(operator.now)
    operator.tx.panel_keys.add(link)
    operator.note("panel.link", f"client:{client.slug}", {"link": (None, link.digest[:8])})
    return link


def use_link(operator: Operator, link_secret: str, session_secret: str) -> PanelKey | None:
    """Turn a link into a session; None where it was used, ran out, or never was."""
    keys = operator.tx.panel_keys
    link = keys.find(digest_of(link_secret))
    if link is None or link.kind is not KeyKind.LINK or not keys.use(link.digest, operator.now):
        return None
    return _open(
        *(operator, session_secret, link.client_id, link.name, SESSION_LIFE),
        contact_id=link.contact_id,
    )


def open_for_operator(operator: Operator, session_secret: str) -> PanelKey:
    """Keep a session of the operator, who has shown the admin's token."""
    return _open(operator, session_secret, None, operator.name, OPERATOR_LIFE)


def name_of(session: PanelKey) -> str:
    """Return how the audit calls the holder of a session."""
    return f"panel:{session.digest[:8] if session.client_id is not None else 'operator'}"


def session_of(operator: Operator, secret: str) -> PanelKey | None:
    """Return the session that a secret opens now."""
    key = operator.tx.panel_keys.find(digest_of(secret))
    alive = key and key.kind is KeyKind.SESSION and key.expires_at > operator.now
    return key if alive else None


def sign_out(operator: Operator, session: PanelKey) -> None:
    """End a session."""
    operator.tx.panel_keys.remove(session.digest)
    operator.note("panel.sign_out", _subject(session), {"session": (session.digest[:8], None)})


def _open(
    operator: Operator,
    secret: str,
    client_id: str | None,
    name: str,
    life: timedelta,
    *,
    contact_id: str | None = None,
) -> PanelKey:
    session = PanelKey(
        *(digest_of(secret), KeyKind.SESSION, client_id, name),
        *(operator.now, operator.now + life),
        contact_id=contact_id,
    )
    operator.tx.panel_keys.add(session)
    whose = replace(operator, name=name_of(session))
    whose.note("panel.sign_in", _subject(session), {"session": (None, session.digest[:8])})
    return session


def _subject(session: PanelKey) -> str:
    return f"panel:{session.client_id or 'operator'}"
