"""Which of many names a text means, typos and all, compared word by word.

A whole name is sure. What is only typos away from a name, or a part of it, is sure where no other
name is as near. Words that link others (*la*, *de*), say what a business is (*peluquería*) or are
shared by many names never decide.
"""

from __future__ import annotations

import re
from collections import Counter, defaultdict
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass
from enum import IntEnum
from functools import lru_cache

from rapidfuzz import process
from rapidfuzz.distance import OSA

from .chatter import without_chatter
from .fold import fold

CHOICES = 3
"""Names that are asked about at most; a word that more of them share decides nothing."""
SURE = 0.85
"""How near its words must come, at the farthest, for a name to be taken without a question."""
_LEAST = 0.75
"""A word that is less near is another word."""
_TIE = 0.1
"""Names that are as near to each other as this are asked about."""
_SOUND = 0.97
_SWAPPED = 0.9
_BEGINNING = 0.8
"""How near come a word that sounds the same, one with two letters swapped, half a word."""
_DOUBT = 0.8
"""What a name keeps of its nearness where the text calls it another kind of business."""
_SHORTEST = 4
"""A shorter word has no typos: *Ana* and *Ada* are two people."""
_TEXT_LIMIT = 300
_WORD = re.compile(r"[^\W_]+")


def _listed(words: str) -> frozenset[str]:
    return frozenset(words.split())


_LINKS = _listed("a al con d da das de del do e el en l la las le les lo los of por para the y")
_AROUND = _LINKS | _listed(
    "busco comercio conocer domingo era es esta este hablar hora hoy info informacion jueves "
    "llama llamado lunes manana martes me mi miercoles necesito negocio pasado que quiero "
    "reservar sabado se siempre su turno turnos un una vengo viernes "
    "enero febrero marzo abril mayo junio julio agosto septiembre setiembre octubre noviembre "
    "diciembre hermana hermano hija hijo marido mujer mama papa amiga amigo"
)
"""Words that stand around a name in a sentence."""
_KINDS = _listed(
    "almacen bar barber barberia beauty belleza boutique cafe cafeteria cancha canchas clinica "
    "club complejo confiteria consultorio consultorios cosmetologia depilacion doctor doctora dr "
    "dra escuela espacio estetica estilista estudio ferreteria gimnasio gym heladeria hotel kiosco "
    "lavadero libreria local manicura nails odontologia optica panaderia parrilla pasteleria "
    "peluqueria pizzeria podologia resto restaurante restoran rotiseria salon shop spa studio "
    "taller tattoo tienda unas veterinaria "
    "bicicleteria carniceria dietetica farmacia floreria gomeria inmobiliaria joyeria lavanderia "
    "mecanica verduleria vivero zapateria"
)
"""Words that say what a business is."""
_EVERYDAY = _listed(
    "algo alguien amigo amiga amor ahora aca ahi alla bien buen bueno buena cada casa cita cosa "
    "cuenta despues dia favor gente gracias hola hija hijo luego mama mas mes muy nada nadie no "
    "noche otra otro persona plaza precio semana senor senora si tarde tardes toda todo vida"
)
"""Words of every day: none of them is a name with a typo, and none names a business alone."""
_SOUNDS = tuple(
    (re.compile(written), sound)
    for written, sound in (
        ("ch", "X"),
        ("qu|q", "k"),
        ("c(?=[eiy])|z", "s"),
        ("c", "k"),
        ("v", "b"),
        ("ll|y", "i"),
        ("g(?=[ei])", "j"),
        ("h", ""),
        (r"(.)\1+", r"\1"),
    )
)


class NameFit(IntEnum):
    """How much of a name a text says."""

    KIND = 0
    """Only words that decide nothing."""
    PART = 1
    WHOLE = 2
    """Every word that counts, perhaps with typos."""
    EXACT = 3


@dataclass(frozen=True, slots=True)
class FoundName:
    """A name that a text may mean.

    Attributes:
        near: how near the words come that tell it from others, 0 to 1.
    """

    key: str
    fit: NameFit
    near: float


