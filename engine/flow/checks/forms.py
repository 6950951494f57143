"""What a form of WhatsApp cannot show, cannot do, or has no room for: every rule F61x.

    form: {screens: {turno: {title: Turno, asks: [cual]}}}   # F612, where `cual` runs another flow

A form is the same states by other means: its screens lead where the states lead.
"""

from __future__ import annotations

from collections.abc import Iterator

from ...messages import width
from ..forms.compiled_form import leads_of, screens_by_state
from ..forms.offered import keys_offered, taken, targets, written_exits
from ..forms.screen_limits import BRANCHES, DROPDOWN_ROWS, FIELD_LABEL, FOOTER_LABEL, OPENER_LABEL
from ..language.definition import AskingState, Exit
from ..language.form_definition import FormDefinition
from ..language.yaml_source import Path
from .rule import Finding, rule
from .subject import Subject
from .worst import worst

_SCREENS: Path = ("form", "screens")


def _asked(subject: Subject) -> Iterator[tuple[Path, str, AskingState]]:
    """Yield each state that a form asks, with where the form names it."""
    for name, screen in subject.flow.screens.items():
        for i, state in enumerate(screen.asks):
            asking = subject.flow.asking(state)
            if asking:
                yield (*_SCREENS, name, "asks", i), state, asking


@rule("F611", "a screen that asks nothing")
def asks_nothing(subject: Subject) -> Iterator[Finding]:
    """A screen asks one question or several, and each question stands on one screen."""
    seen: set[str] = set()
    for name, screen in subject.flow.screens.items():
        if not screen.asks:
            yield Finding((*_SCREENS, name, "asks"), "asks nothing", "name a state, or take it out")
        for i, state in enumerate(screen.asks):
            at: Path = (*_SCREENS, name, "asks", i)
            if subject.flow.ending(state):
                yield Finding(at, f"{state!r} is final, and asks nothing", "take it out")
            if state in seen:
                message = f"{state!r} is asked already: a question stands once in a form"
                yield Finding(at, message, "take one of the two out")
            seen.add(state)


@rule("F612", "an exit that a form cannot take")
def no_form(subject: Subject) -> Iterator[Finding]:
    """A form runs no other flow, calls no person, and waits for no other system."""
    for at, state, asking in _asked(subject):
        for key in keys_offered(asking):
            for path, exit_ in written_exits(subject.flow, state, key):
                if told := _beyond(subject, exit_):
                    hint = "leave this state to the chat: take it out of `form`"
                    yield Finding(path, f"{told}, which a form cannot", hint, (at,))


def _beyond(subject: Subject, exit_: Exit) -> str:
    """Return what an exit does that no form can; "" where there is no such thing."""
    if exit_.call:
        return f"runs the flow {exit_.call!r}"
    if exit_.handoff:
        return "calls a person"
    entry = subject.registry.actions.get(exit_.do or "")
    if entry and entry.kind == "outside":
        return f"asks another system ({entry.name})"
    return ""


@rule("F613", "an exit leads out of the form")
def leads_out(subject: Subject) -> Iterator[Finding]:
    """From a screen one comes to another one, or to the end."""
    where = screens_by_state(subject.flow)
    for at, state, _ in _asked(subject):
        for path, target in targets(subject.flow, state):
            if target not in where and subject.flow.asking(target):
                message = f"leads to {target!r}, which stands on no screen"
                yield Finding(path, message, "put it on a screen, or end the form here", (at,))


@rule("F614", "a form cannot go back there")
def no_way_back(subject: Subject) -> Iterator[Finding]:
    """Meta lets a form go back only along a way that leads forward."""
    where = screens_by_state(subject.flow)
    leads = leads_of(subject.flow)
    names = list(leads)
    for at, state, _ in _asked(subject):
        here = where[state]
        for path, target in targets(subject.flow, state):
            there = where.get(target, here)
            if names.index(there) < names.index(here) and here not in leads[there]:
                message = f"leads back to {target!r}, and its screen does not lead here"
                yield Finding(path, message, "lead it elsewhere, or put both on one screen", (at,))


@rule("F615", "questions that do not follow on their screen")
def does_not_follow(subject: Subject) -> Iterator[Finding]:
    """A question above others leads to the next one, and does nothing else; buttons come last."""
    for name, screen in subject.flow.screens.items():
        for i, (state, following) in enumerate(zip(screen.asks, screen.asks[1:], strict=False)):
            asking, at = subject.flow.asking(state), (*_SCREENS, name, "asks", i)
            keys = keys_offered(asking) if asking else ()
            if keys and "ok" not in keys:
                message = f"the buttons of {state!r} end its screen, and others come below"
                yield Finding(at, message, "put it last, or on a screen of its own")
            elif not all(
                _only_leads(exit_, following)
                for _, exit_ in written_exits(subject.flow, state, "ok")
            ):
                message = f"an answer to {state!r} does not only lead to {following!r}"
                yield Finding(at, message, "give each a screen of its own")


