"""What people do: they come by a link, tap, write, quote, come back with old buttons."""

from __future__ import annotations

from dataclasses import replace
from typing import Any

from .filling import fills
from .kinds import kind
from .meaning import Meant
from .meta import Shown
from .story import Event
from .town import LINKS, WORDS, Person
from .world import Simulation

KNOWN_BY_BOTH = 2
"""From this person on, all always show both ids."""


def _who(world: Simulation, event: Event) -> Person:
    return world.people[event.who % len(world.people)]


def _chat(world: Simulation, who: Person) -> list[Shown]:
    return world.meta.phone(who).chat


def _shows(event: Event) -> str:
    """Return what a message tells of its sender: mostly both ids.

    Who may change their number always shows both: a number alone says nothing of who has it.
    """
    return (
        ("id", "phone", "both", "both", "both", "both")[event.luck % 6]
        if event.who < KNOWN_BY_BOTH
        else "both"
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


@kind("taps")
def taps(world: Simulation, event: Event) -> str:
    chat = _chat(world, _who(world, event))
    options = chat[-1].options if chat else ()
    if (
        chat
        and chat[-1].form
        and (filled := fills(world, _who(world, event), chat[-1], event.luck))
    ):
        return filled
    if not options:
        if event.pick % 5 < 2:
            return link(world, event)
        return _writes(world, event, "reservar", Meant("text"))
    patience = (1, 1, 1, 1, 1, 2, 3, 10)[event.pick % 8]
    option = options[(event.pick >> 4) % min(patience, len(options))]
    return _taps(world, event, chat[-1], option)


@kind("taps twice")
def taps_twice(world: Simulation, event: Event) -> str:
    first = taps(world, event)
    chat = _chat(world, _who(world, event))
    if chat and chat[-1].options:
        return f"{first}; and again: {taps(world, event)}"
    return first


@kind("link")
def link(world: Simulation, event: Event) -> str:
    text, slug = LINKS[event.pick % len(LINKS)]
    return _writes(world, event, text, Meant("slug", slug=slug))


@kind("writes")
def writes(world: Simulation, event: Event) -> str:
    text = WORDS[event.pick % len(WORDS)]
    return _writes(world, event, text, Meant("text", text=text))


@kind("names another")
def names_another(world: Simulation, event: Event) -> str:
    """Somebody names a merchant within a longer text, and perhaps answers what they are asked."""
    shop = ("Carla", "Mona")[event.pick % 2]
    text = (f"quiero un turno en {shop}", f"lo de {shop} porfa")[event.luck % 2]
    return _writes(world, event, text, Meant("text", text=text))


@kind("answers which")
def answers_which(world: Simulation, event: Event) -> str:
    text = ("1", "2", "sí", "no")[event.pick % 4]
    return _writes(world, event, text, Meant("text", text=text))


@kind("asks about themselves")
def asks_about_themselves(world: Simulation, event: Event) -> str:
    text = ("BAJA", "stop", "alta", "mis datos")[event.pick % 4]
    return _writes(world, event, text, Meant("request"))


@kind("asks for who is closed")
def asks_for_who_is_closed(world: Simulation, event: Event) -> str:
    """Pepe closes, and somebody comes to him: the lobby asks with whom they go on."""
    code, _ = world.admin("PATCH", "/api/clients/pepe", {"status": "inactive"})
    return f"Pepe closes ({code}); {_writes(world, event, 'pepe', Meant('slug', slug='pepe'))}"


@kind("asks for a person")
def asks_for_a_person(world: Simulation, event: Event) -> str:
    return _writes(world, event, "persona", Meant("text"))


@kind("old button")
def old_button(world: Simulation, event: Event) -> str:
    shown = [one for one in _chat(world, _who(world, event)) if one.options]
    if not shown:
        return writes(world, event)
    message = shown[event.pick % len(shown)]
    option = message.options[(event.pick >> 6) % len(message.options)]
    return "an old button: " + _taps(world, event, message, option)


@kind("stranger's button")
def strangers_button(world: Simulation, event: Event) -> str:
    owner = world.people[event.pick % len(world.people)]
    shown = [one for one in _chat(world, owner) if one.options]
    if not shown or owner == _who(world, event):
        return writes(world, event)
    message = shown[-1]
    return f"a button of {owner.name}'s: " + _taps(world, event, message, message.options[0])


@kind("quotes")
def quotes(world: Simulation, event: Event) -> str:
    chat = _chat(world, _who(world, event))
    if not chat:
        return writes(world, event)
    message = chat[event.pick % len(chat)]
    meant = Meant("quote", row=message.row, wamid=message.wamid)
    text = ("hola", "sí", "1", "gracias", "reservar")[event.luck % 5]
    said = _writes(world, event, text, meant, context={"id": message.wamid})
    return f"{said}, quoting {message.text[:30]!r}"


@kind("photo")
def photo(world: Simulation, event: Event) -> str:
    who = _who(world, event)
    world.say(who, {"type": "image", "image": {"id": "1"}}, Meant("other"), _shows(event))
    return f"{who.name} sends a photo"


@kind("reaction")
def reaction(world: Simulation, event: Event) -> str:
    who = _who(world, event)
    fields = {"type": "reaction", "reaction": {"message_id": "wamid.1", "emoji": "👍"}}
    world.say(who, fields, Meant("silent"), _shows(event))
    return f"{who.name} reacts with 👍"


@kind("shows both")
def shows_both(world: Simulation, event: Event) -> str:
    who = _who(world, event)
    world.say(who, {"type": "text", "text": {"body": "hola"}}, Meant("text"), "both")
    return f"{who.name} writes 'hola', showing number and id"


# -- numbers and ids that change ------------------------------------------------------------------


def _another(world: Simulation, event: Event, **changes: str) -> Person | None:
    """Let somebody who always shows both ids go on as this; None where there is nobody."""
    at = event.who % len(world.people)
    if at < KNOWN_BY_BOTH:
        return None
    world.people[at] = replace(world.people[at], **changes)
    return world.people[at]


def _hello(world: Simulation, who: Person) -> None:
    world.say(who, {"type": "text", "text": {"body": "mis turnos"}}, Meant("text"))


@kind("number is recycled")
def number_is_recycled(world: Simulation, event: Event) -> str:
    """The SIM of somebody who showed both ids is somebody else's from now on."""
    if event.who % len(world.people) >= KNOWN_BY_BOTH:
        _hello(world, _who(world, event))
    mark = f"{world.numbers:04}"
    stranger = _another(world, event, name=f"Fede {mark}", user_id=f"AR.2{mark}")
    if stranger is None:
        return writes(world, event)
    world.meta.handed_on(stranger)
    _hello(world, stranger)
    return f"{stranger.name} has {stranger.phone} now, and writes 'mis turnos'"


@kind("new phone")
def new_phone(world: Simulation, event: Event) -> str:
    return _goes_on(world, event, phone=f"549262{world.numbers:04}")


@kind("number changes")
def number_changes(world: Simulation, event: Event) -> str:
    mark = f"{world.numbers:04}"
    return _goes_on(world, event, phone=f"549263{mark}", user_id=f"AR.3{mark}")


@kind("id changes")
def id_changes(world: Simulation, event: Event) -> str:
    return _goes_on(world, event, user_id=f"AR.4{world.numbers:04}")


def _goes_on(world: Simulation, event: Event, **changes: str) -> str:
    """Let somebody go on under another number or id; Meta tells of a new id, before or after."""
    old = _who(world, event)
    new = _another(world, event, **changes)
    if new is None:
        return writes(world, event)
    world.meta.moved(old, new)
    tells = (lambda: world.tells_change(old, new)) if "user_id" in changes else (lambda: None)
    steps = [tells, lambda: _hello(world, new)]
    for step in steps[:: -1 if event.luck % 2 else 1]:
        step()
    return f"{new.name} has {new.phone} and {new.user_id} now, and writes 'mis turnos'"
