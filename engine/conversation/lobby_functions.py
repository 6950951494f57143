"""What the lobby's flow calls: which merchant a text means, and which a person knows already."""

from __future__ import annotations

from collections.abc import Mapping
from functools import lru_cache

from ..flow.language.registry import Call, Reading, Refusal, Registry
from ..model import Client, ClientStatus, Contact
from ..ports import Transaction
from ..words.fold import NAME_LIMIT, clean
from ..words.formats import listing
from ..words.name_finder import CHOICES, MeantNames, NameFinder, meant
from ..words.slugs import slug_in
from .blocked import SAYS
from .disambiguation import ANNOUNCED
from .reception_desk import ANNOUNCED as OF_RECEPTIONS
from .routing import serves

lobby_calls = Registry(announced={**ANNOUNCED, **SAYS, **OF_RECEPTIONS})
"""The vocabulary of the lobby, for flows."""


@lobby_calls.parser("comercio", gives="client")
def read_merchant(call: Call, text: str) -> Reading:
    """A merchant's slug or name, typos and all; what is not sure is asked about."""
    named = call.tx.clients.by_slug(slug_in(text) or "")
    if named and serves(call.tx, named, call.contact.phone_number_id):
        return Reading((named.slug,))
    found = named_in(call.tx, call.contact, text)
    return Reading(found.keys, sure=found.sure)


def named_in(tx: Transaction, contact: Contact, text: str) -> MeantNames:
    """Return which active merchants a text names, of those reached on a contact's number."""
    found = _names(tuple(tx.clients.names())).found(text)
    return meant([one for one in found if _is_reached(tx, contact, one.key)])


@lru_cache(maxsize=8)
def _names(named: tuple[tuple[str, str], ...]) -> NameFinder:
    """Return what merchants are called, taken apart once for as long as that stays the same.

    A slug is a name, too.
    """
    return NameFinder([*named, *((slug, slug) for slug, _ in named)])


def _is_reached(tx: Transaction, contact: Contact, slug: str) -> bool:
    client = tx.clients.by_slug(slug)
    return client is not None and serves(tx, client, contact.phone_number_id)


@lobby_calls.check("comercio_atiende", "no_atiende", takes="client")
def is_attending(call: Call, slug: str) -> Refusal | None:
    """The merchant is active."""
    client = call.tx.clients.by_slug(slug)
    if client and client.status is ClientStatus.ACTIVE:
        return None
    return Refusal("no_atiende", {"pedida": _name(client) if client else slug})


@lobby_calls.show("client")
def show_chosen(call: Call, slug: str) -> Mapping[str, str] | None:
    """A merchant's name; gone when it is not attending."""
    client = call.tx.clients.by_slug(slug)
    return {"": _name(client)} if client and client.status is ClientStatus.ACTIVE else None


@lobby_calls.show("recientes", sometimes=[""])
def show_recent(call: Call, _: object) -> Mapping[str, str]:
    """The merchants that the person talked with last; always known."""
    every = call.tx.sessions.of_contact(call.contact.id)
    sessions = [session for session in every if not session.is_reception]
    clients = [call.tx.clients.by_slug(session.client_slug) for session in sessions[:CHOICES]]
    names = [_name(one) for one in clients if one and one.status is ClientStatus.ACTIVE]
    return {"": listing(names)} if names else {}


def _name(client: Client) -> str:
    return clean(client.name, NAME_LIMIT)
