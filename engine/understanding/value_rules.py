"""Rules for values: days, hours, services, who attends, how many come."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import replace

from .commands import CLEAR, Act, Command, first, sets_of, wishes_of
from .decisions import BEGIN, UNKNOWN, Correct, Decided, Either, Fill, Go, Remark, Ways, Wishes
from .own_booking_rules import of_a_booking, same_day
from .readers.meanings import OTHER
from .readers.notes import NOTE
from .wish import Wish


def ask_which(commands: Sequence[Command], ways: Ways) -> Decided | None:
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


def take_values(commands: Sequence[Command], ways: Ways) -> Decided | None:
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
        return Decided(Go(moved, same_day(wishes)), (*([changes] if changes else ()), *said))
    if ways.asks or not ways.means.get(BEGIN):
        return Decided(Fill(wishes), tuple(said))
    return _begins(wishes, said, ways)


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
        return Decided(Go(trigger, same_day(wishes)), tuple(said)) if trigger else None
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
    theirs = {kind: of_a_booking(wish) for kind, wish in wishes.items()}
    return Decided(Go(trigger, theirs), tuple(said)) if trigger else None


def _corrected(kind: str, wishes: Wishes, said: Sequence[Command], ways: Ways) -> Decided | None:
    trigger = ways.corrects.get(kind)
    if trigger is None:
        rest = {name: wish for name, wish in wishes.items() if name != kind}
        return Decided(Fill(rest), tuple(said)) if rest else None
    acts = [one.named(Act.CORRECT) if one.topic in ways.filled else one for one in said]
    return Decided(Correct(kind, trigger, wishes), tuple(acts))


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
