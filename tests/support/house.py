"""A real Milo, Meta's side of it, and the merchants and people around: what a test plays with."""

from __future__ import annotations

import time
from collections.abc import Callable, Sequence
from contextlib import AbstractContextManager
from itertools import count as counting
from pathlib import Path
from typing import Any

import requests

from milo.demo.fault_switches import Switches
from milo.demo.signing import encode
from milo.demo.standin import ACCOUNT_ID, StandIn
from milo.demo.webhooks import Number, envelope

from .databases import Database, count
from .person import Person
from .polling import until
from .posting import PATH, post_together
from .process import SERVE, ServerProcess

APP_SECRET = "app-secret-of-the-tests"
ACCESS_TOKEN = "access-token-of-the-tests"
VERIFY_TOKEN = "verify-token-of-the-tests"
ADMIN_TOKEN = "admin-token-of-the-tests"
NUMBER_ID = "1060000000"
NUMBER = "5492610000000"
OWN = Number("1060000001", "5492610000001", "token-of-norte", "secret-of-norte", 20.0)
"""A business's own number, of an app of its own, as fast as one beside the Business app."""
AT_ONCE = Switches(number_rate=None, pair_rate=False)
RETRY_SECONDS = 0.25
"""Meta's patience, shortened: how long it waits before it brings a webhook again."""
WEEK = ("mon", "tue", "wed", "thu", "fri", "sat", "sun")
_numbers = counting(1)


def settings(**changes: Any) -> dict[str, Any]:
    """Return a merchant's settings: a 30-minute *Corte*, every morning, eight places a day.

    There are no quiet hours: what a server says does not depend on when the tests run.
    """
    service = {"id": "corte", "name": "Corte", "minutes": 30, "price": "8000"}
    service |= {key: changes.pop(key) for key in ("capacity",) if key in changes}
    return {
        "address": "San Martín 123, Mendoza",
        "services": [service, {"id": "color", "name": "Color", "minutes": 60}],
        "hours": {day: [["09:00", "13:00"]] for day in WEEK},
        "quiet": None,
        **changes,
    }


