"""The conversation about what people ask about themselves: asked back once, then done.

It stands beside all flows, so it works in each of their states, in the lobby, and while a person
has the session; none of them hears of it.

A request is made by a whole message, never by a word within one: *quiero cancelar mi baja* is no
*BAJA*. It is asked back once, with two buttons; their titles may be typed as well.
"""

from __future__ import annotations

import re
from collections.abc import Mapping
from dataclasses import dataclass, replace
from datetime import datetime, timedelta
from enum import StrEnum
from typing import Any

from ..messages import Incoming, Kind, Option, Outgoing
from ..model import ALL_CLIENTS, BOT, Client, Contact, OptOut, OutboxRow, Timer
from ..ports import Ids, Transaction
from ..words.fold import SHORT_NAME_LIMIT, clean, fold
from .consent import agree
from .erasure import Erasure, Freed
from .export import in_words

PENDING = "request"
"""Under which key a contact remembers what it was asked back."""
_STOOD = "stood"
"""When a message had last stood in a session of theirs as they were asked; null: in none."""
_TAP = "pedido"


class RequestKind(StrEnum):
    """What people may ask about themselves."""

    STOP = "baja"
    START = "alta"
    SHOW = "mis datos"
    ERASE = "borrar mis datos"


class RequestScope(StrEnum):
    """Where it is meant; NOWHERE takes it back."""

    CLIENT = "comercio"
    ALL = "todos"
    NOWHERE = "no"


@dataclass(frozen=True, slots=True)
class DataRequest:
    """A request.

    Attributes:
        scope: None until it is known.
        slug: the client that stood in front when it was asked back.
    """

    kind: RequestKind
    scope: RequestScope | None = None
    slug: str | None = None


_SENDS = "mensajes?|mensajitos|whatsapps?|avisos|recordatorios|publicidad|promociones|cosas|nada"
_STOP = (
    r"baja|stop|unsubscribe|desuscrib\w*|desuscripcion",
    r"(cancelar|cancelo|cancelen|anular) (la |mi )?suscripcion",
    r"(quiero |quisiera |necesito |pido |solicito |me quiero |me gustaria )?"
    r"(la baja|dar(me|nos)? (de|la) baja|dame (de|la) baja|denme (de|la) baja|me doy de baja)",
    r"(ya )?no (me|nos) (escrib(an|as|a)|molest(en|es)|contact(en|es))( mas| nunca| nada)*",
    rf"(ya )?no (me|nos) (mand|envi)(en|es|e) (mas|mas ({_SENDS})|({_SENDS})( mas)?)",
    rf"no (quiero|deseo) (recibir (mas )?|mas )({_SENDS})( mas)?(?<!mas nada)",
    r"no (quiero|deseo) que (me|nos) (escriban|molesten|manden|envien)"
    rf"( mas)?( ({_SENDS}))?( mas)?",
    r"(dej|par)(en|a|ame|enme) de (escribir|molestar)(me|nos)?( mas)?",
    rf"(dej|par)(en|a) de (mandar|enviar)(me|nos)? ({_SENDS})",
    rf"basta de ({_SENDS}|escribir(me)?|molestar(me)?)",
    r"(saquen|saca|borren|borra|quiten|quita|eliminen)(me|nos) de (la|su|tu|esta) lista",
)
_STOPS = re.compile("|".join(_STOP))
"""In how many words people say that nobody is to write to them."""
_AROUND = re.compile(
    r"\b(por favor|porfa|porfis?|please|pls|xfa|(muchas |mil )?gracias|hola|"
    r"buenas( tardes| noches)?|buen dia|buenos dias|che|ya|disculp\w+|perdon)\b"
)
"""What politeness puts around a request."""
_HINT = re.compile(
    "baja|stop|uscri|unsub|desus|escrib|molest|contact|man[dt]|envi|mensaj|lista|"
    "publicidad|promo|aviso|recordatorio|alta|start|datos|saben"
)
"""No request is without one of these: what most people write is looked at no further."""
_MARKS = re.compile(r"[^\w ]+")
_SAID: Mapping[RequestKind, frozenset[str]] = {
    RequestKind.START: frozenset(
        {
            *("alta", "dar de alta", "darme de alta", "dame de alta", "quiero darme de alta"),
            *("start", "quiero el alta", "vuelvan a escribirme", "quiero recibir mensajes"),
        }
    ),
    RequestKind.SHOW: frozenset(
        {
            *("mis datos", "ver mis datos", "que datos tienen mios", "quiero ver mis datos"),
            *("que saben de mi", "que datos mios tienen"),
        }
    ),
    RequestKind.ERASE: frozenset(
        {
            *("borrar mis datos", "borren mis datos", "borra mis datos", "borrame mis datos"),
            *("eliminar mis datos", "eliminen mis datos", "elimina mis datos"),
            *("quiero borrar mis datos", "quiero que borren mis datos", "borrar todos mis datos"),
        }
    ),
}
_ALL = frozenset({"todos", "todo", "todos los comercios", "de todos", "a todos", "en todos"})
_NONE = frozenset({"no", "ninguno", "nada", "dejalo", "no gracias", "mejor no"})
_ONLY = ("solo ", "solamente ", "nada mas ")
_YES = frozenset({"si", "dale", "ok", "confirmo"})


