"""Words as people type them, and the ones that readers look for.

Short forms, misspellings, diminutives, what is said in Chile, Uruguay and Mexico, and the few
Portuguese and English words that travellers use.
"""

from __future__ import annotations

import re
from functools import lru_cache

from rapidfuzz.distance import OSA

from ..words import calendar_words
from .patterns import listed

WEEKDAYS = ("lunes", "martes", "miercoles", "jueves", "viernes", "sabado", "domingo")
MONTHS = (
    *("enero", "febrero", "marzo", "abril", "mayo", "junio", "julio", "agosto"),
    *("septiembre", "octubre", "noviembre", "diciembre"),
)

_SPELT = {
    # short and sloppy
    "q": "que", "k": "que", "ke": "que", "qe": "que", "xq": "porque", "pq": "porque", "x": "por",
    "pa": "para", "pal": "para el", "pa'l": "para el", "d": "de", "tb": "tambien", "tmb": "tambien",
    "bn": "bien", "grax": "gracias", "grac": "gracias", "grcs": "gracias", "graciass": "gracias",
    "alas": "a las", "ala": "a la", "ha": "a", "aver": "a ver", "porfavor": "por favor",
    "xfa": "porfa", "xfavor": "por favor", "pls": "porfa", "plis": "porfa", "porfis": "porfa",
    "porfi": "porfa", "finde": "fin de semana", "prox": "proximo", "próx": "proximo",
    "proxima": "proximo", "hrs": "hs", "hr": "hs", "hras": "hs", "h": "hs", "horas": "horas",
    "am": "am", "pm": "pm", "min": "minutos", "aprox": "aproximadamente", "tipin": "tipo",
    "tipín": "tipo", "nro": "numero", "num": "numero", "n°": "numero",
    "mñn": "manana", "mnn": "manana", "mna": "manana", "mnna": "manana", "manna": "manana",
    "mñna": "manana", "maana": "manana", "maniana": "manana", "manan": "manana", "mana": "manana",
    "mananita": "manana", "tempra": "temprano", "tempranito": "temprano", "trde": "tarde",
    "tard": "tarde", "tardesita": "tardecita", "noshe": "noche", "medio-dia": "mediodia",
    "medidia": "mediodia", "mdia": "mediodia", "stamos": "estamos",
    "dps": "despues", "dsp": "despues", "desp": "despues", "dsps": "despues", "despu": "despues",
    "dnd": "donde", "dond": "donde", "tbn": "tambien", "tmbn": "tambien", "dsd": "desde",
    "hta": "hasta", "hsta": "hasta", "xa": "para", "pra": "para", "mjr": "mejor", "cdo": "cuando",
    "qdo": "cuando", "kuando": "cuando", "aki": "aqui", "tngo": "tengo", "kerria": "quiero",
    "bno": "bueno", "weno": "bueno", "porq": "porque",
    # yes, no and the rest of small talk
    "sii": "si", "sip": "si", "sep": "si", "sipi": "si", "sipo": "si", "sisi": "si", "sisisi": "si",
    "see": "si", "sehh": "si", "seh": "si", "yep": "si", "yes": "si", "sim": "si", "simon": "si",
    "ok": "ok", "oka": "ok", "okey": "ok", "okay": "ok", "okis": "ok", "okas": "ok", "oki": "ok",
    "okk": "ok", "oks": "ok", "okeyy": "ok", "dalee": "dale", "dl": "dale", "dla": "dale",
    "nop": "no", "nope": "no", "noo": "no", "nono": "no no", "nah": "no", "nel": "no",
    "nao": "no", "na": "no",
    "thanks": "gracias", "obrigado": "gracias", "obrigada": "gracias", "thx": "gracias",
    "hello": "hola", "hi": "hola", "oi": "hola", "ola": "hola", "holaa": "hola", "holis": "hola",
    "holi": "hola", "wenas": "buenas", "bnas": "buenas", "holu": "hola",
    "ta": "esta", "tas": "estas", "toy": "estoy",
    # titles
    "dra": "doctora", "dr": "doctor", "doc": "doctor", "lic": "licenciada", "prof": "profesor",
    # days
    "oy": "hoy", "today": "hoy", "hoje": "hoy", "tomorrow": "manana", "amanha": "manana",
    "monday": "lunes", "tuesday": "martes", "wednesday": "miercoles", "thursday": "jueves",
    "friday": "viernes", "saturday": "sabado", "sunday": "domingo", "sabados": "sabado",
    "domingos": "domingo", "terca": "martes", "ahorita": "ahora", "ahorra": "ahora",
    "sab": "sabado", "sáb": "sabado", "finds": "fin de semana", "ndes": "fin de semana",
    # hours
    "onse": "11", "dose": "12", "sinco": "5", "nuebe": "9", "dies": "10", "seiz": "6",
    "at": "a las", "as": "a las", "morning": "manana", "afternoon": "tarde", "evening": "noche",
    "noite": "noche", "noon": "mediodia", "manha": "la manana",
    "one": "1", "two": "2", "three": "3", "four": "4", "five": "5", "six": "6", "seven": "7",
    "eight": "8", "nine": "9", "ten": "10", "eleven": "11", "twelve": "12",
    # wishes
    "quero": "quiero", "kiero": "quiero", "qiero": "quiero", "qero": "quiero", "kero": "quiero",
    "queria": "quiero", "quisiera": "quiero", "querria": "quiero", "nesesito": "necesito",
    "necesitaria": "necesito", "ocupo": "necesito", "um": "un", "uma": "una",
    "turnito": "turno", "turnitos": "turnos", "turn": "turno", "turo": "turno", "tunro": "turno",
    "trno": "turno", "turmo": "turno", "horita": "hora", "citas": "cita", "sita": "cita",
    "horario": "horario", "resevar": "reservar", "reserbar": "reservar", "reservasion": "reserva",
    "reservacion": "reserva", "book": "reservar", "booking": "reserva", "appointment": "turno",
    "cancel": "cancelar", "cansela": "cancela", "canselar": "cancelar", "price": "precio",
    "preco": "precio", "quanto": "cuanto", "cuant": "cuanto", "cto": "cuanto", "presio": "precio",
    "presios": "precios", "ubicasion": "ubicacion", "direcion": "direccion",
}  # fmt: skip
_PHRASES = tuple(
    (sign, re.compile(rf"\b(?:{pattern})\b"), by)
    for sign, pattern, by in (
        ("feira", r"(segunda|lunes)[ -]feira", "lunes"),
        ("feira", r"(terca|martes)[ -]feira", "martes"),
        ("feira", r"(quarta)[ -]feira", "miercoles"),
        ("feira", r"(quinta|jueves)[ -]feira", "jueves"),
        ("feira", r"(sexta|viernes)[ -]feira", "viernes"),
        ("depois", r"depois de manana", "pasado manana"),
        ("after", r"(?:the )?day after manana", "pasado manana"),
        ("half", r"half past (\d{1,2})", r"a las \1 y media"),
        ("quarter", r"quarter past (\d{1,2})", r"a las \1 y cuarto"),
        ("quarter", r"quarter to (\d{1,2})", r"a las \1 menos cuarto"),
        ("esta ", r"esta (tarde|tardecita|noche|manana)", r"hoy a la \1"),
        ("onda", r"(?<!que )onda", "tipo"),
        ("por fa", r"por fa", "porfa"),
        (" del ", r"(\d{1,2}) del (\d{1,2})", r"\1/\2"),
        (
            "re ",
            rf"(?<!de )(?<!\d )({'|'.join(MONTHS)}) (\d{{1,2}})(?! (?:hs|horas|de la))",
            r"\2 de \1",
        ),
        (" da ", r"(?<=\d )da (tarde|noche|manana)", r"de la \1"),
        ("in the", r"in the (manana|tarde|noche)", r"a la \1"),
        ("la la", r"de la la manana", "de la manana"),
        ("next", r"next (\w+)", r"\1 que viene"),
        (" de ", r"(?<=\d )de (tarde|noche|manana)", r"de la \1"),
        ("marcar", r"marcar un horario", "reservar un turno"),
        ("a la 1", "a la 1", "a las 1"),
        ("no mas", r"(?<!que )(?<!hay )(?<!tenes )(?<!tienen )no mas(?= \||$)", "nomas"),
    )
)
"""Phrases of several words, each with what has to be in a text before it is looked for."""
_NO_DAYS = listed(
    """
    salado sacado jueces nueves cabado nueve jueza luces lunas lines llenes llanes mares mates
    marques marquez martas martel martos master matters maltes dominio domino dominga sabido
    salvado sanado saab doom venirse
    """
)
"""Words and names that sound nearly like a weekday and are none: «hacerme las luces»."""
_BEFORE_A_DAY = listed("el este proximo del al los")
_SILENT, _SOFT, _HARD = re.compile("(?<!c)h"), re.compile("c(?=[ei])"), re.compile("c(?!h)")
_RUN = re.compile(r"([a-z])\1{1,}")
_TWICE = re.compile(r"(si|ok|ya|va|ta|dale|bueno|claro|gracias|chau|porfa)\1+")
"""Words that are said twice in one breath: «okok», «daledale»."""
_SHORTEST_START = 4
_ALONE = {"segunda": "", "quarta": "miercoles", "quinta": "jueves", "sexta": "viernes"}
_NUMBER_BEFORE = re.compile(r"\d{1,2}(?:ro)?$")


