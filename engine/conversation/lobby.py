"""The lobby: a flow that runs on the contact, before there is a client.

Its state lives in the contact's `data`; there is no session row until a client is chosen.
"""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import datetime
from typing import Any

from ..flow.language.registry import Call
from ..flow.play.events import Wrote
from ..flow.play.functions import Functions
from ..flow.play.turn import Terms, Turn, play
from ..flow.versions.library import FlowLibrary
from ..messages import Incoming, Kind, Outgoing
from ..model import Client, ClientStatus, Contact, InboxRow, Mode, Session, TurnRecord
from ..ports import Ids, Transaction
from .routing import ASKED_AT, standing_after

FLOW = "comercios"
RECORDS = "lobby_turns"
"""Where a contact's data keeps what the lobby did with their last messages."""
RECORDS_LIMIT = 10
CHOSEN = "comercio_elegido"
"""The slot that holds the chosen client's slug."""


@dataclass(frozen=True, slots=True)
class LobbyAnswer:
    """What the lobby does with a message.

    Attributes:
        message: what to say, unless a client was chosen.
        client: who was chosen.
        first: what the person first wrote, for the client's flow to start with.
    """

    message: Outgoing | None
    client: Client | None = None
    first: Incoming | None = None


class Lobby:
    """Asks who has no session which merchant they look for."""

    def __init__(self, library: FlowLibrary, ids: Ids) -> None:
        self._library = library
        self._ids = ids

    def answer(
        self,
        tx: Transaction,
        contact: Contact,
        message: Incoming,
        now: datetime,
        latest: datetime | None = None,
        row_id: int | None = None,
    ) -> LobbyAnswer:
        """Play one message; what is to be remembered is noted on the contact, and what was done.

        `row_id` is the message's in the inbox.
        `latest` is when a message last stood in any of the contact's sessions, if it has one.
        """
        first = _first(contact, message)
        session = self._session(contact, now)
        call = Call(tx, _nobody(now), contact, session, now, self._ids, {})
        functions = Functions(self._library.registry, call)
        turn = play(
            lambda flow, version: self._library.script(tx, flow, version),
            session,
            Wrote(message),
            functions,
            Terms(),
            now,
        )
        client = _chosen(tx, turn)
        kept = {
            "lobby": {"state": turn.state, "data": turn.data, "version": session.flow_version},
            "first": first,
            ASKED_AT: standing_after(latest, now).isoformat(),
        }
        record = _record(session, turn, functions, row_id)
        records = {RECORDS: [*contact.data.get(RECORDS, ()), record][-RECORDS_LIMIT:]}
        tx.contacts.remember(contact.id, records if client else {**kept, **records})
        if client:
            return LobbyAnswer(None, client, Incoming.from_json(first) if first else None)
        return LobbyAnswer(turn.message)

    def _session(self, contact: Contact, now: datetime) -> Session:
        """Return what the flow engine takes for a session: the contact itself."""
        flow = self._library.newest(FLOW).flow
        kept: Mapping[str, Any] = contact.data.get("lobby", {})
        if kept.get("version") != flow.version:
            kept = {}
        return Session(
            id=contact.id,
            contact_id=contact.id,
            phone_number_id=contact.phone_number_id,
            user_phone=contact.user_phone,
            user_id=contact.user_id,
            client_slug="",
            state=kept.get("state", flow.initial),
            data=kept.get("data", {}),
            flow=flow.flow,
            flow_version=flow.version,
            version=0,
            mode=Mode.BOT,
            last_message_at=now,
            created_at=now,
            updated_at=now,
        )


def _first(contact: Contact, message: Incoming) -> dict[str, Any] | None:
    """Return the first thing that the person wrote in this visit to the lobby, as JSON data."""
    kept: dict[str, Any] | None = contact.data.get("first")
    if kept is None and message.kind is Kind.TEXT:
        return message.to_json()
    return kept


def _record(
    session: Session, turn: Turn, functions: Functions, row_id: int | None
) -> dict[str, Any]:
    return {
        "inbox_id": row_id,
        "turn": turn.data.get("turn", 1),
        "now": session.last_message_at.isoformat(),
        "version": session.flow_version,
        "before": session.state,
        "after": turn.state,
        "answers": functions.answers,
        "path": [list(step) for step in turn.path],
    }


def recorded(contact: Contact, row: InboxRow) -> TurnRecord | None:
    """Return what the lobby did with a message, as a turn of no session; None: not known any more.

    The last ten are kept.
    """
    for one in contact.data.get(RECORDS, ()):
        if one["inbox_id"] == row.id and row.message:
            return TurnRecord(
                id=f"lobby-{row.id}",
                session_id="",
                turn=one["turn"],
                now=datetime.fromisoformat(one["now"]),
                flow=FLOW,
                flow_version=one["version"],
                state_before=one["before"],
                state_after=one["after"],
                input={"event": "wrote", "message": row.message.to_json()},
                answers=tuple(one["answers"]),
                path=tuple((trigger, state) for trigger, state in one["path"]),
                inbox_id=row.id,
            )
    return None


def _chosen(tx: Transaction, turn: Turn) -> Client | None:
    slug = turn.data["slots"].get(CHOSEN)
    return tx.clients.by_slug(slug) if slug else None


def _nobody(now: datetime) -> Client:
    """Return what stands for a client where there is none yet."""
    return Client("", "", "", None, {}, ClientStatus.ACTIVE, now, now)
