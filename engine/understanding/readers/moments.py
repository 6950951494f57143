"""Days and hours of a whole message: clause by clause, and never across a «no»."""

from __future__ import annotations

import re
from collections.abc import Sequence
from dataclasses import replace
from datetime import date, timedelta

from ...words.halves import halves
from ..commands import CLEAR, Act, Command
from ..lexicon import MONTHS, WEEKDAYS
from ..patterns import joined, lazy
from ..scene import Scene
from ..sentence import BREAK, Sentence
from ..wish import Wish
from .clock import NUMBER
from .days import SOONEST, read_days
from .heard import GONE, Heard
from .hours import read_hours
from .soon import read_soon

DATE, TIME = "date", "time"

_SPLIT = lazy(
    rf"\s*(?:\{BREAK}|\b(?:pero|sino|aunque|digo|perdon|en realidad|corrijo|quise decir"
    r"|porque|ya que)\b)\s*"
)
_BETTER = lazy(r"(.*\bno\b.*?) (mejor (?!no\b).*)$")
_YES_NO = lazy(
    r"^(.*? no(?: puedo| voy a poder| me sirve| llego| podria)?) ((?:el |la |a |para |si el ).*)$"
)
_INSTEAD = lazy(
    r"\b(?:mejor|digo|perdon|en realidad|corrijo|quise decir|prefiero|preferiria|cambialo|pasalo)\b"
)
_ASKS_NO = lazy(
    joined(
        r"""
        \b(?:por que no|no (?:trabajo|laburo|curso|estudio|tenes|tenias|tienen|tendras|tendran
        |tendrias|hay|habra|habria
        |(?:te|les) queda\w*|quedan?|queda\w*|podes|podras|podrias|podran|podria ser|puede ser
        |podra ser|sera|seria|sabes si|me (?:das|podes|podras|darias|agendas|anotas)|importa
        |te parece|mas tarde|antes de|despues de|pasa nada|hay problema))\b
        """
    )
)
_MAY_TELL = lazy(
    joined(
        r"""
        \d|\b(?:lunes|martes|miercoles|jueves|viernes|sabado|domingo|enero|febrero|marzo|abril
        |mayo|junio|julio|agosto|septiembre|setiembre|octubre|noviembre|diciembre|hoy|manana
        |pasad[oa]s?|ayer|anoche|anteayer|antier|semanas?|mes|meses|fin|fines|dias?|habil|habiles
        |tarde|tardecita|noche|nochecita|siesta|madrugada|mediodia|medio|media|medianoche
        |temprano|horas?|horario|momento|ultim[oa]s?|primer|primer[oa]s?|cierre|cerrar|abran
        |abren|abra|salgo|salida|saliendo|despues|antes|luego|posible|pronto|rapido|cuanto
        |urgente|cercano|proximo|igual|mismo|cualquiera?|cuando|indistinto|preferencia|elegi
        |decime|ahora|rato|minutos?|tiro|toque|ya|principios?|comienzos?|mediados|finales|sea|tengas?|tengan
        |haya|quieras|puedas|gusto|convenga|almuerzo|almorzar|comer|cada|todas)\b
        """
    )
)
"""What a clause has in it that tells of a day or an hour; of most there is none."""
_NO = lazy(r"\b(?:no|nunca|tampoco|imposible|ni)\b")
_EVENT = lazy(
    joined(
        r"""
        \b(?:mi|el|la|un|una) (?:cumple\w*|aniversario|casamiento|boda|fiesta|viaje|egreso|examen
        |entrevista|quince|bautismo|vuelo|acto|evento|graduacion) (?:es|cae|lo festejo|la hago)\b
        |\b(?:me caso|viajo|cumplo|me voy de viaje|tengo (?:un |una |el |la |mi )*(?:cumple\w*
        |casamiento
        |boda|fiesta|viaje|examen|entrevista|aniversario|bautismo|vuelo|evento))\b
        """
    )
)
_ITS_DAY = lazy(
    r"\b(?:cumple\w*|aniversario|casamiento|boda|fiesta|viaje|examen|bautismo|evento)"
    r"(?: del? (?:\w+ )?\w+)? que (?:es|cae)\b"
)
"""«Para el cumple de mi hija, que es el 12» is that day, but for what is to be done before."""
_ORIGIN = lazy(
    joined(
        r"""
        \b((?:cambi|mov|muev|pas|corr|reprogram|reagend|posterg|adelant|modific|traslad|aplaz)
        (?:\w+ (?:\w+ ){0,2}(?:turno|reserva|cita|hora|mesa|sesion|consulta)|\w*l[oa]))
        (?: (?:del|de|de las?|que (?:tengo|tenia|saque|pedi)(?: para)?) (?:el |la |las |dia )*
        (?:hoy|pasado manana|manana|lunes|martes|miercoles|jueves|viernes|sabado|domingo
        |\d{1,2}(?:[:/.-]\d{1,2})*)(?: (?:hs|hrs|horas|de (?:enero|febrero|marzo|abril|mayo|junio
        |julio|agosto|septiembre|octubre|noviembre|diciembre)|a las? \d{1,2}(?::\d\d)?
        (?= (?:al?|para)\b)))*)+\b
        """
    )
)
"""The day or hour that a booking is moved from: «cambiar el turno *del viernes* al lunes»."""
_TELL = r"(?:confirmo|digo|aviso|contesto|respondo|escribo|hablo|llamo|cuento|paso)"
_THEN = (
    r"(?:hoy|(?:pasado )?manana|mas tarde|luego|despues|en un rato|a la (?:tarde|noche|manana)"
    r"|(?:el )?(?:lunes|martes|miercoles|jueves|viernes|sabado|domingo))"
)
_TOLD_THEN = lazy(
    rf"\b(?:{_THEN} )+(?:ya )?(?:te|les) (?:\w+ )?{_TELL}\b"
    rf"|\b(?:te|les) (?:\w+ )?{_TELL}(?: (?:bien|seguro|todo))?(?: {_THEN})+\b"
)
"""When an answer comes is no day to book: «el lunes te digo», «te confirmo mañana»."""
_WEEK_AFTER_NEXT = lazy(
    r"\b(?:la )?(?:semana que viene|proximo semana) no (?:\| )?(?:sino )?la "
    r"(?:otra|siguiente|que sigue|de despues)\b"
)
_BEFOREHAND = lazy(r"\b(?:antes|dias? previos?|la semana anterior)\b(?! de)")
_DAYS_AWAY = lazy(
    r"\b(?:(?:un|el|(?P<n>[2-9])) dias? (?P<way>antes|despues|anterior|previo)|(?:la )?vispera)\b"
)
_BUSY = lazy(
    joined(
        r"""
        \b(?:(?<!del )(?<!el )(?<!mi )(?<!no )(?:trabajo|laburo)|(?<!no )curso|estudio|viajo
        |me (?:mudo
        |voy(?: de viaje)?|toca guardia)|estoy (?:
        ocupad[oa]|complicad[oa]|de viaje|trabajando|afuera|llen[oa]|a full|con cosas)|(?:lo|la|los
        |las) tengo (?:todo )?(?:complicad|ocupad|llen|tomad)\w+|se me complica|me complica
        |(?:salgo|llego) (?:re |muy )?tarde|tengo (?:que trabajar|todo ocupado|turno en otro)
        |esta complicado
        |estoy complicad[oa])\b(?!.*
        \b(?:hasta|salgo|desde|a las|despues|antes)\b)
        """
    )
)
"""Says why a day is none: «mañana trabajo»."""
_PLACE = lazy(
    joined(
        r"""
        \b(?:calle|avenida|av|avda|plaza|plazoleta|barrio|bº|esquina|ruta|altura|manzana|depto
        |piso|domicilio|vivo|estoy en|direccion|entre calles|bulevar|bv|pasaje)\b
        """
    )
)
_STREET = lazy(rf"{GONE} (?:al )?(?:\d{{3,5}}|nro|numero|esquina)\b")
_THE_OTHER = lazy(r"^(?:sino |mejor |quiero |seria |para )*el (?:otro|siguiente|que sigue)$")
_TWO_NUMBERS = lazy(r"^(?:para |de )?(\d{1,2}) ?- ?(\d{1,2})$")
_HOURS_BESIDE = r"(?= (?:hs|horas|am|pm|(?:de|a|por|en) la (?:tarde|manana|noche))\b)"
_DASHED_HOURS = lazy(rf"\b({NUMBER})-({NUMBER}){_HOURS_BESIDE}")
_SLASHED_HOURS = lazy(rf"\b({NUMBER})/({NUMBER}){_HOURS_BESIDE}")
_SLASHED = lazy(r"^(\d{1,2})/(\d{1,2})$")
_WD = "|".join(WEEKDAYS)
_WEEKDAY_NUMBER = lazy(
    joined(
        rf"""
        \b(?:el |este |para el )?(?P<wd>{_WD}) (?P<n>\d{{1,2}})
        (?:$|(?= (?:porfa|puede|esta|si|gracias|\{BREAK})))
        """
    )
)
_NUMBER_AND_PART = lazy(
    joined(
        rf"""
        \b(?P<day>(?:(?P<wd>{_WD})|el|dia) (?P<n>\d{{1,2}})) (?P<of>(?P<by>de|a|por|en) la[ ]
        (?P<part>manana|tardecita|tarde|nochecita|noche|madrugada))\b
        """
    )
)
"""«Viernes 11 a la tarde»: its figure is a day or an hour, and today's date tells which."""
_BOUND = lazy(
    joined(
        rf"""
        \b(?P<to>(?:(?:antes|despues|luego|mas adelante|a partir) del?|desde|hasta|entre|del|al|y
        |menos|salvo|excepto|pero no|pasado) (?:el |dia )*)(?P<wd>{_WD}) (?P<n>\d{{1,2}})\b
        (?! ?(?:hs|horas|[ap]m|y (?:media|cuarto|\d)|menos cuarto|[:/.]))
        """
    )
)
"""«Antes del viernes 11»: a figure at the end of a stretch is a day."""
_BEGINS = lazy(r"\b(?:entre|del?|desde) ")
_PARTS_OF = {"tardecita": "tarde", "nochecita": "noche"}
_BARE_BEFORE = lazy(rf"^(?:para )?(?P<n>\d{{1,2}}) {GONE}$")
"""«28 11hs», where a day is asked for."""
_BARE_AFTER = lazy(rf"^{GONE} (?P<n>\d{{1,2}})(?: (?:porfa|gracias|puede ser|si))?$")


