"""Every error as the contract shapes it: `{"title", "description", "errors": [{path, message}]}`.

The one place where the engine's errors meet HTTP. A 500 says nothing of the inside; the log does.
"""

from __future__ import annotations

import traceback
from collections.abc import Iterable
from http import HTTPStatus
from typing import Any

import falcon
import structlog

from ..engine.errors import (
    ConflictError,
    Fault,
    InputError,
    MiloError,
    NotFoundError,
    StoreError,
)

log = structlog.get_logger(__name__)

_STATUSES: tuple[tuple[type[MiloError], HTTPStatus], ...] = (
    (InputError, HTTPStatus.UNPROCESSABLE_ENTITY),
    (ConflictError, HTTPStatus.CONFLICT),
    (NotFoundError, HTTPStatus.NOT_FOUND),
    (StoreError, HTTPStatus.SERVICE_UNAVAILABLE),
)


def install(app: falcon.App[Any, Any]) -> None:
    """Answer every error in the contract's shape, from here on."""
    app.add_error_handler(Exception, _unexpected)
    app.add_error_handler(falcon.HTTPError, _of_falcon)
    app.add_error_handler(MiloError, _of_milo)


def problem(title: str, description: str = "", faults: Iterable[Fault] = ()) -> dict[str, Any]:
    """Return the body of an error."""
    errors = [{"path": fault.path, "message": fault.message} for fault in faults]
    return {"title": title, "description": description, "errors": errors}


def _answer(
    resp: falcon.Response, status: HTTPStatus, description: str, faults: Iterable[Fault] = ()
) -> None:
    """Answer an error, whatever the resource had begun to answer."""
    resp.text = resp.data = None
    resp.status = status
    resp.content_type = falcon.MEDIA_JSON
    resp.media = problem(status.phrase, description, faults)


def _of_falcon(
    _req: falcon.Request, resp: falcon.Response, error: falcon.HTTPError, _params: Any
) -> None:
    _answer(resp, HTTPStatus(error.status_code), error.description or "")
    if error.headers is not None:
        resp.set_headers(error.headers)


def _of_milo(req: falcon.Request, resp: falcon.Response, error: MiloError, params: Any) -> None:
    status = next((status for kind, status in _STATUSES if isinstance(error, kind)), None)
    if status is None:
        _unexpected(req, resp, error, params)
        return
    if isinstance(error, InputError):
        one = len(error.faults) == 1
        text = "One value makes no sense." if one else "Some values make no sense."
        _answer(resp, status, text, error.faults)
    elif isinstance(error, StoreError):
        log.warning("store unavailable", action="http.unavailable", error=error.code)
        _answer(resp, status, "Nothing was changed. Try again in a moment.")
        resp.set_header("Retry-After", "1")
    else:
        _answer(resp, status, str(error))


def _unexpected(req: falcon.Request, resp: falcon.Response, error: Exception, _params: Any) -> None:
    where = traceback.extract_tb(error.__traceback__)[-1:]
    log.error(
        "request failed",
        action="http.failed",
        method=req.method,
        route=req.uri_template,
        error=type(error).__name__,
        where=[f"{frame.filename}:{frame.lineno}" for frame in where],
    )
    _answer(resp, HTTPStatus.INTERNAL_SERVER_ERROR, "It is noted, and it is not your fault.")
