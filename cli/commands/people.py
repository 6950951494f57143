"""`milo reply` and `milo handback`: the people behind the bot."""

from __future__ import annotations

import os
from datetime import datetime, timedelta
from typing import TYPE_CHECKING, Any

import click

from ...engine.errors import NotFoundError
from ...engine.model import Session
from ...engine.ports import Transaction
from .base import as_json, example, main, print_json

if TYPE_CHECKING:
    from ...engine.office.people import Waiting

_LOOKED_AT = 1_000
"""How many conversations are looked through."""
_TEXT_LIMIT = 3_900
"""Characters: WhatsApp takes 4,096, and the merchant's name stands before them."""


@example("milo reply", 'milo reply --session 01kar5… "Hola Ana, ¿en qué te ayudo?"')
@main.command()
@click.option("--client", "slug", metavar="SLUG", help="Only people of this merchant.")
@click.option("--phone", metavar="NUMBER", help="Whom to answer, among those who wait.")
@click.option("--session", "session_id", metavar="ID", help="Which conversation to answer.")
@click.argument("text", required=False)
@as_json
def reply(
    slug: str | None, phone: str | None, session_id: str | None, text: str | None, as_json: bool
) -> None:
    """Answer somebody who waits for a person; without TEXT, list who waits, longest first.

    The text goes out through the merchant's number, with the merchant's name.
    """
    if text is None:
        if phone or session_id:
            raise click.UsageError("Say what: the TEXT is missing.")
        _list(slug, as_json)
        return
    if bool(phone) == bool(session_id):
        raise click.UsageError("Say to whom: --phone or --session, one of them.")
    _check(text)
    _answer(slug, phone, session_id, text, as_json)


def _check(text: str) -> None:
    from ...http.text import is_storable

    if not text.strip() or not is_storable(text):
        raise click.BadParameter("is no text", param_hint="TEXT")
    if len(text) > _TEXT_LIMIT:
        raise click.BadParameter(f"has more than {_TEXT_LIMIT} characters", param_hint="TEXT")


def _list(slug: str | None, as_json: bool) -> None:
    from ...engine.office.people import waiting
    from ..office import office
    from ..showing import show

    with office(os.environ) as desk:
        found = desk.read(lambda tx: waiting(tx, _known(tx, slug), _LOOKED_AT))
        now = desk.clock.now()
    if as_json:
        print_json({"waiting": [_json(one) for one in found]})
    elif found:
        show(("session", "merchant", "who", "phone", "for", "", "last words"), _rows(found, now))
    else:
        click.echo("Nobody waits for a person.")


def _known(tx: Transaction, slug: str | None) -> str | None:
    """Return a merchant's slug as it is kept."""
    from ...engine.office.merchants import find_client
    from ..office import word

    return find_client(tx, word(slug), any_status=True).slug if slug else None


def _rows(found: list[Waiting], now: datetime) -> list[tuple[object, ...]]:
    from ..showing import masked

    return [
        (
            one.session.id,
            one.session.client_slug,
            one.contact.name,
            masked(one.contact.user_phone),
            _span(now - one.session.last_message_at),
            "answered" if one.answered else "",
            one.said,
        )
        for one in found
    ]


def _span(waited: timedelta) -> str:
    minutes = max(0, int(waited.total_seconds() // 60))
    days, hours = minutes // 1440, minutes % 1440 // 60
    if days:
        return f"{days} d {hours} h"
    return f"{hours} h {minutes % 60} min" if hours else f"{minutes} min"


def _json(one: Waiting) -> dict[str, Any]:
    return {
        "session": one.session.id,
        "client": one.session.client_slug,
        "name": one.contact.name,
        "user_phone": one.contact.user_phone,
        "user_id": one.contact.user_id,
        "since": one.session.last_message_at.isoformat(),
        "said": one.said,
        "answered": one.answered,
    }


def _answer(
    slug: str | None, phone: str | None, session_id: str | None, text: str, as_json: bool
) -> None:
    from ...engine.conversation.handoff import answer
    from ...engine.office.acting import Operator
    from ..office import office

    def work(operator: Operator) -> Session:
        session = _find(operator.tx, _known(operator.tx, slug), phone, session_id)
        answer(operator.tx, operator.ids, operator.now, session, text)
        return session

    with office(os.environ) as desk:
        session = desk.act(work)
    if as_json:
        print_json({"session": session.id, "client": session.client_slug})
    else:
        click.echo(f"It goes out. Done with them? milo handback {session.id}")


def _find(tx: Transaction, slug: str | None, phone: str | None, session_id: str | None) -> Session:
    """Return the conversation that was named.

    Raises:
        NotFoundError: there is none, or several.
    """
    from ...engine.office.people import find_session
    from ..office import word
    from ..typed_phones import typed_phones

    if session_id:
        session = find_session(tx, word(session_id))
        if slug not in (None, session.client_slug):
            raise NotFoundError(f"Session {session.id} is with {session.client_slug}.")
        return session
    phones = typed_phones(tx, word(phone or ""), tx.clients.by_slug(slug) if slug else None)
    found = [
        one
        for one in tx.sessions.with_people(_LOOKED_AT)
        if one.user_phone in phones and slug in (None, one.client_slug)
    ]
    if len(found) != 1:
        raise NotFoundError(_not_one(found))
    return found[0]


def _not_one(found: list[Session]) -> str:
    if not found:
        return "Nobody with that phone waits for a person; see milo reply."
    slugs = ", ".join(one.client_slug for one in found)
    return f"They wait with several merchants; say which with --client: {slugs}."


@example("milo handback 01kar5…")
@main.command()
@click.argument("sessions", metavar="SESSION…", nargs=-1, required=True)
@as_json
def handback(sessions: tuple[str, ...], as_json: bool) -> None:
    """Give conversations back to the bot: all of them, or none where one cannot be."""
    from ...engine.office.people import hand_back
    from ..office import office, word

    wanted = tuple(dict.fromkeys(map(word, sessions)))
    with office(os.environ) as desk:
        done = desk.act(lambda operator: [hand_back(operator, one) for one in wanted])
    if as_json:
        print_json({"sessions": [one.id for one in done]})
    else:
        click.echo("The bot takes over, and says so, within seconds.")
