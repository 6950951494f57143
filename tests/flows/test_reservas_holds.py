"""A place kept while somebody makes up their mind: for how long, for whom, and what comes of it."""

from __future__ import annotations

from dataclasses import replace
from datetime import timedelta
from typing import Any

import pytest
from support.conversations import CARLA, Town

from milo.engine.model import BookingStatus

TAKEN = "Uy, las 10:00 se ocupó recién. Te muestro otros:"


def with_settings(**settings: Any) -> Town:
    return Town(carla={**CARLA, **settings})


def test_a_time_that_was_chosen_is_kept_for_fifteen_minutes() -> None:
    town = Town()
    phone = town.person()
    phone.books()
    assert phone.hold
    assert phone.hold.status is BookingStatus.HELD
    assert phone.hold.expires_at == town.clock.now() + timedelta(minutes=15)


@pytest.mark.parametrize("within", ["", "mis turnos"])
def test_messages_that_get_no_answer_keep_it_too(within: str) -> None:
    town = Town()
    phone = town.person()
    phone.books(hour="10:00")
    phone.say("si")
    phone.books(hour="11:00")
    if within:
        phone.say(within)
    said = []
    for _ in range(8):
        town.wait(minutes=9)
        said.append(phone.say("qwx zzk"))
    assert "" in said
    assert phone.hold
    phone.say("carla")
    assert phone.state == "confirmando"
    town.wait(minutes=16)
    assert phone.hold is None


def test_what_one_holds_nobody_else_is_offered() -> None:
    town = Town()
    town.person().books()
    other = town.person("Bea")
    near = "A las 10:00 no tengo lugar. A las 09:30 o 10:30 sí. Ese día me quedan:"
    assert other.books().startswith(near)
    assert "10:00" not in other.titles


@pytest.mark.parametrize("words", ["ayuda", "bla bla", "carla", "?", "persona"])
def test_each_message_keeps_it_for_another_fifteen_minutes(words: str) -> None:
    town = Town()
    phone = town.person()
    phone.books()
    town.wait(minutes=9)
    phone.say(words)
    assert phone.hold
    assert phone.hold.expires_at == town.clock.now() + timedelta(minutes=15)


def test_messages_to_a_person_keep_it_too() -> None:
    town = Town()
    phone = town.person()
    phone.books()
    phone.say("persona")
    town.wait(minutes=12)
    assert phone.say("¿hay alguien?") == ""
    assert phone.hold
    assert phone.hold.expires_at == town.clock.now() + timedelta(minutes=15)


def test_it_is_announced_and_then_let_go_and_other_hours_are_shown() -> None:
    town = Town()
    phone = town.person()
    phone.books()
    town.wait(minutes=10)
    assert phone.chat[-1].body.text == "Te guardo las *10:00* unos minutos más. ¿Lo confirmo?"
    town.wait(minutes=4)
    assert phone.hold
    town.wait(minutes=1)
    assert phone.chat[-1].body.text.startswith("Solté las 10:00 porque pasó un rato.")
    assert (phone.state, phone.hold) == ("eligiendo_horario", None)
    assert "10:00" in phone.titles
    assert phone.tap("Confirmar", back=2).startswith("Ese botón era de antes.")
    assert town.bookings() == []


def test_after_it_was_announced_it_can_be_confirmed() -> None:
    town = Town()
    phone = town.person()
    phone.books()
    town.wait(minutes=10)
    assert phone.tap("Confirmar", back=1).startswith("✅ ¡Listo!")


def test_one_that_ran_out_confirms_while_its_place_is_free_and_its_card_is_the_question() -> None:
    town = Town()
    phone = town.person()
    phone.books()
    town.sleep(minutes=40)
    assert phone.hold is None
    assert phone.tap("Confirmar").startswith("✅ ¡Listo! *Corte* el *viernes 27 a las 10:00*.")
    assert len(town.bookings()) == 1


