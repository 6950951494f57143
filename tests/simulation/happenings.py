"""What each kind of event does in a world; each says in a sentence what happened."""

from __future__ import annotations

from collections.abc import Callable
from datetime import timedelta
from random import Random
from typing import Any

from milo.engine.model import Mode
from milo.engine.office.acting import Operator
from milo.engine.office.people import hand_back

from .disk import Fault
from .meta import CODES, Plan, Shown
from .model import Meant
from .story import Event
from .town import DESK, LINKS, MOODS, WORDS, Person
from .world import Simulation

Happening = Callable[[Simulation, Event], str]
HAPPENINGS: dict[str, Happening] = {}


def _kind(name: str) -> Callable[[Happening], Happening]:
    def register(happening: Happening) -> Happening:
        HAPPENINGS[name] = happening
        return happening

    return register


def happens(world: Simulation, event: Event) -> None:
    """Let an event happen, and note it."""
    world.process.luck.seed(event.luck)
    at = len(world.trace)
    world.note("")
    said = HAPPENINGS[event.kind](world, event)
    world.trace[at] = said


# -- people ---------------------------------------------------------------------------------------


def _who(world: Simulation, event: Event) -> Person:
    return world.people[event.who % len(world.people)]


def _chat(world: Simulation, who: Person) -> list[Shown]:
    return world.meta.phone(who).chat


def _shows(event: Event) -> str:
    """Return what a message tells of its sender: mostly both ids."""
    return (
        ("id", "phone", "both", "both", "both", "both")[event.luck % 6] if event.who < 2 else "both"
    )


def _writes(world: Simulation, event: Event, text: str, meant: Meant, **more: Any) -> str:
    who = _who(world, event)
    world.say(who, {"type": "text", "text": {"body": text}, **more}, meant, _shows(event))
    return f"{who.name} writes {text!r}"


def _taps(world: Simulation, event: Event, message: Shown, option: tuple[str, str]) -> str:
    who = _who(world, event)
    fields = {
        "type": "interactive",
        "interactive": {
            "type": "button_reply",
            "button_reply": {"id": option[0], "title": option[1]},
        },
        "context": {"id": message.wamid},
    }
    world.say(who, fields, Meant("tap", row=message.row, wamid=message.wamid), _shows(event))
    return f"{who.name} taps {option[1]!r}"


@_kind("taps")
def taps(world: Simulation, event: Event) -> str:
    chat = _chat(world, _who(world, event))
    options = chat[-1].options if chat else ()
    if not options:
        if event.pick % 5 < 2:
            return link(world, event)
        return _writes(world, event, "reservar", Meant("text"))
    patience = (1, 1, 1, 1, 1, 2, 3, 10)[event.pick % 8]
    option = options[(event.pick >> 4) % min(patience, len(options))]
    return _taps(world, event, chat[-1], option)


@_kind("taps twice")
def taps_twice(world: Simulation, event: Event) -> str:
    first = taps(world, event)
    chat = _chat(world, _who(world, event))
    if chat and chat[-1].options:
        return f"{first}; and again: {taps(world, event)}"
    return first


@_kind("link")
def link(world: Simulation, event: Event) -> str:
    text, slug = LINKS[event.pick % len(LINKS)]
    return _writes(world, event, text, Meant("slug", slug=slug))


@_kind("writes")
def writes(world: Simulation, event: Event) -> str:
    return _writes(world, event, WORDS[event.pick % len(WORDS)], Meant("text"))


@_kind("asks for a person")
def asks_for_a_person(world: Simulation, event: Event) -> str:
    return _writes(world, event, "persona", Meant("text"))


@_kind("old button")
def old_button(world: Simulation, event: Event) -> str:
    shown = [one for one in _chat(world, _who(world, event)) if one.options]
    if not shown:
        return writes(world, event)
    message = shown[event.pick % len(shown)]
    option = message.options[(event.pick >> 6) % len(message.options)]
    return "an old button: " + _taps(world, event, message, option)


