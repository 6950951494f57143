"""The hash of a flow's content, by which an edit without a new version is noticed."""

from __future__ import annotations

import hashlib


def digest_of(source: str) -> str:
    """Return the hash of a flow's text."""
    return hashlib.sha256(source.encode()).hexdigest()
