"""What is taken, counted by ourselves: minute by minute, from the settings as they stand."""

from __future__ import annotations

from collections.abc import Iterator
from datetime import datetime, timedelta
from typing import Any

from .promises import CAPACITY, HOLD
from .rows import Place, Rows

_TAKING = ("held", "pending", "confirmed")


def faults_of_places(
    before: Rows, after: Rows, now: datetime, *, by_hand: bool
) -> Iterator[tuple[str, str]]:
    """Yield each promise that a commit broke in some agenda."""
    if before.places == after.places:
        return
    known = {place.id: place for place in before.places}
    settings = [_settings(after), *([_settings(before)] if by_hand and before.shops else [])]
    taking = [place for place in after.places if takes(place, now)]
    for place in after.places:
        was = known.get(place.id)
        yield from _of_a_hold(was, place, now, by_hand)
        fresh = takes(place, now) and not (was and takes(was, now) and _same(was, place))
        if fresh and not any(has_room(place, taking, one[place.client]) for one in settings):
            yield CAPACITY, f"{place.id}: {place.service} at {place.start:%d %H:%M}"
    holders = [place.session for place in taking if place.status == "held" and place.session]
    if len(holders) != len(set(holders)):
        yield HOLD, "a session holds two places"


def _settings(rows: Rows) -> dict[str, dict[str, Any]]:
    return {shop.id: shop.settings for shop in rows.shops}


def takes(place: Place, now: datetime) -> bool:
    """Return whether a row takes its place."""
    if place.status not in _TAKING:
        return False
    return place.status == "confirmed" or place.expires is None or place.expires > now


def has_room(place: Place, taking: list[Place], settings: dict[str, Any]) -> bool:
    """Return whether there is room for a row, itself counted, whatever minute one looks at."""
    services = {service["id"]: service for service in settings.get("services", ())}
    service = services.get(place.service)
    if service is None:
        return True  # no longer offered: its capacity is unknown
    capacity = service.get("capacity", 1)
    others = [
        one
        for one in taking
        if one.client == place.client and one.id != place.id and not _own(one, place)
    ]
    if place.staff is not None:
        busy = [one for one in others if one.staff == place.staff and _overlap(one, place)]
        together = all((one.service, one.start) == (place.service, place.start) for one in busy)
        return together and sum(one.party for one in busy) + place.party <= capacity
    minute = place.start
    while minute < place.end:
        there = [
            one.party
            for one in others
            if one.service == place.service and one.start <= minute < one.end
        ]
        if sum(there) + place.party > capacity:
            return False
        minute += timedelta(minutes=15)
    return True


def _of_a_hold(
    was: Place | None, place: Place, now: datetime, by_hand: bool
) -> Iterator[tuple[str, str]]:
    of_session = place.status == "held" and place.session  # an offer's time begins when it is told
    if of_session and not by_hand and (was is None or was.expires != place.expires):
        wanted = now + timedelta(minutes=15)
        if place.expires is None or abs(place.expires - wanted) > _SECOND:
            yield HOLD, f"{place.id} is held until {place.expires}"
    lapsed = was and was.status == "held" and place.status == "expired"
    if was and lapsed and (was.expires is None or was.expires > now):
        yield HOLD, f"{place.id} lapsed though it was held until {was.expires}"


_SECOND = timedelta(seconds=1)


def _own(one: Place, place: Place) -> bool:
    """Return whether a place stands in everybody else's way only.

    It is a hold of the very person, or the booking that this one asks to move, or that asks it.
    """
    if one.id == place.moves or one.moves == place.id:
        return True
    return one.status == "held" and one.contact is not None and one.contact == place.contact


def _overlap(one: Place, other: Place) -> bool:
    return one.start < other.end and other.start < one.end


def _same(one: Place, other: Place) -> bool:
    return (one.start, one.end, one.service, one.staff) == (
        other.start,
        other.end,
        other.service,
        other.staff,
    )
