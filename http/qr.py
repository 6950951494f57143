"""A short link as a QR code."""

from __future__ import annotations

from io import BytesIO

import segno


def qr_code(address: str, kind: str) -> bytes:
    """Return an address as an image; `kind` is `svg` or `png`."""
    image = BytesIO()
    segno.make_qr(address, error="m").save(image, kind=kind, scale=10, border=4)
    return image.getvalue()