@_kind("stranger's button")
def strangers_button(world: Simulation, event: Event) -> str:
    owner = world.people[event.pick % len(world.people)]
    shown = [one for one in _chat(world, owner) if one.options]
    if not shown or owner == _who(world, event):
        return writes(world, event)
    message = shown[-1]
    return f"a button of {owner.name}'s: " + _taps(world, event, message, message.options[0])


@_kind("quotes")
def quotes(world: Simulation, event: Event) -> str:
    chat = _chat(world, _who(world, event))
    if not chat:
        return writes(world, event)
    message = chat[event.pick % len(chat)]
    meant = Meant("quote", row=message.row, wamid=message.wamid)
    text = ("hola", "sí", "1", "gracias", "reservar")[event.luck % 5]
    said = _writes(world, event, text, meant, context={"id": message.wamid})
    return f"{said}, quoting {message.text[:30]!r}"


@_kind("photo")
def photo(world: Simulation, event: Event) -> str:
    who = _who(world, event)
    world.say(who, {"type": "image", "image": {"id": "1"}}, Meant("other"), _shows(event))
    return f"{who.name} sends a photo"


@_kind("reaction")
def reaction(world: Simulation, event: Event) -> str:
    who = _who(world, event)
    fields = {"type": "reaction", "reaction": {"message_id": "wamid.1", "emoji": "👍"}}
    world.say(who, fields, Meant("silent"), _shows(event))
    return f"{who.name} reacts with 👍"


@_kind("shows both")
def shows_both(world: Simulation, event: Event) -> str:
    who = _who(world, event)
    world.say(who, {"type": "text", "text": {"body": "hola"}}, Meant("text"), "both")
    return f"{who.name} writes 'hola', showing number and id"


# -- Meta -----------------------------------------------------------------------------------------


@_kind("repeats")
def repeats(world: Simulation, event: Event) -> str:
    if not world.old_posts:
        return "nothing to repeat"
    post = world.old_posts[event.pick % len(world.old_posts)]
    world.bring(post)
    return f"Meta brings an old webhook again: {', '.join(post.messages) or 'statuses'}"


@_kind("holds back")
def holds_back(world: Simulation, event: Event) -> str:
    if world.held_back is None:
        world.held_back = []
        return "Meta holds webhooks back"
    count = len(world.held_back)
    world.let_go(Random(event.luck))
    return f"Meta brings {count} webhooks in one, in any order"


@_kind("status")
def status(world: Simulation, event: Event) -> str:
    waiting = [fate for fate in world.meta.fates if fate.stage < 3]
    if not waiting:
        return "Meta has nothing to tell"
    fate = waiting[event.pick % len(waiting)]
    stages = ("sent", "delivered", "read")
    if event.luck % 12 == 0:
        world.tells(fate, "failed")
        fate.stage = 3
        return "Meta could not deliver a message"
    fate.stage = min(2, fate.stage + (event.luck % 3 == 0))
    world.tells(fate, stages[fate.stage])
    fate.stage += 1
    return "Meta tells what became of a message"


@_kind("old status")
def old_status(world: Simulation, event: Event) -> str:
    told = [fate for fate in world.meta.fates if fate.told]
    if not told:
        return "Meta has nothing old to tell"
    fate = told[event.pick % len(told)]
    kinds = ("sent", "delivered", "failed", "sent", "delivered")
    world.tells(fate, kinds[event.luck % len(kinds)])
    return "Meta tells late what became of a message"


@_kind("refuses")
def refuses(world: Simulation, event: Event) -> str:
    codes = list(CODES)
    code = codes[event.pick % len(codes)]
    times = (1, 1, 2, 4)[event.luck % 4]
    world.meta.plans.extend(Plan("refuses", code) for _ in range(times))
    return f"Meta will refuse {times} with {code}"


@_kind("loses")
def loses(world: Simulation, event: Event) -> str:
    kind = ("loses", "late and lost", "half", "bad gateway", "never")[event.pick % 5]
    skip = event.luck % 2
    world.meta.plans.extend([Plan("takes")] * skip + [Plan(kind, seconds=9.0)])
    return f"Meta's next answer but {skip}: {kind}"