def read_moments(said: Sentence, scene: Scene) -> list[Command]:
    """Read the days and hours of a message as at most one command for each type."""
    plain = said.plain
    numbered = [*_NUMBER_AND_PART.finditer(plain)] if " la " in plain else []
    if doubt := _doubt(plain, numbered, scene):
        return [doubt]
    plain = _apart(plain, numbered, scene.today)
    plain = _BOUND.sub(lambda found: _bound(found, scene.today), plain)
    if scene.asks == DATE and plain == "ya":
        return [Command(Act.SET, "moments", "ya", CLEAR, topic=DATE, wish=SOONEST)]
    days: list[tuple[Wish, str, bool]] = []
    events: list[tuple[Wish, str, bool]] = []
    hours: list[tuple[Wish, str, bool]] = []
    if scene.asks == TIME and (slashed := _SLASHED.match(plain)):
        plain = f"{slashed[1]} o {slashed[2]}"
    plain = _WEEK_AFTER_NEXT.sub("la semana subsiguiente", plain)
    clauses = _clauses(_TOLD_THEN.sub(" ", _ORIGIN.sub(r"\1", plain)))
    for place, (clause, instead) in enumerate(clauses):
        negated = bool(_NO.search(_ASKS_NO.sub(" ", clause)) or _BUSY.search(clause))
        if days and _THE_OTHER.match(clause) and (other := _week_after(days[-1][0])):
            days.append((other, clause, True))
            continue
        if _PLACE.search(clause) or not _MAY_TELL.search(clause):
            continue
        hour, day = read_soon(clause, scene.today, scene.clock)
        if hour.wish is None:
            hour, day = _read(clause, scene)
        elif negated:
            continue
        if negated and hour.wish and day.wish and _has_other_hour(clauses[place + 1 :], scene):
            days.append((day.wish, day.words, instead))  # «mañana al mediodía no, a la noche»
            continue
        if day.wish and day.wish.values and _is_of_an_event(clause, said.plain):
            wish = _around(day.wish, said.plain)
            (days if wish.narrows or wish.sure else events).append((wish, day.words, instead))
            continue
        if hour.wish:
            hours.append((_turned(hour.wish) if negated else hour.wish, hour.words, instead))
        if day.wish:
            days.append((_turned(day.wish) if negated else day.wish, day.words, instead))
    commands = [(DATE, _together(days or events)), (TIME, _together(hours))]
    return [
        Command(Act.SET, "moments", words, CLEAR, topic=kind, wish=wish)
        for kind, (wish, words) in commands
        if wish is not None
    ]


