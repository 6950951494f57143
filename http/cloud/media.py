"""Files of ours at Meta: each is uploaded once for a number, and sent by Meta's id of it.

Meta keeps an upload for thirty days. Its id is kept as long (`uploads`), and made again where Meta
says sooner that it knows no such id.

Source: Meta's page on media, `POST /{phone_number_id}/media`.
"""

from __future__ import annotations

import hashlib
from collections.abc import Iterable
from datetime import timedelta
from pathlib import Path
from typing import NamedTuple

import structlog

from ...engine.errors import MiloError
from ...engine.media_files import SIZE_LIMITS, mime_type
from ...engine.model import Upload
from ...engine.ports import Clock, Result, Store

log = structlog.get_logger(__name__)

KEPT = timedelta(days=29)
"""How long an id is used: Meta deletes what it names after thirty days."""


class FileRef(NamedTuple):
    """A file that a message goes out with.

    Attributes:
        number: the phone_number_id that it is uploaded for.
        digest: of what is in it.
        url: where it is uploaded.
        known: Meta's id of it, as far as that is known; "".
        place: where in the message its id belongs.
        bare: the message without it.
    """

    number: str
    digest: str
    url: str
    path: str
    mime_type: str
    known: str
    place: tuple[str, ...]
    bare: bytes


class Uploaded(NamedTuple):
    """What came of an upload: Meta's id, "" where Meta does not take the file, and why not."""

    number: str
    digest: str
    media_id: str
    why: str = ""


class MediaFiles:
    """Finds files, and knows which of them Meta has; safe to use from many threads.

    Args:
        folders: where they are; the first that has one of a name counts.
    """

    def __init__(self, folders: Iterable[Path], store: Store, clock: Clock) -> None:
        self._folders = list(folders)
        self._store = store
        self._clock = clock
        self._digests: dict[tuple[Path, int, int], str] = {}
        self._known: dict[tuple[str, str], Upload] = {}

    def ref(
        self, number: str, kind: str, name: str, url: str, place: tuple[str, ...], bare: bytes
    ) -> FileRef | None:
        """Return a file by its name; None where there is none that Meta takes as this kind."""
        mime = mime_type(kind, name)
        paths = (folder / name for folder in self._folders)
        path = next((one for one in paths if one.is_file()), None)
        if mime is None or path is None or path.stat().st_size > SIZE_LIMITS[kind]:
            log.warning("no such file", action="media.missing", file=name, kind=kind)
            return None
        try:
            digest = self._digest(path)
        except OSError as error:
            why = type(error).__name__
            log.warning("file not read", action="media.unreadable", file=name, error=why)
            return None
        known = self._id(number, digest)
        return FileRef(number, digest, url, str(path), mime, known, place, bare)

    def learn(self, uploaded: Uploaded) -> None:
        """Keep what came of an upload."""
        number, digest, media_id, why = uploaded
        if not media_id:
            told = {"phone_number_id": number, "error": why}
            log.error("Meta takes no such file", action="media.refused", **told)
            return
        upload = Upload(number, digest, media_id, self._clock.now() + KEPT)
        self._known[number, digest] = upload
        self._store.hand_in(lambda tx: tx.uploads.save(upload), _kept)

    def _id(self, number: str, digest: str) -> str:
        now = self._clock.now()
        upload = self._known.get((number, digest))
        if upload is None or upload.until <= now:
            try:
                upload = self._store.read(lambda tx: tx.uploads.find(number, digest))
            except MiloError:  # then it is uploaded once more
                upload = None
        if upload is None or upload.until <= now:
            return ""
        self._known[number, digest] = upload
        return upload.media_id

    def _digest(self, path: Path) -> str:
        """Return the SHA-256 of a file, which is read again where it was changed."""
        now = path.stat()
        key = (path, now.st_size, now.st_mtime_ns)
        if key not in self._digests:
            with path.open("rb") as file:
                self._digests[key] = hashlib.file_digest(file, "sha256").hexdigest()
        return self._digests[key]


def _kept(result: Result[None]) -> None:
    if result.error is not None:
        log.warning("upload not kept", action="media.not_kept", error=str(result.error))
