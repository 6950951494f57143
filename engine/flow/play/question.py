"""A state's question as a message: its text, its buttons, or a page of its list."""

from __future__ import annotations

from collections.abc import Callable, Mapping, Sequence

from ...fast_dataclass import dataclass
from ...messages import (
    BUTTON_TITLE_LIMIT,
    BUTTONS_LIMIT,
    ROWS_LIMIT,
    Option,
    Outgoing,
    Request,
    clip,
)
from ..language.definition import Flow
from ..language.registry import Row

MORE = ">"
"""Begins the option of a row that turns the page."""
VALUE = "="
"""Begins the option of a row that is chosen."""
MEANING = "?"
"""Begins the option of a button that says which of several meanings is the right one."""

Encode = Callable[[str], str]
"""Makes a tap's id of an option."""


@dataclass(frozen=True, slots=True)
class RowPage:
    """The rows of a list that are shown at once; `following` is the next page, or None."""

    rows: tuple[Row, ...]
    number: int
    following: int | None


def own_rows(flow: Flow, locale: str) -> Mapping[str, Sequence[Row]]:
    """Return the lists of a flow's own, by name, with their titles in a locale."""
    sayings = flow.language(locale)
    return {
        name: [
            Row(key, sayings[f"{name}.{key}"], option.description)
            for key, option in options.items()
        ]
        for name, options in flow.options.items()
    }


def enough(number: int, size: int) -> int:
    """Return how many rows of a list `page_of` needs at most, to show that page."""
    return number * size + ROWS_LIMIT + 1


def page_of(rows: Sequence[Row], number: int, size: int) -> RowPage:
    """Return a page of a list.

    What fits into one message is shown whole; else `size` rows and the way to the next page. A
    page that is no longer there becomes the first.
    """
    rest = rows[number * size :]
    if not rest:
        number, rest = 0, rows
    if len(rest) <= ROWS_LIMIT:
        return RowPage(tuple(rest), number, None)
    return RowPage(tuple(rest[:size]), number, number + 1)


def with_buttons(
    titles: Mapping[str, str], text: str, encode: Encode, request: Request = ""
) -> Outgoing:
    """Return a question with the state's buttons; with none, it may ask for something shared."""
    options = tuple(Option(encode(key), title) for key, title in titles.items())
    return Outgoing(text, buttons=options, request="" if options else request)


def with_page(page: RowPage, text: str, more: str, open_list: str, encode: Encode) -> Outgoing:
    """Return a question with a page of its list; `more` is the title that turns the page."""
    options = [
        Option(encode(VALUE + row.value), row.title, row.description, row.section)
        for row in page.rows
    ]
    if page.following is not None:
        section = options[-1].section
        options.append(Option(encode(f"{MORE}{page.following}"), more, section=section))
    return Outgoing(text, rows=tuple(options), open_list=open_list)


def narrowed(rows: Sequence[Row], text: str, encode: Encode) -> Outgoing:
    """Return a question among the few rows that an answer may have meant: buttons, if they fit."""
    options = tuple(Option(encode(VALUE + row.value), row.title) for row in rows[:ROWS_LIMIT])
    titles = {clip(option.title, BUTTON_TITLE_LIMIT) for option in options}
    if len(options) <= BUTTONS_LIMIT and len(titles) == len(options):
        return Outgoing(text, buttons=options)
    return Outgoing(text, rows=options)
