"""A transcript: a conversation written down, with what has to come of each turn.

A person does something (`say`, `tap`, `wait`, …), and the flow is expected to be somewhere, to
say certain texts, to remember certain things. What a flow calls can be scripted, for a whole
transcript (`actions`: outcomes in the order of the calls) or for one turn.
"""

from __future__ import annotations

from collections.abc import Iterator
from datetime import datetime
from typing import Annotated, Any, Literal

from pydantic import BeforeValidator, Field

from ..language.value_types import Duration, Name, Part


def _listed(value: Any) -> Any:
    return [value] if isinstance(value, str) else [] if value is None else value


def _instant(value: Any) -> datetime:
    try:
        instant = datetime.fromisoformat(value)
    except (TypeError, ValueError):
        raise ValueError("an instant is written as 2026-11-23T10:00-03:00") from None
    if instant.tzinfo is None:
        raise ValueError("an instant says how far it is from UTC: 2026-11-23T10:00-03:00")
    return instant


def _rows(value: Any) -> Any:
    if not isinstance(value, list):
        return value
    return [{"value": row, "title": row} if isinstance(row, str) else row for row in value]


class ScriptedRow(Part):
    """A row that a provider is made to give; a bare word is both its value and its title."""

    value: str
    title: str
    description: str = ""
    section: str = ""


Rows = Annotated[tuple[ScriptedRow, ...], BeforeValidator(_rows)]
Texts = Annotated[tuple[Name, ...], BeforeValidator(_listed)]
"""One text's name, or several; nothing for silence."""
Instant = Annotated[datetime, BeforeValidator(_instant)]


class Given(Part):
    """Where a conversation stands before its first turn.

    Attributes:
        settings: what is different about the merchant, unless the transcript has it otherwise.
        providers: what lists have in every turn that does not script it otherwise.
    """

    state: Name | None = None
    slots: dict[Name, Any] = Field(default_factory=dict)
    bookings: tuple[dict[str, Any], ...] = ()
    settings: dict[str, Any] = Field(default_factory=dict)
    providers: dict[Name, Rows] = Field(default_factory=dict)


class Expected(Part):
    """What has to come of a turn; what it doesn't say may be anything.

    Attributes:
        state: where the flow that asks stands.
        text: texts that are among those said; none at all (`[]`) for silence.
        slots: what is remembered; null for nothing, true for anything.
        path: the triggers taken, in order.
    """

    flow: Name | None = None
    state: Name | None = None
    text: Texts | None = None
    slots: dict[Name, Any] = Field(default_factory=dict)
    result: str | None = None
    mode: Literal["bot", "human"] | None = None
    path: tuple[str, ...] | None = None


class FormFill(Part):
    """What is filled in on a screen of a form.

    Attributes:
        screen: the screen's name in the flow.
        back: whether the phone's Back is tapped instead.
        data: what the phone sends: a value for each state; `tap` for another button than the
            screen's own, `pick` for a choice that asks at once. A number is what the screen offers
            there, by its place: 1 for the first.
    """

    screen: Name
    back: bool = False
    data: dict[Name, str | int] = Field(default_factory=dict)


class Step(Part):
    """One turn: what the person does, what is scripted for it, and what is expected.

    Attributes:
        tap: an option's title, or its number.
        old: whether an option of an earlier message is meant.
        wait: how long nobody does anything.
        send: something that is no text: `image`, `audio`.
        reply: what a person of the merchant's answers.
        fill: a screen of the form that was sent last.
        gone: slots whose referent no longer exists, from here on.
    """

    say: str | None = None
    tap: str | int | None = None
    old: bool = False
    wait: Duration | None = None
    send: str | None = None
    reply: str | None = None
    fill: FormFill | None = None
    actions: dict[Name, Name] = Field(default_factory=dict)
    providers: dict[Name, Rows] = Field(default_factory=dict)
    guards: dict[Name, bool] = Field(default_factory=dict)
    gone: tuple[Name, ...] = ()
    expect: Expected = Expected()

    def acts(self) -> list[str]:
        """Return the names of what the person does: exactly one, in a good transcript."""
        acts = ("say", "tap", "wait", "send", "reply", "fill")
        return [name for name in acts if getattr(self, name) is not None]

    @property
    def is_scripted(self) -> bool:
        """Return whether anything answers otherwise than it would by itself."""
        return bool(self.actions or self.providers or self.guards or self.gone)


class Transcript(Part):
    """A conversation.

    Attributes:
        client: the merchant's slug.
        contact: the person's name.
        settings: what is different about the merchant.
        now: when it begins.
        actions: outcomes of each action, in the order of its calls; null leaves one to the action.
        messages: how many messages of ours reach the person in all; each may cost money.
    """

    name: str
    client: str = "peluqueria-carla"
    contact: str = "Ana"
    settings: dict[str, Any] = Field(default_factory=dict)
    now: Instant = datetime.fromisoformat("2026-11-23T10:00-03:00")
    given: Given = Given()
    actions: dict[Name, tuple[Name | None, ...]] = Field(default_factory=dict)
    messages: int | None = None
    turns: tuple[Step, ...]


class Transcripts(Part):
    """A file of them."""

    transcripts: tuple[Transcript, ...]

    def faults(self) -> Iterator[tuple[tuple[str | int, ...], str]]:
        """Yield what the form alone cannot hold, by path."""
        for i, transcript in enumerate(self.transcripts):
            for j, step in enumerate(transcript.turns):
                if len(step.acts()) != 1:
                    acts = "one of `say`, `tap`, `wait`, `send`, `reply` and `fill`"
                    yield (i, "turns", j), f"a turn does exactly {acts}"
