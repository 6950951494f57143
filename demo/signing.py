"""How Meta writes and signs a webhook: its JSON as bytes, and `X-Hub-Signature-256` over them."""

from __future__ import annotations

import hashlib
import hmac
import json

HEADER = "X-Hub-Signature-256"


def encode(payload: object) -> bytes:
    r"""Return JSON as Meta's encoder writes it.

    Non-ASCII becomes `\uXXXX` in lower case, `/` becomes `\/`, and `@ < %` are escaped, too: a
    receiver that parses and writes it again gets other bytes, and so another signature.
    """
    text = json.dumps(payload, separators=(",", ":"))
    # Outside a JSON string none of these can occur, so that they may be replaced anywhere.
    for character, escaped in (
        ("/", "\\/"),
        ("@", "\\u0040"),
        ("<", "\\u003c"),
        ("%", "\\u0025"),
    ):
        text = text.replace(character, escaped)
    return text.encode("ascii")


def sign(app_secret: str, raw: bytes) -> str:
    """Return the header's value for these bytes: `sha256=` and 64 lower-case hex digits."""
    return "sha256=" + hmac.new(app_secret.encode(), raw, hashlib.sha256).hexdigest()


def headers(app_secret: str, raw: bytes) -> dict[str, str]:
    """Return the headers that go with a webhook's bytes."""
    return {
        "Content-Type": "application/json",
        "User-Agent": "facebookexternalua",
        HEADER: sign(app_secret, raw),
    }