@dataclass(frozen=True, slots=True)
class MeantNames:
    """The keys of the names that a text means, the likeliest first.

    Attributes:
        sure: whether it is one, to be taken without a question.
    """

    keys: tuple[str, ...] = ()
    sure: bool = False


def meant(found: Sequence[FoundName]) -> MeantNames:
    """Choose among the names that were found: one, a few to ask about, or none."""
    exact = [one for one in found if one.fit is NameFit.EXACT]
    if exact:
        return _chosen(exact)
    near = max((one.near for one in found if one.fit is NameFit.WHOLE), default=0.0)
    telling = [one for one in found if one.fit is NameFit.WHOLE or (one.fit and near < SURE)]
    if telling:
        best = max(one.near for one in telling)
        return _chosen([one for one in telling if one.near >= best - _TIE])
    return MeantNames(tuple(one.key for one in found) if len(found) <= CHOICES else ())


def _chosen(found: Sequence[FoundName]) -> MeantNames:
    ranked = sorted(found, key=lambda one: (-one.near, -one.fit, one.key))
    sure = len(ranked) == 1 and ranked[0].near >= SURE
    return MeantNames(tuple(one.key for one in ranked[:CHOICES]), sure)


@dataclass(frozen=True, slots=True)
class _Name:
    """A name as it is compared.

    Attributes:
        words: those that count; without links, unless there is nothing else.
        telling: those of them that tell it from others.
        run: its words in one, as people write them, too: *monpatisserie*.
    """

    key: str
    words: tuple[str, ...]
    telling: frozenset[str]
    run: str


class NameFinder:
    """Names to be found in texts, each with its key; a key may have several.

    Example:
        >>> names = NameFinder([("carla", "Peluquería Carla"), ("costa", "Peluquería La Costa")])
        >>> meant(names.found("lo de karla"))
        MeantNames(keys=('carla',), sure=True)
        >>> meant(names.found("la plaza"))
        MeantNames(keys=(), sure=False)
    """

    def __init__(self, named: Iterable[tuple[str, str]]) -> None:
        worded = [(key, _WORD.findall(fold(name))) for key, name in named]
        counts = Counter(
            word for _, word in {(key, word) for key, words in worded for word in words}
        )
        self._whole: dict[str, list[_Name]] = defaultdict(list)
        self._with_word: dict[str, list[_Name]] = defaultdict(list)
        self._sounding: dict[str, list[str]] = defaultdict(list)
        for key, every in worded:
            words = tuple(_without(every, _LINKS) or every)
            telling = frozenset(word for word in words if _tells(word, counts[word]))
            name = _Name(key, words, telling, "".join(words))
            for text in _wholes(name, every):
                self._whole[text].append(name)
            for word in {*words, name.run}:
                self._with_word[word].append(name)
        for word in self._with_word:
            self._sounding[sound(word)].append(word)
        self._sounds = list(self._sounding)

    def found(self, text: str) -> list[FoundName]:
        """Return the names that a text may mean, in no order; none of them: it names nobody."""
        folded = fold(text[:_TEXT_LIMIT])
        every = _WORD.findall(folded)
        said = _without(_WORD.findall(without_chatter(folded).text), _AROUND)
        words = _without(every, _LINKS)
        exact = self._equal(every) or self._equal(words) or self._equal(said) or self._held(words)
        best: dict[str, FoundName] = {}
        for one in exact or self._near(said):
            known = best.get(one.key)
            if known is None or (one.fit, one.near) > (known.fit, known.near):
                best[one.key] = one
        return list(best.values())

    def _equal(self, words: Sequence[str]) -> list[FoundName]:
        return [
            FoundName(name.key, NameFit.EXACT, 1.0) for name in self._whole.get("".join(words), ())
        ]

    def _held(self, words: Sequence[str]) -> list[FoundName]:
        """Return the longest names of two words and more that a longer text holds whole."""
        known = {
            (name.key, name.run): name for word in words for name in self._with_word.get(word, ())
        }
        held = [
            name
            for name in known.values()
            if len(name.words) > 1 and name.telling and _holds(words, name.words)
        ]
        longest = max((len(name.words) for name in held), default=0)
        return [FoundName(one.key, NameFit.EXACT, 1.0) for one in held if len(one.words) == longest]

    def _near(self, said: Sequence[str]) -> list[FoundName]:
        """Return the names that have all that was said, or words like it.

        Another kind of business than the name's is forgiven, and leaves a doubt.
        """
        heard = {word: self._alike(word) for word in said}
        asked = [alike for word, alike in heard.items() if word not in _KINDS] or list(
            heard.values()
        )
        names = {
            (name.key, name.run): name
            for alike in asked[:1]
            for word in alike
            for name in self._with_word[word]
        }
        found = [
            _fit(name, list(heard.values()))
            for name in names.values()
            if all(_matched(name, alike) for alike in asked)
        ]
        return [one for one in found if one.fit or not _KINDS.isdisjoint(said)]

    def _alike(self, word: str) -> dict[str, float]:
        """Return the words of names that a word may be, each with how near it comes."""
        if word in self._with_word:
            return {word: 1.0}
        if len(word) < _SHORTEST or word in _EVERYDAY:
            return {}
        heard = sound(word)
        if same := self._sounding.get(heard):
            return dict.fromkeys(same, _SOUND)
        near = process.extract(
            heard, self._sounds, scorer=OSA.normalized_similarity, score_cutoff=_LEAST, limit=None
        )
        alike = {
            known: _SWAPPED if sorted(like) == sorted(heard) else score
            for like, score, _ in near
            for known in self._sounding[like]
            if len(known) >= _SHORTEST
        }
        begun = (
            known
            for known in self._with_word
            if known.startswith(word) and len(known) <= 2 * len(word) + 1
        )
        return dict.fromkeys(begun, _BEGINNING) | alike


