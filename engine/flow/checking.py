"""Every name that a flow uses is there: what can be known of a flow without playing it."""

from __future__ import annotations

from collections.abc import Container, Iterator
from typing import Any

from ..errors import Fault, FlowError
from ..messages import BUTTON_TITLE_LIMIT, BUTTONS_LIMIT, width
from ..words.fold import fold
from .definition import AskingState, Branch, Exit, Flow, Typed
from .registry import Entry, Registry
from .source import Path, Source
from .texts import names_in
from .voice import MORE_TEXT, WHICH_TEXT

Finding = tuple[Path, str]
ALWAYS_KNOWN = frozenset({"comercio", "contacto", "recientes", "pedida", "dia", "hora"})
"""Names that a text may use though they are no slots: the client, the contact, what was asked."""


def check_flow(flow: Flow, source: Source, registry: Registry) -> None:
    """Check a flow that is well formed.

    Raises:
        FlowError: with every fault, each at its line.
    """
    faults = [source.fault(path, message) for path, message in _Checker(flow, registry).findings()]
    if faults:
        raise FlowError(sorted(set(faults), key=_place), source.name)


def _place(fault: Fault) -> tuple[int, int, str]:
    return fault.line, fault.column, fault.message


class _Checker:
    def __init__(self, flow: Flow, registry: Registry) -> None:
        self.flow = flow
        self.registry = registry

    def findings(self) -> Iterator[Finding]:
        flow = self.flow
        yield from self._state(("initial",), flow.initial)
        for i, name in enumerate(flow.final):
            yield from self._state(("final", i), name)
        for name, slot in flow.slots.items():
            yield from self._known(("slots", name, "type"), slot.type, self.registry.shows, "type")
            if slot.gone:
                yield from self._exit(("slots", name, "gone"), slot.gone)
        for name, escape in flow.escapes.items():
            yield from self._exit(("escapes", name), escape)
        yield from self._defaults()
        for name in flow.states:
            yield from self._state_body(name)
        for name, text in flow.texts.items():
            yield from self._text_body(name, text)

    def _defaults(self) -> Iterator[Finding]:
        defaults = self.flow.defaults
        for i, timeout in enumerate(defaults.timeout):
            yield from self._exit(("defaults", "timeout", i), timeout)
        if defaults.invalid.otherwise:
            yield from self._exit(("defaults", "invalid", "else"), defaults.invalid.otherwise)
        for text in defaults.invalid.say or ():
            yield from self._text(("defaults", "invalid", "say"), text)
        yield from self._text(("defaults", "stale", "say"), defaults.stale.say)
        yield from self._text(("defaults", "unreadable"), defaults.unreadable)
        yield from self._text(("defaults", "failure"), defaults.failure)
        returned = defaults.back_from_human
        yield from self._text(("defaults", "back_from_human", "say"), returned.say)
        yield from self._text(("defaults", "back_from_human", "unanswered"), returned.unanswered)

    def _state_body(self, name: str) -> Iterator[Finding]:
        path: Path = ("states", name)
        asking, ending = self.flow.asking(name), self.flow.ending(name)
        if asking:
            if name in self.flow.final:
                yield path, "is final and asks a question: it is one or the other"
            yield from self._asking(path, asking)
        elif name not in self.flow.final:
            yield path, "asks nothing and is not in `final`: nobody would ever leave it"
        if ending:
            yield from self._ending(path, name)

    def _ending(self, path: Path, name: str) -> Iterator[Finding]:
        ending = self.flow.ending(name)
        assert ending
        if ending.closing:
            yield from self._text((*path, "closing", "say"), ending.closing.say)
        if ending.stale is None:
            yield path, "has no `stale`: somebody who taps an old button would get no answer"
        else:
            yield from self._exit((*path, "stale"), ending.stale)
            if ending.stale.to:
                yield (*path, "stale", "to"), "an old button never starts anything anew"

    def _asking(self, path: Path, state: AskingState) -> Iterator[Finding]:
        ask = state.ask
        yield from self._text((*path, "ask", "text"), ask.text)
        yield from self._text((*path, "ask", "again"), ask.again)
        yield from self._text((*path, "resume"), state.resume)
        if state.ask.into:
            yield from self._known((*path, "ask", "into"), state.ask.into, self.flow.slots, "slot")
        yield from self._buttons(path, state)
        yield from self._list(path, state)
        yield from self._typed(path, state)
        for key, exit_ in state.go.items():
            yield from self._exit((*path, "go", key), exit_)
            yield from self._taken(path, state, key, exit_)
        for text in state.invalid.say or ():
            yield from self._text((*path, "invalid", "say"), text)
        if state.invalid.otherwise:
            yield from self._exit((*path, "invalid", "else"), state.invalid.otherwise)
        if state.stale:
            yield from self._text((*path, "stale", "say"), state.stale.say)
        for i, timeout in enumerate(state.timeout or ()):
            yield from self._exit((*path, "timeout", i), timeout)

    def _buttons(self, path: Path, state: AskingState) -> Iterator[Finding]:
        buttons, at = state.ask.buttons, (*path, "ask", "buttons")
        if len(buttons) > BUTTONS_LIMIT:
            yield at, f"has {len(buttons)} buttons; WhatsApp shows {BUTTONS_LIMIT} at most"
        if len({fold(title) for title in buttons.values()}) < len(buttons):
            yield at, "two buttons have the same title"
        for key, title in buttons.items():
            if key not in state.go and not (state.ask.into and "ok" in state.go):
                yield (*at, key), f"leads nowhere: `go` has no {key!r}"
            if not title.strip() or width(title) > BUTTON_TITLE_LIMIT:
                yield (*at, key), f"a button's title has 1 to {BUTTON_TITLE_LIMIT} characters"
        if buttons and state.ask.list:
            yield at, "a question has buttons or a list, never both"

    def _list(self, path: Path, state: AskingState) -> Iterator[Finding]:
        choice, at = state.ask.list, (*path, "ask", "list")
        if choice is None:
            return
        yield from self._known((*at, "from"), choice.provider, self.registry.providers, "provider")
        yield from self._known((*at, "into"), choice.into, self.flow.slots, "slot")
        for text in (choice.open, MORE_TEXT, WHICH_TEXT):
            yield from self._text(at, text)
        for key in ("ok", "empty"):
            if key not in state.go:
                yield (*path, "go"), f"has no {key!r}, which a list needs"

    def _typed(self, path: Path, state: AskingState) -> Iterator[Finding]:
        typed, at = state.ask.typed, (*path, "ask", "typed")
        if typed is None:
            return
        yield from self._known((*at, "parse"), typed.parse, self.registry.parsers, "parser")
        for i, name in enumerate(typed.check):
            yield from self._known((*at, "check", i), name, self.registry.checks, "check")
        for entry in self._entries(typed):
            for text in entry.texts:
                if text not in self.flow.texts:
                    yield at, f"{entry.name!r} may say {text!r}, and there is no such text"
        if typed.into:
            yield from self._known((*at, "into"), typed.into, self.flow.slots, "slot")
        elif not state.ask.keeps:
            yield at, "says no slot (`into`) to keep the answer in"
        if "ok" not in state.go:
            yield (*path, "go"), "has no 'ok', which a typed answer needs"

    def _entries(self, typed: Typed) -> Iterator[Entry[Any]]:
        """Yield the parser and the checks that there are."""
        parser = self.registry.parsers.get(typed.parse)
        checks = [self.registry.checks.get(name) for name in typed.check]
        yield from (entry for entry in (parser, *checks) if entry)

    def _taken(self, path: Path, state: AskingState, key: str, exit_: Exit) -> Iterator[Finding]:
        """An exit that no button, word, list or typed answer takes is never taken."""
        asks = state.ask
        given = key in asks.buttons or exit_.words
        kept = asks.list or asks.typed or (asks.into and asks.buttons)
        chosen = (key == "ok" and kept) or (key == "empty" and asks.list)
        if not (given or chosen):
            yield (*path, "go", key), "is never taken: no button and no word leads to it"
        title = [asks.buttons[key]] if key in asks.buttons else []
        for word in (*exit_.words, *title):
            for escape, other in self.flow.escapes.items():
                if escape != exit_.escape and fold(word) in map(fold, other.words):
                    yield (*path, "go", key), f"{word!r} is swallowed by the escape {escape!r}"

    def _exit(self, path: Path, exit_: Exit) -> Iterator[Finding]:
        if exit_.to:
            yield from self._state((*path, "to"), exit_.to)
        if exit_.escape:
            yield from self._known((*path, "escape"), exit_.escape, self.flow.escapes, "escape")
        if exit_.back:
            yield from self._state((*path, "back"), exit_.back)
            if not exit_.call:
                yield (*path, "back"), "comes back from nowhere: there is no `call`"
        if len([way for way in (exit_.to, exit_.call, exit_.escape, exit_.handoff) if way]) > 1:
            yield path, "leads to more than one place: `to`, `call`, `handoff` or `escape`"
        yield from self._text((*path, "say"), exit_.say)
        yield from self._text((*path, "handoff"), exit_.handoff)
        for i, slot in enumerate(exit_.clear):
            yield from self._known((*path, "clear", i), slot, self.flow.slots, "slot")
        yield from self._action(path, exit_)
        for outcome, branch in exit_.outcomes.items():
            yield from self._exit((*path, "outcomes", outcome), branch)
        yield from self._branches(path, exit_)

    def _branches(self, path: Path, exit_: Exit) -> Iterator[Finding]:
        if not exit_.first:
            return
        if exit_.model_fields_set - {"first", "words", "after", "condition"}:
            yield path, "has `first`: what it does stands in its branches"
        last = len(exit_.first) - 1
        for i, branch in enumerate(exit_.first):
            at = (*path, "first", i)
            if i < last and branch.condition is None:
                yield at, "has no `if`: the branches after it are never taken"
            if i == last and branch.condition is not None:
                yield (*at, "if"), "the last branch is for all else: it has no `if`"
            yield from self._condition((*at, "if"), branch)
            yield from self._exit(at, branch)

    def _condition(self, path: Path, branch: Branch) -> Iterator[Finding]:
        if isinstance(branch.condition, str):
            yield from self._known(path, branch.condition, self.registry.guards, "guard")
        elif branch.condition:
            for slot in branch.condition:
                yield from self._known((*path, slot), slot, self.flow.slots, "slot")

    def _action(self, path: Path, exit_: Exit) -> Iterator[Finding]:
        if exit_.do is None:
            if exit_.outcomes:
                yield (*path, "outcomes"), "has outcomes but no action (`do`)"
            return
        yield from self._known((*path, "do"), exit_.do, self.registry.actions, "action")
        action = self.registry.actions.get(exit_.do)
        if action is None or (not exit_.outcomes and len(action.outcomes) == 1):
            return
        for missing in [name for name in action.outcomes if name not in exit_.outcomes]:
            yield (*path, "do"), f"{exit_.do!r} may end as {missing!r}, and nothing follows that"
        for extra in [name for name in exit_.outcomes if name not in action.outcomes]:
            yield (*path, "outcomes", extra), f"{exit_.do!r} never ends as {extra!r}"

    def _text_body(self, name: str, text: str) -> Iterator[Finding]:
        for used in sorted(names_in(text)):
            base = used.partition(".")[0]
            if base not in self.flow.slots and base not in ALWAYS_KNOWN:
                yield ("texts", name), f"uses {used!r}, which is no slot"

    def _state(self, path: Path, name: str) -> Iterator[Finding]:
        yield from self._known(path, name, self.flow.states, "state")

    def _text(self, path: Path, name: str | None) -> Iterator[Finding]:
        if name:
            yield from self._known(path, name, self.flow.texts, "text")

    def _known(self, path: Path, name: str, table: Container[str], what: str) -> Iterator[Finding]:
        if name not in table:
            yield path, f"there is no {what} {name!r}"
