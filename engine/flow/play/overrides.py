"""What a client's settings change about a flow, as far as the flow is `overridable`."""

from __future__ import annotations

import re
from collections.abc import Iterator, Mapping
from dataclasses import field
from datetime import timedelta

from ...fast_dataclass import dataclass
from ..language.definition import Flow, Timeout

INHERITED = "defaults"
"""Names what every state inherits, in place of a state."""
_WAIT = re.compile(r"([a-z][a-z0-9_]*)\[([0-9]{1,2})\]")


@dataclass(frozen=True, slots=True)
class Options:
    """Waits and tries of a client's own.

    Attributes:
        after: how long a wait is, by state and number: `confirmando[0]`, `defaults[1]`.
        tries: answers that nobody understands, by state: `inicio`, `defaults`.
    """

    after: Mapping[str, timedelta] = field(default_factory=dict)
    tries: Mapping[str, int] = field(default_factory=dict)

    def timeouts(self, flow: Flow, state: str) -> tuple[Timeout, ...]:
        """Return the time-outs of a state, with the client's own waits."""
        found = flow.timeouts(state)
        if not self.after or "timeout.after" not in flow.overridable:
            return found
        node = flow.asking(state)
        places = (state, INHERITED) if node and node.timeout is None else (state,)
        return tuple(self._waiting(places, i, one) for i, one in enumerate(found))

    def _waiting(self, places: tuple[str, ...], number: int, timeout: Timeout) -> Timeout:
        for place in places:
            if own := self.after.get(f"{place}[{number}]"):
                return timeout.model_copy(update={"after": own})
        return timeout

    def tries_of(self, flow: Flow, state: str) -> int:
        """Return how many answers in a row may be misunderstood."""
        if self.tries and "invalid.tries" in flow.overridable:
            node = flow.asking(state)
            places = (state,) if node and node.invalid.tries else (state, INHERITED)
            for place in places:
                if own := self.tries.get(place):
                    return own
        return flow.invalid(state).tries or 1


AS_WRITTEN = Options()
"""Those of a client that changes nothing."""


def option_faults(flow: Flow, options: Options) -> Iterator[tuple[str, str]]:
    """Yield what a flow does not let a client change: the key (`timeout.after.fin[0]`), and why."""
    for key, wanted in (("timeout.after", options.after), ("invalid.tries", options.tries)):
        for place in wanted:
            if key not in flow.overridable:
                yield f"{key}.{place}", f"the flow {flow.flow!r} does not let it be changed"
            elif told := _unknown(flow, key, place):
                yield f"{key}.{place}", told


def _unknown(flow: Flow, key: str, place: str) -> str | None:
    match = _WAIT.fullmatch(place) if key == "timeout.after" else None
    if key == "timeout.after" and not match:
        return "is a state and the number of its time-out: confirmando[0], defaults[1]"
    state = match[1] if match else place
    asking = flow.asking(state) if state in flow.states else None
    if state != INHERITED and not asking:
        return f"the flow {flow.flow!r} has no state {state!r} that asks"
    waits = flow.defaults.timeout if state == INHERITED else flow.timeouts(state)
    if match and int(match[2]) >= len(waits):
        return f"{state!r} has {len(waits)} time-outs; they are counted from 0"
    return None
