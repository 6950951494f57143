"""Spans of hours: «después de las 18», «entre 4 y 6», «a la tarde», «temprano».

They name no hour: they narrow.
"""

from __future__ import annotations

import re
from collections.abc import Callable, Sequence
from dataclasses import replace

from ..patterns import joined, lazy
from ..wish import Wish
from .clock import FIGURE, NUMBER
from .heard import Heard, cut, nothing

PARTS = {
    "madrugada": ("00:00", "06:00"),
    "manana": ("06:00", "12:01"),
    "media manana": ("09:30", "12:00"),
    "mediodia": ("12:00", "14:30"),
    "siesta": ("13:00", "17:00"),
    "tarde": ("12:00", "20:01"),
    "media tarde": ("15:30", "18:30"),
    "tardecita": ("17:00", "20:31"),
    "tarde noche": ("18:00", "22:01"),
    "noche": ("19:00", ""),
    "nochecita": ("19:00", "22:31"),
}
"""Since when and until when a part of the day goes."""
_LABELS = {
    "madrugada": "de madrugada",
    "manana": "a la mañana",
    "media manana": "a media mañana",
    "mediodia": "al mediodía",
    "siesta": "a la siesta",
    "tarde": "a la tarde",
    "media tarde": "a media tarde",
    "tardecita": "a la tardecita",
    "tarde noche": "a la tarde noche",
    "noche": "a la noche",
    "nochecita": "a la nochecita",
}
_AROUND = {"almuerzo": "13:00", "almorzar": "13:00", "comer": "13:30", "mediodia": "12:00"}
_WORK = "18:00"
_H = rf"(?:las |la )?(?P<{{0}}>{NUMBER})(?:[:.](?P<{{0}}m>[0-5]\d))?(?P<{{0}}y> y media)?(?: hs)?"
_A = _H.format("a")
_B = _H.format("b")
_OF = r"(?: (?:de|a|por|en) la (?P<of>manana|tarde|noche)| (?P<ampm>[ap])m)?"
_BETWEEN = lazy(
    joined(
        rf"""
        \b(?:entre (?:tipo )?{_A}(?: hs)? (?:y|a|e) {_B}|(?:desde
        |de) {_A.replace("<a", "<c")} (?:a
        |hasta) {_B.replace("<b", "<d")}){_OF}\b(?! ?(?:de )?(?:septiembre|octubre|enero|febrero
        |marzo|abril|mayo|junio|julio|agosto|noviembre|diciembre|personas))
        """
    )
)
_SINCE = lazy(
    joined(
        rf"""
        \b(?:(?:un poco |algo |bien )?(?:despues|luego|pasadas?|mas tarde) (?:de |que )?
        |a partir de |desde |no antes de |de )(?P<lead>las )?(?P<a>{NUMBER})(?:
        [:.](?P<am>[0-5]\d))?(?P<ay> y media)?(?P<unit> hs
        | horas)?{_OF}(?P<on> en adelante)?\b(?![/:.]\d)
        """
    )
)
_UNTIL = lazy(
    joined(
        rf"""
        \b(?:antes de|hasta|no mas tarde de|como mucho a|maximo a
        |no despues de) (?P<lead>las )?(?P<a>{NUMBER})(?:
        [:.](?P<am>[0-5]\d))?(?P<ay> y media)?(?P<unit> hs
        | horas)?{_OF}\b(?![/:.]\d)
        """
    )
)
_ONLY_SINCE = lazy(
    joined(
        rf"""
        \brecien (?:puedo |salgo |llego |me libero )?(?:a|desde|tipo|como a|para)
        (?: eso de)?(?P<lead> las)? (?P<a>{NUMBER})(?:[:.](?P<am>[0-5]\d))?(?P<ay> y media)?
        (?P<unit> hs| horas)?{_OF}\b(?![/:.]\d)
        """
    )
)
_SINCE_ONLY = lazy(
    joined(
        rf"""
        \b(?:a|desde|tipo)(?: eso de)? (?P<lead>las )(?P<a>{NUMBER})(?:[:.](?P<am>[0-5]\d))?
        (?P<ay> y media)?(?P<unit> hs| horas)?{_OF} recien\b
        """
    )
)
"""«Puedo recién a las 5», «a las 5 recién»."""
_A_BIT_PAST = lazy(
    rf"\b(?:(?:a|tipo|para|como a)(?: eso de)? )?(?:las |la )?(?P<a>{NUMBER})(?P<am>(?!))?"
    rf"(?P<ay>(?!))? y (?:pico|algo|pocos?){_OF}"
)
"""«A las cinco y pico»."""
_AFTER_NOON = lazy(
    joined(
        r"""
        \b(?:pasado el|pasando el|despues de|despues del|luego del?
        |a partir del?) (?:el )?(mediodia|medio dia|almuerzo|almorzar|comer)\b
        """
    )
)
_BEFORE_NOON = lazy(r"\bantes de(?:l)? (?:el )?(mediodia|medio dia|almuerzo|almorzar|comer)\b")
_AFTER_WORK = lazy(
    joined(
        r"""
        \b(?:despues|saliendo|a la salida|cuando salgo|salgo) de(?:l)? (?:mi )?(?:trabajo|laburo
        |trabajar|laburar|oficina|cole|pega|chamba)\b|\bcuando salgo\b
        """
    )
)
_BUSY_TILL = lazy(
    joined(
        rf"""
        \b(?:(?:salgo|salimos|salen?|termino|terminan?|terminamos|(?:me|se) (?:desocup|liber)[oa])
        (?: \w+){{0,5}}?(?: a| tipo
        | recien a| hasta| como a)|(?:trabajo|laburo|estudio|curso|estoy|tengo
        |ando)(?: \w+){{0,3}}?[ ]
        hasta) (?P<lead>las )?(?P<a>{NUMBER})(?:[:.](?P<am>[0-5]\d))?(?P<ay> y media)?(?P<unit> hs
        | horas)?{_OF}\b(?![/:.]\d)
        """
    )
)
_OUT_AT = lazy(
    joined(
        rf"""
        \b(?:salgo|salimos|salen?|termino|terminan?|terminamos)(?: \w+){{0,5}}? (?P<lead>(?!))?
        (?P<a>{NUMBER})(?:(?:[:.](?P<am>[0-5]\d))|(?P<ay> y media)|(?P<unit> hs| horas))
        {_OF}\b(?![/:.]\d)
        """
    )
)
"""«Mi hija sale de la escuela 12:30»."""
_LEAVES_AT = lazy(
    joined(
        rf"""
        \b(?:a
        |tipo)(?: eso de)? (?P<lead>las )(?P<a>{NUMBER})(?:[:.](?P<am>[0-5]\d))?(?P<ay> y media)?
        (?P<unit> hs| horas)?{_OF} (?:\w+ )?(?P<does>salgo|salimos|termino|me desocupo|entro
        |entramos
        |tengo que (?:entrar|irme|estar))\b
        """
    )
)
_BUSY_FROM = lazy(
    joined(
        rf"""
        \b(?:entro|entramos|empiezo|arranco|tengo que (?:entrar|irme|estar))(?: \w+){{0,3}}? (?:a
        |tipo
        |desde)(?: eso de)? (?P<lead>las )(?P<a>{NUMBER})(?:[:.](?P<am>[0-5]\d))?(?P<ay> y media)?
        (?P<unit> hs| horas)?{_OF}\b(?![/:.]\d)
        """
    )
)
_PART = lazy(
    joined(
        r"""
        \b(?:(?:a|por|en|de|x|durante|toda|cualquier hora de|ser) (?:de )?(?:
        la|esta) |a |de |por |(?<=hoy )
        |(?<=lunes )|(?<=martes )|(?<=miercoles )|(?<=jueves )|(?<=viernes )|(?<=sabado )
        |(?<=domingo )|(?<=\d )(?<!para \d )(?<!somos \d )(?<!mesa de \d )(?!manana (?:a|por
        |en) la)|(?<=# )|(?<=manana ))(?:ultima |primera )?(tarde noche
        |tardecita noche|media manana|media tarde|manana temprano|manana|tardecita|tarde
        |nochecita|noche|siesta|madrugada)\b(?! en (?:8|15)\b)
        """
    )
)
_EARLY = lazy(
    joined(
        r"""
        \b(?:(?:bien|muy|mas|lo mas|re|super) )*temprano(?: posible)?\b|\b(?:a )?primer(?:a
        |as) horas?(?: de la (?P<of>manana|tarde|noche))?\b|\bapenas (?:abren|abra)\b
        |\ben cuanto abran\b
        """
    )
)
_LATE = lazy(
    joined(
        r"""
        \b(?:a )?ultim(?:a|as) horas?\b|\b(?:la|el|lo) ultim[oa] (?:que (?:te |les |me )?(?:tengas
        |tenes|tienes|tengan|tienen|quede|queda|haya|hay)|libre|disponible
        |turno|horario|hora|lugar|cita)\b
        |\b(?:lo |bien |muy |re |super )*(?:mas )?tarde (?:posible|que (?:puedas|se pueda|tengas
        |haya|puedan|tengan))\b|\blo mas tarde\b
        |\b(?:bien|muy|re) tarde\b(?! (?:te|les|lo|vuelvo|veo)\b)
        |\bantes de (?:que )?cerrar\b|\bal cierre\b
        |\bsobre el cierre\b
        """
    )
)


