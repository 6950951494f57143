"""States that nobody reaches or leaves, and final ones that cannot answer: every rule F2xx.

states:
  pensando: {ask: {text: que_pensas}}   # F202: nobody leaves it
"""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Mapping

from ...words.fold import fold
from ..language.definition import HOME
from ..language.suggest import suggest
from ..language.yaml_source import Path
from .rule import WARNING, Finding, rule
from .subject import Subject
from .ways import WayOut


@rule("F201", "nobody reaches this state", WARNING)
def unreached(subject: Subject) -> Iterator[Finding]:
    """A state to which no exit leads, from the initial one on."""
    reached = _closure(subject, [subject.flow.initial])
    for state in subject.flow.states:
        if subject.whole and state not in reached:
            hint = "lead an exit to it (`to`), or take it out"
            yield Finding(("states", state), "no exit leads here, from `initial` on", hint)


def _closure(subject: Subject, start: Iterable[str]) -> set[str]:
    reached: set[str] = set()
    waiting = [state for state in start if state in subject.ways]
    while waiting:
        state = waiting.pop()
        if state not in reached:
            reached.add(state)
            waiting += [target for way in subject.ways[state] for target in way.targets()]
    return reached


def _leads_away(way: WayOut) -> bool:
    """Return whether a way leaves its state: for another, for a person, for another flow."""
    leads = way.exit
    return bool(leads.handoff or leads.call or (leads.to and leads.to != way.state))


@rule("F202", "nobody leaves this state")
def stuck(subject: Subject) -> Iterator[Finding]:
    """A state that asks, and whose exits all lead back to it."""
    for state, ways in subject.ways.items():
        asks = subject.flow.asking(state) and state not in subject.flow.final
        if subject.whole and asks and not any(map(_leads_away, ways)):
            hint = "give it an exit in `go` that leads to another state"
            yield Finding(("states", state), "no exit leads out of here", hint)


@rule("F203", "no way to an end", WARNING)
def endless(subject: Subject) -> Iterator[Finding]:
    """States that lead away, and from which nothing ever ends: neither `final` nor a person."""
    for state, ways in subject.ways.items():
        if not subject.flow.asking(state) or not any(map(_leads_away, ways)):
            continue
        reached = _closure(subject, [state])
        ends = reached & set(subject.flow.final)
        helped = any(way.exit.handoff for one in reached for way in subject.ways[one])
        if subject.whole and not ends and not helped:
            hint = "lead some exit to a state of `final`, or to a person (`handoff`)"
            yield Finding(("states", state), "from here on nothing ever ends", hint)


@rule("F204", "a final state asks")
def final_asks(subject: Subject) -> Iterator[Finding]:
    """A state in `final` has no question."""
    for i, state in enumerate(subject.flow.final):
        if subject.flow.asking(state):
            ends = sorted(_unlisted_ends(subject))
            if ends:  # another one should have been listed
                hint = suggest("", ends)
                message = f"{state!r} asks a question, and ends nothing"
                shows = tuple(("states", name) for name in (state, *ends))
                yield Finding(("final", i), message, hint, shows)
            else:
                hint = "take it out of `final`, or take away its `ask`"
                at: Path = ("states", state)
                yield Finding(at, "is final and asks a question", hint, (("final", i),))


def _unlisted_ends(subject: Subject) -> set[str]:
    flow = subject.flow
    return {name for name in flow.states if flow.ending(name)} - set(flow.final)


@rule("F205", "asks nothing and is not final")
def no_question(subject: Subject) -> Iterator[Finding]:
    """A state without `ask` stands in `final`."""
    swapped = any(subject.flow.asking(state) for state in subject.flow.final)  # F204 tells
    unknown = not set(subject.flow.final) <= subject.flow.states.keys()  # F101 tells
    ends = sorted(_unlisted_ends(subject)) if not (swapped or unknown) else []
    if ends and not subject.flow.final:
        message = "names no end, and a state that asks nothing is one"
        shows = tuple(("states", state) for state in ends)
        yield Finding(("final",), message, f"write `final: [{', '.join(ends)}]`", shows)
        return
    for state in ends:
        message = "asks nothing and is not in `final`: nobody would ever leave it"
        yield Finding(("states", state), message, "give it `ask`, or add it to `final`")


@rule("F206", "an old button gets no answer after the end")
def no_stale(subject: Subject) -> Iterator[Finding]:
    """A final state says what is true now when somebody taps an old button."""
    for state in subject.flow.states:
        ending = subject.flow.ending(state)
        if ending and ending.stale is None:
            message = "has no `stale`: somebody who taps an old button would get no answer"
            yield Finding(("states", state), message, "add `stale: {say: …}`")


