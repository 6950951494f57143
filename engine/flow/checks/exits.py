"""Exits that nothing takes, or that contradict themselves: every rule F3xx.

reservar: {to: eligiendo_servicio, handoff: recepcion}    # F301: one or the other
"""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from itertools import pairwise

from ...messages import FREE_WINDOW, TEXT_LIMIT
from ...words.fold import fold
from ..language.definition import AskingState, Exit, Invalid, Timeout
from ..language.suggest import nearest, suggest
from ..language.value_types import NUMBERS, TEXT
from ..language.yaml_source import Path
from .rule import WARNING, Finding, rule
from .subject import Subject
from .uses import entry_of
from .ways import within, written


def _asking(subject: Subject) -> Iterator[tuple[Path, AskingState]]:
    for name in subject.flow.states:
        state = subject.flow.asking(name)
        if state:
            yield ("states", name), state


@rule("F301", "an exit leads to more than one place")
def many_places(subject: Subject) -> Iterator[Finding]:
    """One of `to`, `call`, `handoff`, `escape` and `first`."""
    for path, exit_ in subject.exits:
        keys = ("to", "call", "handoff", "escape")
        given = [key for key in keys if getattr(exit_, key)]
        if len(given) > 1:
            message = f"leads to more than one place: {' and '.join(f'`{key}`' for key in given)}"
            at, *others = ((*path, key) for key in reversed(given))
            yield Finding(at, message, "keep one of them", tuple(others))


@rule("F302", "a way back from nowhere")
def back_from_nowhere(subject: Subject) -> Iterator[Finding]:
    """`back` follows a `call`."""
    for path, exit_ in subject.exits:
        if exit_.back and not exit_.call:
            message = "comes back from nowhere: there is no `call`"
            yield Finding((*path, "back"), message, f"did you mean `to: {exit_.back}`?")


@rule("F303", "nothing takes this exit")
def never_taken(subject: Subject) -> Iterator[Finding]:
    """An exit of `go` has a button or words, or is `ok` or `empty` where there is a choice."""
    for path, state in _asking(subject):
        for key, exit_ in state.go.items():
            if not (_taken(state, key, exit_) or loses_tap(state)):
                meant = nearest(key, _exits_missing(state))
                hint = f"did you mean {meant!r}?" if meant else "give it `words`, or a button of "
                hint = hint if meant else hint + "its name"
                message = "is never taken: no button and no word leads to it"
                yield Finding((*path, "go", key), message, hint)


def _taken(state: AskingState, key: str, exit_: Exit) -> bool:
    ask = state.ask
    answers = key == "ok" and (ask.list or ask.typed or (ask.into and ask.buttons))
    said = exit_.words or exit_.contains or exit_.means
    return bool(key in ask.buttons or said or answers or (key == "empty" and ask.list))


def _exits_missing(state: AskingState) -> set[str]:
    """Return the exits that a question has to have, and that are not there."""
    needed = {"ok", "empty"} if state.ask.list else {"ok"} if state.ask.typed else set()
    return (needed | set(state.ask.buttons)) - state.go.keys()


def _needed(subject: Subject, state: AskingState) -> tuple[str, ...]:
    """Return the exits that a question has to have; a list of the flow's own is never empty."""
    if state.ask.list and state.ask.list.provider not in subject.flow.options:
        return ("ok", "empty")
    return ("ok",) if state.ask.list or state.ask.typed else ()


def _misspelt_exit(state: AskingState, missing: str) -> str | None:
    """Return the exit that is spelt so that neither a button nor an answer takes it."""
    idle = [key for key, exit_ in state.go.items() if not _taken(state, key, exit_)]
    return nearest(missing, idle)


@rule("F304", "a button leads nowhere")
def dead_button(subject: Subject) -> Iterator[Finding]:
    """Each button has its exit in `go`."""
    for path, state in _asking(subject):
        if loses_tap(state):
            message = "lead to `ok`, and no `into` says which slot keeps the one that is tapped"
            at: Path = (*path, "ask", "buttons")
            yield Finding(at, message, "add `into: …` beside `buttons`", ((*path, "go", "ok"),))
            continue
        for key in state.ask.buttons:
            if key in state.go or (state.ask.into and "ok" in state.go):
                continue
            if state.ask.into and _misspelt_exit(state, "ok"):
                continue  # F303 tells
            if _misspelt_exit(state, key) and _titled(state.ask.buttons[key], key):
                continue  # F303 tells of the exit, which is wrong
            hint = suggest(key, state.go.keys() - state.ask.buttons.keys())
            hint = hint if "mean" in hint else f"add `{key}: {{to: …}}` to `go`"
            message = f"leads nowhere: `go` has no {key!r}"
            yield Finding((*path, "ask", "buttons", key), message, hint)


