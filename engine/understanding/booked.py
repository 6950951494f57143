"""What is meant of a booking that one has: to cancel it, to move it, when it is, how one comes.

Part of `intents`, which has all that flows can give an exit to.
"""

from __future__ import annotations

from collections.abc import Mapping

from .patterns import joined

TURNO = r"(?:turnos?|hora|citas?|reservas?|mesas?|lugar|horario|sesion|consulta)"
_MY = r"(?:mi|mis|el|la|los|las|ese|esa|del|un|una)"
_CHANGE = joined(
    r"""
    (?:cambi\w+|mov\w+|muev\w+|pas(?:ar|arlo|arla|alo|ala|ame|arme|amos|as|an|arias)|reprogram\w*|reagend\w*
    |corr(?:er|erlo|erme|elo|ela|e|es|en|eme|emos|erias)|modific\w*|posterg\w*|adelant\w*|atras(?:ar|arlo|alo)|aplaz\w*
    |traslad\w*)
    """
)
_CANCEL = joined(
    r"""
    (?:cancel\w*|anul\w*|suspend\w*|d(?:ar|oy|ame|as|an|enme|en)(?:me)?(?:lo|la)? de baja|baj(?:ar
    |ame) (?:el|la|mi)|elimin\w*
    |borr(?:ar|ame|alo))
    """
)
_MAY = joined(
    r"""
    (?:puedo|podemos|podes|podras|podrias|podria|podriamos|pueden|podrian|se puede|quiero|queria
    |quisiera|necesito|necesitaria|tengo que|tendria que|hay que|voy a|vamos a|tenes que)
    """
)
IT_CHANGES = joined(
    rf"""
    (?<!no )\b(?:me )?l[oa] (?:{_MAY} )*(?:(?:cambi|mov|muev|reprogram|reagend|posterg|adelant
    |aplaz|traslad)\w+|(?:pas|corr)\w+ (?:para|a|al|mas|de|un)\b)|\b(?:{_MAY} )+(?:cambiar|mover
    |pasar|correr|reprogramar|reagendar|postergar|adelantar)(?:me)?l[oa]\b|\b(?:pasa|corre|move
    |cambia|adelanta|posterga)(?:me)?l[oa] (?:para|a|al|mas|un)\b
    """
)
"""Moves what was spoken of: «lo paso al viernes», «¿me lo podés correr?»."""
_IT_CANCELS = joined(
    rf"""
    (?<!no )\b(?:me )?l[oa] (?:{_MAY} )*(?:{_CANCEL}|damos de baja|doy de baja|das de baja)
    |\b(?:{_MAY} )+cancelarmel[oa]\b|\bcancelarmel[oa]\b|\bdal[oa] de baja\b
    """
)

