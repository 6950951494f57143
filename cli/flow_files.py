"""Where flows and templates are looked for: a folder of one's own, then those that ship."""

from __future__ import annotations

from collections.abc import Iterable, Iterator
from importlib.resources import files
from pathlib import Path

from ..engine.errors import ConfigurationError


def shipped_flows() -> Iterator[Path]:
    """Yield the flows that travel with the program."""
    yield from flow_files(Path(str(files("milo.flows"))))


def flow_files(folder: Path) -> list[Path]:
    """Return the flows of a folder: every `NAME.yaml`, but for transcripts (`NAME.test.yaml`)."""
    return [path for path in sorted(folder.glob("*.yaml")) if "." not in path.stem]


def own_flows(folder: str) -> list[Path]:
    """Return the flows of `folder` (MILO_FLOWS); none where it is "".

    Raises:
        ConfigurationError: there is no such folder.
    """
    if not folder:
        return []
    if not Path(folder).is_dir():
        raise ConfigurationError(f"MILO_FLOWS names {folder!r}, which is no folder")
    return flow_files(Path(folder))


def shipped_templates() -> list[Path]:
    """Return the templates that travel with the program."""
    return template_files(Path(str(files("milo.flows"))))


def own_templates(folder: str) -> list[Path]:
    """Return the templates beside the flows of `folder` (MILO_FLOWS); none where it is ""."""
    return template_files(Path(folder)) if folder else []


def template_files(folder: Path) -> list[Path]:
    """Return the templates that stand beside the flows of a folder: `templates/NAME.yaml`."""
    return sorted((folder / "templates").glob("*.yaml"))


def is_template(path: Path) -> bool:
    """Return whether a file is a template: it stands in the folder `templates` beside flows."""
    return path.parent.name == "templates"


def media_folders(folder: str) -> list[Path]:
    """Return where files are that texts name: beside the flows of `folder`, then the shipped."""
    own = [Path(folder)] if folder else []
    return [one / "media" for one in (*own, Path(str(files("milo.flows"))))]


def media_sizes(folders: Iterable[Path]) -> dict[str, int]:
    """Return the files of some folders `media`, and their bytes."""
    found = (path for folder in folders if folder.is_dir() for path in folder.iterdir())
    return {path.name: path.stat().st_size for path in found if path.is_file()}
