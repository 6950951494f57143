"""What people send and what they are sent, apart from how Meta spells it.

The edge (`http/`) turns Meta's JSON into `Incoming` and `Outgoing` into Meta's JSON.
"""

from __future__ import annotations

import re
from collections.abc import Callable, Mapping, Sequence
from dataclasses import field
from datetime import timedelta
from enum import StrEnum
from typing import Any, Literal

from .fast_dataclass import as_dict, dataclass, replace

TEXT_LIMIT = 4096
"""Characters of a message that is only text."""
FREE_WINDOW = timedelta(hours=23, minutes=50)
"""Meta's 24 hours for free answers, with a margin: its clock is not ours."""
BODY_LIMIT = 1024
"""Characters of the text above buttons or a list."""
BUTTONS_LIMIT = 3
BUTTON_TITLE_LIMIT = 20
ROWS_LIMIT = 10
"""Rows of a list, over all its sections."""
ROW_TITLE_LIMIT = 24
ROW_DESCRIPTION_LIMIT = 72
SECTION_TITLE_LIMIT = 24
FORM_REPLY = "nfm_reply"
"""The type of what a phone sends as a form closes and does not say which message it answers; `tap`
is the form's token, if it tells that. One that does is known by the message: an `interactive`."""
Request = Literal["", "location", "contact"]
"""What a message may ask somebody to share by a tap."""
_HALF = re.compile(r"[\ud800-\udbff]+$")
"""Half an emoji, where a text was cut in the middle of it."""


def width(text: str) -> int:
    """Return how long WhatsApp may count a text to be: UTF-16 units, so an emoji is two."""
    return len(text) if text.isascii() else len(text.encode("utf-16-le", "surrogatepass")) // 2


def clip(text: str, limit: int) -> str:
    """Return the text, cut with an ellipsis so that its `width` is at most `limit`."""
    if 2 * len(text) <= limit or width(text) <= limit:
        return text
    units = text.encode("utf-16-le", "surrogatepass")[: 2 * (limit - 1)]
    kept = units.decode("utf-16-le", "surrogatepass")
    return _HALF.sub("", kept).rstrip() + "…"


class Kind(StrEnum):
    """How a session sees an incoming message."""

    TEXT = "text"
    """Something typed, be it below a photo or a document."""
    TAP = "tap"
    OTHER = "other"
    """A photo, a voice note, whatever we don't read: a person waits for an answer."""
    ECHO = "echo"
    """Somebody of the merchant's answered from their own phone: a person has the conversation."""
    SILENT = "silent"
    """A reaction, an edit, a system notice: nobody waits for an answer."""
    FORM = "form"
    """No message: a form on their phone asks which screen comes next."""


@dataclass(frozen=True, slots=True)
class Incoming:
    """One message of a person.

    Attributes:
        kind: how a session sees it.
        type: Meta's name for it (`text`, `audio`, `interactive`, …).
        text: what was typed, a caption too, or the title that was tapped; of a place that was
            shared «latitude,longitude name», of a contact's card its phone.
        tap: the id of the button or row that was tapped.
        quoted: Meta's id of our message that this one answers.
        at: when the person sent it, in unix seconds, as Meta tells; None: it does not.
        asked: of a form, what it asks, as JSON of an `AskedByForm`.
    """

    kind: Kind
    type: str = "text"
    text: str = ""
    tap: str = ""
    quoted: str | None = None
    at: float | None = None
    asked: Mapping[str, Any] | None = None

    @property
    def is_caption(self) -> bool:
        """Whether the text stands below something that nobody reads."""
        return self.kind is Kind.TEXT and self.type != "text"

    def to_json(self) -> dict[str, Any]:
        """Return it as JSON data."""
        data = as_dict(self)
        if self.asked is None:
            del data["asked"]
        return data

    @classmethod
    def from_json(cls, data: dict[str, Any]) -> Incoming:
        """Read what `to_json` wrote."""
        return cls(**{**data, "kind": Kind(data["kind"])})


@dataclass(frozen=True, slots=True)
class Option:
    """A button or a row of a list; buttons have only id and title."""

    id: str
    title: str
    description: str = ""
    section: str = ""


def _written(options: Sequence[Option]) -> list[dict[str, Any]]:
    return [as_dict(option) for option in options]


def _read(options: Sequence[dict[str, Any]]) -> tuple[Option, ...]:
    return tuple(Option(**option) for option in options)


@dataclass(frozen=True, slots=True)
class TemplateMessage:
    """A template that Meta has approved, filled in.

    Attributes:
        language: as Meta spells it (`es_AR`).
        category: `utility` or `marketing`.
        parameters: name and text of each, as the body uses them.
        payloads: what each quick reply comes back with, in the order of the buttons.
    """

    name: str
    language: str
    category: str
    parameters: tuple[tuple[str, str], ...] = ()
    payloads: tuple[str, ...] = ()

    def to_json(self) -> dict[str, Any]:
        """Return it as JSON data."""
        return as_dict(self)

    @classmethod
    def from_json(cls, data: dict[str, Any]) -> TemplateMessage:
        """Read what `to_json` wrote."""
        parameters = tuple((name, text) for name, text in data["parameters"])
        return cls(**{**data, "parameters": parameters, "payloads": tuple(data["payloads"])})


@dataclass(frozen=True, slots=True)
class Media:
    """A file above a text: `kind` is `image`, `video` or `document`.

    `url` is the address where Meta fetches it, or names a file of ours (see `media_files`).
    """

    kind: str
    url: str


