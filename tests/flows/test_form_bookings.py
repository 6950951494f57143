"""A booking by a form: the same flow, its questions on screens of the phone."""

from __future__ import annotations

from typing import Any

import pytest
from support.conversations import CARLA
from support.forms import (
    DAY,
    FRIDAY,
    HOUR,
    SERVICE,
    asked_for_service,
    exchanges,
    open_form,
    to_card,
    town_with,
)

from milo.engine.form_exchange import Action, FormClosed, FormFinished, FormRequest
from milo.engine.model import BookingStatus

TEAM: dict[str, Any] = {
    **CARLA,
    "services": [
        {"id": "corte", "name": "Corte", "minutes": 60, "staff": ["carla", "sol"]},
        {"id": "clase", "name": "Clase", "minutes": 60, "capacity": 8, "max_party": 6},
    ],
    "staff": [{"id": "carla", "name": "Carla"}, {"id": "sol", "name": "Sol"}],
}


# -- how many messages a booking takes ------------------------------------------------------------


def test_a_booking_takes_three_messages_of_ours_with_a_greeting() -> None:
    town = town_with()
    ana = asked_for_service(town)
    form = to_card(open_form(ana))
    assert form.screen == "CONFIRMAR"
    form.tap("Confirmar")
    assert len(ana.chat) == 3
    assert ana.chat[-1].body.text.startswith("✅ ¡Listo! *Corte* el *viernes 27 a las 10:00*")
    assert [row.status for row in town.bookings()] == [BookingStatus.CONFIRMED]
    assert form.params == {"flow_token": form.token}


def test_and_two_where_the_form_is_the_greeting() -> None:
    town = town_with("greeting")
    ana = town.person()
    said = ana.say("carla")
    assert "tocá *Reservar*" in said
    assert ana.titles == ["Reservar", "Mis turnos", "Info y horarios"]
    to_card(open_form(ana)).tap("Confirmar")
    assert (len(ana.chat), len(town.bookings())) == (2, 1)


def test_who_may_have_no_further_booking_is_greeted_without_a_form() -> None:
    town = town_with("greeting", max_active_per_contact=1)
    ana = town.person()
    ana.say("carla")
    assert ana.chat[-1].body.form
    to_card(open_form(ana)).tap("Confirmar")
    ana.say("carla")
    assert ana.chat[-1].body.form is None
    assert "todos los turnos" in ana.tap("Reservar")


def test_words_are_understood_where_the_form_stands_in_place_of_the_buttons() -> None:
    town = town_with("greeting")
    ana = town.person()
    ana.say("carla")
    assert "turno" in ana.say("mis turnos")
    bea = town.person("Bea")
    bea.say("carla")
    assert bea.say("quiero un corte el viernes a las 10").startswith("*Corte*")
    assert bea.chat[-1].body.form is None


def test_whom_and_how_many_are_asked_where_there_is_a_choice() -> None:
    town = town_with(settings=TEAM)
    form = open_form(asked_for_service(town))
    form.choose(SERVICE, "corte")
    form.tap()
    assert form.screen == "PROFESIONAL"
    form.choose("eligiendo_profesional", "sol")
    form.tap()
    assert form.screen == "TURNO"
    form.choose(DAY, FRIDAY)
    form.choose(HOUR, "10:00")
    form.tap()
    form.tap("Confirmar")
    assert [(row.staff, row.service) for row in town.bookings()] == [("sol", "corte")]
    other = open_form(asked_for_service(town, "Bea"))
    other.choose(SERVICE, "clase")
    other.tap()
    other.choose("eligiendo_personas", "3")
    other.tap()
    assert other.screen == "TURNO"


def test_the_button_in_the_chat_has_the_merchants_words_without_emoji() -> None:
    town = town_with(messages={"abrir_formulario": "Quiero turno 💅🏽"})
    opens = asked_for_service(town).chat[-1].body.form
    assert opens
    assert opens.title == "Quiero turno"


# -- what is taken meanwhile ----------------------------------------------------------------------


@pytest.mark.parametrize("by_form", [True, False])
def test_an_hour_that_another_took_is_told_on_the_screen(by_form: bool) -> None:
    town = town_with()
    ana = asked_for_service(town)
    form = open_form(ana)
    form.choose(SERVICE, "corte")
    form.tap()
    form.choose(DAY, FRIDAY)
    form.choose(HOUR, "10:00")
    bea = town.person("Bea")
    if by_form:
        bea.say("carla")
        bea.tap("Reservar")
        to_card(open_form(bea))
    else:
        bea.books()
    form.tap()
    assert form.screen == "TURNO"
    assert "10:00" in form.error
    assert "*" not in form.error
    assert "10:00" not in [row["id"] for row in form.rows(HOUR)]
    form.choose(HOUR, "10:30")
    form.tap()
    assert form.screen == "CONFIRMAR"
    assert [row["flow_token"] for row in form.sent] == [form.token] * 4


def test_a_service_that_is_gone_is_told_and_chosen_anew() -> None:
    town = town_with()
    ana = asked_for_service(town)
    form = open_form(ana)
    form.choose(SERVICE, "corte")
    form.tap()
    town.changes("carla", settings={**CARLA, "forms": "on", "services": CARLA["services"][1:]})
    form.choose(DAY, FRIDAY)
    assert (form.screen, form.error) == ("SERVICIO", "Ese servicio ya no está disponible.")
    form.choose(SERVICE, "color")
    form.tap()
    assert (form.screen, ana.slots) == ("TURNO", {"servicio": "color"})


@pytest.mark.parametrize(
    ("screen", "data"),
    [
        ("SERVICIO", {"tap": "ok", SERVICE: "nada"}),
        ("SERVICIO", {"tap": "ok"}),
        ("SERVICIO", {"tap": "confirmar"}),
        ("TURNO", {"tap": "ok", DAY: "nunca", HOUR: "10:00"}),
        ("TURNO", {"pick": DAY, DAY: "2020-01-01"}),
        ("CONFIRMAR", {"tap": "crear_reserva"}),
        ("CONFIRMAR", {"tap": "confirmar"}),
        ("TURNO", {"tap": "ok", DAY: FRIDAY, HOUR: "10:00"}),
        ("NADA", {"tap": "ok"}),
        ("", {}),
    ],
)
def test_what_no_screen_sends_does_nothing(screen: str, data: dict[str, str]) -> None:
    town = town_with()
    ana = asked_for_service(town)
    form = open_form(ana)
    answer = exchanges(town)(FormRequest(Action.EXCHANGE, screen, data, form.token))
    assert not isinstance(answer, FormClosed | FormFinished)
    assert town.bookings() == []
    assert ana.slots.get("hora") is None
    assert ana.state != "finalizado"
