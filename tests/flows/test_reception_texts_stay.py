"""What a merchant types reaches a customer only where it quotes a notice, or chose whom."""

from __future__ import annotations

from random import Random

import pytest
from support.conversations import CARLA, Phone, Town

from .reception_phones import code_of

MANUAL = CARLA | {"confirmation": "manual"}
SAID = (
    *("hola", "dale", "sí", "no", "confirmado", "rechazado", "ya te llamo", "Ana, venite a las 5"),
    *("hoy", "mañana", "pendientes", "panel", "menú", "recepción", "carla", "gracias", "1", "2"),
    *("cerrar mañana", "agendar a Zoe el martes 11 corte", "a las 11", "listo", "👍", "atrás"),
    *("el viernes", "persona", "mis turnos", "Ok Bruno, te espero", "chau"),
)
PEOPLE = ("carla", "persona", "hola?", "reservar", "1", "viernes", "10:00", "menú", "gracias", "sí")


def reached(people: list[Phone]) -> list[str]:
    for each in people:
        each.settle()
    chats = [row.body.text for each in people for row in each.chat]
    return [text for text in chats if text.startswith("*Carla*: ")]


@pytest.mark.parametrize("seed", range(12))
def test_nothing_reaches_anybody_by_accident(seed: int) -> None:
    chance = Random(seed)
    town = Town(carla=MANUAL)
    desk, people = town.person("Carla"), [town.person("Ana"), town.person("Bruno")]
    desk.say(code_of(town))
    for _ in range(45):
        who = chance.choice((desk, desk, *people))
        if who is desk and desk.titles and chance.random() < 0.3:
            title = chance.choice(desk.titles)
            if title not in ("Responder", "Mandar"):
                desk.press(desk.option(title))
        else:
            who.say(chance.choice(SAID if who is desk else PEOPLE))
        desk.settle()
        if chance.random() < 0.1:
            town.wait(minutes=chance.choice((1, 11)))
    assert reached(people) == []


@pytest.mark.parametrize("seed", range(6))
def test_only_what_quotes_or_was_chosen_for_reaches_its_person(seed: int) -> None:
    chance = Random(seed)
    town = Town(carla=CARLA)
    desk, people = town.person("Carla"), [town.person("Ana"), town.person("Bruno")]
    desk.say(code_of(town))
    for each in people:
        each.say("carla")
        each.say("persona")
    desk.settle()
    meant: list[tuple[str, str]] = []
    for number in range(20):
        each, text = chance.choice(people), f"mensaje {number}"
        name = each.contact.name
        if chance.random() < 0.5:
            notices = [
                row for row in desk.chat if row.about and row.body.text.startswith(f"*{name}*")
            ]
            desk.say(text, quoted=chance.choice(notices).wamid)
            meant.append((name, text))
        elif chance.random() < 0.5:
            desk.say("quién espera")
            desk.say(next(title for title in desk.titles if title == name))
            desk.tap("Responder")
            desk.say(text)
            meant.append((name, text))
        else:
            desk.say(text)
    told = [
        (each.contact.name, row.body.text.removeprefix("*Carla*: "))
        for each in people
        for row in (each.settle(), each.chat)[1]
        if row.body.text.startswith("*Carla*: ")
    ]
    assert sorted(told) == sorted(meant)