_SOME = (
    r"(?:un (?:poco|poquito|poquitito|rato|ratito|cachito|toque|pelin)|algo|apenas|media hora"
    r"|(?:una|1) hora(?: y media)?|[1-9]\d? (?:minutos?|horas?|hs))"
)
_BESIDE = lazy(
    joined(
        rf"""
        \b(?<!lo )(?P<some>{_SOME} )?(?P<way>mas tarde|mas temprano|mas tempranito|mas adelante
        |(?:(?<=ir )|(?<=venir )|(?<=pasar )|(?<=ser )|(?<=algo )|(?<=nada )|(?<=hora )|(?<=rato )
        |(?<=poco )|(?<=poquito )|(?<=ratito )|(?<=minutos )|(?<=horas )|(?<=llegar )
        |(?<=hs )|(?<=media )|(?<=turno ))(?:antes|despues))
        (?! (?:de|del|que|posible|te|les|lo|vuelvo|veo|aviso|escribo|hablo)\b)
        """
    )
)
_WAYS = ("mas ", "antes", "despues")
"""One of these has to be in a text before `_BESIDE` is looked for."""
_LATER_ON = lazy(
    r"\b(?:(?:te|les|le|nos) \w+|vuelvo|hablamos|escribo|confirmo|aviso|l[oa] (?:veo|pienso)) $"
)
"""«Te escribo más tarde» is of no hour of a booking."""
_SAME_HOUR = lazy(
    r"\b(?:(?:a|en|con) (?:la|el) igual|(?:(?:a|en|con) )?(?:(?:la|el) )?mism[oa])"
    r" (?:hora|horario)\b(?! de s)"
)