def _week_after(wish: Wish) -> Wish | None:
    """«El sábado que viene no, el otro» is a week after the day that is refused."""
    if len(wish.without) != 1 or wish.values:
        return None
    day = date.fromisoformat(wish.without[0]) + timedelta(days=7)
    return Wish((day.isoformat(),))


def _has_other_hour(clauses: Sequence[tuple[str, bool]], scene: Scene) -> bool:
    """Return whether another hour of the same day follows one that is refused."""
    for clause, _ in clauses:
        hour, day = _read(clause, scene)
        if hour.wish or day.wish:
            return hour.wish is not None and day.wish is None and not _NO.search(clause)
    return False


def _is_of_an_event(clause: str, plain: str) -> bool:
    """Return whether a day is that of something else, which the booking may be before."""
    if _EVENT.search(clause):
        return True
    return bool(_ITS_DAY.search(clause) and _BEFOREHAND.search(plain))


def _around(event: Wish, plain: str) -> Wish:
    """«Mi cumple es el 10, antes»: what is on that day is not what is wanted on it."""
    on = event.values[0]
    if found := _DAYS_AWAY.search(plain):
        days = int(found["n"] or 1) * (1 if found["way"] == "despues" else -1)
        return Wish(((date.fromisoformat(on) + timedelta(days=days)).isoformat(),))
    if _BEFOREHAND.search(plain):
        return Wish(until=on, label="antes")
    return Wish(event.values, sure=False)


