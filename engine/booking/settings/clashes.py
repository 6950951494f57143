"""What may be wrong between one setting and another.

These checks read the JSON itself and pass over what is misshapen: that has a fault of its own
already, and must not hide the others.
"""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterator, Mapping
from typing import Any

from ...errors import Fault
from ..hours.opening_hours import DAY_MINUTES
from .countries import country_of_zone, has_province
from .faults import objects, path_of, texts, whole
from .service_fit import never_fits

_HORIZON_DAYS = 30
DEFAULT_ZONE = "America/Argentina/Buenos_Aires"


def clashes(data: Any) -> Iterator[Fault]:
    """Yield every fault between settings."""
    if not isinstance(data, Mapping):
        return
    yield from _twice(data, "services")
    yield from _twice(data, "staff")
    yield from _repeats(("reminders_minutes",), data.get("reminders_minutes"))
    for index, service in objects(data, "services"):
        yield from _unknown_staff(data, index, service)
        yield from _repeats(("services", index, "staff"), service.get("staff"))
        yield from _shared_buffers(index, service)
        yield from _twice(service, "questions", ("services", index))
    yield from _beyond_horizon(data)
    yield from never_fits(data)


def new_clashes(data: Any) -> Iterator[Fault]:
    """Yield the faults that are asked only of settings that are written now.

    Stored ones may be older than these rules, and go on working.
    """
    if not isinstance(data, Mapping):
        return
    for index, service in objects(data, "services"):
        yield from _party_beyond_capacity(index, service)
    yield from _unknown_province(data)


def _party_beyond_capacity(index: int, service: Mapping[str, Any]) -> Iterator[Fault]:
    capacity = whole(service.get("capacity"), 1)
    if whole(service.get("max_party"), 1) > max(capacity, 1):
        words = f"is more than the capacity ({capacity}): such a party could never be booked"
        yield Fault(path_of(("services", index, "max_party")), words)


def _unknown_province(data: Mapping[str, Any]) -> Iterator[Fault]:
    province, zone = data.get("province"), data.get("timezone", DEFAULT_ZONE)
    country = data.get("country") or (country_of_zone(zone) if isinstance(zone, str) else None)
    if not isinstance(province, str) or not isinstance(country, str | None):
        return
    if country is None or not has_province(country, province):
        words = f"is not a province of {country}" if country else "needs a country"
        yield Fault(path_of(("province",)), words)


def _twice(data: Mapping[str, Any], key: str, at: tuple[object, ...] = ()) -> Iterator[Fault]:
    seen: set[str] = set()
    for index, item in objects(data, key):
        name = item.get("id")
        if isinstance(name, str):
            if name in seen:
                yield Fault(
                    path_of((*at, key, index, "id")), f"is the id of another one: {name[:64]}"
                )
            seen.add(name)


def _repeats(path: tuple[object, ...], value: Any) -> Iterator[Fault]:
    items = value if isinstance(value, list | tuple) else ()
    counts = Counter(item for item in items if isinstance(item, str | int))
    for item, count in counts.items():
        if count > 1:
            at = len(items) - 1 - list(reversed(items)).index(item)
            yield Fault(path_of((*path, at)), "stands there twice")


def _unknown_staff(
    data: Mapping[str, Any], index: int, service: Mapping[str, Any]
) -> Iterator[Fault]:
    known = {member.get("id") for _, member in objects(data, "staff") if _named(member)}
    for place, name in texts(service.get("staff")):
        if name not in known:
            path = path_of(("services", index, "staff", place))
            yield Fault(path, f"is not the id of anyone in settings.staff: {name[:64]}")


def _named(member: Mapping[str, Any]) -> bool:
    return isinstance(member.get("id"), str)


def _shared_buffers(index: int, service: Mapping[str, Any]) -> Iterator[Fault]:
    if service.get("staff") or whole(service.get("capacity"), 1) <= 1:
        return
    for key in ("buffer_before_minutes", "buffer_after_minutes"):
        if whole(service.get(key), 0) > 0:
            words = "must be 0 where the capacity is above 1 and nobody of the staff does it"
            yield Fault(path_of(("services", index, key)), words)


def _beyond_horizon(data: Mapping[str, Any]) -> Iterator[Fault]:
    """The horizon ends with its last day: from a midnight on, that is one day more."""
    days = whole(data.get("horizon_days"), _HORIZON_DAYS)
    if days < 0:
        return
    if whole(data.get("min_notice_minutes"), 0) >= (days + 1) * DAY_MINUTES:
        words = f"reaches past the horizon of {days} days: nothing could ever be booked"
        yield Fault(path_of(("min_notice_minutes",)), words)
    if days == 0 and data.get("day_before_until") is not None:
        words = "needs a horizon of at least 1 day: nothing could ever be booked"
        yield Fault(path_of(("day_before_until",)), words)
