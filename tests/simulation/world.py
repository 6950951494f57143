"""A whole Milo in one thread: the real edge, actors, flows and stores, in a world of our making."""

from __future__ import annotations

import hashlib
import hmac
import json
from collections.abc import Callable
from contextlib import suppress
from dataclasses import dataclass
from pathlib import Path
from random import Random
from typing import Any, cast

from milo.cli.libraries import load_templates
from milo.cli.terms import terms_of
from milo.demo.form_client import sealed
from milo.demo.form_phone import OpenForm
from milo.engine.actors.system import Dependencies, Engine
from milo.engine.booking.agenda import Agenda
from milo.engine.booking.expiry import Expiry
from milo.engine.booking.notices import Notices
from milo.engine.conversation.routing import SessionKey
from milo.engine.conversation.worker import ContactWorker, WorkResult
from milo.engine.ports import Transaction
from milo.engine.templates.notifier import Notifier
from milo.engine.testing import SequentialIds
from milo.http.cloud.gateway import CloudGateway
from milo.http.webhook.endpoint import FORMS_PATH

from . import meta as metas
from .disk import Disk, TroubledStore
from .edge import ADMIN, DOOR, SECRET, app, flows, keys
from .machine import Clock, Killed, Process
from .meaning import Meant
from .meta import Ears, Fate, Meta, Told
from .model import Model
from .story import Story
from .town import DESK, Person, person
from .wsgi import called

WEBHOOK = "/api/whatsapp/webhook"


@dataclass(slots=True)
class Post:
    """A webhook that Meta brings until it is acknowledged."""

    changes: list[dict[str, Any]]
    messages: tuple[str, ...]
    statuses: tuple[Told, ...]


class Gauges:
    """Remembers how many sessions were awake at once."""

    most_awake = 0.0

    def count(self, name: str, amount: float = 1, **labels: str) -> None:
        pass

    def gauge(self, name: str, value: float, **labels: str) -> None:
        if name == "sessions_awake":
            self.most_awake = max(self.most_awake, value)

    def observe(self, name: str, seconds: float, **labels: str) -> None:
        pass


class DefectiveWork(ContactWorker):
    """Turns that a defect meets, when the world says so, after all that they did."""

    strikes: Callable[[str], bool]

    def do_next(self, tx: Transaction, key: SessionKey) -> WorkResult:
        worked = super().do_next(tx, key)
        if worked.done and self.strikes(key.contact_id):
            raise ArithmeticError("a defect")
        return worked


def _signed(raw: bytes) -> str:
    return "sha256=" + hmac.new(SECRET.encode(), raw, hashlib.sha256).hexdigest()


