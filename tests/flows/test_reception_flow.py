"""A merchant's own phone, its people, its agenda and its day, by `flows/recepcion.yaml`."""

from __future__ import annotations

from typing import Any

import pytest
from support.conversations import BOOKED, CARLA, Phone, Town

from milo.engine.booking.digest import DailyDigest
from milo.engine.model import BookingStatus, OutboxStatus

from .reception_phones import MANUAL, MORE, booked, carla, code_of, texts

# People


def called(town: Town) -> Phone:
    ana = town.person()
    ana.say("carla")
    ana.say("persona")
    return ana


def test_who_is_chosen_is_answered() -> None:
    town, desk = carla()
    ana = called(town)
    desk.settle()
    assert desk.say("quién espera").startswith("*Ana* escribió:\n«carla»\n«persona»")
    assert desk.tap("Responder").startswith("Escribí lo que le digo a *Ana*")
    assert desk.say("Ya te llamo") == "Se lo mandé a *Ana*." + MORE
    assert texts(ana.settle()) == ["*Carla*: Ya te llamo"]
    desk.say("¿qué hago ahora?")
    assert ana.settle() == []


def test_a_button_of_the_notice_answers_or_gives_back() -> None:
    town, desk = carla()
    ana = called(town)
    desk.settle()
    assert desk.titles == ["Responder", "Que siga el bot"]
    card = desk.option("Que siga el bot")
    desk.press(desk.option("Responder"))
    desk.say("Hola")
    assert texts(ana.settle()) == ["*Carla*: Hola"]
    assert desk.press(card).startswith("Listo, con *Ana* sigue el asistente.")
    ana.settle()
    assert ana.session().mode == "bot"


def test_what_was_told_in_between_makes_it_ask_for_whom_a_text_is() -> None:
    town, desk = carla(MANUAL)
    ana = called(town)
    desk.settle()
    desk.say("quién espera")
    desk.tap("Responder")
    booked(town, "Bruno")
    desk.settle()
    assert desk.say("confirmado") == "¿Le mando esto a *Ana*?\n«confirmado»"
    assert ana.settle() == []
    assert desk.say("no") == "No mandé nada." + MORE
    assert ana.settle() == []


def test_a_text_much_later_is_meant_for_nobody() -> None:
    town, desk = carla()
    ana = called(town)
    desk.settle()
    desk.say("quién espera")
    desk.tap("Responder")
    town.wait(minutes=16)
    assert (
        "Eso no llegó a nadie" in desk.say("uy qué tarde") or "Recepción" in desk.chat[-1].body.text
    )
    assert ana.settle() == []


# The agenda, closing time, a booking by hand, the panel


def test_today_and_tomorrow() -> None:
    town, desk = carla()
    phone = town.person()
    phone.books(day="mañana", hour="10:30")
    phone.tap("Confirmar")
    desk.settle()
    assert desk.say("hoy") == "*Hoy, lun 23 nov*: sin turnos." + MORE
    assert desk.say("mañana") == "*Mañana, mar 24 nov*: 1 turno.\n*10:30* Ana · Corte" + MORE
    assert desk.say("el martes").startswith("*Mañana, mar 24 nov*: 1 turno.")


def test_closing_an_afternoon_tells_what_is_in_it_and_asks_first() -> None:
    town, desk = carla()
    booked(town, hour="16:30")
    desk.settle()
    asked = desk.say("cerrar el viernes a la tarde")
    assert asked.startswith("¿Cierro el *viernes 27, desde las 13:00*?\nAhí tenés 1 turno")
    assert "*16:30* Ana · Corte" in asked
    assert settings_of(town).get("closures") is None
    assert desk.say("sí").startswith("Listo, cerrado el *viernes 27, desde las 13:00*")
    (closure,) = settings_of(town)["closures"]
    assert (closure["from"], closure["to"]) == ("2026-11-27T13:00", "2026-11-28T00:00")
    assert len(town.bookings()) == 1
    bruno = town.person("Bruno")
    assert bruno.books(hour="17:00").startswith("A las 17:00 no tengo lugar")


