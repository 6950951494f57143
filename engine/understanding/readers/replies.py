"""Short replies: yes, no, thanks, hello, one moment; rows by their number; more of the list."""

from __future__ import annotations

from ..commands import CLEAR, FAINT, LIKELY, WEAK, Act, Command
from ..patterns import joined, lazy
from ..scene import Scene
from ..sentence import Sentence
from ..small_talk import FILLER, YES

_YES_PHRASES = lazy(
    joined(
        r"""
        \b(?:de una|a esa hora|ese (?:dia|horario)|nos vemos(?: ahi| alla| ese dia| entonces)?
        (?: (?:el (?:lunes|martes|miercoles|jueves|viernes|sabado|domingo|\d{1,2})|hoy|manana)\b)?|
        asi es|de (?:diez|10|maravilla|lujo)|manda(?:le|me)? (?:mecha|gas)|a darle
        |^(?:muy |todo |nada )*(?:esta |dejalo |queda |quedo )?bien(?: asi)?$
        |nada(?= (?:confirm|reserv|agend|dale)\w*)
        |(?:nada )?(?:dejalo|queda|quedo) (?:como (?:esta|estaba)|asi como esta)|por supuesto
        |como no|esta (?:bien|perfecto|barbaro|ok|genial|joya)
        |me (?:parece|viene|queda|sirve|va|gusta)(?: (?:muy |re |super )?(?:bien|perfecto
        |barbaro|joya|genial|ok))?|me (?:sirve|va)|quedamos asi|asi esta (?:bien|perfecto)
        |ahi (?:estare|voy|estamos|vamos|nos vemos|estoy|estaremos|ca(?:emos|igo)|llego|llegamos)
        |vamos? arriba|(?:confirm\w+|ratific\w+) (?:mi |nuestra |la )?asistencia|va (?:bien
        |que va)|de acuerdo
        |ese mismo|esa misma|(?:es)?ta (?:bien|perfecto|barbaro|ok|genial|joya)|todo (?:bien|ok
        |joya|perfecto|correcto)|si puedo|puedo|voy|ya po
        |sale y vale|a full|con gusto|quiero(?: ese| esa| eso)?|lo quiero|lo confirmo
        |la confirmo|hagamosle|dale que va|dale para adelante|para adelante|adelante|es correcto
        |es asi|ok si|hace(?:le|lo)|obvio que si|claro que si|creo que esta bien|manda nomas)\b
        """
    )
)
_BOOKED = lazy(
    joined(
        r"""
        \b(?:(?:la|el|mi|esa|ese|una|un) )?(?:mesa|reserva|turno|hora|cita|lugar|sesion
        |consulta)(?:[ ]
        (?:para|de) \d{1,2}(?: personas?)?)?\b
        |\bpara \d{1,2}(?: personas?)?$
        """
    )
)
_PROMISED = lazy(r"\b(?:te|les) confirmo\b")
_DO_IT = lazy(
    r"(?:confirm|reserv|agend|anot|apunt|apart|separ)(?:o|a|e|en|emos|amos|ad[oa])"
    r"(?:me|nos)?(?:l[oa]s?)?"
)
_YES_BUT = lazy(r"^(?:(?:si|ok|dale|bueno|listo|perfecto|claro) )+(?:pero|siempre que|solo que)\b")
_MAYBE = lazy(
    joined(
        r"""
        \b(?:si (?:puedo|podemos) (?:voy|vamos|ir|llego|paso)|si (?:llego|me da el tiempo|se puede
        |no (?:hay|queda) (?:otra|otro|mas)|consigo|me dejan|dios quiere|todo sale bien)|creo
        |supongo|capaz|quizas?|tal vez|a lo mejor|puede ser|podria ser|mmm+|mm|no se
        |no estoy segur[oa]|depende|ponele|eso creo|me parece que|veremos|(?<!nos )vemos)\b
        """
    )
)
_NO = lazy(
    joined(
        r"""
        ^(?:(?:uh|uy|ay|ah|eh|mm+|ufa|che|perdon|disculpa|la verdad|la verdad que
        |pensandolo bien|ahora que lo pienso|al final|mejor pensado|sorry)(?: \|)? )*(?:(?:no
        |nop|nope|negativo|paso|tampoco|nunca|mejor no|por ahora no|todavia no|aun no
        |ahora no|de momento no|no(?: no)+|ni ahi|ni loco|para nada|no gracias|no quiero|no puedo
        |no voy|no confirmo|no confirmes|no me sirve|no me va|no sirve|no va|no me queda bien
        |no me viene bien|asi no|eso no|ese no|esa no|no es|no era|no era eso|no es eso|esta mal
        |incorrecto
        |no esta bien|no es correcto|no lo confirmes|no lo confirmo|no reserves|no reserves nada
        |no me conviene|no me gusta|no llego|imposible|no por ahora|no todavia|mejor que no
        |no mejor no|me arrepenti|no pero|uy no|ay no|ah no|hoy no|ahi no|en ese horario no
        |al final no|al final mejor no|al final no (?:quiero|puedo|voy)|a esa hora no|ese dia no
        |ese horario no|no puedo ese dia|no puedo a esa hora
        |no me sirve ese horario|no puedo en ese horario)(?: \|)? (?:(?:gracias|porfa|perdon
        |todavia|aun|por ahora|disculpa
        |che|dale|mejor|por favor|muchas gracias|igual|ok|bueno|entonces)(?: \|)? )*)+$
        """
    )
)
_THANKS = lazy(
    joined(
        r"""
        \b(?:(?:muchas |mil |muchisimas )?gracias|agradecid[oa]
        |(?:te|les|se) agrade(?:zco|ce)(?: (?:mucho|un monton))?|(?:muy|que|tan) amables?
        |mil gracias|igualmente|(?:por|de) nada|no hay (?:de que|por que)|a vos|te pasaste
        |sos (?:lo mas|un(?:a)? (?:genio|genia|crack|capo))|son (?:lo mas
        |unos genios)|un amor)\b
        """
    )
)
_CLOSE = lazy(
    joined(
        r"""
        \b(?:nos vemos(?: (?:el \w+|manana|pronto|ahi))?(?: (?:a
        |tipo) las \d{1,2}(?::\d\d)?(?: y media
        | hs)?)?
        |hasta (?:luego|manana|pronto|entonces|el \w+|la vista|ese dia)|chau|chao
        |adios|bye|besos?|abrazo|saludos|ahi (?:estare|estoy|estaremos|estamos|nos vemos|voy)
        |alli (?:estare|estoy)|(?:ahi |alla )?(?:te|los|las) (?:veo|vemos)(?: (?:ahi|alla|el \w+
        |manana|entonces))*
        |nos estamos viendo|te espero|los espero|(?:voy|vamos) sin falta
        |(?:que )?(?:tengas?|tengan|pases?|pasen) (?:un |una )?
        (?:muy )?(?:buen|buena|lind[oa]|hermos[oa]|excelente|gran|feliz)
        (?: (?:dia|tarde|noche|finde|semana|fin de semana))?
        |buen(?:a|as)? (?:dia|tarde|noche|finde
        |semana|fin de semana)|que estes bien|cuidate|bendiciones|eso es todo|nada mas|todo bien
        |todo (?:listo|ok|claro|perfecto)|feliz dia)\b
        """
    )
)
_GREET = lazy(
    joined(
        r"""
        ^(?:(?:hola|buenas|buen dia|buenos dias|buenas tardes|buenas noches|holi|alo|hey|ey
        |che|que tal(?: todo)?|como (?:estas|esta|va|andas|andan|estan|le va)|como va todo
        |todo bien|que onda
        |de nuevo|otra vez|aca (?:estoy|de nuevo|ando)|ya volvi|volvi|perdon la demora
        |perdon|disculpa|ahi volvi|estas|estas ahi|estan|hay alguien|alguien|me (?:escuchas
        |lees)|un gusto|mucho gusto|que hubo|quiubo|sigo aca|aca estoy|soy yo|soy yo de nuevo
        |buen)(?: \| | |$))+$
        """
    )
)
_OPENS = lazy(
    r"^(?:hola|holi|alo|hey|ey|que tal|que onda|que hubo|quiubo|como (?:estas|va|andas))\b"
)
"""How nobody says yes or goodbye: «hola, ¿todo bien?»."""
_WAIT = lazy(
    joined(
        r"""
        \b(?:(?:un|dame un|espera(?:me)? un|aguanta(?:me)? un|unos|1|dame 1|dame|en un|dame unos
        |5|dos|2) ?(?:momento|segundo|ratito|rato|minuto|minutos|toque|cachito|seg|segundos
        |momentito|minutito|segundito|cacho)(?!s? (?:antes|despues|dura))|espera(?:me)?
        |espere(?:n|me|nme)|aguanta(?:me)?|bancame|banca|ya (?:te|les) (?:digo|confirmo|aviso
        |respondo|contesto
        |escribo)|ahi (?:te|les) (?:digo|confirmo|aviso|respondo|contesto|escribo|veo)
        |ahora te (?:digo|confirmo|aviso)|(?:dejame|deja|permiteme
        |permitime) (?:que )?(?:lo )?(?:vea|ver|mir|pens|fij
        |chec|chequ|consult|revis|pregunt|confirm|organiz|acomod|habl|charl)\w*|lo (?:pienso
        |consulto|veo|charlo|hablo|checo|reviso|chequeo) y (?:te|les) \w+|(?:consulto|pregunto|veo
        |chequeo|miro
        |me fijo) y (?:te|les|vuelvo) ?\w*|dame tiempo|ya vengo|ya vuelvo|ahorita (?:te|vuelvo)
        |en un rato(?: te)?(?: \w+)?|(?:en|dentro de) (?:media hora|una? \w+|\d{1,2} \w+)[ ]
        (?:te|les) (?:confirmo|digo|aviso|contesto|respondo|escribo)|lo estoy (?:viendo|pensando)
        |(?:hoy|manana|luego|despues|mas tarde|(?:el )?(?:lunes|martes|miercoles|jueves|viernes
        |sabado|domingo)) (?:te|les) (?:confirmo|digo|aviso|contesto|respondo|escribo|cuento)
        |(?:te|les) (?:confirmo|digo|aviso|contesto|respondo|cuento) (?:bien |seguro )?(?:hoy|manana
        |luego|despues|mas tarde|el \w+)
        |estoy viendo)\b
        """
    )
)
_MORE = lazy(
    joined(
        r"""
        ^(?:(?:a )?(?:ver|mostra(?:me)?|mostrar|dame|quiero ver|me mostras|hay|tenes|pasame
        |decime|que|tienen|habra|no hay|no tenes|y) )*(?:los )?(?:mas|otros|otras|demas
        |siguientes?)(?: (?:mas|dias|fechas|opciones|horarios|horas|turnos|servicios|lugares
        |opcion|horario|dia))?(?: (?:hay|tenes|tienen|disponibles?|adelante|porfa|por favor
        |libres?|habra))*$
        |^(?:el|la|los|las) que siguen?$|^siguiente(?: pagina)?$|^ver mas$|^next$|^more$
        |^que mas (?:hay
        |tenes)$
        """
    )
)
_BOTH = lazy(
    joined(
        r"""
        ^(?:(?:quiero|quisiera|dame|me (?:llevo|quedo con|sirven|hago)|hacer(?:me)?|si|no se|a mi
        |pero|puede ser|pueden ser|prefiero|elijo|bueno|dale|jaja\w*|y|mejor|no
        |en realidad) (?:\| )?)*
        (?:ambos|ambas|l[oa]s (?:2|3)|todos|todas|tod[oa]s ell[oa]s|tod[oa]s l[oa]s \w+)
        (?: (?:cosas?|dias?|fechas?|horarios?|horas|servicios?|opciones|turnos))?
        (?: (?:\| )?(?:me (?:sirven|gustan|van|quedan)(?: bien)?|porfa|por favor|gracias|jaja\w*
        |dale|juntos|juntas|si se puede|puede ser|se puede|a la vez|si puede ser|quiero))*$
        """
    )
)
"""More than one of what is shown; «las dos» among hours is two o'clock."""
_CHOOSES_ONE = ("service", "staff", "date", "time", "booking")
_ROW = lazy(
    joined(
        r"""
        ^(?:(?:quiero|dame|elijo|prefiero|la|el|opcion|la opcion|numero|la numero|el numero|nro
        |fila|esa|ponele|seria|es|dale|para|porfa|por favor|a ver|vamos con|voy con|me quedo con
        |con) )*(?P<row>\d{1,2}|primer[oa]?|segund[oa]|tercer[oa]?|cuart[oa]|quint[oa]|sext[oa]
        |septim[oa]|octav[oa]|noven[oa]|decim[oa]|ultim[oa]|(?:de|d)el (?:medio|centro)
        |(?:de|mas) (?:arriba|abajo)|[abcde])(?: (?:opcion|de la lista
        |de todas|de todos|fila|nomas|porfa|por favor|dale|gracias))*$
        """
    )
)
_ORDINAL = (
    "primer", "segund", "tercer", "cuart", "quint", "sext", "septim", "octav", "noven", "decim",
)  # fmt: skip
_POINTS = lazy(
    joined(
        r"""
        \b(?:opcion|numero|nro|fila|primer|segund|tercer|cuart|quint|sext|septim|octav|noven
        |decim|ultim)|^la\b
        """
    )
)


