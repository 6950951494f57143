"""What goes out with a text: a file above it, a link below, and what WhatsApp shows of both."""

from __future__ import annotations

import pytest

from milo.engine.flow.play.turn import Terms
from milo.engine.messages import BODY_LIMIT, Link, Media, Option, Outgoing

from ..small_flow import PIZZAS, Table

PHOTO, MAP = "https://example.com/horno.jpg", "https://example.com/mapa"
FILES = f'''
  foto: "{PHOTO}"
  donde: Cómo llegar
  mapa: "{MAP}"
'''


def table(attach: str, **terms: str) -> Table:
    text = PIZZAS.replace("\ntexts:\n", f"\nattach:\n{attach}\ntexts:{FILES}", 1)
    assert text != PIZZAS
    return Table(text, terms=Terms(texts=terms))


def shown(at: Table) -> Outgoing:
    assert at.last and at.last.message
    return at.last.message


def test_an_image_stands_above_the_buttons() -> None:
    at = table("  hola: {image: foto}")
    at.arrive()
    assert shown(at).media == Media("image", PHOTO)
    assert shown(at).buttons


def test_a_file_of_one_question_is_not_shown_above_the_next() -> None:
    at = table("  hola: {image: foto}")
    at.arrive()
    at.tap("Pedir una")
    assert shown(at).media is None


def test_what_is_said_brings_its_file_to_the_question_that_follows() -> None:
    at = table("  info: {video: foto}")
    at.arrive()
    at.tap("Info")
    assert shown(at).media == Media("video", PHOTO)


def test_a_link_is_tapped_below_what_is_said() -> None:
    at = table("  adios: {link: {title: donde, url: mapa}}")
    at.arrive()
    at.say("chau")
    assert shown(at).link == Link("Cómo llegar", MAP)
    assert MAP not in shown(at).text


def test_a_link_beside_choices_is_written_into_the_text() -> None:
    at = table("  info: {link: {title: donde, url: mapa}}")
    at.arrive()
    assert at.tap("Info").endswith(f"\n\nCómo llegar: {MAP}")
    assert shown(at).link is None and shown(at).buttons


def test_no_file_is_sent_above_a_list() -> None:
    rows = (Option("1", "Muzza"),)
    assert Outgoing("x", rows=rows, media=Media("image", PHOTO)).fitted().media is None


@pytest.mark.parametrize("address", ["", "http://example.com/a.jpg", "https://a b", "foto"])
def test_a_merchants_address_that_is_none_leaves_the_text_alone(address: str) -> None:
    at = table("  hola: {image: foto}", foto=address)
    at.arrive()
    assert shown(at).media == (None if address else Media("image", PHOTO))


def test_a_merchant_puts_its_own_in_its_place() -> None:
    at = table("  hola: {image: foto}", foto="https://example.com/own.jpg")
    at.arrive()
    assert shown(at).media == Media("image", "https://example.com/own.jpg")


def test_a_file_of_ours_is_named_and_nothing_else_of_the_disk() -> None:
    at = table("  hola: {image: foto}", foto="file:horno.png")
    at.arrive()
    assert shown(at).media == Media("image", "file:horno.png")
    for away in ("file:../horno.png", "file:/etc/passwd", "file:", "file:.horno.png"):
        at = table("  hola: {image: foto}", foto=away)
        at.arrive()
        assert shown(at).media is None


def test_a_link_is_never_a_file() -> None:
    at = table("  adios: {link: {title: donde, url: mapa}}", mapa="file:mapa.png")
    at.arrive()
    at.say("chau")
    assert shown(at).link is None


def test_a_text_beside_a_file_has_the_length_of_a_caption() -> None:
    assert len(Outgoing("x" * 4000, media=Media("image", PHOTO)).fitted().text) == BODY_LIMIT


def test_a_message_with_both_comes_back_from_its_json() -> None:
    message = Outgoing("x", media=Media("image", PHOTO), link=Link("Ir", MAP), answers="wamid.1")
    assert Outgoing.from_json(message.to_json()) == message
