"""Public requests that cost are limited by address: a burst, then some each second."""

from __future__ import annotations

from collections import OrderedDict
from datetime import datetime
from ipaddress import IPv6Address, ip_address
from math import ceil
from threading import Lock
from typing import Any

import falcon

from ...engine.ports import Clock, Meter
from ...engine.sending.rate_limit import TokenBucket
from ..errors import problem
from .auth import AdminAuth

BURST = 300
PER_SECOND = 10.0
WRONG_TOKENS = 20
"""Wrong tokens of one address in a minute."""
MOST_ADDRESSES = 10_000
"""Addresses remembered at once; the one that was quiet longest is forgotten first."""
_READING = ("GET", "HEAD")


class AddressBuckets:
    """A token bucket for each address; safe to use from many threads."""

    def __init__(
        self,
        most: int = MOST_ADDRESSES,
        *,
        burst: float = BURST,
        per_second: float = PER_SECOND,
    ) -> None:
        self._most = most
        self._burst = burst
        self._per_second = per_second
        self._lock = Lock()
        self._buckets: OrderedDict[str, TokenBucket] = OrderedDict()

    def __len__(self) -> int:
        return len(self._buckets)

    def wait(self, address: str, now: datetime) -> float:
        """Take a token and return 0; where there is none, the seconds until there is."""
        with self._lock:
            bucket = self._bucket(address, now)
            seconds = bucket.wait(now)
            if seconds <= 0:
                bucket.take(now)
            return seconds

    def _bucket(self, address: str, now: datetime) -> TokenBucket:
        bucket = self._buckets.get(address)
        if bucket is None:
            while len(self._buckets) >= self._most:
                self._buckets.popitem(last=False)
            bucket = self._buckets[address] = TokenBucket.full(self._burst, self._per_second, now)
        self._buckets.move_to_end(address)
        return bucket


class Limits:
    """Middleware: limits reading resources that say `limited`, but never the admin."""

    def __init__(self, clock: Clock, meter: Meter, admin: AdminAuth) -> None:
        self._clock = clock
        self._meter = meter
        self._admin = admin
        self._buckets = AddressBuckets()
        self._wrong = AddressBuckets(burst=WRONG_TOKENS, per_second=WRONG_TOKENS / 60)

    def process_response(
        self, req: falcon.Request, resp: falcon.Response, _resource: Any, _succeeded: bool
    ) -> None:
        """Turn one wrong token too many into 429; a right one is never refused."""
        if resp.status_code != 401 or not req.get_header("Authorization"):
            return
        seconds = self._wrong.wait(household(req.remote_addr), self._clock.now())
        if seconds > 0:
            self._meter.count("requests_limited")
            resp.status = falcon.HTTP_429
            resp.media = problem(
                "Too Many Requests", "Too many wrong tokens from this address. Try again later."
            )
            resp.set_header("Retry-After", str(ceil(seconds)))

    def process_resource(
        self, req: falcon.Request, _resp: falcon.Response, resource: Any, _params: Any
    ) -> None:
        """Refuse one too many.

        Raises:
            HTTPTooManyRequests: this address has to wait.
        """
        limited = getattr(resource, "limited", False) and req.method in _READING
        if not limited or self._admin.sent(req):
            return
        seconds = self._buckets.wait(household(req.remote_addr), self._clock.now())
        if seconds > 0:
            self._meter.count("requests_limited")
            raise falcon.HTTPTooManyRequests(
                description="Too many requests from this address. Try again in a moment.",
                retry_after=ceil(seconds),
            )


def household(address: str) -> str:
    """Return who counts as one: an address, or the 64 bits that a household has of IPv6."""
    try:
        found = ip_address(address)
    except ValueError:
        return address[:64]
    if not isinstance(found, IPv6Address):
        return str(found)
    return str(found.ipv4_mapped or int(found) >> 64)
