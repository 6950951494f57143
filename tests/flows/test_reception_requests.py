"""A booking that waits for the merchant: confirmed and refused from the reception's phone."""

from __future__ import annotations

from datetime import timedelta
from typing import Any

import pytest
from support.conversations import CARLA, Phone, Town

from milo.engine.booking.agenda import Agenda
from milo.engine.booking.availability.slots import SlotQuery
from milo.engine.model import BookingStatus
from milo.engine.ports import Transaction

from .reception_phones import MANUAL, MORE, booked, carla, notice_id, texts


def test_a_tap_on_the_notice_confirms_and_the_person_reads_it() -> None:
    town, desk = carla(MANUAL)
    ana = booked(town)
    (notice,) = desk.settle()
    assert notice.body.text.startswith("Nuevo pedido: *Ana*, Corte, vie 27 nov 10:00.")
    assert desk.titles == ["Confirmar", "Rechazar"]
    card = desk.option("Confirmar")
    assert desk.press(card) == "✅ Confirmado: *Ana*, Corte, viernes 27 a las 10:00." + MORE
    assert "confirm" in ana.settle()[-1].body.text.casefold()
    assert [row.status for row in town.bookings()] == [BookingStatus.CONFIRMED]
    assert desk.press(card).startswith("✅ Confirmado")
    assert ana.settle() == []


def test_a_quoted_confirmado_confirms_and_does_not_go_to_the_person() -> None:
    town, desk = carla(MANUAL)
    ana = booked(town)
    (notice,) = desk.settle()
    assert desk.say("Confirmado!", quoted=notice_id(notice)).startswith("✅ Confirmado: *Ana*")
    assert not any("Confirmado!" in text for text in texts(ana.settle()))


@pytest.mark.parametrize(
    "said", ["no", "No, no puedo", "Rechazado. ¡Gracias!", "no, perdón 🙏", "❌"]
)
def test_a_quoted_no_rejects(said: str) -> None:
    town, desk = carla(MANUAL)
    booked(town)
    (notice,) = desk.settle()
    assert desk.say(said, quoted=notice_id(notice)).startswith("Rechazado: *Ana*")
    assert town.bookings() == []


@pytest.mark.parametrize("said", ["Sí, dale", "ok, confirmado!!", "👍", "Listo, gracias"])
def test_a_quoted_yes_confirms(said: str) -> None:
    town, desk = carla(MANUAL)
    booked(town)
    (notice,) = desk.settle()
    assert desk.say(said, quoted=notice_id(notice)).startswith("✅ Confirmado: *Ana*")


@pytest.mark.parametrize("said", ["No sé, ¿podés a las 11?", "si podés traé el pago", "gracias"])
def test_what_says_more_than_yes_or_no_decides_nothing(said: str) -> None:
    town, desk = carla(MANUAL)
    booked(town)
    (notice,) = desk.settle()
    desk.say(said, quoted=notice_id(notice))
    assert [row.status for row in town.bookings()] == [BookingStatus.PENDING]


def test_other_quoted_words_go_to_the_person_and_the_request_still_asks() -> None:
    town, desk = carla(MANUAL)
    ana = booked(town)
    (notice,) = desk.settle()
    answer = desk.say("¿Podés a las 11?", quoted=notice_id(notice))
    assert answer == "Se lo mandé. El pedido sigue esperando tu respuesta:"
    assert desk.titles == ["Confirmar", "Rechazar"]
    assert texts(ana.settle())[-1] == "*Carla*: ¿Podés a las 11?"
    assert desk.tap("Confirmar").startswith("✅ Confirmado")


def test_requests_are_listed_and_answered_by_words() -> None:
    town, desk = carla(MANUAL)
    booked(town), booked(town, "Bruno", "11:00")
    desk.settle()
    desk.say("pendientes")
    assert desk.titles == ["vie 27 nov 10:00", "vie 27 nov 11:00"]
    assert "*Bruno*: *Corte*" in desk.say("2")
    assert desk.say("dale").startswith("✅ Confirmado: *Bruno*")
    assert desk.say("pendientes").startswith("*Ana*: *Corte*")
    assert desk.tap("Rechazar").startswith("Rechazado: *Ana*")
    assert desk.say("pendientes") == "No hay pedidos esperando." + MORE


def test_it_is_said_that_the_person_cannot_be_told() -> None:
    town, desk = carla(MANUAL | {"pending_expires_minutes": 2880})
    ana = booked(town)
    desk.settle()
    town.sleep(hours=25)
    said = desk.say("pendientes") and desk.say("si")
    assert said.startswith("✅ Confirmado: *Ana*") and "avisale vos" in said
    assert ana.settle() == []


