"""Countries and their parts: which exist, and in which one a time zone lies."""

from __future__ import annotations

from functools import lru_cache
from importlib.resources import files


@lru_cache(maxsize=1)
def country_codes() -> frozenset[str]:
    """Return the two letters of every country (ISO 3166), as the time zone database has them."""
    return frozenset(row[0] for row in _rows("iso3166.tab"))


def country_of_zone(zone: str) -> str | None:
    """Return the country of a time zone; None for one that is nowhere, such as UTC.

    >>> country_of_zone("America/Argentina/Mendoza")
    'AR'
    """
    known = _countries()
    return known.get(zone) or known.get(_older_names().get(zone, ""))


def has_province(country: str, province: str) -> bool:
    """Return whether holidays are known for that province (ISO 3166-2, without the country)."""
    import holidays  # noqa: PLC0415  (slow to load, and few settings name a province)

    try:
        holidays.country_holidays(country, subdiv=province)
    except NotImplementedError:
        return False
    return True


@lru_cache(maxsize=1)
def _countries() -> dict[str, str]:
    return {row[2]: row[0] for row in _rows("zone.tab")}


@lru_cache(maxsize=1)
def _older_names() -> dict[str, str]:
    """Return, by a zone's other names, the one of today (`America/Buenos_Aires` and the like)."""
    links = (line.split() for line in _lines("tzdata.zi") if line.startswith("L "))
    return {other: today for _, today, other in links}


def _rows(name: str) -> list[list[str]]:
    return [line.split("\t") for line in _lines(name) if not line.startswith("#")]


def _lines(name: str) -> list[str]:
    return files("tzdata").joinpath("zoneinfo", name).read_text("utf-8").splitlines()