@rule("F207", "an old button starts something after the end")
def stale_leads(subject: Subject) -> Iterator[Finding]:
    """The `stale` of a final state leads nowhere."""
    for path, exit_ in subject.exits:
        if path[0] == "states" and path[2] == "stale" and exit_.to:
            message = "an old button never starts anything over"
            yield Finding((*path, "to"), message, "take `to` away; `say` what is true now")


@rule("F208", "the flow begins at its end")
def begins_final(subject: Subject) -> Iterator[Finding]:
    """The initial state is not final."""
    if subject.flow.initial in subject.flow.final:
        known = [name for name in subject.flow.states if subject.flow.asking(name)]
        message = f"{subject.flow.initial!r} is final: the conversation would end as it begins"
        yield Finding(("initial",), message, suggest(subject.flow.initial, known))


@rule("F209", "empty lists lead round in a circle")
def empty_circle(subject: Subject) -> Iterator[Finding]:
    """Where `empty` of one list leads to another, some list at last gives another way."""
    following = {
        state: way.exit.to or way.state
        for state, ways in subject.ways.items()
        for way in ways
        if way.trigger == "empty" and _asks_list(subject, state) and not _rests(way)
    }
    for state in following:
        seen = _circle(following, state)
        if seen:
            message = f"empty lists lead round in a circle: {' → '.join([*seen, state])}"
            hint = "lead one `empty` to a state without a list, or to the end"
            yield Finding(("states", state, "go", "empty"), message, hint)


def _circle(following: Mapping[str, str], state: str) -> list[str]:
    """Return the states on the way from one back to itself; none where it does not come back."""
    seen, at = [state], following[state]
    while at in following and at not in seen:
        seen.append(at)
        at = following[at]
    return seen if at == state else []


def _asks_list(subject: Subject, state: str) -> bool:
    asking = subject.flow.asking(state)
    return bool(asking and asking.ask.list)


def _rests(way: WayOut) -> bool:
    return bool(way.exit.handoff or way.exit.call)


@rule("F210", "no way back from a person", WARNING)
def no_way_back(subject: Subject) -> Iterator[Finding]:
    """Where a person takes over, the escape `menu` brings the bot back.

    A flow without any escapes is only there to be called, and has its callers'. One that has some
    may be a merchant's own, even if other flows call it.
    """
    homes = [subject.flow, *(() if subject.flow.escapes else subject.callers)]
    if any(HOME in flow.escapes for flow in homes):
        return
    handoffs = tuple((*path, "handoff") for path, exit_ in subject.exits if exit_.handoff)
    named = [name for name, one in subject.flow.escapes.items() if HOME in map(fold, one.words)]
    if handoffs and named:
        message = f"is not called {HOME!r}: it does not bring the bot back from a person"
        yield Finding(("escapes", named[0]), message, f"call it {HOME!r}", handoffs)
    elif handoffs:
        message = f"leads to a person, and no word brings the bot back: no escape {HOME!r}"
        hint = f"add `{HOME}: {{words: [menu], to: {subject.flow.initial}}}` to `escapes`"
        yield Finding(handoffs[0], message, hint, handoffs[1:])


@rule("F211", "no answer leads on", WARNING)
def no_answer_leads_on(subject: Subject) -> Iterator[Finding]:
    """Of the answers to a question one leads on at least; an escape or a wait is none of them.

    A question that keeps what was said, or lets the answer do something, gets people on as it is.
    """
    for state, ways in subject.ways.items():
        asking = subject.flow.asking(state)
        own = [way for way in ways if way.steps[0][0][:3] == ("states", state, "go")]
        if not (subject.whole and asking and own) or any(map(_gets_on, own)):
            continue
        if any(map(_leads_away, ways)):  # else F202 tells
            message = "every answer leads back here: only a word or a wait for all states leads out"
            hint = "give it an exit in `go` that leads to another state, or ends"
            yield Finding(("states", state), message, hint)


def _gets_on(way: WayOut) -> bool:
    """Return whether an answer leads away, or has done something that a later one looks at."""
    return _leads_away(way) or any(step.do or step.clear or step.count for _, step in way.steps)


RULES = (
    unreached,
    stuck,
    endless,
    final_asks,
    no_question,
    no_stale,
    stale_leads,
    begins_final,
    empty_circle,
    no_way_back,
    no_answer_leads_on,
)
