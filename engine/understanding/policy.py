"""Decides what is done about the commands that readers propose; nothing else acts on a command.

A reader says what a message may mean; the policy knows where the conversation stands, and takes
one thing: it acts, asks back, or declines. What cannot be undone is acted on only where the
reading is clear.
"""

from __future__ import annotations

import re
from collections.abc import Sequence
from dataclasses import dataclass, replace
from typing import Literal, TypeGuard

from .commands import CLEAR, LIKELY, WEAK, Act, Command, asks, first, sets_of, wishes_of
from .decisions import (
    Correct,
    Decision,
    Either,
    Fill,
    Further,
    Go,
    Pick,
    Remark,
    Ways,
    Wishes,
)
from .readers.meanings import FAQ, OTHER
from .readers.notes import NOTE
from .wish import Wish

YES, NO, BEGIN, UNKNOWN, COMES = "si", "no", "reservar", "pregunta", "voy"
"""Meanings that the policy itself looks for."""
_LEAVES = ("cancelar_turno", "cambiar_turno", "mis_turnos", "persona", "aviso")
"""Meanings that go before any value that stands beside them, and take it along."""
_CANCELS = re.compile("cancel|anul|suspend|de baja")
_OTHER = re.compile("otr[oa]|cambi|modific|correg|mal |equivoque|volver|ver ")
_ESCAPE = "escape:"
"""How the trigger of an exit begins that all states have."""
_CHANGED = ("cancelar_turno", "cambiar_turno")
_CHEAPER = re.compile(r"\bmas (?:barat|economic)")
_CORRECTS = {
    "otro_dia": "date",
    "otra_hora": "time",
    "otro_servicio": "service",
    "otra_persona": "staff",
    "otros_cuantos": "party",
}


@dataclass(frozen=True, slots=True)
class Decided:
    """A decision, with the commands that it was made by, each as the act that it came to."""

    decision: Decision
    commands: tuple[Command, ...]

    @property
    def reader(self) -> str:
        """The reader of the first of them."""
        return self.commands[0].reader


def decide(commands: Sequence[Command], ways: Ways) -> Decided | None:
    """Return what is done about what readers propose; None where that is nothing."""
    known = [_here(_beside(command, ways), ways) for command in commands]
    for rule in _RULES:
        if decided := rule(known, ways):
            return decided
    return None


def _beside(command: Command, ways: Ways) -> Command:
    """Return what is said of a value that was chosen as what it comes to: «más tarde»."""
    held = ways.filled.get(command.topic) if command.wish.is_beside else None
    return replace(command, wish=command.wish.beside(held)) if held else command


def _here(command: Command, ways: Ways) -> Command:
    """Return «cancelá» as what it is where a booking that stands is in front."""
    trigger = ways.means.get("cancelar_turno", _ESCAPE)
    if command.topic != "dejarlo" or trigger.startswith(_ESCAPE):
        return command
    is_to_cancel = _CANCELS.search(command.words) and not command.words.startswith("no ")
    return replace(command, topic="cancelar_turno") if is_to_cancel else command


# -- the rules, in order --------------------------------------------------------------------------


def _leaves(commands: Sequence[Command], ways: Ways) -> Decided | None:
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
    wishes: Wishes = {kind: _of_a_booking(wish) for kind, wish in wishes_of(sets).items()}
    if means.topic == "cambiar_turno":
        wishes = _same_day(wishes)
    return Decided(Go(trigger, wishes), (means, *sets))


def _is_beside_a_value(means: Command, commands: Sequence[Command], ways: Ways) -> bool:
    """Return whether a meaning only says which values are none: «llego tarde»."""
    if means.topic == "aviso":
        return bool(ways.asks or asks(commands, "direccion"))
    return means.topic == "cancelar_turno" and _says_when_else(commands, ways)


def _is_of_this(one: Command, means: Command, ways: Ways) -> bool:
    """Return whether a command changes what is being booked, and is no reason to cancel it."""
    if one.topic not in _CORRECTS or one.topic not in ways.means:
        return False
    is_a_reason = not _OTHER.search(one.words) and _CANCELS.search(means.words)
    return not (is_a_reason and means.topic == "cancelar_turno")


def _same_day(wishes: Wishes) -> Wishes:
    """«Media hora más tarde» is on the day of the booking that is moved."""
    beside = "time" in wishes and wishes["time"].is_beside and wishes["time"].shift != 0
    return {"date": Wish(shift=0), **wishes} if beside else wishes


