"""The exits that a turn took, each with its line in the version that it was played by."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from dataclasses import dataclass

from ..errors import MiloError
from ..flow.compiled.compiled_flow import CompiledFlow, Scripts
from ..flow.compiled.exits import ways_of
from ..flow.language.yaml_source import spell
from ..flow.paths.trail import Trail, TrailExit
from ..flow.play.memory import Frame
from ..flow.versions.history import History
from ..flow.versions.upgrading import MOVED
from ..model import Session, TurnRecord


@dataclass(frozen=True, slots=True)
class ExitTaken:
    """An exit that was taken, and where its version's text has it.

    Attributes:
        path: where in the file (`states.confirmando.go.confirmar.outcomes.creada`); "" where the
            text has no place for it.
        line, column: from 1; 0 without a path.
        text: what stands on that line.
    """

    flow: str
    version: int
    state: str
    trigger: str
    target: str
    path: str = ""
    line: int = 0
    column: int = 0
    text: str = ""


def exits_of(
    history: History, session: Session, turns: Sequence[TurnRecord], turn: TurnRecord
) -> tuple[ExitTaken, ...]:
    """Return the exits that a turn took.

    Which flow's they are follows from where its turns before have led: whether it stood in a flow
    that another had called.

    Args:
        history: the versions as they were.
        session: whose turns these are.
        turns: all of the session's turns, in order.
        turn: one of them.
    """
    frames: list[Frame] = []
    for one, following in zip(turns, [*turns[1:], None], strict=True):
        begins = history.begins(one, following, session)
        walk = _Walk(history, one, frames, begins)
        exits = tuple(walk.exits())
        if one.id == turn.id:
            return exits
        frames = walk.trail.frames
    return ()


def exits_in_lobby(history: History, turn: TurnRecord) -> tuple[ExitTaken, ...]:
    """Return the exits that a turn of the lobby took: it belongs to no session."""
    return tuple(_Walk(history, turn, [], (turn.flow, turn.flow_version)).exits())


class _Walk:
    """One turn's walk along its path.

    Args:
        begins: the flow and version of a new beginning within the turn.
    """

    def __init__(
        self,
        history: History,
        turn: TurnRecord,
        frames: list[Frame],
        begins: tuple[str, int],
    ) -> None:
        self._history = history
        self._turn = turn
        self._used: dict[str, CompiledFlow] = {}
        self._at = history.scripts_at(turn.now)
        self._begins = begins
        root = Frame(turn.flow, turn.flow_version, turn.state_before)
        moved = bool(turn.path) and turn.path[0][0].startswith(MOVED)
        known = bool(frames) and (frames[0] == root or (moved and frames[0].flow == root.flow))
        self.trail = Trail(self._scripts(), frames if known else [root], begins[0])

    def _scripts(self) -> Scripts:
        def found(flow: str, version: int | None) -> CompiledFlow:
            if version is None and flow == self._begins[0]:
                version = self._begins[1]
            self._used[flow] = self._at(flow, version)
            return self._used[flow]

        return found

    def exits(self) -> Iterator[ExitTaken]:
        """Yield the exits taken; a path that its version cannot tell is told as it is."""
        try:
            for taken in self.trail.follow(self._turn.path):
                yield self._placed(taken)
        except (MiloError, LookupError):
            return

    def _placed(self, taken: TrailExit) -> ExitTaken:
        script = self._used[taken.flow]
        version = script.flow.version
        told = (taken.flow, version, taken.state, taken.trigger, taken.target)
        for way in ways_of(script.flow):
            if (taken.state, taken.trigger) in way.places:
                (line, column), text = self._history.position(taken.flow, version, way.path)
                return ExitTaken(*told, spell(way.path), line, column, text)
        return ExitTaken(*told)
