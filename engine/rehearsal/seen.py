"""What came of a step."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, field
from typing import Any

from ..flow.paths.trail import TrailExit
from ..messages import Outgoing

NOBODY = ""
"""The flow and the state of somebody who has no session."""


@dataclass(frozen=True, slots=True)
class Seen:
    """What came of a step.

    Attributes:
        flow, state: where the flow that asks stands afterwards.
        texts: what was said, by flow and name, in order.
        slots: what that flow remembers.
        path: the triggers taken.
        taken: the exits taken.
        said: the messages that came.
        error: why the turn failed; "" when it did not.
    """

    flow: str = NOBODY
    state: str = NOBODY
    mode: str = "bot"
    slots: Mapping[str, Any] = field(default_factory=dict)
    result: str | None = None
    texts: tuple[tuple[str, str], ...] = ()
    path: tuple[str, ...] = ()
    taken: tuple[TrailExit, ...] = ()
    said: tuple[Outgoing, ...] = ()
    error: str = ""

    @property
    def text_names(self) -> tuple[str, ...]:
        """The names of the texts that were said, each once."""
        return tuple(dict.fromkeys(name for _, name in self.texts))
