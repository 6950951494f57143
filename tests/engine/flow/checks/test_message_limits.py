"""No message that leaves is over WhatsApp's limits, whatever a merchant or a person is called."""

from __future__ import annotations

import time

import pytest
from hypothesis import given
from hypothesis import strategies as st

from milo.engine.messages import (
    BODY_LIMIT,
    BUTTON_TITLE_LIMIT,
    BUTTONS_LIMIT,
    ROW_DESCRIPTION_LIMIT,
    ROW_TITLE_LIMIT,
    ROWS_LIMIT,
    SECTION_TITLE_LIMIT,
    TEXT_LIMIT,
    Incoming,
    Kind,
    Option,
    Outgoing,
    clip,
    width,
)

texts = st.text(alphabet=st.sampled_from("aá 🍰👨‍👩‍👧\u0301ñ\ud83d"), max_size=120)
FIELDS = [
    ("text", TEXT_LIMIT, {}),
    ("text", BODY_LIMIT, {"buttons": (Option("1", "Sí"),)}),
    ("text", BODY_LIMIT, {"rows": (Option("1", "Sí"),)}),
    ("open_list", BUTTON_TITLE_LIMIT, {}),
]


@pytest.mark.parametrize(("field", "limit", "more"), FIELDS)
@pytest.mark.parametrize("letter", ["a", "🍰"])
def test_a_text_is_cut_only_past_its_limit(
    field: str, limit: int, more: dict[str, tuple[Option, ...]], letter: str
) -> None:
    most = letter * (limit // width(letter))
    assert getattr(made(field, most, more), field) == most
    cut = getattr(made(field, most + "bb", more), field)
    assert width(cut) <= limit
    assert cut.endswith("…")
    assert cut[:-1] == (most + "bb")[: len(cut) - 1]


def made(field: str, value: str, more: dict[str, tuple[Option, ...]]) -> Outgoing:
    return Outgoing(**{"text": "t", **more, field: value}).fitted()


@given(title=texts, description=texts, section=texts)
def test_rows_and_buttons_fit_with_emoji(title: str, description: str, section: str) -> None:
    option = Option("x", title, description, section)
    row = Outgoing("t", rows=(option,)).fitted().rows[0]
    assert width(row.title) <= ROW_TITLE_LIMIT
    assert width(row.description) <= ROW_DESCRIPTION_LIMIT
    assert width(row.section) <= SECTION_TITLE_LIMIT
    assert width(Outgoing("t", buttons=(option,)).fitted().buttons[0].title) <= BUTTON_TITLE_LIMIT


def test_never_more_buttons_or_rows_than_are_shown() -> None:
    many = tuple(Option(str(i), str(i)) for i in range(14))
    assert Outgoing("t", buttons=many).fitted().buttons == many[:BUTTONS_LIMIT]
    assert Outgoing("t", rows=many).fitted().rows == many[:ROWS_LIMIT]


@given(text=texts, limit=st.integers(1, 50))
def test_a_cut_text_keeps_its_beginning(text: str, limit: int) -> None:
    cut = clip(text, limit)
    assert width(cut) <= limit
    if width(text) > limit:
        assert cut.endswith("…")
        assert text.startswith(cut[:-1])


def test_a_book_is_cut_at_once() -> None:
    begun = time.perf_counter()
    clip("🍰á" * 200_000, TEXT_LIMIT)
    assert time.perf_counter() - begun < 1


def test_what_is_fitted_stays_as_it_is() -> None:
    long = Outgoing("🍰" * 3000, rows=(Option("1", "a" * 50, "b" * 99, "c" * 99),)).fitted()
    assert long.fitted() == long


@given(texts, texts)
def test_messages_go_to_json_and_back(text: str, title: str) -> None:
    out = Outgoing(text, rows=(Option("=1", title, section="s"),), open_list="Ver")
    assert Outgoing.from_json(out.to_json() | {"text": text}) == out
    incoming = Incoming(Kind.TAP, "interactive", text, title, "wamid.1")
    assert Incoming.from_json(incoming.to_json()) == incoming
