"""What the process that speaks HTTP and the one that has the store say to each other."""

from __future__ import annotations

import copyreg
import json
from collections.abc import Callable
from dataclasses import fields
from http import HTTPStatus
from operator import attrgetter
from typing import Any, NamedTuple

from ...engine.messages import Incoming
from ...engine.sending.receipts import AwaitedReply
from ..errors import problem
from ..webhook.delivery import Delivery, Received, StatusUpdate, Stored, Writer

NO_REPLY = 0
"""In place of a question's number: nobody waits for an answer."""


class ServerConfig(NamedTuple):
    """Said first to the process that speaks HTTP.

    Attributes:
        app_secret: the key of Meta's signatures.
        trusted_proxy: whose X-Forwarded-For is believed.
    """

    app_secret: str
    trusted_proxy: str

    def __repr__(self) -> str:
        return "Opening(…)"


class Shutdown(NamedTuple):
    """Said last to it: finish the requests at hand, for so long at most."""

    seconds: float


class ForwardedRequest(NamedTuple):
    """A request that the other process answers: the texts of its WSGI environment, its body."""

    environ: dict[str, str]
    body: bytes


class Response(NamedTuple):
    """The answer to one."""

    status: str
    headers: list[tuple[str, str]]
    body: bytes

    @classmethod
    def refusal(cls, status: HTTPStatus, description: str) -> Response:
        """Return an error, as the contract shapes it."""
        body = json.dumps(problem(status.phrase, description)).encode()
        headers = [("Content-Type", "application/json"), ("Content-Length", str(len(body)))]
        if status is HTTPStatus.SERVICE_UNAVAILABLE:
            headers.append(("Retry-After", "1"))
        return cls(f"{status.value} {status.phrase}", headers, body)


class MetricIncrement(NamedTuple):
    """Something to be counted."""

    name: str
    amount: float
    labels: dict[str, str]


def _by_fields(kind: type) -> Callable[[Any], tuple[type, tuple[Any, ...]]]:
    """Return how to pickle a dataclass: as a call with its fields in order.

    Left to itself, a frozen one with slots asks `dataclasses.fields` for each value, both ways.
    """
    names = [field.name for field in fields(kind)]
    given = attrgetter(*names)
    return lambda value: (kind, given(value))


for _kind in (Delivery, Received, Writer, StatusUpdate, Stored, AwaitedReply, Incoming):
    copyreg.pickle(_kind, _by_fields(_kind))
