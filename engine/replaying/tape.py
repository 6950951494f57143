"""What functions answered in a recorded turn: the same call gets the same answer.

Played as it was, a turn asks the same in the same order, and shows what each question was about:
the record keeps answers only. A changed flow may ask otherwise; it is answered where the same was
asked then about the same, and nowhere else.
"""

from __future__ import annotations

from collections import deque
from collections.abc import Callable, Collection, Iterable, Mapping
from dataclasses import dataclass, field, replace
from functools import partial
from typing import Any

from ..errors import MiloError
from ..flow.language.registry import Call, Entry, Outcome, Reading, Refusal, Registry, Row, Value

Ask = Callable[["RecordedCall"], Any]
Said = Callable[[str, str], None]


class UnrecordedError(MiloError):
    """Something is asked that was not asked when the turn was recorded."""

    code = "unrecorded"


@dataclass(frozen=True, slots=True)
class RecordedCall:
    """A function that is called: which, about what (a text, a value), with which slots."""

    kind: str
    name: str
    about: Value
    slots: Mapping[str, Value]

    @property
    def call(self) -> str:
        """As a turn's record names it."""
        return f"{self.kind}:{self.name}"

    def like(self, other: RecordedCall) -> bool:
        """Return whether it is the same question, as far as slots that both know go."""
        shared = self.slots.keys() & other.slots.keys()
        same = (self.call, self.about) == (other.call, other.about)
        return same and all(self.slots[name] == other.slots[name] for name in shared)


@dataclass(slots=True)
class Tape:
    """One turn's answers, in order; learns what each was about as it is played.

    Attributes:
        learned: the questions that were asked so far, with their answers.
    """

    answers: deque[Mapping[str, Any]]
    learned: list[tuple[RecordedCall, Any]] = field(default_factory=list)

    @classmethod
    def of(cls, answers: Iterable[Mapping[str, Any]], registry: Registry) -> Tape:
        """Return the tape of what a record's functions answered, without what none of them did."""
        shows = {f"show:{name}" for name in registry.shows}
        return cls(deque(one for one in answers if _is_answer(str(one.get("call")), shows)))

    def next(self, question: RecordedCall) -> Any:
        """Return the next answer.

        Raises:
            UnrecordedError: something else was asked then.
        """
        if not self.answers or self.answers[0].get("call") != question.call:
            raise UnrecordedError(f"asks {question.call}, and then something else was asked")
        answer = self.answers.popleft().get("answer")
        self.learned.append((question, answer))
        return answer


def _is_answer(call: str, shows: Collection[str]) -> bool:
    kind, _, name = call.partition(":")
    return bool(name) and (kind != "show" or call in shows)


@dataclass(slots=True)
class Recall:
    """Answers a changed flow from what was asked then; what texts show, from earlier turns, too.

    Attributes:
        shown: what a conversation has shown, by type and value, newest last.
        missing: what texts wanted to show and no turn had shown.
    """

    learned: list[tuple[RecordedCall, Any]] = field(default_factory=list)
    shown: dict[tuple[str, Any], Any] = field(default_factory=dict)
    missing: list[str] = field(default_factory=list)

    def turn(self, learned: list[tuple[RecordedCall, Any]]) -> None:
        """Go on with the answers of another turn."""
        self.learned = learned
        self.missing = []
        for question, answer in learned:
            if question.kind == "show":
                self.shown[question.name, _key(question.about)] = answer

    def answer(self, question: RecordedCall) -> Any:
        """Return what was answered to the same question.

        Raises:
            UnrecordedError: it was not asked then.
        """
        for asked, answer in reversed(self.learned):
            if question.like(asked):
                return answer
        if question.kind != "show":
            raise UnrecordedError(f"asks {question.call}, which was not asked then")
        key = (question.name, _key(question.about))
        if key in self.shown:
            return self.shown[key]
        self.missing.append(question.name)
        return _Unknown(question.name)


class _Unknown(dict[str, str]):
    """What stands in a text for what was never shown."""

    def __init__(self, name: str) -> None:
        super().__init__({"": f"⟨{name}⟩"})

    def get(self, key: str, default: Any = None) -> Any:
        return f"⟨{self['']}.{key}⟩" if key else self[""]


def _key(value: Value) -> Any:
    return value if isinstance(value, str | int | float | bool | None) else repr(value)


def answering(real: Registry, ask: Ask, said: Said | None = None) -> Registry:
    """Return a registry with the same names, whose functions only ask `ask`.

    `said` is told each text that is said, by its flow and its name.
    """

    def made(kind: str, read: Callable[[Any], Any]) -> Callable[..., Any]:
        def run(entry: Entry[Any], call: Call, about: Value = None) -> Any:
            return read(ask(RecordedCall(kind, entry.name, about, dict(call.slots))))

        return run

    return Registry(
        providers=_all(real.providers, made("provider", _rows)),
        parsers=_all(real.parsers, made("parser", _reading)),
        checks=_all(real.checks, made("check", lambda data: Refusal(**data) if data else None)),
        guards=_all(real.guards, made("guard", bool)),
        actions=_all(real.actions, made("action", _outcome)),
        shows=_all(real.shows, made("show", lambda data: data)),
        wishes=_all(real.wishes, made("wish", _reading)),
        known=_all(real.known, made("known", lambda data: [tuple(pair) for pair in data])),
        listeners=[said] if said else [],
        reader=_all({"": real.reader}, made("action", _outcome))[""] if real.reader else None,
    )


def _all(entries: Mapping[str, Entry[Any]], run: Callable[..., Any]) -> dict[str, Entry[Any]]:
    kinds: dict[str, Any] = {"outside": "action"}
    return {
        name: replace(entry, run=partial(run, entry), kind=kinds.get(entry.kind, entry.kind))
        for name, entry in entries.items()
    }


def _rows(data: Any) -> list[Row]:
    return [Row(**row) for row in data]


def _reading(data: Any) -> Reading:
    return Reading(**{**data, "values": tuple(data["values"])})


def _outcome(data: Any) -> Outcome:
    return Outcome(data["name"], data.get("slots") or {})
