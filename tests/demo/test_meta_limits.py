"""Every limit of Meta's on a send: just at it taken, just past it refused with Meta's code."""

from __future__ import annotations

from typing import Any

import pytest

from milo.demo.send_limits import refusals

EMOJI = "🙂"  # two UTF-16 units


def message(kind: str, content: Any, **more: Any) -> dict[str, Any]:
    base = {"messaging_product": "whatsapp", "to": "+5492615550101"}
    return {**base, "type": kind, kind: content, **more}


def text(body: Any = "hola", **more: Any) -> dict[str, Any]:
    return message("text", {"body": body}, **more)


def interactive(kind: str, action: Any, body: str = "b", **more: Any) -> dict[str, Any]:
    return message("interactive", {"type": kind, "body": {"text": body}, "action": action, **more})


def buttons(*replies: tuple[str, str], **more: Any) -> dict[str, Any]:
    made = [{"type": "reply", "reply": {"id": i, "title": t}} for i, t in replies or [("x", "Sí")]]
    return interactive("button", {"buttons": made}, **more)


def listed(*sections: dict[str, Any], button: str = "Ver", **more: Any) -> dict[str, Any]:
    return interactive("list", {"button": button, "sections": list(sections)}, **more)


def section(count: int = 1, title: str | None = "Hoy", start: int = 0) -> dict[str, Any]:
    rows = [{"id": f"r{start + n}", "title": f"Fila {start + n}"} for n in range(count)]
    return {"rows": rows} if title is None else {"title": title, "rows": rows}


def row(**more: Any) -> dict[str, Any]:
    return listed({"title": "Hoy", "rows": [{"id": "r", "title": "10:00", **more}]})


def link(title: str = "Pagar", url: str = "https://example.com/x", **more: Any) -> dict[str, Any]:
    parameters = {"display_text": title, "url": url}
    return interactive("cta_url", {"name": "cta_url", "parameters": parameters}, **more)


def flow(title: str) -> dict[str, Any]:
    return interactive("flow", {"name": "flow", "parameters": {"flow_cta": title, "flow_id": "1"}})


def template(name: str = "recordatorio", **more: Any) -> dict[str, Any]:
    return message("template", {"name": name, "language": {"code": "es_AR"}, **more})


def parameter(**parameter: Any) -> dict[str, Any]:
    return template(components=[{"type": "body", "parameters": [parameter]}])


def button_component(**more: Any) -> dict[str, Any]:
    component = {"type": "button", "sub_type": "quick_reply", "index": "0", **more}
    return template(components=[component])


def contacts(count: int) -> dict[str, Any]:
    return message("contacts", [{"name": {"formatted_name": "Eva"}}] * count)


def header(kind: str = "text", **more: Any) -> dict[str, Any]:
    return {"type": kind, **more}


RECEIPT = {"messaging_product": "whatsapp", "status": "read", "message_id": "wamid.IN"}

