"""All that may be said in one message: texts one after another, then a question."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass

from ...messages import BODY_LIMIT, TEXT_LIMIT
from ..language.definition import HOME, WHICH_TEXT, Flow
from ..language.yaml_source import Path
from .filled import moments, texts_of
from .subject import Subject
from .uses import wordings
from .ways import WayOut, ways_from
from .worst import length

_BETWEEN = 2
"""Characters between two texts of one message."""


@dataclass(frozen=True, slots=True)
class NextQuestion:
    """What a state asks after something was said: its text, or the way on where it has no choice.

    Attributes:
        texts: said before the question, since lists were empty on the way to it.
    """

    flow: Flow
    state: str
    texts: tuple[str, ...] = ()

    @property
    def text(self) -> str:
        """The question's text; "" where nothing is asked."""
        asking = self.flow.asking(self.state)
        return (asking.ask.again or asking.ask.text) if asking else ""

    @property
    def limit(self) -> int:
        """How long a message with this question may be."""
        asking = self.flow.asking(self.state)
        short = asking and (asking.ask.buttons or asking.ask.list)
        return BODY_LIMIT if short else TEXT_LIMIT


@dataclass(frozen=True, slots=True)
class PossibleMessage:
    """One message that may come.

    Attributes:
        path: where in the file what makes it is written.
        texts: the names of its texts, in order.
        limit: how long it may be.
        other: the flow that the last text belongs to, if it is another one.
    """

    path: Path
    texts: tuple[str, ...]
    limit: int
    other: Flow | None = None

    def widths(self, subject: Subject) -> Iterator[int]:
        """Yield how long it may become, in each language."""
        for locale, sayings in subject.languages.items():
            theirs = self.other.language(locale) if self.other else {}
            every = {**theirs, **sayings}
            total = 0
            for text in self.texts:
                total += length(subject, every.get(text, ""), behind=total)
            yield total + _BETWEEN * (len(self.texts) - 1)


def messages(subject: Subject) -> Iterator[PossibleMessage]:
    """Yield every message that a flow may send, as its longest."""
    for said in _all(subject):
        theirs = said.other.texts if said.other else {}
        texts = tuple(text for text in said.texts if text in subject.flow.texts or text in theirs)
        if texts:
            yield PossibleMessage(said.path, texts, said.limit, said.other)


def _all(subject: Subject) -> Iterator[PossibleMessage]:
    flow = subject.flow
    for state in flow.states:
        asking = flow.asking(state)
        if asking:
            yield PossibleMessage(
                ("states", state, "ask", "text"),
                (asking.ask.text,),
                NextQuestion(flow, state).limit,
            )
            yield from _before_question(subject, state)
        ending = flow.ending(state)
        if ending and ending.closing:
            yield PossibleMessage(
                ("states", state, "closing", "say"), (ending.closing.say,), TEXT_LIMIT
            )
        for way in subject.ways[state]:
            yield from _on_way(subject, way)
    if flow.defaults.failure:
        yield PossibleMessage(("defaults", "failure"), (flow.defaults.failure,), TEXT_LIMIT)
    for text in subject.registry.announced:
        yield PossibleMessage(("texts", text), (text,), TEXT_LIMIT)
    for moment in moments(subject):
        if moment.says:
            yield _with(subject, moment.path, (moment.name,), str(moment.path[1]))


def _before_question(subject: Subject, state: str) -> Iterator[PossibleMessage]:
    """Yield what is said before a state's question while the state stays."""
    asking = subject.flow.asking(state)
    assert asking
    for path, text in texts_of(subject, state, asking):
        if path[-1] not in ("text", "again", "open"):
            yield _with(subject, path, (text,), state)
    if asking.ask.list or asking.ask.typed:
        yield PossibleMessage(("texts", WHICH_TEXT), (WHICH_TEXT,), BODY_LIMIT)
    home = subject.flow.escapes.get(HOME)
    returned = subject.flow.defaults.back_from_human
    for key, words in (("say", returned.say), ("unanswered", returned.unanswered)):
        if words:
            target = (home and home.to) or state
            yield _with(subject, ("defaults", "back_from_human", key), (words,), target)


def _on_way(subject: Subject, way: WayOut) -> Iterator[PossibleMessage]:
    leads = way.exit
    texts = tuple(text for text in (leads.say, leads.handoff) if text)
    path = (
        (*way.path, "say") if leads.say else (*way.path, "handoff") if leads.handoff else way.path
    )
    speaks_only = way.trigger.startswith("timeout:") and not (leads.to or leads.call)
    if leads.handoff or speaks_only:
        yield PossibleMessage(path, texts, TEXT_LIMIT)
    elif leads.call:
        called = (subject.flows or {}).get(leads.call)
        if called and texts:
            yield _asked(path, texts, NextQuestion(called, called.initial), other=called)
        if called:
            yield from _returning(subject, way, called)
    elif texts:
        yield _with(subject, path, texts, leads.to or way.state)


def _returning(subject: Subject, way: WayOut, called: Flow) -> Iterator[PossibleMessage]:
    """Yield the last words of a called flow with the question that is asked again."""
    target = way.exit.back or way.state
    for ways in ways_from(called).values():
        for one in ways:
            if one.exit.say and one.exit.to in called.final:
                path = (*way.path, "call")
                question = NextQuestion(subject.flow, target)
                yield _asked(path, (one.exit.say,), question, other=called)


def _with(subject: Subject, path: Path, texts: tuple[str, ...], state: str) -> PossibleMessage:
    """Return texts with what a state asks then; lists on the way may be empty."""
    return _asked(
        path, texts, max(_questions(subject, state), key=lambda one: _weight(subject, one))
    )


def _asked(
    path: Path, texts: tuple[str, ...], question: NextQuestion, other: Flow | None = None
) -> PossibleMessage:
    asked = (*texts, *question.texts, question.text) if question.text else (*texts, *question.texts)
    return PossibleMessage(path, asked, question.limit if question.text else TEXT_LIMIT, other)


def _questions(subject: Subject, state: str, *seen: str) -> Iterator[NextQuestion]:
    """Yield what may be asked in a state: its own question, and those behind its empty list."""
    flow = subject.flow
    yield NextQuestion(flow, state)
    asking = flow.asking(state)
    if not (asking and asking.ask.list) or state in seen:
        return
    for way in subject.ways[state]:
        leads = way.exit
        if way.option == "empty" and leads.to and leads.to in flow.states:
            for behind in _questions(subject, leads.to, *seen, state):
                said = (leads.say,) if leads.say else ()
                yield NextQuestion(flow, behind.state, (*said, *behind.texts))


def _weight(subject: Subject, question: NextQuestion) -> int:
    """Return by how much a question may go beyond its limit."""
    flow = question.flow
    texts = [text for text in (*question.texts, question.text) if text in flow.texts]
    most = sum(max(length(subject, one) for one in wordings(subject, text)) for text in texts)
    return most + _BETWEEN * len(texts) - question.limit
