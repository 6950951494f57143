"""A form's calls to its endpoint: sealed and signed by the phone and Meta, ten seconds at most."""

from __future__ import annotations

import time
import urllib.error
import urllib.request
from collections.abc import Callable
from dataclasses import dataclass
from typing import Any

from .fault_switches import Faults
from .signing import headers

SECONDS = 10
"""As long does Meta wait for an answer."""
RETRY_SECONDS = 0.5
"""Until a phone that was told that nobody opens what it sent asks with the key again."""
UNOPENED, OVER, GOOD = 421, 427, 200
NO_ANSWER: tuple[int, Any] = (0, None)


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


@dataclass(slots=True)
class FormLine:
    """The way from phones to the endpoints of forms, as bad as the switches make it.

    Attributes:
        sleep: lets seconds pass.
        monotonic: seconds that never go back.
    """

    faults: Faults
    sleep: Callable[[float], None] = time.sleep
    monotonic: Callable[[], float] = time.monotonic

    def ask(
        self, endpoint: str, key_of: Callable[[], str], app_secret: str, content: Any
    ) -> tuple[int, Any]:
        """Return what a phone gets; arguments and answer as of `ask`."""
        began = self.monotonic()
        keys = [_nobodys_key()] if self.faults.take("form_old_keys") else []

        def key() -> str:
            return keys.pop() if keys else key_of()

        answer = ask(endpoint, key, app_secret, content)
        if self.faults.take("form_repeats"):
            answer = ask(endpoint, key, app_secret, content)
        late = self.faults.now.form_delay_seconds
        left = began + SECONDS - self.monotonic()
        self.sleep(max(0.0, min(late, left)))
        lost = self.faults.take("form_lose_answers") or late >= left
        return NO_ANSWER if lost else answer


def _nobodys_key() -> str:
    """Return a public key whose private half nobody has."""
    from cryptography.hazmat.primitives import serialization
    from cryptography.hazmat.primitives.asymmetric import rsa

    public = rsa.generate_private_key(public_exponent=65537, key_size=2048).public_key()
    kind = serialization.PublicFormat.SubjectPublicKeyInfo
    return public.public_bytes(serialization.Encoding.PEM, kind).decode()


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
        return NO_ANSWER
