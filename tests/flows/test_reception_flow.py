"""A merchant's own phone: whole conversations by `flows/recepcion.yaml`."""

from __future__ import annotations

from datetime import timedelta
from typing import Any

import pytest
from support.conversations import BOOKED, CARLA, Phone, Town

from milo.engine.booking.agenda import Agenda
from milo.engine.booking.availability.slots import Ask
from milo.engine.booking.digest import DailyDigest
from milo.engine.model import BookingStatus, OutboxRow, OutboxStatus
from milo.engine.office.acting import Operator
from milo.engine.office.receptions import current_code, end_reception, receptions
from milo.engine.ports import Transaction

MORE = "\n\n¿Algo más de *Carla*?"
MANUAL = CARLA | {"confirmation": "manual"}


def code_of(town: Town, slug: str = "carla") -> str:
    def work(tx: Transaction) -> str:
        client = tx.clients.by_slug(slug)
        assert client
        operator = Operator(tx, town.ids, town.clock.now())
        return f"recepcion-{current_code(operator, client).code}"

    return town.store.transact(work)


def end_all(town: Town, slug: str = "carla") -> None:
    def work(tx: Transaction) -> None:
        client = tx.clients.by_slug(slug)
        assert client
        for row in receptions(tx, client):
            end_reception(Operator(tx, town.ids, town.clock.now()), client, row.id)

    town.store.transact(work)


def carla(settings: dict[str, Any] = CARLA, **others: dict[str, Any]) -> tuple[Town, Phone]:
    """A merchant whose phone has sent the code."""
    town = Town(carla=settings, **others)
    desk = town.person("Carla")
    assert desk.say(code_of(town)).startswith("Recepción de *Carla*")
    return town, desk


def texts(rows: list[OutboxRow]) -> list[str]:
    return [row.body.text for row in rows]


def booked(town: Town, name: str = "Ana", hour: str = "10:00") -> Phone:
    phone = town.person(name)
    phone.books(hour=hour)
    phone.tap("Confirmar")
    return phone


# The handshake


def test_a_code_is_good_once_and_for_a_week() -> None:
    town = Town()
    code = code_of(town)
    assert town.person("Carla").say(code.upper()).startswith("Recepción de *Carla*")
    assert town.person("Zoe").say(code).startswith("Ese enlace ya se usó o venció.")
    late = code_of(town)
    assert late != code
    town.sleep(days=7)
    assert town.person("Sol").say(late).startswith("Ese enlace ya se usó o venció.")
    assert town.person("Eva").say("recepcion-aaaaaaaaaaaa").startswith("Ese enlace")


def test_the_same_phone_may_tap_its_link_again() -> None:
    town = Town()
    code, desk = code_of(town), town.person("Carla")
    desk.say(code)
    assert desk.say(code).startswith("Recepción de *Carla*")


def test_several_phones_hear_of_a_booking() -> None:
    town, one = carla()
    two = town.person("Sol")
    two.say(code_of(town))
    booked(town)
    for desk in (one, two):
        assert texts(desk.settle()) == ["Nuevo turno: *Ana*, Corte, vie 27 nov 10:00."]


def test_one_that_was_ended_hears_nothing_and_answers_nobody() -> None:
    town, desk = carla()
    ana = town.person()
    ana.say("carla")
    ana.say("persona")
    (notice,) = desk.settle()
    end_all(town)
    desk.say("Hola", quoted=f"wamid.{notice.id}")
    assert ana.settle() == []
    ana.say("¿hola?")
    assert desk.settle() == []
    assert "¿Con qué comercio" in desk.say("hoy")


@pytest.mark.parametrize("typed", ["542615550000", "5492615550000"])
def test_whoever_first_writes_from_the_phone_in_the_settings_is_the_reception(typed: str) -> None:
    town = Town(carla=CARLA | {"reception": {"phone": typed}})
    desk = town.desk("5492615550000")
    assert desk.chat[-1].body.text.startswith("Recepción de *Carla*")
    booked(town)
    assert texts(desk.settle()) == ["Nuevo turno: *Ana*, Corte, vie 27 nov 10:00."]


