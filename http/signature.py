"""Whether a webhook's body comes from Meta: HMAC-SHA256 over the bytes as they came."""

from __future__ import annotations

import hashlib
import hmac

HEADER = "X-Hub-Signature-256"
_PREFIX = "sha256="
_LENGTH = 71


def sign(secret: str, raw: bytes) -> str:
    """Return the header's value for a body: `sha256=` and 64 lower-case hex digits."""
    return _PREFIX + hmac.new(secret.encode(), raw, hashlib.sha256).hexdigest()


def is_signature(header: str | None) -> bool:
    """Return whether a header is shaped like a signature, valid or not."""
    return header is not None and len(header) == _LENGTH and header.startswith(_PREFIX)


def is_signed(secret: str, raw: bytes, header: str | None) -> bool:
    """Return whether the header signs these very bytes with the app secret."""
    if not secret or header is None or not is_signature(header):
        return False
    return same_secret(header, sign(secret, raw))


def same_secret(given: str, expected: str) -> bool:
    """Compare in constant time; `given` is as WSGI hands it on, bytes read as Latin-1."""
    return hmac.compare_digest(given.encode("latin-1", "replace"), expected.encode())