@dataclass(frozen=True, slots=True)
class Link:
    """An address that is tapped as a button is."""

    title: str
    url: str


@dataclass(frozen=True, slots=True)
class Form:
    """A form of WhatsApp that a message opens in place of its buttons or its list.

    Attributes:
        id: Meta's id of the form that was published.
        token: whose form it is, once: all that a phone tells of the person who fills it in.
        title: the title of the button that opens it.
        screen: which screen opens.
        data: what that screen is told.
    """

    id: str
    token: str = field(repr=False)
    title: str
    screen: str
    data: Mapping[str, Any] = field(repr=False)


@dataclass(frozen=True, slots=True)
class Outgoing:
    """One message to a person: a text, with buttons or with a list, never both.

    Attributes:
        open_list: the title of the button that opens the list.
        template: what goes out in place of the text where Meta's window is closed.
        closed: whether the window is known to be closed, so that the template goes out.
        media: what stands above the text; Meta allows none above a list.
        link: what is tapped below the text; Meta allows none beside buttons or a list, so that it
            is written into the text there.
        answers: Meta's id of the person's message that this one is shown to answer.
        form: what it opens; buttons or rows are what stands there where it cannot.
        request: what its button shares: the person's `location`, or their `contact`; "": nothing.
    """

    text: str
    buttons: tuple[Option, ...] = ()
    rows: tuple[Option, ...] = ()
    open_list: str = "Ver opciones"
    template: TemplateMessage | None = None
    closed: bool = False
    media: Media | None = None
    link: Link | None = None
    answers: str = ""
    form: Form | None = None
    request: Request = ""

    @property
    def text_limit(self) -> int:
        """How long its text may be."""
        framed = self.buttons or self.rows or self.media or self.link or self.form or self.request
        return BODY_LIMIT if framed else TEXT_LIMIT

    def after(self, said: str) -> Outgoing:
        """Return it with something said before it; that is cut where it would cut the question."""
        if not said:
            return self
        if not self.text:
            return self._with(said)
        room = self.text_limit - width(self.text) - 2
        return self._with(f"{clip(said, max(room, 1))}\n\n{self.text}")

    def _with(self, text: str) -> Outgoing:
        return replace(self, text=text)

    def without_form(self) -> Outgoing:
        """Return it as it goes out where no form can be opened."""
        return replace(self, form=None)

    def as_template(self) -> Outgoing:
        """Return it as it goes out where Meta's window is closed."""
        return replace(self, closed=True)

    def fitted(self) -> Outgoing:
        """Return it cut to WhatsApp's limits: a merchant's long text never stops a conversation."""
        if self.link and (self.buttons or self.rows or self.request):
            return self._with_link_in_words(self.link).fitted()
        return Outgoing(
            clip(self.text, self.text_limit),
            tuple([_fitted_button(option) for option in self.buttons[:BUTTONS_LIMIT]]),
            tuple([_fitted_row(option) for option in self.rows[:ROWS_LIMIT]]),
            clip(self.open_list, BUTTON_TITLE_LIMIT),
            self.template,
            self.closed,
            None if self.rows or self.request else self.media,
            self.link and Link(clip(self.link.title, BUTTON_TITLE_LIMIT), self.link.url),
            self.answers,
            self.form,
            self.request,
        )

    def _with_link_in_words(self, link: Link) -> Outgoing:
        words = f"{link.title}: {link.url}"
        text = f"{clip(self.text, max(self.text_limit - width(words) - 2, 1))}\n\n{words}"
        return replace(self, text=text, link=None)

    def to_json(self, written: Callable[[Sequence[Option]], Any] = _written) -> dict[str, Any]:
        """Return it as JSON data, without what is empty; `written` spells buttons or rows."""
        data = as_dict(self)
        data["buttons"] = written(self.buttons)
        data["rows"] = written(self.rows)
        data["template"] = self.template.to_json() if self.template else None
        data["media"] = self.media and {"kind": self.media.kind, "url": self.media.url}
        data["link"] = self.link and {"title": self.link.title, "url": self.link.url}
        data["form"] = self.form and as_dict(self.form)
        return {key: value for key, value in data.items() if value}

    @classmethod
    def from_json(
        cls, data: dict[str, Any], read: Callable[[Any], tuple[Option, ...]] = _read
    ) -> Outgoing:
        """Read what `to_json` wrote; `read` makes buttons or rows of what is there."""
        options = {key: read(data.get(key, ())) for key in ("buttons", "rows")}
        template = data.get("template")
        more: dict[str, Any] = {}
        if template:
            more["template"] = TemplateMessage.from_json(template)
        if media := data.get("media"):
            more["media"] = Media(**media)
        if link := data.get("link"):
            more["link"] = Link(**link)
        if form := data.get("form"):
            more["form"] = Form(**form)
        return cls(**{**data, **options, **more})


def _fitted_button(option: Option) -> Option:
    if 2 * len(option.title) <= BUTTON_TITLE_LIMIT:
        return option
    title = clip(option.title, BUTTON_TITLE_LIMIT)
    return option if title == option.title else replace(option, title=title)


def _fitted_row(option: Option) -> Option:
    if 2 * len(option.title) <= ROW_TITLE_LIMIT and not (option.description or option.section):
        return option
    title = clip(option.title, ROW_TITLE_LIMIT)
    description = clip(option.description, ROW_DESCRIPTION_LIMIT)
    section = clip(option.section, SECTION_TITLE_LIMIT)
    if (title, description, section) == (option.title, option.description, option.section):
        return option
    return Option(option.id, title, description, section)