def test_closing_is_not_done_without_a_yes_and_asks_when() -> None:
    town, desk = carla()
    desk.say("cerrar mañana")
    assert desk.tap("No") == "Bien, no cerré nada." + MORE
    assert settings_of(town).get("closures") is None
    assert desk.say("cerrar").startswith("¿Cuándo cierro?")


def test_a_booking_by_hand_is_asked_back() -> None:
    town, desk = carla()
    asked = desk.say("agendar a Ana el viernes 10 corte")
    assert asked == "¿Agendo *Corte* para *Ana*, el *viernes 27 de noviembre, 10:00*?"
    assert town.bookings() == []
    assert desk.tap("Sí, agendar").startswith("✅ Agendado: *Ana*, Corte")
    (row,) = town.bookings()
    assert (row.name, row.service, row.status) == ("Ana", "corte", BookingStatus.CONFIRMED)
    assert desk.settle() == [], "who made it is not told of it"
    desk.say("agendar a Bruno el viernes 10 corte")
    assert desk.say("si").startswith("A esa hora no hay lugar.")
    assert "11:00" in desk.say("11")


def test_what_is_missing_of_a_booking_is_asked() -> None:
    town, desk = carla()
    assert desk.say("agendar") == "¿A nombre de quién?"
    assert desk.say("Ana") == "¿Qué servicio?"
    assert desk.tap("Color") == "¿Qué día?"
    assert desk.say("el viernes").startswith("¿A qué hora")
    assert desk.say("a las 5").startswith("¿Agendo *Color* para *Ana*")
    assert desk.tap("No") == "Bien, no agendé nada." + MORE
    assert town.bookings(*BOOKED) == []


def test_a_week_is_shown_by_days_with_what_is_known_of_each() -> None:
    town, desk = carla()
    for name, day, hour in (("Ana", "mañana", "10:30"), ("Bruno", "el viernes", "9:00")):
        phone = town.person(name)
        phone.books(day=day, hour=hour)
        phone.tap("Confirmar")
    phone.say("mis turnos"), phone.say("1"), phone.say("voy")
    desk.settle()
    assert desk.say("¿qué tengo esta semana?") == (
        "*Del lun 23 nov al dom 29 nov*: 2 turnos.\n_mar 24 nov_\n*10:30* Ana · Corte\n"
        "_vie 27 nov_\n*09:00* Bruno · Corte (confirmó que viene)" + MORE
    )


def test_days_in_a_row_are_closed_as_one() -> None:
    town, desk = carla()
    booked(town, hour="16:30")
    desk.settle()
    asked = desk.say("cerrar del 24 al 28")
    assert asked.startswith("¿Cierro el *martes 24 hasta el sábado 28 inclusive*?\nAhí tenés 1")
    assert desk.say("sí").startswith("Listo, cerrado el *martes 24 hasta el sábado 28 inclusive*")
    (closure,) = settings_of(town)["closures"]
    assert (closure["from"], closure["to"]) == ("2026-11-24T00:00", "2026-11-29T00:00")
    assert "el *martes 8 de diciembre, todo el día*" in desk.say("no abro el 8 de diciembre")


def test_what_only_the_panel_does_leads_there() -> None:
    _, desk = carla()
    said = desk.say("cancelá el turno de Ana")
    assert said.startswith("Eso se hace en el panel de *Carla*: ") and "/panel/entrar/" in said


def test_a_phone_that_wants_no_more_notices_gets_none_and_the_others_do() -> None:
    town, desk = carla(mona=CARLA)
    desk.say(code_of(town, "mona")), desk.say("recepción"), desk.tap("Carla")
    other = town.person("Sol")
    other.say(code_of(town))
    assert desk.say("no quiero más avisos").startswith("¿Dejo de avisarte en este teléfono")
    assert desk.tap("Seguir").startswith("Bien, te sigo avisando")
    desk.say("sacame de recepción")
    assert "ya no le aviso nada de *Carla*" in desk.tap("Sí, no me avises")
    town.wait(minutes=11)
    booked(town)
    assert desk.settle() == []
    assert len(texts(other.settle())) == 1
    assert desk.say("recepción").startswith("Recepción de *Mona*"), "it is the other's still"


