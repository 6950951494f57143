"""Names of weekdays and months as people type them: short, unaccented, misspelt."""

import re

_WEEKDAYS = (
    ("lunes", "lun", "lune"),
    ("martes", "mar", "marte"),
    ("miercoles", "mie", "mier", "miercole", "miercolez", "mircoles", "mierkoles", "miecoles"),
    ("jueves", "jue", "juev", "juebes", "jueve", "guebes"),
    ("viernes", "vie", "vier", "vierne", "biernes", "virnes", "vierns"),
    ("sabado", "sab", "savado", "sabao", "zabado"),
    ("domingo", "dom", "domigo", "domngo", "domiingo"),
)
_MONTHS = (
    ("enero", "ene"),
    ("febrero", "feb", "febero"),
    ("marzo", "mar", "marso"),
    ("abril", "abr"),
    ("mayo", "may"),
    ("junio", "jun"),
    ("julio", "jul"),
    ("agosto", "ago"),
    ("septiembre", "setiembre", "sep", "sept", "set"),
    ("octubre", "oct", "octubr"),
    ("noviembre", "nov", "nobiembre", "novienbre"),
    ("diciembre", "dic", "disiembre", "dicienbre"),
)
_RELATIVE = (("hoy", "oy"), ("manana", "maniana", "mnana", "manna"))
_SHORTEST_SWAP = 5  # in shorter words swapped letters make other words
_RUN = re.compile(r"([a-z])\1+")


def _table(names: tuple[tuple[str, ...], ...], first: int) -> dict[str, int]:
    table = {spelt: value for value, ways in enumerate(names, first) for spelt in ways}
    for value, ways in enumerate(names, first):
        if len(ways[0]) >= _SHORTEST_SWAP:
            table.setdefault(_shuffled(ways[0]), value)
    return table


def _shuffled(word: str) -> str:
    """The first letter and the rest in order: the same for «viernes» and «vienres»."""
    return f"{word[0]}|{''.join(sorted(word[1:]))}"


_WEEKDAY_OF = _table(_WEEKDAYS, first=0)
_MONTH_OF = _table(_MONTHS, first=1)
_SHIFT_OF = _table(_RELATIVE, first=0)


def weekday(word: str) -> int | None:
    """Say which weekday a folded word names, Monday 0, as `datetime.date.weekday` counts."""
    return _look(word, _WEEKDAY_OF)


def month(word: str) -> int | None:
    """Say which month a folded word names, 1 to 12."""
    return _look(word, _MONTH_OF)


def shift(word: str) -> int | None:
    """Say how many days from today «hoy» (0) and «mañana» (1) are."""
    return _look(word, _SHIFT_OF)


def _look(word: str, table: dict[str, int]) -> int | None:
    single = _RUN.sub(r"\1", word)  # no name here doubles a letter: «mañanaaa»
    if single in table:
        return table[single]
    return table.get(_shuffled(single)) if len(single) >= _SHORTEST_SWAP else None
