"""A session under way moves to another version of its flow: what becomes of it, pure.

`in_flight` of the new version says what happens to those who are in the middle of a conversation:
they stay until it ends (`finish`), they go on in the new one (`upgrade`), or they start over with
their next message (`restart`). A session moves at its own next turn, within that turn.
"""

from __future__ import annotations

from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass, replace
from typing import Any

from ...model import Session
from ..compiled.compiled_flow import CompiledFlow
from ..compiled.machine import return_of
from ..language.definition import Ask
from ..play.memory import Frame, Memory

Later = Callable[[str, int], Sequence[CompiledFlow]]
"""Gives the published versions of a flow after one, oldest first."""
Sure = Callable[[CompiledFlow], Mapping[str, frozenset[str]]]
"""Gives the slots that are surely filled in each state of a flow, whichever way one came."""
ScriptOf = Callable[[str, int], CompiledFlow]


@dataclass(frozen=True, slots=True)
class Versions:
    """What is known of the versions of flows.

    Attributes:
        script: gives one of them.
    """

    script: ScriptOf
    later: Later
    sure: Sure


MOVED = "moved:"
"""Begins the step by which a session moves to another version: `moved:FLOW:VERSION`."""
Step = tuple[str, str]
"""A trigger taken and the state that it led to."""


@dataclass(frozen=True, slots=True)
class FrameFit:
    """How a flow under way fits into another version of its flow.

    Attributes:
        state: where it goes on; None: its state was dropped and nothing says where to go.
        back: the same for the state that follows the flow it calls; None where it calls none.
        slots: what it remembers there.
        loses: slots with a value that the version drops or has in another type, undecided.
        lacks: empty slots that in this version are sure to be filled in that state.
    """

    state: str | None
    back: str | None
    slots: Mapping[str, Any]
    loses: tuple[str, ...] = ()
    lacks: tuple[str, ...] = ()

    @property
    def goes_on(self) -> bool:
        """Whether nothing is left to be decided."""
        return self.state is not None and not self.loses and not self.lacks


def fit(frame: Frame, called: Frame | None, new: CompiledFlow, versions: Versions) -> FrameFit:
    """Return how a frame fits into a version; `called` is the flow that it called, if any."""
    old = versions.script(frame.flow, frame.version)
    state, back = _place(frame.state, new), None
    if called and state:
        back = _place(called.back or frame.state, new)
        if back is None or not _comes_back(called.flow, state, back, new):
            state = None
    slots, loses = _slots(frame.slots, old, new)
    empty = versions.sure(new).get(state or "", frozenset()) - slots.keys()
    return FrameFit(state, back, slots, loses, tuple(sorted(empty)))


def _place(state: str, new: CompiledFlow) -> str | None:
    """Return where a state's sessions go on; a state that now ends the flow has to be named."""
    named = new.flow.migrate.get(state)
    if named in new.flow.states:
        return named
    return state if state in new.flow.states and not new.is_final(state) else None


def _comes_back(called: str, state: str, back: str, new: CompiledFlow) -> bool:
    trigger = return_of(called, back if back != state else None)
    return (state, trigger) in new.machine.exits


def _slots(
    slots: Mapping[str, Any], old: CompiledFlow, new: CompiledFlow
) -> tuple[dict[str, Any], tuple[str, ...]]:
    """Return what is remembered in a version, and the slots that it loses undecided."""
    kept, loses = {}, []
    for name, value in slots.items():
        if value is None:
            continue
        target = new.flow.migrate.get(name, name)
        if target not in new.flow.slots:
            target = name if name in new.flow.slots else None
        if target and _type(new, target) == _type(old, name):
            kept[target] = value
        elif not (name in new.flow.migrate and new.flow.migrate[name] is None):
            loses.append(name)
    return kept, tuple(loses)


def _type(script: CompiledFlow, slot: str) -> str | None:
    known = script.flow.slots.get(slot)
    return known.type if known else None


def is_live(session: Session, versions: Versions) -> bool:
    """Return whether a session is in the middle of a conversation."""
    root = versions.script(session.flow, session.flow_version)
    state = root.flow.states.get(session.state)
    return state is not None and not root.is_final(session.state)


def moved(session: Session, versions: Versions) -> tuple[Session, tuple[Step, ...]]:
    """Return a session as the versions published since want it, and the steps of its move.

    Where one cannot be moved, nothing says how (it came to a state in the seconds in which the
    version went live): it stays, and moves once it can.
    """
    memory = Memory.read(session)
    if memory.restart or not is_live(session, versions):
        return session, ()
    steps: list[Step] = []
    for depth in range(len(memory.frames)):
        for new in versions.later(memory.frames[depth].flow, memory.frames[depth].version):
            if new.flow.in_flight == "restart":
                return _restarted(session, memory), (*steps, _step(new, new.flow.initial))
            if new.flow.in_flight == "upgrade" and _move(memory, depth, new, versions):
                steps.append(_step(new, memory.frames[depth].state))
    return (_written(session, memory), tuple(steps)) if steps else (session, ())


def _step(new: CompiledFlow, state: str) -> Step:
    return f"{MOVED}{new.flow.flow}:{new.flow.version}", state


def _move(memory: Memory, depth: int, new: CompiledFlow, versions: Versions) -> bool:
    """Move one of the flows under way; False where it has to stay."""
    frame = memory.frames[depth]
    called = memory.frames[depth + 1] if depth + 1 < len(memory.frames) else None
    found = fit(frame, called, new, versions)
    if not found.goes_on or found.state is None:
        return False
    if called is None:
        old = versions.script(frame.flow, frame.version)
        _keep_question(memory, frame, old, new, found.state)
    else:
        called.back = found.back
    memory.frames[depth] = replace(
        frame, version=new.flow.version, state=found.state, slots=dict(found.slots)
    )
    return True


def _keep_question(
    memory: Memory, frame: Frame, old: CompiledFlow, new: CompiledFlow, state: str
) -> None:
    """Let the question's buttons and rows count on, where the new state asks for the same."""
    before, after = old.flow.asking(frame.state), new.flow.asking(state)
    if before and after and _alike(before.ask, after.ask, new):
        memory.was = [*memory.was, [frame.flow, frame.version, frame.state]]
    else:
        memory.was = memory.rows = ()


def _alike(before: Ask, after: Ask, new: CompiledFlow) -> bool:
    """Return whether an answer to one question can be one to the other."""
    sources = [ask.list and ask.list.provider for ask in (before, after)]
    kept = new.flow.migrate.get(before.keeps) or before.keeps
    return sources[0] == sources[1] and after.keeps == kept


def _restarted(session: Session, memory: Memory) -> Session:
    memory.restart = True
    return _written(session, memory)


def _written(session: Session, memory: Memory) -> Session:
    """Return a session with what is remembered; what is not the flow's own stays as it is."""
    root = memory.frames[0]
    known = memory.to_json()
    kept = {key: value for key, value in session.data.items() if key not in _OWN}
    return replace(session, flow_version=root.version, state=root.state, data={**kept, **known})


_OWN = frozenset({*Memory.__slots__, "slots"})
