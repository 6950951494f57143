"""Plain answers: what any flow may ask and keep, whatever it is about."""

from __future__ import annotations

from collections.abc import Mapping

from ...model import Answers
from ...words.fold import clean
from ..language.registry import Call, Outcome, Reading, Registry

plain_calls = Registry()
"""The vocabulary of no matter in particular, for flows."""

TEXT_LIMIT = 500
"""Characters of an answer in somebody's own words."""


@plain_calls.parser("texto", gives="text")
def read_text(_: Call, text: str) -> Reading:
    """Anything; kept as one line, without WhatsApp's markup, 500 characters at most."""
    kept = clean(text, TEXT_LIMIT)
    return Reading((kept,) if kept else ())


@plain_calls.action("guardar_respuestas", "guardadas", optional=["*"])
def keep_answers(call: Call) -> Outcome:
    """Keep all that the conversation remembers, for the merchant.

    Outcomes:
        guardadas: they are kept
    """
    row = Answers(
        id=call.ids.new(),
        client_id=call.client.id,
        contact_id=call.contact.id,
        session_id=call.session.id,
        flow=call.flow,
        version=call.version,
        slots=dict(call.slots),
        created_at=call.now,
    )
    call.tx.answers.add(row)
    return Outcome("guardadas")


@plain_calls.show("text")
def show_text(_: Call, value: str) -> Mapping[str, str]:
    """What the person wrote."""
    return {"": value}


@plain_calls.show("option")
def show_option(_: Call, value: str) -> Mapping[str, str]:
    """The title of the button that was tapped."""
    return {"": value}
