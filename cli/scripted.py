"""A conversation written as a transcript, and played once to see whether it comes out the same."""

from __future__ import annotations

from ..engine.errors import NotFoundError
from ..engine.explaining.explanation import Explained
from ..engine.explaining.scripted import conversation, transcript
from ..engine.flow.paths.transcript import Transcript
from ..engine.flow.versions.history import History
from ..engine.flow.versions.library import FlowLibrary
from ..engine.model import Client
from ..engine.ports import Transaction
from ..engine.rehearsal.coverage import Footprints
from ..engine.rehearsal.performance import perform
from ..engine.rehearsal.reading import read_transcripts
from ..engine.rehearsal.writing import written
from ..engine.replaying.retracing import retrace
from .rehearsing.setup import CLIENT, rehearsal_setup
from .terms import terms_of

_NAME = "transcript"


def as_transcript(tx: Transaction, library: FlowLibrary, told: Explained, client: Client) -> str:
    """Return a message's conversation up to it, redacted, as a file for `milo flow test`.

    Raises:
        NotFoundError: it never came to a conversation.
    """
    if told.turn is None or told.session is None:
        raise NotFoundError("It came to no conversation: there is no transcript of it.")
    records = tx.turns.of_session(told.session.id)
    played = list(retrace(History(tx, library), told.session, records, terms_of(client).terms))
    house = rehearsal_setup()
    known = house.merchants.get(client.slug)
    own = known is not None and known.settings == client.settings
    slug = client.slug if known else CLIENT
    turns = conversation(played, told.turn.id)
    made = transcript(turns, client, library.registry, house.titles, slug=slug, own=own)
    return _remark(made, told.turn.flow) + written([made])


def _remark(made: Transcript, flow: str) -> str:
    """Return what has to be said of a transcript that does not come out as it went."""
    script = read_transcripts(written([made]), _NAME)
    wrong = perform(rehearsal_setup(), flow, script, 0, Footprints()).wrong
    if wrong is None:
        return ""
    lines = "".join(f"#   {line}\n" for line in wrong.told)
    return f"# Played by itself it comes out otherwise, first at line {wrong.line} below:\n{lines}"
