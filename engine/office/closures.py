"""Time at which nobody can book, closed and opened again in a client's settings: pure."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any


def with_closure(
    settings: Mapping[str, Any], begins: str, ends: str, reason: str = ""
) -> dict[str, Any]:
    """Return a client's settings as JSON with some time closed; twice changes nothing.

    `begins` and `ends` are local, `YYYY-MM-DDTHH:MM`.
    """
    closures = list(settings.get("closures", ()))
    if not any(_is_of(one, begins, ends) for one in closures):
        closure = {"from": begins, "to": ends}
        closures.append({**closure, "reason": reason} if reason else closure)
    return {**settings, "closures": closures}


def without_closure(settings: Mapping[str, Any], begins: str, ends: str) -> dict[str, Any]:
    """Return a client's settings as JSON with that time open again; as they are if it was."""
    before = settings.get("closures", ())
    closures = [one for one in before if not _is_of(one, begins, ends)]
    return {**settings, "closures": closures} if len(closures) < len(before) else {**settings}


def _is_of(closure: Mapping[str, Any], begins: str, ends: str) -> bool:
    return (closure.get("from"), closure.get("to")) == (begins, ends)
