"""What the lobby's flow calls: which merchant a text means, and which a person knows already."""

from __future__ import annotations

from collections.abc import Mapping

from rapidfuzz import fuzz, process

from .flow.registry import Call, Reading, Refusal, Registry
from .model import Client, ClientStatus
from .routing import serves
from .words.chatter import without_chatter
from .words.fold import clean, fold
from .words.formats import listing
from .words.slugs import slug_in

lobby_calls = Registry()
"""The vocabulary of the lobby, for flows."""

TAKEN = 80.0
"""A score from which a name is taken."""
ASKED = 60.0
"""A score from which a name is asked about."""
NEAR = 5.0
"""Scores as near as this are asked about, however high."""
CHOICES = 3
_NAME_LIMIT = 100
_LONG_WORDS = 2
"""Words that a text may have beyond a name before only parts of the text are compared."""


@lobby_calls.parser("comercio", gives="client")
def read_merchant(call: Call, text: str) -> Reading:
    """A merchant's slug or name, typos and all; what is not sure is asked about."""
    named = call.tx.clients.by_slug(slug_in(text) or "")
    if named and serves(call.tx, named, call.contact.phone_number_id):
        return Reading((named.slug,))
    scored = [pair for pair in scores(text, call.tx.clients.names()) if _is_meant(call, *pair)]
    best = scored[0][1] if scored else 0.0
    if best < ASKED:
        return Reading()
    floor = best - NEAR if best >= TAKEN else ASKED
    likely = tuple(slug for slug, score in scored if score >= floor)[:CHOICES]
    return Reading(likely, sure=best >= TAKEN and len(likely) == 1)


def _is_meant(call: Call, slug: str, score: float) -> bool:
    """Return whether a name fits well enough, and its merchant is reached on this number."""
    client = call.tx.clients.by_slug(slug) if score >= ASKED else None
    return client is not None and serves(call.tx, client, call.contact.phone_number_id)


def scores(text: str, names: list[tuple[str, str]]) -> list[tuple[str, float]]:
    """Return slugs with how well their names fit a text (0 to 100), the best first."""
    said = without_chatter(fold(text)[:_NAME_LIMIT]).text
    if not said:
        return []
    scored = [(slug, _score(said, fold(name))) for slug, name in names]
    return sorted(scored, key=lambda pair: (-pair[1], pair[0]))


def _score(said: str, name: str) -> float:
    """A short text is compared as a whole; of a longer one, each run of as many words as a name."""
    words, length = said.split(), len(name.split())
    if len(words) <= length + _LONG_WORDS and len(said) >= _shortest(name):
        whole = fuzz.WRatio(said, name)
    else:
        whole = fuzz.ratio(said, name)
    runs = [" ".join(words[i : i + length]) for i in range(len(words) - length + 1)]
    found = process.extractOne(name, runs, scorer=fuzz.ratio) if runs else None
    return max(whole, found[1] if found else 0.0)


def _shortest(name: str) -> int:
    """Return how long a part of a name must be to stand for it."""
    return min(len(name), 4)


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
    sessions = call.tx.sessions.of_contact(call.contact.id)
    clients = [call.tx.clients.by_slug(session.client_slug) for session in sessions[:CHOICES]]
    names = [_name(one) for one in clients if one and one.status is ClientStatus.ACTIVE]
    return {"": listing(names)} if names else {}


def _name(client: Client) -> str:
    return clean(client.name, _NAME_LIMIT)
