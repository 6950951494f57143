"""Words as people type them: what is a weekday, and what only sounds like one."""

from __future__ import annotations

import pytest

from milo.engine.understanding.lexicon import mended, spoken


@pytest.mark.parametrize(
    ("typed", "meant"),
    [
        ("juebes", "jueves"),
        ("juves", "jueves"),
        ("vierns", "viernes"),
        ("biernes", "viernes"),
        ("lune", "lunes"),
        ("martez", "martes"),
        ("savado", "sabado"),
        ("savadito", "sabado"),
        ("domigo", "domingo"),
        ("miercole", "miercoles"),
    ],
)
def test_a_misspelt_weekday_is_that_weekday(typed: str, meant: str) -> None:
    """What sounds like a day, or misses a letter, is the day."""
    assert mended(typed) == meant


@pytest.mark.parametrize(
    "word",
    [
        "luces",
        "lunas",
        "lines",
        "llenes",
        "mares",
        "mates",
        "marquez",
        "marques",
        "martos",
        "martel",
        "master",
        "dominio",
        "domino",
        "sabido",
        "salvado",
        "sanado",
        "salado",
        "nueve",
        "venirse",
    ],
)
def test_a_word_that_nearly_sounds_like_a_weekday_is_itself(word: str) -> None:
    """«Quiero hacerme las luces» names no Monday, «con Márquez» no Tuesday."""
    assert mended(word) == word


def test_vienes_is_a_friday_behind_an_article_only() -> None:
    """«El vienes» is a slip of the thumb; «¿a qué hora vienes?» is a verb."""
    assert spoken(["el", "vienes", "a", "las", "10"]) == "el viernes a las 10"
    assert spoken(["a", "que", "hora", "vienes"]) == "a que hora vienes"
