"""A further reader that is asked over the network: what it is told, and what of its answer counts.

It is asked only where nothing else was understood, and may only propose. What it says is checked
value by value, and never counts as clear: nothing that cannot be undone is done on its word.
"""

from __future__ import annotations

import re
from collections.abc import Iterator, Mapping, Sequence, Set
from datetime import date
from typing import Any

from .commands import LIKELY, WEAK, Act, Command
from .decisions import Ways
from .scene import Scene
from .wish import Wish

READER = "proposed"
"""The name under which its commands are kept."""
NAMED = ("service", "staff")
"""Types whose values it has to choose from those it is told."""
COMMANDS_LIMIT = 8
WORDS_LIMIT = 200
_HOUR = re.compile(r"([01]\d|2[0-3]):[0-5]\d")
_PARTY = re.compile(r"[1-9]\d{0,2}")
_BARE = {act.value: act for act in (Act.AGREE, Act.REFUSE, Act.THANK, Act.GREET, Act.WAIT)}


def question_of(text: str, scene: Scene, ways: Ways) -> dict[str, Any]:
    """Return what the reader is told of a message, as JSON data; nothing of who wrote it."""
    kinds = sorted({*ways.keeps, ways.asks} - {""})
    return {
        "text": text,
        "today": scene.today.isoformat(),
        "asks": ways.asks,
        "types": kinds,
        "filled": dict(ways.filled),
        "means": sorted(ways.means),
        "names": {
            kind: [list(pair) for pair in scene.names(kind).pairs]
            for kind in NAMED
            if kind in kinds
        },
    }


def commands_of(proposed: Any, scene: Scene, ways: Ways) -> tuple[Command, ...]:
    """Return the commands of an answer; what makes no sense here is left out.

    >>> yes = [{"act": "agree", "words": "dale nomás", "strength": 1}]
    >>> commands_of(yes, Scene(date(2026, 8, 24)), Ways())[0].strength
    0.8
    """
    if not isinstance(proposed, Sequence) or isinstance(proposed, str):
        return ()
    return tuple(_read(proposed[:COMMANDS_LIMIT], scene, ways))


def _read(proposed: Sequence[Any], scene: Scene, ways: Ways) -> Iterator[Command]:
    for one in proposed:
        if not isinstance(one, Mapping):
            continue
        words = str(one.get("words", ""))[:WORDS_LIMIT]
        act, topic = one.get("act"), str(one.get("topic", ""))
        strength = _strength(one.get("strength"))
        if act in _BARE:
            yield Command(_BARE[act], READER, words, strength)
        elif act == Act.MORE.value:
            yield Command(Act.MORE, READER, words, strength)
        elif act in (Act.MEAN.value, Act.QUESTION.value) and topic in ways.means:
            yield Command(Act(act), READER, words, strength, topic)
        elif act == Act.SET.value and (values := _values(one.get("values"), topic, scene, ways)):
            wish = Wish(values=values, sure=len(values) == 1)
            yield Command(Act.SET, READER, words, strength, topic, wish)


def _strength(said: Any) -> float:
    """Return how sure a proposal counts: never as sure as what we read ourselves."""
    if isinstance(said, bool) or not isinstance(said, int | float):
        return WEAK
    return min(max(float(said), 0.0), LIKELY)


def _values(said: Any, kind: str, scene: Scene, ways: Ways) -> tuple[str, ...]:
    """Return those of some values that a slot of this type may have here."""
    if kind not in ways.keeps | {ways.asks} or not isinstance(said, list):
        return ()
    known = {id_ for id_, _ in scene.names(kind).pairs} if kind in NAMED else frozenset()
    texts = dict.fromkeys(one for one in said if isinstance(one, str))
    return tuple(one for one in texts if _fits(one, kind, known))


def _fits(value: str, kind: str, known: Set[str]) -> bool:
    if kind == "date":
        return _is_day(value)
    if kind == "time":
        return _HOUR.fullmatch(value) is not None
    if kind == "party":
        return _PARTY.fullmatch(value) is not None
    return value in known


def _is_day(text: str) -> bool:
    try:
        return date.fromisoformat(text).isoformat() == text
    except ValueError:
        return False
