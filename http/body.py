"""The body of a request, as it came."""

from __future__ import annotations

import falcon


def read_bytes(req: falcon.Request, limit: int) -> bytes:
    """Return the whole body.

    Raises:
        HTTPContentTooLarge: it has more than `limit` bytes.
    """
    if (req.content_length or 0) > limit:
        raise falcon.HTTPContentTooLarge(description=f"At most {limit} bytes.")
    return req.bounded_stream.read()