def read_replies(said: Sentence, scene: Scene) -> list[Command]:
    """Read a message that is a short reply as a whole."""
    found = [*_row(said, scene)]
    plain = said.plain.replace(" |", "").strip()
    if _MORE.match(plain):
        found.append(_command(Act.MORE, plain))
    if _is_both(said, scene.asks):
        found.append(_command(Act.BOTH, plain))
    found += _signs(said) or _talk(said, plain)
    return found


def _is_both(said: Sentence, asks: str) -> bool:
    if asks not in _CHOOSES_ONE or not _BOTH.match(said.plain):
        return False
    return asks != "time" or ("las 2" not in said.plain and "las 3" not in said.plain)


def _signs(said: Sentence) -> list[Command]:
    act = {"yes": Act.AGREE, "no": Act.REFUSE, "warm": Act.THANK}.get(said.sign)
    return [_command(act, said.folded)] if act else []


def _talk(said: Sentence, plain: str) -> list[Command]:
    found: list[Command] = []
    words = set(said.words)
    if _NO.match(f"{said.plain} "):
        return [_command(Act.REFUSE, plain), *_thanked(plain)]
    first = said.clauses[0] if said.clauses else ""
    if len(said.clauses) > 1 and first.endswith(("no", "gracias")) and _NO.match(f"{first} "):
        found.append(_command(Act.REFUSE, first, LIKELY))
    if _WAIT.search(plain) and len(words) <= 12:
        found.append(_command(Act.WAIT, plain))
    if _GREET.match(f"{said.plain} "):
        found.append(_command(Act.GREET, plain))
        if _OPENS.match(plain):
            return found
    agreed = _agreed(plain, asks=said.asks)
    if agreed:
        found.append(_command(Act.AGREE, plain, agreed))
    elif len(said.clauses) > 1 and _agreed(first, asks=False) == CLEAR:
        found.append(_command(Act.AGREE, first, FAINT))
    elif but := _YES_BUT.match(plain):
        found.append(_command(Act.AGREE, but[0], FAINT))
    return [*found, *_thanked(plain)]


