"""People with forms: they fill them in, go back, close them, and ask twice where nothing came.

The form is the phone's of the demo, which shows what WhatsApp would and refuses the rest; what it
asks goes to the real endpoint, sealed and signed.
"""

from __future__ import annotations

import json
from datetime import timedelta
from functools import cache
from random import Random
from typing import Any

from milo.cli.vocabulary import vocabulary
from milo.demo.form_phone import FormRefused, OpenForm
from milo.engine.flow.forms.compiled_form import CompiledForm, compile_form
from milo.engine.flow.forms.flow_json import flow_json
from milo.http.forms.endpoint import FAILED

from .edge import flows
from .isolation import foreign_words
from .meaning import Meant
from .meta import Shown
from .promises import CARD, FORM, ISOLATION
from .rows import Place
from .town import Person
from .world import Simulation

ACTS = {
    "goes on": 78,
    "goes back": 6,
    "asks again": 5,
    "an old request": 4,
    "reopens": 4,
    "waits": 3,
}
_UTC_TO_LOCAL = timedelta(hours=-3)
_FEW = 2
"""Of how many rows people choose: few, so that they meet."""


@cache
def form() -> CompiledForm:
    """Return the form of the shipped bookings."""
    found = compile_form(flows().newest("reservas").flow, vocabulary())
    assert found
    return found


@cache
def _content() -> dict[str, Any]:
    return flow_json(form())


def fills(world: Simulation, who: Person, shown: Shown, luck: int) -> str | None:
    """Let somebody do something with a message's form; None where it is over."""
    dice, known = Random(luck), world.forms.get(shown.wamid)
    if known is not None and not known.is_open:
        return None
    (act,) = dice.choices(list(ACTS), list(ACTS.values()))
    try:
        if known is None or act == "reopens":
            known = world.forms[shown.wamid] = _opened(world, shown, dice)
        said = _does(world, known, act, dice)
    except FormRefused as fault:
        world.model.breaks(FORM, str(fault))
        return f"{who.name}'s phone shows no such form"
    _look(world, known)
    if known.params is not None:
        _tells(world, who, shown, known, dice)
    return f"{who.name} {said}"


def _opened(world: Simulation, shown: Shown, dice: Random) -> OpenForm:
    opens = shown.form or {}
    payload = opens["flow_action_payload"]

    def ask(content: dict[str, Any]) -> tuple[int, Any]:
        first = world.asks(content)
        second = world.asks(content) if dice.random() < 0.1 else first
        if _is_fine(first) and _is_fine(second) and first != second:
            world.model.breaks(FORM, f"{content} is answered by {first[1]}, then by {second[1]}")
        return second

    return OpenForm(
        *(_content(), opens["flow_token"], payload["screen"], dict(payload["data"]), ask)
    )


def _is_fine(answer: tuple[int, Any]) -> bool:
    status, told = answer
    return status == 200 and told["data"].get("error_message") != FAILED


def _does(world: Simulation, opened: OpenForm, act: str, dice: Random) -> str:
    if act == "goes back" and opened.behind:
        opened.back()
    elif act == "asks again" and opened.sent:
        opened.again()
    elif act == "an old request" and opened.sent:
        world.asks(dice.choice(opened.sent))  # comes late, and its answer goes nowhere
    elif act != "waits":
        act = "fills in " + _goes_on(world, opened, dice)
    error = f", and reads {opened.error!r}" if opened.error else ""
    return f"{act} ({opened.screen}{error})"


def _goes_on(world: Simulation, opened: OpenForm, dice: Random) -> str:
    """Fill in all that the screen asks, and tap its button, or sometimes a link."""
    screen, chosen = opened.screen, []
    while opened.is_open and opened.screen == screen and (missing := opened.view()["missing"]):
        name = missing[0]
        part = next(one for one in opened.children if one.get("name") == name)
        is_calendar = part["type"] == "CalendarPicker"
        rows = opened.days(name) if is_calendar else [row["id"] for row in opened.rows(name)]
        if not rows:
            raise FormRefused(f"{screen} has nothing to choose from for {name}")
        chosen.append(dice.choice(rows[:_FEW]))
        opened.choose(name, chosen[-1])
        if opened.error:
            return f"{screen} {' · '.join(chosen)}"
    if opened.is_open and opened.screen == screen:
        links = [one["text"] for one in opened.children if one["type"] == "EmbeddedLink"]
        _taps(world, opened, dice.choice(links) if links and dice.random() < 0.15 else "")
    return f"{screen} {' · '.join(chosen)}".rstrip()


def _taps(world: Simulation, opened: OpenForm, link: str) -> None:
    """Tap the button of the screen in front, and hold what is booked to what it shows."""
    card = opened.children[0]["text"] if opened.screen == form().screens[-1].id else None
    before = _booked(world, opened)
    opened.tap(link)
    if card is None:
        return
    for id_, place in _booked(world, opened).items():
        if id_ not in before and place.moves is None and not _is_shown(place, card):
            world.model.breaks(CARD, f"{place.service} at {place.start:%d %H:%M}: {card!r}")


def _booked(world: Simulation, opened: OpenForm) -> dict[str, Place]:
    """Return what the session of a form has booked."""
    if not world.process.alive:
        return {}
    session = opened.token.rpartition(".")[0]
    places = world.onlooker.look().places
    return {
        one.id: one
        for one in places
        if one.session == session and one.status in ("pending", "confirmed")
    }


def _is_shown(place: Place, card: str) -> bool:
    at = place.start + _UTC_TO_LOCAL
    return f"{at.hour}:{at.minute:02}" in card and f" {at.day} " in card


def _look(world: Simulation, opened: OpenForm) -> None:
    """Hold what stands on a screen to whose it is."""
    if not world.process.alive:
        return
    session = opened.token.rpartition(".")[0]
    slugs = {talk.id: talk.slug for talk in world.onlooker.look().talks}
    said = json.dumps([opened.data, opened.error], ensure_ascii=False)
    if session in slugs and (found := foreign_words(slugs[session], said)):
        world.model.breaks(ISOLATION, f"a form of {slugs[session]} says {found}")


def _tells(world: Simulation, who: Person, shown: Shown, opened: OpenForm, dice: Random) -> None:
    """Tell the chat that a form is finished, as phones do: whole, in part, or not at all."""
    how = dice.choice(("whole", "no token", "no quote", "never"))
    if how == "never":
        return
    told = json.dumps({} if how == "no token" else {"flow_token": opened.token})
    reply = {"name": "flow", "body": "Sent", "response_json": told}
    fields: dict[str, Any] = {
        "type": "interactive",
        "interactive": {"type": "nfm_reply", "nfm_reply": reply},
    }
    if how != "no quote":
        fields["context"] = {"id": shown.wamid}
    world.say(who, fields, Meant("closing"))