def _says_when_else(commands: Sequence[Command], ways: Ways) -> bool:
    """«El viernes no voy a poder, ¿el sábado tenés?» moves what is being booked."""
    held = ways.filled.get("date")
    days = (one.wish.values for one in sets_of(commands) if one.topic == "date")
    return held is not None and any(values and held not in values for values in days)


def _of_a_booking(wish: Wish) -> Wish:
    """«No puedo ir el viernes» names a booking on Friday, and refuses no day."""
    return Wish(wish.without) if wish.without and not wish.values else wish


def _questions(commands: Sequence[Command], ways: Ways) -> Decided | None:
    """A question that there is an answer to is answered, whatever it is about; two are, too."""
    found = [one for one in commands if _is_answered(one, ways)]
    if not found:
        return None
    beside = _beside_a_question(commands, ways)
    asked, then = found[0], beside.decision if beside else None
    if beside and _is_said(then):
        return Decided(_answer(asked, commands, ways, then), (asked, *beside.commands))
    others = (one for one in found if ways.means[_topic(one)] != ways.means[_topic(asked)])
    second = next(others, None)
    also = _answer(second, commands, ways, None) if second else None
    return Decided(_answer(asked, commands, ways, also), (asked, *([second] if second else ())))


def _is_answered(command: Command, ways: Ways) -> bool:
    topic = _topic(command)
    return command.act is Act.QUESTION and topic != OTHER and topic in ways.means


def _topic(command: Command) -> str:
    return command.topic.partition(":")[0]


def _answer(
    question: Command, commands: Sequence[Command], ways: Ways, then: Fill | Correct | Go | None
) -> Go:
    topic, _, answer = question.topic.partition(":")
    number = answer if topic == FAQ else ""
    return Go(ways.means[topic], answer=number, about=_about(question, commands), then=then)


def _about(question: Command, commands: Sequence[Command]) -> str | None:
    """«¿Cuánto sale el color?» is about that, whatever is chosen; «¿más barato?» about all."""
    if question.topic == "servicios" or _CHEAPER.search(question.words):
        return ""
    named = [one.wish.values for one in commands if one.act is Act.SET and one.topic == "service"]
    values = named[0] if named else ()
    return None if not values else values[0] if len(values) == 1 else ""


def _beside_a_question(commands: Sequence[Command], ways: Ways) -> Decided | None:
    """«El viernes. ¿Cuánto sale?» is answered, and Friday is taken."""
    return _values([one for one in commands if one.act is Act.SET and one.apart], ways)


def _is_said(decision: Decision | None) -> TypeGuard[Fill | Correct | Go]:
    return isinstance(decision, Fill | Correct | Go)


def _doubts(commands: Sequence[Command], ways: Ways) -> Decided | None:
    """What means two things is asked about."""
    command = first(commands, Act.CLARIFY)
    if command is None or not ({"date", "time"} & (ways.keeps | {ways.asks})):
        return None
    meanings = tuple(wishes_of(one) for one in command.either)
    if ways.asks in ("date", "time") or "date" in ways.filled:
        return Decided(Either(meanings), (command,))
    sets = [one for one in sets_of(commands) if one.topic in ways.keeps]
    wishes = {**wishes_of(sets), **_undecided(meanings)}
    begins = ways.means.get(BEGIN) if not ways.asks else None
    decision = Go(begins, wishes) if begins else Fill(wishes)
    return Decided(decision, (command, *sets))


def _undecided(meanings: Sequence[Wishes]) -> dict[str, Wish]:
    """Return what may be meant, to be asked about when its turn comes."""
    found: dict[str, Wish] = {}
    for wishes in meanings:
        for kind, wish in wishes.items():
            before = found.get(kind)
            values = (*before.values, *wish.values) if before else wish.values
            sure = wish.sure and kind != "date"
            found[kind] = replace(wish, values=values, sure=sure, weekdays=()) if values else wish
    return found


def _both(commands: Sequence[Command], ways: Ways) -> Decided | None:
    """«Los dos», where one is to be chosen: which one first?"""
    command = first(commands, Act.BOTH)
    return Decided(Remark("both"), (command,)) if command and ways.asks else None


