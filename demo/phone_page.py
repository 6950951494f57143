"""The phone's page and its files, with the headers that keep it to itself."""

from __future__ import annotations

from pathlib import Path
from typing import Final

import falcon

FOLDER: Final = Path(__file__).parent / "phone"

CONTENT_SECURITY_POLICY: Final = "; ".join(
    (
        "default-src 'none'",
        "script-src 'self'",
        "style-src 'self'",
        "img-src 'self'",
        "connect-src 'self'",
        "base-uri 'none'",
        "form-action 'none'",
        "frame-ancestors 'none'",
    )
)

_TYPES: Final = {
    ".html": "text/html; charset=utf-8",
    ".css": "text/css; charset=utf-8",
    ".js": "text/javascript; charset=utf-8",
    ".svg": "image/svg+xml",
}


class PageResource:
    """`GET /phone` and `GET /phone/{asset}`."""

    def __init__(self) -> None:
        self._files = {path.name: path for path in FOLDER.iterdir() if path.suffix in _TYPES}

    def on_get(self, req: falcon.Request, resp: falcon.Response, asset: str = "index.html") -> None:
        """Answer with a file of the page; 404 for any other name."""
        path = self._files.get(asset)
        if path is None:
            raise falcon.HTTPNotFound
        resp.data = path.read_bytes()
        resp.content_type = _TYPES[path.suffix]
        resp.set_headers(
            {
                "Content-Security-Policy": CONTENT_SECURITY_POLICY,
                "X-Content-Type-Options": "nosniff",
                "Referrer-Policy": "no-referrer",
                "Cache-Control": "no-cache",
            }
        )