def test_what_was_cancelled_meanwhile_does_not_wait() -> None:
    town, desk = carla(MANUAL)
    ana = booked(town)
    desk.settle()
    card = desk.option("Confirmar")
    ana.say("mis turnos"), ana.say("1"), ana.tap("Cancelar turno"), ana.say("si")
    told = "*Ana* retiró su pedido: Corte, vie 27 nov 10:00. Ya no hay nada que confirmar."
    assert texts(desk.settle()) == [told]
    assert desk.press(card).startswith("Ese pedido ya no espera.")


def test_a_request_is_withdrawn_after_the_notice_and_the_merchant_always_hears() -> None:
    late = {"cancel_notice_minutes": 14400, "notify": {"new": False, "cancelled": False}}
    town, desk = carla(MANUAL | late)
    ana = booked(town)
    desk.settle()
    ana.say("mis turnos"), ana.say("1"), ana.tap("Cancelar turno")
    assert ana.say("si").startswith("Listo, cancelé *Corte*")
    assert town.bookings() == []
    assert texts(desk.settle())[0].startswith("*Ana* retiró su pedido: Corte, vie 27 nov 10:00.")


def test_a_request_is_moved_after_the_notice() -> None:
    town, desk = carla(MANUAL | {"cancel_notice_minutes": 14400})
    ana = booked(town)
    desk.settle()
    ana.say("mis turnos"), ana.say("1"), ana.tap("Cambiar")
    ana.say("el viernes a las 11")
    assert ana.say("dale").startswith("Listo, tu pedido de *Corte* pasó al *viernes 27 a las 11:00")


def asks_to_move(settings: dict[str, Any]) -> tuple[Town, Phone, Phone]:
    """A booking at ten that the merchant confirmed, and a move to eleven that it has not."""
    town, desk = carla(MANUAL | settings)
    ana = booked(town)
    desk.settle(), desk.tap("Confirmar")
    ana.settle()
    ana.say("mis turnos"), ana.say("1"), ana.tap("Cambiar"), ana.say("el viernes a las 11")
    assert ana.say("dale").startswith("Le pedí el cambio a *Carla*.")
    desk.settle()
    return town, desk, ana


def test_a_move_that_is_only_asked_for_is_withdrawn_and_the_booking_stands() -> None:
    town, desk, ana = asks_to_move({"cancel_notice_minutes": 120})
    ana.say("mis turnos")
    assert ana.titles == ["vie 27 nov 10:00", "vie 27 nov 11:00"]
    assert "Pediste este cambio: falta que el comercio lo confirme" in ana.say("2")
    card = "¿Cancelo el pedido de cambio, *Corte* del *viernes 27 a las 11:00*?"
    assert ana.tap("Cancelar turno") == card
    said = ana.tap("Sí, cancelarlo")
    assert said.startswith(
        "Listo, ya no le pido el cambio a *Carla*. Tu turno sigue en pie: *Corte*"
    )
    assert "*viernes 27 a las 10:00*" in said
    (row,) = town.bookings()
    assert row.status is BookingStatus.CONFIRMED
    told = "*Ana* ya no pide cambiar su turno. Sigue en pie: Corte, vie 27 nov 10:00."
    assert texts(desk.settle()) == [told]
    assert "Confirmado ✅" in (ana.say("mis turnos") and ana.say("1"))


def test_a_move_is_withdrawn_after_the_notice_but_the_booking_is_not_cancelled() -> None:
    town, _, ana = asks_to_move({"cancel_notice_minutes": 120, "pending_expires_minutes": 10080})
    town.sleep(days=3, hours=23, minutes=30)
    ana.say("mis turnos"), ana.say("2"), ana.tap("Cancelar turno")
    assert ana.tap("Sí, cancelarlo").startswith("Listo, ya no le pido el cambio a *Carla*.")
    ana.say("mis turnos"), ana.say("1"), ana.tap("Cancelar turno")
    assert ana.say("si").startswith("Ya pasó el plazo para cancelar por acá")
    assert len(town.bookings()) == 1


def test_what_asks_for_a_move_is_changed_by_asking_anew_of_the_booking() -> None:
    town, _, ana = asks_to_move({})
    ana.say("mis turnos"), ana.say("2")
    assert ana.tap("Cambiar").startswith("Tenés *Corte* el *viernes 27 a las 10:00*.")
    ana.say("el viernes a las 11:30")
    assert ana.say("dale").startswith("Le pedí el cambio a *Carla*.")
    asked = [f"{row.datetime:%H:%M}" for row in town.bookings() if row.moves]
    assert asked == ["14:30"]


def test_the_merchant_is_not_told_of_what_it_does_not_want_to_hear() -> None:
    town, desk = carla(CARLA | {"notify": {"new": False, "cancelled": False}})
    ana = booked(town)
    ana.say("mis turnos"), ana.say("1"), ana.tap("Cancelar turno"), ana.say("si")
    assert desk.settle() == []


