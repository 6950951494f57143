"""What a message means: tap, escape, words, row number, row title, typed, a name, in this order."""

from __future__ import annotations

from dataclasses import replace

import pytest

from milo.engine.flow.language.registry import Row
from milo.engine.messages import Option

from ..small_flow import PIZZAS, Kitchen, Table


def at_menu(*rows: Row, text: str = PIZZAS) -> Table:
    """Return a table that reads the list of pizzas."""
    table = Table(text, Kitchen(carta=list(rows) or Kitchen().carta))
    table.arrive()
    table.tap("Pedir una")
    return table


def at_count() -> Table:
    table = at_menu()
    table.tap("Muzza")
    return table


def test_a_tap_is_its_option_whatever_its_title_says() -> None:
    table = Table()
    table.arrive()
    table.press(replace(table.option("Pedir una"), title="chau"))
    assert table.state == "carta"


def test_an_escape_goes_before_a_row_of_that_name() -> None:
    table = at_menu(Row("x", "Menu"), Row("y", "Otra"))
    table.say("menú")
    assert table.state == "puerta"


def test_a_row_of_that_name_is_still_there_for_a_tap() -> None:
    table = at_menu(Row("x", "Menu"), Row("y", "Otra"))
    table.tap("Menu")
    assert (table.state, table.slots["pizza"]) == ("cantidad", "x")


def test_an_escape_is_the_whole_message_or_none() -> None:
    table = at_menu()
    assert "Te ayudo." in table.say("  ¡AYUDA!! ")
    assert "Te ayudo." not in table.say("necesito ayuda con esto")


def test_a_word_of_the_state_goes_before_a_row_of_that_name() -> None:
    table = at_menu(Row("x", "Atrás"), Row("y", "Otra"))
    table.say("atras")
    assert table.state == "puerta"


def test_a_number_is_a_row_before_it_is_a_title() -> None:
    table = at_menu(Row("x", "Dos"), Row("y", "Una"))
    table.say("dos")
    assert table.slots["pizza"] == "y"


@pytest.mark.parametrize("typed", ["2", " 2. ", "la 2", "la segunda", "2️⃣", "opción dos"])
def test_a_rows_number(typed: str) -> None:
    table = at_menu()
    table.say(typed)
    assert table.slots["pizza"] == "napo"


@pytest.mark.parametrize("typed", ["napo", "NAPO", "¡Napo!", "2) Napo", "Nápo  "])
def test_a_rows_title(typed: str) -> None:
    table = at_menu()
    table.say(typed)
    assert table.slots["pizza"] == "napo"


@pytest.mark.parametrize("typed", ["Pedir una", "pedir UNA", "1", "1. Pedir una", "quiero"])
def test_a_buttons_title_its_number_and_the_exits_words(typed: str) -> None:
    table = Table()
    table.arrive()
    table.say(typed)
    assert table.state == "carta"


@pytest.mark.parametrize("typed", ["0", "3", "99", "", "   ", "comer", "🙂", "\x00"])
def test_what_is_none_of_these_is_not_understood(typed: str) -> None:
    table = Table()
    table.arrive()
    assert table.say(typed).startswith("Tocá un botón.")
    assert table.state == "puerta"


def test_a_number_counts_the_rows_of_the_page_that_is_shown() -> None:
    table = at_menu(*(Row(f"p{i}", f"Pizza {chr(65 + i)}") for i in range(20)))
    table.tap("Ver más")
    assert table.titles[0] == "Pizza J"
    table.say("1")
    assert table.slots["pizza"] == "p9"


def test_the_number_of_the_row_that_turns_the_page_turns_it() -> None:
    table = at_menu(*(Row(f"p{i}", f"Pizza {chr(65 + i)}") for i in range(20)))
    table.say("10")
    assert table.titles[0] == "Pizza J"
    table.say("ver mas")
    assert len(table.titles) == 2


def test_the_title_of_a_row_on_another_page_counts() -> None:
    table = at_menu(*(Row(f"p{i}", f"Pizza {chr(65 + i)}") for i in range(20)))
    table.say("pizza t")
    assert table.slots["pizza"] == "p19"


def test_a_row_of_an_earlier_page_can_still_be_tapped() -> None:
    table = at_menu(*(Row(f"p{i}", f"Pizza {chr(65 + i)}") for i in range(20)))
    first = table.option("Pizza A")
    table.tap("Ver más")
    table.press(first)
    assert table.slots["pizza"] == "p0"


