"""The conversation about what people ask about themselves: asked back once, then done.

It stands beside all flows, so it works in each of their states, in the lobby, and while a person
has the session; none of them hears of it.
"""

from __future__ import annotations

from datetime import datetime

from ..messages import Option, Outgoing
from ..model import ALL_CLIENTS, Client, Contact, OptOut, OutboxRow
from ..ports import Ids, Transaction
from ..words.fold import clean
from .words import PENDING, Request, RequestKind, Scope, tap_of

_NAME_LIMIT = 60
_BACK = "Si cambiás de idea, escribí *ALTA*."
_ASKED = {
    RequestKind.STOP: "¿Quién no querés que te escriba? No te van a llegar recordatorios, "
    "encuestas ni avisos de lugares que se liberan. Las respuestas a lo que escribas y las "
    "novedades de tus turnos te llegan igual.",
}


class Requests:
    """Answers a contact's requests, within one transaction."""

    def __init__(self, tx: Transaction, ids: Ids, now: datetime) -> None:
        self._tx = tx
        self._ids = ids
        self._now = now

    def answer(self, contact: Contact, request: Request, front: Client | None) -> tuple[str, ...]:
        """Do what is asked, or ask back where it is meant; return whom that writes to.

        Args:
            contact: who asks.
            request: what for.
            front: the client in front, where there is one.
        """
        passed_over(self._tx, contact)
        if request.kind is RequestKind.START:
            self._tx.opt_outs.drop(contact.id)
            said = Outgoing("Listo, te volvemos a avisar de tus turnos y de lo que te interese.")
        elif request.scope is None:
            said = self._ask(contact, request.kind, front)
        elif request.scope is Scope.NOWHERE:
            said = Outgoing("Bien, queda todo como estaba.")
        else:
            said = self._stop(contact, self._meant(request))
        row = OutboxRow.to(contact, self._ids.new(), said.fitted(), self._now, awaited=True)
        self._tx.outbox.add(row)
        return (contact.id,)

    def _meant(self, request: Request) -> Client | None:
        """Return the one client that is meant; None: all."""
        if request.scope is Scope.ALL or request.slug is None:
            return None
        return self._tx.clients.by_slug(request.slug)

    def _ask(self, contact: Contact, kind: RequestKind, front: Client | None) -> Outgoing:
        slug = front.slug if front else None
        asked = {"kind": str(kind), "slug": slug}
        self._tx.contacts.remember(contact.id, {**contact.data, PENDING: asked})
        options = [Option(tap_of(kind, Scope.ALL, slug), "Todos")]
        if front:
            name = clean(front.name, _NAME_LIMIT)
            options.insert(0, Option(tap_of(kind, Scope.CLIENT, slug), f"Sólo {name}"))
        return Outgoing(_ASKED[kind], tuple(options))

    def _stop(self, contact: Contact, client: Client | None) -> Outgoing:
        client_id = client.id if client else ALL_CLIENTS
        self._tx.opt_outs.add(OptOut(contact.id, client_id, self._now))
        if client is None:
            return Outgoing(f"Listo, ningún comercio te va a escribir por su cuenta. {_BACK}")
        name = clean(client.name, _NAME_LIMIT)
        return Outgoing(f"Listo, *{name}* no te va a escribir por su cuenta. {_BACK}")


def passed_over(tx: Transaction, contact: Contact) -> None:
    """Let a contact remember no more what it was asked back: it was answered, or passed over."""
    if PENDING in contact.data:
        kept = {key: value for key, value in contact.data.items() if key != PENDING}
        tx.contacts.remember(contact.id, kept)
