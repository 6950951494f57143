"""Names that can be found in a sentence: services, staff, and whatever else has a name."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass
from functools import lru_cache

from rapidfuzz.distance import OSA

from .commands import CLEAR, LIKELY
from .kinship import family
from .lexicon import sound
from .patterns import listed
from .sentence import sentence
from .small_talk import FILLER, YES

_SMALL = listed(
    """
    de del la el los las y e o con a al en para por un una lo su mi sin consultar consultarte
    consulto
    """
)
_SHORTEST_PREFIX, _SHORTEST_TYPO = 4, 5
_OTHERS = listed(
    """
    digo dice toma come cada nada casa cosa hora pera cera cara pelo para pero solo sola tres
    once doce cita caro cero
    """
)
"""Words that are no name with a letter left out."""


@dataclass(frozen=True, slots=True)
class Found:
    """Names that a sentence may mean.

    Attributes:
        ids: whose they are, likeliest first; several where it has to be asked.
        words: the words that they stand on.
        strength: how sure it is.
        whole: whether all words of the name were said.
    """

    ids: tuple[str, ...]
    words: tuple[str, ...]
    strength: float
    whole: bool


@dataclass(frozen=True, slots=True)
class _Match:
    id: str
    places: frozenset[int]
    whole: bool
    exact: bool


class Names:
    """The names of things of one kind, ready to be looked for.

    >>> names = Names([("corte", "Corte"), ("corte_barba", "Corte y barba"), ("color", "Color")])
    >>> names.find("quiero un corte de pelo".split()).ids
    ('corte',)
    >>> names.find("corte y color".split()).ids
    ('corte', 'color')
    """

    def __init__(self, named: Iterable[tuple[str, str]]) -> None:
        self.pairs = tuple(named)
        self._entries = [(id_, _tokens(name)) for id_, name in self.pairs]
        self.ids = tuple(id_ for id_, _ in self._entries)

    def __bool__(self) -> bool:
        return bool(self._entries)

    def find(self, words: list[str]) -> Found | None:
        """Return the names that some words may mean; None where they mean none."""
        matches = [match for id_, tokens in self._entries if (match := _match(id_, tokens, words))]
        if not matches:
            return None
        whole = [match for match in matches if match.whole]
        if whole:
            return _found(_outermost(whole), words, whole=True)
        most = max(len(match.places) for match in matches)
        nearest = [match for match in matches if len(match.places) == most]
        return _found([m for m in nearest if m.exact] or nearest, words, whole=False)


def _found(matches: list[_Match], words: list[str], *, whole: bool) -> Found:
    places = frozenset().union(*(match.places for match in matches))
    exact = all(match.exact for match in matches)
    return Found(
        ids=tuple(match.id for match in matches),
        words=tuple(words[place] for place in sorted(places)),
        strength=CLEAR if whole and exact else LIKELY,
        whole=whole,
    )


def _outermost(matches: list[_Match]) -> list[_Match]:
    """Leave out names within others: of «corte y barba» the «corte»."""
    return [match for match in matches if not any(match.places < other.places for other in matches)]


def _match(id_: str, tokens: tuple[str, ...], words: list[str]) -> _Match | None:
    places, exact, count = set(), True, 0
    for token in tokens:
        for place, word in enumerate(words):
            likeness = alike(token, word) if word not in _SMALL else 0
            if likeness and place not in places:
                places.add(place)
                exact = exact and likeness == 2
                count += 1
                break
    if not places:
        return None
    return _Match(id_, frozenset(places), count == len(tokens), exact)


@lru_cache(maxsize=16384)
def alike(token: str, word: str) -> int:
    """Return 2 for the same word, 1 for one that is nearly it, 0 for another."""
    if token == word or _one(token) == _one(word):
        return 2
    if word in YES or word in FILLER:  # «bárbaro» is no «barba»
        return 0
    if family(token) == family(word):
        return 1
    shorter, longer = sorted((token, word), key=len)
    if len(shorter) >= _SHORTEST_PREFIX and longer.startswith(shorter[: max(len(shorter) - 1, 4)]):
        return 1 if longer.startswith(shorter) or len(longer) - len(shorter) <= 3 else 0
    return int(_sounds_alike(token, word))


def _sounds_alike(token: str, word: str) -> bool:
    """Return whether a word sounds as another, or nearly so; of a short one a letter may lack."""
    heard, other = sound(token), sound(word)
    if heard == other:
        return True
    dropped = len(token) == _SHORTEST_TYPO == len(word) + 1 and word not in _OTHERS
    if min(len(token), len(word)) < _SHORTEST_TYPO and not dropped:
        return False
    return heard[:1] == other[:1] and OSA.distance(heard, other) <= 1


def _one(word: str) -> str:
    """Return a word without its plural."""
    if len(word) > 4 and word.endswith("es") and word[-3] not in "aeiou":
        return word[:-2]
    return word[:-1] if len(word) > 3 and word.endswith("s") else word


@lru_cache(maxsize=4096)
def _tokens(name: str) -> tuple[str, ...]:
    words = sentence(name).words
    return tuple(word for word in words if word not in _SMALL) or tuple(words)
