"""The keys with which phones encrypt for us: RSA, several while one takes another's place.

Phones keep the public key that they have fetched for a while. So a file may hold several private
keys, one below the other: the first is the one that Meta was told, and the others still open.
"""

from __future__ import annotations

import re

from cryptography.hazmat.primitives import hashes, serialization
from cryptography.hazmat.primitives.asymmetric import padding, rsa

from ...engine.errors import ConfigurationError

BITS = 2048
"""Meta takes no other size."""
_PEM = re.compile(rb"-----BEGIN ([A-Z ]+)-----.*?-----END \1-----", re.DOTALL)
_PADDING = padding.OAEP(padding.MGF1(hashes.SHA256()), hashes.SHA256(), None)


class FormKeys:
    """Opens what was encrypted with the public half of one of our keys.

    Args:
        pem: private keys in PEM, without a password, the newest first.

    Raises:
        ConfigurationError: none is there, or one is none that Meta takes; never with its text.
    """

    def __init__(self, pem: bytes) -> None:
        found = [match[0] for match in _PEM.finditer(pem)]
        self._keys = [_private(one) for one in found]
        self._newest = found[0] if found else b""
        if not self._keys:
            raise ConfigurationError("there is no private key in PEM: milo forms new-key makes one")

    def __repr__(self) -> str:
        return f"FormKeys({len(self._keys)})"

    def open(self, sealed: bytes) -> bytes | None:
        """Return what was encrypted for one of the keys; None where none of them opens it."""
        for key in self._keys:
            try:
                return key.decrypt(sealed, _PADDING)
            except ValueError:
                continue
        return None

    @property
    def newest(self) -> bytes:
        """The newest key as it stands in the file, with a line end: a secret."""
        return self._newest + b"\n"

    @property
    def public(self) -> str:
        """The public half of the newest key, in PEM, as Meta is told it."""
        half = self._keys[0].public_key()
        kind = serialization.PublicFormat.SubjectPublicKeyInfo
        return half.public_bytes(serialization.Encoding.PEM, kind).decode()


def new_key() -> bytes:
    """Return a new private key in PEM, without a password."""
    key = rsa.generate_private_key(public_exponent=65537, key_size=BITS)
    return key.private_bytes(
        serialization.Encoding.PEM,
        serialization.PrivateFormat.PKCS8,
        serialization.NoEncryption(),
    )


def _private(pem: bytes) -> rsa.RSAPrivateKey:
    try:
        key = serialization.load_pem_private_key(pem, None)
    except TypeError:
        raise ConfigurationError("a key has a password; Milo reads keys without one") from None
    except ValueError:
        raise ConfigurationError("a key cannot be read; is it whole, and a private one?") from None
    if not isinstance(key, rsa.RSAPrivateKey) or key.key_size != BITS:
        raise ConfigurationError(f"a key is not RSA of {BITS} bits, and Meta takes no other")
    return key
