"""A whole Milo in one thread: webhook, router, actors, sender, gateway, and Meta's stand-in."""

from __future__ import annotations

from collections.abc import Callable
from datetime import timedelta
from typing import Any

from ...engine.actors.system import Dependencies, Engine
from ...engine.conversation.handoff import answer
from ...engine.conversation.worker import ContactWorker
from ...engine.errors import NotFoundError
from ...engine.flow.paths.transcript import Step, Transcript
from ...engine.messages import Incoming
from ...engine.model import RECEPTION, Contact, InboxRow, OutboxStatus
from ...engine.ports import Meter, Store
from ...engine.rehearsal.form_filling import form_asks
from ...engine.rehearsal.seen import Seen
from ...engine.rehearsal.setup import WAITING, RehearsalSetup
from ...engine.rehearsal.watching import Watcher
from ...engine.rehearsal.world import tapped
from ...engine.testing import SequentialIds, SimulatedClock, SimulatedExecutor
from ...http.app import create_app
from ...http.cloud.gateway import CloudGateway
from ...http.edge import Edge, EdgeConfig
from ...http.webhook.endpoint import PATH as WEBHOOK_PATH
from .meta import APP_SECRET, GRAPH_URL, NUMBER, Meta

LEAP = timedelta(minutes=5)
"""How far the clock goes at once while somebody waits; a timer is at most that late."""
TICK = timedelta(seconds=1)
_PHONE = "5492615550101"


class FullStack:
    """One person's conversation with a whole Milo of its own; as `Theatre`, but nothing is cut."""

    def __init__(
        self,
        house: RehearsalSetup,
        transcript: Transcript,
        flow: str,
        new_store: Callable[[], Store],
    ) -> None:
        self.store = new_store()
        self.clock = SimulatedClock(transcript.now)
        self._ids = SequentialIds()
        self._executor = SimulatedExecutor(self.clock)
        self._meta = Meta(lambda: self.clock.now().timestamp())
        self._person = self._meta.person(_PHONE, transcript.contact)
        house.props.begin(transcript)
        client = house.merchant(transcript, flow)
        unknown = Contact(
            "p1", NUMBER.id, self._person.user_id, self._person.wa_id, transcript.contact
        )
        contact = self.store.transact(
            lambda tx: house.people(tx, transcript, client, unknown, self._ids, flow)
        )
        for name, phone in WAITING if flow == RECEPTION else ():
            self._meta.open_window(phone, name)
        self._contact = contact
        self._watcher = Watcher(house, self.store, client, contact.id, flow)
        self._engine = self._milo(house)
        self._engine.start()
        self._pump()

    def play(self, step: Step) -> Seen:
        """Play one step and return what came of it."""
        self._watcher.begin(step)
        before = len(self._meta.phone(self._person))
        error = ""
        try:
            self._act(step)
        except Exception as fault:  # told, not raised: it is what came of the step
            error = f"{type(fault).__name__}: {fault}"
        came = [body for _, body in self._meta.phone(self._person)]
        said = came[: len(came) - before][::-1]
        return self._watcher.seen(said, error or self._trouble())

    def close(self) -> None:
        """Stop the actors and let go of the store."""
        self._engine.stop()
        self._executor.run()
        self.store.close()

    def _milo(self, house: RehearsalSetup) -> Engine:
        gateway = CloudGateway(GRAPH_URL, NUMBER.token, adapter=self._meta.carrier)
        meter: Meter = _Nothing()
        engine = Engine(
            Dependencies(
                executor=self._executor,
                calls=self._executor,
                store=self.store,
                work=ContactWorker(
                    house.library, house.terms_of, self.clock, self._ids, forms=True
                ),
                gateway=gateway,
                clock=self.clock,
                meter=meter,
                give_up=self._give_up,
            )
        )
        edge = Edge(
            store=self.store,
            clock=self.clock,
            ids=self._ids,
            meter=meter,
            config=EdgeConfig(APP_SECRET, "", None, NUMBER.display, NUMBER.id, "http://milo"),
            nudge=engine.nudge,
            settled=engine.send,
            ready=dict,
        )
        self._app = create_app(edge)
        return engine

    def _give_up(self, store: Store) -> tuple[str, ...]:
        """Let what ran out expire, as the rehearsal in one thread does."""
        now = self.clock.now()
        store.transact(lambda tx: [tx.bookings.expire(one, now) for one in tx.bookings.lapsed(now)])
        return ()

    def _act(self, step: Step) -> None:
        if step.wait is not None:
            self._wait(step.wait)
        elif step.reply is not None:
            self._reply(step.reply)
        elif step.fill is not None:
            self._fill(form_asks(step.fill, self._watcher.session()))
        else:
            self._meta.act(self._person, self._on_the_phone(step))
        self._pump()

    def _on_the_phone(self, step: Step) -> dict[str, Any]:
        if step.tap is None:
            sent = "contact" if step.send == "contacts" else step.send
            return {"type": sent} if sent else {"type": "text", "text": step.say}
        phone = self._meta.phone(self._person)
        messages = [body.rows for _, body in phone if body.rows]
        option = tapped(messages, step.tap, self._watcher, old=step.old)
        wamid = next(wamid for wamid, body in phone if option in body.rows)
        return {"type": "tap", "option": option.id, "message": wamid}

    def _fill(self, message: Incoming) -> None:
        """Hand in what a form asks, as its endpoint does."""
        session = self._watcher.session()
        assert session
        whose = (session.phone_number_id, session.contact_id)
        row = InboxRow(f"form.{self._ids.new()}", *whose, message, b"", self.clock.now())
        self.store.transact(lambda tx: tx.inbox.add(row))
        self._engine.nudge([session.contact_id])

    def _wait(self, span: timedelta) -> None:
        end = self.clock.now() + span
        while self.clock.now() < end:
            self.clock.wind_to(min(end, self.clock.now() + LEAP) - TICK)
            self._pump()

    def _reply(self, text: str) -> None:
        session, now = self._watcher.session(), self.clock.now()
        if session is None:
            raise NotFoundError("there is nobody to reply to")
        wrote = self.store.transact(lambda tx: answer(tx, self._ids, now, session, text))
        self._engine.send(wrote)

    def _pump(self) -> None:
        """Let everything run that can, and a second pass, until nobody has anything to bring."""
        self._executor.run()
        while self._meta.deliver(self._app, WEBHOOK_PATH):
            self._executor.run()
        self._executor.wind(TICK)
        while self._meta.deliver(self._app, WEBHOOK_PATH):
            self._executor.run()

    def _trouble(self) -> str:
        """Return what Meta refused or what was put aside; "" when all is well."""
        if refused := self._meta.refused():
            return f"Meta refused: {refused}"
        failed = self.store.read(_failed)
        return f"put aside: {failed}" if failed else ""


def _failed(tx: Any) -> list[str]:
    failed = tx.outbox.page(status=OutboxStatus.FAILED, after=None, limit=10)
    parked = tx.inbox.parked()
    return [row.error for row in failed] + ["a message"] * parked


class _Nothing:
    """A meter that nobody reads."""

    def count(self, name: str, amount: float = 1, **labels: str) -> None:
        """Count nothing."""

    def gauge(self, name: str, value: float, **labels: str) -> None:
        """Measure nothing."""

    def observe(self, name: str, seconds: float, **labels: str) -> None:
        """Measure nothing."""
