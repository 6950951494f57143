"""What a turn does: acts, says, forgets, notes, moves; and what it never does."""

from __future__ import annotations

import json
from dataclasses import replace
from datetime import timedelta

import pytest

from milo.engine.flow.language.registry import Row
from milo.engine.flow.play.flow_stack import FlowLoopError
from milo.engine.flow.play.turn import Terms
from milo.engine.messages import Option
from milo.engine.model import Mode

from ..small_flow import PIZZAS, Kitchen, Table, after


def table_at(state: str, **kitchen: object) -> Table:
    """Return a table that has come to a state."""
    table = Table(kitchen=replace(Kitchen(), **kitchen))
    table.arrive()
    for here, title in (("puerta", "Pedir una"), ("carta", "Muzza"), ("cantidad", "Solo una")):
        if state == here:
            break
        table.tap(title)
    if state == "fin":
        table.tap("Sí")
    assert table.state == state
    return table


def test_the_first_words_of_anybody_are_answered_with_the_first_question() -> None:
    for first in ("hola", "chau", "ayuda", "99", ""):
        table = Table()
        assert table.say(first) == "Hola, Ana. Esto es Pizzas."
        assert table.state == "puerta"


def test_first_words_that_answer_the_first_question_are_taken_for_it() -> None:
    table = Table()
    assert table.say("quiero") == "¿Cuál?"
    assert table.state == "carta"


def test_a_way_out_says_and_asks_in_one_message_the_question_last() -> None:
    assert table_at("puerta").tap("Info") == "Abrimos de noche.\n\nHola, Ana. Esto es Pizzas."


def test_the_outcome_of_an_action_picks_the_way() -> None:
    done = table_at("cantidad")
    assert done.say("3") == "Listo: 3 Muzza."
    assert (done.state, done.session.data["result"]) == ("fin", "pedida")
    assert done.last and done.last.path == (("ok:lista", "fin"),)
    burnt = table_at("cantidad", outcome="quemada")
    assert burnt.say("3") == "Se quemaron 3.\n\n¿Cuántas Muzza?"
    assert (burnt.state, burnt.slots) == ("cantidad", {"pizza": "muzza"})


def test_an_outcome_that_is_an_escape_is_that_escape_with_its_action() -> None:
    table = table_at("cantidad", outcome="nada")
    assert table.say("3") == "Chau."
    assert (table.state, table.session.data["result"]) == ("fin", "abandonada")
    assert table.kitchen.calls[-2:] == ["cocinar 3", "limpiar"]


def test_an_action_runs_once_a_turn_and_the_hook_before_it() -> None:
    table = table_at("cantidad")
    table.kitchen.calls.clear()
    table.say("3")
    assert table.kitchen.calls == ["message", "cocinar 3"]


def test_clear_forgets_after_what_is_said() -> None:
    table = table_at("hecho")
    table.say("menu")
    assert (table.state, table.slots) == ("puerta", {})


def test_an_option_named_like_an_escape_is_that_escape() -> None:
    table = table_at("hecho")
    assert table.tap("Ayuda") == "Te ayudo.\n\n¿Seguro?"
    assert table.last and table.last.path == (("escape:ayuda", "hecho"),)


def test_a_list_with_nothing_to_choose_takes_its_way_out() -> None:
    table = table_at("puerta")
    table.kitchen.carta = []
    assert table.tap("Pedir una") == "No queda nada."
    assert (table.state, table.session.data["result"]) == ("fin", "cerrado")


def test_an_answer_nobody_understands_an_example_then_the_choices_then_a_person() -> None:
    table = table_at("puerta")
    assert table.say("xx") == "Tocá un botón.\n\nHola, Ana. Esto es Pizzas."
    assert table.titles == ["Pedir una", "Info"]
    assert table.say("yy").startswith("Estas son.")
    assert table.say("zz") == "Llamo a alguien."
    assert (table.session.mode, table.titles) == (Mode.HUMAN, [])


def test_a_state_has_its_own_number_of_tries_and_its_own_words() -> None:
    table = table_at("cantidad")
    assert table.say("xx").startswith("Un número.")
    assert table.say("yy") == "Llamo a alguien."


@pytest.mark.parametrize("between", ["ayuda", "info"])
def test_only_answers_in_a_row_count(between: str) -> None:
    table = table_at("puerta")
    for _ in range(3):
        assert table.say("xx").startswith("Tocá un botón.")
        assert table.say("yy").startswith("Estas son.")
        table.say(between)
    assert table.session.mode is Mode.BOT


def test_turning_the_page_or_an_answer_that_cannot_be_starts_the_count_anew() -> None:
    table = table_at("puerta")
    table.kitchen.carta = [Row(f"p{i}", f"P{i}") for i in range(20)]
    table.tap("Pedir una")
    for _ in range(3):
        table.say("xx")
        table.say("ver más")
    assert table.session.mode is Mode.BOT
    table = table_at("cantidad")
    for _ in range(3):
        table.say("xx")
        table.say("60")
    assert table.session.mode is Mode.BOT


def test_a_photo_is_answered_and_the_question_asked_again() -> None:
    table = table_at("carta")
    assert table.photo() == "Solo leo texto.\n\n¿Cuál?"
    assert table.state == "carta"


def test_an_old_button_asks_the_question_of_now() -> None:
    table = table_at("puerta")
    old = table.option("Pedir una")
    table.tap("Pedir una")
    table.say("menu")
    assert table.press(old) == "Era de antes.\n\nHola, Ana. Esto es Pizzas."


