"""JSON as short as it can be spelled, by a compiled library; by Python's own where that refuses."""

from __future__ import annotations

import json
from typing import Any

import msgspec

_encode = msgspec.json.Encoder().encode
_decode = msgspec.json.Decoder().decode
_spelled = json.JSONEncoder(ensure_ascii=False, separators=(",", ":")).encode
_escaped = json.JSONEncoder(separators=(",", ":")).encode


def json_text(value: Any) -> str:
    """Return a value as JSON without spaces, each character as itself.

    A surrogate that stands alone has no UTF-8: then all that is not ASCII is escaped.
    """
    try:
        return _encode(value).decode()
    except (TypeError, UnicodeEncodeError):
        text = _spelled(value)
    try:
        text.encode()
    except UnicodeEncodeError:
        return _escaped(value)
    return text


def from_json(text: str | bytes) -> Any:
    """Return the value of a JSON text.

    Raises:
        ValueError: it is none.
    """
    try:
        return _decode(text)
    except (msgspec.DecodeError, UnicodeEncodeError):
        return json.loads(text)
