"""The files that Meta has of us, in dicts."""

from __future__ import annotations

from ...engine.model import Upload
from .indexed_dicts import IndexedDict, Undo


class MemoryUploads:
    """`Uploads` in dicts."""

    def __init__(self, undo: Undo) -> None:
        self.table: IndexedDict[tuple[str, str], Upload] = IndexedDict("upload", undo)

    def find(self, phone_number_id: str, digest: str) -> Upload | None:
        return self.table.get((phone_number_id, digest))

    def save(self, upload: Upload) -> None:
        self.table.put((upload.phone_number_id, upload.digest), upload)
