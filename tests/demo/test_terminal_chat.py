"""The chat as plain text."""

from __future__ import annotations

from typing import Any

import pytest

from milo.demo import LocalLine, StandIn, TerminalChat
from milo.demo.inbound import BadActError

LIST = {
    "type": "list",
    "body": {"text": "¿Qué querés reservar?"},
    "action": {
        "button": "Ver servicios",
        "sections": [
            {
                "title": "Pelo",
                "rows": [
                    {"id": "corte", "title": "Corte", "description": "30 min"},
                    {"id": "color", "title": "Color"},
                ],
            },
            {"title": "Manos", "rows": [{"id": "manos", "title": "Manicura"}]},
        ],
    },
}
BUTTONS = {
    "type": "button",
    "body": {"text": "¡Hola, *Ana*!"},
    "action": {
        "buttons": [
            {"type": "reply", "reply": {"id": "book", "title": "Reservar"}},
            {"type": "reply", "reply": {"id": "mine", "title": "Mis turnos"}},
        ]
    },
}
LINK = {
    "type": "cta_url",
    "body": {"text": "Pagá la seña"},
    "action": {
        "name": "cta_url",
        "parameters": {"display_text": "Pagar", "url": "https://example.com/p"},
    },
}


@pytest.fixture
def line(standin: StandIn) -> LocalLine:
    return LocalLine(standin)


@pytest.fixture
def chat(line: LocalLine) -> TerminalChat:
    chat = TerminalChat(line, "ana", sleep=lambda _: None)
    chat.send("hola")
    return chat


def say(standin: StandIn, kind: str, content: dict[str, Any]) -> None:
    body = {"messaging_product": "whatsapp", "to": "5492615550101", "type": kind, kind: content}
    standin.exchange.accept(standin.number, body)


def last(line: LocalLine) -> dict[str, Any]:
    message: dict[str, Any] = line.chat("ana")["messages"][-1]
    return message


def test_buttons_stand_in_one_line(chat: TerminalChat, standin: StandIn) -> None:
    say(standin, "interactive", BUTTONS)
    assert list(chat.new()) == ["¡Hola, *Ana*!\n1 [Reservar]  2 [Mis turnos]"]
    assert list(chat.new()) == []


def test_rows_are_numbered_over_all_sections(chat: TerminalChat, standin: StandIn) -> None:
    say(standin, "interactive", LIST)
    assert list(chat.new()) == [
        "¿Qué querés reservar?\n— Pelo\n1) Corte — 30 min\n2) Color\n— Manos\n3) Manicura"
    ]


def test_a_number_taps(chat: TerminalChat, standin: StandIn, line: LocalLine) -> None:
    say(standin, "interactive", LIST)
    list(chat.new())
    chat.type("3")
    assert (last(line)["text"], last(line)["quote"]["text"]) == (
        "Manicura",
        "¿Qué querés reservar?",
    )


@pytest.mark.parametrize("typed", ["4", "0", "²", "mañana"])
def test_anything_else_is_sent(
    chat: TerminalChat, standin: StandIn, line: LocalLine, typed: str
) -> None:
    say(standin, "interactive", LIST)
    list(chat.new())
    chat.type(f" {typed} ")
    assert (last(line)["text"], last(line)["quote"]) == (typed, None)


def test_a_number_is_sent_where_there_is_nothing_to_tap(
    chat: TerminalChat, line: LocalLine
) -> None:
    chat.type("1")
    assert last(line)["text"] == "1"
    chat.type("   ")
    assert last(line)["text"] == "1"


def test_a_tap_by_title(chat: TerminalChat, standin: StandIn, line: LocalLine) -> None:
    say(standin, "interactive", BUTTONS)
    chat.tap("mis turnos")
    assert last(line)["text"] == "Mis turnos"
    with pytest.raises(BadActError):
        chat.tap("otra cosa")


def test_links_templates_and_media(chat: TerminalChat, standin: StandIn) -> None:
    say(standin, "interactive", LINK)
    say(standin, "image", {"link": "https://example.com/torta.jpg", "caption": "La torta"})
    parameters = [{"type": "text", "text": "mañana"}, {"type": "text", "text": "16:30"}]
    components = [{"type": "body", "parameters": parameters}]
    content = {"name": "aviso", "language": {"code": "es"}, "components": components}
    say(standin, "template", content)
    assert list(chat.new()) == [
        "Pagá la seña\n[Pagar] https://example.com/p",
        "📷 Foto\nLa torta",
        "mañana · 16:30",
    ]


def test_the_words_of_an_approved_template(clock: Any) -> None:
    approved = {
        "aviso": {
            "header": "Mon Patisserie",
            "body": "Hola {{nombre}}, te esperamos {{hora}}.",
            "buttons": ["Confirmo", "Cancelar"],
        }
    }
    standin = StandIn("http://x/", "s", "t", "1", "15550001111", templates=approved, clock=clock)
    chat = TerminalChat(LocalLine(standin), "ana")
    parameters = [
        {"type": "text", "parameter_name": "nombre", "text": "Ana"},
        {"type": "text", "parameter_name": "hora", "text": "16:30"},
    ]
    components = [{"type": "body", "parameters": parameters}]
    content = {"name": "aviso", "language": {"code": "es"}, "components": components}
    say(standin, "template", content)
    assert list(chat.new()) == [
        "*Mon Patisserie*\nHola Ana, te esperamos 16:30.\n1 [Confirmo]  2 [Cancelar]"
    ]


def test_waiting_ends_when_nothing_more_comes(line: LocalLine, standin: StandIn) -> None:
    looks: list[float] = []

    def sleep(seconds: float) -> None:
        looks.append(seconds)
        if len(looks) == 2:
            say(standin, "interactive", BUTTONS)

    chat = TerminalChat(line, "ana", sleep=sleep, clock=lambda: sum(looks))
    chat.send("hola")
    assert len(list(chat.wait(5))) == 1
    assert list(chat.wait(0.5)) == []
