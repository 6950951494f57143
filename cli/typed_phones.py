"""Phones as they are typed on the command line, in any spelling."""

from __future__ import annotations

from typing import TYPE_CHECKING

from ..engine.booking.settings.countries import country_of_zone
from ..engine.words.phones import international, other_spelling

if TYPE_CHECKING:
    from ..engine.model import Client
    from ..engine.ports import Transaction

_CLIENTS = 1_000
"""How many clients' countries are tried."""
_ZONE = "America/Argentina/Buenos_Aires"


def typed_phones(tx: Transaction, typed: str, client: Client | None = None) -> tuple[str, ...]:
    """Return the digits that a typed number may be, with the code of its country.

    Args:
        tx: where the clients are.
        typed: `+54 9 261 555-0000`, `0261 15 555-0000`, `5492615550000`.
        client: whose country it is dialled in; None: that of any client.
    """
    clients = [client] if client else tx.clients.page(status=None, after=None, limit=_CLIENTS)
    countries: dict[str | None, None] = {None: None}
    for one in clients:
        zone = one.settings.get("timezone", _ZONE)
        countries[one.settings.get("country") or country_of_zone(zone)] = None
    read = [international(typed, country) for country in countries]
    return tuple(dict.fromkeys(form for one in read for form in (one, other_spelling(one)) if form))
