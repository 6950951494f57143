"""The edge as it is wired, for whichever world is played."""

from __future__ import annotations

from collections.abc import Callable, Iterable
from datetime import datetime
from functools import cache
from typing import Any, cast

from milo.cli.libraries import load_flows, load_templates
from milo.cli.terms import terms_of
from milo.engine.booking.notices import Notices
from milo.engine.flow.versions.library import FlowLibrary
from milo.engine.form_exchange import Answer, FormRequest
from milo.engine.ports import Transaction
from milo.engine.templates.notifier import Notifier
from milo.http.app import create_app
from milo.http.edge import Edge, EdgeConfig
from milo.http.forms.endpoint import FormEndpoint
from milo.http.forms.exchanges import FormExchanges
from milo.http.forms.keys import FormKeys, new_key

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

    def hand_in(self, work: Callable[[Transaction], Any], done: Any, **how: Any) -> None:
        self.world.store.hand_in(work, done, **how)
        self.world.meanwhile(0.0)  # whoever waits for it lets the store's thread run

    def exchange(self, asked: FormRequest) -> Answer:
        world, door = self.world, cast("Any", self)
        answers = FormExchanges(
            *(door, door, door, self.nudge),
            sleep=world.meanwhile,
            monotonic=lambda: world.clock.elapsed,
        )
        return answers(asked)

    def count(self, name: str, amount: float = 1, **labels: str) -> None:
        pass

    gauge = observe = count


DOOR = Door()


@cache
def flows() -> FlowLibrary:
    """Return the flows that travel with the program, compiled once."""
    return load_flows()


@cache
def keys() -> FormKeys:
    """Return the key of forms, made anew for each run: what is sealed is in no trace."""
    return FormKeys(new_key())


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
            forms=FormEndpoint(SECRET, keys(), door.exchange, door),
            announce=Notices(
                Notifier(flows(), load_templates(), terms_of, door, door), door
            ).changed,
        )
    )
