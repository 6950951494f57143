"""The files that Meta has of us, in SQL."""

from __future__ import annotations

from ...engine.model import Upload
from .executor import SqlExecutor, Statement
from .mapper import RowMapper
from .tables import Uploads

_UPLOAD = RowMapper(Uploads, Upload)
_REST = ("media_id", "until")
_FIND = Statement(
    lambda hole: _UPLOAD.select().where(Uploads.phone_number_id == hole(), Uploads.digest == hole())
)
_SAVE = Statement(
    lambda hole: _UPLOAD.update(hole, _REST).where(
        Uploads.phone_number_id == hole(), Uploads.digest == hole()
    )
)


class SqlUploads:
    """`Uploads` in SQL."""

    def __init__(self, rows: SqlExecutor) -> None:
        self._rows = rows

    def find(self, phone_number_id: str, digest: str) -> Upload | None:
        return _UPLOAD.read_one(self._rows.one(_FIND, phone_number_id, digest))

    def save(self, upload: Upload) -> None:
        values = _UPLOAD.written(upload, _REST)
        if not self._rows.run(_SAVE, *values, upload.phone_number_id, upload.digest):
            _UPLOAD.add_unless_there(self._rows, upload)
