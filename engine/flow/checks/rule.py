"""What a rule is, and what it finds."""

from __future__ import annotations

from collections.abc import Callable, Iterable
from dataclasses import dataclass
from typing import TYPE_CHECKING

from ..language.yaml_source import Path

if TYPE_CHECKING:
    from .subject import Subject

ERROR = "error"
"""It could not work: Milo does not take the flow up."""
WARNING = "warning"
"""It would work, but not as intended: only `milo flow check` reports it."""


@dataclass(frozen=True, slots=True)
class Finding:
    """Something that a rule found.

    Attributes:
        path: where in the file it has to be mended.
        message: what is wrong.
        hint: how to mend it.
        shows: where it shows, if that is elsewhere.
    """

    path: Path
    message: str
    hint: str = ""
    shows: tuple[Path, ...] = ()


Run = Callable[["Subject"], Iterable[Finding]]


@dataclass(frozen=True, slots=True)
class Rule:
    """A kind of fault, by a code that never changes; `docs/flow-check/CODE.md` explains it.

    Attributes:
        title: the kind in a few words.
        severity: `error` or `warning`.
        run: finds such faults; None where they are found as the file is read.
    """

    code: str
    title: str
    severity: str = ERROR
    run: Run | None = None


def rule(code: str, title: str, severity: str = ERROR) -> Callable[[Run], Rule]:
    """Make a rule of the function that finds its faults."""
    return lambda run: Rule(code, title, severity, run)
