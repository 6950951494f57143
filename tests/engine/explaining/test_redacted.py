"""What is personal never leaves with a transcript, and the same stays the same."""

from __future__ import annotations

import pytest

from milo.engine.explaining.redacted import Redaction


@pytest.mark.parametrize(
    ("text", "rule", "parser"),
    [
        ("menu", "escape", ""),
        ("2", "row", ""),
        ("viernes 28", "typed", "fecha"),
        ("si", "word", ""),
    ],
)
def test_what_the_flow_itself_knows_is_kept(text, rule, parser):
    assert Redaction().said(text, rule, parser) == text


@pytest.mark.parametrize(
    ("text", "rule", "parser"),
    [
        ("soy Ana", "nothing", ""),
        ("soy Ana", "", ""),
        ("me atendió Beto", "typed", "texto"),
        ("2615551234", "row", ""),
        ("ana@example.com", "typed", "fecha"),
    ],
)
def test_all_else_is_replaced_always_by_the_same(text, rule, parser):
    redaction = Redaction()
    first = redaction.said(text, rule, parser)
    assert text not in first
    assert not any(letter.isdigit() for letter in first)
    assert redaction.said("otra cosa", "nothing") != first
    assert redaction.said(text, rule, parser) == first


def test_ids_of_what_somebody_has_are_replaced():
    redaction = Redaction()
    booking = "01kar5h2m3n4p5q6r7s8t9v0wx"
    assert redaction.value("corte") == "corte"
    assert redaction.value(booking) == redaction.value(booking) == "propio-a"