def _rows(commands: Sequence[Command], ways: Ways) -> Decided | None:
    """A row's number, as a figure of its own."""
    command = first(commands, Act.CHOOSE)
    return Decided(Pick(command.row), (command,)) if command else None


def _values(commands: Sequence[Command], ways: Ways) -> Decided | None:
    """Values: for this question, for one to come, or for one that was answered."""
    kept = ways.keeps | {ways.asks} - {""}
    sets = [one for one in _timely(commands, ways) if one.topic in kept]
    said = [one for one in sets if not _is_held(one, ways)]
    if not said:
        return Decided(Remark("again"), tuple(sets)) if sets and not _is_reply(commands) else None
    wishes = wishes_of(said)
    for kind in ("service", "staff", "party", "date", "time"):
        known = kind in ways.filled or kind in ways.corrects
        if kind in wishes and known and kind != ways.asks:
            return _corrected(kind, wishes, said, ways)
    if ways.asks in wishes:
        acts = [one.named(Act.ANSWER) if one.topic == ways.asks else one for one in said]
        return Decided(Fill(wishes), tuple(acts))
    changes = first(commands, Act.MEAN, "cambiar", "cambiar_turno")
    if moved := _of_what_is_booked(wishes, changes, ways):
        return Decided(Go(moved, _same_day(wishes)), (*([changes] if changes else ()), *said))
    if ways.asks or not ways.means.get(BEGIN):
        return Decided(Fill(wishes), tuple(said))
    return _begins(wishes, said, ways)


def _beside_a_note(commands: Sequence[Command], ways: Ways) -> Decided | None:
    """«Sí, a nombre de Laura» agrees, too; a no before it only corrects what was noted."""
    values = [one for one in sets_of(commands) if one.topic in ways.keeps]
    if [one.topic for one in values] != [NOTE]:
        return None
    others = [one for one in commands if one.topic != NOTE and one.act is not Act.REFUSE]
    beside = _replies(others, ways) or _meanings(others, ways)
    if beside is None or not isinstance(beside.decision, Go):
        return None
    go = replace(beside.decision, wishes=wishes_of(values))
    return Decided(go, (*beside.commands, *values))


def _asks_how_many(commands: Sequence[Command], ways: Ways) -> bool:
    """«¿Alcanza para 20 personas?» books for nobody, where nobody was asked how many come."""
    only_party = {one.topic for one in sets_of(commands)} == {"party"}
    late = "party" not in ways.filled and ways.asks in ("date", "time")
    return only_party and late and first(commands, Act.QUESTION, OTHER) is not None


def _timely(commands: Sequence[Command], ways: Ways) -> list[Command]:
    """Return what is said of values, but for «en un rato» where the hour is chosen: it waits."""
    sets = sets_of(commands)
    if _asks_how_many(commands, ways):
        return []
    waits = first(commands, Act.WAIT) and any(one.wish.only_on for one in sets)
    if not waits or ways.asks == "date":
        return sets
    held = ways.filled.get("date")
    days = [one.wish.values for one in sets if one.topic == "date"]
    chosen = "time" in ways.filled or any(held and held not in values for values in days)
    return [] if chosen else sets


def _of_what_is_booked(wishes: Wishes, changes: Command | None, ways: Ways) -> str:
    """Return the exit that moves a booking, where that is said or can only be meant; else "".

    «Lo paso al viernes a las 11»; «¿puedo ir antes?» among one's bookings; «mejor el sábado» before
    one of them.
    """
    if changes and ways.asks in ("", "booking") and changes.topic in ways.means:
        return ways.means[changes.topic]
    if not {"date", "time"}.issuperset(wishes) or BEGIN in ways.means:
        return ""
    if ways.asks == "booking" and any(wish.is_beside for wish in wishes.values()):
        return ways.means.get("cambiar_turno", "")
    moves = ways.means.get("otra_hora", "")
    shown = not ways.asks and ways.means.get("otro_dia") == moves == ways.means.get("cambiar_turno")
    return moves if shown and moves not in ways.final else ""


def _begins(wishes: Wishes, said: Sequence[Command], ways: Ways) -> Decided | None:
    """Values where nothing is asked yet begin a booking, if there is one among them."""
    if all(one.topic == NOTE and one.strength < CLEAR for one in said):
        return _told_the_shop(said, ways)
    if all(wish.anything or wish.pick in ("first", "last") for wish in wishes.values()):
        return None
    if all(wish.is_beside for wish in wishes.values()):
        trigger = ways.means.get("cambiar_turno")
        return Decided(Go(trigger, _same_day(wishes)), tuple(said)) if trigger else None
    if all(wish.without or wish.off for wish in wishes.values()):
        return _cannot_come(wishes, said, ways)
    return Decided(Go(ways.means[BEGIN], wishes), tuple(said))


