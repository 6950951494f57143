"""`milo explain`: what became of a message, and why."""

from __future__ import annotations

import os
from datetime import datetime
from typing import TYPE_CHECKING

import click

from .base import as_json, example, main, print_json

if TYPE_CHECKING:
    from ...engine.explaining.explanation import Explained
    from ...engine.explaining.finding import FoundMessage
    from ...engine.flow.versions.library import FlowLibrary
    from ...engine.model import Client
    from ...engine.ports import Transaction
    from ..office import Office


@example(
    "milo explain wamid.HBgN…",
    "milo explain --phone 5492615551234 --at 2026-11-23T10:05-03:00",
    "milo explain --session 01kar5… --json",
    "milo explain wamid.HBgN… --as-transcript > test.yaml",
)
@main.command()
@click.argument("message_id", metavar="MESSAGE_ID", required=False)
@click.option("--phone", metavar="NUMBER", help="The last message that somebody had sent.")
@click.option("--session", "session_id", metavar="ID", help="The last turn of a conversation.")
@click.option("--at", metavar="TIME", help="By then, instead of now: 2026-11-23T10:05-03:00.")
@click.option("--as-transcript", is_flag=True, help="Its conversation, redacted, as a test.")
@as_json
def explain(
    message_id: str | None,
    phone: str | None,
    session_id: str | None,
    at: str | None,
    as_transcript: bool,
    as_json: bool,
) -> None:
    """Explain a message: where it went and why, how it was understood, what became of the answer.

    MESSAGE_ID is Meta's, of a message received or sent, or our own id of one that was sent.
    """
    from ...engine.explaining.explanation import explain
    from ..explain_view import show, to_json
    from ..office import office
    from ..publish_view import library_of

    if sum(map(bool, (message_id, phone, session_id))) != 1:
        raise click.UsageError("Say which message: MESSAGE_ID, --phone or --session, one of them.")
    instant = _instant(at) if at else None
    with office(os.environ) as desk:
        library = library_of(desk)
        now = instant or desk.clock.now()
        told = desk.read(
            lambda tx: explain(tx, library, _found(tx, message_id, phone, session_id, now))
        )
        client = desk.read(
            lambda tx: tx.clients.by_slug(told.session.client_slug) if told.session else None
        )
        if as_transcript:
            _write(desk, library, told, client)
            return
    if as_json:
        print_json(to_json(told))
    else:
        show(told, client)


def _write(desk: Office, library: FlowLibrary, told: Explained, client: Client | None) -> None:
    from ...engine.errors import NotFoundError
    from ..scripted import as_transcript

    if client is None:
        raise NotFoundError("It came to no conversation: there is no transcript of it.")
    click.echo(desk.read(lambda tx: as_transcript(tx, library, told, client)), nl=False)


def _found(
    tx: Transaction,
    message_id: str | None,
    phone: str | None,
    session_id: str | None,
    at: datetime,
) -> FoundMessage:
    from ...engine.explaining.finding import by_message, by_phone, by_session
    from ..office import word
    from ..typed_phones import typed_phones

    if message_id:
        return by_message(tx, word(message_id))
    if phone:
        return by_phone(tx, typed_phones(tx, word(phone)), at)
    return by_session(tx, word(session_id or ""), at)


def _instant(text: str) -> datetime:
    try:
        instant = datetime.fromisoformat(text)
    except ValueError:
        instant = None
    if instant is None or instant.tzinfo is None:
        raise click.BadParameter(
            "is no instant with its offset: 2026-11-23T10:05-03:00", param_hint="--at"
        )
    return instant
