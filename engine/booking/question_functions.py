"""What flows call to ask what the merchant wants to know, and to keep the answers."""

from __future__ import annotations

from collections.abc import Mapping
from typing import NamedTuple

from ..flow.language.registry import Call, Outcome, Registry
from ..model import NOTES_LIMIT
from ..words.fold import clean
from .settings.settings import settings_of

question_calls = Registry()
"""The vocabulary of a merchant's own questions, for flows."""
question_calls.slot_types |= {"respuestas": "answers", "dicho": "text", "aclaracion": "note"}

_NOTE = "(nota)"
"""The id of the note; no question has such an id."""
_NOTE_TEXT = "¿Querés dejarle una nota a {merchant}?"
_KEPT = {"anotada": ("respuestas",)}


class _Asked(NamedTuple):
    id: str
    text: str
    required: bool


def _questions(call: Call) -> list[_Asked]:
    """Return the questions to a person who books the chosen service, in order."""
    settings = settings_of(call.client)
    service = settings.service(str(call.slots.get("servicio", "")))
    asked = [
        _Asked(one.id, one.text, one.required) for one in (service.questions if service else ())
    ]
    if settings.ask_note:
        asked.append(_Asked(_NOTE, _NOTE_TEXT.format(merchant=clean(call.client.name, 60)), False))
    return asked


def _answers(call: Call) -> Mapping[str, str]:
    return dict(call.slots.get("respuestas") or {})


def _next(call: Call) -> _Asked | None:
    known = _answers(call)
    return next((one for one in _questions(call) if one.id not in known), None)


def notes_of(call: Call) -> str:
    """Return what the booking keeps: a line for each answer, and what was told unasked."""
    known = _answers(call)
    lines = [
        known[one.id] if one.id == _NOTE else f"{one.text} {known[one.id]}"
        for one in _questions(call)
        if known.get(one.id)
    ]
    lines += filter(None, [str(call.slots.get("aclaracion") or "")])
    return "\n".join(lines)[:NOTES_LIMIT]


@question_calls.guard("falta_responder", slots=["servicio"])
def must_answer(call: Call) -> bool:
    """The merchant's next question has to be answered."""
    question = _next(call)
    return question is not None and question.required


@question_calls.guard("puede_responder", slots=["servicio"])
def may_answer(call: Call) -> bool:
    """The merchant has another question, which may be skipped."""
    question = _next(call)
    return question is not None and not question.required


@question_calls.action(
    "anotar_respuesta", "anotada", slots=["servicio", "dicho"], optional=["respuestas"], fills=_KEPT
)
def keep_answer(call: Call) -> Outcome:
    """Keep the answer to the merchant's question.

    Outcomes:
        anotada: it is kept
    """
    question = _next(call)
    if question is None:
        return Outcome("anotada", {"respuestas": _answers(call)})
    answers = {**_answers(call), question.id: str(call.slots["dicho"])}
    return Outcome("anotada", {"respuestas": answers})


@question_calls.action(
    "saltar_pregunta", "anotada", slots=["servicio"], optional=["respuestas"], fills=_KEPT
)
def skip(call: Call) -> Outcome:
    """Go on without an answer to the merchant's question.

    Outcomes:
        anotada: it is skipped
    """
    question = _next(call)
    skipped = {**_answers(call), question.id: ""} if question else _answers(call)
    return Outcome("anotada", {"respuestas": skipped})


@question_calls.show("pregunta", sometimes=[""])
def show_question(call: Call, _: object) -> Mapping[str, str]:
    """What the merchant asks next; always known."""
    question = _next(call)
    return {"": clean(question.text, 300) if question else ""}


@question_calls.show("note")
def show_note(_: Call, value: str) -> Mapping[str, str]:
    """What the person told the shop without being asked: «A nombre de Laura»."""
    return {"": clean(value, NOTES_LIMIT)}


@question_calls.show("answers", sometimes=[""])
def show_answers(call: Call, _: object) -> Mapping[str, str]:
    """What was answered to the merchant's questions, a line for each."""
    return {"": notes_of(call)}