def test_who_takes_over_that_phone_is_no_reception() -> None:
    town = Town(carla=CARLA | {"reception": {"phone": "5492615550000"}})
    first = town.owner("AR.100", "5492615550000")
    first.say("hola")
    second = town.owner("AR.200", "5492615550000")
    assert "¿Con qué comercio" in second.say("recepción")
    booked(town)
    assert second.settle() == []
    assert texts(first.settle()) == ["Nuevo turno: *Ana*, Corte, vie 27 nov 10:00."]


@pytest.mark.parametrize(
    ("said", "answer"),
    [
        ("panel", "Entrá al panel de *Carla*"),
        ("pendientes", "No hay pedidos esperando."),
        ("hoy", "*Hoy, lun 23 nov*"),
        ("cerrar mañana", "¿Cierro el *martes 24"),
        ("hola", "Recepción de *Carla*"),
        ("Buenas, cómo va", "Recepción de *Carla*"),
    ],
)
def test_its_very_first_message_may_be_an_order(said: str, answer: str) -> None:
    town = Town(carla=CARLA | {"reception": {"phone": "5492615550000"}})
    phone = town.owner("AR.100", "5492615550000")
    assert phone.say(said).startswith(answer)


def test_an_order_after_the_end_is_done() -> None:
    _, desk = carla()
    desk.say("chau")
    assert desk.say("panel").startswith("Entrá al panel de *Carla*")


# A customer too, and several merchants


def test_a_slug_opens_the_customers_conversation_and_recepcion_comes_back() -> None:
    _, desk = carla()
    assert desk.say("carla").startswith("¡Hola, Carla!")
    assert "Elegí" in desk.say("reservar") or desk.titles
    assert desk.say("recepción").startswith("Recepción de *Carla*")
    assert desk.say("hoy").startswith("*Hoy, lun 23 nov*: sin turnos.")


def test_it_is_asked_which_merchant_is_meant() -> None:
    town, desk = carla(mona=CARLA)
    desk.say(code_of(town, "mona"))
    assert desk.say("recepción") == "¿De qué comercio?"
    assert desk.titles == ["Carla", "Mona"]
    assert desk.tap("Carla").startswith("Recepción de *Carla*")
    desk.say("recepción")
    assert desk.say("2").startswith("Recepción de *Mona*")


def test_a_notice_waits_while_another_merchant_is_in_front() -> None:
    town, desk = carla(mona=CARLA)
    desk.say("mona")
    booked(town)
    assert desk.settle() == []
    town.wait(minutes=11)
    assert desk.chat[-1].body.text.startswith("Nuevo turno: *Ana*")


def test_a_reception_is_never_greeted_as_a_customer() -> None:
    _, desk = carla()
    for said in ("hola", "quiero reservar", "buenas, un turno", "gracias", "xyz"):
        assert "Reservar" not in (desk.say(said), *desk.titles)


# Requests


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
    assert texts(desk.settle()) == ["*Ana* canceló: Corte, vie 27 nov 10:00."]
    assert desk.press(card).startswith("Ese pedido ya no espera.")


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
        agenda.book_by_hand(Ask("corte"), at, status=BookingStatus.PENDING, name="Beto")

    town.store.transact(ask)
    town.sleep(hours=12, minutes=1)
    give_up(town)
    (told,) = texts(desk.settle())
    assert told.startswith("Venció el pedido de *Beto*: Corte, mar 24 nov 09:00.")
    assert told.endswith("No tenemos su teléfono: avisale vos.")


def test_the_merchant_is_not_told_of_what_it_does_not_want_to_hear() -> None:
    town, desk = carla(CARLA | {"notify": {"new": False, "cancelled": False}})
    ana = booked(town)
    ana.say("mis turnos"), ana.say("1"), ana.tap("Cancelar turno"), ana.say("si")
    assert desk.settle() == []


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


def settings_of(town: Town) -> dict[str, Any]:
    client = town.read(lambda tx: tx.clients.by_slug("carla"))
    assert client
    return dict(client.settings)


def notice_id(row: OutboxRow) -> str:
    return f"wamid.{row.id}"
