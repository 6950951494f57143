"""What happens at once in one conversation has one result: the table of `docs/flows.md`."""

from __future__ import annotations

import pytest

from .outside_world import Depot, Shop, shop_library, shop_registry


@pytest.fixture
def shop(tmp_path):
    depot = Depot()
    return Shop(shop_library(tmp_path, shop_registry(depot)), depot, seconds=4.0)


def paths(shop, who="ana") -> list[list[str]]:
    return [[trigger for trigger, _ in turn.path] for turn in shop.turns(who)]


def texts(shop, who="ana") -> list[str]:
    return [body.text for body in shop.heard(who)]


def at_the_question(shop):
    shop.writes("ana", "taller", "quiero uno")
    shop.run(1)
    assert texts(shop)[-1] == "¿Cuál?"


def test_two_quick_messages_are_two_turns_in_their_order(shop):
    shop.writes("ana", "taller")
    shop.run(1)
    shop.writes("ana", "buenas", "quiero uno")
    shop.run(9)
    assert texts(shop)[-2:] == ["Hola.\n\n¿Qué querés?", "¿Cuál?"]
    assert paths(shop)[-2:] == [["hola"], ["pedir"]]


def test_a_second_press_is_an_old_button(shop):
    shop.writes("ana", "taller")
    shop.run(1)
    shop.writes("ana", "=pedir", "=pedir")
    shop.run(9)
    assert texts(shop)[-2:] == ["¿Cuál?", "Era de antes.\n\n¿Cuál?"]
    assert shop.session("ana").state == "pidiendo"


def test_a_message_while_an_answer_is_made_comes_after_it(shop):
    at_the_question(shop)
    shop.writes("ana", "=rojo")
    shop.run(2)
    shop.writes("ana", "buenas")
    shop.run(1)
    assert texts(shop)[-1] == "¿Cuál?"
    shop.run(9)
    assert texts(shop)[-2:] == ["Hay Rojo.", "Hola.\n\n¿Qué querés?"]
    assert len(shop.depot.asked) == 1


def test_a_second_press_while_an_answer_is_made_asks_nobody(shop):
    at_the_question(shop)
    shop.writes("ana", "=rojo", "=rojo")
    shop.run(9)
    assert texts(shop)[-2:] == ["Hay Rojo.", "Era de antes."]
    assert len(shop.depot.asked) == 1


def test_a_word_that_cancels_comes_after_the_answer_as_well(shop):
    at_the_question(shop)
    shop.writes("ana", "=rojo", "menu")
    shop.run(9)
    assert texts(shop)[-2] == "Hay Rojo."


def test_a_time_out_that_is_due_as_the_person_writes_does_nothing(shop):
    """Both wait at the same instant: the message goes first, and the session has moved on."""
    at_the_question(shop)
    shop.run(598.9)
    shop.store.away = 3  # nobody looks in the very second in which both come to wait
    shop.writes("ana", "menu")
    shop.run(4)
    assert paths(shop)[-1] == ["escape:menu"]
    assert shop.session("ana").state == "inicio"
    assert shop.depot.asked == []
    shop.run(590)
    assert paths(shop)[-1] == ["escape:menu"]
    shop.run(20)
    assert paths(shop)[-1] == ["timeout:0:avisado"]


def test_a_message_just_after_a_time_out_finds_what_it_did(shop):
    at_the_question(shop)
    shop.run(605)
    assert paths(shop)[-1] == ["timeout:0:avisado"]
    shop.writes("ana", "gracias")
    shop.run(9)
    assert texts(shop)[-2:] == ["Cerramos.", "¿Qué querés?"]


def test_a_time_out_that_falls_due_while_an_answer_is_made_does_nothing(shop):
    at_the_question(shop)
    shop.run(597.5)
    shop.writes("ana", "=azul")
    shop.run(60)
    assert [name for name, _ in shop.depot.asked] == ["consultar"]
    assert paths(shop)[-1] == ["ok:hay"]
    assert texts(shop)[-1] == "Hay Azul."


def test_a_time_out_that_asks_outside_is_finished_before_what_the_person_writes_then(shop):
    at_the_question(shop)
    shop.run(600)
    assert [call.name for call in asked_by_time(shop)] == ["avisar"]
    shop.writes("ana", "=azul")
    shop.run(9)
    assert [name for name, _ in shop.depot.asked] == ["avisar"]
    assert paths(shop)[-2] == ["timeout:0:avisado"]
    assert texts(shop)[-2:] == ["Cerramos.", "Era de antes."]


def test_so_it_is_after_a_kill_in_between(shop):
    at_the_question(shop)
    shop.run(600)
    shop.writes("ana", "=azul")
    shop.start()
    shop.run(9)
    assert [name for name, _ in shop.depot.asked] == ["avisar"]
    assert paths(shop)[-2] == ["timeout:0:avisado"]


def test_two_people_ask_at_once_and_each_has_an_answer_of_their_own(shop):
    for who in ("ana", "beto"):
        shop.writes(who, "taller", "quiero uno")
    shop.run(1)
    shop.writes("ana", "=rojo")
    shop.writes("beto", "=azul")
    shop.run(9)
    assert (texts(shop)[-1], texts(shop, "beto")[-1]) == ("Hay Rojo.", "Hay Azul.")
    assert sorted(shop.depot.keys()) == ["m5:0", "m6:0"]


def asked_by_time(shop):
    """What a timer has asked outside so far."""
    timer = shop.store.read(lambda tx: tx.timers.head("ana", shop.clock.now()))
    return shop.store.read(lambda tx: tx.outside_calls.of(timer.id))
