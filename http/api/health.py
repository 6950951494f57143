"""Whether the process is up, whether it is fit for work, and its measurements."""

from __future__ import annotations

from collections.abc import Callable, Mapping

import falcon
import structlog

from ...engine import zone_source

log = structlog.get_logger(__name__)
_METRICS_TYPE = "text/plain; version=0.0.4; charset=utf-8"


class Alive:
    """`GET /healthz`: 200 as long as there is somebody to answer."""

    def on_get(self, _req: falcon.Request, resp: falcon.Response) -> None:
        """Answer `{"status": "ok", "timezones": "2026f"}`: the zones' release that serves."""
        resp.media = {"status": "ok", "timezones": zone_source.release()}

    on_head = on_get


class Ready:
    """`GET /readyz`: 200 where every part is fit for work, else 503 with what is not."""

    def __init__(self, ready: Callable[[], Mapping[str, bool]]) -> None:
        self._ready = ready

    def on_get(self, _req: falcon.Request, resp: falcon.Response) -> None:
        """Answer `{"ready": true, "parts": {"store": true, …}}`."""
        parts = self._parts()
        ready = all(parts.values())
        resp.status = falcon.HTTP_200 if ready else falcon.HTTP_503
        resp.media = {"ready": ready, "parts": parts}

    on_head = on_get

    def _parts(self) -> dict[str, bool]:
        try:
            return dict(self._ready())
        except Exception as error:
            log.warning("readiness failed", action="http.not_ready", error=type(error).__name__)
            return {"process": False}


class Metrics:
    """`GET /metrics`: Prometheus text."""

    def __init__(self, exposition: Callable[[], bytes]) -> None:
        self._exposition = exposition

    def on_get(self, _req: falcon.Request, resp: falcon.Response) -> None:
        """Answer the measurements as they are now."""
        resp.content_type = _METRICS_TYPE
        resp.data = self._exposition()
