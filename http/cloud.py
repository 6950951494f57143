"""The way out: Meta's Cloud API, over one pooled session."""

from __future__ import annotations

import json
from collections.abc import Callable
from typing import Any
from urllib.parse import quote

import requests
from requests.adapters import BaseAdapter, HTTPAdapter
from requests.auth import AuthBase

from ..engine.errors import GatewayError, MiloError, StoreError
from ..engine.model import OutboxRow
from ..engine.sending import Kind
from .broken import kind_of_broken
from .cloud_errors import Failure, classify_answer, scrubbed
from .rendering import rendered


class CloudGateway:
    """`Gateway` over HTTP; safe to use from many threads.

    Args:
        graph_url: with its version, `https://graph.facebook.com/v25.0`.
        token_for: the access token, or what gives it for a phone_number_id.
        pool_size: connections kept open; more threads than that wait for one.
        connect_seconds: to wait for a connection.
        read_seconds: to wait for each piece of the answer.
        adapter: carries the requests, in place of one that opens connections.
    """

    def __init__(
        self,
        graph_url: str,
        token_for: Callable[[str], str] | str,
        *,
        pool_size: int = 16,
        connect_seconds: float = 3.05,
        read_seconds: float = 10.0,
        adapter: BaseAdapter | None = None,
    ) -> None:
        self._graph_url = graph_url.rstrip("/")
        self._token_for = token_for if callable(token_for) else lambda _number: token_for
        self._timeouts = (connect_seconds, read_seconds)
        self._session = requests.Session()
        carrier = adapter or HTTPAdapter(
            pool_connections=1, pool_maxsize=pool_size, max_retries=0, pool_block=True
        )
        self._session.mount("https://", carrier)
        self._session.mount("http://", carrier)

    def send(self, row: OutboxRow) -> str:
        """Send one message, once, and return Meta's id for it.

        Raises:
            GatewayError: it was not taken, or nobody knows whether it was; `kind` says which.
        """
        if not (row.user_phone or row.user_id):
            raise GatewayError(Kind.FINAL, "the contact has neither a phone nor a user id")
        status, body = _read(self._post(row))
        if status // 100 != 2 or _names_an_error(body):
            raise _gateway_error(classify_answer(status, body))
        wamid = _wamid(body)
        if wamid is None:
            raise GatewayError(Kind.UNKNOWN, f"HTTP {status} without the id of a message")
        return wamid

    def close(self) -> None:
        """Let go of the connections."""
        self._session.close()

    def _post(self, row: OutboxRow) -> requests.Response:
        url = f"{self._graph_url}/{quote(row.phone_number_id, safe='')}/messages"
        try:
            return self._session.post(
                url,
                data=json.dumps(rendered(row)).encode(),
                headers={"Content-Type": "application/json"},
                auth=self._bearer(row.phone_number_id),
                timeout=self._timeouts,
                allow_redirects=False,
            )
        except requests.RequestException as error:
            raise GatewayError(kind_of_broken(error), type(error).__name__) from None

    def _bearer(self, phone_number_id: str) -> _Bearer:
        try:
            token = self._token_for(phone_number_id)
        except StoreError as error:
            raise GatewayError(Kind.RETRY, type(error).__name__) from None
        except MiloError as error:
            raise GatewayError(Kind.HALT, scrubbed(str(error))) from None
        if not (token.isascii() and token.isprintable() and token.strip()):
            raise GatewayError(Kind.HALT, "there is no usable access token for this number")
        return _Bearer(token)


class _Bearer(AuthBase):
    """The token, set as `auth` so that no `.netrc` of the machine replaces it."""

    def __init__(self, token: str) -> None:
        self._token = token

    def __call__(self, request: requests.PreparedRequest) -> requests.PreparedRequest:
        request.headers["Authorization"] = f"Bearer {self._token}"
        return request


def _read(response: requests.Response) -> tuple[int, Any]:
    """Return the status and the JSON of an answer, None where it is not JSON."""
    try:
        return response.status_code, json.loads(response.content)
    except (ValueError, RecursionError):
        return response.status_code, None


def _names_an_error(body: Any) -> bool:
    return isinstance(body, dict) and isinstance(body.get("error"), dict)


def _wamid(body: Any) -> str | None:
    try:
        wamid = body["messages"][0]["id"]
    except (TypeError, KeyError, IndexError):
        return None
    return wamid if isinstance(wamid, str) and wamid else None


def _gateway_error(failure: Failure) -> GatewayError:
    return GatewayError(failure.kind, failure.text, failure.code)
