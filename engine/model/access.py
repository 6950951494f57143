"""Who may reach a client's rows over HTTP, and whom a client does not serve."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import datetime
from enum import StrEnum


class Scope(StrEnum):
    """What a token opens: a client's rows, or its calendar feed."""

    CLIENT = "client"
    CALENDAR = "calendar"


@dataclass(frozen=True, slots=True)
class AccessToken:
    """A token of one client's.

    Attributes:
        digest: SHA-256 of the token, hexadecimal; the token itself is nowhere kept.
        name: what it is for, in the operator's words.
    """

    id: str
    client_id: str
    scope: Scope
    digest: str
    name: str
    created_at: datetime


@dataclass(frozen=True, slots=True)
class Blocked:
    """A person that a client does not serve, known by a phone (digits), a `user_id`, or both.

    Attributes:
        told_at: when they were told so; they are told once.
    """

    id: str
    client_id: str
    user_phone: str | None
    user_id: str | None
    reason: str
    created_at: datetime
    told_at: datetime | None = None