def _thanked(plain: str) -> list[Command]:
    """Thanks, or a farewell; with other words beside it, it is less sure."""
    if not (_THANKS.search(plain) or _CLOSE.search(plain)):
        return []
    rest = _YES_PHRASES.sub(" ", _THANKS.sub(" ", _CLOSE.sub(" ", plain))).split()
    alone = all(word in FILLER or word in YES for word in rest)
    return [_command(Act.THANK, plain, CLEAR if alone else WEAK)]


def _agreed(plain: str, *, asks: bool) -> float:
    """Return how sure it is that a message agrees, and says nothing else; 0 where it does not."""
    surely = _MAYBE.sub(" ", plain)
    maybe = surely != plain
    rest = _YES_PHRASES.sub(" ", surely)
    phrased = rest != surely
    words = _BOOKED.sub(" ", _CLOSE.sub(" ", _THANKS.sub(" ", rest))).split()
    if "no" in words:
        return 0.0
    named = []
    for word in words:  # most messages say something else in one of their first words
        if _is_yes(word):
            named.append(word)
        elif word not in FILLER:
            return 0.0
    if not (named or phrased or maybe):
        return 0.0
    promised = _PROMISED.search(plain) and "si" not in named  # now, or later?
    if maybe or promised or (asks and named != ["si"] and "ok" not in named) or named == ["bueno"]:
        return WEAK
    return CLEAR


