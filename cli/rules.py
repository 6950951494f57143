"""What the flows know of merchants, for whoever sets them up."""

from __future__ import annotations

from ..engine.booking.settings import ClientSettings
from ..engine.errors import Fault
from ..engine.flow.library import FlowLibrary
from ..engine.office.merchants import Rules


def rules_of(library: FlowLibrary) -> Rules:
    """Return the rules that a client's slug and settings are held to."""
    return Rules(lambda settings: flow_faults(library, settings), library.reserved_words())


def flow_faults(library: FlowLibrary, settings: ClientSettings) -> list[Fault]:
    """Return what only the flows can say about a client's settings."""
    if settings.flow not in library:
        return [Fault("settings.flow", f"there is no flow {settings.flow!r}")]
    known = library.texts(settings.flow)
    return [
        Fault(f"settings.messages.{name}", f"the flow {settings.flow!r} has no such text")
        for name in settings.messages
        if name not in known
    ]
