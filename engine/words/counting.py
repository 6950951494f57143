"""Numbers written in words: one to fifty-nine, and the ordinals a list needs."""

import re

_FROM_ONE = (
    "uno dos tres cuatro cinco seis siete ocho nueve diez once doce trece catorce quince "
    "dieciseis diecisiete dieciocho diecinueve veinte veintiuno veintidos veintitres "
    "veinticuatro veinticinco veintiseis veintisiete veintiocho veintinueve"
)
_SMALL = _FROM_ONE.split()
_TENS = {"treinta": 30, "cuarenta": 40, "cincuenta": 50}
_ORDINALS = (
    ("primero", "primera", "primer"),
    ("segundo", "segunda"),
    ("tercero", "tercera", "tercer"),
    ("cuarto", "cuarta"),
    ("quinto", "quinta"),
    ("sexto", "sexta"),
    ("septimo", "septima"),
    ("octavo", "octava"),
    ("noveno", "novena"),
    ("decimo", "decima"),
)


def _numbers() -> dict[str, int]:
    table = {word: value for value, word in enumerate(_SMALL, start=1)}
    for ten, base in _TENS.items():
        table[ten] = base
        table |= {f"{ten} y {_SMALL[unit - 1]}": base + unit for unit in range(1, 10)}
    return table


# «un» and «una» are missing on purpose: they are articles far more often than numbers.
NUMBERS = _numbers()
ORDINALS = {word: value for value, words in enumerate(_ORDINALS, start=1) for word in words}

_NUMBER = re.compile(rf"\b(?:{'|'.join(sorted(NUMBERS, key=len, reverse=True))})\b")


def digits(folded: str) -> str:
    """Write number words as digits: «cinco y media» becomes "5 y media"."""
    return _NUMBER.sub(lambda found: str(NUMBERS[found[0]]), folded)
