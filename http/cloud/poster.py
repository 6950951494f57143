"""Posting a message whose file Meta may not have yet: upload, then post, each once."""

from __future__ import annotations

import json
import time
from collections import defaultdict
from collections.abc import Callable
from threading import Lock
from typing import Any, NamedTuple

from ...engine.errors import GatewayError
from ...engine.json_text import json_text
from ...engine.sending.retry import FailureKind
from .client import CloudClient
from .media import FileRef, Uploaded
from .request_builder import CloudRequest

REMEMBERED_SECONDS = 3600.0
"""How long the uploader remembers the result by itself: until the store knows it, and longer
where Meta refuses a file, so that it is not sent there with each message."""
ABOUT_THE_FILE = frozenset({100, 131008, 131009, 131051, 131052, 131053})
"""Codes with which Meta may refuse a message for its file; of an id that it does not know, 100."""


class Posted(NamedTuple):
    """Meta's id of a message that was taken, and what was learned of its file."""

    wamid: str
    uploaded: Uploaded | None = None


class MediaPoster:
    """Posts messages, and before those with a file the file, where Meta has it not."""

    def __init__(self, client: CloudClient) -> None:
        self._client = client
        self._locks: defaultdict[tuple[str, str], Lock] = defaultdict(Lock)
        self._made: dict[tuple[str, str], tuple[Uploaded, float]] = {}

    def post(self, request: CloudRequest, may_go: Callable[[], None] = lambda: None) -> Posted:
        """Post a message, once; one whose file Meta does not take goes out without it.

        Args:
            request: the message.
            may_go: raises GatewayError where, after an upload, it may not go out any more.

        Raises:
            GatewayError: it was not taken, or nobody knows whether it was; `kind` says which.
        """
        file = request.file
        if file is None:
            return Posted(self._client.post(request.url, request.token, request.body))
        if file.known and (wamid := self._with(request, file, file.known)):
            return Posted(wamid)
        uploaded = self._uploaded(request, file)
        may_go()
        if uploaded.media_id:
            if wamid := self._with(request, file, uploaded.media_id):
                return Posted(wamid, uploaded)
            uploaded = self._useless(file)
        return Posted(self._client.post(request.url, request.token, file.bare), uploaded)

    def _with(self, request: CloudRequest, file: FileRef, media_id: str) -> str:
        """Post it with a file's id; return "" where Meta may have refused it for the file."""
        body = json.loads(request.body)
        _put(body, file.place, media_id)
        try:
            return self._client.post(request.url, request.token, json_text(body).encode())
        except GatewayError as error:
            if error.kind == FailureKind.FINAL and error.meta_code in ABOUT_THE_FILE:
                return ""
            raise

    def _uploaded(self, request: CloudRequest, file: FileRef) -> Uploaded:
        """Upload a file, or return what came of it a while ago, be it on another thread."""
        key = (file.number, file.digest)
        with self._locks[key]:
            made = self._made.get(key)
            if made and self._is_good(*made, file.known):
                return made[0]
            uploaded = self._upload(request, file)
            self._made[key] = (uploaded, time.monotonic())
            return uploaded

    def _useless(self, file: FileRef) -> Uploaded:
        """Remember of a file that Meta took it, and no message with it."""
        uploaded = Uploaded(file.number, file.digest, "", "taken, and refused in a message")
        with self._locks[file.number, file.digest]:
            self._made[file.number, file.digest] = (uploaded, time.monotonic())
        return uploaded

    @staticmethod
    def _is_good(uploaded: Uploaded, at: float, refused: str) -> bool:
        fresh = time.monotonic() < at + REMEMBERED_SECONDS
        return fresh and not (refused and uploaded.media_id == refused)

    def _upload(self, request: CloudRequest, file: FileRef) -> Uploaded:
        try:
            media_id = self._client.upload(file.url, request.token, file.path, file.mime_type)
        except OSError as error:
            return Uploaded(file.number, file.digest, "", type(error).__name__)
        except GatewayError as error:
            if error.kind == FailureKind.FINAL:
                return Uploaded(file.number, file.digest, "", error.details)
            if error.kind in (FailureKind.UNKNOWN, FailureKind.LOST):  # of the message it is known
                raise GatewayError(FailureKind.RETRY, f"upload: {error.details}") from None
            raise
        return Uploaded(file.number, file.digest, media_id)


def _put(body: dict[str, Any], place: tuple[str, ...], media_id: str) -> None:
    inner = body
    for key in place:
        inner = inner[key]
    inner["id"] = media_id
