"""What a client's settings say to the flow engine."""

from __future__ import annotations

from datetime import timedelta

from ..engine.booking.settings.settings import settings_of
from ..engine.conversation.flow_terms import FlowTerms
from ..engine.flow.play.overrides import Options
from ..engine.flow.play.turn import Terms
from ..engine.model import Client


def terms_of(client: Client) -> FlowTerms:
    """Return which flow a client's sessions start with, and on which terms they are played."""
    settings = settings_of(client)
    minutes = settings.reception.return_after_minutes
    after = timedelta(minutes=minutes)
    chosen = settings.flow_options
    options = Options(chosen.after, chosen.tries)
    terms = Terms(settings.messages, after, settings.flow, settings.locale, options, settings.zone)
    return FlowTerms(
        *(settings.flow, terms, settings.templates),
        *(settings.quiet, settings.zone, settings.forms),
    )
