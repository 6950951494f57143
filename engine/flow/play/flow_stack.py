"""The flows under way in a session: its own, and those called, each by the one before."""

from __future__ import annotations

from collections.abc import Mapping

from ...errors import MiloError
from ...model import Session
from ...understanding.wish import Wish
from ..compiled.compiled_flow import CompiledFlow, Scripts
from ..language.definition import Exit, Flow
from .functions import Functions
from .memory import Frame, Memory
from .question import own_rows
from .voice import Voice

CALLS_LIMIT = 8
"""Flows that may be under way, each called by the one before."""


class FlowLoopError(MiloError):
    """A flow went round in a circle, or called and called: a defect of the flow."""

    code = "flow_loop"


class FlowStack:
    """A session's call stack; the flow on top is the one that asks.

    Attributes:
        memory: what the session remembers, as it changes; a frame for each flow.
        root: the session's own flow, compiled.
        script: the flow that asks, compiled; `flow` is its definition.
        begins: the flow that a new beginning takes, in its newest version.
        functions: the functions that the flow on top may call.
        voice: what is said, in the flow on top.
    """

    __slots__ = ("begins", "flow", "functions", "memory", "root", "script", "scripts", "voice")
    script: CompiledFlow
    flow: Flow

    def __init__(
        self,
        scripts: Scripts,
        session: Session,
        functions: Functions,
        own: Mapping[str, str],
        begins: str | None = None,
        locale: str = "",
    ) -> None:
        self.scripts = scripts
        self.begins = begins or session.flow
        self.root = scripts(session.flow, session.flow_version)
        self.functions = functions
        self.memory = Memory.read(session)
        self.voice = Voice(self.root.flow, session.id, functions, own, locale)
        self.focus()

    @property
    def state(self) -> str:
        """Where the flow that asks stands."""
        return self.memory.frames[-1].state

    @property
    def outer(self) -> CompiledFlow | None:
        """The session's own flow, while it calls another."""
        return self.root if len(self.memory.frames) > 1 else None

    def focus(self) -> None:
        """Turn to the flow that asks."""
        frames = self.memory.frames
        top, within = frames[-1], len(frames) > 1
        self.script = self.scripts(top.flow, top.version) if within else self.root
        self.voice.root = self.root.flow
        self.flow = self.voice.flow = self.script.flow
        options = own_rows(self.flow, self.voice.locale) if self.flow.options else None
        self.functions.speak_for(top.flow, top.version, options)

    def push(self, frame: Frame) -> None:
        """Put a flow on top: it asks from now on."""
        self.memory.frames.append(frame)
        self.focus()

    def pop(self) -> Frame:
        """Take the flow on top away, and let its caller ask again."""
        ended = self.memory.frames.pop()
        self.focus()
        return ended

    def unwind(self) -> None:
        """Take away all flows but the session's own."""
        del self.memory.frames[1:]
        self.focus()

    def reset(self) -> None:
        """Forget everything; the session's own flow starts at its beginning, in the newest version.

        The counts of messages and of unreadable ones go on.
        """
        self.root = self.scripts(self.begins, None)
        memory, flow = self.memory, self.root.flow
        self.memory = Memory(
            [Frame(flow.flow, flow.version, flow.initial)],
            turn=memory.turn,
            asked=memory.turn,
            armed=memory.armed,
            unreadable=memory.unreadable,
            missed=memory.missed,
        )
        self.focus()

    def frame_for(self, flow: str, back: str, exit_: Exit) -> Frame:
        """Return the frame of a flow to call; `back` follows in the caller when it has ended.

        What was said ahead moves into it. A value given to a slot that the called flow takes ahead
        is checked at its question as if it had been said; any other simply fills the slot.

        Raises:
            FlowLoopError: too many flows are under way.
        """
        if len(self.memory.frames) >= CALLS_LIMIT:
            under_way = " > ".join(frame.flow for frame in self.memory.frames)
            raise FlowLoopError(f"more than {CALLS_LIMIT} flows call each other: {under_way}")
        called, here = self.scripts(flow, None).flow, self.memory.slots
        given = {there: here[own] for there, own in exit_.given.items() if own in here}
        wishes = {
            called.slots[there].type: Wish(values=(value,)).to_json()
            for there, value in given.items()
            if there in called.ahead
        }
        said, self.memory.top.ahead = self.memory.top.ahead, {}
        return Frame(
            called.flow,
            called.version,
            exit_.at if exit_.at in called.states else called.initial,
            {there: value for there, value in given.items() if there not in called.ahead},
            back=back,
            ahead={**said, **wishes},
            keep=dict(exit_.kept),
        )
