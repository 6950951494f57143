"""Who sends what nobody can read, or nobody understands, is answered three times, then rarely."""

from __future__ import annotations

from collections.abc import Callable

import pytest
from support.conversations import CARLA, Phone, Town

NOT_UNDERSTOOD = "qwx zzk"


@pytest.fixture
def town() -> Town:
    return Town()


@pytest.fixture(params=["with a client", "in the lobby", "at the end"])
def phone(request: pytest.FixtureRequest, town: Town) -> Phone:
    phone = town.person()
    if request.param != "in the lobby":
        phone.say("carla")
    if request.param == "at the end":
        phone.say("salir")
    return phone


def answered(act: Callable[[], str], times: int) -> int:
    return sum(bool(act()) for _ in range(times))


def test_thirty_photos_get_three_answers_and_none_for_a_day(town: Town, phone: Phone) -> None:
    assert answered(phone.photo, 30) == 3
    town.sleep(hours=23)
    assert phone.photo() == ""
    town.sleep(hours=1)
    assert answered(phone.photo, 30) == 3


def test_a_text_between_photos_begins_the_count_again(phone: Phone) -> None:
    for _ in range(4):
        assert answered(phone.photo, 2) == 2
        assert phone.say("carla")


def test_thirty_texts_that_nobody_understands_get_one_answer_in_ten_minutes(
    town: Town,
) -> None:
    phone = town.person()
    assert phone.say("hola"), "a greeting begins; it is no miss"
    said = [phone.say(NOT_UNDERSTOOD) for _ in range(30)]
    assert [bool(text) for text in said] == [True] * 3 + [False] * 27
    town.sleep(minutes=9, seconds=59)
    assert phone.say(NOT_UNDERSTOOD) == ""
    town.sleep(seconds=1)
    assert answered(lambda: phone.say(NOT_UNDERSTOOD), 5) == 1
    assert phone.say("carla"), "what is understood is answered at once"
    assert phone.say(NOT_UNDERSTOOD), "and the count begins again"


@pytest.mark.parametrize("reception", [False, True])
def test_within_a_flow_the_last_try_speaks_no_oftener(town: Town, reception: bool) -> None:
    if reception:
        town.changes("carla", settings={**CARLA, "reception": {"phone": "5492615550000"}})
        town.desk("5492615550000").say("recepción")
    phone = town.person()
    phone.say("carla")
    assert answered(lambda: phone.say(NOT_UNDERSTOOD), 30) == 3
    town.sleep(minutes=10)
    assert answered(lambda: phone.say(NOT_UNDERSTOOD), 5) == 1
    assert phone.say("reservar"), "what is understood is answered at once"


def test_within_a_flow_what_is_not_understood_moves_nothing_once_it_is_not_answered(
    town: Town,
) -> None:
    phone = town.person()
    phone.say("carla")
    phone.tap("Reservar")
    for _ in range(3):
        phone.say(NOT_UNDERSTOOD)
    before = town.read(lambda tx: tx.sessions.of_contact(phone.contact.id))[0]
    assert phone.say(NOT_UNDERSTOOD) == ""
    after = town.read(lambda tx: tx.sessions.of_contact(phone.contact.id))[0]
    assert (after.state, after.mode) == (before.state, before.mode)
