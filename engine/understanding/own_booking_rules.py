"""Rules for what is meant of a booking that one has: to leave for it, to keep it, to cancel it."""

from __future__ import annotations

import re
from collections.abc import Sequence
from dataclasses import replace

from .commands import CLEAR, Act, Command, asks, first, sets_of, wishes_of
from .decisions import COMES, CORRECTS, YES, Decided, Go, Remark, Ways, Wishes
from .readers.notes import NOTE
from .wish import Wish

_LEAVES = ("cancelar_turno", "cambiar_turno", "mis_turnos", "persona", "aviso")
"""Meanings that go before any value that stands beside them, and take it along."""
_CANCELS = re.compile("cancel|anul|suspend|de baja")
_OTHER = re.compile("otr[oa]|cambi|modific|correg|mal |equivoque|volver|ver ")
_ESCAPE = "escape:"
"""How the trigger of an exit begins that all states have."""
_CHANGED = ("cancelar_turno", "cambiar_turno")


def meant_in_front(command: Command, ways: Ways) -> Command:
    """Return «cancelá» as what it is where a booking that stands is in front."""
    trigger = ways.means.get("cancelar_turno", _ESCAPE)
    if command.topic != "dejarlo" or trigger.startswith(_ESCAPE):
        return command
    is_to_cancel = _CANCELS.search(command.words) and not command.words.startswith("no ")
    return replace(command, topic="cancelar_turno") if is_to_cancel else command


def leave(commands: Sequence[Command], ways: Ways) -> Decided | None:
    """A booking of theirs, or a person: what is said beside it goes along."""
    means = first(commands, Act.MEAN, *_LEAVES)
    if means is None or means.topic not in ways.means or asks(commands, "bot", "horarios"):
        return None
    if _is_beside_a_value(means, commands, ways):
        return None
    if any(_is_of_this(one, means, ways) for one in commands) or (
        means.topic == "cambiar_turno"
        and any(one.topic in ways.filled for one in sets_of(commands))
    ):
        return None  # «cambiar la hora», «pasalo al sábado»: of this booking, and of no other
    if means.topic == "mis_turnos" and (
        first(commands, Act.MEAN, "cancelar_turno", "cambiar_turno")
    ):
        means = first(commands, Act.MEAN, "cancelar_turno", "cambiar_turno") or means
    trigger = ways.means.get(means.topic)
    refuses = first(commands, Act.REFUSE)
    if trigger is None or (trigger in ways.final and refuses and refuses.strength < CLEAR):
        return None  # «no, era el otro el que quería cancelar»
    if trigger in ways.final and first(commands, Act.MEAN, COMES):
        return Decided(Remark("doubt"), (means,))  # «no no voy igual»
    sets = [one for one in sets_of(commands) if one.topic != NOTE]
    wishes: Wishes = {kind: of_a_booking(wish) for kind, wish in wishes_of(sets).items()}
    if means.topic == "cambiar_turno":
        wishes = same_day(wishes)
    return Decided(Go(trigger, wishes), (means, *sets))


def _is_beside_a_value(means: Command, commands: Sequence[Command], ways: Ways) -> bool:
    """Return whether a meaning only says which values are none: «llego tarde»."""
    if means.topic == "aviso":
        return bool(ways.asks or asks(commands, "direccion"))
    return means.topic == "cancelar_turno" and _says_when_else(commands, ways)


def _is_of_this(one: Command, means: Command, ways: Ways) -> bool:
    """Return whether a command changes what is being booked, and is no reason to cancel it."""
    if one.topic not in CORRECTS or one.topic not in ways.means:
        return False
    is_a_reason = not _OTHER.search(one.words) and _CANCELS.search(means.words)
    return not (is_a_reason and means.topic == "cancelar_turno")


def same_day(wishes: Wishes) -> Wishes:
    """«Media hora más tarde» is on the day of the booking that is moved."""
    beside = "time" in wishes and wishes["time"].is_beside and wishes["time"].shift != 0
    return {"date": Wish(shift=0), **wishes} if beside else wishes


def _says_when_else(commands: Sequence[Command], ways: Ways) -> bool:
    """«El viernes no voy a poder, ¿el sábado tenés?» moves what is being booked."""
    held = ways.filled.get("date")
    days = (one.wish.values for one in sets_of(commands) if one.topic == "date")
    return held is not None and any(values and held not in values for values in days)


def of_a_booking(wish: Wish) -> Wish:
    """«No puedo ir el viernes» names a booking on Friday, and refuses no day."""
    return Wish(wish.without) if wish.without and not wish.values else wish


def changes_a_booking(ways: Ways) -> bool:
    """Return whether a yes moves or cancels what is booked."""
    yes = ways.means.get(YES)
    return yes is not None and yes in (ways.means.get(one) for one in _CHANGED)
