"""The panel's stylesheet and scripts, served by name; nothing else of the folder is."""

from __future__ import annotations

from functools import cache
from hashlib import sha256

import falcon

from .page import TEMPLATES

_TYPES = {
    "panel.css": "text/css; charset=utf-8",
    "panel.js": falcon.MEDIA_JS,
    "htmx.min.js": falcon.MEDIA_JS,
}


class Assets:
    """`/panel/assets/NAME`."""

    def on_get(self, req: falcon.Request, resp: falcon.Response, name: str) -> None:
        """Answer a file, or 304 where the browser has it.

        Raises:
            HTTPNotFound: there is no such file.
        """
        if name not in _TYPES:
            raise falcon.HTTPNotFound
        data, tag = _file(name)
        resp.set_header("Cache-Control", "public, max-age=3600")
        resp.set_header("X-Content-Type-Options", "nosniff")
        resp.etag = tag
        if req.if_none_match and tag in [str(one) for one in req.if_none_match]:
            resp.status = falcon.HTTP_304
            return
        resp.content_type = _TYPES[name]
        resp.data = data


@cache
def _file(name: str) -> tuple[bytes, str]:
    data = (TEMPLATES / "assets" / name).read_bytes()
    return data, sha256(data).hexdigest()[:16]
