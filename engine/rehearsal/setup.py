"""What every rehearsal is made of."""

from __future__ import annotations

from collections.abc import Callable, Mapping
from dataclasses import dataclass, replace
from datetime import datetime
from typing import Any

from ..conversation.lobby import FLOW as LOBBY
from ..conversation.turn_runner import TermsOf
from ..errors import NotFoundError
from ..flow.forms.compiled_form import form_name
from ..flow.language.definition import MORE_TEXT
from ..flow.paths.transcript import Transcript
from ..flow.versions.library import FlowLibrary
from ..model import Client, Contact, PublishedForm
from ..ports import Ids, Store, Transaction
from .props import Props

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
        own = {} if flow == LOBBY else {"flow": flow}
        return replace(found, settings={**found.settings, **own, **transcript.settings})

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
        self, tx: Transaction, transcript: Transcript, client: Client, unknown: Contact, ids: Ids
    ) -> Contact:
        """Put the merchants, the person and what was booked into the store; return the person."""
        for merchant in self.merchants.values():
            tx.clients.add(client if merchant.slug == client.slug else merchant)
        for name in self.library.names():
            flow = self.library.newest(name).flow
            if flow.form:
                form = form_name(flow.flow, flow.version)
                tx.forms.save(PublishedForm(form, form, "PUBLISHED", transcript.now))
        contact = tx.contacts.upsert(unknown, transcript.now)
        for booking in transcript.given.bookings:
            self.booked(tx, client, contact, booking, transcript.now, ids)
        return contact
