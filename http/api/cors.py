"""CORS: front ends on other origins may use the API, from a browser.

Only origins that were named, letter for letter; never a wildcard, never cookies: what opens the
admin's requests is their `Authorization`. The webhook is nobody's front end.
"""

from __future__ import annotations

from collections.abc import Iterable
from typing import Any

import falcon

PREFIX = "/api/"
_CLOSED = "/api/whatsapp/"
_HEADERS = "Authorization, Content-Type, Idempotency-Key"
_SHOWN = "Retry-After"
_DAY_SECONDS = "86400"


class Cors:
    """Middleware; without origins it does nothing."""

    def __init__(self, origins: Iterable[str]) -> None:
        self._origins = frozenset(origins)

    def process_response(
        self, req: falcon.Request, resp: falcon.Response, _resource: Any, _succeeded: bool
    ) -> None:
        """Say who may read the answer, whatever it is."""
        if not self._origins or not _is_open(req.path):
            return
        resp.append_header("Vary", "Origin")
        origin = req.get_header("Origin")
        if origin not in self._origins:
            return
        resp.set_header("Access-Control-Allow-Origin", origin)
        if req.method == "OPTIONS" and req.get_header("Access-Control-Request-Method"):
            _answer_preflight(resp)
        else:
            resp.set_header("Access-Control-Expose-Headers", _SHOWN)


def _is_open(path: str) -> bool:
    return path.startswith(PREFIX) and not path.startswith(_CLOSED)


def _answer_preflight(resp: falcon.Response) -> None:
    """Say what may be sent to this address; an address that is none allows nothing."""
    methods = resp.get_header("Allow")
    if methods:
        resp.set_header("Access-Control-Allow-Methods", methods)
        resp.set_header("Access-Control-Allow-Headers", _HEADERS)
        resp.set_header("Access-Control-Max-Age", _DAY_SECONDS)
