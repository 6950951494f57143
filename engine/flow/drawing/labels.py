"""Words of a drawing: spans, conditions, texts on one line."""

from __future__ import annotations

import re
from collections.abc import Mapping
from datetime import timedelta

from ..language.value_types import Bounds, Condition, Wanted

_UNITS = ((86400, "d"), (3600, "h"), (60, "min"), (1, "s"))
_MARKS = re.compile(r"[*_~\[\]]")


def span_label(span: timedelta) -> str:
    """Return how long nobody answered: `after 30 min`."""
    seconds = int(span.total_seconds())
    return next(f"after {seconds // size} {unit}" for size, unit in _UNITS if seconds % size == 0)


def condition_label(condition: Condition | None) -> str:
    """Return when a branch is taken, in a few words."""
    if condition is None:
        return "otherwise"
    if not isinstance(condition, Mapping):
        return condition
    return ", ".join(_wanted(slot, wanted) for slot, wanted in condition.items())


def _wanted(slot: str, wanted: Wanted) -> str:
    if isinstance(wanted, bool):
        return f"{slot} known" if wanted else f"no {slot}"
    if isinstance(wanted, Bounds):
        low, high = wanted.min, wanted.max
        return (
            f"{slot} {low} to {high}"
            if None not in (low, high)
            else (f"{slot} ≤ {high}" if low is None else f"{slot} ≥ {low}")
        )
    return f"{slot} = {' / '.join(wanted)}"


def plain(text: str) -> str:
    """Return a text of a flow on one line, without its marks."""
    return _MARKS.sub("", " ".join(text.split()))
