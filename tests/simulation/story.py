"""A story: all that happens in a world, made of a seed beforehand.

Each event stands for itself: what it does depends on the world as it finds it and on its own
numbers, never on a dice that others threw, too. So a story can be shortened.
"""

from __future__ import annotations

from dataclasses import dataclass, replace
from random import Random

ALL = -1
"""Run all that can run before the next event."""


@dataclass(frozen=True, slots=True)
class Event:
    """One thing that happens.

    Attributes:
        kind: one of `happenings.HAPPENINGS`.
        who: which person or merchant, counted round.
        pick: which of what there is.
        luck: the seed of the small choices while it happens.
        rest: how many jobs run before the next event.
    """

    kind: str
    who: int
    pick: int
    luck: int
    rest: int = ALL


@dataclass(frozen=True, slots=True)
class Story:
    """What a world is made of, and what happens in it.

    Attributes:
        database: `memory` or `sqlite`.
        awake: how many session actors may be awake at once.
        tempers: of each person: `patient`, `hasty` or `forgetful`.
        forms: whether bookings offer a form, as in a client's settings.
    """

    seed: int
    database: str
    awake: int
    tempers: tuple[str, ...]
    events: tuple[Event, ...]
    forms: str = "off"


PEOPLE = {
    "taps": 40,
    "visit": 4,
    "link": 6,
    "writes": 12,
    "old button": 4,
    "taps twice": 3,
    "quotes": 3,
    "photo": 1,
    "reaction": 1,
    "stranger's button": 1,
    "shows both": 2,
    "names another": 3,
    "asks about themselves": 1,
    "is asked, and told": 3,
    "number is recycled": 1,
    "new phone": 1,
    "number changes": 2,
    "id changes": 2,
}
META = {
    "repeats": 2,
    "holds back": 3,
    "status": 7,
    "old status": 2,
    "fails late": 2,
    "refuses": 4,
    "loses": 3,
    "is slow": 2,
    "is early": 2,
    "unreachable": 1,
}
MERCHANTS = {
    "status of client": 2,
    "settings": 2,
    "books": 2,
    "changes": 4,
    "desk": 2,
    "hands back": 1,
    "outbox": 1,
}
MACHINE = {
    "waits": 6,
    "hours": 1,
    "kill": 3,
    "kill within": 4,
    "sleeps": 1,
    "clock": 1,
    "store": 4,
    "defect": 2,
    "is forgotten": 1,
    "is left waiting": 1,
    "nudges": 1,
}
FORMS = ("off", "on", "greeting")
SCENES = ("visit", "names another", "is asked, and told", "is forgotten", "is left waiting")
QUIET = 0.35
"""How many of the worlds have no trouble but people."""


def story_of(seed: int) -> Story:
    """Return the story of a seed."""
    dice = Random(seed)
    tempers = tuple(
        dice.choice(("patient", "patient", "hasty", "forgetful")) for _ in range(dice.randint(2, 5))
    )
    troubled = dice.random() > QUIET
    weights = {**PEOPLE, **MERCHANTS, **(META | MACHINE if troubled else {"waits": 5, "status": 4})}
    kinds, chances = list(weights), list(weights.values())
    length = dice.randint(35, 70)
    events = tuple(
        event
        for kind in dice.choices(kinds, chances, k=length)
        for event in _scene(dice, kind, tempers)
    )
    database, awake = dice.choice(("memory", "sqlite")), dice.choice((1, 2, 50))
    return Story(seed, database, awake, tempers, events, FORMS[seed % len(FORMS)])


def _scene(dice: Random, kind: str, tempers: tuple[str, ...]) -> list[Event]:
    """Return an event, or a visit: somebody who comes by the link and taps their way along.

    Who names another merchant answers which is meant. A visit that is forgotten ends with the
    machine off for a day, one that is left waiting with the machine off while the bot would have
    asked whether they are there. Who is asked, and told, is asked something that is no client's,
    and reads something else before they answer.
    """
    if kind not in SCENES:
        return [_event(dice, kind, tempers)]
    first = _event(dice, "link", tempers)
    ways = ["taps"] * dice.randint(3, 7)
    if kind == "names another":
        ways = [kind, dice.choice(("answers which", "answers which", "taps"))]
    if kind == "is forgotten":
        ways = [*["taps"] * 4, dice.choice(("taps", "asks for a person")), "sleeps for a day"]
    if kind == "is left waiting":
        ways = [*["taps"] * dice.randint(1, 3), "sleeps a while"]
    if kind == "is asked, and told":
        asks = ("asks about themselves", "asks about themselves", "asks for who is closed")
        told = dice.choice((["waits a while"], ["waits a while", "is booked for"]))
        ways = [*["taps"] * dice.randint(1, 4), *told]
        ways.insert(-1, dice.choice(asks))
        ways += ["answers which"]
    return [first, *(replace(_event(dice, way, tempers), who=first.who) for way in ways)]


def _event(dice: Random, kind: str, tempers: tuple[str, ...]) -> Event:
    who = dice.randrange(len(tempers))
    hasty = tempers[who] == "hasty" and dice.random() < 0.6
    rest = dice.randrange(6) if hasty and kind in PEOPLE else ALL
    return Event(kind, who, dice.randrange(1 << 16), dice.randrange(1 << 30), rest)
