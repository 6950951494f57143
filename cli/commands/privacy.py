"""`milo forget`, `milo export` and `milo prune`: what is kept of people, and for how long."""

from __future__ import annotations

import os
import secrets
from dataclasses import replace
from typing import TYPE_CHECKING, Any

import click

from ...engine.errors import NotFoundError
from .base import as_json, example, main, print_json

if TYPE_CHECKING:
    from ...engine.model import Booking, BookingStatus, Client, Contact
    from ...engine.office.acting import Operator
    from ...engine.ports import Transaction


def _whom(command: Any) -> Any:
    """Add the selectors of a person."""
    for option in (
        click.option("--client", "slug", metavar="SLUG", help="Only what this merchant has."),
        click.option("--user-id", metavar="ID", help="Meta's id of the person."),
        click.option("--phone", metavar="NUMBER", help="Their number, in any spelling."),
    ):
        command = option(command)
    return command


@example("milo forget --phone 5492615551234", "milo forget --phone '261 555-1234' --client carla")
@main.command()
@_whom
@as_json
def forget(phone: str | None, user_id: str | None, slug: str | None, as_json: bool) -> None:
    """Erase a person: name, number, ids, all that they wrote and were answered.

    Coming bookings are cancelled first, with word to the merchant. Bookings stay, without whose
    they were. On SQLite the file is written again, so that nothing is left in it: a large one takes
    a while, in which nothing else can be written.
    """
    from ..office import office

    _one_of(phone, user_id)
    with office(os.environ) as desk:
        key = desk.settings.meta_app_secret.encode() or secrets.token_bytes(32)
        forgotten = desk.act(lambda operator: _forget(operator, phone, user_id, slug, key))
        desk.store.purge()
    if as_json:
        print_json(forgotten)
    else:
        click.echo("Forgotten.")


def _forget(
    operator: Operator, phone: str | None, user_id: str | None, slug: str | None, key: bytes
) -> dict[str, Any]:
    from ...engine.model import BOOKED, BookingStatus, Traces
    from ...engine.privacy.erasure import Erasure, keys_of

    tx = operator.tx
    client, keys, contacts, strays = _found(tx, phone, user_id, slug)
    erasure = Erasure(tx, operator.ids, operator.now, operator.name, key, operator.freed)
    for contact in contacts:
        traces, _ = erasure.erase(contact, client)
        if client is None:
            tx.personal.drop(contact.id)
        known = tuple(dict.fromkeys((*keys_of(contact), *keys)))
        tx.personal.scrub(replace(traces, keys=known), whole=client is None)
    for row in strays:
        coming = row.status in BOOKED and row.ends_at > operator.now
        tx.bookings.save(_nobodys(row, BookingStatus.CANCELLED if coming else row.status))
        if coming and (owner := tx.clients.by_id(row.client_id)):
            operator.freed(tx, owner)
    if strays:
        names = tuple(dict.fromkeys(row.name for row in strays if row.name))
        bookings = tuple(row.id for row in strays)
        tx.personal.scrub(Traces(keys, names, bookings), whole=client is None)
    return {"contacts": len(contacts), "client": slug}


@example("milo export --phone 5492615551234", "milo export --user-id AR.123 --client carla")
@main.command()
@_whom
@as_json
def export(phone: str | None, user_id: str | None, slug: str | None, as_json: bool) -> None:
    """Print all that is kept of a person, as JSON."""
    from ...engine.privacy.export import exported
    from ..office import office

    _one_of(phone, user_id)

    def work(tx: Transaction) -> dict[str, Any]:
        client, _, contacts, strays = _found(tx, phone, user_id, slug)
        people = [exported(tx, contact, client) for contact in contacts]
        return {"people": people, "bookings": [_stray(row) for row in strays]}

    with office(os.environ) as desk:
        print_json(desk.read(work))


@example("milo prune", "milo prune --older-than 90")
@main.command()
@click.option(
    "--older-than",
    "days",
    metavar="DAYS",
    type=click.IntRange(min=1),
    help="In place of MILO_KEEP_DAYS; 1 at least.",
)
@as_json
def prune(days: int | None, as_json: bool) -> None:
    """Delete at once what is older than it is to be kept; `milo serve` does it by and by.

    Messages, turns and what came with them go after MILO_KEEP_DAYS, Meta's raw JSON after
    MILO_KEEP_PAYLOAD_DAYS; past bookings lose whose they were. A message's id stays for eight days
    at least.
    """
    from ...engine.privacy.pruning import Pruner, RetentionDays
    from ..office import office

    with office(os.environ) as desk:
        payload_days = desk.settings.keep_payload_days
        kept = RetentionDays(desk.settings.keep_days if days is None else days, payload_days)
        if days is not None:
            kept = RetentionDays(days, min(days, payload_days or days))
        pruned = Pruner(desk.store, desk.clock, kept).run()
    if as_json:
        print_json({"rows": pruned})
    else:
        click.echo(f"{pruned} rows.")


def _one_of(phone: str | None, user_id: str | None) -> None:
    if bool(phone) == bool(user_id):
        raise click.UsageError("Say who: --phone or --user-id, one of them.")


def _found(
    tx: Transaction, phone: str | None, user_id: str | None, slug: str | None
) -> tuple[Client | None, tuple[str, ...], list[Contact], list[Booking]]:
    """Return who is meant: the client, their keys, their contacts, bookings without a contact.

    Raises:
        NotFoundError: there is nobody, or no such client.
    """
    from ..office import word
    from ..typed_phones import typed_phones

    client = tx.clients.by_slug(word(slug)) if slug else None
    if slug and client is None:
        raise NotFoundError(f"There is no merchant {slug!r}.")
    keys = typed_phones(tx, phone, client) if phone else (word(user_id or ""),)
    contacts = [one for one in tx.personal.contacts(keys) if _has(tx, one, client)]
    strays = [
        row for row in tx.personal.strays(keys) if client is None or row.client_id == client.id
    ]
    if not contacts and not strays:
        raise NotFoundError("Nobody is known by that.")
    return client, keys, contacts, strays


def _has(tx: Transaction, contact: Contact, client: Client | None) -> bool:
    """Return whether a contact has anything with a client."""
    if client is None or tx.sessions.find(contact.id, client.slug):
        return True
    return any(row.client_id == client.id for row in tx.personal.bookings(contact.id))


def _nobodys(row: Booking, status: BookingStatus) -> Booking:
    """Return a booking without whose it was."""
    nobody = replace(row, contact_id=None, session_id=None, user_phone=None, user_id=None)
    return replace(nobody, name="", notes="", status=status)


def _stray(row: Booking) -> dict[str, Any]:
    return {
        "id": row.id,
        "service": row.service,
        "datetime": row.datetime.isoformat(),
        "status": row.status.value,
        "name": row.name,
        "user_phone": row.user_phone,
        "user_id": row.user_id,
        "notes": row.notes,
    }
