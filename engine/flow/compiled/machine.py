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
        self.exits = {(state, trigger): exit_ for state, trigger, exit_ in exits_of(flow)}
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


def exits_of(flow: Flow) -> Iterator[tuple[str, str, Exit]]:
    """Yield each way out as (state, trigger, exit), and one more for each that it may become.

    The outcome `r` of trigger `K` is `K:r`, its branch number `i` is `K?i`; both may nest.
    """
    for state in flow.states:
        for trigger, exit_ in _exits_from(flow, state):
            for branch, one in branches(trigger, exit_):
                yield state, branch, one


def branches(trigger: str, exit_: Exit) -> Iterator[tuple[str, Exit]]:
    """Yield an exit as (trigger, exit), then its outcomes and its branches, and theirs."""
    yield trigger, exit_
    for outcome, inner in exit_.outcomes.items():
        yield from branches(f"{trigger}:{outcome}", inner)
    for i, inner in enumerate(exit_.first):
        yield from branches(f"{trigger}?{i}", inner)


def return_of(flow: str, back: str | None) -> str:
    """Return the trigger by which a called flow's end leads back: to `back`, or whence it was."""
    return f"return:{flow}:{back}" if back else f"return:{flow}"


def _exits_from(flow: Flow, state: str) -> Iterator[tuple[str, Exit]]:
    ways = dict(_ways_from(flow, state))
    calls = [
        (one.call, None if one.back == state else one.back)
        for trigger, exit_ in ways.items()
        for _, one in branches(trigger, exit_)
        if one.call
    ]
    yield from ((return_of(*call), Exit(to=call[1])) for call in dict.fromkeys(calls))
    yield from ways.items()


def _ways_from(flow: Flow, state: str) -> Iterator[tuple[str, Exit]]:
    if ending := flow.ending(state):
        if ending.stale:
            yield "stale", ending.stale
        return
    asking = flow.asking(state)
    assert asking
    yield from ((key, exit_) for key, exit_ in asking.go.items() if not exit_.escape)
    yield from ((f"escape:{key}", exit_) for key, exit_ in flow.escapes.items())
    yield from ((f"gone:{key}", slot.gone) for key, slot in flow.slots.items() if slot.gone)
    yield from ((f"timeout:{i}", exit_) for i, exit_ in enumerate(flow.timeouts(state)))
    yield "invalid", Exit()
    yield "invalid:exhausted", flow.invalid(state).otherwise or Exit()