@lru_cache(maxsize=4096)
def sound(word: str) -> str:
    """Return how a folded word sounds on the River Plate: *karla* and *carla* are one."""
    for written, heard in _SOUNDS:
        word = written.sub(heard, word)
    return word


def _without(words: Sequence[str], others: frozenset[str]) -> list[str]:
    return [word for word in words if word not in others]


def _wholes(name: _Name, every: Sequence[str]) -> set[str]:
    """Return what is a name as a whole, in one: all its words; without links; *lacosta*."""
    own = _without(every, _KINDS)
    linked = len(_without(own, _LINKS)) < len(own)
    shorter = {name.run, "".join(own) if linked else name.run} if name.telling else set()
    return {"".join(every)} | shorter - {""}


def _tells(word: str, names: int) -> bool:
    """Return whether a word that so many names have tells them from others."""
    common = word in _KINDS or word in _EVERYDAY or word in _AROUND or word.isdecimal()
    return names <= CHOICES and len(word) > 1 and not common


def _holds(words: Sequence[str], run: Sequence[str]) -> bool:
    return any(tuple(words[at : at + len(run)]) == run for at in range(len(words) - len(run) + 1))


def _matched(name: _Name, alike: Mapping[str, float]) -> tuple[float, str] | None:
    """Return the word of a name that one of these is, with how near it comes."""
    return max(
        ((near, word) for word, near in alike.items() if word in name.words or word == name.run),
        default=None,
    )


def _fit(name: _Name, heard: Sequence[Mapping[str, float]]) -> FoundName:
    """Return how well a name fits words of which each may be one of the name's."""
    matched = [match for alike in heard if (match := _matched(name, alike))]
    known = {word for _, word in matched}
    telling = [near for near, word in matched if word in name.telling or word == name.run]
    if not (telling and name.telling):
        return FoundName(name.key, NameFit.KIND, 0.0)
    fit = NameFit.WHOLE if name.run in known or known == set(name.words) else NameFit.PART
    return FoundName(name.key, fit, min(telling) * (_DOUBT if len(matched) < len(heard) else 1))