def test_the_panels_link_is_given() -> None:
    _, desk = carla()
    said = desk.say("panel")
    assert said.startswith("Entrá al panel de *Carla*: ") and "/panel/entrar/" in said


# The day's list


def test_the_days_list_comes_once_at_its_hour() -> None:
    town, desk = carla(MANUAL | {"notify": {"digest": "18:00"}})
    digest = DailyDigest(town.clock, town.ids)

    def at(hours: float) -> list[str]:
        town.sleep(hours=hours)
        town.store.transact(digest.sweep)
        return texts(desk.settle())

    ana = town.person()
    ana.books(day="mañana", hour="10:30")
    ana.tap("Confirmar")
    desk.settle()
    called(town)
    desk.settle()
    assert at(8.5) == [], "half past five in the afternoon"
    (said,) = at(1)
    assert said.startswith("Hoy, *lun 23 nov*, en *Carla*: sin turnos.")
    assert "Esperan tu confirmación: 1. Escribí *pendientes*." in said
    assert "Esperan que les respondas: 1. Escribí *quién espera*." in said
    assert at(1) == []


# What cannot be told


def test_where_nobody_can_be_told_nothing_is_promised() -> None:
    town, desk = carla()
    assert "Le aviso a *Carla*" in called(town).chat[-1].body.text
    town.sleep(hours=25)
    bruno = town.person("Bruno")
    bruno.say("carla")
    assert "No tengo cómo avisarle ahora a *Carla*" in bruno.say("persona")
    desk.say("recepción")
    eva = town.person("Eva")
    eva.say("carla")
    assert "Le aviso a *Carla*" in eva.say("persona")


def test_outside_the_window_what_is_not_told_is_kept_as_failed() -> None:
    town, _ = carla()
    town.sleep(hours=25)
    booked(town)
    for contact_id in town.read(lambda tx: tx.timers.due(town.clock.now(), 9)):
        town.phone_of(contact_id).settle()
    rows = town.read(lambda tx: tx.outbox.page(status=OutboxStatus.FAILED, after=None, limit=9))
    (row,) = rows
    assert row.error and row.error.startswith("reception_unreached")
    assert "milo templates submit" in row.error and "recepción" in row.error


def test_who_answers_a_person_by_quoting_can_be_told_for_another_day() -> None:
    town, desk = carla()
    called(town)
    (notice,) = desk.settle()
    town.sleep(hours=20)
    desk.say("Ya te llamo", quoted=f"wamid.{notice.id}")
    town.sleep(hours=20)
    booked(town)
    assert any("Nuevo turno" in one for one in texts(desk.settle()))


def settings_of(town: Town) -> dict[str, Any]:
    client = town.read(lambda tx: tx.clients.by_slug("carla"))
    assert client
    return dict(client.settings)


@pytest.mark.parametrize(
    "said", ["a Bruno", "respondele a bruno", "el segundo", "la de bruno porfa"]
)
def test_who_waits_is_chosen_in_words_and_a_typo_is_asked_back(said: str) -> None:
    town, desk = carla()
    for name in ("Ana", "Bruno"):
        person = town.person(name)
        person.say("carla")
        person.say("persona")
        town.wait(minutes=1)
    desk.settle()
    desk.say("quién espera")
    assert desk.say("Brumo").startswith("Esperan que les respondas")
    assert desk.titles == ["Bruno"]
    desk.say("quién espera")
    assert desk.say(said).startswith("*Bruno* escribió:")
    assert desk.say("sí, contestale").startswith("Escribí lo que le digo a *Bruno*")
    assert desk.say("nada, gracias") == "Se lo mandé a *Bruno*." + MORE, "words for the person"
