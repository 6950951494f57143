"""`GET /openapi.json`."""

from __future__ import annotations

import json
from functools import cache

import falcon


class OpenApi:
    """`/openapi.json`."""

    def on_get(self, _req: falcon.Request, resp: falcon.Response) -> None:
        """Answer the document, which is the same for everybody."""
        resp.content_type = falcon.MEDIA_JSON
        resp.set_header("Cache-Control", "public, max-age=3600")
        resp.data = _written()


@cache
def _written() -> bytes:
    from .document import document  # noqa: PLC0415  (fifty schemas, which few ask for)

    return json.dumps(document(), ensure_ascii=False).encode()
