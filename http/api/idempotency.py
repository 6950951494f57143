"""`Idempotency-Key`: the same request sent again gets its first answer, and does nothing.

The header is that of the IETF's draft (draft-ietf-httpapi-idempotency-key-header). A key is good
for the token that sends it, for 24 hours, and for one method, path and body. The first answer is
stored in the transaction that does the work, so that there is either both or neither. Kept are
what was made (201) and what clashed (409); a request that makes no sense may be mended and sent
with the same key.

Secrets that an answer shows are not stored: they are derived from the token and the key, which
only the sender has.
"""

from __future__ import annotations

import hmac
import json
import re
from base64 import urlsafe_b64encode
from collections.abc import Callable, Iterable
from dataclasses import dataclass, replace
from hashlib import sha256
from http import HTTPStatus
from typing import Any

import falcon

from ...engine.errors import ConflictError, Fault, InputError
from ...engine.model import FirstAnswer
from ...engine.ports import Transaction
from ..edge import Edge
from ..errors import problem
from .auth import bearer

HEADER = "Idempotency-Key"
KEY = re.compile(r"[\x20-\x7e]{1,255}")
_SECRET_BYTES = 24
_MASK = "\x00secret"
"""Stands for a secret in a stored answer: no stored text holds a NUL."""


@dataclass(frozen=True, slots=True)
class Made:
    """What a request made.

    Attributes:
        body: its answer, JSON data.
        contacts: who has something to be sent, once it is committed.
    """

    body: Any
    contacts: Iterable[str] = ()


Work = Callable[[Transaction], Made]


@dataclass(frozen=True, slots=True)
class _Key:
    """The key that a request carries.

    Attributes:
        fresh: the row of this request, should it be the first.
        seed: what secrets are derived from.
    """

    fresh: FirstAnswer
    seed: bytes

    @classmethod
    def of(cls, edge: Edge, req: falcon.Request, data: Any) -> _Key | None:
        """Return a request's key; None where it carries none."""
        key = key_of(req)
        if key is None:
            return None
        row_id = _digest("id", bearer(req), key)
        request = _digest(req.method, req.path, json.dumps(data, sort_keys=True))
        fresh = FirstAnswer(row_id, request, edge.ids.new(), edge.clock.now())
        return cls(fresh, _digest("seed", bearer(req), key).encode())

    def secret(self, nonce: str) -> str:
        """Return the secret of an answer."""
        mac = hmac.digest(self.seed, nonce.encode(), "sha256")
        return urlsafe_b64encode(mac[:_SECRET_BYTES]).decode()

    def known(self, tx: Transaction) -> FirstAnswer | None:
        """Return the first answer; None where this request is the first, which is noted.

        Raises:
            InputError: the key came with another request before.
        """
        known = tx.first_answers.claim(self.fresh)
        if known and known.request != self.fresh.request:
            raise InputError([Fault(HEADER, "was sent with another request before")])
        return known

    def complete(self, tx: Transaction, status: int, body: Any) -> FirstAnswer:
        """Keep the first answer, without its secret."""
        masked = _swapped(body, self.secret(self.fresh.nonce), _MASK)
        tx.first_answers.answer(self.fresh.id, status, masked)
        return replace(self.fresh, status=status, body=masked)

    def shown(self, first: FirstAnswer) -> Any:
        """Return an answer with its secret."""
        return _swapped(first.body, _MASK, self.secret(first.nonce))


class FirstTime:
    """One request that makes something, worked only the first time it is sent.

    Args:
        data: the body, JSON data.
    """

    def __init__(self, edge: Edge, req: falcon.Request, data: Any) -> None:
        self._edge = edge
        self._key = _Key.of(edge, req, data)

    def secret(self) -> str:
        """Return a new secret for what is made: one for each request."""
        key = self._key
        return key.secret(key.fresh.nonce) if key else self._edge.ids.secret()

    def answer(self, resp: falcon.Response, work: Work) -> None:
        """Do the work and answer 201; or answer as the first time.

        Raises:
            InputError: the key came with another request before.
            ConflictError: it clashes.
        """
        if self._key:
            self._answer_once(resp, self._key, work)
            return
        made = self._edge.store.transact(work)
        self._edge.settled(made.contacts)
        resp.status, resp.media = falcon.HTTP_201, made.body

    def _answer_once(self, resp: falcon.Response, key: _Key, work: Work) -> None:
        def once(tx: Transaction) -> tuple[FirstAnswer, Iterable[str]]:
            known = key.known(tx)
            if known:
                return known, ()
            made = work(tx)
            return key.complete(tx, 201, made.body), made.contacts

        def note_clash(tx: Transaction) -> FirstAnswer:
            """Keep that it clashed, unless a twin of this request did better meanwhile."""
            return key.known(tx) or key.complete(tx, 409, clash)

        try:
            first, contacts = self._edge.store.transact(once)
        except ConflictError as error:
            clash = problem("Conflict", str(error))
            first, contacts = self._edge.store.transact(note_clash), ()
        self._edge.settled(contacts)
        resp.status = HTTPStatus(first.status or HTTPStatus.CREATED)
        resp.media = key.shown(first)


def _swapped(body: Any, old: str, new: str) -> Any:
    """Return JSON data with one text in place of another, wherever it stands."""
    old, new = (json.dumps(text)[1:-1] for text in (old, new))
    return json.loads(json.dumps(body).replace(old, new))


def key_of(req: falcon.Request) -> str | None:
    """Return the key that a request carries, without the quotes of a structured field.

    Raises:
        InputError: it is no key.
    """
    raw = req.get_header(HEADER)
    if raw is None:
        return None
    key = raw.strip()
    if len(key) > 1 and key[0] == key[-1] == '"':
        key = key[1:-1]
    if not KEY.fullmatch(key):
        raise InputError([Fault(HEADER, "must be 1 to 255 printable characters of ASCII")])
    return key


def _digest(*parts: str) -> str:
    found = sha256()
    for part in parts:
        raw = part.encode("utf-8", "surrogateescape")
        found.update(len(raw).to_bytes(8, "big") + raw)
    return found.hexdigest()
