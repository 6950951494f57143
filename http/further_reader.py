"""The further reader over HTTP: what nobody here understood is asked of a program of somebody's.

It is sent the message and the question that it may answer, and nothing of who wrote it.
"""

from __future__ import annotations

import json
from threading import local

import requests

from ..engine.flow.language.registry import READ, Outcome, Request

ANSWER_LIMIT = 64 * 1024
"""The most bytes of an answer that are read."""


class ReaderError(Exception):
    """The further reader gave no answer that can be used."""


class HttpReader:
    """Posts questions to one address; safe to use from many threads.

    Args:
        url: answers a posted JSON object with `{"commands": [...]}`.
        token: sent as `Authorization: Bearer`; "" for none.
        seconds: to wait for a connection, and for each piece of the answer. The caller
            limits the time of the whole request.
    """

    def __init__(self, url: str, token: str = "", seconds: float = 4.0) -> None:
        self._url = url
        self._seconds = seconds
        self._headers = {"Authorization": f"Bearer {token}"} if token else {}
        self._threads = local()

    def __call__(self, request: Request) -> Outcome:
        """Ask, once.

        Raises:
            ReaderError: the answer is none.
            requests.RequestException: there was no answer.
        """
        with self._session().post(
            self._url,
            json={"key": request.key, "client": request.client_slug, **request.slots},
            headers=self._headers,
            timeout=self._seconds,
            allow_redirects=False,
            stream=True,
        ) as response:
            if response.status_code != requests.codes.ok:
                raise ReaderError(f"HTTP {response.status_code}")
            body = response.raw.read(ANSWER_LIMIT + 1, decode_content=True)
        if len(body) > ANSWER_LIMIT:
            raise ReaderError(f"more than {ANSWER_LIMIT} bytes")
        return Outcome(READ, {"commands": _commands(body)})

    def _session(self) -> requests.Session:
        """Return this thread's own: a session is no thread's but one's."""
        found: requests.Session | None = getattr(self._threads, "session", None)
        if found is None:
            found = self._threads.session = requests.Session()
        return found


def _commands(body: bytes) -> list[object]:
    try:
        answer = json.loads(body)
    except (ValueError, RecursionError) as error:
        raise ReaderError(f"no JSON: {error}") from None
    commands = answer.get("commands") if isinstance(answer, dict) else None
    if not isinstance(commands, list):
        raise ReaderError('no {"commands": [...]}')
    return commands
