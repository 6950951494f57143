"""A form's calls to its endpoint: sealed and signed by the phone and Meta, ten seconds at most."""

from __future__ import annotations

import time
import urllib.error
import urllib.request
from collections.abc import Callable
from typing import Any

from .signing import headers

SECONDS = 10
"""As long does Meta wait for an answer."""
RETRY_SECONDS = 0.5
"""Until a phone that was told that nobody opens what it sent asks with the key again."""
UNOPENED, OVER, GOOD = 421, 427, 200


def ask(endpoint: str, key_of: Callable[[], str], app_secret: str, content: Any) -> tuple[int, Any]:
    """Return the status and the opened answer of an endpoint; (0, None) where none came.

    Args:
        endpoint: its address.
        key_of: gives the public key that phones seal with, as Meta has it now.
        app_secret: signs what is asked.
        content: what the phone says.
    """
    status, answer = _ask(endpoint, key_of(), app_secret, content)
    if status == UNOPENED:
        time.sleep(RETRY_SECONDS)
        status, answer = _ask(endpoint, key_of(), app_secret, content)
    return status, answer


def _ask(endpoint: str, key: str, app_secret: str, content: Any) -> tuple[int, Any]:
    from cryptography.exceptions import InvalidTag

    from .form_client import sealed

    request = sealed(content, key)
    signed = {**headers(app_secret, request.body), "Content-Type": "application/json"}
    post = urllib.request.Request(endpoint, request.body, signed)
    try:
        with urllib.request.urlopen(post, timeout=SECONDS) as answer:
            return answer.status, request.read(answer.read().decode())
    except urllib.error.HTTPError as error:
        told = error.read().decode()
        try:
            return error.code, request.read(told) if error.code == OVER else None
        except (ValueError, InvalidTag):
            return error.code, None
    except (OSError, ValueError, InvalidTag):
        return 0, None