def _only_leads(exit_: Exit, following: str) -> bool:
    undecided = bool(exit_.outcomes or exit_.first)
    return exit_.do is None and (undecided or exit_.to == following)


@rule("F616", "a screen that nothing leads to")
def unreached(subject: Subject) -> Iterator[Finding]:
    """Every screen but the first follows another one."""
    leads = leads_of(subject.flow)
    first, *others = leads or {"": []}
    reached = {there for after in leads.values() for there in after}
    for name in others:
        if name not in reached:
            message = f"no screen above {name!r} leads to it"
            hint = f"put it above {first!r}, or take it out"
            yield Finding((*_SCREENS, name), message, hint)


def form_labels(form: FormDefinition) -> dict[str, tuple[str, str, int]]:
    """Return the texts of a form that have little room: by key, the text, what it is, its room."""
    labels = {
        "open": (form.open, "the button that opens a form", OPENER_LABEL),
        "next": (form.next, "a screen's button", FOOTER_LABEL),
    }
    if form.answer:
        labels["answer"] = (form.answer, "a field's label", FIELD_LABEL)
    return labels


@rule("F617", "too long for a form")
def too_long(subject: Subject) -> Iterator[Finding]:
    """Its button in the chat has 20 characters, a screen's 35, a field's label 20."""
    form = subject.flow.form
    for key, (text, what, limit) in (form_labels(form) if form else {}).items():
        most = max(worst(subject, text), default=0)
        if most > limit:
            message = f"may have {most} characters; {what} has {limit}"
            yield Finding(("texts", text), message, "say it shorter", (("form", key),))
    for name, screen in subject.flow.screens.items():
        if width(screen.title) > 30:
            message = f"counts {width(screen.title)}; what stands above a screen has 30"
            yield Finding((*_SCREENS, name, "title"), message, "an emoji counts twice")


@rule("F618", "a field without a label")
def no_label(subject: Subject) -> Iterator[Finding]:
    """Above a field in which is typed, and above buttons that are kept, stands a text."""
    form = subject.flow.form
    for at, state, asking in _asked(subject):
        ask = asking.ask
        if form and not form.answer and not ask.list and (ask.typed or ask.into):
            message = f"{state!r} becomes a field, and nothing says what stands above it"
            yield Finding(at, message, "add `answer` to `form`: the name of a text")


@rule("F619", "too much for a form")
def too_much(subject: Subject) -> Iterator[Finding]:
    """A screen leads to ten others at most, and a field has 200 rows at most."""
    for name, after in leads_of(subject.flow).items():
        if len(after) > BRANCHES:
            message = f"{name!r} leads to {len(after)} screens; {BRANCHES} are allowed"
            yield Finding((*_SCREENS, name), message, "put several questions on one screen")
    for at, _, asking in _asked(subject):
        rows = subject.flow.options.get(asking.ask.list.provider, ()) if asking.ask.list else ()
        if len(rows) > DROPDOWN_ROWS:
            message = f"has {len(rows)} rows; a form shows {DROPDOWN_ROWS}"
            yield Finding(at, message, "ask in two steps")


@rule("F620", "a greeting that does not lead to the form")
def greets_elsewhere(subject: Subject) -> Iterator[Finding]:
    """The button in whose place the form opens leads to the form's first question, or ends."""
    form = subject.flow.form
    greets = form.greets if form else None
    first = next((screen.asks[0] for screen in subject.flow.screens.values() if screen.asks), None)
    if greets is None or first is None or greets.at not in subject.flow.states:
        return
    asking = subject.flow.asking(greets.at)
    if asking is None or greets.takes not in asking.ask.buttons:
        message = f"{greets.at!r} has no button {greets.takes!r}"
        yield Finding(("form", "greets", "takes"), message, "name one of its buttons")
        return
    ways = list(taken(subject.flow, greets.at, greets.takes))
    leads = any(exit_.to == first for _, exit_ in ways)
    for path, exit_ in ways:
        ends = leads and exit_.to in subject.flow.final
        if exit_.do or not (exit_.to == first or ends):
            message = f"does not only lead to {first!r}, where the form begins"
            yield Finding(path, message, "name another button", (("form", "greets", "takes"),))


RULES = (
    asks_nothing,
    no_form,
    leads_out,
    no_way_back,
    does_not_follow,
    unreached,
    too_long,
    no_label,
    too_much,
    greets_elsewhere,
)
