"""A form on a phone, as it speaks: encrypts what it asks, reads what it is answered.

Written from Meta's description, apart from what Milo opens it with: neither can agree with itself.
"""

from __future__ import annotations

import base64
import json
import secrets
from dataclasses import dataclass, field
from typing import Any

from cryptography.hazmat.primitives import hashes, serialization
from cryptography.hazmat.primitives.asymmetric import padding, rsa
from cryptography.hazmat.primitives.ciphers import Cipher, algorithms, modes

_TAG_BYTES = 16


@dataclass(frozen=True, slots=True)
class SealedRequest:
    """A request on its way, and what its answer is opened with."""

    body: bytes
    key: bytes = field(repr=False)
    vector: bytes = field(repr=False)

    def read(self, answer: str) -> Any:
        """Return the JSON of an answer. Raises InvalidTag where it was sealed otherwise."""
        sealed = base64.b64decode(answer, validate=True)
        flipped = bytes(0xFF - byte for byte in self.vector)
        content, tag = sealed[:-_TAG_BYTES], sealed[-_TAG_BYTES:]
        opener = Cipher(algorithms.AES(self.key), modes.GCM(flipped, tag)).decryptor()
        return json.loads(opener.update(content) + opener.finalize())


def sealed(content: Any, public_key: str) -> SealedRequest:
    """Encrypt what a phone says with a public key in PEM."""
    key, vector = secrets.token_bytes(16), secrets.token_bytes(16)
    sealer = Cipher(algorithms.AES(key), modes.GCM(vector)).encryptor()
    data = sealer.update(json.dumps(content).encode()) + sealer.finalize() + sealer.tag
    public = serialization.load_pem_public_key(public_key.encode())
    assert isinstance(public, rsa.RSAPublicKey)
    oaep = padding.OAEP(padding.MGF1(hashes.SHA256()), hashes.SHA256(), None)
    parts = {
        "encrypted_flow_data": data,
        "encrypted_aes_key": public.encrypt(key, oaep),
        "initial_vector": vector,
    }
    body = {name: base64.b64encode(part).decode() for name, part in parts.items()}
    return SealedRequest(json.dumps(body).encode(), key, vector)
