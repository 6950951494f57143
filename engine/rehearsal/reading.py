"""A file of transcripts, read as strictly as a flow."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass

from pydantic import ValidationError

from ..errors import Fault, FlowError
from ..flow.language.yaml_source import Path, Source, read_source
from ..flow.paths.transcript import Transcript, Transcripts

_TAGS = ("str", "int", "[key]")
"""What pydantic adds to a path."""


@dataclass(frozen=True, slots=True)
class Script:
    """A file's transcripts, and where each of their turns stands."""

    source: Source
    transcripts: tuple[Transcript, ...]

    def line(self, transcript: int, turn: int | None = None) -> int:
        """Return the line of a transcript, or of one of its turns."""
        path = (transcript,) if turn is None else (transcript, "turns", turn)
        return self.source.position(path)[0]


def read_transcripts(text: str, name: str) -> Script:
    """Read a list of transcripts; `name` is what its faults call the file.

    Raises:
        FlowError: with every fault.
    """
    source = read_source(text, name)
    try:
        read = Transcripts.model_validate({"transcripts": source.data or []})
    except ValidationError as error:
        raise FlowError(sorted(set(_faults(source, error)), key=_place), name) from None
    if wrong := [source.fault(path, message) for path, message in read.faults()]:
        raise FlowError(wrong, name)
    return Script(source, read.transcripts)


def _faults(source: Source, error: ValidationError) -> Iterator[Fault]:
    for details in error.errors(include_url=False):
        path: Path = tuple(part for part in details["loc"][1:] if part not in _TAGS)
        if details["type"] == "missing":
            yield source.fault(path[:-1], f"{path[-1]!r} is missing")
        elif details["type"] == "extra_forbidden":
            yield source.fault(path, "is no key of a transcript")
        else:
            yield source.fault(path, details["msg"].removeprefix("Value error, "))


def _place(fault: Fault) -> tuple[int, int]:
    return fault.line, fault.column
