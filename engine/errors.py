"""One tree of errors.

    MiloError
    ├── InputError            something written by hand makes no sense; all its faults at once
    │   ├── SettingsError     a client's settings
    │   └── FlowError         a flow file
    ├── ConfigurationError    a setting of the process is missing or wrong
    ├── NotFoundError         what was named does not exist
    ├── ConflictError         what was asked clashes with what is there
    ├── StoreError
    │   ├── UnavailableError  the store cannot take it now; try again
    │   ├── StaleError        somebody else changed the row first; read again and go on
    │   └── NotOursError      the contact is another process's by now
    └── GatewayError          the Cloud API did not take a message (see `sending`)

Each says whether trying again can help (`retry`), carries a stable `code` for logs, and its
text is a sentence for the person who has to deal with it.
"""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass
from typing import ClassVar


class MiloError(Exception):
    """Root of every error that Milo raises on purpose."""

    code: ClassVar[str] = "error"
    retry: ClassVar[bool] = False


@dataclass(frozen=True, slots=True, order=True)
class Spot:
    """A place in a file: its path in the value, its line and its column, from 1."""

    path: str
    line: int
    column: int


@dataclass(frozen=True, slots=True, order=True)
class Fault:
    """One thing wrong with something that was written by hand.

    Attributes:
        path: where in the value (`settings.services[0].minutes`).
        line: from 1; 0 where there is no file. So is `column`.
        code: the kind of fault, of those that `milo flow check --explain` tells of.
        hint: how to mend it.
        severity: `error`, or `warning` where it would work, but not as intended.
        shows: where else in the file it shows, though nothing is wrong there.
    """

    path: str
    message: str
    line: int = 0
    column: int = 0
    code: str = ""
    hint: str = ""
    severity: str = "error"
    shows: tuple[Spot, ...] = ()

    @property
    def place(self) -> tuple[int, int, str]:
        """What faults are sorted by."""
        return self.line, self.column, self.message


class InputError(MiloError):
    """Something written by hand makes no sense. `faults` holds every one, never only the first."""

    code = "input"

    def __init__(self, faults: Iterable[Fault], source: str = "") -> None:
        self.faults = tuple(faults)
        self.source = source
        super().__init__("\n".join(self._line(fault) for fault in self.faults))

    def _line(self, fault: Fault) -> str:
        at = ":".join(str(part) for part in (self.source, fault.line, fault.column) if part)
        what = " ".join(part for part in (fault.code, fault.path) if part)
        told = "; ".join(part for part in (fault.message, fault.hint) if part)
        return ": ".join(part for part in (at, what, told) if part)


class SettingsError(InputError):
    """A client's settings make no sense."""

    code = "settings"


class FlowError(InputError):
    """A flow file makes no sense."""

    code = "flow"


class ConfigurationError(MiloError):
    """A setting of the process is missing or wrong; the text names it."""

    code = "configuration"


class NotFoundError(MiloError):
    """What was named does not exist."""

    code = "not_found"


class ConflictError(MiloError):
    """What was asked clashes with what is there."""

    code = "conflict"


class StoreError(MiloError):
    """The store did not do what was asked."""

    code = "store"


class UnavailableError(StoreError):
    """The store cannot take it now (locked, full, away); nothing was written."""

    code = "store_unavailable"
    retry = True


class StaleError(StoreError):
    """Somebody else changed the row since it was read; nothing was written."""

    code = "stale"
    retry = True


class NotOursError(StoreError):
    """The contact is leased to another process, or to nobody; nothing was written."""

    code = "not_ours"


class GatewayError(MiloError):
    """The Cloud API did not take a message.

    Attributes:
        kind: what may be done about it, one of `sending.Kind`.
        meta_code: Meta's number for it, or None where no answer was read.
        details: Meta's own words, for the operator.
    """

    code = "gateway"

    def __init__(self, kind: str, details: str = "", meta_code: int | None = None) -> None:
        self.kind = kind
        self.details = details
        self.meta_code = meta_code
        coded = "" if meta_code is None or details.startswith(str(meta_code)) else str(meta_code)
        super().__init__(" ".join(part for part in (kind, coded, details) if part))