def give_up(town: Town) -> None:
    town.expiry.sweep(town.store)


def test_a_request_that_ran_out_is_told_to_both_sides() -> None:
    town, desk = carla(MANUAL | {"notify": {"new": False, "cancelled": False}})
    ana = booked(town)
    desk.settle()
    card = desk.option("Confirmar")
    town.sleep(hours=12, minutes=1)
    give_up(town)
    (told,) = texts(desk.settle())
    assert told == "Venció el pedido de *Ana*: Corte, vie 27 nov 10:00. No se confirmó a tiempo."
    assert "no llegó a confirmar" in texts(ana.settle())[0]
    assert desk.press(card).startswith("Ese pedido ya no espera.")
    give_up(town)
    assert desk.settle() == []


def test_the_merchant_reads_that_the_person_was_not_told_that_it_ran_out() -> None:
    town, desk = carla(MANUAL | {"pending_expires_minutes": 2880})
    ana = booked(town)
    desk.settle()
    town.sleep(hours=47)
    desk.say("hoy")
    town.sleep(hours=2)
    give_up(town)
    (told,) = texts(desk.settle())
    assert told.endswith("No le pudimos avisar por WhatsApp: llamalo o escribile vos.")
    assert ana.settle() == []


def test_a_move_that_ran_out_leaves_the_booking_and_both_sides_know() -> None:
    town, desk = carla()
    ana = booked(town)
    desk.settle()
    town.changes("carla", settings=MANUAL)
    ana.say("mis turnos"), ana.say("1"), ana.tap("Cambiar"), ana.say("el martes"), ana.say("9:30")
    ana.say("si")
    assert "pide cambiar su turno" in texts(desk.settle())[0]
    town.sleep(hours=12, minutes=1)
    give_up(town)
    (told,) = texts(desk.settle())
    assert told == (
        "Venció el cambio que pedía *Ana*: no se confirmó a tiempo. "
        "Su turno sigue en pie: Corte, vie 27 nov 10:00."
    )
    assert [row.status for row in town.bookings()] == [BookingStatus.CONFIRMED]
    assert len(ana.settle()) == 1


def test_a_request_made_by_hand_that_ran_out_is_told_on_the_merchant_s_own_number() -> None:
    town, desk = carla(MANUAL)

    def ask(tx: Transaction) -> None:
        client = tx.clients.by_slug("carla")
        assert client
        agenda = Agenda(tx, client, town.clock.now(), town.ids)
        at = town.clock.now() + timedelta(days=1)
        agenda.book_by_hand(SlotQuery("corte"), at, status=BookingStatus.PENDING, name="Beto")

    town.store.transact(ask)
    town.sleep(hours=12, minutes=1)
    give_up(town)
    (told,) = texts(desk.settle())
    assert told.startswith("Venció el pedido de *Beto*: Corte, mar 24 nov 09:00.")
    assert told.endswith("No tenemos su teléfono: avisale vos.")


def three_asked() -> tuple[Town, Phone]:
    town, desk = carla(MANUAL)
    for name, hour in (("Ana", "10:00"), ("Bruno", "11:00"), ("Ana María", "11:30")):
        booked(town, name, hour)
    desk.settle()
    desk.say("pendientes")
    return town, desk


@pytest.mark.parametrize(
    ("said", "shown"),
    [
        ("la de Bruno", "*Bruno*"),
        ("quiero ver el de las 11:30", "*Ana María*"),
        ("el segundo", "*Bruno*"),
        ("la última", "*Ana María*"),
        ("confirmale a bruno porfa", "*Bruno*"),
    ],
)
def test_a_request_is_chosen_in_words_and_asked_about_before_anything_happens(
    said: str, shown: str
) -> None:
    town, desk = three_asked()
    assert desk.say(said).startswith(f"{shown}: *Corte*")
    assert {row.status for row in town.bookings()} == {BookingStatus.PENDING}


def test_a_weak_reading_is_asked_back_and_a_yes_takes_it() -> None:
    town, desk = three_asked()
    desk.say("brumo")
    assert desk.titles == ["vie 27 nov 11:00"]
    assert desk.say("sí").startswith("*Bruno*: *Corte*")
    assert desk.say("sí, confirmalo, gracias").startswith("✅ Confirmado: *Bruno*")
    assert [row.status for row in town.bookings()].count(BookingStatus.CONFIRMED) == 1


@pytest.mark.parametrize("said", ["sí, pero a las 12", "no sé", "si puede pagar antes", "ok?? no"])
def test_what_says_more_than_yes_or_no_to_a_request_decides_nothing(said: str) -> None:
    town, desk = three_asked()
    desk.say("la de bruno")
    assert "Eso no llegó a nadie" in desk.say(said)
    assert {row.status for row in town.bookings()} == {BookingStatus.PENDING}