def test_one_that_ran_out_and_was_taken_offers_others() -> None:
    town = Town()
    ana, bea = town.person(), town.person("Bea")
    ana.books()
    town.sleep(minutes=16)
    bea.books()
    bea.tap("Confirmar")
    assert ana.tap("Confirmar").startswith(TAKEN)
    assert ana.state == "eligiendo_horario"
    assert "10:00" not in ana.titles
    assert "reserva" not in ana.slots
    assert [row.contact_id for row in town.bookings()] == [bea.contact.id]


def test_a_time_taken_between_the_list_and_the_tap() -> None:
    town = Town()
    ana, bea = town.person(), town.person("Bea")
    bea.say("carla")
    bea.tap("Reservar")
    bea.say("1")
    bea.say("viernes")
    ana.books()
    assert bea.tap("10:00").startswith(TAKEN)


def test_the_last_time_of_a_day_taken_leads_to_the_waitlist_and_to_other_days() -> None:
    hours = {day: [["10:00", "10:30"]] for day in ("tue", "fri")}
    town = with_settings(hours=hours, services=CARLA["services"][:1])
    ana, bea = town.person(), town.person("Bea")
    bea.say("carla")
    bea.tap("Reservar")
    bea.say("1")
    bea.say("viernes 27")
    ana.books(day="viernes 27")
    answer = bea.tap("10:00")
    assert answer.startswith(
        "Uy, las 10:00 se ocupó recién, y era lo último que quedaba.\n\n"
        "El *viernes 27 de noviembre* ya está todo tomado para *Corte*."
    )
    assert bea.titles == ["Avisame si se libera", "Ver otros días"]
    bea.tap("Ver otros días")
    assert bea.state == "eligiendo_fecha" and "mar 24 nov" in bea.titles


def test_where_nobody_can_wait_it_leads_to_other_days() -> None:
    hours = {day: [["10:00", "10:30"]] for day in ("tue", "fri")}
    town = with_settings(hours=hours, services=CARLA["services"][:1], waitlist=False)
    ana, bea = town.person(), town.person("Bea")
    bea.say("carla")
    bea.tap("Reservar")
    bea.say("1")
    bea.say("viernes 27")
    ana.books(day="viernes 27")
    answer = bea.tap("10:00")
    assert answer.startswith(f"{TAKEN}\n\nEl viernes 27 de noviembre ya no queda lugar.")
    assert bea.state == "eligiendo_fecha"


def test_choosing_again_replaces_it() -> None:
    town = Town()
    phone = town.person()
    phone.books()
    phone.tap("Cambiar horario")
    assert phone.hold is None
    phone.tap("11:00")
    assert phone.hold
    assert phone.hold.datetime.hour == 14
    assert len(town.bookings(BookingStatus.HELD)) == 1


def test_a_second_press_of_confirm_tells_what_is_so() -> None:
    town = Town()
    phone = town.person()
    phone.books()
    confirm = phone.option("Confirmar")
    phone.press(confirm)
    again = phone.press(confirm)
    assert again == "Ya está reservado: *Corte* el *viernes 27 a las 10:00* ✅"
    assert len(town.bookings()) == 1


@pytest.mark.parametrize(
    ("status", "answer"),
    [
        (BookingStatus.CANCELLED, "Ese turno ya no está en pie."),
        (BookingStatus.REJECTED, "Ese turno ya no está en pie."),
        (BookingStatus.COMPLETED, "Ya está reservado:"),
    ],
)
def test_an_old_confirm_tells_what_became_of_it(status: BookingStatus, answer: str) -> None:
    town = Town()
    phone = town.person()
    phone.books()
    phone.tap("Confirmar")
    (row,) = town.bookings()
    town.store.transact(lambda tx: tx.bookings.save(replace(row, status=status)))
    assert phone.tap("Confirmar", back=1).startswith(answer)
    assert phone.state == "finalizado"


