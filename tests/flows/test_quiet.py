"""Nothing is said by night that nobody waits for, nor one merchant's news into another's chat."""

from __future__ import annotations

from datetime import timedelta

import pytest
from support.conversations import CARLA, Phone, Town

from milo.engine.booking.agenda import Amendment
from milo.engine.model import Booking, BookingStatus, Mode
from milo.engine.office.acting import Operator
from milo.engine.office.bookings import change_booking, find_booking
from milo.engine.ports import Transaction

UNANSWERED = "Todavía no pudieron responderte."


def moved(town: Town, booking: Booking, to: BookingStatus | timedelta) -> str:
    """Change a booking on the merchant's word; return what its person hears of it."""

    def work(tx: Transaction) -> str:
        row, client = find_booking(tx, booking.id)
        operator = Operator(tx, town.ids, town.clock.now(), announce=town.notices.changed)
        wanted = Amendment(row.datetime + to) if isinstance(to, timedelta) else to
        return change_booking(operator, client, row, wanted)[1].told

    return town.store.transact(work)


def in_anothers_chat() -> tuple[Town, Phone, Booking]:
    """Somebody with a booking at Carla's, in the middle of Mona's questions."""
    town = Town(carla=CARLA, mona=CARLA)
    phone = town.person()
    phone.books("carla")
    phone.say("sí")
    for said in ("mona", "Reservar", "1", "viernes"):
        phone.say(said)
    return town, phone, town.bookings()[0]


@pytest.mark.parametrize("said", ["borrar mis datos", "pepe"])
def test_news_of_another_wait_while_what_no_merchant_asks_is_to_be_answered(said: str) -> None:
    """What somebody asks about themselves, or writes to who is closed, no session plays."""
    town, phone, booking = in_anothers_chat()
    town.opens("pepe", CARLA)
    town.changes("pepe", status="inactive")
    town.sleep(hours=1)
    phone.say(said)
    assert moved(town, booking, timedelta(hours=1)) == "sent"
    assert phone.settle() == []
    town.wait(minutes=9)
    heard = len(phone.chat)
    town.wait(minutes=2)
    assert [row.body.text.startswith("*Carla*") for row in phone.chat[heard:]] == [True]


def test_unanswered_by_night_the_bot_is_back_at_once_and_says_so_in_the_morning() -> None:
    town = Town()
    phone = town.person()
    phone.say("carla")
    town.sleep(hours=6, minutes=30)  # half past three in the afternoon
    phone.say("persona")
    heard = len(phone.chat)
    town.wait(hours=12, minutes=1)
    assert len(phone.chat) == heard
    assert phone.session().mode is Mode.BOT
    town.wait(hours=5, minutes=28)
    assert len(phone.chat) == heard
    town.wait(minutes=2)
    assert UNANSWERED in phone.chat[-1].body.text


def test_a_card_is_left_as_the_bot_comes_back_by_night() -> None:
    town = Town()
    phone = town.person()
    phone.books("carla")
    town.sleep(hours=6, minutes=30)
    phone.say("persona")
    heard = len(phone.chat)
    town.wait(hours=12, minutes=1)
    assert (phone.session().mode, phone.state) == (Mode.BOT, "inicio")
    town.wait(hours=5, minutes=29)
    assert [UNANSWERED in row.body.text for row in phone.chat[heard:]] == [True]


def test_a_return_that_waits_for_the_morning_says_nothing_after_metas_day() -> None:
    reception = {"return_after_minutes": 1380}
    town = Town(carla={**CARLA, "quiet": ["09:00", "11:00"], "reception": reception})
    phone = town.person()
    phone.say("carla")
    town.sleep(hours=1, minutes=30)
    phone.say("persona")  # at half past ten: its return is due at half past nine the next day
    heard = len(phone.chat)
    town.wait(hours=26)
    assert (phone.session().mode, phone.state) == (Mode.BOT, "inicio")
    assert len(phone.chat) == heard


def test_a_return_that_cannot_be_told_in_the_morning_asks_nothing_later() -> None:
    town = Town(carla=CARLA, mona=CARLA)
    phone = town.person()
    phone.books("carla")
    phone.say("sí")
    town.sleep(hours=6, minutes=30)
    phone.say("persona")
    phone.say("mona")
    town.wait(hours=17, minutes=31)  # one minute past nine, with Mona's chat in front
    heard = len(phone.chat)
    assert moved(town, town.bookings()[0], timedelta(hours=1)) == "sent"
    assert len(phone.settle()) == 1, "now Carla's is"
    town.wait(minutes=40)
    assert len(phone.chat) == heard + 1, [row.body.text for row in phone.chat[heard:]]


def test_who_writes_by_night_is_answered_and_hears_nothing_in_the_morning() -> None:
    town = Town()
    phone = town.person()
    phone.say("carla")
    town.sleep(hours=6, minutes=30)
    phone.say("persona")
    town.wait(hours=13)
    assert "¿Qué servicio" in phone.say("reservar")
    town.wait(hours=8)
    assert not any(UNANSWERED in row.body.text for row in phone.chat)


def test_by_night_a_time_out_moves_without_a_word() -> None:
    town = Town()
    phone = town.person()
    town.sleep(hours=12, minutes=30)
    phone.books("carla")
    heard = len(phone.chat)
    town.wait(minutes=20)
    assert len(phone.chat) == heard
    assert phone.state == "eligiendo_horario"


def test_who_wants_no_quiet_hours_is_spoken_to() -> None:
    town = Town(carla={**CARLA, "quiet": None})
    phone = town.person()
    town.sleep(hours=12, minutes=30)
    phone.books("carla")
    town.wait(minutes=11)
    assert "unos minutos más" in phone.chat[-1].body.text


def test_news_waits_until_anothers_chat_is_quiet() -> None:
    town, phone, booking = in_anothers_chat()
    assert moved(town, booking, timedelta(hours=1)) == "sent"
    assert phone.settle() == []
    town.wait(minutes=9)
    assert "¿Lo confirmo?" in phone.say("11:30")  # it is Mona's answer
    town.wait(minutes=9)
    assert "pasó tu turno" not in phone.chat[-1].body.text
    town.wait(minutes=26)  # Mona's own time-outs are talk, too
    told = [row for row in phone.chat if "*Carla* pasó tu turno" in row.body.text]
    assert len(told) == 1
    assert phone.session("carla").last_message_at > phone.session("mona").last_message_at


def test_news_that_is_no_longer_so_is_not_told() -> None:
    town, phone, booking = in_anothers_chat()
    moved(town, booking, timedelta(hours=1))
    moved(town, booking, BookingStatus.CANCELLED)
    town.wait(minutes=15)
    told = [row.body.text for row in phone.chat if row.body.text.startswith("*Carla*")]
    assert [text.split("*")[2].strip()[:7] for text in told] == ["canceló"]


def test_news_of_the_merchant_in_front_comes_at_once() -> None:
    town = Town()
    phone = town.person()
    phone.books("carla")
    phone.say("sí")
    moved(town, town.bookings()[0], timedelta(hours=1))
    assert "pasó tu turno" in phone.settle()[-1].body.text
