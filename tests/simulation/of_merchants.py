"""What merchants and operators do, over the API, from their own phone or by a command."""

from __future__ import annotations

from datetime import timedelta
from typing import Any

from milo.engine.model import Mode
from milo.engine.office.acting import Operator
from milo.engine.office.people import hand_back

from .kinds import kind
from .meaning import Meant
from .story import Event
from .town import DESK, MOODS, Person
from .world import Simulation


def _shop(event: Event) -> str:
    return ("carla", "mona", "carla", "mona", "pepe")[event.who % 5]


@kind("status of client")
def status_of_client(world: Simulation, event: Event) -> str:
    slug = _shop(event)
    wanted = ("active", "inactive", "active", "suspended", "active")[event.pick % 5]
    code, _ = world.admin("PATCH", f"/api/clients/{slug}", {"status": wanted})
    return f"{slug} becomes {wanted} ({code})"


@kind("settings")
def settings(world: Simulation, event: Event) -> str:
    slug = _shop(event)
    moods = MOODS[slug]
    mood = (0, *range(len(moods)))[event.pick % (len(moods) + 1)]
    offers = {} if world.story.forms == "off" else {"forms": world.story.forms}
    wanted = {**moods[mood], **offers}
    code, _ = world.admin("PATCH", f"/api/clients/{slug}", {"settings": wanted})
    return f"{slug} changes its settings to mood {mood} ({code})"


@kind("books")
def books(world: Simulation, event: Event) -> str:
    return _books(world, event, event.who, world.people[event.pick % len(world.people)])


@kind("is booked for")
def is_booked_for(world: Simulation, event: Event) -> str:
    return _books(world, event, event.pick, world.people[event.who % len(world.people)])


def _books(world: Simulation, event: Event, shop: int, who: Person) -> str:
    """Let a merchant, counted round, book for somebody."""
    slug, services = (("carla", ("corte", "color")), ("mona", ("taller", "torta")))[shop % 2]
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


@kind("changes")
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


@kind("desk")
def desk(world: Simulation, event: Event) -> str:
    chat = world.meta.phone(DESK).chat
    fields: dict[str, Any]
    if not chat or event.luck % 8 == 0:  # WhatsApp lets nobody be told who has not written
        fields = {"type": "text", "text": {"body": "recepción"}}
        world.say(DESK, fields, Meant("reception"), "phone")
        return "the desk asks for its reception"
    message = chat[-1 - event.pick % min(3, len(chat))]
    fields = {
        "context": {"id": message.wamid},
        "type": "image",
        "image": {"id": "1"},
    }
    if event.luck % 4:
        fields |= {"type": "text", "text": {"body": f"Respuesta {event.luck % 100}"}}
    world.say(DESK, fields, Meant("quote", row=message.row, wamid=message.wamid), "phone")
    return f"the desk answers {message.text[:30]!r}"


@kind("outbox")
def outbox(world: Simulation, event: Event) -> str:
    """An operator sends again what failed, or drops what waits: by a command, nobody is nudged."""
    again = event.luck % 2 == 0
    wanted = "failed" if again else "pending"
    rows = [out for out in world.onlooker.look().outbox if out.status == wanted]
    if not rows:
        return "an operator finds nothing to send again or to drop"
    row = rows[event.pick % len(rows)].id
    world.model.deliveries.operated(row)

    def work() -> None:
        if again:
            world.store.transact(lambda tx: tx.outbox.again(row))
        else:
            world.store.transact(lambda tx: tx.outbox.fail(row, "dropped"))

    world.office(work)
    return f"an operator {'sends' if again else 'drops'} {row}{' again' if again else ''}"


@kind("hands back")
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
