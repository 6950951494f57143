"""What flows can give an exit to with `means`: one name for all the ways of saying it.

```yaml
go:
  reservar: {means: reservar, to: eligiendo_servicio}
```
"""

from __future__ import annotations

from collections.abc import Mapping

from .booked import IT_CHANGES, OF_A_BOOKING, TURNO
from .patterns import joined

_WANT = joined(
    r"""
    (?:quiero|necesito|me gustaria|quisiera|busco|(?:ando )?buscando|vengo a|deseo|puedo|podria
    |podrias
    |quiero ver si|me (?:das|podes|podrias|darias|pasas|darian|pueden|podran)(?: dar| agendar
    | anotar)?)
    """
)

_KIN = joined(
    r"""
    (?:herman[oa]|hij[oa]|nen[ea]|mama|papa|madre|padre|mujer|marido|espos[oa]|novi[oa]|pareja
    |amig[oa]|suegr[oa]|abuel[oa]|ti[oa]|prim[oa]|sobrin[oa]|niet[oa]|viej[oa]|senora|cunad[oa])
    """
)
"""For whom a booking is; several of them have one each."""

INTENTS: Mapping[str, str] = {
    **OF_A_BOOKING,
    joined(
        """
        reservar
        """
    ): joined(
        rf"""
        \b(?:{_WANT} (?:ver si )?(?:hay |tenes |tienen )?(?:
        sacar |pedir |reservar |agendar |hacer |tener |tomar |programar |otr[oa] |un |una |mi )*(?:
        proxim[oa] )?{TURNO}\b
        |(?:sac|ped|reserv|agend|anot|marc|hac|program|solicit|tom|coordin)(?:ar|ir|ame|arme|alo|o
        |as|emos|amos|en|is|a|aba
        |e)? (?:para )?(?:un |una |otr[oa] |el |mi |unos |[1-9] )*{TURNO}\b
        |(?:tenes|tienen|hay|habra|habria|tendras|tendran|queda|quedan|te queda|les queda
        |tendrian|tenias|no hay|no tenes|consigo|conseguir)(?: \w+)? (?:
        algun[oa]? |un |una |otr[oa] )*(?:{TURNO}
        |disponibilidad|disponible|espacio|hueco|huequito|algo|agenda)\b
        (?! (?:para |donde )?(?:estacion\w*|dejar|sentar\w*|esperar|el auto|la moto|la bici
        |cochera))
        |^(?:(?:quiero|necesito
        |por favor|hola|buenas|porfa|una?|otr[oa]|para|mi|hacer|me gustaria|a) )*(?:reserv(?:ar
        |a|as|emos|o)|agend(?:ar|o|emos)|turnos?|cita|sacar (?:turno|hora)|pedir (?:turno|hora
        |cita)|nuev[oa] (?:turno|reserva|cita))(?: (?:por favor|porfa|ya|gracias|nuevo|de nuevo
        |otro|online))*$|\bme (?:anot|agend|reserv|apunt)(?:as|an|arias|arian|o|en)\b|\b(?:anot
        |agend|reserv|apunt)(?:ame|enme|eme|arme|arnos|anos)\b|{_WANT} (?:atenderme|reservar
        |agendar|que me (?:atiendan|atienda|vean?|revisen?|mire|miren))\b|\bme duele\b
        |\btengo (?:un |una |mucho
        |mucha )*(?:dolor|molestia|urgencia|inflamacion|infeccion)\b|\bse me (?:rompio|partio|cayo
        |salio
        |quebro|inflamo|hincho|despego)\b|\bquiero ir\b
        |{_WANT} (?!(?:ir|ayud|explic|dec|pas|avis|mand|arrepent|contact|comunic|quej|cambi|fij|d
        |dej
        |llam|respond|escrib|habl|confirm|cont|inform|baj|ol)\w*me\b)\w{{2,}}(?:ar|er|ir)me\b
        |\botr[oa] (?:turno|reserva|cita)\b
        |{_WANT} (?:sacar |pedir )?(?:otr[oa]|un[oa]?|1)(?: mas)? para\b
        |{_WANT} (?:sacar|pedir|reservar|agendar) (?:otr[oa]|un[oa]|1)(?: mas)?$
        |\btambien {_WANT}\b(?! \w*(?:cambi|cancel|sab|pregunt|habl))
        |{_WANT} para (?:mi|el|la|un|una) \w+
        |\b(?:ahora|y|falta|tambien) (?:un[oa]|1|otr[oa]) (?:mas )?(?:para|de)\b
        |\b(?:para|de) (?:mi|el|la) {_KIN}\b|^(?:(?:y|ahora|bueno|dale|ok|falta|me falta|tambien
        |quiero|necesito|vamos con|sacamos) )+(?:el|la) otr[oa]$|^(?:el|la) otr[oa]$
        |\ba que hora (?:puedo|podria|podemos|tenes|tienen|hay|habria|me podes)\b
        |\bcuando (?:puedo|podria|podemos|podriamos) (?:ir|pasar|venir|acercarme|atenderme)\b
        |\bcuando (?:tenes|tienen|tienes|hay|habria|tendrias|tendrian|tendras)\b
        |\b(?:turno
        |cita|hora|reserva) (?:para|con|el|de|a)\b|\b(?:disponibilidad|disponible)\b)
        """
    ),
    joined(
        """
        persona
        """
    ): joined(
        r"""
        \b(?:(?:hablar|hablo|hable|comunic\w+|contact\w+|charlar|conversar|consultar|chatear
        |hablarle|escribir\w*) (?:\w+ ){0,2}(?:con|a) (?:una? |el |la |los |alguien )*(?:persona
        |alguien|humano|asesor|asesora|encargad[oa]|duen[oa]|recepcion|operador[a]?|vendedor[a]?
        |secretaria|responsable|empleado|local|ustedes|vos|del local|ser humano|agente
        |representante|(?:peluquer|doctor|medic|odontolog|dentist|jef|barber|estilist|profesional
        |chic|senor|cociner|mozo|emplead|psicolog|kinesiolog|nutricionist|encargad)\w*)\b
        |(?:hablar|comunicarme|hablo) con \w+$|me (?:puede[ns]?|podria[ns]?) atender (?:alguien
        |una persona)
        |(?:que )?me (?:llame|llamen|responda|conteste|hable
        |contesten|respondan|ayude)(?: \w+)? (?:alguien|una persona|un humano|persona|una)?
        |(?:que )?me (?:atienda|atiendan)(?: (?:alguien|un humano|(?:una )?persona)\b|$)
        |pas(?:ame|arme|eme|enme) con (?:\w+ )?(?:persona|alguien|humano|asesor|encargad[oa]
        |duen[oa]|recepcion)|^(?:(?:quiero|necesito|con|a|una|un|por favor
        |prefiero) )*(?:persona|humano|human|operador|asesor|agente|recepcion
        |atencion al cliente|alguien)(?: (?:real|humana|de verdad|por favor|porfa))*$|(?:persona
        |alguien|humano) (?:real|de verdad|de carne)|no (?:quiero
        |me gusta)(?: hablar con)? (?:un |una |el |la )*(?:bot|robot|maquina|contestador)
        |prefiero (?:una persona|hablar)|(?:numero|telefono) (?:para|de) (?:llamar|contacto)
        |hay alguien (?:que|ahi|real)|llam(?:ame|enme|eme)\b)
        """
    ),
    joined(
        """
        otro_dia
        """
    ): joined(
        r"""
        \b(?:^(?:(?:el|la|quiero|cambiar|seria|es) )*(?:dia|fecha)
        (?: (?:porfa|por favor|nomas|gracias|mejor))*$
        |(?:mejor |para |algun |en |y |tenes |hay |ver )*otr[oa] (?:dia|fecha)
        (?! (?:te|les|lo|veo|vuelvo|hablamos|aviso|escribo)\b)|(?:cambi\w+
        |modific\w+|correg\w+) (?:el |de |la )*(?:dia|fecha)|(?:el |la )?(?:dia
        |fecha) no(?: me sirve| puedo| me queda\w*)?|ese dia no\w*(?: puedo)?
        |ese dia (?:justo )?(?:trabajo|laburo|curso|estudio|viajo|tengo|estoy|me voy)
        |no me (?:sirve|queda|viene|conviene)(?: bien)? ese dia
        |(?:no (?:puedo|podre|podria|llego|voy a poder|vamos a poder|podemos)(?: (?:ir|asistir))?
        |imposible|se me complica|me es imposible) (?:ese|este|el mismo) dia
        |(?:me equivoque de|(?:puse|elegi|marque|saque) mal (?:el|la)) (?:dia|fecha)
        |volver a los dias|ver (?:los |otros )?dias
        |(?:que|cuales) (?:otros )?dias (?:tenes|hay|tienen)|elegir otr[oa] (?:dia|fecha))\b
        """
    ),
    joined(
        """
        otra_hora
        """
    ): joined(
        r"""
        \b(?:(?:mejor |para |algun |en |a |y |tenes |hay |ver )*otr[oa]s? (?:hora|horas|horario
        |horarios)|(?:cambi\w+|modific\w+|correg\w+) (?:el |de |la )*(?:hora|horario)|(?:
        la |el )?(?:hora
        |horario) no(?: me sirve| puedo| me queda\w*)?|esa hora no\w*|ese horario no\w*
        |no me (?:sirve|queda|viene|conviene)(?: bien)? (?:esa hora|ese horario)
        |a esa hora no(?: puedo)?
        |(?:no (?:puedo|podre|podria|llego|voy a poder|vamos a poder|podemos)(?: (?:ir|asistir))?
        |imposible|se me complica|me es imposible) (?:a |en )?(?:esa hora|ese horario)
        |(?:me equivoque de|(?:puse|elegi|marque|saque) mal (?:el|la)) (?:hora|horario)|(?:que
        |cuales) (?:otros )?(?:horarios|horas) (?:tenes
        |hay|tienen|quedan)|^(?:(?:el|la|quiero|cambiar|seria|es) )*(?:hora|horario)
        (?: (?:porfa|por favor|nomas|gracias|mejor))*$)\b
        """
    ),
    joined(
        """
        otro_servicio
        """
    ): joined(
        r"""
        \b(?:(?:mejor |quiero |para |ver |elegir )*otros? (?:servicio|servicios)|(?:cambi\w+
        |modific\w+|correg\w+) (?:el |de |los )*servicios?|me equivoque de servicio
        |^(?:(?:el|quiero|cambiar|seria|es) )*servicio(?: (?:porfa|por favor|nomas|gracias|mejor))*$
        |(?:el )?servicio no(?: es)?|ese servicio no|era otra cosa|otra cosa|equivoque (?:el
        |de) servicio|volver a (?:los )?servicios|ver (?:los )?servicios)\b
        """
    ),
    joined(
        """
        otra_persona
        """
    ): joined(
        r"""
        \b(?:con otr[oa](?: persona)?|otr[oa] (?:profesional|peluquer[oa]|estilista|barbero
        |doctor[a]?|medic[oa]|chic[oa])|(?:cambi\w+) (?:de |el |la )*(?:profesional|peluquer[oa]
        |estilista|barbero))\b
        """
    ),
    joined(
        """
        otros_cuantos
        """
    ): joined(
        r"""
        \b(?:(?:otra|cambi\w+(?: de| la)?|modific\w+(?: la)?) cantidad|(?:somos|seremos|seriamos
        |vamos a ser|van a ser|viene|vienen)(?: al final)? (?:(?:un[oa]?|1|2|3) )?(?:mas
        |menos)(?! (?:tarde|temprano))
        |se (?:baj|sum|agreg)(?:o|aron) (?:un[oa]|[1-9]|otr[oa])|cuant[oa]s (?:somos
        |vamos) cambi\w+)\b
        """
    ),
    joined(
        """
        volver
        """
    ): joined(
        r"""
        ^(?:(?:quiero|puedo|ir|por favor|para|mejor|ups|uy|no) )*(?:volver|volve|volvamos|atras
        |vuelve|regresar|regresa|anterior|paso anterior|back|retroceder|para atras|me equivoque
        |me confundi|le erre|me equivoque de (?:opcion|boton)|volver atras|ir atras)(?: (?:atras
        |por favor|porfa|un paso|al (?:paso )?anterior|perdon))*$
        """
    ),
    joined(
        """
        menu
        """
    ): joined(
        r"""
        ^(?:(?:volver|ir|quiero|al|el|ver|volvamos|empezar|empecemos|a|vamos) )*(?:menu|inicio
        |principio|de nuevo|comienzo|cero|de cero|menu principal)(?: (?:principal|por favor
        |otra vez))*$|\b(?:empezar|empecemos|arrancar|arranquemos|comenzar) (?:de nuevo|otra vez
        |de cero)\b
        """
    ),
    joined(
        """
        dejarlo
        """
    ): joined(
        r"""
        ^(?:(?:no|nada|mejor|ya|bueno|ok|dale|gracias|igual|perdon|che|y|entonces|lo|todo|por favor
        |hola|ah|uh|uy|por ahora|disculpa|pensandolo (?:bien|mejor)|mejor pensado|al final|la verdad
        |sabes que|no quiero \|) )*(?:\| )?(?:dejemos(?:lo|la)?(?: (?:aca|ahi|asi
        |para (?:la|el) \w+|para otro \w+|para despues))?
        |deja(?:lo|la|r|rlo|mos|ndo)?(?: (?:asi|(?:asi )?(?:tal )?como (?:esta|estaba)
        |aca|ahi|nomas|para despues|para otro dia|para otro momento|para otra vez|para mas adelante
        |estar))?|olvida(?:lo|te)?(?: (?:de )?(?:todo
        |eso|esto))?|no importa|ya (?:fue|esta|no)(?: (?:quiero|hace falta|lo necesito
        |importa))?(?: nada)?|(?:cancel|anul|suspend)(?:ar|er|a|e|alo|elo|o|emos|en|ado|ar todo
        |a todo
        |alo todo)?(?: (?:todo|esto|por favor|porfa|la operacion))*|(?:borr|elimin|descart)(?:a|e
        |en)l[oa]|salir|exit|nada|nada mas
        |no (?:quiero|necesito) (?:nada|mas nada|nada mas|reservar|el turno|turno
        |seguir)(?: (?:gracias|por ahora))*|(?:(?:al final|ya) )?no (?:voy|vengo|vamos)|no gracias
        |lo (?:dejo|dejamos|pienso|veo
        |voy a pensar)(?: (?:aca|asi|ahi|para despues|para otro dia|para mas adelante
        |para otro momento
        |para otra vez|y (?:te
        |les) \w+|despues|mejor))*|otro dia (?:veo|te|lo|les)(?: \w+)*|mas (?:tarde
        |adelante) (?:te|les|veo|lo|vuelvo)(?: \w+)*|despues (?:te|les|veo|lo|vuelvo)(?: \w+)*
        |te (?:escribo|aviso|hablo|llamo) (?:despues|mas tarde|luego|otro dia|en otro momento
        |cuando \w+)|me arrepenti|(?:me )?equivoque de (?:numero|chat|contacto|persona|whatsapp)
        |(?:numero|mensaje
        |chat) equivocado|(?:esto )?(?:no )?era para (?:vos|ustedes|aca
        |otr[oa] (?:persona|chat|numero
        |grupo))(?: esto)?|ya no(?: quiero)?|chau|chao|adios|hasta luego|stop|terminar
        |lo (?:saco|pido|reservo|hago|agendo|tomo|coordino|vemos|hablamos) (?:mas adelante
        |mas tarde|despues
        |luego|en otro momento|otro dia|otra vez|la proxima)|no sigo|no quiero nada|no hace falta
        |solo (?:era|quiero) (?:ver|saber|chequear|mirar|eso)(?:lo)?
        |ninguno gracias|en otro momento|por ahora no
        |ahora no|abandonar|mejor (?:lo )?dej\w+|mejor no gracias)(?: (?:\| )?(?:gracias
        |no importa|por favor|igual|chau|perdon|nomas|mejor|muchas gracias|dejalo|deja|che|porfa
        |entonces|disculpa|saludos|todo bien
        |no (?:voy|vengo|vamos|puedo|llego)|(?:despues|luego|mas tarde|otro dia) (?:te|les|me
        |lo) \w+))*$
        """
    ),
    joined(
        """
        ninguna
        """
    ): joined(
        r"""
        ^(?:(?:no|mmm+|uy|uh|uf+|ay|de|esos|esas|la verdad(?: que)?|a mi|es|son|en|a|pero|puedo|para
        |che|hola|perdon|me sirven?|me queda|con|lamentablemente|busco|quiero) (?:\| )?)*
        (?:ningun[oa]?s?(?: (?:de (?:esos|esas|estos
        |estas|los|las|ellos|ellas)(?: \w+)?|(?:me|nos) (?:sirve|va|queda|viene|conviene|cierra
        |gusta|convence)n?(?: bien)?|horarios?|dias?|horas?|opcion|puedo|podemos|llego|por ahora
        |la verdad|gracias|ya esta|ya fue|listo|nada mas|\|))*
        |nada de (?:es[oa]s?|est[oa]s?)(?: \| (?:quiero|necesito|busco|era|seria|lo que) .*)?
        |(?:es[oa]s|est[oa]s|es[oa]s (?:dias|horarios|horas|opciones)) no(?: me| nos)?
        (?: (?:sirven?|van?|quedan?|vienen?|convienen?|puedo|podemos|cierran?|gustan?|son))?
        (?: bien)?
        |no (?:me|nos) (?:sirve|va|queda|viene
        |conviene|cierra|gusta|convence)n?(?: bien)?
        (?: (?:ningun[oa]?|esos|esas|nada|estos|ese|esa))+
        (?: (?:horarios?|dias?|horas?|opciones|de \w+))*|no (?:puedo|podemos|llego|me sirven?)[ ]
        (?:en |a )?(?:ningun[oa]?|esos|esas|ninguna de esas)(?: (?:de|esos|esas|estos|estas|los|las
        |horarios?|dias?|horas?|opciones|que|hay|tenes))*
        |no (?:hay|veo|encuentro) ningun[oa](?: \w+)?
        (?: que me sirva| que me quede)?)(?: (?:\| )?(?:gracias|porfa|perdon|igual|la verdad|che))*$
        """
    ),
    joined(
        """
        cambiar
        """
    ): joined(
        rf"""
        ^(?:(?:quiero|necesito|puedo|podria|no|mejor|a ver|espera|quisiera|si) )*(?:cambi(?:ar|o
        |emos|alo|arlo|a)|modific(?:ar|alo|arlo)|editar|corregir|correg\w+|otra cosa)(?: (?:algo
        |eso|esto|por favor|porfa|un dato|todo|los datos))*$
        |{IT_CHANGES}
        """
    ),
    joined(
        """
        ayuda
        """
    ): joined(
        r"""
        ^(?:(?:necesito|quiero|me das|por favor|como|no) )*(?:ayuda|help|ayudame|auxilio
        |no entiendo(?: nada)?|no se(?: cual(?: (?:elegir|me conviene|es))?| bien| todavia
        | la verdad)?
        |no se (?:que (?:hacer|poner|tocar)|como (?:hacer|seguir))
        |como (?:hago|funciona|es esto|se usa|sigo|se hace)(?: (?:esto|para \w+|un turno))*
        |que (?:puedo|tengo que|hago|debo)(?: (?:hacer|poner|decir|escribir|ahora))*
        |que opciones (?:hay|tengo)|opciones|instrucciones)$
        """
    ),
    joined(
        """
        info
        """
    ): joined(
        r"""
        ^(?:(?:quiero|necesito|dame|me pasas|hola|por favor|mas|tenes|quisiera|pasame|busco
        |me das) )*(?:info|informacion|data|datos|mas info|mas informacion)(?: (?:por favor
        |porfa|del local|general|de \w+))*$
        """
    ),
}
"""Regular expressions over what `sentence` makes ready, by name; questions: see `questions`."""

