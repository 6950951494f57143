"""Merchants' own phones, and the codes that make a phone one."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import datetime


@dataclass(frozen=True, slots=True)
class Reception:
    """A contact that is a client's reception.

    Attributes:
        user_phone: the phone in the client's settings for which it was made, digits; None: it
            came by a link.
        ended_at: when the merchant ended it.
        digest_on: the last local day that it was told of, ISO.
    """

    id: str
    client_id: str
    contact_id: str
    user_phone: str | None
    created_at: datetime
    ended_at: datetime | None = None
    digest_on: str | None = None


@dataclass(frozen=True, slots=True)
class ReceptionCode:
    """What a phone sends to become a client's reception: good once, and for a while."""

    code: str
    client_id: str
    created_at: datetime
    expires_at: datetime
    used_at: datetime | None = None
