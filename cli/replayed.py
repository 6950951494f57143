"""Conversations then and now, as a person reads them: what went, what came, what is not known."""

from __future__ import annotations

import sys
from collections.abc import Iterator, Sequence

from rich.console import Console
from rich.text import Text

from ..engine.replaying.comparing import Compared, TurnShown
from ..engine.replaying.conversations import Conversation
from ..http.text import one_line

_LONG = 700


def tell(one: Conversation) -> None:
    """Print the turns of a conversation that differ or are not known; nothing where all are."""
    told = [turn for turn in one.turns if turn.differs or turn.unknown]
    if not told:
        return
    console = Console(file=sys.stdout, highlight=False)
    session, first = one.session, told[0].record.now
    title = f"{session.client_slug}, session {session.id}, {first:%F %H:%M}Z"
    console.print(Text(title, "bold"))
    before = ""
    for turn in told:
        if not turn.differs and turn.unknown == before:
            continue  # said once, it holds for all that follows
        before = turn.unknown
        for line in _lines(turn):
            console.print(line)
    console.print()


def _lines(turn: Compared) -> Iterator[Text]:
    yield Text(f"  > {one_line(turn.did, _LONG)}")
    if turn.differs:
        yield from (Text(f"  - {line}", "red") for line in _shown(turn.then, turn.now))
        yield from (Text(f"  + {line}", "green") for line in _shown(turn.now, turn.then))
    if turn.unknown:
        yield Text(f"  ? unknown: {turn.unknown}", "yellow")


def _shown(one: TurnShown | None, other: TurnShown | None) -> Iterator[str]:
    """Yield what one of two was and the other was not."""
    if one is None:
        return
    if other is None or one.text != other.text:
        yield from (one.text or "(silence)").split("\n")
    if other is None or one.options != other.options:
        yield " ".join(f"[{title}]" for title in one.options) or "(no buttons)"
    if other is None or (one.state, one.mode) != (other.state, other.mode):
        yield f"→ {one.state}{' (with a person)' if one.mode == 'human' else ''}"


def total(found: Sequence[Conversation]) -> str:
    """Return how many turns came out the same, otherwise, or cannot be known."""
    turns = [turn for one in found for turn in one.turns]
    differ = sum(turn.differs for turn in turns)
    unknown = sum(turn.now is None for turn in turns)
    same = len(turns) - differ - unknown
    return (
        f"{len(turns)} turns of {len(found)} conversations: "
        f"{same} the same, {differ} otherwise, {unknown} unknown."
    )
