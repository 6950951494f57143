"""The functions and flows that a compiled flow names: can this program play it?"""

from __future__ import annotations

from collections.abc import Collection, Iterator

from ...errors import Fault, FlowError
from ..compiled.compiled_flow import CompiledFlow
from ..language.registry import Registry


def refuse_unknown(script: CompiledFlow, registry: Registry, flows: Collection[str]) -> None:
    """Refuse a flow that names what is not there.

    Raises:
        FlowError: with every such name.
    """
    unknown = sorted(set(_unknown(script, registry, {*flows, script.flow.flow})))
    if unknown:
        faults = [Fault("", f"there is no {kind} {name!r}") for kind, name in unknown]
        raise FlowError(faults, f"{script.flow.flow}@{script.flow.version}")


def _unknown(
    script: CompiledFlow, registry: Registry, flows: Collection[str]
) -> Iterator[tuple[str, str]]:
    known: dict[str, Collection[str]] = {
        "provider": registry.providers,
        "parser": registry.parsers,
        "check": registry.checks,
        "guard": registry.guards,
        "action": registry.actions,
        "flow": flows,
    }
    return ((kind, name) for kind, name in _used(script) if name not in known[kind])


def _used(script: CompiledFlow) -> Iterator[tuple[str, str]]:
    """Yield each name with its kind."""
    for exit_ in script.machine.exits.values():
        if exit_.do:
            yield "action", exit_.do
        if exit_.call:
            yield "flow", exit_.call
        for branch in exit_.first:
            if isinstance(branch.condition, str):
                yield "guard", branch.condition
    for state in script.flow.states:
        asking = script.flow.asking(state)
        if asking and asking.ask.list and asking.ask.list.provider not in script.flow.options:
            yield "provider", asking.ask.list.provider
        if asking and asking.ask.typed:
            yield "parser", asking.ask.typed.parse
            yield from (("check", name) for name in asking.ask.typed.check)