class House:
    """One server process on one database, with a stand-in for Meta; the server may come and go.

    Args:
        database: where everything is kept.
        folder: for the log.
        clock: Meta's and people's, unix seconds.
        more: further MILO_… settings.

    Attributes:
        server: the process that runs now.
        another: a second one beside it, if there is one.
    """

    def __init__(
        self,
        database: Database,
        folder: Path,
        *,
        clock: Callable[[], float] = time.time,
        **more: str,
    ) -> None:
        self.database = database
        self.log = folder / "server.log"
        self.standin = StandIn(
            "",
            APP_SECRET,
            ACCESS_TOKEN,
            NUMBER_ID,
            NUMBER,
            more_numbers=[OWN],
            switches=AT_ONCE,
            retry_delays_seconds=(RETRY_SECONDS,) * 600,
            clock=clock,
        )
        self._graph = self.standin.start()
        self._more = more
        self.server: ServerProcess
        self.another: ServerProcess | None = None

    # -- the server -------------------------------------------------------------------------------

    @property
    def environment(self) -> dict[str, str]:
        """The server's settings."""
        return {
            "MILO_DATABASE_URL": self.database.url,
            "MILO_GRAPH_URL": f"{self._graph}/v25.0",
            "MILO_META_APP_SECRET": APP_SECRET,
            "MILO_META_VERIFY_TOKEN": VERIFY_TOKEN,
            "MILO_META_ACCESS_TOKEN": ACCESS_TOKEN,
            "MILO_META_PHONE_NUMBER_ID": NUMBER_ID,
            "MILO_WHATSAPP_NUMBER": NUMBER,
            "MILO_ADMIN_TOKEN": ADMIN_TOKEN,
            "MILO_META_RATE": "100000",
            **self._more,
        }

    def set(self, **more: str) -> None:
        """Change settings for servers that are started from now on."""
        self._more = {**self._more, **more}

    def open(self, module: Sequence[str] = SERVE) -> ServerProcess:
        """Start a server, and have Meta's webhooks brought to it."""
        server = ServerProcess(self.environment, self.log, module)
        self.serve_with(server)
        return server

    def open_another(self) -> ServerProcess:
        """Start one more server on the same PostgreSQL; webhooks come to it only where posted."""
        self.another = ServerProcess(self.environment, self.log.with_name("another.log"), SERVE)
        self.another.wait_until_ready()
        return self.another

    def serve_with(self, server: Any) -> None:
        """Have Meta's webhooks brought to a server that was just started."""
        self.server = server
        server.wait_until_ready()
        self.standin.webhook_url = server.address + PATH

    def close(self) -> None:
        """End what runs, whatever state it is in."""
        self.standin.stop()
        if hasattr(self, "server"):
            self.server.discard()
        if self.another:
            self.another.discard()

    # -- who is around ----------------------------------------------------------------------------

    def merchant(
        self, name: str = "Peluquería Carla", *, business: str | None = None, **changes: Any
    ) -> str:
        """Make a merchant over the admin API; return its slug, one nobody has."""
        slug = f"comercio-{next(_numbers)}"
        body = {"name": name, "slug": slug, "settings": settings(**changes)}
        body |= {"business_id": business} if business else {}
        self.admin("POST", "/api/shortlinks", body)
        return slug

    def admin(self, verb: str, path: str, body: Any = None) -> Any:
        """Make an admin's request; return its JSON."""
        answer = requests.request(
            verb,
            self.server.address + path,
            json=body,
            headers={"Authorization": f"Bearer {ADMIN_TOKEN}"},
            timeout=15,
        )
        assert answer.ok, answer.text
        return answer.json()

    def person(self, name: str = "Ana", *, phone: bool = True, on: Number | None = None) -> Person:
        """Return somebody new; without `phone` they show only Meta's id. They write to `on`."""
        number = next(_numbers)
        if phone:
            return Person(self.standin, self.standin.person(f"54926{number:08d}", name=name), on)
        return Person(self.standin, self.standin.person(None, f"AR.77{number:012d}", name))

    def people(self, number: int) -> list[Person]:
        """Return several new people."""
        return [self.person(f"Persona {i + 1}") for i in range(number)]

    # -- what happens -----------------------------------------------------------------------------

    def post(self, *changes: dict[str, Any]) -> int:
        """Post one webhook with all these changes; return the HTTP status."""
        return self.post_together([list(changes)])[0]

    def post_together(self, posts: Sequence[list[dict[str, Any]]]) -> list[int]:
        """Post webhooks, each a list of changes, released at one moment.

        With another server beside ours, each goes to that of whoever wrote its first message.
        """
        bodies = [encode(envelope(ACCOUNT_ID, changes)) for changes in posts]
        addresses = [self._serves(changes[0]).address for changes in posts]
        return post_together(addresses, APP_SECRET, bodies)

    def greet(self, slug: str, *people: Person) -> None:
        """Let people begin with a merchant, each at their own server."""
        posts = [[each.write({"type": "text", "text": slug})] for each in people]
        assert self.post_together(posts) == [200] * len(people)
        for each in people:
            assert "¿Qué querés hacer?" in each.next().text

    def _serves(self, change: dict[str, Any]) -> ServerProcess:
        """Return whose somebody is: a person belongs to the server that heard of them first.

        Where there are two, every second number is for the other one.
        """
        number = change["value"].get("messages", [{}])[0].get("from", "0")
        return self.another if self.another and int(number) % 2 else self.server

    def wait_until_quiet(self, seconds: float = 30.0) -> None:
        """Wait until all that people wrote was worked, and all that Milo wrote was sent."""
        until(self._is_quiet, "quiet", seconds)

    def _is_quiet(self) -> bool:
        return (
            not self.standin.exchange.deliveries.pending
            and not count(self.database, "inbox", "done_at IS NULL")
            and not count(self.database, "outbox", "status = 'pending'")
        )

    # -- what stands ------------------------------------------------------------------------------

    def bookings(self, slug: str, status: str) -> list[dict[str, Any]]:
        """Return a merchant's bookings of one status, as they stand in the table."""
        return self.database.rows(
            "SELECT b.* FROM bookings b JOIN clients c ON c.id = b.client_id "
            "WHERE c.slug = %s AND b.status = %s",
            slug,
            status,
        )

    def session(self, person: Person, slug: str) -> dict[str, Any]:
        """Return the row of one person's session with one merchant."""
        (row,) = self.database.rows(
            "SELECT s.* FROM sessions s JOIN contacts c ON c.id = s.contact_id "
            "WHERE c.user_id = %s AND s.client_slug = %s",
            person.owner.user_id,
            slug,
        )
        return row


OpenHouse = Callable[..., AbstractContextManager[House]]
"""Makes a house of one's own on a fresh database of a kind (`sqlite`, `postgres`), and ends it.

Further MILO_… settings go by name. Its server is not started yet.
"""
