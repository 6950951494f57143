"""The leases that this process knows to be its own, shared by the store and the heartbeat."""

from __future__ import annotations

import time
from collections.abc import Callable, Iterable
from itertools import islice
from threading import Lock

from ..engine.errors import NotOursError

KEPT = 200_000
"""Contacts remembered as ours, at most; a forgotten one is looked up again."""
# It runs on while the machine sleeps, where there is such a clock.
_CLOCK = getattr(time, "CLOCK_BOOTTIME", time.CLOCK_MONOTONIC)


def ticks() -> float:
    """Return seconds of a monotonic clock."""
    return time.clock_gettime(_CLOCK)


class HeldLeases:
    """This process's epoch, its deadline, and the contacts leased to it.

    A worker takes a new epoch when it starts and after an eviction. A contact leased to an epoch
    that no longer exists is free.
    """

    def __init__(self) -> None:
        self.epoch = 0
        self._certain_until = 0.0
        self._watcher: Callable[[float], None] = lambda _: None
        self._contacts: dict[str, None] = {}
        self._lock = Lock()

    def begin(self, epoch: int, certain_until: float) -> None:
        """Start with a new epoch and no contacts."""
        with self._lock:
            self.epoch, self._contacts = epoch, {}
        self.renewed(certain_until)

    def renewed(self, certain_until: float) -> None:
        """Set the deadline until which no other process can take our contacts, in `ticks`."""
        self._certain_until = certain_until
        self._watcher(certain_until)

    def watch(self, watcher: Callable[[float], None]) -> None:
        """Call `watcher` with the deadline now and after each renewal."""
        self._watcher = watcher
        watcher(self._certain_until)

    def certain(self) -> bool:
        """Return whether our contacts cannot be leased to another process yet."""
        return ticks() < self._certain_until

    def __contains__(self, contact_id: str) -> bool:
        return contact_id in self._contacts

    def __len__(self) -> int:
        return len(self._contacts)

    def took(self, contact_ids: Iterable[str], epoch: int) -> None:
        """Remember contacts leased in that epoch; beyond `KEPT` the oldest are forgotten."""
        with self._lock:
            if epoch == self.epoch:
                self._contacts.update(dict.fromkeys(contact_ids))
                for contact_id in list(islice(self._contacts, max(0, len(self._contacts) - KEPT))):
                    del self._contacts[contact_id]

    def forget(self, contact_ids: Iterable[str]) -> None:
        """Forget contacts that are not ours."""
        with self._lock:
            for contact_id in contact_ids:
                self._contacts.pop(contact_id, None)

    def check(self, contact_id: str, epoch: int | None) -> None:
        """Raise NotOursError unless the contact is leased to us; `epoch` is the one in its row."""
        if self.epoch and epoch != self.epoch:
            self.forget([contact_id])
            raise NotOursError(f"Contact {contact_id!r} is not this process's.")
