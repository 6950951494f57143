"""One's own bookings: seen, cancelled within the merchant's rule, and never anybody else's."""

from __future__ import annotations

from support.conversations import CARLA, Phone, Town

from milo.engine.model import BookingStatus

STRICT = CARLA | {"cancel_notice_minutes": 120, "reception": {"phone": "5492615550000"}}


def booked(settings: dict[str, object] | None = None) -> tuple[Town, Phone]:
    """Somebody with a booking on Friday at ten."""
    town = Town(carla=settings or CARLA)
    phone = town.person()
    phone.books()
    phone.tap("Confirmar")
    return town, phone


def test_one_sees_ones_bookings_and_their_details() -> None:
    _, phone = booked()
    assert phone.say("mis turnos").startswith("Tus turnos en *Carla*.")
    assert phone.titles == ["vie 27 nov 10:00"]
    answer = phone.say("1")
    assert answer.startswith("*Corte*\n*viernes 27 de noviembre, 10:00*\nConfirmado ✅")
    assert phone.titles == ["Cambiar", "Cancelar turno", "Ver otro"]


def test_what_is_booked_can_be_put_in_ones_calendar() -> None:
    town = Town(public_base="https://milo.example", carla=CARLA)
    phone = town.person()
    phone.books()
    said = phone.tap("Confirmar")
    (row,) = town.bookings()
    assert f"\nAgregalo a tu calendario: https://milo.example/t/{row.token}\n" in said


def test_without_any_one_is_offered_to_book() -> None:
    phone = Town().person()
    phone.say("carla")
    assert phone.tap("Mis turnos").startswith("Todavía no tenés turnos en *Carla*. ¿Reservamos")
    assert phone.titles == ["Reservar", "Mis turnos", "Info y horarios"]


def test_one_is_cancelled_after_asking_and_its_place_is_free_again() -> None:
    town, phone = booked()
    phone.say("mis turnos")
    phone.say("1")
    assert phone.tap("Cancelar turno") == "¿Cancelo *Corte* del *viernes 27 a las 10:00*?"
    assert phone.tap("Sí, cancelarlo").startswith("Listo, cancelé *Corte* del *viernes 27")
    assert [row.status for row in town.bookings(*BookingStatus)] == [BookingStatus.CANCELLED]
    booking = town.bookings(BookingStatus.CANCELLED)[0]
    trail = town.read(lambda tx: tx.audit.of(f"booking:{booking.id}"))
    assert [entry.actor for entry in trail] == [f"contact:{phone.contact.id}"] * 2
    assert [entry.action for entry in trail] == ["booking.create", "booking.cancel"]
    assert "¿Lo confirmo?" in town.person("Bruno").books()


def test_cancelling_twice_cancels_once() -> None:
    town, phone = booked()
    phone.say("mis turnos")
    phone.say("1")
    phone.tap("Cancelar turno")
    card = phone.option("Sí, cancelarlo")
    phone.press(card)
    assert "Ese botón era de antes" in phone.press(card)
    assert len(town.bookings(BookingStatus.CANCELLED)) == 1


def test_too_late_the_merchant_is_told_instead() -> None:
    town, phone = booked(STRICT)
    town.sleep(days=3, hours=23, minutes=30)
    desk = town.desk("5492615550000")
    phone.say("carla")
    phone.say("mis turnos")
    phone.say("1")
    phone.tap("Cancelar turno")
    assert phone.say("si").startswith("Ya pasó el plazo para cancelar por acá.")
    assert phone.tap("Avisar al local").startswith("Listo, le avisé a *Carla* que no podés ir")
    assert len(town.bookings()) == 1
    desk.settle()
    assert desk.chat[-1].body.text.startswith("*Ana* avisa que no puede ir: Corte, vie 27 nov")


def too_late(phone: Phone) -> None:
    phone.say("mis turnos")
    phone.say("1")
    phone.tap("Cancelar turno")
    phone.say("si")


def test_too_late_without_a_reception_only_a_note_is_offered_and_kept() -> None:
    town, phone = booked(CARLA | {"cancel_notice_minutes": 7200})
    too_late(phone)
    assert "no tengo cómo avisarle a *Carla*" in phone.chat[-1].body.text
    assert phone.titles == ["Dejarlo anotado", "Dejarlo así"]
    said = phone.tap("Dejarlo anotado")
    assert "quedó anotado en la agenda de *Carla*" in said and "avisé" not in said
    assert phone.session().mode == "bot"
    assert [row.attendance for row in town.bookings()] == ["absent"]


def test_too_late_with_a_reception_out_of_reach_one_is_promised_nothing() -> None:
    town, phone = booked(STRICT | {"cancel_notice_minutes": 7200})
    town.desk("5492615550000")
    town.sleep(hours=25)
    phone.say("carla")
    too_late(phone)
    assert phone.titles == ["Dejarlo anotado", "Dejarlo así"]
    assert "le avisé" not in phone.tap("Dejarlo así")
    assert [row.attendance for row in town.bookings()] == [None]


def test_one_returns_to_where_one_was() -> None:
    town, _ = booked()
    other = town.person("Bruno")
    other.books(hour="11:00")
    assert "Todavía no tenés turnos" in other.say("mis turnos")
    assert other.state == "confirmando" and "¿Lo confirmo?" in other.chat[-1].body.text
    assert "¡Listo!" in other.tap("Confirmar")
    other.say("mis turnos")
    assert other.state == "inicio"
    assert other.session().data["frames"][0]["flow"] == "mis_turnos"
    assert other.say("atrás").startswith("¿Qué querés hacer?") or other.state == "inicio"
    assert "frames" not in other.session().data


def test_the_callers_escapes_work_within() -> None:
    _, phone = booked()
    phone.say("mis turnos")
    assert "Con *menú* volvés al principio" in phone.say("ayuda")
    assert phone.session().data["frames"][0]["state"] == "eligiendo_turno"
    assert phone.say("menú").startswith("¡Hola, Ana!")
    assert "frames" not in phone.session().data


def test_the_callers_time_works_within() -> None:
    town, phone = booked()
    phone.say("mis turnos")
    town.wait(minutes=31)
    assert phone.chat[-1].body.text.startswith("¿Seguís ahí?")
    assert phone.tap("vie 27 nov 10:00", back=1).startswith("*Corte*")
    town.wait(hours=24)
    assert phone.state == "finalizado" and "frames" not in phone.session().data


def test_nobody_elses_booking_is_shown_or_cancelled() -> None:
    town, phone = booked()
    thief = town.person("Zoe")
    thief.say("carla")
    thief.say("mis turnos")
    phone.say("mis turnos")
    stolen = phone.option("vie 27 nov 10:00")
    assert "Corte" not in thief.press(stolen)
    assert len(town.bookings()) == 1