def loses_tap(state: AskingState) -> bool:
    """Return whether all buttons of a question are to be kept, and no slot is named for them."""
    ask = state.ask
    kept = ask.into or ask.list or ask.typed or ask.buttons.keys() & state.go.keys()
    return bool(ask.buttons) and "ok" in state.go and not state.go["ok"].words and not kept


def _titled(title: str, key: str) -> bool:
    """Return whether a button's title says what its key does."""
    return key.replace("_", " ") in fold(title)


@rule("F305", "an answer has no exit")
def no_answer_exit(subject: Subject) -> Iterator[Finding]:
    """A list needs `ok` and `empty`, a typed answer `ok`."""
    for path, state in _asking(subject):
        needed = _needed(subject, state)
        what = "a list" if state.ask.list else "a typed answer"
        for key in needed:
            if key not in state.go and not _misspelt_exit(state, key):  # else F303 tells
                message = f"has no {key!r}, which {what} needs"
                yield Finding((*path, "go"), message, f"add `{key}: {{to: …}}`")


@rule("F306", "a typed answer is kept nowhere")
def kept_nowhere(subject: Subject) -> Iterator[Finding]:
    """What is typed is kept in the slot that `into` names."""
    for path, state in _asking(subject):
        if state.ask.typed and not state.ask.keeps:
            message = "says no slot (`into`) to keep the answer in"
            yield Finding((*path, "ask", "typed"), message, suggest("", subject.flow.slots))


@rule("F307", "buttons and a list")
def buttons_and_list(subject: Subject) -> Iterator[Finding]:
    """A message of WhatsApp's has buttons or a list."""
    for path, state in _asking(subject):
        if state.ask.buttons and state.ask.list:
            hint = "keep the list, and let `words` of an exit do what the button did"
            message = "a question has buttons or a list, never both"
            yield Finding((*path, "ask", "buttons"), message, hint)


@rule("F308", "time-outs out of order", WARNING)
def unordered(subject: Subject) -> Iterator[Finding]:
    """Time-outs stand in the order in which they come; none comes after one that leads away."""
    lists: list[tuple[Path, Sequence[Timeout]]] = [
        (("defaults", "timeout"), subject.flow.defaults.timeout)
    ]
    lists += [((*path, "timeout"), state.timeout or ()) for path, state in _asking(subject)]
    for path, timeouts in lists:
        for i, (one, other) in enumerate(pairwise(timeouts), start=1):
            before: Path = (*path, i - 1)
            if other.after <= one.after:
                message = "comes no later than the one before it"
                hint = "put them in the order in which they come"
                yield Finding((*path, i, "after"), message, hint, ((*before, "after"),))
            elif one.to or one.call or one.handoff:
                message = "never comes: the one before it leads away"
                yield Finding((*path, i), message, "let it come before, or take it out", (before,))


@rule("F309", "the last branch has a condition")
def no_last_branch(subject: Subject) -> Iterator[Finding]:
    """Of the branches of `first` the last is taken whatever holds, so it has no `if`."""
    for path, exit_ in subject.exits:
        if exit_.first and exit_.first[-1].condition is not None:
            message = "the last branch is for all else: it has no `if`"
            at = (*path, "first", len(exit_.first) - 1, "if")
            yield Finding(at, message, "add one without `if` after it")


@rule("F310", "a branch that is never looked at")
def hidden_branch(subject: Subject) -> Iterator[Finding]:
    """Of the branches of `first` only the last has no `if`."""
    for path, exit_ in subject.exits:
        for i, branch in enumerate(exit_.first[:-1]):
            if branch.condition is None:
                message = "has no `if`: the branches after it are never taken"
                yield Finding((*path, "first", i), message, "give it `if`, or put it last")