def _clauses(plain: str) -> list[tuple[str, bool]]:
    """Return each clause, and whether it takes the place of what was said before it."""
    found: list[tuple[str, bool]] = []
    instead = False
    rest = plain
    while rest:
        mark = _SPLIT.search(rest)
        clause = rest[: mark.start()] if mark else rest
        if "-" in clause:
            clause = _DASHED_HOURS.sub(r"de \1 a \2", clause)
        if "/" in clause:
            clause = _SLASHED_HOURS.sub(r"\1 o \2", clause)
        for part in _parts(clause):
            if part.strip():
                found.append((part.strip(), instead or bool(_INSTEAD.search(part))))
        tells = clause.strip() not in ("", "no", "ay", "uy", "perdon")
        takes_back = bool(found) and clause.strip() == "no"  # «a las 5, no, a las 4»
        instead = bool(mark and _INSTEAD.search(mark[0])) or takes_back or (instead and not tells)
        rest = rest[mark.end() :] if mark else ""
    return found


def _parts(clause: str) -> list[str]:
    if "no" not in clause:
        return [clause]
    if "mejor" in clause and (better := _BETTER.match(clause)):
        return [better[1], better[2]]
    if both := _YES_NO.match(clause):
        return [both[1], both[2]]
    return [clause]


def _read(clause: str, scene: Scene) -> tuple[Heard, Heard]:
    """Read a clause: its hour first, then the day in what is left."""
    nothing = Heard(None, "", clause)
    hour = read_hours(clause)
    day = read_days(hour.rest, scene.today)
    if hour.wish and hour.wish.pick in ("later", "earlier") and scene.asks == DATE:
        hour = Heard(None, "", clause)  # «¿hay algo antes?» is about days, then
        day = read_days(clause, scene.today)
    if day.wish and day.wish.values and _STREET.search(day.rest):
        return nothing, nothing
    if day.wish and day.wish.anything and scene.asks == TIME:
        return Heard(day.wish, day.words, day.rest), nothing
    if day.wish and day.wish.pick and not day.wish.anything and scene.asks == TIME:
        narrowed = hour.wish.merged(day.wish) if hour.wish and hour.wish.narrows else day.wish
        return Heard(narrowed, day.words, day.rest), nothing
    if hour.wish is None and day.wish is None and scene.asks == TIME:
        hour = read_hours(clause, asked=True)
    elif (
        hour.wish is None
        and scene.asks == TIME
        and day.wish
        and day.words.startswith(("el ", "dia "))
    ):
        bare = read_hours(clause, asked=True)
        if bare.wish and day.wish.values and not re.search("[a-z]{5}", day.words):
            return bare, nothing
    elif scene.asks == DATE and not day.wish and (found := _BARE_BEFORE.match(day.rest)):
        day = read_days(f"el {found['n']}", scene.today)
    elif hour.wish is None and day.wish and (found := _BARE_AFTER.match(day.rest)):
        wish = Wish(_hours_of(int(found["n"])))
        hour = Heard(wish if wish.values else None, found["n"], GONE)
    if day.wish and day.wish.pick == "first" and day.wish.anything and hour.wish:
        return hour, nothing
    return hour, day


