"""What was expected of a step, and what came."""

from __future__ import annotations

import json
from collections.abc import Iterator
from typing import Any

from ..flow.paths.transcript import Expected
from .seen import Seen


def differences(expected: Expected, seen: Seen) -> Iterator[str]:
    """Yield each thing that came otherwise than expected, as a sentence; nothing when all fits."""
    if seen.error:
        yield f"the turn failed: {seen.error}"
        return
    for name in ("flow", "state", "mode", "result"):
        wanted, came = getattr(expected, name), getattr(seen, name)
        if wanted is not None and wanted != came:
            yield f"{name}: expected {_shown(wanted)}, came {_shown(came)}"
    yield from _texts(expected, seen)
    for slot, wanted in expected.slots.items():
        came = seen.slots.get(slot)
        fits = came is not None if wanted is True else wanted == came
        if not fits:
            alike = _shown(wanted) == _shown(came)  # a number and its text
            show = _typed if alike else _shown
            yield f"slots.{slot}: expected {show(wanted)}, came {show(came)}"
    if expected.path is not None and expected.path != seen.path:
        yield f"path: expected {_shown(expected.path)}, came {_shown(seen.path)}"


def _texts(expected: Expected, seen: Seen) -> Iterator[str]:
    if expected.text is None:
        return
    said = seen.text_names if seen.said else ()
    if not expected.text and said:
        yield f"text: expected silence, came {_shown(said)}"
    for text in expected.text:
        if text not in said:
            yield f"text: expected {text}, came {_shown(said)}"


def _typed(value: Any) -> str:
    return json.dumps(value, ensure_ascii=False, default=str)


def _shown(value: Any) -> str:
    if value is None or value == ():
        return "nothing"
    return ", ".join(map(str, value)) if isinstance(value, tuple) else str(value)
