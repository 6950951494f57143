"""Decides what is done about the commands that readers propose; nothing else acts on a command.

A reader says what a message may mean; the policy knows where the conversation stands, and takes
one thing: it acts, asks back, or declines. What cannot be undone is acted on only where the
reading is clear.
"""

from __future__ import annotations

import re
from collections.abc import Sequence
from dataclasses import replace
from typing import Literal, TypeGuard

from .commands import CLEAR, LIKELY, WEAK, Act, Command, first, sets_of, wishes_of
from .decisions import (
    BEGIN,
    COMES,
    CORRECTS,
    NO,
    UNKNOWN,
    YES,
    Correct,
    Decided,
    Decision,
    Fill,
    Further,
    Go,
    Pick,
    Remark,
    Ways,
)
from .own_booking_rules import changes_a_booking, leave, meant_in_front
from .readers.meanings import FAQ, OTHER
from .readers.notes import NOTE
from .value_rules import ask_which, take_values

_CHEAPER = re.compile(r"\bmas (?:barat|economic)")


def decide(commands: Sequence[Command], ways: Ways) -> Decided | None:
    """Return what is done about what readers propose; None where that is nothing."""
    known = [meant_in_front(_beside(command, ways), ways) for command in commands]
    for rule in _RULES:
        if decided := rule(known, ways):
            return decided
    return None


def _beside(command: Command, ways: Ways) -> Command:
    """Return what is said of a value that was chosen as what it comes to: «más tarde»."""
    held = ways.filled.get(command.topic) if command.wish.is_beside else None
    return replace(command, wish=command.wish.beside(held)) if held else command


# -- the rules, in order --------------------------------------------------------------------------


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
    return take_values([one for one in commands if one.act is Act.SET and one.apart], ways)


def _is_said(decision: Decision | None) -> TypeGuard[Fill | Correct | Go]:
    return isinstance(decision, Fill | Correct | Go)


def _both(commands: Sequence[Command], ways: Ways) -> Decided | None:
    """«Los dos», where one is to be chosen: which one first?"""
    command = first(commands, Act.BOTH)
    return Decided(Remark("both"), (command,)) if command and ways.asks else None


def _rows(commands: Sequence[Command], ways: Ways) -> Decided | None:
    """A row's number, as a figure of its own."""
    command = first(commands, Act.CHOOSE)
    return Decided(Pick(command.row), (command,)) if command else None


def _beside_a_note(commands: Sequence[Command], ways: Ways) -> Decided | None:
    """«Sí, a nombre de Laura» agrees, too; a no before it only corrects what was noted."""
    kept = [one for one in sets_of(commands) if one.topic in ways.keeps]
    if [one.topic for one in kept] != [NOTE]:
        return None
    others = [one for one in commands if one.topic != NOTE and one.act is not Act.REFUSE]
    beside = _replies(others, ways) or _meanings(others, ways)
    if beside is None or not isinstance(beside.decision, Go):
        return None
    go = replace(beside.decision, wishes=wishes_of(kept))
    return Decided(go, (*beside.commands, *kept))


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


def _rest(ways: Ways, otherwise: Literal["again", "no_more"] = "again") -> Decision:
    """Return how the rest of a list is shown, or what is said where there is none."""
    return Further() if ways.pages else Remark(otherwise)


def _meanings(commands: Sequence[Command], ways: Ways) -> Decided | None:
    """What flows have an exit for."""
    means = [command for command in commands if command.act is Act.MEAN]
    for command in sorted(means, key=_by_precision):
        kind = CORRECTS.get(command.topic)
        trigger = ways.means.get(command.topic) or (ways.corrects.get(kind) if kind else None)
        if trigger and _may(trigger, command.strength, ways):
            if kind in ("service", "staff", "party"):  # the day and the hour are tried again
                return Decided(Correct(kind, trigger), (command,))
            return Decided(Go(trigger), (command,))
        if kind and kind == ways.asks:
            return Decided(_rest(ways), (command,))
        if command.topic == "ninguna" and (ways.pages or ways.asks in _LISTED):
            return Decided(_rest(ways, "no_more"), (command,))
        if command.topic == BEGIN and ways.asks:
            return Decided(Remark("again"), (command,))
    return None


def _by_precision(command: Command) -> int:
    """«Cambiar la hora» says more than «cambiar»; that a booking is wanted says the least."""
    return 0 if command.topic in CORRECTS else 2 if command.topic == BEGIN else 1


def _replies(commands: Sequence[Command], ways: Ways) -> Decided | None:
    """Yes and no, where the question has exits for them."""
    refuses, agrees = first(commands, Act.REFUSE), first(commands, Act.AGREE)
    going = first(commands, Act.MEAN, COMES)
    if going and (trigger := ways.means.get(COMES)) and _may(trigger, going.strength, ways):
        return Decided(Go(trigger), (going,))
    if agrees and changes_a_booking(ways) and first(commands, Act.MEAN, "dejarlo"):
        return None  # «dejalo como está»
    if refuses and refuses.strength == CLEAR and (trigger := ways.means.get(NO)):
        return Decided(Go(trigger), (refuses,))
    if agrees and agrees.strength >= WEAK and (trigger := ways.means.get(YES)):
        if _may(trigger, agrees.strength, ways):
            return Decided(Go(trigger), (agrees,))
        return Decided(Remark("doubt"), (agrees,))
    return None


def _half_refused(commands: Sequence[Command], ways: Ways) -> Decided | None:
    """A no before something that nobody understood: «no, justo ese día me mudo»."""
    refuses = first(commands, Act.REFUSE)
    trigger = ways.means.get(NO)
    return Decided(Go(trigger), (refuses,)) if refuses and trigger else None


def _half_agreed(commands: Sequence[Command], ways: Ways) -> Decided | None:
    """A yes before something that nobody understood: it is asked again."""
    agrees = first(commands, Act.AGREE)
    is_final = ways.means.get(YES) in ways.final
    return Decided(Remark("doubt"), (agrees,)) if agrees and is_final else None


def _no_value(commands: Sequence[Command], ways: Ways) -> Decided | None:
    """A no where values are asked for: none of those in sight."""
    refuses = first(commands, Act.REFUSE)
    if refuses is None or not ways.asks:
        return None
    if _goes_further(ways):
        return Decided(Further(), (refuses,))
    if trigger := ways.means.get("ninguna"):
        return Decided(Go(trigger), (refuses,))
    return Decided(_rest(ways, "no_more" if ways.asks in _LISTED else "again"), (refuses,))


def _more(commands: Sequence[Command], ways: Ways) -> Decided | None:
    command = first(commands, Act.MORE)
    return Decided(_rest(ways), (command,)) if command else None


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
    leave,
    _both,
    _questions,
    _outright,
    ask_which,
    _rows,
    _beside_a_note,
    take_values,
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


def _may(trigger: str, strength: float, ways: Ways) -> bool:
    """Return whether a reading is sure enough for an exit."""
    return strength >= (CLEAR if trigger in ways.final else LIKELY)