def _hours_of(number: int, part: str | None = None) -> tuple[str, ...]:
    found = halves(number, _PARTS_OF.get(part, part) if part else None, zero_led=False)
    return tuple(f"{hour:02}:00" for hour in found)


def _turned(wish: Wish) -> Wish:
    """Return a wish under a «no»: not this value, not these days, not that part of the day."""
    if wish.pick in ("later", "earlier"):
        return replace(wish, pick="earlier" if wish.pick == "later" else "later")
    if wish.values:
        return Wish(without=wish.values)
    if wish.weekdays:
        return Wish(off=wish.weekdays)
    if wish.since and (wish.until or (":" in wish.since and not wish.pick)):
        label = f"menos {wish.label}" if wish.label else ""
        return Wish(gaps=((wish.since, wish.until),), label=label)
    if wish.since:
        return Wish(until=wish.since)
    return Wish(since=wish.until) if wish.until else Wish(pick="first")


def _together(said: list[tuple[Wish, str, bool]]) -> tuple[Wish | None, str]:
    """Return one wish of several: the last one where it corrects, else all that they allow."""
    if not said:
        return None, ""
    words = " ".join(words for _, words, _ in said)
    wish = said[0][0]
    for later, _, instead in said[1:]:
        wish, following = _in_stretch(wish, later), _in_stretch(later, wish)
        if wish.values and following.values:
            if instead:
                wish = following
            elif wish.values != following.values:
                both = tuple(dict.fromkeys(wish.values + following.values))
                wish = replace(wish, values=both, sure=False, weekdays=())
        elif wish.values and following.without:
            kept = tuple(one for one in wish.values if one not in following.without)
            wish = replace(wish, values=kept) if kept else following
        else:
            wish = wish.merged(following) if not instead or not following.values else following
    return wish, words


def _in_stretch(wish: Wish, other: Wish) -> Wish:
    """Return a weekday as that of a stretch: «la otra semana, el martes»."""
    if len(wish.values) != 1 or not wish.weekdays or other.values or not other.since:
        return wish
    first = date.fromisoformat(other.since)
    day = first + timedelta(days=(wish.weekdays[0] - first.weekday()) % 7)
    inside = not other.until or day.isoformat() < other.until
    return replace(wish, values=(day.isoformat(),)) if inside else wish


