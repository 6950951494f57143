"""`milo serve` that is killed at a point of a message's way; `support.zygote` forks it.

It is the product as it is wired, between a store and a gateway that watch. Nothing happens until
the flag, a file, is there: the next time the point that it names is reached, the process kills
itself with SIGKILL, as a power cut would, with nothing flushed, closed or rolled back.

Points:
    stored: the webhook's rows are committed, nothing was answered to Meta.
    routed: the router knows whose message it is, and nothing of its turn was done.
    turn: all of the turn is written, and its transaction still open.
    committed: the turn is committed, and the sender not told.
    claimed: the message is noted as on its way, and not sent.
    sent: Meta has taken the message, and nothing of it is noted.
    noted: it is noted that Meta has taken the message.
    settled: a status of Meta's is committed, nothing was answered to Meta.
"""

from __future__ import annotations

import contextlib
import os
import signal
from collections.abc import Callable
from dataclasses import dataclass, field
from pathlib import Path
from typing import Any

from milo.cli.commands.running import FRONT
from milo.cli.environment import read_settings
from milo.cli.listening import listen
from milo.cli.logs import configure_logs
from milo.cli.server import serving, wait_for_the_end
from milo.cli.wiring import Milo, Parts
from milo.engine.conversation.routing import SessionKey
from milo.engine.model import InboxRow, OutboxRow, TurnRecord
from milo.engine.ports import Gateway, Store, Transaction
from milo.http.processes.server_parent import HttpProcess

POINTS = ("stored", "routed", "turn", "committed", "claimed", "sent", "noted", "settled")


@dataclass(frozen=True, slots=True)
class Killer:
    """Kills this process at the point that the flag names, once it is there."""

    flag: Path

    def reached(self, point: str) -> None:
        """Note that a point was reached."""
        with contextlib.suppress(FileNotFoundError):
            if point == self.flag.read_text():
                os.kill(os.getpid(), signal.SIGKILL)


class Taken:
    """A message of ours was noted as sent."""


class Settled:
    """A status was applied."""


class WatchedRoom:
    """One room of a transaction: tells of what is added."""

    def __init__(self, room: Any, added: Callable[[Any], None]) -> None:
        self._room = room
        self._added = added

    def __getattr__(self, name: str) -> Any:
        return getattr(self._room, name)

    def add(self, row: Any) -> Any:
        """Add a row, and tell of it."""
        result = self._room.add(row)
        self._added(row)
        return result

    def sent(self, wamids: Any) -> None:
        """Note that Meta took messages, and tell of it."""
        self._room.sent(wamids)
        self._added(Taken())

    def settle(self, **status: Any) -> Any:
        """Apply a status, and tell of it."""
        contact = self._room.settle(**status)
        self._added(Settled())
        return contact


@dataclass(slots=True)
class WatchedTransaction:
    """A transaction that notes what its work does, and may not live to see its end."""

    inner: Transaction
    killer: Killer
    seen: set[type] = field(default_factory=set)

    def __getattr__(self, name: str) -> Any:
        room = getattr(self.inner, name)
        watched = name in ("inbox", "turns", "outbox")
        return WatchedRoom(room, self._added) if watched else room

    def _added(self, row: Any) -> None:
        self.seen.add(type(row))
        if isinstance(row, TurnRecord):
            self.killer.reached("turn")


_COMMITTED = {InboxRow: "stored", TurnRecord: "committed", Taken: "noted", Settled: "settled"}


class WatchedStore:
    """A store that may be killed around its commits."""

    def __init__(self, inner: Store, killer: Killer) -> None:
        self._inner = inner
        self._killer = killer

    def __getattr__(self, name: str) -> Any:
        return getattr(self._inner, name)

    def transact(self, work: Callable[[Any], Any]) -> Any:
        """Run `work`; perhaps for the last time."""
        seen: set[type] = set()
        result = self._inner.transact(lambda tx: work(WatchedTransaction(tx, self._killer, seen)))
        self._stands(seen)
        return result

    def hand_in(self, work: Callable[[Any], Any], done: Callable[[Any], None], **led: Any) -> None:
        """Run `work`; perhaps nobody is told."""
        self._killer.reached("routed")
        seen: set[type] = set()

        def told(outcome: Any) -> None:
            self._stands(seen)
            done(outcome)

        self._inner.hand_in(
            lambda tx: work(WatchedTransaction(tx, self._killer, seen)), told, **led
        )

    def _stands(self, seen: set[type]) -> None:
        for kind, point in _COMMITTED.items():
            if kind in seen:
                self._killer.reached(point)

    def read(self, work: Callable[[Any], Any]) -> Any:
        """Read; the router reads whose message it is."""
        result = self._inner.read(work)
        if isinstance(result, SessionKey):
            self._killer.reached("routed")
        return result


@dataclass(frozen=True, slots=True)
class WatchedGateway:
    """A gateway that may be killed around a send."""

    inner: Gateway
    killer: Killer

    def send(self, row: OutboxRow) -> str:
        """Send, and perhaps never tell."""
        self.killer.reached("claimed")
        wamid = self.inner.send(row)
        self.killer.reached("sent")
        return wamid

    def read(self, phone_number_id: str, message_id: str) -> None:
        """Say that a message was read: nothing hangs on it."""
        self.inner.read(phone_number_id, message_id)


def serve(parts: Parts) -> None:
    """Serve in a world of these parts until killed."""
    settings = read_settings(os.environ, serving=True)
    configure_logs()
    with (
        HttpProcess(listen(settings.host, settings.port), FRONT) as front,
        serving(Milo(settings, parts), front),
    ):
        wait_for_the_end()