def _told_the_shop(said: Sequence[Command], ways: Ways) -> Decided | None:
    """«Necesito factura», where nothing is asked and nothing was said of a booking: it is told."""
    trigger = ways.means.get("aviso") or ways.means.get(UNKNOWN)
    return Decided(Go(trigger), tuple(said)) if trigger else None


def _cannot_come(wishes: Wishes, said: Sequence[Command], ways: Ways) -> Decided | None:
    """«El viernes no puedo», where nothing is asked: a booking on that day is meant."""
    trigger = ways.means.get("cancelar_turno")
    theirs = {kind: _of_a_booking(wish) for kind, wish in wishes.items()}
    return Decided(Go(trigger, theirs), tuple(said)) if trigger else None


def _corrected(kind: str, wishes: Wishes, said: Sequence[Command], ways: Ways) -> Decided | None:
    trigger = ways.corrects.get(kind)
    if trigger is None:
        rest = {name: wish for name, wish in wishes.items() if name != kind}
        return Decided(Fill(rest), tuple(said)) if rest else None
    acts = [one.named(Act.CORRECT) if one.topic in ways.filled else one for one in said]
    return Decided(Correct(kind, trigger, wishes), tuple(acts))


def _none_of_these(commands: Sequence[Command], ways: Ways) -> Decided | None:
    """«Ninguno de esos» leads to the rest of a list, as long as there is more of it.

    Of hours it leads to another day.
    """
    none = first(commands, Act.MEAN, "ninguna")
    return Decided(Further(), (none,)) if none and _goes_further(ways) else None


_LISTED = frozenset({"date", "time", "service", "staff"})
"""What is chosen from a list that may have more rows."""


def _goes_further(ways: Ways) -> bool:
    return ways.pages and ways.asks != "time"


def _meanings(commands: Sequence[Command], ways: Ways) -> Decided | None:
    """What flows have an exit for."""
    means = [command for command in commands if command.act is Act.MEAN]
    for command in sorted(means, key=_by_precision):
        kind = _CORRECTS.get(command.topic)
        trigger = ways.means.get(command.topic) or (ways.corrects.get(kind) if kind else None)
        if trigger and _may(trigger, command.strength, ways):
            if kind in ("service", "staff", "party"):  # the day and the hour are tried again
                return Decided(Correct(kind, trigger), (command,))
            return Decided(Go(trigger), (command,))
        if kind and kind == ways.asks:
            return Decided(Further() if ways.pages else Remark("again"), (command,))
        if command.topic == "ninguna" and (ways.pages or ways.asks in _LISTED):
            return Decided(Further() if ways.pages else Remark("no_more"), (command,))
        if command.topic == BEGIN and ways.asks:
            return Decided(Remark("again"), (command,))
    return None


def _by_precision(command: Command) -> int:
    """«Cambiar la hora» says more than «cambiar»; that a booking is wanted says the least."""
    return 0 if command.topic in _CORRECTS else 2 if command.topic == BEGIN else 1


def _replies(commands: Sequence[Command], ways: Ways) -> Decided | None:
    """Yes and no, where the question has exits for them."""
    refuses, agrees = first(commands, Act.REFUSE), first(commands, Act.AGREE)
    going = first(commands, Act.MEAN, COMES)
    if going and (trigger := ways.means.get(COMES)) and _may(trigger, going.strength, ways):
        return Decided(Go(trigger), (going,))
    if agrees and _changes_a_booking(ways) and first(commands, Act.MEAN, "dejarlo"):
        return None  # «dejalo como está»
    if refuses and refuses.strength == CLEAR and (trigger := ways.means.get(NO)):
        return Decided(Go(trigger), (refuses,))
    if agrees and agrees.strength >= WEAK and (trigger := ways.means.get(YES)):
        if _may(trigger, agrees.strength, ways):
            return Decided(Go(trigger), (agrees,))
        return Decided(Remark("doubt"), (agrees,))
    return None


