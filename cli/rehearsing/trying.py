"""A flow tried by hand: each turn with what came of it and which exit it took."""

from __future__ import annotations

from collections.abc import Iterator, Mapping

from ...engine.errors import InputError
from ...engine.flow.compiled.exits import Place, ways_of
from ...engine.flow.language.yaml_source import Source
from ...engine.flow.paths.transcript import Step, Transcript
from ...engine.messages import Outgoing
from ...engine.rehearsal.seen import Seen
from ...engine.rehearsal.setup import RehearsalSetup
from ...engine.rehearsal.world import RehearsalWorld
from ...engine.rehearsal.writing import filled_in, inline, written
from .typed import HELP, Prompt


class Trying:
    """Plays what is typed.

    Args:
        source: the flow's file, to name the line of each exit.
    """

    def __init__(
        self, house: RehearsalSetup, source: Source, flow: str, transcript: Transcript
    ) -> None:
        self._house = house
        self._flow = flow
        self._transcript = transcript
        self._theatre = RehearsalWorld(house, transcript, flow)
        self._prompt = Prompt()
        self._steps: list[Step] = []
        self._seen: Seen | None = None
        self._phone: Outgoing | None = None
        self._lines = _lines_of(house, source, flow)
        self.done = False

    def begin(self) -> Iterator[str]:
        """Come by the merchant's link."""
        return self.typed(self._theatre.client.slug)

    def typed(self, line: str) -> Iterator[str]:
        """Do what a line says; yield what there is to read."""
        try:
            read = self._prompt.read(line.strip(), len(self._options()))
        except InputError as error:
            yield f"  {error}"
            return
        if isinstance(read, Step):
            yield from self._play(read)
        else:
            yield from self._command(read)

    def transcript(self) -> str:
        """Return what was played, as a file of transcripts."""
        played = self._transcript.model_copy(update={"turns": tuple(self._steps)})
        return written([played])

    def _play(self, step: Step) -> Iterator[str]:
        seen = self._theatre.play(step)
        if seen.error:
            yield f"  {seen.error}"
            return
        filled = filled_in(step, seen, self._seen, self._flow, self._house.titles)
        self._steps.append(filled)
        self._seen = seen
        for body in seen.said:
            self._phone = body
            yield from _shown(body)
        yield from self._taken(seen)

    def _taken(self, seen: Seen) -> Iterator[str]:
        for one in seen.taken:
            line = self._lines.get((one.state, one.trigger)) if one.flow == self._flow else None
            at = f"  line {line}" if line else ""
            yield f"  · {one.flow}: {one.state} · {one.trigger} → {one.target}{at}"

    def _command(self, name: str) -> Iterator[str]:
        match name:
            case "estado":
                yield from self._state()
            case "transcripcion":
                yield self.transcript()
            case "salir":
                self.done = True
            case "anotado":
                yield "  (para el próximo turno)"
            case _:
                yield HELP

    def _state(self) -> Iterator[str]:
        seen = self._seen
        if seen is None:
            return
        at = self._theatre.clock.now().astimezone(self._transcript.now.tzinfo)
        yield f"  {seen.flow}: {seen.state} ({seen.mode}), {at:%Y-%m-%d %H:%M}"
        yield from (f"  {name}: {inline(value)}" for name, value in seen.slots.items())
        if seen.result:
            yield f"  result: {seen.result}"

    def _options(self) -> list[str]:
        body = self._phone
        return [one.title for one in (*body.buttons, *body.rows)] if body else []


def _lines_of(house: RehearsalSetup, source: Source, flow: str) -> Mapping[Place, int]:
    """Return the line of each exit of a flow."""
    ways = ways_of(house.library.newest(flow).flow)
    return {place: source.position(way.path)[0] for way in ways for place in way.places}


def _shown(body: Outgoing) -> Iterator[str]:
    yield ""
    yield from (f"  {line}".rstrip() for line in body.text.split("\n"))
    for number, option in enumerate((*body.buttons, *body.rows), 1):
        about = f"  {option.description}" if option.description else ""
        yield f"    {number}. {option.title}{about}"
