"""Finding clients and reading what is sent about them."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any

import structlog

from ..engine.booking.settings import ClientSettings, read_settings, settings_of
from ..engine.errors import ConflictError, Fault, InputError, NotFoundError, SettingsError
from ..engine.model import Client, ClientStatus
from ..engine.ports import Transaction
from .edge import Edge
from .slugs import folded, is_slug

NO_SETTINGS: Mapping[str, Any] = {"services": [], "hours": {}}
"""Of a client that has none yet: the bot says so."""
log = structlog.get_logger(__name__)


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


def known_settings(client: Client) -> ClientSettings:
    """Return a client's settings.

    Raises:
        ConflictError: another program wrote what makes no sense.
    """
    try:
        return settings_of(client)
    except SettingsError as error:
        log.warning("settings unreadable", action="http.settings", client=client.slug)
        raise ConflictError("This client's settings make no sense; replace them.") from error


def settings_faults(edge: Edge, settings: Any) -> list[Fault]:
    """Return all that is wrong with a client's settings, as JSON."""
    try:
        return list(edge.check_settings(read_settings(settings)))
    except InputError as error:
        return list(error.faults)


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
