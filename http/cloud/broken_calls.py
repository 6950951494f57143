"""What a call that never got an answer allows: whether a byte of it can have left.

Apart from Meta's own errors, which the process that reads its posts classifies, too: that one loads
no `requests`.
"""

from __future__ import annotations

import ssl
from collections.abc import Iterator

import requests
from requests import exceptions
from urllib3.exceptions import ConnectTimeoutError, NewConnectionError

from ...engine.sending.retry import FailureKind

_MISCONFIGURED = (
    exceptions.InvalidURL,
    exceptions.InvalidSchema,
    exceptions.MissingSchema,
    exceptions.InvalidHeader,
)
_NEVER_CONNECTED = (ConnectTimeoutError, NewConnectionError, ssl.SSLCertVerificationError)


def kind_of_broken(error: requests.RequestException) -> FailureKind:
    """Return `RETRY` only where not a byte of the message can have left, else `UNKNOWN`.

    A name that is not found, a refused connection, a time-out while connecting and a certificate
    that is not trusted come before the message. A time-out while reading, or a connection that
    broke, come after.
    """
    if isinstance(error, _MISCONFIGURED):
        return FailureKind.HALT
    if any(isinstance(each, _NEVER_CONNECTED) for each in _causes(error)):
        return FailureKind.RETRY
    return FailureKind.UNKNOWN


def _causes(error: BaseException) -> Iterator[BaseException]:
    """Yield the error and all it was made of, each once."""
    waiting: list[object] = [error]
    seen: set[int] = set()
    while waiting:
        each = waiting.pop()
        if isinstance(each, BaseException) and id(each) not in seen:
            seen.add(id(each))
            yield each
            waiting += [*each.args, getattr(each, "reason", None), each.__cause__, each.__context__]
