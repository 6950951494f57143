"""Questions: those that a flow can answer, and how one begins that nobody has an answer to.

`means: precio` gives a flow an exit for «¿cuánto sale?»; see `intents` for all else that is meant.
"""

from __future__ import annotations

from collections.abc import Mapping

from .patterns import joined, lazy

QUESTIONS: Mapping[str, str] = {
    joined(
        """
        precio
        """
    ): joined(
        r"""
        \b(?:cuanto (?:sale|salen|cuesta|cuestan|vale|valen|es|era|fue|queda|quedaba|seria|esta
        |estan|cobran|cobras|salia|salian|costaba|costaban|valia|valian|cobraban|cobrabas
        |(?:me |nos |te )?(?:vas|van|va|voy|vamos|iba|ibas|iban) a (?:cobrar|salir|costar|pagar
        |quedar)
        |me sale|me cobran|me cobras|me cobrarias|me cobrarian
        |me saldria|me costaria|saldria|costaria|hay que pagar|tengo que pagar|pago
        |sale\w*|serian|anda)|cuanto(?: (?:por )?(?:el|la|un|una|los|las)(?: de)? \w+)+$
        |(?<!en )cuanto$
        |(?<!el )(?<!la )(?<!lo )mas (?:barat|economic)[oa]s?
        |a (?:cuanto|como) (?:esta|estan|tenes|tienen|tienes|dan|sale|anda|el|la)
        |(?<!el )(?<!la )que (?:sale|salen
        |cuesta|vale|cobran|cobras|precio
        |valor|costo|precios|valores
        |tarifa)|precios?|costos?|tarifas?|valores|el valor|aranceles?|honorarios|cuanta plata
        |lista de precios|sale (?:muy )?(?:caro|barato)|es (?:caro|gratis)|presupuesto
        |valor(?: de(?:l)?)?)\b
        |^sale (?:mil )?\d{3,6}$|\bsale \d{3,6}\b
        """
    ),
    joined(
        """
        direccion
        """
    ): joined(
        r"""
        \b(?:donde (?:queda|quedan|quedaba|quedaban|estan|esta|era|es|se encuentran|estas
        |los encuentro|atienden
        |tengo que ir|es el local|estan ubicados|funciona|se ubican|tienen el local)|direccion
        |ubicacion|ubicad[oa]s?|como (?:llego|llegar|hago para llegar|se llega|voy)
        |en que (?:calle|zona|barrio|parte|direccion|lugar)|por donde (?:quedan|estan|es)
        |que direccion|mapa|que calle|pasame la ubi|la ubi|local (?:donde|en que)|a donde (?:voy
        |tengo que ir|es)|adonde (?:es|queda|voy))\b
        """
    ),
    joined(
        """
        horarios
        """
    ): joined(
        r"""
        \b(?:(?:a )?que hora (?:abren|abris|cierran|cerras|atienden|atendes|abre|cierra|estan
        |trabajan|empiezan|arrancan|hacen)|(?:que|cual(?:es)?)(?: (?:son|es))?(?: (?:los|el|sus
        |su))? (?:horarios?|dias?)(?: (?:de atencion|tienen|manejan|atienden|hacen|abren
        |trabajan|de apertura|estan))+|horarios? (?:de (?:atencion|apertura|trabajo|hoy|el)
        |tienen|manejan)|que dias? (?:abren|atienden|trabajan|estan)|(?:
        los |el |la |hoy |manana |este )*(?:lunes
        |martes|miercoles|jueves|viernes|sabados?|domingos?|feriados?|feriado|hoy|manana
        |fin de semana|siesta|semana) (?:estan$|abren|atienden|trabajan|estan abiertos|abris|atendes
        |hay atencion)\b|(?<!me )(?<!que )(?:atienden?|trabajan?|abren?)
        (?: (?!hoy\b|manana\b|el\b|con\b)\w+){0,4} (?:los|el) (?:lunes|martes|miercoles|jueves
        |viernes
        |sabados?|domingos?|feriados?)\b|(?:atienden|abren|trabajan) normal\w*|(?:^|\b(?:hola
        |buenas|y|si|tardes|dias|che|saber si) )(?:abren|atienden
        |trabajan
        |abris|atendes)(?: (?:por favor|porfa))*$|(?<!me )(?:abren|atienden|trabajan|estan abiertos
        |abris
        |atendes|hay atencion)(?: (?:los |el |la |a |al |de |por |hoy |manana )*(?:lunes|martes
        |miercoles|jueves|viernes|sabados?|domingos?|feriados?|mediodia|siesta|tarde|noche
        |manana|fin de semana|corrido|hoy))+|hasta que hora|desde que hora|cuando (?:abren
        |cierran|atienden|abris|atendes)|estan abiertos|esta abierto|cierran (?:al|a la|los|hoy)
        |(?:estas|estan|siguen|seguis) (?:atendiendo|trabajando|abiert[oa]s?)(?: hoy| ahora)?
        |horario corrido|(?<!esos )(?<!estos )(?<!otros )(?<!los )(?<!ningun )
        horarios(?: (?:porfa|por favor|gracias))*$)\b
        """
    ),
    joined(
        """
        duracion
        """
    ): joined(
        r"""
        \b(?:cuanto (?:tiempo|toma|rato|(?:(?:se|te|les|me|nos) )?(?:dur|tard|demor|llev)\w+)
        |que (?:duracion|demora|tanto (?:dura|demora|tarda))|dura (?:mucho|poco)
        |cuantos minutos|cuantas horas|es (?:largo|rapido)|duracion|lleva mucho|tarda mucho
        |demora mucho)\b
        """
    ),
    joined(
        """
        bot
        """
    ): joined(
        r"""
        \b(?:(?:sos|eres|estoy hablando con|hablo con|es|seras|sera|esto es|estoy chateando con
        |me (?:contesta|responde|atiende)) (?:una? |el |la )*(?:bot|robot|maquina|persona|humano
        |humana|ia|inteligencia artificial|contestador|automatico|respuesta automatica|chatbot
        |chat gpt|alguien real|persona real|de verdad|asistente)(?: (?:o|u) (?:una? )?\w+)?
        |con quien (?:hablo|estoy hablando|tengo el gusto|me comunico|chateo)|quien (?:sos|es
        |habla|eres|me habla|contesta|escribe)|hay alguien (?:ahi )?(?:o|u) es un|sos real
        |bot$)\b
        """
    ),
    joined(
        """
        con_quien
        """
    ): joined(
        r"""
        \b(?<!igual )(?<!mismo )(?<!importa )(?:(?:y )?(?:con )?quien (?:me )?(?:atiende|es|corta
        |atenderia|hace|va a atender
        |me toca|seria|me va a \w+|lo hace|trabaja|atienden|me cortaria)|con quien(?: (?:es
        |seria|me toca|tengo|va a ser|toca))+$|^(?:y )?con quien$|que (?:peluquer[oa]s?
        |profesional(?:es)?
        |estilista|barberos?|medic[oa]|doctor[a]?) (?:me |tienen|tenes|atiende|hay|es
        |esta)(?: \w+)*|quienes (?:atienden|trabajan|estan))\b
        """
    ),
    joined(
        """
        servicios
        """
    ): joined(
        r"""
        \b(?:que me (?:ofrec|recomend|recomiend|propon|aconsej)\w+|que (?:servicios?|hacen|ofrecen
        |tienen|cosas hacen|tratamientos|trabajos
        |opciones)(?: (?:tienen|ofrecen|hacen|hay|dan|brindan|tenes|ofreces))*|(?:
        ver |cuales son )?(?:los |sus )?servicios(?: (?:que )?(?:tienen
        |ofrecen|hay))?|que se puede (?:reservar|hacer)|(?<!me )(?<!nos )hacen \w+
        |tienen servicio de \w+
        |a que se dedican)$
        """
    ),
}
"""Questions that a flow can answer from the settings, by name."""

