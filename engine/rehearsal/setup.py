"""What every rehearsal is made of."""

from __future__ import annotations

from collections.abc import Callable, Mapping
from dataclasses import dataclass, replace
from datetime import datetime
from typing import Any

from ..conversation.flow_terms import TermsOf
from ..conversation.lobby import FLOW as LOBBY
from ..conversation.new_sessions import begun
from ..errors import NotFoundError
from ..flow.forms.compiled_form import form_name
from ..flow.language.definition import MORE_TEXT
from ..flow.paths.transcript import Transcript
from ..flow.versions.library import FlowLibrary
from ..model import RECEPTION, Client, Contact, Mode, PublishedForm
from ..ports import Ids, Store, Transaction
from ..receptions.directory import bind
from .props import Props

WAITING = (("Bruno", "5492615550102"), ("Carla", "5492615550103"))
"""Who waits for a person where a reception's flow is rehearsed: names with phones."""
Booked = Callable[[Transaction, Client, Contact, Mapping[str, Any], datetime, Ids], None]
"""Puts a booking that a transcript gives into the agenda."""


@dataclass(frozen=True, slots=True)
class RehearsalSetup:
    """What every rehearsal is made of.

    Attributes:
        library: made with the registry of `props`.
        merchants: by slug.
        booked: puts a given booking into the agenda.
    """

    library: FlowLibrary
    props: Props
    terms_of: TermsOf
    new_store: Callable[[], Store]
    merchants: Mapping[str, Client]
    booked: Booked

    def merchant(self, transcript: Transcript, flow: str) -> Client:
        """Return a transcript's merchant, whose conversations run a flow.

        Raises:
            NotFoundError: there is no such merchant.
        """
        found = self.merchants.get(transcript.client)
        if found is None:
            known = ", ".join(sorted(self.merchants))
            raise NotFoundError(f"there is no merchant {transcript.client!r}; there are {known}")
        own = {} if flow in (LOBBY, RECEPTION) else {"flow": flow}
        differs = {**transcript.given.settings, **own, **transcript.settings}
        return replace(found, settings={**found.settings, **differs})

    @property
    def titles(self) -> frozenset[str]:
        """The texts that only name a button: a list's, a form's, or the row that turns a page."""
        flows = [self.library.newest(name).flow for name in self.library.names()]
        states = [flow.asking(state) for flow in flows for state in flow.states]
        asks = [state.ask for state in states if state]
        forms = [flow.form for flow in flows if flow.form]
        of_forms = {text for one in forms for text in (one.open, one.next, one.answer) if text}
        return frozenset({MORE_TEXT, *of_forms, *(ask.list.open for ask in asks if ask.list)})

    def people(
        self,
        tx: Transaction,
        transcript: Transcript,
        client: Client,
        unknown: Contact,
        ids: Ids,
        flow: str = "",
    ) -> Contact:
        """Put the merchants, the person and what was booked into the store; return the person.

        Where the flow is that of receptions, the person is the merchant's, and two others
        wait for a person.
        """
        for merchant in self.merchants.values():
            tx.clients.add(client if merchant.slug == client.slug else merchant)
        for name in self.library.names():
            known = self.library.newest(name).flow
            if known.form:
                form = form_name(known.flow, known.version)
                tx.forms.save(PublishedForm(form, form, "PUBLISHED", transcript.now))
        contact = tx.contacts.upsert(unknown, transcript.now)
        if flow == RECEPTION:
            bind(tx, ids, transcript.now, client, contact)
            self._who_waits(tx, transcript, client, unknown)
        for booking in transcript.given.bookings:
            self.booked(tx, client, contact, booking, transcript.now, ids)
        return contact

    def _who_waits(
        self, tx: Transaction, transcript: Transcript, client: Client, unknown: Contact
    ) -> None:
        now = transcript.now
        flow = self.library.newest(client.settings.get("flow", "reservas")).flow
        data = {"slots": {}, "heard_at": now.isoformat(), "armed": 0}
        for number, (name, phone) in enumerate(WAITING, 2):
            other = replace(unknown, id=f"p{number}", user_id=f"AR.{number}", user_phone=phone)
            contact = tx.contacts.upsert(replace(other, name=name), now)
            session = begun(f"waits-{number}", flow, contact, client, now)
            tx.sessions.add(replace(session, mode=Mode.HUMAN, data=data))
