"""A flow's text, as one may play it."""

from __future__ import annotations

from milo.engine.flow.compiled.compiled_flow import CompiledFlow
from milo.engine.flow.language.registry import Registry
from milo.engine.flow.versions.compiler import read_edition


def compile_flow(text: str, name: str, registry: Registry) -> CompiledFlow:
    """Read, check and compile it; raises FlowError with every fault, each at its line."""
    return read_edition(text, name, registry).script
