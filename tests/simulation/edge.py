"""The edge as it is wired, for whichever world is played."""

from __future__ import annotations

from collections.abc import Callable, Iterable
from datetime import datetime
from functools import cache
from typing import Any

from milo.cli.libraries import load_flows, load_templates
from milo.cli.terms import terms_of
from milo.engine.booking.notices import Notices
from milo.engine.flow.versions.library import FlowLibrary
from milo.engine.ports import Transaction
from milo.engine.templates.notifier import Notifier
from milo.http.app import create_app
from milo.http.edge import Edge, EdgeConfig

from .town import NUMBER

SECRET = "app-secret-of-the-simulation"
ADMIN = "admin-token-of-the-simulation"


class Door:
    """Leads the one application to the world that is played: making one for each costs much."""

    world: Any

    def transact(self, work: Callable[[Transaction], Any]) -> Any:
        return self.world.store.transact(work)

    def read(self, work: Callable[[Transaction], Any]) -> Any:
        return self.world.store.read(work)

    def now(self) -> datetime:
        return self.world.clock.now()

    def new(self) -> str:
        return self.world.ids.new()

    def secret(self) -> str:
        return self.world.ids.secret()

    def nudge(self, contacts: Iterable[str]) -> None:
        self.world.engine.nudge(contacts)

    def settled(self, contacts: Iterable[str]) -> None:
        self.world.engine.send(contacts)

    def count(self, name: str, amount: float = 1, **labels: str) -> None:
        pass

    gauge = observe = count


DOOR = Door()


@cache
def flows() -> FlowLibrary:
    """Return the flows that travel with the program, compiled once."""
    return load_flows()


@cache
def app() -> Any:
    """Return the application behind the door."""
    door: Any = DOOR
    return create_app(
        Edge(
            store=door,
            clock=door,
            ids=door,
            meter=door,
            config=EdgeConfig(SECRET, "verify", ADMIN, "5492610000000", NUMBER, "https://go"),
            nudge=door.nudge,
            settled=door.settled,
            ready=lambda: {},
            reserved_slugs=flows().reserved_words,
            announce=Notices(
                Notifier(flows(), load_templates(), terms_of, door, door), door
            ).changed,
        )
    )
