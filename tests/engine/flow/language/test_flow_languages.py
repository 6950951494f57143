"""A flow speaks the client's language where it has it, and understands every one that it has."""

from __future__ import annotations

import pytest

from milo.engine.flow.play.turn import Terms

from ..small_flow import PIZZAS, Table

BILINGUAL = f"""{PIZZAS}
translations:
  pt-BR:
    hola: "Olá[, {{contacto}}]. Aqui é {{comercio}}."
    info: "Abrimos à noite."
    puerta.pedir: "Pedir uma"
"""


def table(locale: str, own: dict[str, str] | None = None) -> Table:
    return Table(BILINGUAL, terms=Terms(own or {}, locale=locale))


@pytest.mark.parametrize("locale", ["pt-BR", "pt-PT", "pt"])
def test_the_clients_language_is_spoken(locale):
    at = table(locale)
    assert at.arrive() == "Olá, Ana. Aqui é Pizzas."
    assert at.titles == ["Pedir uma", "Info"]
    assert at.tap("Info").startswith("Abrimos à noite.")


@pytest.mark.parametrize("locale", ["es-AR", "es-UY", "en", ""])
def test_where_there_is_none_the_flows_own_is(locale):
    at = table(locale)
    assert at.arrive() == "Hola, Ana. Esto es Pizzas."
    assert at.titles == ["Pedir una", "Info"]


def test_what_is_not_translated_stays_as_it_is():
    at = table("pt-BR")
    at.arrive()
    assert at.tap("Pedir uma") == "¿Cuál?"


@pytest.mark.parametrize("title", ["pedir uma", "Pedir una"])
def test_a_title_is_understood_in_every_language(title):
    at = table("es-AR")
    at.arrive()
    assert at.say(title) == "¿Cuál?"


def test_a_clients_own_words_go_before_any_language():
    assert table("pt-BR", {"hola": "Buenas."}).arrive() == "Buenas."
