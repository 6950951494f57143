"""What a form's exchange does to a conversation: the same states and exits as in the chat.

A choice on a screen is the answer to its question, a button takes its exit, the phone's Back takes
the exit that leads back. What comes of it is told on the screen where the conversation stands then;
where it stands on none, the form is over and the chat goes on.
"""

from __future__ import annotations

from collections.abc import Collection, Mapping
from typing import Any

from ...form_exchange import Action, FormRequest
from ...model import Mode
from ..compiled.exits import JUMP
from ..play.form_memory import CLOSED, FINISHED, shown
from ..play.meaning_handler import MeaningHandler
from ..play.meanings import Meaning, NotUnderstood
from ..play.stage import Stage
from .compiled_form import CompiledForm, FormScreen
from .fields import FieldKind, FormField
from .flow_json import PICK, STEP, TAP, without_markup
from .offered import back_key
from .screen_data import NotShownError, screen_data

RULE = "form"
"""How a choice on a screen was understood, as the turn's record keeps it."""
ERROR = "error_message"
"""The key of what Meta shows at the foot of a screen."""
CHANGED = "Cambió lo que habías elegido: fijate antes de seguir."
"""What is told on the screen where a tap was meant for something else."""
_STEPS_BACK = 8


def fill(
    handler: MeaningHandler,
    form: CompiledForm,
    asked: FormRequest,
    step: int,
    screens: Collection[str],
) -> Mapping[str, Any]:
    """Do what a form asks; return what it is answered, as JSON.

    Args:
        handler: of the session, on a stage where nothing has happened yet.
        form: of the flow that asks.
        asked: what it asks.
        step: the number of this exchange.
        screens: those that the phone has; what another one is said to ask does nothing.
    """
    stage = handler.stage
    stage.message_arrived()
    stage.functions.understood(RULE)
    known = (one for one in form.screens if one.id == asked.screen and one.id in screens)
    screen = next(known, None)
    match asked.action:
        case Action.EXCHANGE if screen and _is_outdated(screen, asked.data, step):
            stage.voice.said = [CHANGED]
        case Action.EXCHANGE if screen:
            _exchange(handler, screen, asked.data)
        case Action.BACK if screen and stage.state in screen.states:
            _back(stage, form, screen)
        case _ if asked.action is Action.OPENED or _greets_at(stage):
            return _told(stage, form.screens[0], step)
    return _answer(stage, form, screen, step)


def _is_outdated(screen: FormScreen, data: Mapping[str, Any], step: int) -> bool:
    """Return whether a card that is tapped shows something else than what is remembered.

    A request may reach us again after a later one, and then its choice is stored again.
    """
    shown = data.get(STEP)
    is_card = screen.fields[-1].kind is FieldKind.BUTTONS
    return is_card and shown is not None and shown != str(step - 1)


def _exchange(handler: MeaningHandler, screen: FormScreen, data: Mapping[str, Any]) -> None:
    stage = handler.stage
    if not _comes_from_greeting(stage):
        return
    picked = data.get(PICK)
    for i, field in enumerate(screen.fields):
        if picked and field.state != picked:
            continue
        ends = i == len(screen.fields) - 1
        if not picked and not ends and _is_chosen(stage, field, data):
            continue
        if not ends:
            _forget(stage, screen.fields[i + 1 :])
        _stand(stage, field.state)
        if stage.lost_something():
            return
        handler.follow(_meaning(handler, field, data))
        following = screen.fields[i + 1].state if not ends else None
        if picked or stage.state != following:
            return


def _comes_from_greeting(stage: Stage) -> bool:
    """Take the greeting's button that the form stands for; return whether that led to the form."""
    takes = _greets_at(stage)
    if takes is None:
        return True
    stage.take(takes)
    return not stage.script.is_final(stage.state)


def _greets_at(stage: Stage) -> str | None:
    """Return the button that the form stands for, where the greeting is still asked."""
    greets = stage.flow.form.greets if stage.flow.form else None
    return greets.takes if greets and stage.state == greets.at else None


def _is_chosen(stage: Stage, field: FormField, data: Mapping[str, Any]) -> bool:
    """Return whether a screen's upper question was answered already, with what it shows."""
    slot = _slot(stage, field)
    return slot is not None and stage.memory.slots.get(slot) == _value(field, data) is not None


def _forget(stage: Stage, fields: tuple[FormField, ...]) -> None:
    """Forget the answers below one that is chosen again."""
    for field in fields:
        if slot := _slot(stage, field):
            stage.memory.slots.pop(slot, None)


def _slot(stage: Stage, field: FormField) -> str | None:
    asking = stage.flow.asking(field.state)
    return asking.ask.keeps if asking else None


def _stand(stage: Stage, state: str) -> None:
    """Stand where a question on the screen is asked: a phone goes back without telling."""
    if stage.state != state:
        stage.memory.top.state = state
        stage.path.append((JUMP, state))


def _meaning(handler: MeaningHandler, field: FormField, data: Mapping[str, Any]) -> Meaning:
    listener = handler.listener()
    if field.kind is FieldKind.BUTTONS:
        tapped = data.get(TAP)
        return listener.option(tapped) if tapped in field.buttons else NotUnderstood()
    value = _value(field, data)
    return listener.filled(value) if value is not None else NotUnderstood()


def _value(field: FormField, data: Mapping[str, Any]) -> str | None:
    """Return what was filled in; None for nothing."""
    value = data.get(field.state) or data.get(field.every)
    return value if isinstance(value, str) and value.strip() else None


def _back(stage: Stage, form: CompiledForm, left: FormScreen) -> None:
    """Take the exits that lead back, until another screen's question is asked."""
    for _ in range(_STEPS_BACK):
        key = back_key(stage.flow, stage.state)
        if key is None or form.screen_of.get(stage.state) is not left:
            return
        stage.take(key)


def _answer(
    stage: Stage, form: CompiledForm, left: FormScreen | None, step: int
) -> Mapping[str, Any]:
    """Return what the form is answered; what is said on a screen is not said in the chat.

    Where no way leads from the screen that asked to the one of the next question, as where the
    last hour went while its card was read, the chat asks it: phones refuse such an answer.
    """
    asks = stage.mode is Mode.BOT and len(stage.memory.frames) == 1
    screen = form.screen_of.get(stage.state) if asks else None
    if screen is None:
        return FINISHED
    if left and not screen.is_beside(left):
        return CLOSED
    return _told(stage, screen, step)


def _told(stage: Stage, screen: FormScreen, step: int) -> Mapping[str, Any]:
    try:
        data = screen_data(screen, stage, step)
    except NotShownError:  # too long for a screen: the chat asks it
        return CLOSED
    voice = stage.voice
    if said := without_markup("\n".join(text for text in voice.said if text)):
        data[ERROR] = said
    voice.said, voice.question = [], None
    return shown(screen.id, data)
