"""A turn of a flow that may have a form: of the chat, or an exchange of the form that was sent."""

from __future__ import annotations

from dataclasses import replace
from datetime import datetime
from unicodedata import category
from weakref import WeakKeyDictionary

from ...messages import Form, clip
from ...model import Mode, Session
from ..compiled.compiled_flow import CompiledFlow, Scripts
from ..language.definition import Flow
from ..play.event_handler import EventHandler
from ..play.events import Event, Filled
from ..play.form_memory import CLOSED, FINISHED, LIFE, FormOffer, SentForm, shown, token_of
from ..play.functions import Functions
from ..play.stage import Stage
from ..play.turn import Terms, Turn, handler_of, turn_of
from .compiled_form import CompiledForm, compile_form
from .filling import fill
from .screen_data import NotShownError, screen_data
from .screen_limits import OPENER_LABEL

_EMOJI, _JOINERS = frozenset({"So", "Sk", "Cn"}), "\ufe0f\u200d"
_compiled: WeakKeyDictionary[CompiledFlow, CompiledForm | None] = WeakKeyDictionary()
"""The form of each version that was met."""


def play(
    scripts: Scripts,
    session: Session,
    event: Event,
    functions: Functions,
    terms: Terms,
    now: datetime,
) -> Turn:
    """Play one event, see `play.turn.play`; one of a form that the session takes, too."""
    handler = handler_of(scripts, session, event, functions, terms, now)
    if isinstance(event, Filled):
        _filled(handler, event)
    else:
        handler.handle(event)
        _offer(handler, terms, now)
    return turn_of(handler.stage, terms, now)


def form_of(stage: Stage) -> CompiledForm | None:
    """Return the form of the session's own flow; None where it has none."""
    script = stage.root
    if script not in _compiled:
        _compiled[script] = compile_form(script.flow, stage.functions.registry)
    return _compiled[script]


def _filled(handler: EventHandler, event: Filled) -> None:
    """Let a form do what it asks, and remember what it was answered."""
    stage = handler.stage
    sent, form = SentForm.of({"form": stage.memory.form}), form_of(stage)
    assert sent and form, "a session takes what its own form asks"
    step = sent.step + 1
    answer = fill(handler.meanings, form, event.asked, step, sent.screens)
    over = answer in (FINISHED, CLOSED)
    stage.memory.form = replace(
        sent,
        asked=stage.memory.asked,
        step=step,
        heard=event.asked.digest,
        answer=answer,
        over=over,
        screens=sent.behind(answer.get("screen")),
    ).to_json()


def _offer(handler: EventHandler, terms: Terms, now: datetime) -> None:
    """Let the message that asks the form's first question open the form."""
    stage = handler.stage
    flow, memory = stage.root.flow, stage.memory
    if flow.form is None or not _begins(stage, flow):
        return
    offer = terms.offers(flow.flow, flow.version)
    form = form_of(stage) if offer else None
    question = stage.voice.question
    if offer is None or form is None or question is None or not _may_open(stage, offer):
        return
    first = form.screens[0]
    try:
        data = screen_data(first, stage)
    except NotShownError:
        return
    stage.functions.offered(offer.id, offer.secret)
    token = token_of(handler.meanings.session_id, offer.secret)
    title = clip(_without_emoji(stage.voice.filled(flow.form.open, memory)), OPENER_LABEL)
    opens = Form(offer.id, token, title, first.id, data)
    greets = flow.form.greets
    if greets and stage.state == greets.at:
        question = replace(question, text=stage.voice.filled(greets.say, memory))
    stage.voice.question = replace(question, form=opens)
    until = (now + LIFE).isoformat()
    memory.form = SentForm(
        *(token, flow.flow, flow.version, memory.asked, until),
        answer=shown(first.id, data),
        screens=[first.id],
    ).to_json()


def _without_emoji(text: str) -> str:
    """Return a text without emoji, which Meta allows on no form's button in the chat."""
    kept = "".join(one for one in text if category(one) not in _EMOJI and one not in _JOINERS)
    return " ".join(kept.split()) or "…"


def _begins(stage: Stage, flow: Flow) -> bool:
    """Return whether a question has just been asked from which the form may be opened."""
    memory = stage.memory
    is_new = memory.asked == memory.turn and not (memory.either or memory.narrow or stage.asks_back)
    asks = stage.mode is Mode.BOT and len(memory.frames) == 1 and stage.voice.question is not None
    return is_new and asks and (stage.state == _first(flow) or _greets_at(flow) == stage.state)


def _may_open(stage: Stage, offer: FormOffer) -> bool:
    """Return whether the question here, or the greeting's button at this moment, leads to it."""
    flow = stage.root.flow
    if stage.state == _first(flow):
        return True
    greets = flow.form.greets if flow.form else None
    if greets is None or not offer.greets:
        return False
    exit_ = stage.root.machine.exits[greets.at, greets.takes]
    return stage.functions.branch(greets.takes, exit_, stage.memory.slots)[1].to == _first(flow)


def _greets_at(flow: Flow) -> str | None:
    return flow.form.greets.at if flow.form and flow.form.greets else None


def _first(flow: Flow) -> str:
    """Return the state whose question is the first on the first screen."""
    return next(iter(flow.screens.values())).asks[0]
