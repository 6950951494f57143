"""People whom a merchant does not serve: they are answered politely once, then not at all."""

from __future__ import annotations

from dataclasses import replace
from datetime import datetime

from ..flow.language.definition import Flow
from ..flow.language.placeholders import fill
from ..messages import Outgoing
from ..model import Blocked, Client, Contact, OutboxRow
from ..ports import Ids, Transaction
from ..words.fold import NAME_LIMIT, clean

NOT_SERVED = "no_te_atiende"
"""The lobby's text for them."""
SAYS = {NOT_SERVED: ("comercio",)}
"""What it may show."""


def turn_away(
    tx: Transaction,
    ids: Ids,
    now: datetime,
    lobby: Flow,
    contact: Contact,
    client: Client,
    blocked: Blocked,
) -> tuple[str, ...]:
    """Tell a person once that the merchant does not serve them; return whom that writes to."""
    if blocked.told_at:
        return ()
    tx.blocked.save(replace(blocked, told_at=now))
    says = {"comercio": clean(client.name, NAME_LIMIT)}
    text = fill(lobby.texts[NOT_SERVED], lambda name: says.get(name, ""))
    tx.outbox.add(OutboxRow.to(contact, ids.new(), Outgoing(text).fitted(), now, awaited=True))
    return (contact.id,)
