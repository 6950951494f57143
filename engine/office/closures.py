"""Time at which nobody can book, closed and opened again in a client's settings: pure."""

from __future__ import annotations

from collections.abc import Callable, Mapping
from typing import Any


def with_closure(
    settings: Mapping[str, Any], begins: str, ends: str, reason: str = "", staff: str = ""
) -> dict[str, Any]:
    """Return a client's settings as JSON with some time closed; twice changes nothing.

    `begins` and `ends` are local, `YYYY-MM-DDTHH:MM`. With the id of one of the `staff` it is
    closed for that person alone.
    """
    closure = {"from": begins, "to": ends, **({"reason": reason} if reason else {})}

    def closed(of: Mapping[str, Any]) -> dict[str, Any]:
        closures = list(of.get("closures", ()))
        if not any(_is_of(one, begins, ends) for one in closures):
            closures.append(closure)
        return {**of, "closures": closures}

    return _changed(settings, staff, closed)


def without_closure(
    settings: Mapping[str, Any], begins: str, ends: str, staff: str = ""
) -> dict[str, Any]:
    """Return a client's settings as JSON with that time open again; as they are if it was."""

    def opened(of: Mapping[str, Any]) -> dict[str, Any]:
        before = of.get("closures", ())
        closures = [one for one in before if not _is_of(one, begins, ends)]
        return {**of, "closures": closures} if len(closures) < len(before) else {**of}

    return _changed(settings, staff, opened)


def _changed(
    settings: Mapping[str, Any],
    staff: str,
    change: Callable[[Mapping[str, Any]], dict[str, Any]],
) -> dict[str, Any]:
    """Return the settings changed, or those of one staff member within them."""
    if not staff:
        return change(settings)
    members = [change(one) if one.get("id") == staff else one for one in settings.get("staff", ())]
    return {**settings, "staff": members}


def _is_of(closure: Mapping[str, Any], begins: str, ends: str) -> bool:
    return (closure.get("from"), closure.get("to")) == (begins, ends)
