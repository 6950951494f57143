"""A definition becomes one `transitions` machine, shared by all sessions of that flow and version.

The only file that imports `transitions`. The machine holds no model and no callback: an exception
in one would leave the state already changed, so actions run first and their outcome picks the
trigger.
"""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass

from transitions import Machine, MachineError

from ...errors import MiloError
from ..language.definition import Exit, Flow
from .exits import EXHAUSTED, INVALID, exits


class TriggerError(MiloError):
    """A trigger was fired in a state that does not have it: a defect of ours."""

    code = "trigger"


@dataclass(slots=True)
class Cursor:
    """Where a session stands; what the machine moves."""

    state: str


class FlowMachine:
    """The compiled flow: which trigger leads where, and by which exit of the file.

    An exit that waits for its action's outcome, or for a condition, is no transition; what it may
    become is.
    """

    def __init__(self, flow: Flow) -> None:
        self.exits = {(state, trigger): exit_ for state, trigger, exit_ in machine_exits(flow)}
        transitions = [
            {"trigger": trigger, "source": state, "dest": exit_.to}
            for (state, trigger), exit_ in self.exits.items()
            if not (exit_.outcomes or exit_.first)
        ]
        self._machine = Machine(
            model=None,
            states=list(flow.states),
            transitions=transitions,
            initial=flow.initial,
            auto_transitions=False,
            queued=False,
            send_event=True,
        )
        self._leads = {
            (state, trigger): self._fired(state, trigger)
            for (state, trigger), exit_ in self.exits.items()
            if not (exit_.outcomes or exit_.first)
        }

    def fire(self, state: str, trigger: str) -> str:
        """Return the state that a trigger leads to from `state`, as the machine was seen to do.

        Without callbacks or conditions a machine always does the same, so each of its transitions
        is fired once, when the flow is compiled: that costs a fifteenth of firing it each time.

        Raises:
            TriggerError: the state has no such trigger.
        """
        try:
            return self._leads[state, trigger]
        except KeyError:
            raise TriggerError(f"no trigger {trigger!r} in state {state!r}") from None

    def _fired(self, state: str, trigger: str) -> str:
        cursor = Cursor(state)
        try:
            self._machine.events[trigger].trigger(cursor)
        except (KeyError, MachineError):
            raise TriggerError(f"no trigger {trigger!r} in state {state!r}") from None
        return cursor.state


def machine_exits(flow: Flow) -> Iterator[tuple[str, str, Exit]]:
    """Yield what the machine has as (state, trigger, exit), and the ways back from other flows.

    An exit of `go` that only names an escape is that escape. What only speaks leads nowhere: of
    that the machine has an answer that nobody understands.
    """
    calls: dict[tuple[str, str, str | None], None] = {}
    for one in exits(flow):
        if not one.state or (one.exit is None and one.trigger not in (INVALID, EXHAUSTED)):
            continue
        exit_ = one.exit or Exit()
        if exit_.escape and one.path[2:] == ("go", one.trigger):
            continue
        if exit_.call:
            calls[one.state, exit_.call, None if exit_.back == one.state else exit_.back] = None
        yield one.state, one.trigger, exit_
    for state, flow_called, back in calls:
        yield state, return_of(flow_called, back), Exit(to=back)


def return_of(flow: str, back: str | None) -> str:
    """Return the trigger by which a called flow's end leads back: to `back`, or whence it was."""
    return f"return:{flow}:{back}" if back else f"return:{flow}"
