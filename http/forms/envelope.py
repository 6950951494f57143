"""What a phone sends, opened; what it is answered, sealed with the same key.

The phone makes an AES key for each exchange, encrypts it for us by RSA-OAEP, and the rest with it
(AES-128-GCM, the tag at the end). Of the answer's vector every bit is the other way round.
"""

from __future__ import annotations

import base64
import binascii
import json
from collections.abc import Mapping
from dataclasses import dataclass, field
from typing import Any

from cryptography.exceptions import InvalidTag
from cryptography.hazmat.primitives.ciphers.aead import AESGCM

from .keys import FormKeys

_KEY_BYTES, _VECTOR_BYTES = 16, 16


class SealedError(Exception):
    """It cannot be opened: it was encrypted for a key that we have not, or is no such thing."""


@dataclass(frozen=True, slots=True)
class Envelope:
    """What came, and what the answer is sealed with.

    Attributes:
        content: what the phone says, as JSON.
    """

    content: Any
    key: bytes = field(repr=False)
    vector: bytes = field(repr=False)

    def sealed(self, answer: Mapping[str, Any]) -> str:
        """Return an answer as the phone opens it, in base64."""
        flipped = bytes(byte ^ 0xFF for byte in self.vector)
        plain = json.dumps(answer, ensure_ascii=False).encode("utf-8", "replace")
        return base64.b64encode(AESGCM(self.key).encrypt(flipped, plain, None)).decode()


def opened(raw: bytes, keys: FormKeys) -> Envelope:
    """Open the body of a request.

    Raises:
        SealedError: nobody can, with the keys that we have.
    """
    data, sealed_key, vector = _parts(raw)
    key = keys.open(sealed_key)
    if key is None or len(key) != _KEY_BYTES or len(vector) != _VECTOR_BYTES:
        raise SealedError("none of our keys opens it")
    try:
        plain = AESGCM(key).decrypt(vector, data, None)
        return Envelope(json.loads(plain), key, vector)
    except InvalidTag:
        raise SealedError("the content does not fit its key") from None
    except (ValueError, RecursionError):
        raise SealedError("the content is no JSON") from None


def _parts(raw: bytes) -> tuple[bytes, bytes, bytes]:
    try:
        body = json.loads(raw)
        names = ("encrypted_flow_data", "encrypted_aes_key", "initial_vector")
        data, key, vector = (base64.b64decode(body[name], validate=True) for name in names)
    except (ValueError, TypeError, KeyError, RecursionError, binascii.Error):
        raise SealedError("it is no encrypted request") from None
    return data, key, vector
