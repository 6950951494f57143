"""The Graph API beside sending: templates, numbers, tokens, short links. For commands: it waits."""

from __future__ import annotations

import json
from collections.abc import Iterator
from typing import Any

import requests

from ...engine.errors import GatewayError
from .broken_calls import kind_of_broken
from .errors import classify_answer
from .tokens import Credential

SECONDS = 15.0
PAGES_LIMIT = 100
"""Pages of a list that are followed: Meta's lists of ours have a few hundred rows."""


class ManagementApi:
    """Asks Meta with one token.

    Args:
        graph_url: with its version, `https://graph.facebook.com/v25.0`.
    """

    def __init__(self, graph_url: str, credential: Credential) -> None:
        self._graph_url = graph_url.rstrip("/")
        self._credential = credential

    @property
    def token(self) -> str:
        """The token that it shows."""
        return self._credential.token

    def as_app(self, app_id: str) -> ManagementApi:
        """Return the way for what only the app itself may ask, by its id and its secret."""
        return ManagementApi(self._graph_url, Credential(f"{app_id}|{self._credential.app_secret}"))

    def get(self, path: str, **parameters: str) -> dict[str, Any]:
        """Return the JSON of `GET /path`.

        Raises:
            GatewayError: Meta refused it, or could not be reached.
        """
        return self._asked("GET", path, parameters, None)

    def post(self, path: str, body: dict[str, Any]) -> dict[str, Any]:
        """Return the JSON of `POST /path`. Raises GatewayError as `get` does."""
        return self._asked("POST", path, {}, body)

    def pages(self, path: str, **parameters: str) -> Iterator[dict[str, Any]]:
        """Yield the rows of a list, page after page. Raises GatewayError as `get` does."""
        after: dict[str, str] = {}
        for _ in range(PAGES_LIMIT):
            page = self.get(path, **parameters, **after)
            rows = page.get("data")
            yield from (row for row in rows or () if isinstance(row, dict))
            paging = page.get("paging") or {}
            following = (paging.get("cursors") or {}).get("after")
            if not following or not paging.get("next"):
                return
            after = {"after": str(following)}

    def _asked(
        self, verb: str, path: str, parameters: dict[str, str], body: dict[str, Any] | None
    ) -> dict[str, Any]:
        if self._credential.proof:
            parameters = {**parameters, "appsecret_proof": self._credential.proof}
        try:
            answer = requests.request(
                verb,
                f"{self._graph_url}/{path.lstrip('/')}",
                params=parameters,
                json=body,
                headers={"Authorization": f"Bearer {self._credential.token}"},
                timeout=SECONDS,
                allow_redirects=False,
            )
        except requests.RequestException as error:
            raise GatewayError(kind_of_broken(error), type(error).__name__) from None
        try:
            data = json.loads(answer.content)
        except (ValueError, RecursionError):
            data = None
        if answer.status_code // 100 != 2 or not isinstance(data, dict) or "error" in data:
            raise classify_answer(answer.status_code, data).error()
        return data