@_kind("is slow")
def is_slow(world: Simulation, event: Event) -> str:
    seconds = (2.0, 9.0, 14.0)[event.pick % 3]
    kind = ("slow", "late")[event.luck % 2]
    world.meta.plans.append(Plan(kind, seconds=seconds))
    return f"Meta's next answer: {kind}, {seconds:g} s"


@_kind("is early")
def is_early(world: Simulation, event: Event) -> str:
    world.meta.plans.append(Plan("early"))
    return "Meta will tell the statuses before it answers"


@_kind("unreachable")
def unreachable(world: Simulation, event: Event) -> str:
    seconds = (5, 60, 300)[event.pick % 3]
    world.meta.unreachable_until = world.clock.elapsed + seconds
    return f"Meta cannot be reached for {seconds} s"


# -- merchants ------------------------------------------------------------------------------------


def _shop(event: Event) -> str:
    return ("carla", "mona", "carla", "mona", "pepe")[event.who % 5]


@_kind("status of client")
def status_of_client(world: Simulation, event: Event) -> str:
    slug = _shop(event)
    wanted = ("active", "inactive", "active", "suspended", "active")[event.pick % 5]
    code, _ = world.admin("PATCH", f"/api/clients/{slug}", {"status": wanted})
    return f"{slug} becomes {wanted} ({code})"


@_kind("settings")
def settings(world: Simulation, event: Event) -> str:
    slug = _shop(event)
    moods = MOODS[slug]
    mood = (0, *range(len(moods)))[event.pick % (len(moods) + 1)]
    code, _ = world.admin("PATCH", f"/api/clients/{slug}", {"settings": moods[mood]})
    return f"{slug} changes its settings to mood {mood} ({code})"


@_kind("books")
def books(world: Simulation, event: Event) -> str:
    slug, services = (("carla", ("corte", "color")), ("mona", ("taller", "torta")))[event.who % 2]
    who = world.people[event.pick % len(world.people)]
    now = world.clock.real()
    day = now.date() + timedelta(days=event.luck % 2 + 1)
    hour = ("09:00", "09:30", "10:00")[event.luck % 3]
    at = f"{day.isoformat()}T{hour}-03:00"
    body = {
        "client": slug,
        "service": services[event.luck % 2],
        "datetime": at,
        "name": who.name,
        "user_phone": who.phone,
    }
    code, _ = world.admin("POST", "/api/bookings", body)
    return f"{slug} books {body['service']} at {at} for {who.name} by hand ({code})"


@_kind("changes")
def changes(world: Simulation, event: Event) -> str:
    places = [
        place
        for place in sorted(world.onlooker.look().places, key=lambda one: one.id)
        if place.status in ("pending", "confirmed")
    ]
    if not places:
        return "no booking to change"
    place = places[event.pick % len(places)]
    wanted = ("confirmed", "cancelled", "rejected", "completed", "move", "confirmed")[
        event.luck % 6
    ]
    if wanted == "move":
        later = (30, 60, 24 * 60)[event.luck % 3]
        body = {"datetime": (place.start + timedelta(minutes=later)).isoformat()}
    else:
        body = {"status": wanted}
    code, _ = world.admin("PATCH", f"/api/bookings/{place.id}", body)
    return f"the merchant changes booking {place.id}: {body} ({code})"


@_kind("desk")
def desk(world: Simulation, event: Event) -> str:
    chat = world.meta.phone(DESK).chat
    if not chat:
        return "the desk has nothing to answer"
    message = chat[-1 - event.pick % min(3, len(chat))]
    fields: dict[str, Any] = {
        "context": {"id": message.wamid},
        "type": "image",
        "image": {"id": "1"},
    }
    if event.luck % 4:
        fields |= {"type": "text", "text": {"body": f"Respuesta {event.luck % 100}"}}
    world.say(DESK, fields, Meant("quote", row=message.row, wamid=message.wamid), "phone")
    return f"the desk answers {message.text[:30]!r}"


