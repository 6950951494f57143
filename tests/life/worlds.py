"""Random merchants, and random things that happen to their agendas: all from one seed."""

from __future__ import annotations

from random import Random

from .slow_agenda import DAY, WEEK, date_of

PEOPLE = ("me", "you", "her")
STAFF = ("x", "y", "z")
SUNDAY = [["10:00", "14:00"]]
"""A day on which every service fits, whatever else is drawn: so all settings make sense."""
DAYS = [
    [],
    [["08:00", "13:00"]],
    [["09:00", "12:00"]],
    [["09:00", "11:30"], ["15:00", "17:00"]],
    [["10:00", "14:00"]],
    [["16:00", "19:00"], ["18:00", "20:00"]],
    [["21:00", "01:00"]],
    [["08:10", "10:40"], ["10:40", "12:00"]],
]
WAITS = (1, 5, 14, 15, 16, 60, 60, 180, 720, 1440)
CHANGES = ("price", "notice", "staff", "remove", "hours", "closure", "rules", "service")
ACTIONS = (
    *("hold",) * 9,
    *("confirm",) * 9,
    *("list",) * 6,
    *("move",) * 7,
    *("reschedule",) * 4,
    *("wait",) * 4,
    *("status",) * 6,
    *("amend",) * 5,
    *("by hand",) * 6,
    *("cancel",) * 2,
    *("settle",) * 2,
    *("queue",) * 6,
    *("take",) * 4,
    *("tell",) * 3,
    *("release", "extend", "sweep", "days", "full", "cannot tell", "decline"),
)


def settings(dice):
    """Return random settings that make sense."""
    return {
        "services": [_service(dice, n) for n in range(dice.choice((1, 2, 2, 3)))],
        "staff": [_member(dice, one) for one in STAFF],
        "hours": {**{day: dice.choice(DAYS) for day in WEEK}, "sun": SUNDAY},
        "special_days": _special(dice),
        "closures": _closures(dice),
        **_rules(dice),
    }


def _rules(dice):
    return {
        "currency": dice.choice(("ARS", "ARS", "UYU")),
        "min_notice_minutes": dice.choice((0, 0, 30, 120)),
        "day_before_until": dice.choice((None, None, None, "10:00", "18:00")),
        "horizon_days": dice.choice((1, 2, 4)),
        "max_active_per_contact": dice.choice((None, None, None, 1, 2, 3)),
        "cancel_notice_minutes": dice.choice((0, 0, 60, 1440)),
        "confirmation": dice.choice(("auto", "manual")),
        "pending_expires_minutes": dice.choice((5, 60, 720)),
        "no_shows_before_manual": dice.choice((None, 1, 2)),
        "waitlist": dice.random() < 0.8,
        "waitlist_minutes": dice.choice((5, 15, 60)),
        "quiet": dice.choice((None, None, ["21:00", "09:00"], ["12:30", "15:00"])),
        "reminders_minutes": dice.choice(([1440, 120], [120], [60, 30], [])),
    }


def _service(dice, number):
    staff = dice.sample(STAFF, dice.choice((0, 1, 2, 2, 3)))
    capacity = dice.choice((1, 1, 2, 4))
    rests = (0,) if capacity > 1 and not staff else (0, 0, 5, 10, 30)
    return {
        "id": f"s{number}",
        "name": f"S{number}",
        "minutes": dice.choice((15, 30, 45, 60, 60, 90)),
        "slot_minutes": dice.choice((None, None, 15, 30, 40)),
        "capacity": capacity,
        "max_party": dice.randint(1, capacity + 1),
        "buffer_before_minutes": dice.choice(rests),
        "buffer_after_minutes": dice.choice(rests),
        "max_per_day": dice.choice((None, None, None, 1, 3)),
        "price": dice.choice((None, "8000", "desde 9000")),
        "staff": staff,
    }


def _member(dice, one):
    hours = {day: dice.choice(DAYS) for day in WEEK[:6] if dice.random() < 0.2}
    special = _special(dice) if dice.random() < 0.3 else {}
    closures = _closures(dice) if dice.random() < 0.3 else []
    named = {"id": one, "name": one.upper()}
    return {**named, "hours": hours, "special_days": special, "closures": closures}


def _special(dice):
    return {date_of(dice.randint(0, 4)): dice.choice(DAYS) for _ in range(dice.choice((0, 0, 1)))}


def _closures(dice):
    return [_closure(dice)] if dice.random() < 0.4 else []


def _closure(dice):
    start = dice.randint(0, 5 * DAY // 30) * 30
    return {"from": _moment(start), "to": _moment(start + dice.choice((30, 60, 300)))}


def _moment(minute):
    day, rest = divmod(minute, DAY)
    return f"{date_of(day)}T{rest // 60:02}:{rest % 60:02}"


def changed(dice, data):
    """Return settings as a merchant changes them."""
    fresh = {**data, "services": [dict(one) for one in data["services"]]}
    service = dice.choice(fresh["services"])
    what = dice.choice(CHANGES)
    if what == "price":
        service["price"] = dice.choice((None, "8000", "9500"))
    elif what == "notice":
        fresh["cancel_notice_minutes"] = dice.choice((0, 30, 2880))
    elif what == "staff":
        there = [one["id"] for one in fresh["staff"]]
        service["staff"] = dice.sample(there, dice.randint(0, len(there)))
    elif what == "remove" and len(fresh["services"]) > 1:
        fresh["services"].remove(service)
    elif what == "hours":
        fresh["hours"] = {**fresh["hours"], dice.choice(WEEK[:4]): dice.choice(DAYS)}
    elif what == "closure":
        fresh["closures"] = [*fresh["closures"], _closure(dice)]
    elif what == "rules":
        fresh |= _rules(dice)
    elif what == "service":
        named = {key: service[key] for key in ("id", "name", "staff")}
        service |= {**_service(dice, 0), **named}
    if what == "remove" and dice.random() < 0.4:  # and one of the staff leaves
        gone = dice.choice(STAFF)
        fresh["staff"] = [one for one in fresh["staff"] if one["id"] != gone]
        for one in fresh["services"]:
            one["staff"] = [who for who in one["staff"] if who != gone]
    for one in fresh["services"]:
        if one["capacity"] > 1 and not one["staff"]:
            one |= {"buffer_before_minutes": 0, "buffer_after_minutes": 0}
    return fresh


def began(dice):
    """Return when a world begins."""
    return dice.randint(0, 14 * 12) * 5 + dice.choice((0, 0, 1, 359))


def action(dice):
    """Return what is done next, and a number that decides the rest of it."""
    return dice.choice(ACTIONS), dice.getrandbits(32)


def world(seed, length):
    """Return settings, when it begins, and what is done: `(settings, now, [(action, number)])`."""
    dice = Random(seed)
    return settings(dice), began(dice), [action(dice) for _ in range(length)]
