"""What somebody in line writes, in words, when a place is offered to them."""

from __future__ import annotations

import pytest

from .waiting_people import cancels, full, offers, waits

WANTED = ["lo quiero", "Sí, lo quiero", "sí", "dale", "quiero", "Quiero el lugar"]


@pytest.mark.parametrize("words", WANTED)
def test_who_writes_that_they_want_it_has_it(words: str) -> None:
    town, _, booking = full()
    bruno = waits(town, "Bruno")
    cancels(town, booking)
    town.wait(minutes=1)
    assert bruno.say(words).startswith("✅ ¡Listo! *Corte* el *viernes 27 a las 10:00*.")
    assert [row.contact_id for row in town.bookings()] == [bruno.contact.id]
    assert bruno.state == "finalizado"


def test_who_thanks_first_has_it_all_the_same() -> None:
    town, _, booking = full()
    bruno = waits(town, "Bruno")
    cancels(town, booking)
    town.wait(minutes=1)
    assert "De nada" in bruno.say("gracias")
    assert "¡Listo!" in bruno.say("sí")


@pytest.mark.parametrize("words", ["no", "no gracias", "ya no"])
def test_who_writes_that_they_do_not_leaves_it_to_the_next(words: str) -> None:
    town, _, booking = full()
    bruno, carmen = waits(town, "Bruno"), waits(town, "Carmen")
    cancels(town, booking)
    town.wait(minutes=1)
    assert "se lo ofrezco a otra persona" in bruno.say(words)
    town.wait(minutes=1)
    assert offers(carmen) == 1


@pytest.mark.parametrize("words", ["lo quiero", "sí", "Quiero el lugar"])
def test_who_writes_too_late_is_told_that_it_is_gone(words: str) -> None:
    town, _, booking = full()
    bruno, carmen = waits(town, "Bruno"), waits(town, "Carmen")
    cancels(town, booking)
    town.wait(minutes=17)
    assert "ese lugar ya se ocupó" in bruno.say(words)
    assert "¡Listo!" in carmen.say("sí")


def test_who_wants_what_is_not_there_yet_is_told_so() -> None:
    town, _, _ = full()
    bruno = waits(town, "Bruno")
    assert bruno.say("lo quiero").startswith("Por ahora no te guardo ningún lugar.")
    assert "De nada" in bruno.say("dale")


def test_what_is_said_of_something_else_takes_no_place() -> None:
    town, _, booking = full()
    bruno = waits(town, "Bruno")
    cancels(town, booking)
    town.wait(minutes=1)
    assert bruno.say("quiero otro turno") == "*Corte*\n¿Qué día te queda bien?"
    assert town.bookings() == []


def test_who_writes_in_the_middle_of_something_else_has_it_too() -> None:
    town, _, booking = full()
    bruno = waits(town, "Bruno")
    bruno.say("hola")
    cancels(town, booking)
    town.wait(minutes=1)
    assert "¡Listo!" in bruno.say("quiero el lugar")


def test_who_joins_as_it_becomes_free_is_offered_it_at_once() -> None:
    town, _, booking = full()
    bruno = town.person("Bruno")
    bruno.say("carla")
    bruno.tap("Reservar")
    bruno.say("1")
    bruno.say("viernes")
    cancels(town, booking)
    bruno.tap("Avisame si se libera")
    town.wait(minutes=1)
    assert offers(bruno) == 1
