"""What one row of the API's table is: a request, its answers, and what refuses it."""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from dataclasses import dataclass, field
from enum import Enum
from typing import Any

from pydantic import BaseModel

JSON = "application/json"
HTML = "text/html"


class Access(Enum):
    """Whom a request is for."""

    PUBLIC = "public"
    """Everybody."""
    MORE = "more"
    """Everybody; the admin's token shows more."""
    ADMIN = "admin"
    """Who has the admin's token."""
    META = "meta"
    """Meta, which signs."""


@dataclass(frozen=True, slots=True)
class Reply:
    """A good answer.

    Attributes:
        model: its schema, where it is JSON.
        media: its content type.
        headers: names, each with what it says.
    """

    text: str
    model: type[BaseModel] | None = None
    media: str | None = JSON
    example: Any = None
    headers: Mapping[str, str] = field(default_factory=dict)


@dataclass(frozen=True, slots=True)
class Operation:
    """A request.

    Attributes:
        refusals: beyond those that follow from the other attributes.
        query: the model that checks the query string.
        body: the model that checks the body.
        given: examples of what is in the path and in the query string.
        limited: whether an address may send only so many.
        pages: refusals that are pages for people.
    """

    method: str
    path: str
    name: str
    text: str
    replies: Mapping[int, Reply]
    access: Access = Access.PUBLIC
    refusals: tuple[int, ...] = ()
    query: type[BaseModel] | None = None
    body: type[BaseModel] | None = None
    example: Any = None
    given: Mapping[str, Any] = field(default_factory=dict)
    limited: bool = False
    stored: bool = True
    pages: tuple[int, ...] = ()

    @property
    def has_key(self) -> bool:
        """Whether it takes an `Idempotency-Key`."""
        return self.method == "post" and self.access is Access.ADMIN

    @property
    def statuses(self) -> list[int]:
        """Every status that it may answer, but 500."""
        return sorted({*self.replies, *self.refused})

    @property
    def refused(self) -> list[int]:
        """Every status that refuses it."""
        return sorted({*self.refusals, *self._implied()})

    def _implied(self) -> Iterator[int]:
        if self.access is Access.ADMIN:
            yield from (401, 403, 429)
        if self.body:
            yield from (400, 413)
        if self.body or self.query or self.has_key:
            yield 422
        if self.limited:
            yield 429
        if self.stored:
            yield 503