@lru_cache(maxsize=8192)
def mended(word: str) -> str:
    """Return a folded word as readers look for it; most words stay as they are.

    >>> mended("juebes"), mended("turnito"), mended("siii")
    ('jueves', 'turno', 'si')
    """
    if word.isdecimal() or word in _NO_DAYS:
        return word
    known = _SPELT.get(word)
    if known is not None:
        return known
    if twice := _TWICE.fullmatch(word):
        return mended(twice[1])
    single = _RUN.sub(r"\1", word)
    if single in _SPELT:
        return _SPELT[single]
    if single in _SMALL:
        return single
    return _named(single) or _diminutive(word, single)


def _named(single: str) -> str:
    """Return the weekday or relative day that a word names, if it does; "" otherwise."""
    if len(single) >= 3 and single not in ("mar", "set"):
        weekday = calendar_words.weekday(single)
        if weekday is not None:
            return WEEKDAYS[weekday]
    shift = calendar_words.shift(single)
    if shift is not None:
        return ("hoy", "manana")[shift]
    if len(single) >= _SHORTEST_START and (begun := [d for d in WEEKDAYS if d.startswith(single)]):
        return begun[0]
    if len(single) < 5 or single in _NO_DAYS:
        return ""
    heard = sound(single)
    for day, its in zip(WEEKDAYS, _SOUNDS, strict=True):
        if heard == its or (single[0] == day[0] and OSA.distance(heard, its) <= 1):
            return day
    return ""


