"""The transcripts of some flows, played together: what one reaches of another counts, too."""

from __future__ import annotations

from collections.abc import Collection, Sequence
from dataclasses import dataclass, replace
from pathlib import Path

from ...engine.flow.language.yaml_source import Source, read_source
from ...engine.rehearsal.coverage import Coverage, Footprints, Item, coverage_of
from ...engine.rehearsal.performance import Performance, perform_all
from ...engine.rehearsal.reading import read_transcripts
from ...engine.rehearsal.setup import RehearsalSetup
from ...engine.rehearsal.writing import written
from .flow_folders import flows_at_hand, header_of, shown_path, text_of, transcripts_of
from .setup import rehearsal_setup


@dataclass(frozen=True, slots=True)
class Tested:
    """A flow whose transcripts were played.

    Attributes:
        transcripts: their file; None where there is none.
    """

    path: Path
    source: Source
    transcripts: Path | None
    performances: tuple[Performance, ...]
    coverage: Coverage

    @property
    def wrong(self) -> list[Performance]:
        """The transcripts that went wrong."""
        return [one for one in self.performances if one.wrong]

    def lacking(self, kinds: Collection[str]) -> list[Item]:
        """Return what of some kinds is not reached."""
        return [item for item in self.coverage.missed if item.kind in kinds]


def play_all(
    paths: Sequence[Path], folder: str, *, update: bool, clients: Path | None = None
) -> list[Tested]:
    """Play the transcripts of some flows, or of all at hand.

    Args:
        paths: flows, or files of transcripts.
        folder: with more flows.
        update: write what came into the files.
        clients: a file of merchants of one's own.

    Raises:
        FlowError: with the faults of a flow or of a file of transcripts.
    """
    files = flows_at_hand(paths, folder)
    house, prints = rehearsal_setup(files, folder, clients=clients), Footprints()
    beyond = house.props.registry.announced
    played = [_play(house, path, prints, update=update) for path in files]
    return [
        Tested(
            path,
            read_source(text_of(path), shown_path(path)),
            transcripts_of(path),
            performances,
            coverage_of(house.library.newest(path.stem).flow, prints, beyond),
        )
        for path, performances in zip(files, played, strict=True)
    ]


def _play(
    house: RehearsalSetup, flow: Path, prints: Footprints, *, update: bool
) -> tuple[Performance, ...]:
    path = transcripts_of(flow)
    if path is None:
        return ()
    text = text_of(path)
    performances = perform_all(house, flow.stem, read_transcripts(text, shown_path(path)), prints)
    if update:
        filled = written(one.filled_in for one in performances)
        path.write_text(header_of(text) + filled, encoding="utf-8")
        performances = [_as_it_came(one) for one in performances]
    return tuple(performances)


def _as_it_came(performance: Performance) -> Performance:
    """Return one whose expectations were brought up to date: only a failed turn stays wrong."""
    failed = performance.wrong and any("failed" in told for told in performance.wrong.told)
    return performance if failed else replace(performance, wrong=None)
