"""Which request about themselves a person's message makes: pure.

A request is made by a whole message, never by a word within one: *quiero cancelar mi baja* is no
*BAJA*. It is asked back once, with two buttons; their titles may be typed as well.
"""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from enum import StrEnum
from typing import Any

from ..messages import Incoming, Kind
from ..words.fold import fold

PENDING = "request"
"""Under which key a contact remembers what it was asked back."""
_TAP = "pedido"


class RequestKind(StrEnum):
    """What people may ask about themselves."""

    STOP = "baja"
    START = "alta"
    SHOW = "mis datos"
    ERASE = "borrar mis datos"


class Scope(StrEnum):
    """Where it is meant; NOWHERE takes it back."""

    CLIENT = "comercio"
    ALL = "todos"
    NOWHERE = "no"


@dataclass(frozen=True, slots=True)
class Request:
    """A request.

    Attributes:
        scope: None until it is known.
        slug: the client that stood in front when it was asked back.
    """

    kind: RequestKind
    scope: Scope | None = None
    slug: str | None = None


_SAID: Mapping[RequestKind, frozenset[str]] = {
    RequestKind.STOP: frozenset(
        {
            *("baja", "stop", "dar de baja", "darme de baja", "dame de baja", "denme de baja"),
            *("quiero la baja", "quiero darme de baja", "me quiero dar de baja", "unsubscribe"),
            *("no me escriban", "no me escriban mas", "no me escribas mas", "no me escribas"),
            *("no me escriban nunca mas", "por favor no me escriban mas", "dejen de escribirme"),
            *("no me manden mas mensajes", "no me manden mas nada", "no me molesten mas"),
            *("no quiero recibir mas mensajes", "no quiero mas mensajes", "desuscribir"),
            *("desuscribirme", "cancelar suscripcion", "deja de escribirme"),
        }
    ),
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


def requested(message: Incoming, data: Mapping[str, Any], name: str | None) -> Request | None:
    """Return what a message asks for; None where it asks for nothing of the kind.

    Args:
        message: the person's.
        data: what the contact remembers.
        name: that of the client in front, as the buttons say it; None: there is none.
    """
    if message.kind is Kind.TAP and message.tap != message.text:
        return _tapped(message.tap)
    text = fold(message.text[:200])  # a template's button has its text for an id
    kind = next((kind for kind, said in _SAID.items() if text in said), None)
    if kind:
        return Request(kind)
    asked = data.get(PENDING)
    if asked is None:
        return None
    scope = _scope(text, asked["slug"], name)
    return Request(RequestKind(asked["kind"]), scope, asked["slug"]) if scope else None


def tap_of(kind: RequestKind, scope: Scope, slug: str | None) -> str:
    """Return the id of a button that answers what was asked back."""
    return ":".join((_TAP, kind, scope, slug or ""))


def _tapped(tap: str) -> Request | None:
    mark, *parts = tap.split(":")
    if mark != _TAP or len(parts) != 3:
        return None
    kind, scope, slug = parts
    if kind not in set(RequestKind) or scope not in set(Scope):
        return None
    return Request(RequestKind(kind), Scope(scope), slug or None)


def _scope(text: str, slug: str | None, name: str | None) -> Scope | None:
    if text in _ALL or text == ("2" if slug else "1"):
        return Scope.ALL
    if text in _NONE:
        return Scope.NOWHERE
    if slug is None:
        return Scope.ALL if text in _YES else None
    named = {fold(name or slug), slug, fold(slug.replace("-", " "))}
    if text == "1" or text in named or text.startswith(_ONLY):
        return Scope.CLIENT
    return None
