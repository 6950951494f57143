"""From a flow's text, or from what is known of it since it was published, to a script.

All that reads YAML and checks is imported when it is needed: a start whose flows are published
already needs none of it, and it would be a third of what such a start loads.
"""

from __future__ import annotations

from collections.abc import Mapping

from pydantic import ValidationError

from ...model import FlowVersion
from ..compiled.compiled_flow import CompiledFlow
from ..language.definition import Flow
from ..language.registry import Registry
from .publishing import Edition, digest_of


def read_edition(text: str, name: str, registry: Registry) -> Edition:
    """Read and check a flow's text as a version that may be published.

    Raises:
        FlowError: with every fault, each at its line.
    """
    from ..checks import check_flow
    from ..language.reader import read_flow

    flow, source = read_flow(text, name)
    check_flow(flow, source, registry)
    return Edition(CompiledFlow(flow), text, source.data, registry.digest())


def as_published(text: str, version: FlowVersion | None, registry: Registry) -> Edition | None:
    """Return a text's edition without reading or checking it.

    None unless `version` is that very text and was checked against functions of which the same
    is told today.
    """
    if version is None or version.digest != digest_of(text):
        return None
    flow = _known_flow(version) if version.checked == registry.digest() else None
    return Edition(CompiledFlow(flow), text, version.data, version.checked) if flow else None


def compile_published(version: FlowVersion) -> CompiledFlow:
    """Compile a version that went live: it was checked then, and today's rules may be stricter.

    Raises:
        FlowError: its form is none that we read any more.
    """
    flow = _known_flow(version)
    if flow is None:
        from ..language.reader import read_flow

        flow, _ = read_flow(version.source, f"{version.flow}@{version.version}")
    return CompiledFlow(flow)


def surely_filled(script: CompiledFlow, registry: Registry) -> Mapping[str, frozenset[str]]:
    """Return the slots that are surely filled in each state, whichever way one came."""
    from ..checks import Subject
    from ..checks.filled import arrivals

    return arrivals(Subject(script.flow, registry))


def _known_flow(version: FlowVersion) -> Flow | None:
    """Return a version's flow as it was read once; None where its text has to be read."""
    if version.data is None:
        return None
    try:
        return Flow.model_validate(version.data)
    except ValidationError:  # the format has changed since, and the text's faults have lines
        return None