def requested(message: Incoming, data: Mapping[str, Any], name: str | None) -> DataRequest | None:
    """Return what a message asks for; None where it asks for nothing of the kind.

    Args:
        message: the person's.
        data: what the contact remembers.
        name: that of the client in front, as the buttons say it; None: there is none.
    """
    if message.kind is Kind.TAP and message.tap != message.text:
        return _tapped(message.tap)
    text = fold(message.text[:200])  # a template's button has its text for an id
    kind = _kind_of(text) if _HINT.search(text) else None
    if kind:
        return DataRequest(kind)
    asked = data.get(PENDING)
    if asked is None:
        return None
    scope = _scope(text, asked["slug"], name)
    return DataRequest(RequestKind(asked["kind"]), scope, asked["slug"]) if scope else None


def not_passed_over(data: Mapping[str, Any], latest: datetime | None) -> Mapping[str, Any]:
    """Return what a contact remembers, without a question that other words have followed since.

    What is typed then answers those: a *1* erases nobody's data. Its buttons work all the same.

    Args:
        data: what the contact remembers.
        latest: when a message last stood in any of their sessions, if there is one.
    """
    asked = data.get(PENDING)
    if asked is None:
        return data
    stood = asked.get(_STOOD)
    if (datetime.fromisoformat(stood) if stood else None) == latest:
        return data
    return {key: value for key, value in data.items() if key != PENDING}


def is_of_notices(message: Incoming) -> bool:
    """Return whether it speaks of notices, which a merchant's phone has of its own."""
    return "aviso" in fold(message.text[:200])


def _kind_of(text: str) -> RequestKind | None:
    """Return what a folded text asks for, as it stands or without what is only polite."""
    for said in (text, " ".join(_AROUND.sub(" ", _MARKS.sub(" ", text)).split())):
        if _STOPS.fullmatch(said):
            return RequestKind.STOP
        if kind := next((kind for kind, known in _SAID.items() if said in known), None):
            return kind
    return None


def tap_of(kind: RequestKind, scope: RequestScope, slug: str | None) -> str:
    """Return the id of a button that answers what was asked back."""
    return ":".join((_TAP, kind, scope, slug or ""))


def _tapped(tap: str) -> DataRequest | None:
    mark, *parts = tap.split(":")
    if mark != _TAP or len(parts) != 3:
        return None
    kind, scope, slug = parts
    if kind not in set(RequestKind) or scope not in set(RequestScope):
        return None
    return DataRequest(RequestKind(kind), RequestScope(scope), slug or None)


def _scope(text: str, slug: str | None, name: str | None) -> RequestScope | None:
    if text in _ALL or text == ("2" if slug else "1"):
        return RequestScope.ALL
    if text in _NONE:
        return RequestScope.NOWHERE
    if slug is None:
        return RequestScope.ALL if text in _YES else None
    named = {fold(name or slug), slug, fold(slug.replace("-", " "))}
    if text == "1" or text in named or text.startswith(_ONLY):
        return RequestScope.CLIENT
    return None


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

    def answer(
        self, contact: Contact, request: DataRequest, front: Client | None
    ) -> tuple[str, ...]:
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
        elif request.scope is RequestScope.NOWHERE:
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
            name = clean(client.name, SHORT_NAME_LIMIT)
            return Outgoing(f"Listo, borramos lo que *{name}* tenía de vos."), wrote
        due_at = self._now + LAST_WORD_WAITS
        last = Timer(self._ids.new(), contact.id, "", 0, LAST_WORD, due_at)
        self._tx.timers.replace(contact.id, "", [last])
        return Outgoing("Listo, borramos todo lo que teníamos de vos. ¡Que te vaya bien!"), wrote

    def _meant(self, request: DataRequest) -> Client | None:
        """Return the one client that is meant; None: all."""
        if request.scope is RequestScope.ALL or request.slug is None:
            return None
        return self._tx.clients.by_slug(request.slug)

    def _ask(self, contact: Contact, kind: RequestKind, front: Client | None) -> Outgoing:
        slug = front.slug if front else None
        sessions = self._tx.sessions.of_contact(contact.id)
        stood = sessions[0].last_message_at.isoformat() if sessions else None
        asked = {"kind": str(kind), "slug": slug, _STOOD: stood}
        self._tx.contacts.remember(contact.id, {**contact.data, PENDING: asked})
        options = [Option(tap_of(kind, RequestScope.ALL, slug), _EVERYTHING[kind])]
        if front:
            name = clean(front.name, SHORT_NAME_LIMIT)
            options.insert(0, Option(tap_of(kind, RequestScope.CLIENT, slug), f"Sólo {name}"))
        return Outgoing(_ASKED[kind], tuple(options))

    def _stop(self, contact: Contact, client: Client | None) -> Outgoing:
        client_id = client.id if client else ALL_CLIENTS
        self._tx.opt_outs.add(OptOut(contact.id, client_id, self._now))
        if client is None:
            return Outgoing(f"Listo, ningún comercio te va a escribir por su cuenta. {_BACK}")
        name = clean(client.name, SHORT_NAME_LIMIT)
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