class Simulation:
    """The world of one story.

    Attributes:
        trace: what happened, line by line.
        doing: which edge is at work: `webhook`, `form`, `admin`, `office`; None: the actors.
        forms: those that were opened, by the message that opens each.
    """

    def __init__(
        self, story: Story, folder: Path, template: Path, model: Model | None = None
    ) -> None:
        self.story = story
        self.trace: list[str] = []
        self.clock = Clock()
        self.ids = SequentialIds()
        self.disk = Disk(story.database, folder, template)
        self.meta = Meta(self.clock)
        self.model = model or Model(story.awake)
        self.meta.ears = self._ears()
        self.gauges = Gauges()
        self.people = [person(number) for number in range(len(story.tempers))]
        for one in (*self.people, DESK):
            self.meta.phone(one)
        self.doing: str | None = None
        self.held_back: list[Post] | None = None
        self.forms: dict[str, OpenForm] = {}
        self.unacknowledged: list[Post] = []
        self.old_posts: list[Post] = []
        self.numbers = 0
        self.nested = 0
        self.defects = 0
        self.process: Process
        self.begin()

    # -- life and death ---------------------------------------------------------------------------

    def begin(self) -> None:
        """Start the program on what the disk holds."""
        self.process = process = Process(self.clock)
        self.inner, self.onlooker = self.disk.open()
        self.store = TroubledStore(
            self.inner,
            process,
            self.onlooker,
            lambda: self.doing,
            self.witness,
            self.die,
            lambda fault: self.note(f"    the store: {fault.kind}"),
        )
        gateway = CloudGateway("http://graph", "token", adapter=cast("Any", self.meta))
        notices = Notices(
            Notifier(flows(), load_templates(), terms_of, self.clock, self.ids), self.ids
        )
        work = DefectiveWork(
            flows(),
            terms_of,
            self.clock,
            self.ids,
            of_bookings=lambda tx, timer: notices.due(tx, timer, self.clock.now()),
            forms=True,
            freed=lambda tx, client: Agenda(
                tx, client, self.clock.now(), self.ids
            ).serve_waitlist(),
        )
        work.strikes = self._strikes
        self.engine = Engine(
            Dependencies(
                executor=process,
                calls=process,
                store=self.store,
                work=work,
                gateway=gateway,
                clock=self.clock,
                meter=self.gauges,
                awake_limit=self.story.awake,
                rate=80.0,
                chance=process.luck.random,
                give_up=Expiry(notices, self.clock, self.ids).sweep,
            )
        )
        DOOR.world = self
        self.app = app()
        self.engine.start()

    def die(self) -> None:
        """Kill the process; what it has not put on disk is gone."""
        if self.process.alive:
            self.process.alive = False
            self.disk.cut()

    def reborn(self) -> None:
        """Begin a new life after a kill."""
        self.onlooker.close()
        if self.story.database != "memory":
            cast("Any", self.inner).close()
        self.doing = None
        self.nested = 0
        self.note("    the program starts anew")
        self.begin()

    # -- what is seen -----------------------------------------------------------------------------

    def note(self, line: str) -> None:
        """Add a line to the trace."""
        self.trace.append(line)

    def witness(self, at_work: set[str]) -> None:
        """Let the model see what stands, if anything changed."""
        if self.onlooker.changed():
            rows, now = self.onlooker.look(), self.clock.now()
            self.model.committed(rows, at_work, now, self.onlooker.texts)
            if self.model.broken:  # enough was seen
                self.process.alive = False

    def _strikes(self, contact: str) -> bool:
        """Return whether a defect meets this person's turn."""
        if self.defects <= 0:
            return False
        self.defects -= 1
        self.note("    a defect meets a turn")
        self.model.conversations.failed(contact, self.clock.now())
        return True

    def _ears(self) -> Ears:
        def accepted(row: str, wamid: str, owner: Person, text: str) -> None:
            self.note(f"    → {owner.name}: {text[:60]!r} ({row[-5:]})")
            self.model.accepted(row, wamid, owner, self.clock.now())

        def refused(row: str, sort: str) -> None:
            self.model.deliveries.refused(row, sort)

        def alive() -> None:
            if not self.process.alive:
                raise Killed

        def die() -> None:
            self.die()
            raise Killed

        return Ears(
            accepted=accepted,
            refused=refused,
            lost=self.model.deliveries.answer_lost,
            broken=self.model.breaks,
            said=lambda line: self.note(f"    {line}"),
            alive=alive,
            die=die,
            meanwhile=self.meanwhile,
            tells=self.tells,
        )

    # -- time -------------------------------------------------------------------------------------

    def meanwhile(self, seconds: float) -> None:
        """Let others do things while one waits for an answer."""
        if self.nested < 2:
            self.nested += 1
            self.process.wind(seconds)
            self.nested -= 1
        if not self.process.alive:
            raise Killed

    def wait(self, seconds: float) -> None:
        """Let time pass; in a long time the machine looks less often."""
        self.process.slowness = 0.0 if seconds <= 20 else min(120.0, seconds / 15)
        self.bring_again()
        self.process.wind(seconds)
        self.process.slowness = 0.0

    # -- webhooks and the API ---------------------------------------------------------------------

    def say(self, who: Person, fields: dict[str, Any], meant: Meant, shows: str = "both") -> None:
        """Have somebody write something."""
        self.meta.heard(who)
        name = self._named(who, meant, shows)
        part = metas.message(who, shows, {"id": name, "timestamp": "1", **fields})
        self.bring(Post([part], (name,), ()))

    def tells_change(self, old: Person, new: Person) -> None:
        """Have Meta tell that somebody goes by another number or id."""
        name = self._named(new, Meant("silent"))
        self.bring(Post([metas.changed(old, new, name)], (name,), ()))

    def _named(self, who: Person, meant: Meant, shows: str = "both") -> str:
        """Return the id of a message of somebody's, that the model knows of."""
        self.numbers += 1
        name = f"m{self.numbers:04}"
        self.model.conversations.meant[name] = meant
        self.model.identities.wrote(name, who, shows)
        return name

    def tells(self, fate: Fate, told: str, code: int = 131026) -> None:
        """Have Meta tell what became of a message, and why if it failed."""
        why = f", {code}" if told == "failed" else ""
        self.note(f"    Meta tells: {told} ({fate.row}{why})")
        fate.told.append(told)
        said = Told(fate.row, fate.wamid, told, code, fate.opens_form)
        self.model.deliveries.said(said)
        self.bring(Post([metas.status(fate, said)], (), (said,)))

    def bring(self, post: Post) -> None:
        """Bring a webhook, or keep it back with others that will come in one."""
        if self.held_back is not None:
            self.held_back.append(post)
        elif self._post(post):
            return
        else:
            self.unacknowledged.append(post)
        self.model.identities.in_order = False

    def bring_again(self) -> None:
        """Bring what was not acknowledged."""
        waiting, self.unacknowledged = self.unacknowledged, []
        for post in waiting:
            self.bring(post)

    def let_go(self, order: Random) -> None:
        """Bring what was held back, in one post and in any order."""
        posts, self.held_back = self.held_back or [], None
        if posts:
            order.shuffle(posts)
            self.bring(
                Post(
                    [change for post in posts for change in post.changes],
                    tuple(name for post in posts for name in post.messages),
                    tuple(told for post in posts for told in post.statuses),
                )
            )

    def _post(self, post: Post) -> bool:
        """Post it; return whether it was acknowledged."""
        raw = json.dumps({"object": "w", "entry": [{"id": "1", "changes": post.changes}]}).encode()
        headers = {"X-Hub-Signature-256": _signed(raw)}
        status, _ = self._call("POST", WEBHOOK, raw, "webhook", headers)
        if status != 200:
            if status not in (0, 503, 500):
                self.model.breaks("a signed post is taken", f"answered with {status}")
            return False
        self.old_posts.append(post)
        self.model.acknowledged(post.messages, post.statuses)
        return True

    def asks(self, content: dict[str, Any]) -> tuple[int, Any]:
        """Have a form ask its endpoint; return the status (0: the process died) and the answer."""
        request = sealed(content, keys().public)
        headers = {"X-Hub-Signature-256": _signed(request.body)}
        status, raw = self._call("POST", FORMS_PATH, request.body, "form", headers)
        return status, request.read(raw.decode()) if raw else None

    def admin(self, verb: str, path: str, body: Any) -> tuple[int, Any]:
        """Make an admin's request; return the status (0: the process died) and the JSON."""
        headers = {"Authorization": f"Bearer {ADMIN}"}
        status, content = self._call(verb, path, json.dumps(body).encode(), "admin", headers)
        return status, json.loads(content) if content else None

    def _call(
        self, verb: str, path: str, raw: bytes, doing: str, headers: dict[str, str]
    ) -> tuple[int, bytes]:
        if not self.process.alive:
            return 0, b""
        before, self.doing = self.doing, doing
        try:
            return called(self.app, verb, path, raw, headers)
        except Killed:
            return 0, b""
        finally:
            self.doing = before

    def office(self, work: Callable[[], object]) -> None:
        """Do something as another process does, by a command: nobody is nudged."""
        before, self.doing = self.doing, "office"
        with suppress(Exception):
            work()
        self.doing = before
