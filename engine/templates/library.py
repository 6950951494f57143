"""Templates by purpose."""

from __future__ import annotations

from collections.abc import Callable, Iterable, Iterator
from functools import cached_property

from ..errors import Fault, FlowError
from .definition import Template

Files = Iterable[tuple[str, str]]
"""The name of each file, and its text."""


def _no_files() -> Files:
    return ()


class TemplateLibrary:
    """All templates; one's own come before the shipped ones for the same purpose.

    Args:
        own: files that somebody else wrote, read at once, so that a start refuses faulty ones.
        shipped: gives the files that come with Milo, which its tests have read; they are read when
            a template is first asked for, since most starts never send one.

    Raises:
        FlowError: with every fault of every file.
    """

    def __init__(self, own: Files = (), shipped: Callable[[], Files] = _no_files) -> None:
        self._own = _by_purpose(own)
        self._shipped = shipped

    def __iter__(self) -> Iterator[Template]:
        """Yield all, by name."""
        return iter(sorted(self._all.values(), key=lambda template: template.name))

    def find(self, purpose: str) -> Template | None:
        """Return the template for a purpose."""
        return self._all.get(purpose)

    @cached_property
    def _all(self) -> dict[str, Template]:
        return {**_by_purpose(self._shipped()), **self._own}


def _by_purpose(files: Files) -> dict[str, Template]:
    """Read files; of two for one purpose the first counts."""
    found: dict[str, Template] = {}
    faults: list[Fault] = []
    for name, text in files:
        from .reader import read_template  # noqa: PLC0415  (most starts need no YAML and no checks)

        try:
            template = read_template(text, name)
        except FlowError as error:
            faults += error.faults
        else:
            found.setdefault(template.purpose, template)
    if faults:
        raise FlowError(faults)
    return found