def _doubt(plain: str, numbered: Sequence[re.Match[str]], scene: Scene) -> Command | None:
    """Return the question behind what means two things: «10-12», «sábado 10», «viernes 16»."""
    if found := _TWO_NUMBERS.match(plain):
        return _dashed(int(found[1]), int(found[2]), plain, scene)
    for one in numbered:
        if _is_day(one, scene.today) is None:
            return _day_or_hour(one, one["part"], scene.today)
    found = _WEEKDAY_NUMBER.search(plain)
    if found is None or not 1 <= int(found["n"]) <= 23 or _agrees(found, scene.today):
        return None
    return _day_or_hour(found, None, scene.today)


def _dashed(first: int, last: int, words: str, scene: Scene) -> Command | None:
    if not first < last <= 24:
        return None
    later = 12 if last <= 8 else 0
    since, until = f"{first + later:02}:00", f"{min(last + later, 23):02}:01"
    label = f"entre las {first + later} y las {last + later}"
    hours = Wish(since=since, until=until, label=label)
    span = Command(Act.SET, "moments", words, CLEAR, topic=TIME, wish=hours)
    if last > 12 or scene.asks == TIME:
        return span
    day = read_days(words, scene.today)
    if not (day.wish and day.wish.values):
        return span
    dated = Command(Act.SET, "moments", words, CLEAR, topic=DATE, wish=day.wish)
    return Command(Act.CLARIFY, "moments", words, either=((span,), (dated,)))


def _apart(plain: str, numbered: Sequence[re.Match[str]], today: date) -> str:
    """Return a text whose days of the month are kept from the part of the day behind them."""
    for found in numbered:
        if _is_day(found, today):
            plain = plain.replace(found[0], f"{found['day']} {GONE} {found['of']}")
    return plain


def _bound(found: re.Match[str], today: date) -> str:
    """Return where a stretch begins or ends with its month: «antes del 11 de diciembre»."""
    ends_only = found["to"].startswith(("al ", "y "))
    _, day = _near_and_dated(found, today)
    if day is None or not _agrees(found, today):
        return found[0]
    if ends_only and not _BEGINS.search(found.string[: found.start()]):
        return found[0]
    return f"{found['to']}{day.day} de {MONTHS[day.month - 1]}"


def _is_day(found: re.Match[str], today: date) -> bool | None:
    """Return whether a figure before a part of the day is a day, and no hour; None for either.

    «Viernes 11 a la tarde» is a day where that is a Friday to come; «4 de la tarde» is an hour.
    """
    hours = _hours_of(int(found["n"]), found["part"])
    if not hours:
        return True
    of_hour = found["by"] == "de"
    if not found["wd"]:
        return not of_hour
    if not _agrees(found, today):
        return False if of_hour else None
    near, dated = _near_and_dated(found, today)
    return not of_hour or (False if dated == near else None)


def _agrees(found: re.Match[str], today: date) -> bool:
    """Return whether a weekday's figure is its day, of the next or of one soon after."""
    near, dated = _near_and_dated(found, today)
    return dated is not None and (dated - near).days <= 21


def _near_and_dated(found: re.Match[str], today: date) -> tuple[date, date | None]:
    """Return the next day of a weekday, and the next one that has the figure beside it."""
    name, number = found["wd"], int(found["n"])
    near = today + timedelta(days=(WEEKDAYS.index(name) - today.weekday()) % 7)
    dates = (near + timedelta(days=7 * weeks) for weeks in range(10))
    return near, next((day for day in dates if day.day == number), None)


def _day_or_hour(found: re.Match[str], part: str | None, today: date) -> Command:
    """«Viernes 16» with no such Friday soon: this Friday at that hour, or the day further off?"""
    near, dated = _near_and_dated(found, today)
    hours = _set(TIME, Wish(_hours_of(int(found["n"]), part)))
    meanings: list[tuple[Command, ...]] = [(_set(DATE, Wish((near.isoformat(),))), hours)]
    if dated and (dated - near).days <= 62:
        day = _set(DATE, Wish((dated.isoformat(),)))
        within = read_hours(f"a la {part}").wish if part else None
        meanings.append((day, _set(TIME, within)) if within else (day,))
    return Command(Act.CLARIFY, "moments", found[0].strip(), either=tuple(meanings))


def _set(kind: str, wish: Wish) -> Command:
    return Command(Act.SET, "moments", "", CLEAR, topic=kind, wish=wish)
