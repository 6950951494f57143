"""The conversation about what people ask about themselves: asked back once, then done.

It stands beside all flows, so it works in each of their states, in the lobby, and while a person
has the session; none of them hears of it.
"""

from __future__ import annotations

from dataclasses import replace
from datetime import datetime, timedelta

from ..messages import Option, Outgoing
from ..model import ALL_CLIENTS, BOT, Client, Contact, OptOut, OutboxRow, Timer
from ..ports import Ids, Transaction
from ..words.fold import clean
from .consent import agree
from .erasure import Erasure, Freed
from .export import in_words
from .words import PENDING, Request, RequestKind, Scope, tap_of

_NAME_LIMIT = 60
_BACK = "Si cambiás de idea, escribí *ALTA*."
_ASKED = {
    RequestKind.STOP: "¿Quién no querés que te escriba? No te van a llegar recordatorios, "
    "encuestas ni avisos de lugares que se liberan. Las respuestas a lo que escribas y las "
    "novedades de tus turnos te llegan igual.",
    RequestKind.SHOW: "¿Qué querés ver: lo de un comercio, o todo?",
    RequestKind.ERASE: "¿Qué borramos? Se cancelan tus turnos por venir y se borra lo que "
    "escribiste. No se puede deshacer. Si no querés, escribí *no*.",
}
_EVERYTHING = {RequestKind.STOP: "Todos", RequestKind.SHOW: "Todo", RequestKind.ERASE: "Todo"}
LAST_WORD = "erase"
"""Names the timer that erases somebody's keys, once the last word to them went out."""
LAST_WORD_WAITS = timedelta(minutes=1)
LAST_WORD_TRIES = 60 * 24
"""How often it is looked whether it did."""


class Requests:
    """Answers a contact's requests, within one transaction.

    Args:
        key: of the audit's marks of people who were erased.
        freed: offers the places of bookings that are cancelled to the people in line.
    """

    def __init__(self, tx: Transaction, ids: Ids, now: datetime, key: bytes, freed: Freed) -> None:
        self._tx = tx
        self._ids = ids
        self._now = now
        self._key = key
        self._freed = freed

    def answer(self, contact: Contact, request: Request, front: Client | None) -> tuple[str, ...]:
        """Do what is asked, or ask back where it is meant; return whom that writes to.

        Args:
            contact: who asks.
            request: what for.
            front: the client in front, where there is one.
        """
        passed_over(self._tx, contact)
        client = self._meant(request)
        wrote: tuple[str, ...] = ()
        if request.kind is RequestKind.START:
            self._tx.opt_outs.drop(contact.id)
            if front:
                agree(self._tx, contact.id, front.id, self._now, BOT)
            said = Outgoing("Listo, te volvemos a avisar de tus turnos y de lo que te interese.")
        elif request.scope is None:
            said = self._ask(contact, request.kind, front)
        elif request.scope is Scope.NOWHERE:
            said = Outgoing("Bien, queda todo como estaba.")
        elif request.kind is RequestKind.STOP:
            said = self._stop(contact, client)
        elif request.kind is RequestKind.SHOW:
            said = Outgoing(in_words(self._tx, contact, client))
        else:
            said, wrote = self._erase(contact, client)
        row = OutboxRow.to(contact, self._ids.new(), said.fitted(), self._now, awaited=True)
        self._tx.outbox.add(row)
        return (contact.id, *wrote)

    def _erase(self, contact: Contact, client: Client | None) -> tuple[Outgoing, tuple[str, ...]]:
        parts = (self._tx, self._ids, self._now, "person", self._key)
        erasure = Erasure(*parts, self._freed)
        traces, wrote = erasure.erase(contact, client)
        self._tx.personal.scrub(traces, whole=False)
        if client:
            name = clean(client.name, _NAME_LIMIT)
            return Outgoing(f"Listo, borramos lo que *{name}* tenía de vos."), wrote
        due_at = self._now + LAST_WORD_WAITS
        last = Timer(self._ids.new(), contact.id, "", 0, LAST_WORD, due_at)
        self._tx.timers.replace(contact.id, "", [last])
        return Outgoing("Listo, borramos todo lo que teníamos de vos. ¡Que te vaya bien!"), wrote

    def _meant(self, request: Request) -> Client | None:
        """Return the one client that is meant; None: all."""
        if request.scope is Scope.ALL or request.slug is None:
            return None
        return self._tx.clients.by_slug(request.slug)

    def _ask(self, contact: Contact, kind: RequestKind, front: Client | None) -> Outgoing:
        slug = front.slug if front else None
        asked = {"kind": str(kind), "slug": slug}
        self._tx.contacts.remember(contact.id, {**contact.data, PENDING: asked})
        options = [Option(tap_of(kind, Scope.ALL, slug), _EVERYTHING[kind])]
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


def after_last_word(tx: Transaction, timer: Timer, now: datetime) -> None:
    """Erase the keys of somebody who was erased, once the last word to them went out."""
    if tx.outbox.heads([timer.contact_id]) and timer.turn < LAST_WORD_TRIES:
        again = replace(timer, turn=timer.turn + 1, due_at=now + LAST_WORD_WAITS)
        tx.timers.replace(timer.contact_id, "", [again])
    else:
        tx.personal.drop(timer.contact_id)
