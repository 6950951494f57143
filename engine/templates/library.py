"""Templates by purpose."""

from __future__ import annotations

from collections.abc import Iterable, Iterator

from ..errors import Fault, FlowError
from .definition import Template
from .reader import read_template


class TemplateLibrary:
    """All templates; of two for one purpose the first counts, so that one's own come first.

    Args:
        files: the name of each file, and its text.

    Raises:
        FlowError: with every fault of every file.
    """

    def __init__(self, files: Iterable[tuple[str, str]] = ()) -> None:
        self._by_purpose: dict[str, Template] = {}
        faults: list[Fault] = []
        for name, text in files:
            try:
                template = read_template(text, name)
            except FlowError as error:
                faults += error.faults
            else:
                self._by_purpose.setdefault(template.purpose, template)
        if faults:
            raise FlowError(faults)

    def __iter__(self) -> Iterator[Template]:
        """Yield all, by name."""
        return iter(sorted(self._by_purpose.values(), key=lambda template: template.name))

    def find(self, purpose: str) -> Template | None:
        """Return the template for a purpose."""
        return self._by_purpose.get(purpose)
