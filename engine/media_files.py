"""Files that go out with messages: how one is named, and what Meta takes.

A file stands in the folder `media` beside the flows, and a text names it: `file:horno.jpg`.

Source: Meta's page of supported media types.
"""

from __future__ import annotations

import re
from collections.abc import Mapping
from pathlib import PurePath

MIB = 1 << 20
PREFIX = "file:"
"""What a text begins with that names a file, not an address."""
_WORD = "application/vnd.openxmlformats-officedocument."
MIME_TYPES: Mapping[str, Mapping[str, str]] = {
    "image": {"jpg": "image/jpeg", "jpeg": "image/jpeg", "png": "image/png"},
    "video": {"mp4": "video/mp4", "3gp": "video/3gpp"},
    "document": {
        "pdf": "application/pdf",
        "txt": "text/plain",
        "doc": "application/msword",
        "docx": f"{_WORD}wordprocessingml.document",
        "xls": "application/vnd.ms-excel",
        "xlsx": f"{_WORD}spreadsheetml.sheet",
        "ppt": "application/vnd.ms-powerpoint",
        "pptx": f"{_WORD}presentationml.presentation",
    },
}
"""By kind, which files Meta takes: the end of a name, and the MIME type."""
SIZE_LIMITS: Mapping[str, int] = {"image": 5 * MIB, "video": 16 * MIB, "document": 100 * MIB}
"""By kind, how many bytes Meta takes."""
_NAME = re.compile(r"[A-Za-z0-9][A-Za-z0-9._-]{0,99}")
"""Of a file in the folder itself: with it, no text reaches another place of the disk."""


def file_named(text: str) -> str | None:
    """Return the name of the file that a text names; None where it names none."""
    name = text.removeprefix(PREFIX)
    return name if name != text and _NAME.fullmatch(name) else None


def mime_type(kind: str, name: str) -> str | None:
    """Return the MIME type of a file that goes out as an image, a video or a document.

    None where Meta takes no such file as that.
    """
    return MIME_TYPES[kind].get(PurePath(name).suffix.lower().removeprefix("."))