@_kind("outbox")
def outbox(world: Simulation, event: Event) -> str:
    """An operator sends again what failed, or drops what waits: by a command, nobody is nudged."""
    again = event.luck % 2 == 0
    wanted = "failed" if again else "pending"
    rows = [out for out in world.onlooker.look().outbox if out.status == wanted]
    if not rows:
        return "an operator finds nothing to send again or to drop"
    row = rows[event.pick % len(rows)].id
    world.model.operated(row)

    def work() -> None:
        if again:
            world.store.transact(lambda tx: tx.outbox.again(row))
        else:
            world.store.transact(lambda tx: tx.outbox.drop(row, "dropped"))

    world.office(work)
    return f"an operator {'sends' if again else 'drops'} {row}{' again' if again else ''}"


@_kind("hands back")
def hands_back(world: Simulation, event: Event) -> str:
    talks = [talk for talk in sorted(world.onlooker.look().talks) if talk.mode == Mode.HUMAN]
    if not talks:
        return "nobody to hand back"
    talk = talks[event.pick % len(talks)]

    def work() -> None:
        world.store.transact(
            lambda tx: hand_back(Operator(tx, world.ids, world.clock.now()), talk.id)
        )

    world.office(work)
    return f"an operator hands {talk.id} back to the bot"


# -- the machine ----------------------------------------------------------------------------------


@_kind("waits")
def waits(world: Simulation, event: Event) -> str:
    minutes = (0.1, 0.2, 1, 5, 11, 16, 31)[event.pick % 7]
    world.wait(minutes * 60)
    return f"{minutes:g} minutes pass"


@_kind("hours")
def hours(world: Simulation, event: Event) -> str:
    span = (2, 13, 24)[event.pick % 3]
    world.wait(span * 3600)
    return f"{span} hours pass"


@_kind("sleeps")
def sleeps(world: Simulation, event: Event) -> str:
    minutes = (5, 20, 45, 13 * 60, 25 * 60, 25 * 60)[event.pick % 6]
    world.die()
    world.clock.elapsed += minutes * 60
    return f"the machine is off for {minutes} minutes"


@_kind("sleeps for a day")
def sleeps_for_a_day(world: Simulation, event: Event) -> str:
    world.die()
    world.clock.elapsed += 25 * 3600
    return "the machine is off for 25 hours"


@_kind("kill")
def kill(world: Simulation, event: Event) -> str:
    world.process.run(event.pick % 8)
    world.die()
    return f"the program is killed after {event.pick % 8} jobs"


@_kind("kill within")
def kill_within(world: Simulation, event: Event) -> str:
    where = event.pick % 5
    if where == 0:
        world.meta.plans.append(Plan("kill after"))
        return "the program will be killed when Meta has taken a message"
    if where == 1:
        world.meta.plans.append(Plan("kill before"))
        return "the program will be killed before Meta takes a message"
    kind = "kill after" if where == 2 else "kill"
    skips, calls = event.luck % 5, (event.luck >> 4) % 14
    world.store.faults.append(Fault(kind, skips, calls))
    return f"{kind}: in the transaction after {skips}, at call {calls}"


@_kind("clock")
def clock(world: Simulation, event: Event) -> str:
    seconds = (-3600, -120, -5, 5, 300, 7200)[event.pick % 6]
    world.clock.offset += seconds
    world.model.clock_jumped()
    return f"the clock jumps by {seconds} s"


@_kind("store")
def store(world: Simulation, event: Event) -> str:
    kind = ("away", "breaks", "unsure", "full", "locked", "readonly")[event.pick % 6]
    skips, calls, times = (
        event.luck % 3,
        (event.luck >> 4) % 12,
        (1, 1, 2, 4)[(event.luck >> 8) % 4],
    )
    world.store.faults.append(Fault(kind, skips, calls, times))
    return f"the store will be in trouble: {kind}, {times} times"


@_kind("defect")
def defect(world: Simulation, event: Event) -> str:
    world.defects = (1, 2, 3, 3, 4)[event.pick % 5]
    return f"a defect will meet the next {world.defects} turns"


@_kind("nudges")
def nudges(world: Simulation, event: Event) -> str:
    contacts = sorted(world.onlooker.look().contacts)
    world.engine.nudge([*contacts, "nobody"])
    world.engine.send([*contacts, "nobody"])
    return "everybody is nudged"
