"""Names that lead nowhere: every rule F1xx.

reservar: {to: eligiendo_servico}       # F101: did you mean 'eligiendo_servicio'?
"""

from __future__ import annotations

from collections.abc import Callable, Iterable, Iterator

from ..language.definition import NONE_TEXT, OTHER_TEXT, SOME_TEXT, Flow
from ..language.suggest import suggest
from .misspelt import misspelt
from .rule import Finding, Rule
from .subject import Subject
from .uses import texts_of_functions
from .ways import written

_LISTED = "docs/flows.md lists those that there are"
_ELSE = {
    "state": "add {!r} to `states`",
    "text": "add {!r} to `texts`",
    "slot": "add {!r} to `slots`",
    "escape": "add {!r} to `escapes`",
    "flow": "put {!r} beside this file, or into the folder of MILO_FLOWS",
}
"""What to do where no name is near."""
_MISSPELT = ("state", "text", "slot", "escape")
"""What a flow defines itself, and may misspell there."""


def _unknown(code: str, kind: str, known: Callable[[Subject], Iterable[str] | None]) -> Rule:
    """Make the rule for a kind of name; where nobody can know the names, nothing is found."""

    def run(subject: Subject) -> Iterator[Finding]:
        table = known(subject)
        if table is None:
            return
        there = frozenset(table)
        wrong = misspelt(subject, kind) if kind in _MISSPELT else {}
        for odd in wrong.values():
            message = f"is called {odd.name!r}, and all that uses it says {odd.meant!r}"
            yield Finding(odd.path, message, f"call it {odd.meant!r}", odd.uses)
        for one, path, name in subject.names:
            if one == kind and name not in there and name not in wrong:
                hint = suggest(name, there) or _ELSE.get(kind, _LISTED).format(name)
                yield Finding(path, f"there is no {kind} {name!r}", hint)

    return Rule(code, f"there is no such {kind}", run=run)


def _flows(subject: Subject) -> Iterable[str] | None:
    return None if subject.flows is None else {*subject.flows, subject.flow.flow}


def sentence_texts(flow: Flow) -> set[str]:
    """Return the texts that a flow needs which reads sentences; none of any other."""
    asks = [state.ask for name in flow.states if (state := flow.asking(name))]
    meant = any(exit_.means for _, exit_ in written(flow))
    lists = any(ask.list for ask in asks)
    return {SOME_TEXT, NONE_TEXT, OTHER_TEXT} if lists and (flow.ahead or meant) else set()


def _needed_texts(subject: Subject) -> Iterator[Finding]:
    """Texts that are said though no key names them: a refusal's, and those of every list."""
    flow = subject.flow
    there = {*flow.texts, *misspelt(subject, "text")}
    for text in sorted(sentence_texts(flow) - there):
        message = f"what is said in a sentence may be answered by {text!r}; there is no such text"
        at = ("ahead",) if flow.ahead else ("escapes",)
        yield Finding(at, message, f"add {text!r} to `texts`")
    for path, function, text in texts_of_functions(subject):
        if text not in there:
            who = repr(function) if function else "a list"
            message = f"{who} may say {text!r}, and there is no such text"
            yield Finding(path, message, f"add {text!r} to `texts`")


RULES = (
    _unknown("F101", "state", lambda subject: subject.flow.states),
    _unknown("F102", "text", lambda subject: subject.flow.texts),
    _unknown("F103", "slot", lambda subject: subject.flow.slots),
    _unknown("F104", "escape", lambda subject: subject.flow.escapes),
    _unknown("F105", "action", lambda subject: subject.registry.actions),
    _unknown(
        "F106",
        "provider",
        lambda subject: {**subject.registry.providers, **subject.flow.options},
    ),
    _unknown("F107", "parser", lambda subject: subject.registry.parsers),
    _unknown("F108", "check", lambda subject: subject.registry.checks),
    _unknown("F109", "type", lambda subject: subject.registry.shows),
    _unknown("F110", "flow", _flows),
    _unknown("F111", "guard", lambda subject: subject.registry.guards),
    Rule("F112", "a text that a function says is missing", run=_needed_texts),
)