def test_an_old_button_jumps_where_the_state_lets_it() -> None:
    table = table_at("puerta")
    info = table.option("Info")
    table.tap("Pedir una")
    assert table.press(info).startswith("Abrimos de noche.")
    assert table.state == "puerta"
    assert table.last and table.last.path[0] == ("jump", "puerta")


@pytest.mark.parametrize("part", [0, 1, 2])
def test_nobody_jumps_by_a_button_of_another_session_flow_or_version(part: int) -> None:
    table = table_at("puerta")
    parts = table.option("Info").id.split("|")
    parts[part] = "9" if part == 2 else "other"
    table.tap("Pedir una")
    assert table.press(Option("|".join(parts), "Info")).endswith("¿Cuál?")
    assert table.state == "carta"


def test_an_old_button_may_be_passed_over_in_silence() -> None:
    table = table_at("carta")
    old = table.option("Muzza")
    table.tap("Muzza")
    assert table.press(old) == ""
    assert table.state == "cantidad"


def test_the_slug_goes_on_where_it_was_and_says_so() -> None:
    assert table_at("carta").arrive() == "Seguimos.\n\n¿Cuál?"
    assert table_at("puerta").arrive() == "Hola, Ana. Esto es Pizzas."
    ended = table_at("fin")
    assert ended.arrive() == "Hola, Ana. Esto es Pizzas."
    assert (ended.state, ended.slots) == ("puerta", {})


@pytest.mark.parametrize("thanks", ["gracias", "¡¡GRACIAS!!", "👍"])
def test_thanks_after_the_end_change_nothing(thanks: str) -> None:
    table = table_at("fin")
    before = table.slots
    assert table.say(thanks) == "De nada."
    assert (table.state, table.slots) == ("fin", before)


@pytest.mark.parametrize(("look", "said"), [("lista", "Ya está."), ("nada", "Ya fue.")])
def test_a_button_after_the_end_is_answered_by_what_is_true_now(look: str, said: str) -> None:
    table = table_at("hecho")
    pressed = table.option("Sí")
    table.press(pressed)
    table.kitchen.look = look
    assert table.press(pressed) == said
    assert table.state == "fin"


@pytest.mark.parametrize("text", ["hola", "otra", "chau", "menú"])
def test_anything_else_after_the_end_starts_anew(text: str) -> None:
    table = table_at("fin")
    assert table.say(text) == "Hola, Ana. Esto es Pizzas."
    assert (table.state, table.slots) == ("puerta", {})


def test_a_photo_after_the_end_starts_anew_too() -> None:
    assert table_at("fin").photo() == "Solo leo texto.\n\nHola, Ana. Esto es Pizzas."


def test_what_a_slot_spoke_of_is_gone() -> None:
    table = table_at("cantidad")
    table.kitchen.carta = [Row("napo", "Napo")]
    assert table.say("3") == "Esa se acabó.\n\n¿Cuál?"
    assert (table.state, table.slots) == ("carta", {})
    assert "cocinar 3" not in table.kitchen.calls


def test_an_escape_works_though_something_is_gone() -> None:
    table = table_at("cantidad")
    table.kitchen.carta = []
    assert table.say("chau") == "Chau."


def test_a_row_that_went_while_it_was_shown() -> None:
    table = table_at("carta")
    table.kitchen.carta = [Row("napo", "Napo")]
    assert table.tap("Muzza") == "Esa se acabó.\n\n¿Cuál?"


LOOP = "empty: {first: [{if: {pizza: false}, to: carta}, {to: fin}]}"


def test_a_flow_that_goes_in_a_circle_is_stopped() -> None:
    circle = PIZZAS.replace("empty: {to: fin, say: cerrado, result: cerrado}", LOOP)
    table = Table(circle, Kitchen(carta=[]))
    table.arrive()
    with pytest.raises(FlowLoopError):
        table.tap("Pedir una")


def test_a_clients_own_words_go_before_the_flows() -> None:
    table = Table(terms=Terms({"hola": "¡Buenas, {contacto}!", "info": ""}))
    assert table.arrive() == "¡Buenas, Ana!"
    assert table.tap("Info").startswith("Abrimos de noche.")


def test_own_words_that_come_to_nothing_never_silence_a_question() -> None:
    table = Table(kitchen=Kitchen(name=""), terms=Terms({"hola": "[¡Buenas, {contacto}!]"}))
    assert table.arrive() == "Hola. Esto es Pizzas."
    assert table.titles == ["Pedir una", "Info"]


def test_long_words_of_a_merchant_never_cut_the_question_off() -> None:
    table = Table(terms=Terms({"info": "Lunes a viernes. " * 200}))
    table.arrive()
    assert table.tap("Info").endswith("\n\nHola, Ana. Esto es Pizzas.")
    assert len(table.titles) == 2


def test_a_session_is_json_between_every_two_turns() -> None:
    table = table_at("hecho")
    data = table.session.data
    assert json.loads(json.dumps(data)) == data
    assert data["turn"] == 4


def test_the_same_turn_played_twice_ends_the_same() -> None:
    table = table_at("cantidad")
    before = table.session
    table.say("3")
    once = table.last
    table.session = before
    table.say("3")
    assert table.last == once


def test_the_timers_of_a_turn_begin_with_it() -> None:
    table = table_at("carta")
    table.now = after(5)
    table.say("xx")
    assert table.last and table.last.timers == (
        ("timeout:0", after(15)),
        ("timeout:1", after(5) + timedelta(hours=2)),
    )
