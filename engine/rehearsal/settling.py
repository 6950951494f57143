"""Planned paths, played; what does not come by itself is scripted until each leads to its exit.

A plan takes each action's usual outcome for granted. Where the world of the rehearsal has another
one in store (nothing was booked, so there is nothing to look up), it is scripted.
"""

from __future__ import annotations

from collections.abc import Callable, Iterator, Mapping
from dataclasses import dataclass, replace

from ..flow.compiled.compiled_flow import CompiledFlow
from ..flow.language.definition import Exit
from ..flow.paths.planner import Leg, PathTo
from ..flow.paths.transcript import Given, Step, Transcript
from ..model import RECEPTION
from .seen import Seen

Play = Callable[[Transcript], Callable[[Step], Seen]]
"""Begins a conversation and returns what plays its steps."""
TRIES_LIMIT = 6


@dataclass(frozen=True, slots=True)
class Walked:
    """A path that was played.

    Attributes:
        transcript: the path with all that is scripted.
        seen: what came of each of its steps, up to the one that went astray.
        astray: what should have been taken and was not; "" when the path led to its exit.
    """

    path: PathTo
    transcript: Transcript
    seen: tuple[Seen, ...]
    astray: str = ""


def transcript_of(path: PathTo, client: str, given: Given) -> Transcript:
    """Return a path as a transcript."""
    settings = {} if path.flow == RECEPTION else {"flow": path.flow}
    return Transcript(
        name=path.name, client=client, settings=settings, given=given, turns=path.steps
    )


def walk(path: PathTo, transcript: Transcript, play: Play) -> Walked:
    """Play a path as it is, up to the step that goes astray."""
    perform, seen = play(transcript), []
    for number, leg in enumerate(path.legs, 1):
        seen.append(perform(leg.step))
        if missing := list(_missing(leg, seen[-1])):
            told = seen[-1].error or f"turn {number} took {_spelled(seen[-1])}"
            state, trigger = missing[0][1:]
            wrong = f"{state} · {trigger} was not taken: {told}"
            return Walked(path, transcript, tuple(seen), wrong)
        if seen[-1].error:
            return Walked(path, transcript, tuple(seen), seen[-1].error)
    return Walked(path, transcript, tuple(seen))


def settle(
    path: PathTo, client: str, given: Given, scripts: Callable[[str], CompiledFlow], play: Play
) -> Walked:
    """Play a path, script what goes astray, play it again; return what came of it in the end."""
    walked = walk(path, transcript_of(path, client, given), play)
    for _ in range(TRIES_LIMIT):
        if not walked.astray or (helped := _helped(walked, scripts)) is None:
            break
        walked = walk(helped, transcript_of(helped, client, given), play)
    return walked


def _helped(walked: Walked, scripts: Callable[[str], CompiledFlow]) -> PathTo | None:
    """Return a path with the outcomes scripted that its wrong turn needs; None if it has them."""
    number = len(walked.seen) - 1
    leg = walked.path.legs[number]
    actions: dict[str, str] = {}
    for flow, state, trigger in _missing(leg, walked.seen[-1]):
        actions |= outcomes_on(scripts(flow).machine.exits, state, trigger)
    if all(leg.step.actions.get(name) == outcome for name, outcome in actions.items()):
        return None
    legs = (*walked.path.legs[:number], leg.scripted(actions=actions))
    return replace(walked.path, legs=(*legs, *walked.path.legs[number + 1 :]))


def outcomes_on(exits: Mapping[tuple[str, str], Exit], state: str, trigger: str) -> dict[str, str]:
    """Return the outcome of each action on the way to a trigger: `{do: r}` for `K:r`."""
    found = {}
    for (source, before), exit_ in exits.items():
        if source == state and exit_.do:
            for outcome in exit_.outcomes:
                start = f"{before}:{outcome}"
                if trigger == start or trigger.startswith((f"{start}:", f"{start}?")):
                    found[exit_.do] = outcome
    return found


def _missing(leg: Leg, seen: Seen) -> Iterator[tuple[str, str, str]]:
    taken = {(one.flow, one.state, one.trigger) for one in seen.taken}
    return (one for one in leg.takes if one[2] != "begin" and one not in taken)


def _spelled(seen: Seen) -> str:
    return ", ".join(f"{one.state} · {one.trigger}" for one in seen.taken) or "nothing"
