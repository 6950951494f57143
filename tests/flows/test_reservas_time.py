"""What time says and does, to whom, and when it keeps silent."""

from __future__ import annotations

from support.conversations import CARLA, Phone, Town

STILL = "¿Seguís ahí? Cuando quieras, seguimos con *Corte*."


def chosen_service(town: Town, slug: str = "carla") -> Phone:
    phone = town.person()
    phone.say(slug)
    phone.tap("Reservar")
    phone.say("1")
    return phone


def texts(phone: Phone) -> list[str]:
    return [row.body.text for row in phone.chat]


def test_half_an_hour_of_silence_is_noticed_once() -> None:
    town = Town()
    phone = chosen_service(town)
    before = len(phone.chat)
    town.wait(minutes=29)
    assert len(phone.chat) == before
    town.wait(minutes=1)
    assert texts(phone)[before:] == [STILL]
    town.wait(hours=5)
    assert len(phone.chat) == before + 1
    assert phone.say("viernes").startswith("*Corte* · viernes 27")


def test_each_message_begins_the_wait_anew() -> None:
    town = Town()
    phone = chosen_service(town)
    town.wait(minutes=29)
    phone.say("ayuda")
    town.wait(minutes=29)
    assert STILL not in texts(phone)
    town.wait(minutes=1)
    assert texts(phone)[-1] == STILL


def test_a_day_of_silence_ends_it_without_a_word() -> None:
    town = Town()
    phone = chosen_service(town)
    town.wait(hours=22, minutes=59)
    before = texts(phone)
    assert phone.state == "eligiendo_fecha"
    town.wait(minutes=1)
    assert (phone.state, phone.session().data["result"]) == ("finalizado", "abandonada")
    assert texts(phone) == before
    assert phone.say("gracias").startswith("¡De nada")


def test_after_the_end_time_says_nothing() -> None:
    town = Town()
    phone = town.person()
    phone.books()
    phone.tap("Confirmar")
    before = len(phone.chat)
    town.wait(hours=25)
    assert len(phone.chat) == before


def test_words_that_come_late_are_not_said() -> None:
    town = Town()
    phone = chosen_service(town)
    town.sleep(minutes=41)
    town.wait(minutes=1)
    assert STILL not in texts(phone)
    town = Town()
    phone = chosen_service(town)
    town.sleep(minutes=38)
    town.wait(minutes=1)
    assert texts(phone)[-1] == STILL


def test_what_moves_comes_however_late_but_says_nothing_outside_metas_window() -> None:
    town = Town()
    phone = town.person()
    phone.books()
    before = len(phone.chat)
    town.sleep(hours=30)
    phone.settle()
    assert phone.state == "eligiendo_horario"
    assert len(phone.chat) == before


def test_what_moves_within_the_window_is_said_though_it_is_late() -> None:
    town = Town()
    phone = town.person()
    phone.books()
    town.sleep(hours=3)
    phone.settle()
    assert texts(phone)[-1].startswith("Solté las 10:00")


def test_one_merchants_wait_is_not_said_into_anothers_conversation() -> None:
    town = Town(carla=CARLA, mona=CARLA)
    phone = town.person()
    phone.books()
    town.wait(minutes=5)
    phone.say("mona")
    before = len(phone.chat)
    town.wait(minutes=24)
    assert texts(phone)[before:] == []
    assert phone.session("carla").state == "eligiendo_horario"
    assert phone.session("mona").state == "inicio"
    town.wait(minutes=6)
    assert texts(phone)[before:] == ["¿Seguís ahí? Cuando quieras, seguimos."]
    assert phone.chat[-1].session_id == phone.session("mona").id


def test_a_merchant_that_stopped_attending_says_nothing_by_itself() -> None:
    town = Town()
    phone = chosen_service(town)
    before = len(phone.chat)
    town.changes("carla", status="inactive")
    town.wait(minutes=45)
    assert len(phone.chat) == before


def test_a_merchant_that_stopped_attending_does_not_silence_the_others() -> None:
    town = Town(carla=CARLA, mona=CARLA)
    phone = chosen_service(town)
    phone.say("mona")
    town.changes("mona", status="inactive")
    town.wait(minutes=35)
    assert texts(phone)[-1] == STILL
    assert phone.chat[-1].session_id == phone.session("carla").id


def test_a_person_who_took_over_gives_back_after_the_merchants_time() -> None:
    settings = {**CARLA, "reception": {"return_after_minutes": 90}}
    town = Town(carla=settings)
    phone = chosen_service(town)
    phone.say("persona")
    before = len(phone.chat)
    town.wait(minutes=89)
    assert phone.say("¿hola?") == ""
    town.wait(minutes=1)
    assert len(phone.chat) == before + 1
    assert texts(phone)[-1].startswith("Todavía no pudieron responderte.")
    assert texts(phone)[-1].endswith("¿Qué querés hacer?")
    assert phone.tap("Reservar").startswith("¿Qué servicio")


def test_without_a_reception_a_person_has_twelve_hours() -> None:
    town = Town(carla={**CARLA, "quiet": None})
    phone = chosen_service(town)
    phone.say("persona")
    before = len(phone.chat)
    town.wait(hours=11, minutes=59)
    assert len(phone.chat) == before
    town.wait(minutes=1)
    assert len(phone.chat) == before + 1


def test_menu_brings_the_bot_back_and_the_return_time_is_forgotten() -> None:
    town = Town()
    phone = chosen_service(town)
    phone.say("persona")
    assert phone.say("menú").startswith("¡Hola, Ana!")
    town.wait(hours=13)
    assert not any("pudieron responderte" in words for words in texts(phone))


def test_a_message_that_waits_goes_before_a_timer_that_is_due() -> None:
    town = Town()
    phone = town.person()
    phone.books()
    town.sleep(minutes=20)
    assert phone.say("sí").startswith("✅ ¡Listo!")
    town.wait(minutes=30)
    assert texts(phone)[-1].startswith("✅ ¡Listo!")


def test_what_was_said_ahead_and_answered_otherwise_does_not_come_back() -> None:
    town = Town()
    phone = town.person()
    for said in ("carla", "Reservar", "1"):
        phone.say(said)
    assert "Anotado" in phone.say("10:00")
    phone.tap("Lo antes posible")
    assert phone.state == "confirmando"
    assert phone.hold
    town.wait(minutes=16)
    assert phone.state == "eligiendo_horario"
    assert phone.hold is None
