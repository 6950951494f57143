"""The ids of buttons, read back or refused; the pages of a list, every row on exactly one."""

from __future__ import annotations

import pytest
from hypothesis import given
from hypothesis import strategies as st
from support.conversations import OPTION_ID_LIMIT

from milo.engine.flow.language.registry import Row
from milo.engine.flow.play.question import MORE, VALUE, narrowed, page_of, with_page
from milo.engine.flow.play.tap_ids import Tap, read_tap
from milo.engine.messages import ROWS_LIMIT

words = st.text(alphabet="abcdefghijklmnopqrstuvwxyz0123456789_", min_size=1, max_size=40)
taps = st.builds(
    Tap,
    session_id=st.text(alphabet="0123456789abcdefghjkmnpqrstvwxyz-", min_size=1, max_size=26),
    flow=words,
    version=st.integers(0, 99_999),
    state=words,
    asked=st.integers(0, 999_999),
    option=st.text(min_size=1, max_size=64),
)


@given(taps)
def test_a_tap_reads_back_as_it_was_written(tap: Tap) -> None:
    assert read_tap(tap.encode()) == tap


def test_the_longest_id_that_we_allow_fits() -> None:
    tap = Tap("0" * 26, "f" * 40, 9999, "s" * 40, 999_999, VALUE + "v" * 64)
    assert len(tap.encode()) <= OPTION_ID_LIMIT


@pytest.mark.parametrize(
    "hostile",
    [
        *["", "|", "||||||", "|||||", "a|b|c|d|e|f", "s|f|1|st|2|", "s|f|1|st|2"],
        *["s|f|-1|st|2|o", "s|f|1.0|st|2|o", "s|f|²|st|2|o", "s|f| 1|st|2|o", "s|f|1|st|0x2|o"],
        "s|f|1|st|" + "9" * 5000 + "|o",
        "CONFIRM_PAYLOAD",
        "confirmo|x" * 500,
        "\x00" * 300,
    ],
)
def test_what_we_did_not_write_is_no_tap(hostile: str) -> None:
    assert read_tap(hostile) is None


@given(st.text(max_size=300))
def test_any_text_is_a_tap_or_none(text: str) -> None:
    tap = read_tap(text)
    assert tap is None or (tap.option and tap.version >= 0)


@given(st.text(alphabet="|09²٣ab", max_size=40))
def test_texts_that_look_like_ids_are_read_or_refused(text: str) -> None:
    read_tap(text)


def rows_of(count: int) -> list[Row]:
    return [Row(f"v{i}", f"T{i}") for i in range(count)]


@given(count=st.integers(1, 130), size=st.integers(1, 9))
def test_every_row_appears_exactly_once_over_the_pages(count: int, size: int) -> None:
    rows, seen, number = rows_of(count), [], 0
    while True:
        page = page_of(rows, number, size)
        message = with_page(page, "¿Cuál?", "Ver más", "Ver", lambda option: option)
        assert 1 <= len(message.rows) <= ROWS_LIMIT
        seen += [row.id for row in message.rows if row.id.startswith(VALUE)]
        turns = [row.id for row in message.rows if row.id.startswith(MORE)]
        if page.following is None:
            assert turns == []
            break
        assert turns == [f"{MORE}{number + 1}"]
        assert message.rows[-1].id == turns[0]
        number = page.following
    assert seen == [VALUE + row.value for row in rows]


def test_what_fits_into_one_message_is_shown_whole() -> None:
    assert page_of(rows_of(10), 0, 9).following is None
    assert page_of(rows_of(11), 0, 9).following == 1


@given(number=st.integers(0, 10_000), count=st.integers(1, 40))
def test_a_page_that_is_no_longer_there_becomes_the_first(number: int, count: int) -> None:
    page = page_of(rows_of(count), number, 9)
    if number * 9 >= count:
        assert page == page_of(rows_of(count), 0, 9)
    assert page.rows


def test_the_row_that_turns_the_page_stands_in_the_last_section() -> None:
    rows = [Row(str(i), str(i), section="Mañana" if i < 5 else "Tarde") for i in range(20)]
    message = with_page(page_of(rows, 0, 9), "¿?", "Ver más", "Ver", lambda option: option)
    assert [row.section for row in message.rows] == ["Mañana"] * 5 + ["Tarde"] * 5


@given(st.lists(st.text(min_size=1, max_size=30), min_size=1, max_size=14))
def test_few_short_choices_are_buttons_and_others_are_rows(titles: list[str]) -> None:
    rows = [Row(str(i), title) for i, title in enumerate(titles)]
    message = narrowed(rows, "¿Cuál?", lambda option: option).fitted()
    assert not (message.buttons and message.rows)
    assert len(message.buttons) <= 3 and len(message.rows) <= ROWS_LIMIT
    assert message.buttons or message.rows
    assert len({one.title for one in message.buttons}) == len(message.buttons)
