"""What the flows know of merchants, as setting one up needs it."""

from __future__ import annotations

from ..engine.booking.settings.own_texts import OwnTexts
from ..engine.booking.settings.settings import ClientSettings
from ..engine.errors import Fault
from ..engine.flow.play.overrides import Options, option_faults
from ..engine.flow.versions.library import FlowLibrary
from ..engine.model import RECEPTION
from ..engine.office.merchants import Rules
from .vocabulary import vocabulary


def rules_of(library: FlowLibrary) -> Rules:
    """Return the rules that a client's slug and settings are held to."""
    texts = OwnTexts(vocabulary(), lambda name: library.newest(name).flow)
    return Rules(
        lambda settings: flow_faults(library, settings), library.reserved_words(), texts.refused
    )


def flow_faults(library: FlowLibrary, settings: ClientSettings) -> list[Fault]:
    """Return what only the flows can say about a client's settings."""
    if settings.flow not in library:
        folder = "MILO_FLOWS names the folder of those that do not ship"
        return [Fault("settings.flow", f"there is no flow {settings.flow!r}; {folder}")]
    if settings.flow == RECEPTION:
        return [Fault("settings.flow", "is the flow of receptions; customers need another")]
    known = library.texts(settings.flow)
    flow, chosen = library.newest(settings.flow).flow, settings.flow_options
    refused = option_faults(flow, Options(chosen.after, chosen.tries))
    faults = [Fault(f"settings.flow_options.{key}", told) for key, told in refused]
    if settings.messages and "texts" not in flow.overridable:
        told = f"the flow {settings.flow!r} does not let its texts be changed"
        return [*faults, Fault("settings.messages", told)]
    return faults + [
        Fault(f"settings.messages.{name}", f"the flow {settings.flow!r} has no such text")
        for name in settings.messages
        if name not in known
    ]
