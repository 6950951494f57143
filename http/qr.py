"""A short link as a QR code."""

from __future__ import annotations

from io import BytesIO


def qr_code(address: str, kind: str) -> bytes:
    """Return an address as an image; `kind` is `svg` or `png`."""
    import segno  # here: no start should wait for what a poster needs now and then

    image = BytesIO()
    segno.make_qr(address, error="m").save(image, kind=kind, scale=10, border=4)
    return image.getvalue()
