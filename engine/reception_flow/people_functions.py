"""What a reception's flow calls of people who wait for a person."""

from __future__ import annotations

from collections.abc import Mapping
from datetime import timedelta

from ..conversation.handoff import ANSWER_LIMIT, answer, said_in, who
from ..conversation.service_window import is_open
from ..errors import ConflictError
from ..flow.language.registry import Call, Outcome, Reading, Registry, Row
from ..model import Mode, Session
from ..office.people import hand_back, waiting
from ..words.fold import clean
from .agenda_functions import operator_of, today_of
from .choosing import ChoiceRow, choose

people_calls = Registry()
"""The vocabulary of people who wait, for the reception's flow."""
_MOST = 1000
_SHOWN = 50
_SAID = 3
_JUST_NOW = timedelta(hours=1)


@people_calls.provider("personas_que_esperan", gives="waiting")
def people(call: Call) -> list[Row]:
    """The people who wait for a person, longest first, with their last words."""
    found = waiting(call.tx, call.client.slug, _MOST)[:_SHOWN]
    return [
        Row(
            one.session.id,
            who(one.contact),
            f"{_since(call.now - one.session.last_message_at)} · {one.said}"
            + (" · respondida" if one.answered else ""),
        )
        for one in found
    ]


@people_calls.parser("persona_nombrada", gives="waiting")
def read_person(call: Call, text: str) -> Reading:
    """Who is meant of those who wait: «a Ana», «respondele a bruno», «la última»."""
    found = waiting(call.tx, call.client.slug, _MOST)[:_SHOWN]
    return choose(
        text, [ChoiceRow(one.session.id, who(one.contact)) for one in found], today_of(call)
    )


@people_calls.show("waiting", "dijo", sometimes=["dijo"])
def show_person(call: Call, value: str) -> Mapping[str, str] | None:
    """Somebody who waits for a person: Ana.

    Suffixes:
        dijo: what they wrote last
    """
    session = _own(call, value)
    if session is None:
        return None
    contact = call.tx.contacts.by_id(session.contact_id)
    rows = call.tx.inbox.of_session(session.contact_id, session.id, _SAID)
    said = [f"«{said_in(row.message)}»" for row in reversed(rows) if row.message]
    return {"": who(contact), "dijo": "\n".join(said)}


@people_calls.parser("palabras", gives="text")
def read_words(_: Call, text: str) -> Reading:
    """Anything, as it was typed, 1,000 characters at most."""
    kept = text.strip()[:ANSWER_LIMIT] if clean(text, ANSWER_LIMIT) else ""
    return Reading((kept,) if kept else ())


@people_calls.action(
    "responder_persona",
    *("enviado", "dudoso", "fuera_de_ventana", "ya_no"),
    slots=["persona", "mensaje"],
)
def reply(call: Call) -> Outcome:
    """Send the merchant's words to the chosen person.

    Outcomes:
        enviado: they go out
        dudoso: something else was told since it was asked what to say: nothing is sent yet
        fuera_de_ventana: Meta's 24 hours are over for that person
        ya_no: that conversation is no longer there
    """
    rows = call.tx.outbox.of_contact(call.contact.id, since=call.now - _JUST_NOW, until=call.now)
    if rows and not rows[-1].awaited:
        return Outcome("dudoso")
    return _send(call)


@people_calls.action(
    "mandar_respuesta", *("enviado", "fuera_de_ventana", "ya_no"), slots=["persona", "mensaje"]
)
def send(call: Call) -> Outcome:
    """Send the merchant's words to the chosen person, whatever was told since.

    Outcomes:
        enviado: they go out
        fuera_de_ventana: Meta's 24 hours are over for that person
        ya_no: that conversation is no longer there
    """
    return _send(call)


def _send(call: Call) -> Outcome:
    session = _own(call, call.slots["persona"])
    if session is None:
        return Outcome("ya_no")
    if not is_open(call.tx.sessions.of_contact(session.contact_id), call.now):
        return Outcome("fuera_de_ventana")
    wrote = answer(call.tx, call.ids, call.now, session, call.slots["mensaje"])
    length = len(call.slots["mensaje"])
    operator_of(call).note("session.answer", f"session:{session.id}", {"length": (0, length)})
    return Outcome("enviado", wrote=wrote)


@people_calls.action("devolver_persona", "devuelta", "ya_no", slots=["persona"])
def give_back(call: Call) -> Outcome:
    """Give the chosen person's conversation back to the bot.

    Outcomes:
        devuelta: the bot goes on
        ya_no: the bot has it already
    """
    session = _own(call, call.slots["persona"])
    if session is None or session.mode is not Mode.HUMAN:
        return Outcome("ya_no")
    try:
        hand_back(operator_of(call), session.id)
    except ConflictError:
        return Outcome("ya_no")
    return Outcome("devuelta")


def _own(call: Call, session_id: str | None) -> Session | None:
    """Return a customer's conversation with this client, and with nobody else."""
    session = call.tx.sessions.by_id(session_id) if session_id else None
    mine = session and session.client_slug == call.client.slug and not session.is_reception
    return session if mine else None


def _since(waited: timedelta) -> str:
    minutes = max(0, int(waited.total_seconds() // 60))
    if minutes < 60:
        return f"{minutes} min"
    return f"{minutes // 60} h" if minutes < 1440 else f"{minutes // 1440} d"