# what, taken, refused, code
LIMITS: list[tuple[str, dict[str, Any], dict[str, Any], int]] = [
    ("text body 4096", text("x" * 4096), text("x" * 4097), 100),
    ("an emoji counts two", text(EMOJI * 2048), text(EMOJI * 2048 + "x"), 100),
    ("text body not empty", text("x"), text(" "), 100),
    (
        "media caption 1024",
        message("image", {"id": "1", "caption": "x" * 1024}),
        message("image", {"id": "1", "caption": "x" * 1025}),
        100,
    ),
    (
        "buttons at most 3",
        buttons(("a", "A"), ("b", "B"), ("c", "C")),
        buttons(("a", "A"), ("b", "B"), ("c", "C"), ("d", "D")),
        131009,
    ),
    ("button title 20", buttons(("x", "t" * 20)), buttons(("x", "t" * 21)), 131009),
    ("button title in UTF-16", buttons(("x", EMOJI * 10)), buttons(("x", EMOJI * 11)), 131009),
    ("button title not empty", buttons(("x", "t")), buttons(("x", "")), 131009),
    (
        "button titles unique",
        buttons(("a", "A"), ("b", "B")),
        buttons(("a", "A"), ("b", "A")),
        131009,
    ),
    ("button ids unique", buttons(("a", "A"), ("b", "B")), buttons(("a", "A"), ("a", "B")), 131009),
    ("button title no bold", buttons(("x", "2 * 3 * 4")), buttons(("x", "*Sí*")), 131009),
    ("button title no italics", buttons(("x", "a_b_c")), buttons(("x", "_Sí_")), 131009),
    ("button id 256", buttons(("i" * 256, "A")), buttons(("i" * 257, "A")), 131009),
    ("button id no trailing space", buttons(("1:", "A")), buttons(("1: ", "A")), 131009),
    ("button id no leading space", buttons(("a b", "A")), buttons((" a", "A")), 131009),
    ("button body 1024", buttons(body="b" * 1024), buttons(body="b" * 1025), 131009),
    (
        "button footer 60",
        buttons(footer={"text": "f" * 60}),
        buttons(footer={"text": "f" * 61}),
        131009,
    ),
    (
        "button header 60",
        buttons(header=header(text="h" * 60)),
        buttons(header=header(text="h" * 61)),
        131009,
    ),
    (
        "header no markdown",
        buttons(header=header(text="Hoy")),
        buttons(header=header(text="*Hoy*")),
        131009,
    ),
    (
        "button header types",
        buttons(header=header("image", image={"id": "1"})),
        buttons(header=header("sticker", sticker={"id": "1"})),
        131009,
    ),
    (
        "list sections at most 10",
        listed(*[section(start=n, title=f"S{n}") for n in range(10)]),
        listed(*[section(start=n, title=f"S{n}") for n in range(11)]),
        131009,
    ),
    (
        "list rows 10 over all sections",
        listed(section(5), section(5, start=5)),
        listed(section(5), section(6, start=5)),
        131009,
    ),
    ("section title 24", listed(section(title="s" * 24)), listed(section(title="s" * 25)), 131009),
    (
        "several sections need titles",
        listed(section(title=None)),
        listed(section(), section(title=None, start=1)),
        131008,
    ),
    ("row id 200", row(id="i" * 200), row(id="i" * 201), 131009),
    ("row title 24", row(title="t" * 24), row(title="t" * 25), 131009),
    ("row description 72", row(description="d" * 72), row(description="d" * 73), 131009),
    ("row description not empty", row(), row(description=""), 131009),
    ("row ids unique", listed(section(2)), listed(section(1), section(1)), 131009),
    (
        "list button 20",
        listed(section(), button="v" * 20),
        listed(section(), button="v" * 21),
        131009,
    ),
    (
        "list body 1024",
        listed(section(), body="b" * 1024),
        listed(section(), body="b" * 1025),
        131009,
    ),
    (
        "list header is text",
        listed(section(), header=header(text="h" * 60)),
        listed(section(), header=header("image", image={"id": "1"})),
        131009,
    ),
    (
        "list footer 60",
        listed(section(), footer={"text": "f" * 60}),
        listed(section(), footer={"text": "f" * 61}),
        131009,
    ),
    ("cta_url title 20", link("t" * 20), link("t" * 21), 131009),
    ("cta_url is a web address", link(), link(url="ftp://example.com"), 131009),
    ("cta_url body 1024", link(body="b" * 1024), link(body="b" * 1025), 131009),
    (
        "location request",
        interactive("location_request_message", {"name": "send_location"}, body="b" * 1024),
        interactive("location_request_message", {"name": "send_location"}, body="b" * 1025),
        131009,
    ),
    (
        "contact request",
        interactive("contact_request", {"name": "request_contact_info"}),
        interactive("contact_request", {"name": "send_location"}),
        131009,
    ),
    ("flow button 30", flow("f" * 30), flow("f" * 31), 131009),
    ("contacts at most 5", contacts(5), contacts(6), 131009),
    (
        "callback data 512",
        text(biz_opaque_callback_data="d" * 512),
        text(biz_opaque_callback_data="d" * 513),
        100,
    ),
    ("template name 512", template("n" * 512), template("n" * 513), 131009),
    ("template name characters", template("turno_v2"), template("Turno-v2"), 131009),
    (
        "template language",
        template(language={"code": "es"}),
        template(language={"code": "castellano"}),
        131009,
    ),
    (
        "template parameter 1024",
        parameter(type="text", text="x" * 1024),
        parameter(type="text", text="x" * 1025),
        131009,
    ),
    (
        "template parameter in one line",
        parameter(type="text", text="9/10 10:00"),
        parameter(type="text", text="9/10\n10:00"),
        132012,
    ),
    ("template parameter type", parameter(type="text", text="x"), parameter(type="word"), 131009),
    ("template button index", button_component(index="9"), button_component(index="10"), 131009),
    (
        "template button kind",
        button_component(),
        button_component(sub_type="tap"),
        131009,
    ),
    (
        "template component",
        template(components=[{"type": "body"}]),
        template(components=[{"type": "foot"}]),
        131009,
    ),
    (
        "reaction is an emoji",
        message("reaction", {"message_id": "wamid.IN", "emoji": "✅"}),
        message("reaction", {"message_id": "wamid.IN", "emoji": "ok"}),
        131009,
    ),
    (
        "reaction taken away",
        message("reaction", {"message_id": "wamid.IN", "emoji": ""}),
        message("reaction", {"message_id": "wamid.IN"}),
        131008,
    ),
    (
        "location in range",
        message("location", {"latitude": "-90", "longitude": "180"}),
        message("location", {"latitude": "-91", "longitude": "180"}),
        131009,
    ),
    ("media by id or link", message("audio", {"id": "1"}), message("audio", {}), 100),
    (
        "media link is a web address",
        message("image", {"link": "https://example.com/a.jpg"}),
        message("image", {"link": "a.jpg"}),
        131009,
    ),
    ("read receipt", RECEIPT, {**RECEIPT, "message_id": "IN"}, 131009),
    ("receipt status", RECEIPT, {**RECEIPT, "status": "seen"}, 100),
    (
        "typing indicator",
        {**RECEIPT, "typing_indicator": {"type": "text"}},
        {**RECEIPT, "typing_indicator": {"type": "audio"}},
        131009,
    ),
    ("quoted message", text(context={"message_id": "wamid.IN"}), text(context={}), 131008),
    ("to is a number", text(to="+54 9 261 555-0101"), text(to="ana"), 131009),
    ("to wins", text(recipient="AR.1"), text(to="x", recipient="AR.1"), 131009),
    ("user id", text(to=None, recipient="AR.ENT.9a"), text(to=None, recipient="ar-9"), 131009),
]

