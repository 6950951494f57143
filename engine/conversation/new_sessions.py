"""Sessions that begin: a person's with a client, and a merchant's phone as its reception."""

from __future__ import annotations

from datetime import datetime

from ..fast_dataclass import replace
from ..flow.language.definition import Flow
from ..flow.versions.library import FlowLibrary
from ..model import RECEPTION, Client, Contact, Mode, Session
from ..ports import Ids, Transaction
from .service_window import written_at


def begun(session_id: str, flow: Flow, contact: Contact, client: Client, now: datetime) -> Session:
    """Return a session that has never been played."""
    return Session(
        id=session_id,
        contact_id=contact.id,
        phone_number_id=contact.phone_number_id,
        user_phone=contact.user_phone,
        user_id=contact.user_id,
        client_slug=client.slug,
        state=flow.initial,
        data={"slots": {}},
        flow=flow.flow,
        flow_version=flow.version,
        version=1,
        mode=Mode.BOT,
        last_message_at=now,
        created_at=now,
        updated_at=now,
    )


def reception_session(
    tx: Transaction,
    library: FlowLibrary,
    ids: Ids,
    contact: Contact,
    client: Client,
    now: datetime,
) -> Session:
    """Return a contact's session as a client's reception, a new one if there is none."""
    session = tx.sessions.find_reception(contact.id, client.slug)
    if session is None:
        flow = library.newest(RECEPTION).flow
        session = begun(ids.new(), flow, contact, client, now)
        wrote = tx.inbox.of_contact(contact.id, until=now, limit=1)
        if wrote:  # also to the lobby, which has no session to note it in
            data = {**session.data, "heard_at": written_at(wrote[0], now).isoformat()}
            session = replace(session, data=data)
        tx.sessions.add(session)
    return session
