"""Transcripts played, each in a world of its own."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass

from ..flow.paths.transcript import Step, Transcript
from ..messages import Outgoing
from .coverage import Footprints
from .judging import differences
from .reading import Script
from .seen import Seen
from .setup import RehearsalSetup
from .world import RehearsalWorld
from .writing import filled_in, inline


@dataclass(frozen=True, slots=True)
class UnexpectedTurn:
    """A turn that did not come as expected.

    Attributes:
        line: where it stands.
        told: each thing that was expected and did not come.
        chat: what was written up to there, a line for each message.
    """

    line: int
    told: tuple[str, ...]
    chat: tuple[str, ...]


@dataclass(frozen=True, slots=True)
class Performance:
    """A transcript that was played, up to the first turn that went wrong.

    Attributes:
        filled_in: the same, with what came of each turn as what is expected of it.
    """

    transcript: Transcript
    turns: int
    filled_in: Transcript
    wrong: UnexpectedTurn | None = None


def perform_all(
    house: RehearsalSetup, flow: str, script: Script, prints: Footprints
) -> list[Performance]:
    """Play the transcripts of a flow; note what they reach."""
    return [perform(house, flow, script, i, prints) for i in range(len(script.transcripts))]


def perform(
    house: RehearsalSetup, flow: str, script: Script, index: int, prints: Footprints
) -> Performance:
    """Play one transcript to its end; its first wrong turn is told, the rest is played as well."""
    transcript = script.transcripts[index]
    theatre = RehearsalWorld(house, transcript, flow)
    chat: list[str] = []
    steps: list[Step] = []
    wrong: UnexpectedTurn | None = None
    before: Seen | None = None
    count = 0
    for number, step in enumerate(transcript.turns):
        seen = theatre.play(step)
        prints.add(seen)
        chat += [did(step), *(line for body in seen.said for line in told(body))]
        steps.append(filled_in(step, seen, before, flow, house.titles))
        before, count = seen, count + len(seen.said)
        if wrong is None and (found := tuple(differences(step.expect, seen))):
            wrong = UnexpectedTurn(script.line(index, number), found, tuple(chat))
    if wrong is None and transcript.messages not in (None, count):
        expected = f"messages: {transcript.messages} were expected, and {count} came"
        wrong = UnexpectedTurn(script.line(index), (expected,), tuple(chat))
    counted = {} if transcript.messages is None else {"messages": count}
    updated = transcript.model_copy(update={"turns": tuple(steps), **counted})
    return Performance(transcript, len(steps), updated, wrong)


def did(step: Step) -> str:
    """Return what a person does, as a line."""
    if step.wait is not None:
        return f"  … {inline(step.wait)}"
    if step.send is not None:
        return f"  > [{step.send}]"
    if step.fill is not None:
        filled = ", ".join(map(str, step.fill.data.values()))
        done = "atrás" if step.fill.back else filled or "seguir"
        return f"  > [{step.fill.screen}: {done}]"
    if step.reply is not None:
        return f"  ({step.reply})"
    return f"  > {step.say}" if step.say is not None else f"  > [{step.tap}]"


def told(body: Outgoing) -> Iterator[str]:
    """Yield what the bot says, as lines."""
    for number, line in enumerate(body.text.split("\n")):
        yield f"  {'<' if number == 0 else ' '} {line}".rstrip()
    options = (*body.buttons, *body.rows)
    if options:
        yield "    " + " ".join(f"[{option.title}]" for option in options)