@rule("F311", "something beside its branches")
def beside_first(subject: Subject) -> Iterator[Finding]:
    """An exit with `first` is one of its branches, and has only what leads to it besides."""
    for path, exit_ in subject.exits:
        given = exit_.model_fields_set - {"first", "words", "means", "after", "condition"}
        for key in sorted(given) if exit_.first else ():
            message = "has `first`: what it does stands in its branches"
            yield Finding((*path, key), message, f"put `{key}` into the branches")


@rule("F312", "flows that call each other")
def call_circle(subject: Subject) -> Iterator[Finding]:
    """A flow that was called calls none of those that wait for it."""
    flows = {**(subject.flows or {}), subject.flow.flow: subject.flow}
    calls = {
        name: {exit_.call for _, exit_ in written(flow) if exit_.call}
        for name, flow in flows.items()
    }
    for path, exit_ in subject.exits:
        if exit_.call and _reaches(calls, exit_.call, subject.flow.flow):
            message = f"{exit_.call!r} leads back here: flows that call each other never end"
            yield Finding((*path, "call"), message, "come back by its end, and not by a `call`")


def _reaches(calls: dict[str, set[str]], start: str, wanted: str) -> bool:
    seen: set[str] = set()
    waiting = [start]
    while waiting:
        name = waiting.pop()
        if name == wanted:
            return True
        if name not in seen:
            seen.add(name)
            waiting += calls.get(name, ())
    return False


@rule("F313", "a time-out that nobody hears", WARNING)
def unheard(subject: Subject) -> Iterator[Finding]:
    """A day after a person's last message WhatsApp lets nobody write to them freely."""
    for path, exit_ in subject.exits:
        if isinstance(exit_, Timeout) and exit_.say and exit_.after > FREE_WINDOW:
            message = (
                "speaks when WhatsApp lets nobody write any more: a day after the last message"
            )
            yield Finding((*path, "after"), message, "let it come within 23 h 50 min")


@rule("F314", "an escape stands for an escape")
def escape_of_escape(subject: Subject) -> Iterator[Finding]:
    """What `escape` names leads somewhere by itself."""
    for name, escape in subject.flow.escapes.items():
        if escape.escape:
            message = f"an escape stands for no other: {escape.escape!r}"
            yield Finding(("escapes", name, "escape"), message, "say what it does here")


@rule("F315", "an escape that nobody can write", WARNING)
def wordless_escape(subject: Subject) -> Iterator[Finding]:
    """An escape has words, or some exit names it."""
    named = {exit_.escape for _, exit_ in subject.exits}
    for name, escape in subject.flow.escapes.items():
        said = escape.words or escape.contains or escape.means
        if not said and name not in named:
            message = "has no words, and no exit names it: nobody can take it"
            yield Finding(("escapes", name), message, "give it `words`")


@rule("F318", "bounds without words")
def wordless_bounds(subject: Subject) -> Iterator[Finding]:
    """What lies beyond `min` or `max` is refused with a text; something lies between them."""
    for path, state in _asking(subject):
        typed = state.ask.typed
        if typed is None or (typed.min is None and typed.max is None):
            continue
        at: Path = (*path, "ask", "typed")
        if typed.beyond is None:
            message = "has bounds, and no text for what lies beyond them"
            yield Finding(at, message, "add `beyond: …`, the name of a text")
        if typed.min is not None and typed.max is not None and typed.min > typed.max:
            message = f"lets nothing pass: {typed.min} is more than {typed.max}"
            yield Finding((*at, "min"), message, "write the smaller one as `min`", ((*at, "max"),))
        parser = entry_of(subject, "parser", typed.parse)
        for key, bound, beyond in (
            ("max", typed.max, typed.max is not None and typed.max < 1),
            ("min", typed.min, typed.min is not None and typed.min > TEXT_LIMIT),
        ):
            if parser and parser.gives == TEXT and beyond:
                message = f"lets nothing pass: a message has 1 to {TEXT_LIMIT} characters"
                yield Finding((*at, key), message, f"write another number than {bound}")


@rule("F321", "bounds of what has no size")
def sizeless_bounds(subject: Subject) -> Iterator[Finding]:
    """`min` and `max` bound a number, or the length of a text."""
    for path, state in _asking(subject):
        typed = state.ask.typed
        parser = entry_of(subject, "parser", typed.parse) if typed else None
        bounds = [key for key in ("min", "max") if typed and getattr(typed, key) is not None]
        if parser and bounds and parser.gives not in ("", TEXT, *NUMBERS):
            message = f"{parser.name!r} reads {parser.gives}, which has neither size nor length"
            hint = "take the bounds out, or read a number or a text"
            yield Finding((*path, "ask", "typed", bounds[0]), message, hint)