def test_what_is_typed_is_read_and_checked() -> None:
    table = at_count()
    assert "Listo: 4 Muzza." in table.say("4")
    assert table.state == "fin"


def test_a_check_that_refuses_says_why_and_asks_again() -> None:
    table = at_count()
    assert table.say("60").startswith("No alcanza para 60.\n\n¿Cuántas Muzza?")
    assert (table.state, table.slots.get("cuantas")) == ("cantidad", None)


def test_a_problem_of_the_parser_is_said() -> None:
    assert at_count().say("cero").startswith("Eso no es cantidad.")


def test_the_first_candidate_that_passes_is_taken() -> None:
    table = at_count()
    assert "Listo: 5 Muzza." in table.say("99 o 5")


def test_a_typed_answer_goes_before_the_rows_number_where_the_state_says_so() -> None:
    typed = "list: {from: carta, into: pizza, open: ver}\n      typed: {parse: numero"
    early = PIZZAS.replace(
        "list: {from: carta, into: pizza, open: ver}", typed + ", before_rows: true}"
    )
    late = PIZZAS.replace("list: {from: carta, into: pizza, open: ver}", typed + "}")
    rows = [Row("2", "Muzza"), Row("1", "Napo")]
    for text, chosen in ((early, "2"), (late, "1")):
        table = at_menu(*rows, text=text)
        table.say("2")
        assert table.slots["pizza"] == chosen


def test_several_that_pass_narrow_the_list() -> None:
    typed = "list: {from: carta, into: pizza, open: ver}\n      typed: {parse: numero}"
    text = PIZZAS.replace("list: {from: carta, into: pizza, open: ver}", typed)
    table = at_menu(*(Row(str(i), f"P{i}") for i in range(5)), text=text)
    assert table.say("3 o 4") == "¿Cuál de estas?"
    assert table.titles == ["P3", "P4"]
    table.say("la segunda")
    assert table.slots["pizza"] == "4"


@pytest.mark.parametrize("option", ["=otra", ">1", "atras", "ok", "nada", "=", ">", ">²", ">-1"])
def test_an_option_that_somebody_made_up_does_no_harm(option: str) -> None:
    table = at_menu()
    real = table.option("Muzza")
    made_up = Option(real.id.rsplit("|", 1)[0] + "|" + option, "x")
    table.press(made_up)
    assert table.state in table.script.flow.states


@pytest.mark.parametrize(
    ("typed", "kept"),
    [
        ("hola, luces por favor", "luces"),
        ("las luces", "luces"),
        ("electricidad", "luces"),
        ("es por las luces y la electricidad del auto", "luces"),
        ("creo que son los frenos", "frenos"),
        ("frenos!!! urgente", "frenos"),
    ],
)
def test_a_rows_title_is_found_among_other_words(typed: str, kept: str) -> None:
    table = at_menu(Row("frenos", "Frenos"), Row("luces", "Luces y electricidad"))
    table.say(typed)
    assert (table.state, table.slots.get("pizza")) == ("cantidad", kept)


def test_of_several_rows_that_are_named_it_asks_which() -> None:
    table = at_menu(Row("frenos", "Frenos"), Row("luces", "Luces"), Row("motor", "Motor"))
    table.say("los frenos y el motor")
    assert (table.state, table.slots.get("pizza")) == ("carta", None)
    assert table.titles[:2] == ["Frenos", "Motor"]


def test_a_part_of_a_title_in_a_longer_message_is_asked_about() -> None:
    table = at_menu(Row("frenos", "Frenos"), Row("luces", "Luces y electricidad"))
    table.say("quiero preguntar algo de electricidad del auto")
    assert (table.state, table.slots.get("pizza")) == ("carta", None)
    assert table.titles[0] == "Luces y electricidad"


@pytest.mark.parametrize("typed", ["frenos no", "el desenfreno", "no sé", "ninguno de esos"])
def test_a_row_that_is_not_wanted_or_not_named_is_not_taken(typed: str) -> None:
    table = at_menu(Row("frenos", "Frenos"), Row("luces", "Luces y electricidad"))
    table.say(typed)
    assert (table.state, table.slots.get("pizza")) == ("carta", None)
