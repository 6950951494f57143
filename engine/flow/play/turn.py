"""A turn: one event in, what should happen out.

Nothing is sent, set or saved here. The functions that the flow names are called through
`Functions`; all else is the machine, the texts and the session's memory.
"""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import field
from datetime import UTC, datetime, timedelta, tzinfo
from functools import partial
from typing import Any

from ...fast_dataclass import dataclass
from ...messages import Incoming, Outgoing
from ...model import Mode, Session
from ..compiled.compiled_flow import Scripts
from .event_handler import EventHandler
from .events import OUTER, RETURN, Event, Wrote
from .form_memory import Offers, no_offer
from .functions import Functions
from .meaning_handler import MeaningHandler
from .memory import Memory
from .overrides import Options
from .stage import Stage


@dataclass(frozen=True, slots=True)
class Terms:
    """What a client's settings change about a turn.

    Attributes:
        texts: the client's own words, by text name.
        return_after: how long a person has a session before the bot takes it back.
        flow: what a new beginning takes; None: the flow that the session has.
        locale: chooses among a flow's languages; "": the flow's own.
        options: the client's own waits and tries.
        zone: the client's, which says what day it is.
        attends: whether the client does; one that does not is answered for by another flow.
        offers: gives the form that may be sent with a question.
    """

    texts: Mapping[str, str] = field(default_factory=dict)
    return_after: timedelta = timedelta(minutes=720)
    flow: str | None = None
    locale: str = ""
    options: Options = field(default_factory=Options)
    zone: tzinfo = UTC
    attends: bool = True
    offers: Offers = no_offer


@dataclass(frozen=True, slots=True)
class Turn:
    """What should happen.

    Attributes:
        message: what to send, if anything.
        timers: name and instant of each timer to be set in place of the old ones; None leaves
            those that are there.
        path: the triggers taken, in order, each with the state that it led to.
        asks_back: whether it asks which was meant, or narrows the choice, in place of taking a
            value.
        understood: whether a message was understood, if it was one.
        refers: whether it answers what one message was about (an old button, a photo), so that the
            answer is shown to belong to it.
    """

    flow: str
    flow_version: int
    state: str
    mode: Mode
    data: Mapping[str, Any]
    message: Outgoing | None
    timers: tuple[tuple[str, datetime], ...] | None
    path: tuple[tuple[str, str], ...]
    understood: bool = True
    asks_back: bool = False
    refers: bool = False


def play(
    scripts: Scripts,
    session: Session,
    event: Event,
    functions: Functions,
    terms: Terms,
    now: datetime,
) -> Turn:
    """Play one event of the chat. A session that was never played has no turns in its data."""
    handler = handler_of(scripts, session, event, functions, terms, now)
    handler.handle(event)
    return turn_of(handler.stage, terms, now)


def handler_of(
    scripts: Scripts,
    session: Session,
    event: Event,
    functions: Functions,
    terms: Terms,
    now: datetime,
) -> EventHandler:
    """Return what handles an event, on a stage where nothing has happened yet."""
    stage = Stage(scripts, session, functions, terms.texts, terms.flow, terms.locale)
    stage.options = terms.options
    message = event.message if isinstance(event, Wrote) else None
    stage.written_at = partial(_written_at, message, now, terms.zone)
    return EventHandler(stage, session.id, now, attends=terms.attends)


def _written_at(message: Incoming | None, now: datetime, zone: tzinfo) -> datetime:
    """Return when a message was sent, in a time zone; never later than now."""
    sent = message.at if message else None
    at = now if sent is None else min(now, datetime.fromtimestamp(sent, UTC))
    return at.astimezone(zone)


def turn_of(stage: Stage, terms: Terms, now: datetime) -> Turn:
    """Return what comes of all that has happened on a stage."""
    memory, root = stage.memory, stage.memory.frames[0]
    timers = stage.waits(now, terms.return_after) if stage.rearm else None
    if timers is not None:
        memory.armed = memory.turn
    return Turn(
        flow=root.flow,
        flow_version=root.version,
        state=root.state,
        mode=stage.mode,
        data=memory.to_json(),
        message=stage.voice.message(asks=stage.mode is Mode.BOT),
        timers=timers,
        path=tuple(stage.path),
        understood=stage.understood,
        asks_back=stage.asks_back,
        refers=stage.refers,
    )


def takes(
    scripts: Scripts,
    session: Session,
    message: Incoming,
    functions: Functions,
    terms: Terms,
    now: datetime,
    *,
    exactly: bool = False,
) -> bool:
    """Return whether a session's running question takes a message: see `Listener.takes`."""
    stage = Stage(scripts, session, functions, {})
    stage.written_at = partial(_written_at, message, now, terms.zone)
    asks = stage.mode is Mode.BOT and not stage.fresh and stage.flow.asking(stage.state) is not None
    return asks and MeaningHandler(stage, session.id).listener().takes(message, exactly=exactly)


def restart_waits(
    scripts: Scripts, session: Session, functions: Functions, terms: Terms, now: datetime
) -> tuple[tuple[str, datetime], ...]:
    """Start everything that waits for a person's message again, such as a hold.

    Returns:
        The waits of the running question: name and instant of each timer.
    """
    stage = Stage(scripts, session, functions, terms.texts)
    stage.options = terms.options
    stage.message_arrived()
    return stage.waits(now, terms.return_after)


def moves(scripts: Scripts, session: Session, functions: Functions, timer: str) -> bool:
    """Return whether a session's timer does more than speak."""
    if timer == RETURN:  # once the bot is back, it only says so
        return session.mode is Mode.HUMAN
    frames = Memory.read(session).frames
    frame = frames[0] if timer.startswith(OUTER) else frames[-1]
    exits = scripts(frame.flow, frame.version).machine.exits
    trigger = timer.removeprefix(OUTER)
    exit_ = exits.get((frame.state, trigger))
    return exit_ is not None and functions.branch(trigger, exit_, frame.slots)[1].moves
