"""Merchants: finding them, setting them up, changing them."""

from __future__ import annotations

from collections.abc import Callable, Collection, Mapping
from dataclasses import dataclass, replace
from datetime import datetime
from typing import Any

from ..booking.settings.settings import ClientSettings, read_settings, settings_of
from ..booking.zone_rules import remember
from ..errors import ConflictError, Fault, InputError, NotFoundError
from ..model import Client, ClientStatus
from ..ports import Transaction
from . import slugs
from .acting import Changes, Operator, changed
from .slugs import folded, is_slug

NO_SETTINGS: Mapping[str, Any] = {"services": [], "hours": {}}
"""Of a client that has none yet: the bot says so."""
_MAKES_ROOM = {"settings", "status"}
"""What may let people have what they wait for."""


def _nothing_to_say(_settings: ClientSettings) -> list[Fault]:
    return []


def _words_are_fine(_settings: ClientSettings, _changed: Collection[str]) -> list[Fault]:
    return []


@dataclass(frozen=True, slots=True)
class Rules:
    """What only the wiring knows of a client.

    Attributes:
        check: faults of settings that the flows see.
        reserved: words of the flows, which no client may have for a slug.
        words: faults of those own texts of a client that were changed.
    """

    check: Callable[[ClientSettings], list[Fault]] = _nothing_to_say
    reserved: frozenset[str] = frozenset()
    words: Callable[[ClientSettings, Collection[str]], list[Fault]] = _words_are_fine

    def is_reserved(self, slug: str) -> bool:
        """Return whether people answer with that word, or the site needs it itself."""
        return slug in self.reserved or slugs.is_reserved(slug)

    def slug_faults(self, slug: str) -> list[Fault]:
        """Return what is wrong with a slug for a new client."""
        if not is_slug(slug):
            return [Fault("slug", slugs.RULE)]
        if self.is_reserved(slug):
            return [Fault("slug", "is a word that the bot or the site needs itself")]
        return []

    def settings_faults(self, settings: Any) -> list[Fault]:
        """Return all that is wrong with a client's settings, as JSON."""
        try:
            return list(self.check(read_settings(settings)))
        except InputError as error:
            return list(error.faults)

    def written_faults(self, settings: Any, before: Mapping[str, Any] | None = None) -> list[Fault]:
        """Return all that is wrong with settings that a program or a file gives.

        Own texts that no flow could say are refused, too; those that stood `before` stay.
        """
        faults = self.settings_faults(settings)
        if faults:
            return faults
        stood = (before or {}).get("messages", {})
        if before and before.get("flow") != settings.get("flow"):
            stood = {}
        said = settings.get("messages", {}).items()
        changed = [name for name, words in said if stood.get(name) != words]
        return self.words(read_settings(settings), changed) if changed else []


def client_of_link(tx: Transaction, slug: str) -> Client | None:
    """Return the client that a slug names, however it was typed; None where there is none."""
    wanted = folded(slug)
    return tx.clients.by_slug(wanted) if is_slug(wanted) else None


def find_client(tx: Transaction, slug: str, *, any_status: bool) -> Client:
    """Return a client by its slug.

    Raises:
        NotFoundError: there is none, or it is not active and only active ones are wanted.
    """
    client = client_of_link(tx, slug)
    if client is None or not (any_status or client.status is ClientStatus.ACTIVE):
        raise NotFoundError("There is no such client.")
    return client


def business_faults(tx: Transaction, business_id: str | None) -> list[Fault]:
    """Return a fault where a business is named that does not exist."""
    if business_id is None or tx.businesses.by_id(business_id):
        return []
    return [Fault("business_id", "is not the id of a business")]


def number_id_of(tx: Transaction, client: Client, common: str) -> str:
    """Return Meta's id of the number where a client is written to, as `number_of` does."""
    business = tx.businesses.by_id(client.business_id) if client.business_id else None
    return (business.phone_number_id if business else None) or common


def number_of(tx: Transaction, client: Client, common: str) -> str:
    """Return the WhatsApp number where a client is written to: its business's, or the common."""
    business = tx.businesses.by_id(client.business_id) if client.business_id else None
    return (business.whatsapp_number if business else None) or common


def chat_of(client: Client, number: str) -> str:
    """Return where a client's short link leads: Meta's own link where one was minted, or `wa.me`.

    One that was minted for another number than the client has now leads nowhere any more.
    """
    minted_for, _, link = (client.deep_link or "").partition(" ")
    return link if link and minted_for == number else f"https://wa.me/{number}?text={client.slug}"


def with_minted_link(client: Client, number: str, link: str, now: datetime) -> Client:
    """Return a client with the link that Meta minted for its chat on a number."""
    return replace(client, deep_link=f"{number} {link}", updated_at=now)


def free_slug(tx: Transaction, rules: Rules, name: str) -> str:
    """Return the first slug made of a name that nobody has.

    Raises:
        InputError: no slug can be made of it.
    """
    for slug in slugs.candidates(name):
        if rules.is_reserved(slug):
            break
        if not tx.clients.by_slug(slug):
            return slug
    raise InputError([Fault("slug", "cannot be made of this name: please give one")])


def add_client(
    operator: Operator,
    name: str,
    slug: str,
    *,
    business_id: str | None = None,
    settings: Mapping[str, Any] | None = None,
    status: ClientStatus = ClientStatus.ACTIVE,
) -> Client:
    """Make a client of what was checked.

    Raises:
        ConflictError: the slug is taken.
    """
    if operator.tx.clients.by_slug(slug):
        raise ConflictError(f"The slug {slug} is taken.")
    client = Client(
        id=operator.ids.new(),
        name=name,
        slug=slug,
        business_id=business_id,
        settings=NO_SETTINGS if settings is None else settings,
        status=status,
        created_at=operator.now,
        updated_at=operator.now,
    )
    operator.tx.clients.add(client)
    remember(operator.tx, settings_of(client).timezone, operator.now)
    fields = {"name": name, "business_id": business_id}
    changes = {**changed({}, fields), "settings": (None, client.settings)}
    operator.note("client.create", f"client:{slug}", changes)
    return client


def change_client(
    operator: Operator, client: Client, fields: Mapping[str, Any]
) -> tuple[Client, Changes]:
    """Change name, business, settings or status, checked before; return it with what changed.

    Places for which there is room now are offered to the people in line.
    """
    changes = changed({key: getattr(client, key) for key in fields}, fields)
    if not changes:
        return client, changes
    fresh = replace(client, **fields, updated_at=operator.now)
    operator.tx.clients.save(fresh)
    if "settings" in changes:
        remember(operator.tx, settings_of(fresh).timezone, operator.now)
    if changes.keys() & _MAKES_ROOM:
        operator.freed(operator.tx, fresh)
    operator.note("client.change", f"client:{client.slug}", changes)
    return fresh, changes
