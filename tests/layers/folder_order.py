"""The order of boxes (modules and sub-folders) within each folder, drawn from their imports."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Iterable
from graphlib import CycleError, TopologicalSorter

from .imports_of_source import Source, imports_of

Arrows = dict[str, dict[str, set[str]]]
"""For each folder, by box: the boxes that it imports."""


def arrows_within(sources: Iterable[Source]) -> Arrows:
    """Return who imports whom within each folder, all as dotted names.

    A folder's own `__init__` gathers what is below it, and is no box.
    """
    arrows: Arrows = defaultdict(lambda: defaultdict(set))
    sources = list(sources)
    packages = {source.module for source in sources if source.is_package}
    modules = {source.module for source in sources}
    for source in sources:
        here = source.module.split(".")
        for found in imports_of(source):
            target = _module(found.name, modules)
            if target is None or target == source.module:
                continue
            there = target.split(".")
            shared = next(
                (n for n, (a, b) in enumerate(zip(here, there, strict=False)) if a != b),
                min(len(here), len(there)),
            )
            folder = ".".join(here[:shared])
            if len(here) == shared and source.module in packages:
                continue
            if len(there) == shared:  # a folder's own names, from within: its __init__
                continue
            arrows[folder][".".join(here[: shared + 1])].add(".".join(there[: shared + 1]))
    return arrows


def circles(arrows: Arrows) -> list[str]:
    """Return one circle of imports for each folder that has any, as `a -> b -> a`."""
    found = []
    for _, boxes in sorted(arrows.items()):
        try:
            TopologicalSorter(boxes).prepare()
        except CycleError as error:
            found.append(" -> ".join(reversed(error.args[1])))
    return found


def _module(name: str, modules: set[str]) -> str | None:
    while name and name not in modules:
        name = name.rpartition(".")[0]
    return name or None