OF_A_BOOKING: Mapping[str, str] = {
    "cancelar_turno": joined(
        rf"""
        \b(?:{_CANCEL} (?:\w+ )?{_MY}? ?(?:proxim[oa] )?{TURNO}\b|{_CANCEL} (?:lo|el) (?:del?
        |que)\b|no (?:puedo|voy a poder|podre|podria|vamos a poder|llego|voy a llegar|alcanzo
        |pude|podemos|podremos) (?:ir|asistir|llegar|venir|concurrir|a ir|acercarme)\b|no (?:voy
        |vamos) a (?:ir|poder|llegar|asistir|estar)\b|no (?:voy|vamos|ire|iremos|vengo)\b(?! (?:a|al
        |con|por|en|y)\b)|no (?:voy a poder|podre
        |puedo) (?:al|con el) turno|(?:tengo|necesito|quiero|quisiera|hay|tuve
        |habria) (?:que )?(?:cancelar|anular|suspender|dar de baja)(?:l[oa])?(?! (?:todo|esto
        |eso)$)|cancel(?:ame
        |alo|ala|enlo|enla|amelo|enme)|(?:se me complico|(?:me surgio|me salio|tengo) (?:algo
        |un (?:imprevisto|problema|inconveniente)|un tema))\b(?!.*(?:{IT_CHANGES})).*
        |ya no (?:voy|(?:l[oa]
        |el turno) (?:necesito|quiero)
        |(?:necesito|quiero) (?:el|mi|ese) turno|puedo ir)|no (?:voy a|puedo) ir)|{_IT_CANCELS}
        """
    ),
    "cambiar_turno": joined(
        rf"""
        \b(?:(?!pas\w+ (?:un|una|algun)\b){_CHANGE} (?:\w+ )?(?:de )?(?:{_MY} )?(?:\w+ )?{TURNO}\b
        |{_CHANGE} (?:lo|el
        |la)? ?(?:mio|de (?:hoy|manana|el|la)|del \w+)|{_CHANGE} (?:el|la) (?:de \w+)
        |(?:reprogramar|reagendar|reprogramarlo
        |reagendarlo|reprogramo|postergar|postergarlo)\b|(?:puedo|podria|podemos|se puede
        |podrias|quiero|necesito|podes|quisiera) {_CHANGE} (?:\w+ ){{0,2}}{TURNO}\b|(?:puedo
        |podria|podemos|podrias|podes|necesito|quiero) (?:pasar(?:lo|la)|mover(?:lo|la)
        |cambiar(?:lo|la))\b|me l[oa] (?:podes|podrias|podras|pueden|podrian) {_CHANGE}
        |{TURNO} {_CHANGE}|en vez de(?:l)? (?:turno|mi turno)
        |^(?:(?:si|dale|ok|bueno|listo|claro|perfecto|por favor|porfa) )+(?:cambi|pas|mov|muev|corr)
        (?:ar|er|a|e|o)?(?:me)?l[oa]\b
        |cambio de (?:turno|reserva|cita)|{TURNO} para otro (?:dia|horario))
        """
    ),
    "mis_turnos": joined(
        r"""
        \b(?:(?:ver |cuales son |mostra\w* |quiero ver |consultar |revisar |chequear[ ]
        |donde veo )*mis? (?:proxim[oa]s? )?(?:turnos?
        |reservas?|citas?|horas)|(?:cuando|a que hora|que dia|para cuando) (?:(?:es|era)
        (?! (?:el|la|lo) (?:mas|menos|mejor|que)\b)|tengo|tenia
        |quedo|tenemos|saque|me toca|reserve)(?: \w+){0,4}|(?:tengo|tenia|tenemos) (?:
        algun |un |el |la )*(?:turno
        |reserva|cita|hora)(?: \w+)?|que (?:turno|turnos|reserva|reservas|dia|hora) (?:tengo
        |tenia|me tocaba|saque)|(?:el|la|del) (?:turno|reserva|cita) que (?:saque|tengo|reserve
        |hice|pedi)
        |no me llego (?:la |el |ningun |ninguna )?(?:confirmacion|recordatorio|turno)
        |(?:quedo|esta) (?:ya )?(?:agendad|anotad|reservad|registrad)[oa] (?:lo|el|la) mi[oa]
        |(?:quede|estoy|estaba|figuro) (?:ya )?(?:anotad|agendad|registrad)[oa])\b
        """
    ),
    "aviso": joined(
        r"""
        \b(?:(?:ya )?(?:estoy|estamos|ando) (?:llegando|yendo|saliendo|en (?:camino|la puerta
        |la entrada
        |viaje|el local)|afuera|aca(?: (?:afuera|abajo|en la puerta))|abajo|cerca
        |a (?:\d+|una?|media|unas) (?:cuadras?|minutos?)|demorad[oa]s?|atrasad[oa]s?|retrasad[oa]s?)
        |(?<!si )(?:llego|llegamos|llegaria|llegare|llegaremos|voy a llegar|vamos a llegar)
        (?: (?:un|una?|poco|poquito|unos|como|tipo|media|hora|rato|\d+|min\w*))*
        (?: mas)? (?:tarde|demorad[oa]s?|atrasad[oa]s?|retrasad[oa]s?|antes|despues)(?! de\b)
        |(?:llego|llegamos|caigo|estoy|estamos|voy) en (?:unos )?\d+(?: min\w*)?$
        |se me hizo (?:re |muy )?tarde
        |voy (?:saliendo|llegando|en (?:camino|viaje)|para alla|atrasad[oa]|demorad[oa]
        |retrasad[oa])
        |me (?:atrase|retrase|demore|estoy (?:atrasando|demorando|retrasando)
        |voy a (?:demorar|atrasar|retrasar))|toque (?:el )?timbre
        |no encuentro (?:el|la) (?:local|lugar|direccion|entrada|casa|peluqueria|consultorio))\b
        """
    ),
    "voy": joined(
        r"""
        ^(?:(?:si|ok|dale|hola|buenas|claro|obvio|listo|perfecto|gracias|tranqui|nos
        |no no|que) (?:\| )?)*
        (?:(?:ahi|alli|alla) )?(?:voy(?: a (?:ir|estar|asistir))?|vamos(?: a (?:ir|estar|asistir))?
        |ire|iremos|asisto|asistire|asistiremos|estare|estaremos|confirmo (?:mi |la )?asistencia
        |confirmo que (?:voy|vamos)|cuenten? conmigo)
        (?: (?:\| )?(?:ahi|alli|sin falta|igual|seguro|gracias|si|a esa hora|ese dia|muchas))*$
        """
    ),
}
"""Regular expressions over what `sentence` makes ready, by name."""