def _diminutive(word: str, single: str) -> str:
    """Take a diminutive off: «turnito», «cortecito», «juevecito»."""
    for ending, back in (("cito", ""), ("cita", ""), ("ito", "o"), ("ita", "a")):
        if word.endswith(ending) and len(word) >= len(ending) + 3:
            stem = word[: -len(ending)] + back
            return _named(stem) or (stem if stem in _DIMINISHED else word)
    return single if single in _KNOWN else word


@lru_cache(maxsize=8192)
def sound(word: str) -> str:
    """Return how a word sounds: b is v, z and soft c are s, k is c, h is silent.

    >>> sound("varva") == sound("barba"), sound("korte") == sound("corte")
    (True, True)
    """
    text = _SILENT.sub("", word).replace("v", "b").replace("z", "s").replace("qu", "k")
    return _HARD.sub("k", _SOFT.sub("s", text)).replace("ll", "y")


_SOUNDS = tuple(map(sound, WEEKDAYS))
_SMALL = listed(
    """
    mar ma mi ju vi sa do lu
    """
)
_DIMINISHED = listed(
    """
    turno hora corte cita rato momento segundo minuto tarde noche lugar mesa barba color joya
    genia linda amor beso pareja
    """
)
_KNOWN = listed(
    """
    dale gracias hola buenas no si genial listo barbaro joya claro perfecto
    """
)
_SHORT_DAYS = {"lu": 0, "ma": 1, "mi": 2, "ju": 3, "vi": 4, "sa": 5, "do": 6, "mar": 1}


def spoken(words: list[str]) -> str:
    """Return folded words as readers look for them, one space between two."""
    said: list[str] = []
    for place, word in enumerate(words):
        before = said[-1] if said else ""
        said.append(_in_place(word, before, words, place))
    text = " ".join(said)
    for sign, pattern, by in _PHRASES:
        if sign in text:
            text = pattern.sub(by, text)
    return text


def _in_place(word: str, before: str, words: list[str], place: int) -> str:
    """Return a word as its neighbours let it be read: «3 mar», «mar 3», «ju 27», «28 ago»."""
    if len(word) <= 4 and word.isalpha():
        dated = _NUMBER_BEFORE.match(before) or (before == "de" and place > 1)
        month = _month(word) if dated else None
        if month is not None:
            return MONTHS[month - 1]
        following = words[place + 1] if place + 1 < len(words) else ""
        if word in _SHORT_DAYS and (following.isdecimal() or (word == "mar" and len(words) < 4)):
            return WEEKDAYS[_SHORT_DAYS[word]]
    if len(words) == 1 and _ALONE.get(word):
        return _ALONE[word]
    if len(word) > 4 and (month := _month(word)) is not None:
        return MONTHS[month - 1]
    if word == "vienes" and before not in _BEFORE_A_DAY:
        return word  # «¿a qué hora vienes?»; «el vienes» is a Friday
    return mended(word)


@lru_cache(maxsize=8192)
def _month(word: str) -> int | None:
    return calendar_words.month(word)
