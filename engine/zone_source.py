"""Where time zones come from: the `tzdata` package, and nothing else.

`ZoneInfo(name)` reads the machine's files first and the package only for names that those lack, so
that one process could follow two releases: nothing in Milo calls it.
"""

from __future__ import annotations

from functools import cache
from importlib.resources import files
from zoneinfo import ZoneInfo

import tzdata


@cache
def zone_names() -> frozenset[str]:
    """Return every name in the time zone database that Milo depends on (tzdata)."""
    return frozenset(files("tzdata").joinpath("zones").read_text("utf-8").split())


def release() -> str:
    """Return which release of the time zone database serves, such as `2026f`."""
    return str(tzdata.IANA_VERSION)


@cache
def zone(name: str) -> ZoneInfo:
    """Return a time zone as the `tzdata` package has it, the same object each time.

    Raises:
        ValueError: The package has no zone of that name, whatever the machine has.
    """
    if name not in zone_names():
        raise ValueError(f"no time zone {name!r} in tzdata {release()}")
    with files("tzdata").joinpath("zoneinfo", *name.split("/")).open("rb") as rules:
        return ZoneInfo.from_file(rules, key=name)