def _changes_a_booking(ways: Ways) -> bool:
    """Return whether a yes moves or cancels what is booked."""
    yes = ways.means.get(YES)
    return yes is not None and yes in (ways.means.get(one) for one in _CHANGED)


def _half_refused(commands: Sequence[Command], ways: Ways) -> Decided | None:
    """A no before something that nobody understood: «no, justo ese día me mudo»."""
    refuses = first(commands, Act.REFUSE)
    trigger = ways.means.get(NO)
    return Decided(Go(trigger), (refuses,)) if refuses and trigger else None


def _half_agreed(commands: Sequence[Command], ways: Ways) -> Decided | None:
    """A yes before something that nobody understood: it is asked again."""
    agrees = first(commands, Act.AGREE)
    doubts = agrees and ways.means.get(YES) in ways.final
    return Decided(Remark("doubt"), (agrees,)) if agrees and doubts else None


def _no_value(commands: Sequence[Command], ways: Ways) -> Decided | None:
    """A no where values are asked for: none of those in sight."""
    refuses = first(commands, Act.REFUSE)
    if refuses is None or not ways.asks:
        return None
    if _goes_further(ways):
        return Decided(Further(), (refuses,))
    if trigger := ways.means.get("ninguna"):
        return Decided(Go(trigger), (refuses,))
    if ways.pages:
        return Decided(Further(), (refuses,))
    return Decided(Remark("no_more" if ways.asks in _LISTED else "again"), (refuses,))


def _more(commands: Sequence[Command], ways: Ways) -> Decided | None:
    command = first(commands, Act.MORE)
    if command is None:
        return None
    return Decided(Further() if ways.pages else Remark("again"), (command,))


def _remarks(commands: Sequence[Command], _: Ways) -> Decided | None:
    """Words that ask for nothing."""
    for act, kind in _REMARKS:
        command = first(commands, act)
        if command and command.strength == CLEAR:
            return Decided(Remark(kind), (command,))
    return None


def _half_heard(commands: Sequence[Command], _: Ways) -> Decided | None:
    """Thanks among other words that nobody understood."""
    command = first(commands, Act.THANK)
    return Decided(Remark("thank"), (command,)) if command else None


def _unknown(commands: Sequence[Command], ways: Ways) -> Decided | None:
    """A question that nobody has an answer to: a person is offered."""
    command = first(commands, Act.QUESTION)
    trigger = ways.means.get(UNKNOWN)
    return Decided(Go(trigger), (command,)) if command and trigger else None


def _outright(commands: Sequence[Command], ways: Ways) -> Decided | None:
    """«¿Qué menú tienen hoy?» asks what nobody has an answer to, and names no day to come."""
    command = first(commands, Act.QUESTION, OTHER)
    clear = command if command and command.strength == CLEAR else None
    trigger = ways.means.get(UNKNOWN)
    return Decided(Go(trigger), (clear,)) if clear and trigger else None


_REMARKS: tuple[tuple[Act, Literal["greet", "thank", "wait", "again"]], ...] = (
    (Act.WAIT, "wait"),
    (Act.GREET, "greet"),
    (Act.THANK, "thank"),
    (Act.AGREE, "again"),
)
_RULES = (
    _leaves,
    _both,
    _questions,
    _outright,
    _doubts,
    _rows,
    _beside_a_note,
    _values,
    _more,
    _replies,
    _none_of_these,
    _meanings,
    _half_refused,
    _no_value,
    _remarks,
    _unknown,
    _half_agreed,
    _half_heard,
)


# -- what they share ------------------------------------------------------------------------------


def _is_held(command: Command, ways: Ways) -> bool:
    """Return whether a slot holds already what was said of it, and nothing else was said."""
    held, wish = ways.filled.get(command.topic), command.wish
    if held is None or command.topic == ways.asks:
        return False
    if wish.values:
        return held in wish.values
    return wish.narrows and wish.fits(held) and not wish.pick


def _is_reply(commands: Sequence[Command]) -> bool:
    """Return whether a message says yes or no, or anything else beside the values it repeats."""
    acts = (Act.AGREE, Act.REFUSE, Act.MEAN, Act.QUESTION, Act.MORE)
    return any(one.act in acts for one in commands)


def _may(trigger: str, strength: float, ways: Ways) -> bool:
    """Return whether a reading is sure enough for an exit."""
    return strength >= (CLEAR if trigger in ways.final else LIKELY)