# what, body, code
BROKEN: list[tuple[str, Any, int]] = [
    ("not an object", [], 100),
    ("no product", {**text(), "messaging_product": None}, 100),
    ("another product", {**text(), "messaging_product": "telegram"}, 100),
    ("nobody to send to", {**text(), "to": None}, 100),
    ("an unknown type", {**text(), "type": "poll"}, 100),
    ("a type that is no text", {**text(), "type": ["text"]}, 100),
    ("no object of its type", {**text(), "type": "interactive"}, 131008),
    ("no body", message("text", {}), 131008),
    ("a body that is no text", text(7), 100),
    ("an unknown recipient type", text(recipient_type="crowd"), 100),
    ("no interactive type", message("interactive", {"body": {"text": "b"}}), 131008),
    ("an unknown interactive type", interactive("poll", {}), 131009),
    ("no action", message("interactive", {"type": "button", "body": {"text": "b"}}), 131008),
    ("no body text", message("interactive", {"type": "button", "action": {}}), 131008),
    ("no buttons", interactive("button", {"buttons": []}), 131009),
    ("buttons that are none", interactive("button", {"buttons": ["Sí"]}), 131009),
    ("another kind of button", interactive("button", {"buttons": [{"type": "url"}]}), 131009),
    ("no sections", interactive("list", {"button": "Ver"}), 131008),
    ("no list button", interactive("list", {"sections": [section()]}), 131008),
    ("no rows", listed({"title": "Hoy", "rows": []}), 131008),
    ("a row without an id", listed({"title": "Hoy", "rows": [{"title": "x"}]}), 131008),
    ("a row that is none", listed({"title": "Hoy", "rows": ["x"]}), 131009),
    ("a media header without media", buttons(header=header("image")), 131008),
    ("no template language", message("template", {"name": "x"}), 131008),
    ("components that are none", template(components={}), 131009),
    ("parameters that are none", template(components=[{"type": "body", "parameters": 1}]), 131009),
    ("no place", message("location", {"longitude": "1"}), 131008),
    ("no message to react to", message("reaction", {"emoji": "✅"}), 131008),
    ("no message to mark", {"messaging_product": "whatsapp", "status": "read"}, 131008),
]


@pytest.mark.parametrize(
    ("taken", "refused", "code"),
    [each[1:] for each in LIMITS],
    ids=[each[0] for each in LIMITS],
)
def test_limit(taken: dict[str, Any], refused: dict[str, Any], code: int) -> None:
    assert refusals(taken) == []
    assert refusals(refused)[0].code == code


@pytest.mark.parametrize(("body", "code"), [e[1:] for e in BROKEN], ids=[e[0] for e in BROKEN])
def test_broken_body(body: Any, code: int) -> None:
    assert refusals(body)[0].code == code


def test_every_fault_is_found() -> None:
    body = buttons(("a", "t" * 21), ("a", "B"), body="b" * 1025)
    details = [each.details for each in refusals(body)]
    assert len(details) == 3
    assert "interactive.body.text must be at most 1024 characters long" in details