ASKED_BACK = lazy(
    joined(
        r"""
        ^(?:(?:hola|buenas|disculpa|perdon|una (?:pregunta|consulta)|consulta|pregunta|che|y
        |queria (?:saber|preguntar|consultar)|quiero (?:saber|preguntar|consultar)
        |te (?:consulto|pregunto|hago una consulta|quiero preguntar)|me (?:decis|dirias
        |podrias decir)|buenas tardes|buen dia|buenos dias|\||si|por favor) )*(?:que(?! (?:ten|est
        |pas|descans|and|sig|dios|todo)\w*\b)|cual|cuales
        |como|donde|quien|quienes|cuando|cuanto|cuanta|cuantos|cuantas|por que|para que|hay
        |tienen|tenes|aceptan|acepta|aceptas|puedo|puede|pueden|podes|podria|podrian|se puede
        |hacen|haces|venden|trabajan|atienden|es necesario|hace falta|tengo que|hay que
        |necesito llevar|debo|sirve|incluye|estan|cobran|usan|van|realizan|manejan|dan|ofrecen
        |reciben)\b
        """
    )
)
"""How a question begins, where no question mark was typed."""

ASKED_OUTRIGHT = lazy(
    joined(
        r"""
        ^(?:(?:hola|buenas|tardes|noches|dias|buen|dia|che|disculpa|perdon|consulta|una
        |y) )*(?:(?:que[ ]
        (?:incluye|trae|lleva|contiene|diferencia)|en que consiste|de que se trata|como es (?:el|la)
        )\b.*|(?:que
        |cual es (?:el|la)|cuales son (?:los|las)) (?!(?:dia|dias|hora|horas|horario|horarios|fecha
        |fechas
        |turno|turnos|lugar|lugares|precio|servicio|servicios|otr[oa]s?|tal|hay|tenes|tienen|tengo
        |puedo|onda|opcion|opciones|disponibilidad|hueco|huecos|mas|es|mesa|mesas|cita
        |citas)\b)\w+ (?:
        tienen|tenes|hay|sirven|venden|usan|hacen|ofrecen|tienes|manejan|necesito|tengo que|puedo
        |hace)\b.*
        |(?:necesito|quiero|preciso|me falta|me falto|no me (?:llego|mandaron|dieron)|mandame|pasame
        |me (?:mandas|pasas|das|mandan|envias)) (?:una copia de )?(?:la|mi|el) (?:factura|recibo
        |ticket|comprobante)\b.*
        |(?:hay que|tengo que|conviene|hace falta|debo) (?:llegar|ir|estar|venir) (?:\w+ )*antes\b.*
        |(?:hacen|haces|tienen|tenes|venden|preparan|ofrecen|usan|trabajan)(?: con)?[ ]
        .*\b(?:sin|apt[oa]s?
        |vegan\w*|celiac\w*|diabetic\w*|kosher|integral\w*|alerg\w*)\b.*)
        """
    )
)
"""A question of its own about something else than days and hours: «qué menú tienen hoy»."""
