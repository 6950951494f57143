"""What a message is about: an intent that flows have an exit for, or a question."""

from __future__ import annotations

import re
from collections.abc import Mapping
from functools import lru_cache

from ..commands import CLEAR, LIKELY, Act, Command
from ..intents import INTENTS
from ..names import alike
from ..patterns import lazy, listed
from ..questions import ASKED_BACK, ASKED_OUTRIGHT, QUESTIONS
from ..scene import Scene
from ..sentence import BREAK, Sentence, sentence
from .follow_ups import follow_up

OTHER = "otra"
"""The topic of a question that nobody has an answer to."""
FAQ = "faq"
"""The topic of a question that the merchant answers in its own words."""

_INTENTS = {name: lazy(pattern) for name, pattern in INTENTS.items()}
_OF_CLAUSES = frozenset(name for name, pattern in INTENTS.items() if rf"\{BREAK}" in pattern)
"""Those that know where a clause ends; the others read over it."""
_QUESTIONS = {name: lazy(pattern) for name, pattern in QUESTIONS.items()}
_STOP = listed(
    """
    a al el la los las un una unos unas de del en con por para y o que es son hay se me te
    le lo su sus si no como cuando donde cual cuales quien tienen tenes tiene puedo pueden
    puede hola buenas porfa favor gracias quiero saber queria consultar pregunta consulta
    ustedes vos mi ya muy bien atienden atendes trabajan trabajas aceptan aceptas acepta toman
    reciben usan
    """
)
_CHEAPEST = re.compile(r"\b(?:el|la|lo) mas (?:barat|economic)[oa]s?\b")
"""Where services are asked for, it chooses one."""
_SUPPOSES = lazy(
    r"\b(?:y|pero|que pasa|que hago|como hago) si (?:al final |despues |ese dia |justo )*no "
)
"""«¿Y si no puedo ir?» asks; nobody cancels by it."""
_SUPPOSED = frozenset({"cancelar_turno", "cambiar_turno", "dejarlo"})
_FEW = 3
_ENOUGH = 0.6
"""The share of a known question's words that has to be in a message."""


def read_meanings(said: Sentence, scene: Scene) -> list[Command]:
    """Read what a message is about; of several, all are returned, the longest first."""
    plain = said.plain
    joined = plain.replace(f" {BREAK} ", " ") if BREAK in plain else plain
    found = [
        Command(Act.MEAN, "meanings", match[0].strip(), _strength(match, plain), topic=name)
        for name, pattern in _INTENTS.items()
        if (match := (name in _OF_CLAUSES and pattern.search(plain)) or pattern.search(joined))
        and not _is_across_a_no(match[0], plain)
        and not (name in _SUPPOSED and _SUPPOSES.search(joined))
    ]
    found += _questions(said, scene)
    return sorted(found, key=lambda one: -len(one.words))


def _strength(match: re.Match[str], plain: str) -> float:
    return CLEAR if 2 * len(match[0].split()) >= len(plain.split()) else LIKELY


def _is_across_a_no(words: str, plain: str) -> bool:
    """«No, voy igual» says nothing of not coming."""
    return words.startswith("no ") and f"no {BREAK} {words[3:]}" in plain and words not in plain


def _questions(said: Sentence, scene: Scene) -> list[Command]:
    plain = said.plain.replace(" | ", " ")
    if scene.after and (again := follow_up(said, scene.after, scene.names("service"))):
        return [again]
    if answer := _known(said, scene.faq):
        return [answer]
    found = [
        Command(Act.QUESTION, "meanings", match[0].strip(), CLEAR, topic=name)
        for name, pattern in _QUESTIONS.items()
        if (match := pattern.search(plain))
    ]
    if scene.asks != "service" and (cheaper := _CHEAPEST.search(plain)):
        found.append(Command(Act.QUESTION, "meanings", cheaper[0], CLEAR, topic="precio"))
    if not found and (outright := ASKED_OUTRIGHT.match(plain)):
        found.append(Command(Act.QUESTION, "meanings", outright[0], CLEAR, topic=OTHER))
    elif not found and (said.asks or ASKED_BACK.match(said.plain)) and len(said.words) > 1:
        found.append(Command(Act.QUESTION, "meanings", plain, LIKELY, topic=OTHER))
    return found


def _known(said: Sentence, faq: Mapping[str, tuple[str, ...]]) -> Command | None:
    """Return the merchant's own answer whose question is nearest, if one is near enough."""
    words = [word for word in said.words if word not in _STOP]
    if not faq or not words:
        return None
    best, best_id = 0.0, ""
    asks = said.asks or len(said.words) <= _FEW or ASKED_BACK.match(said.plain)
    for id_, phrases in faq.items():
        for phrase in phrases:
            score = _likeness(phrase, tuple(words), lone=bool(asks))
            if score > best:
                best, best_id = score, id_
    if best < _ENOUGH:
        return None
    return Command(Act.QUESTION, "meanings", " ".join(words), CLEAR, topic=f"{FAQ}:{best_id}")


def _likeness(phrase: str, words: tuple[str, ...], *, lone: bool) -> float:
    """Return how near a message is to a known question; `lone`: a single word may be enough."""
    wanted = _wanted(phrase)
    if not wanted or (len(wanted) == 1 and not lone):
        return 0.0
    there = sum(1 for token in wanted if any(alike(token, word) for word in words))
    if not there:
        return 0.0
    extra = sum(1 for word in words if not any(alike(token, word) for token in wanted))
    return there / len(wanted) - 0.15 * max(0, extra - 1)


@lru_cache(maxsize=4096)
def _wanted(phrase: str) -> tuple[str, ...]:
    """Return the words of a known question that tell it from others."""
    return tuple(word for word in sentence(phrase).words if word not in _STOP)
