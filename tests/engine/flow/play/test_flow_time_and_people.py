"""What time does to a conversation, and how a person takes it over and gives it back."""

from __future__ import annotations

from datetime import timedelta

import pytest

from milo.engine.flow.play.events import RETURN
from milo.engine.flow.play.turn import Terms
from milo.engine.model import Mode

from ..small_flow import NOW, Table


def at_menu(terms: Terms | None = None) -> Table:
    table = Table(terms=terms)
    table.arrive()
    table.tap("Pedir una")
    return table


def handed_over() -> Table:
    table = at_menu()
    assert table.say("alguien") == "Llamo a alguien."
    return table


def test_a_timer_that_speaks_asks_nothing_and_moves_nothing() -> None:
    table = at_menu()
    assert table.elapse("timeout:0") == "¿Seguís?"
    assert (table.state, table.titles) == ("carta", [])
    assert table.last and table.last.timers is None


def test_after_it_spoke_the_question_is_still_the_question() -> None:
    table = at_menu()
    muzza = table.option("Muzza")
    table.elapse("timeout:0")
    table.press(muzza)
    assert table.slots["pizza"] == "muzza"


def test_a_timer_that_moves_acts_and_sets_the_timers_of_where_it_leads() -> None:
    table = at_menu()
    assert table.elapse("timeout:1") == ""
    assert (table.state, table.session.data["result"]) == ("fin", "abandonada")
    assert table.kitchen.calls[-1] == "limpiar"
    assert table.last and table.last.timers == ()


def test_a_state_may_have_no_timers() -> None:
    table = at_menu()
    table.tap("Muzza")
    table.tap("Solo una")
    assert table.last and table.last.timers == ()


def test_a_person_takes_over_and_the_bot_is_silent() -> None:
    table = handed_over()
    assert (table.session.mode, table.state, table.titles) == (Mode.HUMAN, "carta", [])
    for words in ("hola", "gracias", "1", "Muzza", "chau", "ayuda"):
        assert table.say(words) == ""
    assert table.photo() == ""
    assert (table.session.mode, table.state) == (Mode.HUMAN, "carta")


def test_a_tap_does_not_bring_the_bot_back() -> None:
    table = at_menu()
    old = table.option("Muzza")
    table.say("alguien")
    assert table.press(old) == ""
    assert table.session.mode is Mode.HUMAN


@pytest.mark.parametrize("word", ["menú", "MENU", "inicio"])
def test_the_word_for_home_brings_the_bot_back_at_the_beginning(word: str) -> None:
    table = handed_over()
    assert table.say(word) == "Hola, Ana. Esto es Pizzas."
    assert (table.session.mode, table.state) == (Mode.BOT, "puerta")


def test_the_slug_brings_the_bot_back_where_it_was() -> None:
    table = handed_over()
    assert table.arrive() == "Seguimos.\n\n¿Cuál?"
    assert (table.session.mode, table.state) == (Mode.BOT, "carta")


def test_the_return_time_is_the_clients_and_is_set_once() -> None:
    table = at_menu(Terms(return_after=timedelta(minutes=45)))
    table.say("alguien")
    assert table.last and table.last.timers == ((RETURN, NOW + timedelta(minutes=45)),)
    table.now = NOW + timedelta(minutes=30)
    table.say("¿hay alguien?")
    assert table.last.timers is None
    armed = table.session.data["armed"]
    assert table.elapse(RETURN) == "Volví.\n\nHola, Ana. Esto es Pizzas."
    assert table.session.mode is Mode.BOT
    assert table.session.data["armed"] > armed


def test_after_the_return_the_questions_buttons_work() -> None:
    table = handed_over()
    table.elapse(RETURN)
    table.tap("Pedir una")
    assert table.state == "carta"


def test_what_a_person_holds_is_kept_while_a_person_helps_them() -> None:
    table = handed_over()
    table.kitchen.calls.clear()
    table.say("sigo acá")
    assert table.kitchen.calls == ["message"]


def test_tries_start_anew_once_the_bot_is_back() -> None:
    table = at_menu()
    for _ in range(3):
        table.say("xx")
    assert table.session.mode is Mode.HUMAN
    table.arrive()
    assert table.say("xx").startswith("Tocá un botón.")
    table.say("yy")
    assert table.session.mode is Mode.BOT
