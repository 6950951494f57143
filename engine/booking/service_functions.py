"""What flows call to find the service that somebody means without its name."""

from __future__ import annotations

import re
from collections.abc import Callable, Mapping
from datetime import timedelta
from decimal import Decimal

from ..flow.language.registry import Call, Reading, Registry
from ..model import Booking, BookingStatus
from ..understanding.wish import Pick, Wish
from ..words.amounts import read_money
from .settings.services import Service
from .settings.settings import settings_of

service_calls = Registry()
"""The vocabulary of services that are compared, for flows."""

_LOOKED_BACK = timedelta(days=2 * 365)
_FROM = re.compile(r"^desde ", re.IGNORECASE)
_CAME = (BookingStatus.CONFIRMED, BookingStatus.COMPLETED)


@service_calls.wish("service")
def weigh_service(call: Call, wishes: Mapping[str, Wish]) -> Reading:
    """A service: by its name, by its price or length among the others, or the usual one."""
    wish = wishes["service"]
    if wish.values or not (wish.pick or wish.cost):
        return Reading(wish.values, sure=wish.sure)
    settings = settings_of(call.client)
    offered = settings.services
    if wish.cost:
        cost = read_money(wish.cost)
        found = tuple(
            one.id
            for one in offered
            if cost and _price(one, settings.currency, cost.currency) == cost.amount
        )
        return Reading(found, sure=len(found) == 1)
    if wish.pick == "usual":
        usual = _usual(call)
        return Reading((usual,) if any(one.id == usual for one in offered) else ())
    measure, most = _MEASURES.get(wish.pick, (None, False))
    if measure is None:
        return Reading()
    measured = [
        (size, one.id) for one in offered if (size := measure(one, settings.currency)) is not None
    ]
    if len(measured) < len(offered):
        return Reading()  # one without a price may be the cheapest
    best = (max if most else min)(size for size, _ in measured)
    found = tuple(id_ for size, id_ in measured if size == best)
    return Reading(found, sure=len(found) == 1)


def _usual(call: Call) -> str:
    """Return the service of the person's latest booking with this merchant; "" for none."""
    contact = call.contact
    if contact.user_id is None and contact.user_phone is None:
        return ""
    rows = call.tx.bookings.page(
        call.client.id,
        start=call.now - _LOOKED_BACK,
        statuses=_CAME,
        user_phones=() if contact.user_id or not contact.user_phone else (contact.user_phone,),
        user_id=contact.user_id,
    )
    theirs = [row for row in rows if row.contact_id == contact.id]
    return max(theirs, key=_start).service if theirs else ""


def _start(booking: Booking) -> float:
    return booking.datetime.timestamp()


def _price(service: Service, own: str, currency: str = "") -> Decimal | None:
    """Return what a service costs, or begins at; None for other words, and other money.

    Args:
        service: One that is offered.
        own: The merchant's currency, which a bare `$` is.
        currency: The one that is asked for; "" for the merchant's.
    """
    found = read_money(_FROM.sub("", (service.price or "").strip()))
    same = found is not None and (found.currency or own) == (currency or own)
    return found.amount if found and same else None


def _length(service: Service, _: str) -> Decimal | None:
    return Decimal(service.minutes)


_MEASURES: Mapping[Pick, tuple[Callable[[Service, str], Decimal | None], bool]] = {
    "cheapest": (_price, False),
    "dearest": (_price, True),
    "shortest": (_length, False),
    "longest": (_length, True),
}
"""What is measured of a service, and whether the most of it is wanted."""