@rule("F319", "a call's keys without a call")
def call_keys(subject: Subject) -> Iterator[Finding]:
    """`with`, `keep`, `greet` and `at` belong to a `call`, and name what the called flow has."""
    flows = subject.flows or {}
    for path, exit_ in subject.exits:
        there = {
            **{key: ("with", key) for key in exit_.given},
            **{slot: ("keep", own) for own, slot in exit_.kept.items()},
        }
        if not exit_.call:
            keys = {"with": exit_.given, "keep": exit_.kept, "at": exit_.at}
            given: dict[str, object] = {**keys, "greet": not exit_.greet}
            for key in (key for key, said in given.items() if said):
                message = f"`{key}` belongs to a `call`, and there is none"
                yield Finding((*path, key), message, "name the flow in `call`, or take it out")
        elif exit_.call in flows:
            known = flows[exit_.call].slots
            for slot, at in there.items():
                if slot not in known:
                    message = f"the flow {exit_.call!r} has no slot {slot!r}"
                    yield Finding((*path, *at), message, suggest(slot, known))
            asking = [name for name in flows[exit_.call].states if flows[exit_.call].asking(name)]
            if exit_.at and exit_.at not in asking:
                message = f"the flow {exit_.call!r} has no question {exit_.at!r}"
                hint = suggest(exit_.at, asking) or f"there are {', '.join(asking)}"
                yield Finding((*path, "at"), message, hint)


@rule("F320", "a question that is skipped has no answer to take")
def skipped_nowhere(subject: Subject) -> Iterator[Finding]:
    """`skip` takes the answer that is known: the question keeps one, and has `ok`."""
    for path, state in _asking(subject):
        buttons = state.ask.buttons.keys() <= state.go.keys() and bool(state.ask.buttons)
        if state.ask.skip and not (state.ask.keeps and ("ok" in state.go or buttons)):
            message = "is skipped where its answer is known, and keeps none, or has no exit for it"
            hint = "name the slot in `into`, and add `ok: {to: …}`"
            yield Finding((*path, "ask", "skip"), message, hint)


@rule("F316", "what is gone stays remembered")
def never_forgotten(subject: Subject) -> Iterator[Finding]:
    """What is taken when a slot's referent is gone forgets the slot, or it comes for ever."""
    for name, slot in subject.flow.slots.items():
        for path, exit_ in within(("slots", name, "gone"), slot.gone) if slot.gone else ():
            rests = exit_.handoff or exit_.escape or exit_.to in subject.flow.final
            if not (exit_.outcomes or exit_.first or rests or name in exit_.clear):
                message = f"does not forget {name!r}: it would be taken again at every message"
                yield Finding(path, message, f"add `clear: [{name}]`")


@rule("F317", "words that are never said", WARNING)
def beyond_tries(subject: Subject) -> Iterator[Finding]:
    """Of `say` one text is said at each try but the last, which takes `else`."""
    flow = subject.flow
    if "invalid.tries" in flow.overridable:
        return  # a merchant may wait longer
    parts: list[tuple[Path, Invalid]] = [(("defaults", "invalid"), flow.defaults.invalid)]
    parts += [((*path, "invalid"), state.invalid) for path, state in _asking(subject)]
    for path, invalid in parts:
        tries = invalid.tries or flow.defaults.invalid.tries or 3
        for i in range(max(tries - 1, 1), len(invalid.say or ())):
            message = f"is never said: at try {tries} `else` is taken"
            yield Finding((*path, "say", i), message, "raise `tries`, or take it out")


RULES = (
    many_places,
    back_from_nowhere,
    never_taken,
    dead_button,
    no_answer_exit,
    kept_nowhere,
    buttons_and_list,
    unordered,
    no_last_branch,
    hidden_branch,
    beside_first,
    call_circle,
    unheard,
    escape_of_escape,
    wordless_escape,
    never_forgotten,
    beyond_tries,
    wordless_bounds,
    call_keys,
    skipped_nowhere,
    sizeless_bounds,
)