def read_beside(text: str) -> Heard:
    """Read an hour beside the one that was chosen: «media hora después», «a la misma hora»."""
    if found := _SAME_HOUR.search(text):
        return cut(text, found, Wish(shift=0))
    found = _BESIDE.search(text) if any(way in text for way in _WAYS) else None
    if found is None or _LATER_ON.search(text[: found.start()]):
        return nothing(text)
    later = found["way"] not in ("antes", "mas temprano", "mas tempranito")
    minutes = _length(found["some"] or "")
    if minutes:
        return cut(text, found, Wish(shift=minutes if later else -minutes))
    return cut(text, found, Wish(pick="later" if later else "earlier"))


def _length(some: str) -> int:
    """Return how many minutes «media hora», «20 minutos» are; 0 for «un poco»."""
    count, _, unit = some.partition(" ")
    number = int(count) if count.isdecimal() else 1
    if "minuto" in unit:
        return number
    if not unit.startswith(("hora", "hs")):
        return 0
    return 30 if count == "media" else 60 * number + 30 * ("media" in unit)


def read_windows(text: str) -> Heard:
    """Read since when, until when, or between which hours."""
    figures = FIGURE.search(text) is not None
    if figures and (found := _BETWEEN.search(text)) and (wish := _between(found)):
        return cut(text, found, wish)
    for pattern, wished in (*(_OF_FIGURES if figures else ()), *_OF_WORDS):
        if found := pattern.search(text):
            return cut(text, found, wished(found))
    for pattern, wished in ((_UNTIL, _until), (_SINCE, _since)) if figures else ():
        for found in pattern.finditer(text):
            if _is_an_hour(found):
                return cut(text, found, wished(found))
    return nothing(text)


def _after_work(_: re.Match[str]) -> Wish:
    return Wish(since=_WORK, label="después de las 18")


def _after_noon(found: re.Match[str]) -> Wish:
    return Wish(since=_AROUND.get(found[1], "12:00"), label="después del mediodía")


def _before_noon(_: re.Match[str]) -> Wish:
    return Wish(until="12:01", label="antes del mediodía")


def _beside_work(found: re.Match[str]) -> Wish:
    """«Salgo a las 18» and «trabajo hasta las 18» leave what is after; «entro a las 9», before."""
    at = _at(found, "a", found["of"] or found["ampm"])
    comes = re.search(r"\b(?:entr\w+|empiezo|arranco|irme|estar)\b", found[0])
    if comes and "hasta" not in found[0]:
        return Wish(until=at, label=f"antes de las {_short(at)}")
    return Wish(since=_next(at), label=f"después de las {_short(at)}")