def test_an_old_button_after_giving_up() -> None:
    town = Town()
    phone = town.person()
    phone.say("carla")
    phone.say("cancelar")
    assert phone.tap("Reservar", back=1).startswith("Eso ya lo habíamos cerrado.")
    phone = town.person("Bea")
    phone.books()
    phone.tap("Cancelar")
    assert phone.tap("Confirmar", back=1).startswith("Ese turno ya no está en pie.")
    assert town.bookings() == []


def test_where_the_merchant_confirms_it_is_only_asked_for() -> None:
    town = with_settings(confirmation="manual")
    phone = town.person()
    phone.books()
    confirm = phone.option("Confirmar")
    said = phone.press(confirm)
    assert said.startswith("Anotado: *Corte* el *viernes 27 a las 10:00*. *Carla* lo tiene que")
    assert [row.status for row in town.bookings()] == [BookingStatus.PENDING]
    assert phone.press(confirm).startswith("Ya lo pedimos: *Corte*")
    assert town.person("Bea").books().startswith("A las 10:00 no tengo lugar.")


def test_who_has_all_that_the_merchant_allows_gets_no_more() -> None:
    town = with_settings(max_active_per_contact=1)
    phone = town.person()
    phone.books()
    phone.tap("Confirmar")
    phone.say("menú")
    assert phone.books(hour="11:00").startswith("Ya tenés todos los turnos que *Carla* permite")
    assert (phone.state, phone.hold) == ("finalizado", None)
    assert len(town.bookings()) == 1


def test_the_limit_is_looked_at_again_when_it_is_confirmed() -> None:
    town = Town()
    phone = town.person()
    phone.books()
    phone.tap("Confirmar")
    phone.say("hola")
    phone.books(hour="11:00")
    town.changes("carla", settings={**CARLA, "max_active_per_contact": 1})
    assert phone.tap("Confirmar").startswith("Ya tenés todos los turnos")
    assert (phone.state, phone.hold, len(town.bookings())) == ("finalizado", None, 1)


def test_a_service_that_is_deleted_mid_way() -> None:
    town = Town()
    phone = town.person()
    phone.books()
    town.changes("carla", settings={**CARLA, "services": CARLA["services"][1:]})
    assert phone.tap("Confirmar").startswith("Ese servicio ya no está disponible.")
    assert (phone.state, phone.titles) == ("eligiendo_servicio", ["Color"])
    assert (phone.hold, phone.slots, town.bookings()) == (None, {}, [])


@pytest.mark.parametrize("answer", ["viernes", "10:00", "bla", "1"])
@pytest.mark.parametrize("depth", [1, 2])
def test_a_deleted_service_stops_nobody(answer: str, depth: int) -> None:
    town = Town()
    phone = town.person()
    for words in ("carla", "reservar", "corte", "viernes")[: 2 + depth]:
        phone.say(words)
    town.changes("carla", settings={**CARLA, "services": CARLA["services"][1:]})
    assert phone.say(answer).startswith("Ese servicio ya no está disponible.")


def test_time_moves_a_session_whose_service_is_gone() -> None:
    town = Town()
    phone = town.person()
    phone.books()
    town.changes("carla", settings={**CARLA, "services": CARLA["services"][1:]})
    town.wait(minutes=16)
    assert "**" not in phone.chat[-1].body.text
    assert phone.state == "eligiendo_servicio"


def test_many_for_one_place_and_one_gets_it() -> None:
    town = with_settings(hours={"fri": [["10:00", "10:30"]]}, services=CARLA["services"][:1])
    people = [town.person(f"P{i}") for i in range(6)]
    for phone in people:
        phone.say("carla")
        phone.say("reservar")
        phone.say("1")
        phone.say("viernes 27")
    said = [phone.say("10:00") for phone in people]
    assert sum("¿Lo confirmo?" in words for words in said) == 1
    assert len(town.bookings(BookingStatus.HELD)) == 1
