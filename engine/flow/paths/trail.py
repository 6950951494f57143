"""Which exits a turn took: its path, told flow by flow.

A turn's path names triggers and the states that they led to. Where flows call each other, whose
trigger it was follows from where each of them stood.
"""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Sequence
from dataclasses import dataclass

from ..compiled.compiled_flow import CompiledFlow, Scripts
from ..compiled.exits import CLOSING, JUMP, STALE
from ..language.definition import Exit
from ..play.memory import Frame
from ..versions.upgrading import MOVED

MARKS = (STALE, CLOSING)
"""What stands in a path and moves nothing."""


@dataclass(frozen=True, slots=True)
class TrailExit:
    """An exit that was taken: whose, from where, by which trigger, to where."""

    flow: str
    state: str
    trigger: str
    target: str


class Trail:
    """Follows a session's flows through the path of a turn.

    Args:
        scripts: finds flows.
        frames: where they stood before the turn, the session's own first.
        begins: the flow that a new beginning takes.
    """

    def __init__(self, scripts: Scripts, frames: Sequence[Frame], begins: str) -> None:
        self._scripts = scripts
        self._begins = begins
        self._frames = [(scripts(frame.flow, frame.version), frame.state) for frame in frames]

    @property
    def frames(self) -> list[Frame]:
        """Where its flows stand now, the session's own first; without what they remember."""
        return [
            Frame(script.flow.flow, script.flow.version, state) for script, state in self._frames
        ]

    def follow(self, path: Iterable[tuple[str, str]]) -> Iterator[TrailExit]:
        """Yield each exit of a path."""
        for trigger, target in path:
            if trigger == "begin":
                self._frames = [(self._scripts(self._begins, None), target)]
                continue
            if trigger.startswith(MOVED):
                self._move(trigger, target)
                continue
            if trigger.startswith("return:"):
                self._frames.pop()
            elif not self._is_own(trigger):
                root, stands = self._frames[0]
                if not leads(root, stands, trigger):
                    yield TrailExit(root.flow.flow, stands, trigger, stands)
                    continue
                del self._frames[1:]
            script, state = self._frames[-1]
            yield TrailExit(script.flow.flow, state, trigger, target)
            self._frames[-1] = (script, target)
            exit_ = script.machine.exits.get((state, trigger))
            if exit_ and exit_.call:
                called = self._scripts(exit_.call, None)
                self._frames.append((called, exit_.at or called.flow.initial))

    def _move(self, trigger: str, target: str) -> None:
        """Go on in another version of a flow, in the state that takes the old one's place."""
        flow, version = trigger.removeprefix(MOVED).rsplit(":", 1)
        for depth, (script, _) in enumerate(self._frames):
            if script.flow.flow == flow:
                self._frames[depth] = (self._scripts(flow, int(version)), target)

    def _is_own(self, trigger: str) -> bool:
        """Return whether a trigger is one of the flow that asks."""
        script, state = self._frames[-1]
        return trigger in (*MARKS, JUMP) or (state, trigger) in script.machine.exits


def leads(script: CompiledFlow, state: str, trigger: str) -> bool:
    """Return whether an exit does more than speak."""
    exit_ = script.machine.exits.get((state, trigger), Exit())
    return bool(exit_.to or exit_.do or exit_.handoff or exit_.call)