def _until(found: re.Match[str]) -> Wish:
    at = _at(found, "a", found["of"] or found["ampm"], later=True)
    before = found[0].startswith("antes")
    label = f"{'antes de' if before else 'hasta'} las {_short(at)}"
    return Wish(until=at if before else _next(at), label=label)


def _since(found: re.Match[str]) -> Wish:
    at = _at(found, "a", found["of"] or found["ampm"])
    on = found[0].startswith(("desde", "a partir", "de ", "no antes")) or "recien" in found[0]
    return Wish(since=at, label=f"{'desde' if on else 'después de'} las {_short(at)}")


def _a_bit_past(found: re.Match[str]) -> Wish:
    at = _at(found, "a", found["of"] or found["ampm"])
    return Wish(since=at, until=_next(f"{at[:2]}:59"), label=f"a las {_short(at)} y pico")


def _is_an_hour(found: re.Match[str]) -> bool:
    """«Después de las 18», «antes de 12 hs», «de 5 en adelante»; «después del 10» is a day."""
    if found[0].startswith("de "):
        return bool(found["on"])
    marked = any(found[mark] for mark in ("lead", "am", "ay", "unit", "of", "ampm"))
    return marked or (int(found["a"]) <= 24 and " del " not in found[0])


def _between(found: re.Match[str]) -> Wish | None:
    first, last = ("a", "b") if found["a"] else ("c", "d")
    part = found["of"] or found["ampm"]
    end = _at(found, last, part, later=True)
    start = _at(found, first, part)
    if start >= end and int(found[first]) < 12:
        start = f"{int(found[first]):02}{start[2:]}"
    if start >= end:
        return None
    label = f"entre las {_short(start)} y las {_short(end)}"
    return Wish(since=start, until=_next(end), label=label)


def _at(found: re.Match[str], name: str, part: str | None, *, later: bool = False) -> str:
    """Return the hour of a span; which half of the day is guessed, for it only narrows."""
    hour, minute = int(found[name]), found[f"{name}m"] or ("30" if found[f"{name}y"] else "00")
    if (part in ("tarde", "noche", "p") and hour < 12) or (
        part is None and 1 <= hour <= (8 if later else 7)
    ):
        hour += 12
    return f"{hour % 24 if hour != 24 else 23:02}:{minute if hour != 24 else '59'}"


def _next(at: str) -> str:
    """Return the minute after: «hasta las 18» lets 18:00 be."""
    hour, minute = int(at[:2]), int(at[3:]) + 1
    return f"{hour + minute // 60:02}:{minute % 60:02}"


def _short(at: str) -> str:
    return at[:2].lstrip("0") or "0" if at.endswith(":00") else at


_OF_FIGURES: Sequence[tuple[re.Pattern[str], Callable[[re.Match[str]], Wish]]] = (
    *((pattern, _beside_work) for pattern in (_BUSY_TILL, _OUT_AT, _LEAVES_AT, _BUSY_FROM)),
    (_A_BIT_PAST, _a_bit_past),
    *((pattern, _since) for pattern in (_ONLY_SINCE, _SINCE_ONLY)),
)
"""What is said around an hour, and what it comes to."""
_OF_WORDS: Sequence[tuple[re.Pattern[str], Callable[[re.Match[str]], Wish]]] = (
    (_AFTER_WORK, _after_work),
    (_AFTER_NOON, _after_noon),
    (_BEFORE_NOON, _before_noon),
)


def read_parts(text: str) -> Heard:
    """Read a part of the day."""
    found = _PART.search(text)
    if not found:
        return nothing(text)
    name = {"manana temprano": "manana", "tardecita noche": "tarde noche"}.get(found[1], found[1])
    since, until = PARTS[name]
    wish = Wish(since=since, until=until, label=_LABELS[name])
    if "ultima" in found[0]:
        wish = replace(wish, pick="last")
    if "primera" in found[0] or "temprano" in found[0]:
        wish = replace(wish, pick="first")
    return cut(text, found, wish)


def read_preferences(text: str) -> Heard:
    """Read whether early or late is wanted."""
    if found := _EARLY.search(text):
        return cut(text, found, Wish(pick="first", label="lo más temprano"))
    if found := _LATE.search(text):
        return cut(text, found, Wish(pick="last", label="lo más tarde"))
    return nothing(text)
