"""Words of one family: «teñirme» and «tintura», «blanquear» and «blanqueamiento»."""

from __future__ import annotations

import re
from functools import lru_cache

_TRADES = (
    "color raiz raices coloracion colorear tintura tinturar tinte tintar tenir tenido pintar "
    "pintado",
    "corte cortar recortar puntas punta despuntar flequillo emparejar rebajar pelarme "
    "rapar rapado rapada despunte desvanecido fade peluquear peluqueada",
    "barba afeitar afeitado afeitada rasurar rasurado rasurada",
    "manicura manicuria manicure manos unas esmaltado",
    "pedicura pedicuria pedicure pies",
    "depilacion depilar cera",
    "ceja cejas",
    "pestana pestanas",
    "almuerzo almorzar mediodia",
    "cena cenar noche",
    "desayuno desayunar",
    "merienda merendar",
    "consulta revision chequeo revisar",
    "ortodoncia bracket brackets frenos frenillos aparato aparatos",
    "blanqueamiento blanquear blanqueado",
    "extraccion extraer sacarme",
    "masaje masajear masajes",
    "lavado lavar",
)
"""What is named by more than one word in the trades that take bookings, folded."""
_CLITICS = ("melo", "mela", "nos", "me", "te", "se", "lo", "la", "le", "les", "los", "las")
_ENDINGS = (
    "amiento", "imiento", "aciones", "acion", "ciones", "cion", "adura", "edura", "ados", "adas",
    "ado", "ada", "idos", "idas", "ido", "ida", "ando", "endo", "iendo", "aje", "eza", "ura",
    "ar", "er", "ir", "as", "es", "os", "an", "en", "a", "e", "o", "s",
)  # fmt: skip
_SHORTEST = 4
_SMALL = re.compile(r"(\w{4,}?)c?it[oa]s?$")
"""A diminutive: «mechitas»."""
_INFINITIVE = ("ar", "er", "ir")


@lru_cache(maxsize=8192)
def family(word: str) -> str:
    """Return what the words of one family share; a word without one is its own.

    >>> family("tenirme") == family("tintura"), family("limpiarme") == family("limpieza")
    (True, True)
    >>> family("corte") == family("cortina")
    False
    """
    bare = _without_clitic(word)
    if known := _TRADE.get(word) or _TRADE.get(bare):
        return known
    small = _SMALL.match(bare)
    if small is None:
        return _stem(bare)
    whole = (_TRADE.get(small[1] + vowel) for vowel in ("a", "o", "e"))
    return next(filter(None, whole), None) or _stem(small[1])


def _without_clitic(word: str) -> str:
    """«Cortarme» is «cortar»; «fame» is no verb."""
    for clitic in _CLITICS:
        if word.endswith(clitic) and word[: -len(clitic)].endswith(_INFINITIVE):
            return word[: -len(clitic)]
    return word


def _stem(word: str) -> str:
    for ending in _ENDINGS:
        if word.endswith(ending) and len(word) - len(ending) >= _SHORTEST:
            return word[: -len(ending)]
    return word


_TRADE = {word: words.split()[0] for words in _TRADES for word in words.split()}