def _is_yes(word: str) -> bool:
    """«Confirmado», «confirmadísimo», «confírmemelo»."""
    if word in YES or (word.endswith(("isimo", "isima")) and word[:-5] + word[-1] in YES):
        return True
    return _DO_IT.fullmatch(word) is not None


def _row(said: Sentence, scene: Scene) -> list[Command]:
    """Read a row's number: a bare figure, a keycap, «la 2», «opción dos», «el segundo»."""
    if said.keycap and scene.rows:
        return [Command(Act.CHOOSE, "replies", said.text.strip(), row=said.keycap)]
    found = _ROW.match(said.plain) if scene.rows else None
    if not found:
        return []
    written, points = found["row"], bool(_POINTS.search(said.plain))
    if written.isdecimal():
        return _numbered(said.plain, int(written), points, scene)
    if written.startswith("ultim") or written.endswith("abajo"):
        row = -1
    elif written.endswith("arriba"):
        row = 1
    elif written.startswith("del"):
        row = (scene.rows + 1) // 2 if scene.rows % 2 else 0
    elif len(written) == 1:
        row = "abcde".index(written) + 1 if points or said.plain == written else 0
    else:
        row = next(i for i, stem in enumerate(_ORDINAL, 1) if written.startswith(stem))
    return [_command(Act.CHOOSE, said.plain, CLEAR, row)] if row else []


def _numbered(plain: str, row: int, points: bool, scene: Scene) -> list[Command]:
    """«El 3» is a day, «9» among hours is nine o'clock, and no number turns the page."""
    if scene.asks == "time" and not points:
        return []
    if not points and (plain.startswith("el ") or "para " in plain):
        chooses = scene.asks not in ("", "date") and row <= scene.rows
        return [_command(Act.CHOOSE, plain, LIKELY, row)] if chooses and "para" not in plain else []
    if row > scene.rows and not points:
        return []
    sure = points or plain.isdecimal()
    return [_command(Act.CHOOSE, plain, CLEAR if sure else LIKELY, row)]


def _command(act: Act, words: str, strength: float = CLEAR, row: int = 0) -> Command:
    return Command(act, "replies", words, strength, row=row)
