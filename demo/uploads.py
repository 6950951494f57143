"""The files that Meta was given: what it takes, under which id, and for how long."""

from __future__ import annotations

import hashlib
import secrets
from collections.abc import Mapping
from dataclasses import dataclass
from typing import Any, Final

from .errors import INVALID, MetaError

KEPT_SECONDS: Final = 30 * 24 * 3600
MIB: Final = 1 << 20
_OFFICE: Final = "application/vnd.openxmlformats-officedocument."
TYPES: Final[Mapping[str, tuple[int, frozenset[str]]]] = {
    "image": (5 * MIB, frozenset({"image/jpeg", "image/png"})),
    "audio": (
        16 * MIB,
        frozenset({"audio/aac", "audio/amr", "audio/mpeg", "audio/mp4", "audio/ogg"}),
    ),
    "video": (16 * MIB, frozenset({"video/mp4", "video/3gpp"})),
    "document": (
        100 * MIB,
        frozenset(
            {
                "text/plain",
                "application/pdf",
                "application/msword",
                "application/vnd.ms-excel",
                "application/vnd.ms-powerpoint",
                f"{_OFFICE}wordprocessingml.document",
                f"{_OFFICE}spreadsheetml.sheet",
                f"{_OFFICE}presentationml.presentation",
            }
        ),
    ),
    "sticker": (500 * 1024, frozenset({"image/webp"})),
}
"""By kind of message, how many bytes and which MIME types Meta takes."""
_BEGINNINGS: Final = {
    "image/jpeg": b"\xff\xd8\xff",
    "image/png": b"\x89PNG\r\n\x1a\n",
    "application/pdf": b"%PDF-",
}
"""How files begin that are what they are said to be."""


@dataclass(frozen=True, slots=True)
class KeptFile:
    """A file that was uploaded.

    Attributes:
        number_id: the number that it may be sent from.
        at: unix seconds.
    """

    id: str
    number_id: str
    mime_type: str
    content: bytes
    at: float

    def to_json(self) -> dict[str, Any]:
        """Return what Meta says of it, but for where it can be fetched."""
        return {
            "messaging_product": "whatsapp",
            "id": self.id,
            "mime_type": self.mime_type,
            "sha256": hashlib.sha256(self.content).hexdigest(),
            "file_size": len(self.content),
        }


class Uploads:
    """The files of all numbers."""

    def __init__(self) -> None:
        self.kept: dict[str, KeptFile] = {}

    def take(
        self, number_id: str, mime_type: str, content: bytes, now: float
    ) -> KeptFile | MetaError:
        """Keep a file, or return why Meta does not."""
        kinds = [most for most, mime_types in TYPES.values() if mime_type in mime_types]
        if not kinds:
            known = ", ".join(sorted(set[str]().union(*(one for _, one in TYPES.values()))))
            fault = f"Param file must be a file with one of the following types: {known}. "
            return MetaError(INVALID, fault + f"Received file of type '{mime_type}'.")
        if not content:
            return MetaError(INVALID, "Param file must not be empty")
        if len(content) > max(kinds):
            return MetaError(INVALID, f"Param file must have at most {max(kinds)} bytes")
        if not content.startswith(_BEGINNINGS.get(mime_type, b"")):
            return MetaError(INVALID, f"Param file is not of the type {mime_type}")
        media_id = str(10**15 + secrets.randbelow(9 * 10**15))
        kept = self.kept[media_id] = KeptFile(media_id, number_id, mime_type, content, now)
        return kept

    def find(self, media_id: str, now: float) -> KeptFile | None:
        """Return a file that Meta still has."""
        kept = self.kept.get(media_id)
        return kept if kept and now < kept.at + KEPT_SECONDS else None

    def refusal(self, number_id: str, body: Mapping[str, Any], now: float) -> MetaError | None:
        """Return why a message cannot go out with the file that it names by its id."""
        for path, kind, media in _named(body):
            kept = self.find(media, now)
            if kept is None or kept.number_id != number_id:
                fault = "is not a valid whatsapp business account media attachment ID"
                return MetaError(INVALID, f"Param {path}['id'] {fault}")
            if kept.mime_type not in TYPES[kind][1]:
                return MetaError(INVALID, f"Param {path}['id'] is of the type {kept.mime_type}")
        return None


def _named(body: Mapping[str, Any]) -> list[tuple[str, str, str]]:
    """Return path, kind and id of each file that a message names by its id."""
    header = (body.get("interactive") or {}).get("header") or {}
    holders = (("", body), ("interactive['header']", header))
    return [
        (f"{at}['{kind}']" if at else kind, kind, str(holder[kind]["id"]))
        for at, holder in holders
        for kind in TYPES
        if isinstance(holder.get(kind), dict) and holder[kind].get("id") is not None
    ]
