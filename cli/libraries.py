"""Flows and templates: those of a folder of one's own (MILO_FLOWS), then those that ship."""

from __future__ import annotations

from collections.abc import Iterable, Iterator
from pathlib import Path
from typing import TYPE_CHECKING

from ..engine.templates.library import TemplateLibrary
from .flow_files import own_flows, own_templates, shipped_flows, shipped_templates

if TYPE_CHECKING:
    from ..engine.flow.versions.library import FlowLibrary, Latest


def load_flows(folder: str = "", latest: Latest | None = None, public_url: str = "") -> FlowLibrary:
    """Read the flows of `folder`, then the shipped ones.

    Args:
        folder: where one's own stand; none where it is "".
        latest: the newest published version of a flow, as `tx.flow_versions.latest` finds it: a
            file that says the same, checked against the same functions, is not read again.
        public_url: where merchants reach their panel.

    Raises:
        ConfigurationError: there is no such folder.
        FlowError: with every fault of every file.
    """
    # Here, for all that flows may name is much, and commands about templates need none of it.
    from ..engine.flow.versions.library import FlowLibrary
    from ..engine.reception_flow.panel_functions import panel_calls
    from .vocabulary import vocabulary

    files = [*own_flows(folder), *shipped_flows()]
    registry = vocabulary() | panel_calls(public_url)
    return FlowLibrary(registry, files, latest) if latest else FlowLibrary(registry, files)


def load_templates(folder: str = "") -> TemplateLibrary:
    """Read the templates beside the flows of `folder`, then the shipped ones.

    Raises:
        FlowError: with every fault of every file.
    """
    return TemplateLibrary(_texts(own_templates(folder)), lambda: _texts(shipped_templates()))


def _texts(paths: Iterable[Path]) -> Iterator[tuple[str, str]]:
    return ((str(path), path.read_text("utf-8")) for path in paths)