EXAMPLES: Mapping[str, str] = {
    "si": "sí",
    "no": "no",
    "reservar": "quiero sacar un turno",
    "cancelar_turno": "cancelá mi turno",
    "cambiar_turno": "quiero cambiar mi turno",
    "mis_turnos": "¿cuándo es mi turno?",
    "persona": "quiero hablar con una persona",
    "aviso": "llego diez minutos tarde",
    "voy": "voy sin falta",
    "otro_dia": "mejor otro día",
    "otra_hora": "a otra hora",
    "otro_servicio": "me equivoqué de servicio",
    "otra_persona": "con otra persona",
    "otros_cuantos": "al final somos más",
    "volver": "quiero volver atrás",
    "menu": "empezar de nuevo",
    "dejarlo": "dejá, no importa",
    "ninguna": "no me sirve ninguno",
    "cambiar": "quiero cambiar algo",
    "ayuda": "no entiendo nada",
    "info": "me pasás info",
    "precio": "¿cuánto sale?",
    "direccion": "¿dónde están?",
    "horarios": "¿a qué hora abren?",
    "duracion": "¿cuánto dura?",
    "bot": "¿sos un bot?",
    "con_quien": "¿con quién es?",
    "servicios": "¿qué servicios tienen?",
    "faq": "¿aceptan tarjeta?",
    "pregunta": "¿puedo ir con mi perro?",
}
"""All that `means` may name, each with something that is read as it.

`si` and `no` are any yes and any no; `faq` is a question that the merchant answers in its own
words, `pregunta` one that nobody has an answer to.
"""
