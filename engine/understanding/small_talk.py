"""Words that agree, and words around a reply that change nothing."""

from __future__ import annotations

from .patterns import listed

FILLER = listed(
    """
    a al ah aah bueno buen bien che nomas no_mas entonces por favor porfa porfis porfavor
    ahi asi ya eso esa ese esta este todo muy mucho muchas muchisimas mil re super tan que
    el la lo las los de del un una vos te me se le y pero si_ ok_ dale_ mi mia amor genia
    genio crack capo linda linda reina hermosa amiga amigo senor senora senorita jaja
    jajaja jaj ja jeje dia dias tarde tardes noche noches buenas buenos hola queda
    quedamos quedo quedan para con en es tambien igual saludos chau chao adios luego nos
    vemos po pue pues wey guey nene tio loco hermano maestro tranqui tranquilo atencion
    doctor doctora licenciada profe don dona perdon disculpa perdona ups uy ay ah amable usted
    respuesta info todos ustedes usted mandale manda fue sos son unos divino divina molestia
    molestias
    """
)
"""Words around a short reply that change nothing."""

YES = listed(
    """
    si ok dale listo confirmo confirmado confirmada confirma confirmame confirmar
    confirmalo confirme acepto perfecto perfecta barbaro buenisimo excelente genial joya
    claro obvio obviamente sale va vale orale andale hecho correcto exacto exactamente
    afirmativo cerrado trato agendalo agendame agenda agendado reservalo reservame reserva
    anotame anotalo anota anotado mandale metele vamos vemos sip seguro segurisimo sirve
    esta copado copada fenomeno fantastico impecable espectacular maravilloso maravilla
    estupendo cool conforme deacuerdo acuerdo yes simon positivo tal cual ya efectivamente
    definitivo oka bueno bacan chido padre padrisimo filete regio arre macanudo fantastica
    impeque ideal divino
    """
)
"""A message of such words and `FILLER` agrees."""
