"""Flows and their transcripts, as they lie in folders.

The transcripts of `NAME.yaml` are in `NAME.test.yaml` beside it, or in `transcripts/NAME.yaml`.
"""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from pathlib import Path

from ...engine.errors import Fault, FlowError
from ..flow_files import flow_files, shipped_flows

FOLDER = "transcripts"
ENDING = ".test.yaml"


def transcripts_of(flow: Path) -> Path | None:
    """Return the file with a flow's transcripts, if there is one."""
    beside = flow.with_name(f"{flow.stem}{ENDING}")
    within = flow.parent / FOLDER / flow.name
    return next((path for path in (beside, within) if path.is_file()), None)


def flow_of(path: Path) -> Path:
    """Return the flow that a file is about: itself, or the one whose transcripts it holds."""
    if path.name.endswith(ENDING):
        return path.with_name(f"{path.name.removesuffix(ENDING)}.yaml")
    if path.parent.name == FOLDER:
        return path.parent.parent / path.name
    return path


def flows_at_hand(paths: Sequence[Path], folder: str = "") -> list[Path]:
    """Return the flows that some files are about; without any, a folder's and the shipped ones.

    Raises:
        FlowError: a file of transcripts stands where there is no flow of that name.
    """
    if not paths:
        own = flow_files(Path(folder)) if folder else []
        return [*own, *shipped_flows()]
    flows = list(dict.fromkeys(flow_of(path) for path in paths))
    for path in flows:
        if not path.is_file():
            raise FlowError([Fault("", "there is no such flow for these transcripts")], str(path))
    return flows


def named(flow: str, folder: str = "") -> Path:
    """Return a flow's file, by its path or its name.

    Raises:
        FlowError: there is none.
    """
    path = Path(flow)
    if path.suffix == ".yaml" and path.is_file():
        return path
    for known in flows_at_hand((), folder):
        if known.stem == flow:
            return known
    raise FlowError([Fault("", "there is no flow of this name, nor such a file")], flow)


def text_of(path: Path) -> str:
    """Read a file.

    Raises:
        FlowError: it is no text in UTF-8.
    """
    try:
        return path.read_text(encoding="utf-8")
    except (OSError, UnicodeDecodeError):
        raise FlowError([Fault("", "cannot be read as text in UTF-8")], str(path)) from None


def shown_path(path: Path) -> str:
    """Return a path as a person here would write it."""
    try:
        return str(path.resolve().relative_to(Path.cwd()))
    except ValueError:
        return str(path)


def header_of(text: str) -> str:
    """Return the comments at the top of a file."""
    return "".join(_comments(text))


def _comments(text: str) -> Iterator[str]:
    for line in text.splitlines(keepends=True):
        if not line.startswith("#") and line.strip():
            return
        yield line
