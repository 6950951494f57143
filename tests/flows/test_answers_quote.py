"""An answer that refers to one message of several quotes it; any other stands by itself."""

from __future__ import annotations

import pytest
from support.conversations import Phone, Town


@pytest.fixture
def phone() -> Phone:
    phone = Town().person()
    phone.say("carla")
    return phone


def quoted(phone: Phone) -> str:
    return phone.chat[-1].body.answers


def test_an_answer_to_an_old_button_quotes_the_tap(phone: Phone) -> None:
    phone.tap("Reservar")
    phone.tap("Reservar", back=1)
    assert quoted(phone) == "wamid.in.3"


def test_an_answer_to_a_photo_quotes_it(phone: Phone) -> None:
    phone.photo()
    assert quoted(phone) == "wamid.in.2"


def test_an_ordinary_answer_quotes_nothing(phone: Phone) -> None:
    for act in (lambda: phone.tap("Reservar"), lambda: phone.say("1"), lambda: phone.say("menú")):
        act()
        assert quoted(phone) == ""
