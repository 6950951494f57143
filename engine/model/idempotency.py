"""The first answer to a request that carries an `Idempotency-Key`."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import datetime, timedelta
from typing import Any

KEPT_FOR = timedelta(hours=24)
"""How long the same key gets the same answer."""


@dataclass(frozen=True, slots=True)
class FirstAnswer:
    """What a request was answered.

    Attributes:
        id: digest of the token and the key that the request carried; neither is kept.
        request: digest of its method, path and body.
        nonce: what secrets of the answer are derived from, with the token and the key.
        status: HTTP; None while the request is being worked.
        body: JSON data, without secrets.
    """

    id: str
    request: str
    nonce: str
    created_at: datetime
    status: int | None = None
    body: Any = None
