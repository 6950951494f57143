"""One message over HTTPS: Meta's id for it, or why it was not taken."""

from __future__ import annotations

import json
from pathlib import Path
from typing import Any

import requests
from requests.adapters import BaseAdapter, HTTPAdapter

from ...engine.errors import GatewayError
from ...engine.sending.retry import FailureKind
from .broken_calls import kind_of_broken
from .errors import classify_answer
from .request_builder import CALLS

UPLOAD_SECONDS = 60.0
"""To wait for Meta's answer to a file: it looks at what is in it."""


class CloudClient:
    """Posts bodies through one pooled session; safe to use from many threads.

    What is the same in every request to an address is prepared once, and what the environment
    says of proxies and certificates is read once: `requests` would spend more time on that than on
    the call.

    Args:
        pool_size: connections kept open; more threads than that wait for one.
        connect_seconds: to wait for a connection.
        read_seconds: to wait for each piece of the answer.
        adapter: carries the requests, in place of one that opens connections.
    """

    def __init__(
        self,
        *,
        pool_size: int = CALLS,
        connect_seconds: float = 3.05,
        read_seconds: float = 10.0,
        adapter: BaseAdapter | None = None,
    ) -> None:
        self._timeouts = (connect_seconds, read_seconds)
        self._session = requests.Session()
        carrier = adapter or _Carrier(pool_maxsize=pool_size, max_retries=0, pool_block=True)
        self._session.mount("https://", carrier)
        self._session.mount("http://", carrier)
        self._prepared: dict[str, tuple[requests.PreparedRequest, dict[str, Any]]] = {}

    def post(self, url: str, token: str, body: bytes) -> str:
        """Post one body, once, and return Meta's id for the message; "" for a receipt.

        Raises:
            GatewayError: it was not taken, or nobody knows whether it was; `kind` says which.
        """
        try:
            status, data = self._answer(url, token, body)
        except requests.RequestException as error:
            raise GatewayError(kind_of_broken(error), type(error).__name__) from None
        if status // 100 != 2 or _names_an_error(data):
            failure = classify_answer(status, data)
            raise failure.error()
        wamid = _wamid(data)
        if wamid is None:
            raise GatewayError(FailureKind.UNKNOWN, f"HTTP {status} without the id of a message")
        return wamid

    def upload(self, url: str, token: str, path: str, mime_type: str) -> str:
        """Upload a file and return Meta's id for it.

        Raises:
            GatewayError: it was not taken, or nobody knows whether it was.
            OSError: the file cannot be read.
        """
        content = Path(path).read_bytes()
        fields = {"messaging_product": "whatsapp", "type": mime_type}
        parts = {"file": (Path(path).name, content, mime_type)}
        plain = requests.Request("POST", url, data=fields, files=parts)
        request = self._session.prepare_request(plain)
        request.headers["Authorization"] = f"Bearer {token}"
        environment: dict[str, Any] = {
            **self._session.merge_environment_settings(url, {}, None, None, None)
        }
        timeout = (self._timeouts[0], UPLOAD_SECONDS)
        try:
            adapter = self._session.get_adapter(url)
            response = adapter.send(request, timeout=timeout, **environment)
            status, data = response.status_code, _json(response.content)
        except requests.RequestException as error:
            raise GatewayError(kind_of_broken(error), type(error).__name__) from None
        media_id = data.get("id") if isinstance(data, dict) else None
        if status // 100 != 2 or _names_an_error(data):
            raise classify_answer(status, data).error()
        if not isinstance(media_id, str) or not media_id:
            raise GatewayError(FailureKind.RETRY, f"HTTP {status} without the id of a file")
        return media_id

    def close(self) -> None:
        """Let go of the connections."""
        self._session.close()

    def _answer(self, url: str, token: str, body: bytes) -> tuple[int, Any]:
        """Return the status and the JSON of an answer, None where it is not JSON."""
        prepared, environment = self._prepared.get(url) or self._prepare(url)
        request = prepared.copy()
        request.body = body
        request.headers["Content-Length"] = str(len(body))
        request.headers["Authorization"] = f"Bearer {token}"
        # By its adapter: a session would look for cookies and redirects, which we do not follow.
        adapter = self._session.get_adapter(url)
        response = adapter.send(request, timeout=self._timeouts, **environment)
        return response.status_code, _json(response.content)

    def _prepare(self, url: str) -> tuple[requests.PreparedRequest, dict[str, Any]]:
        plain = requests.Request("POST", url, headers={"Content-Type": "application/json"})
        prepared = self._session.prepare_request(plain)
        vars(prepared)["_cookies"] = (
            None  # to copy a jar for each call costs more than the rest of it
        )
        environment = dict(self._session.merge_environment_settings(url, {}, None, None, None))
        self._prepared[url] = prepared, environment
        return self._prepared[url]


class _Answer(requests.Response):
    """An answer of which status and content are asked, without a jar for cookies."""

    def __init__(self, status: int, raw: Any) -> None:
        self.status_code = status
        self.raw = raw
        self._content: Any = False
        self._content_consumed = False


class _Carrier(HTTPAdapter):
    """Carries requests whose environment is that of their address: its pool is found once."""

    def __init__(self, **options: Any) -> None:
        super().__init__(**options)
        self._pools: dict[str, Any] = {}

    def get_connection_with_tls_context(
        self, request: requests.PreparedRequest, *environment: Any, **more: Any
    ) -> Any:
        url = request.url or ""
        pool = self._pools.get(url)
        if pool is None:
            pool = super().get_connection_with_tls_context(request, *environment, **more)
            self._pools[url] = pool
        return pool

    def build_response(self, req: requests.PreparedRequest, resp: Any) -> requests.Response:
        return _Answer(resp.status, resp)


def _json(content: bytes) -> Any:
    try:
        return json.loads(content)
    except (json.JSONDecodeError, UnicodeDecodeError, RecursionError):
        return None


def _names_an_error(body: Any) -> bool:
    return isinstance(body, dict) and isinstance(body.get("error"), dict)


def _wamid(body: Any) -> str | None:
    try:
        wamid = body["messages"][0]["id"]
    except (TypeError, KeyError, IndexError):
        done = isinstance(body, dict) and body.get("success") is True
        return "" if done else None
    return wamid if isinstance(wamid, str) and wamid else None
