"""Every name that a flow uses, of which kind it is, and where it stands."""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Mapping
from typing import Any

from ..language.definition import AskingState, Branch, Exit, Flow
from ..language.yaml_source import Path

Named = tuple[str, Path, str]
"""A kind of name, where it stands, the name."""


def names(flow: Flow, exits: Iterable[tuple[Path, Exit]]) -> Iterator[Named]:
    """Yield every name that a flow uses."""
    yield "state", ("initial",), flow.initial
    for i, name in enumerate(flow.final):
        yield "state", ("final", i), name
    for name, slot in flow.slots.items():
        yield "type", ("slots", name, "type"), slot.type
    yield from (("slot", ("ahead", i), name) for i, name in enumerate(flow.ahead))
    yield from _of_defaults(flow)
    for path, exit_ in exits:
        yield from _of_exit(path, exit_)
    for state in flow.states:
        yield from _of_state(flow, state)
    yield from _of_form(flow)
    yield from _of_attachments(flow)


def _of_form(flow: Flow) -> Iterator[Named]:
    form, path = flow.form, ("form",)
    if form is None:
        return
    yield from _texts(((*path, "open"), form.open), ((*path, "next"), form.next))
    yield from _texts(((*path, "answer"), form.answer))
    if greets := form.greets:
        yield "state", (*path, "greets", "at"), greets.at
        yield from _texts(((*path, "greets", "say"), greets.say))
    for key, screen in form.screens.items():
        for i, state in enumerate(screen.asks):
            yield "state", (*path, "screens", key, "asks", i), state


def _of_attachments(flow: Flow) -> Iterator[Named]:
    for text, attached in flow.attach.items():
        path: Path = ("attach", text)
        yield "text", path, text
        yield from _texts(
            ((*path, "image"), attached.image),
            ((*path, "video"), attached.video),
            ((*path, "document"), attached.document),
        )
        if link := attached.link:
            yield from _texts(((*path, "link", "title"), link.title))
            yield from _texts(((*path, "link", "url"), link.url))


def _texts(*placed: tuple[Path, str | None]) -> Iterator[Named]:
    return (("text", path, name) for path, name in placed if name)


def _of_defaults(flow: Flow) -> Iterator[Named]:
    defaults, path = flow.defaults, ("defaults",)
    yield from _texts(*(((*path, "invalid", "say"), text) for text in defaults.invalid.say or ()))
    said = enumerate(defaults.invalid.refused or ())
    yield from _texts(*(((*path, "invalid", "refused", i), text) for i, text in said))
    yield from _texts(
        ((*path, "stale", "say"), defaults.stale.say),
        ((*path, "unreadable"), defaults.unreadable),
        ((*path, "failure"), defaults.failure),
        ((*path, "back_from_human", "say"), defaults.back_from_human.say),
        ((*path, "back_from_human", "unanswered"), defaults.back_from_human.unanswered),
        *(((*path, "remarks", key), text) for key, text in defaults.remarks),
    )


def _of_exit(path: Path, exit_: Exit) -> Iterator[Named]:
    yield from _texts(((*path, "say"), exit_.say), ((*path, "handoff"), exit_.handoff))
    if exit_.offer:
        yield "text", (*path, "offer", "ask"), exit_.offer.ask
    named = (
        ("state", "to", exit_.to),
        ("state", "back", exit_.back),
        ("escape", "escape", exit_.escape),
        ("action", "do", exit_.do),
        ("flow", "call", exit_.call),
    )
    for kind, key, name in named:
        if name:
            yield kind, (*path, key), name
    for i, slot in enumerate(exit_.clear):
        yield "slot", (*path, "clear", i), slot
    if exit_.count:
        yield "slot", (*path, "count"), exit_.count
    yield from (("slot", (*path, "with", key), own) for key, own in exit_.given.items())
    yield from (("slot", (*path, "keep", own), own) for own in exit_.kept)
    if isinstance(exit_, Branch):
        yield from _of_condition((*path, "if"), exit_.condition)


def _of_condition(path: Path, condition: str | Mapping[str, Any] | None) -> Iterator[Named]:
    if isinstance(condition, str):
        yield "guard", path, condition
    else:
        yield from (("slot", (*path, slot), slot) for slot in condition or ())


def _of_state(flow: Flow, state: str) -> Iterator[Named]:
    path: Path = ("states", state)
    asking, ending = flow.asking(state), flow.ending(state)
    if asking:
        yield from _of_question(path, asking)
    if ending and ending.closing:
        yield from _texts(((*path, "closing", "say"), ending.closing.say))


def _of_question(path: Path, state: AskingState) -> Iterator[Named]:
    ask, at = state.ask, (*path, "ask")
    yield from _texts(((*at, "text"), ask.text), ((*at, "again"), ask.again))
    yield from _texts(((*path, "resume"), state.resume))
    yield from _texts(*(((*path, "invalid", "say"), text) for text in state.invalid.say or ()))
    said = enumerate(state.invalid.refused or ())
    yield from _texts(*(((*path, "invalid", "refused", i), text) for i, text in said))
    if state.stale:
        yield from _texts(((*path, "stale", "say"), state.stale.say))
    if ask.into:
        yield "slot", (*at, "into"), ask.into
    if ask.list:
        yield "provider", (*at, "list", "from"), ask.list.provider
        yield "slot", (*at, "list", "into"), ask.list.into
        unless = enumerate(ask.list.unless_said)
        yield from (("slot", (*at, "list", "unless_said", i), name) for i, name in unless)
        yield from _texts(((*at, "list", "open"), ask.list.open))
    if ask.typed:
        yield "parser", (*at, "typed", "parse"), ask.typed.parse
        yield from (("check", (*at, "typed", "check", i), n) for i, n in enumerate(ask.typed.check))
        yield from _texts(((*at, "typed", "beyond"), ask.typed.beyond))
        if ask.typed.into:
            yield "slot", (*at, "typed", "into"), ask.typed.into
