"""Holds an answer to what `/openapi.json` says of it."""

from __future__ import annotations

import re
from typing import Any

import falcon.testing

from milo.http.openapi.operation import Operation
from milo.http.openapi.operations import OPERATIONS
from milo.http.openapi.responses import ClientChanged, ClientOfAdmin, ClientShown, Problem

UNTOLD = {405, 500}
"""Answers that go without saying."""


def operation_of(method: str, path: str) -> Operation | None:
    """Return what a request is, paths named in full first."""
    path = path.split("?", maxsplit=1)[0].rstrip("/")
    fitting = [one for one in OPERATIONS if one.method == method.lower() and _fits(one, path)]
    return min(fitting, key=lambda one: (one.path.count("{"), -len(one.path)), default=None)


PAGES = "/panel"
"""Pages for people are no part of the API."""


def hold(method: str, path: str, answer: falcon.testing.Result) -> None:
    """Raise AssertionError where an answer is not as described."""
    if path.startswith(PAGES):
        return
    operation = operation_of(method, path)
    if operation is None or answer.status_code in UNTOLD:
        return
    told = f"{method} {operation.path}: {answer.status_code}"
    assert answer.status_code in operation.statuses, f"{told} is not described"
    if method == "HEAD":
        assert not answer.content, told
    elif answer.status_code in operation.replies:
        _hold_reply(operation, answer, told)
    elif answer.status_code not in operation.pages:
        Problem.model_validate_json(answer.text)


def _hold_reply(operation: Operation, answer: falcon.testing.Result, told: str) -> None:
    reply = operation.replies[answer.status_code]
    if reply.media:
        assert answer.headers["Content-Type"].startswith(reply.media), told
    for name in reply.headers:
        assert name in answer.headers, told
    model: Any = reply.model
    if model is ClientShown and "settings" in answer.json:
        model = ClientChanged if "conflicts" in answer.json else ClientOfAdmin
    if model:
        model.model_validate_json(answer.text)


def _fits(operation: Operation, path: str) -> bool:
    """Return whether a path is an operation's; a line break in it leads Falcon elsewhere."""
    return re.fullmatch(re.sub(r"{\w+}", r"[^/\\n]+", operation.path), path) is not None


class HeldClient(falcon.testing.TestClient):
    """A client that takes no answer that is not described."""

    def simulate_request(self, *args: Any, **more: Any) -> falcon.testing.Result:
        answer = super().simulate_request(*args, **more)
        method, path = [*args, more.get("method"), more.get("path")][:2]
        hold(method or "GET", path or "/", answer)
        return answer
