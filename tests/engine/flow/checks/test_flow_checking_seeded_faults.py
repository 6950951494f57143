"""Faults seeded into the shipped flow are each found, at the line where they stand."""

from __future__ import annotations

import re
from importlib.resources import files
from pathlib import Path

import pytest
from support.compiled import compile_flow

from milo.cli.flow_check import Check
from milo.cli.libraries import load_flows
from milo.engine.booking.settings.text_extents import any_longest
from milo.engine.errors import Fault, FlowError
from milo.engine.flow.checks import Subject, inspect
from milo.engine.flow.language.reader import read_flow
from milo.engine.vocabulary import VOCABULARY

SHIPPED = {
    name: (files("milo.flows") / f"{name}.yaml").read_text(encoding="utf-8")
    for name in ("reservas", "mis_turnos", "preguntas", "encuesta", "comercios")
}
SHIPPED["reservas"] = (Path(__file__).parent / "seeded" / "reservas.yaml").read_text("utf-8")
"""A flow of its own: faults are seeded into its lines, and the shipped one goes on changing."""
EXAMPLES = Path(__file__).parents[4] / "examples"
SHIPPED |= {path.stem: path.read_text("utf-8") for path in EXAMPLES.glob("*.yaml")}
RESERVAS = SHIPPED["reservas"]
FLOWS = {name: read_flow(text, name)[0] for name, text in SHIPPED.items()}

SEEDED = [
    # what stands there, what is put in its place, the code of what is found there
    ("initial: inicio", "initial: inizio", "F101"),
    ("final: [finalizado]", "final: [finalizada]", "F101"),
    ("{type: date}", "{type: dia}", "F109"),
    ("gone: {to: eligiendo_servicio", "gone: {to: nada", "F101"),
    ("say: ayuda}", "say: socorro}", "F102"),
    ("handoff: recepcion}\n\n", "handoff: nadie}\n\n", "F102"),
    ("stale: {then: reprompt, say: boton_viejo}", "stale: {say: x}", "F102"),
    ("unreadable: solo_texto", "unreadable: foto", "F102"),
    ("failure: falla", "failure: uy", "F102"),
    ("back_from_human: {say: volvi,", "back_from_human: {say: q,", "F102"),
    ("{after: 30m, say: seguis_ahi}", "{after: 30m, say: eh}", "F102"),
    ("else: {handoff: recepcion}", "else: {to: lejos}", "F101"),
    ("      text: saludo\n", "      text: salud\n", "F102"),
    ("info: Info y horarios}", "otro: Otro}", "F304"),
    ("reservar: Reservar,", "reservar: Reservar un turno acá,", "F601"),
    ("reservar: Reservar,", "reservar: ' ',", "F601"),
    ("reservar: Reservar,", "reservar: Info y hórarios,", "F504"),
    ("list: {from: servicios", "list: {from: servicio", "F106"),
    ("from: servicios, into: servicio", "from: servicios, into: cosa", "F103"),
    ("open: ver_dias", "open: abrir", "F102"),
    ("parse: fecha,", "parse: dia,", "F107"),
    ("[fecha_futura,", "[futura,", "F108"),
    ("      ok:\n        do: apartar_horario\n", "      ok:\n        do: apartar\n", "F105"),
    ("apartado: {to: conf", "hecho: {to: conf", "F402"),
    ("          limite:   {to", "          lejos:   {to", "F402"),
    ("cambiar: {words: [cambiar,", "cambiar: {words: [salir,", "F501"),
    ("Cambiar horario,", "Menú,", "F501"),
    ("resume: seguimos_fecha", "resume: sigamos", "F102"),
    ("say: [ejemplo_fecha,", "say: [ejemplo,", "F102"),
    ("say: servicio_sin_lugar, clear: [servicio]", "clear: [serv]", "F103"),
    ("cancelar: {escape: cancelar}", "cancelar: {escape: c}", "F104"),
    ("vigente:   {say", "vigentes:   {say", "F402"),
    ("cancelada: {say: ya_cancelado}", "cancelada: {say: y}", "F102"),
    ("say: de_nada}", "say: denada}", "F102"),
    ("¡Hola[, {contacto}]!", "¡Hola {nombre}!", "F701"),
    ("version: 2\n", "version: 2\nlocal: es\n", "F011"),
    ("version: 2\n", "version: uno\n", "F013"),
    ("{after: 10m, say: expira_pronto}", "{after: diez, say: expira_pronto}", "F016"),
    ("  adios: ", "  recepcion: ", "F005"),
    ("escapes:   ", "escapes: &e   ", "F003"),
    ("initial: inicio\n", "initial: finalizado\n", "F208"),
    (
        "      empty: {to: eligiendo_servicio, say: servicio_sin_lugar, clear: [servicio]}",
        "      empty: {to: eligiendo_horario, say: fecha_llena}",
        "F209",
    ),
    (
        "  finalizado:    ",
        "  perdido: {ask: {text: saludo, buttons: {ok: Sí}}, go: {ok: {to: inicio}}}\n"
        "  finalizado:    ",
        "F201",
    ),
    (
        "      atras:    {words: [atras, volver], to: inicio}\n",
        "      atras:    {to: inicio}\n",
        "F303",
    ),
    ("reservar: {words: [quiero reservar,", "reservar: {words: [info, quiero reservar,", "F502"),
    ("cambiar: {words: [cambiar,", "cambiar: {words: [Confirmar,", "F503"),
    ("ayuda:    {words: [ayuda,", "ayuda:    {words: [salir, ayuda,", "F505"),
    ("info:     {words: [info,", 'info:     {words: ["3", info,', "F506"),
    ("closing: {words: [gracias,", "closing: {words: [turno, gracias,", "F508"),
    ("info: Info y horarios}", 'info: "🕘 Info y horarios 🕘"}', "F601"),
    ('  ver_dias: "Ver días"', '  ver_dias: "Ver los días con lugar"', "F604"),
    ('  ver_mas: "Ver más"', '  ver_mas: "Ver todos los que siguen acá"', "F605"),
    ("{servicio.precio}", "{servicio.presio}", "F702"),
    ("¡Hola[, {contacto}]! 👋", "¡Hola, {contacto}! 👋", "F707"),
    ("¡Hola[, {contacto}]! 👋", "¡Hola[, {contacto}! 👋", "F703"),
    (
        '  que_hacemos: "¿Qué querés hacer?"',
        '  que_hacemos: "¿Qué querés hacer con *{servicio}*?"',
        "F411",
    ),
    (
        '  pide_servicio: "¿Qué servicio querés reservar?"',
        '  pide_servicio: "El {fecha}, ¿qué servicio querés reservar?"',
        "F411",
    ),
    (
        '  ayuda: "Podés',
        '  ayuda: "' + "Podés " * 130,
        "F603",
    ),
    ("  nadie_respondio: ", '  sobra: "Nada."\n  nadie_respondio: ', "F704"),
    ('  fecha_llena: "El {fecha} ya', '  fecha_llena: "El {pedida} ya', "F706"),
    ('  falla: "Se', '  falla: "A {comercio} se', "F708"),
    (
        '  adios: "Listo, lo dejamos acá. Cuando quieras, escribime y empezamos de nuevo."',
        '  adios: " "',
        "F705",
    ),
    ("reservar: Reservar,", "reservar: Mis turnos,", "F504"),
    (
        "      - {after: 10m, say: expira_pronto}\n",
        "      - {after: 20m, say: expira_pronto}\n",
        "F308",
    ),
    (
        "    - {after: 23h, to: finalizado, do: soltar_horario, result: abandonada}",
        "    - {after: 25h, to: finalizado, do: soltar_horario, say: adios}",
        "F313",
    ),
    ("call: mis_turnos}", "call: mis_turno}", "F110"),
    ("  hora:     {type: time}\n", "  hora:     {type: time}\n  nota:     {type: text}\n", "F412"),
    (
        "otro servicio], to: eligiendo_servicio, clear: [servicio]}",
        "otro servicio], to: confirmando}",
        "F405",
    ),
    (
        "      confirmar:\n        words",
        "      confirmar:\n        to: finalizado\n        handoff: recepcion\n        words",
        "F301",
    ),
    ("say: servicio_ya_no_esta,", "say: servicio_sin_lugar,", "F414"),
    (
        "  menu:     {words: [menu, menú, inicio, volver al inicio, volver al menu], ",
        "  inicio:   {words: [menu, menú, inicio, volver al inicio, volver al menu], ",
        "F210",
    ),
    (
        "reservar un turno], to: eligiendo_servicio}",
        "x], first: [{if: {hora: true}, to: inicio}, {if: {fecha: true}, to: eligiendo_fecha}]}",
        "F309",
    ),
    (
        "reservar un turno], to: eligiendo_servicio}",
        "x], first: [{if: tiene_turno, to: inicio}, {to: eligiendo_servicio}]}",
        "F111",
    ),
    ('  no_entendi_otra_vez: "Todavía', '  no_entendi_otra: "Todavía', "F102"),
    ("  eligiendo_servicio:\n", "  eligiendo_servicios:\n", "F101"),
    ("  fecha:    {type: date}", "  fechas:   {type: date}", "F103"),
    ("  fecha_pasada: ", "  fecha_pasado: ", "F102"),
    ("version: 2\n", 'version: "2"\n', "F013"),
    ("into: fecha, page: 9,", 'into: fecha, page: "9",', "F013"),
    ("before_rows: true", "before_rows: yes", "F013"),
    ("into: servicio, page: 9", "into: servicio, page: 12", "F015"),
    ("words: [ayuda, help,", "words: ayuda, help: [", "F013"),
    ("final: [finalizado]", "final: finalizado", "F013"),
    ("  inicio:\n    ask:\n", "  Inicio:\n    ask:\n", "F014"),
    ("from: servicios, into: servicio", "from: servicios, into: hora", "F421"),
    (
        "parse: fecha, check: [fecha_futura, fecha_con_lugar]",
        "parse: hora, check: [fecha_futura, fecha_con_lugar]",
        "F421",
    ),
    ("check: [hora_libre]", "check: [fecha_futura, hora_libre]", "F422"),
    ("  hora:     {type: time}", "  hora:     {type: date}", "F423"),
    (
        "typed: {parse: hora, check: [hora_libre], before",
        "typed: {parse: hora, into: fecha, check: [hora_libre], before",
        "F424",
    ),
    (
        "reservar un turno], to: eligiendo_servicio}",
        "x], first: [{if: {hora: yes}, to: inicio}, {to: eligiendo_servicio}]}",
        "F425",
    ),
    (
        "say: servicio_ya_no_esta, do: soltar_horario, clear: [servicio, fecha, hora, reserva]}",
        "say: servicio_ya_no_esta}",
        "F316",
    ),
    ("call: mis_turnos}", "call: mis_turnos, back: inicio, to: inicio}", "F301"),
    ("say: ayuda}", "say: ayuda, back: inicio}", "F302"),
    (
        "      ok:    {to: eligiendo_fecha, clear",
        "      okay:  {to: eligiendo_fecha, clear",
        "F303",
    ),
    (
        "typed: {parse: fecha, check: [fecha_futura, fecha_con_lugar]}",
        "buttons: {atras: Volver}",
        "F307",
    ),
    (
        "reservar un turno], to: eligiendo_servicio}",
        "x], first: [{to: inicio}, {to: eligiendo_servicio}]}",
        "F310",
    ),
    (
        "reservar un turno], to: eligiendo_servicio}",
        "x], say: info, first: [{if: {hora: true}, to: inicio}, {to: eligiendo_servicio}]}",
        "F311",
    ),
    ("call: mis_turnos}", "call: reservas}", "F312"),
    ("say: ayuda}", "escape: menu}", "F314"),
    ('ayuda:    {words: [ayuda, help, "?"], ', "ayuda:    {", "F315"),
    ("    stale:\n      do: ver_reserva", "    estale:\n      do: ver_reserva", "F011"),
    (
        "        vigente:   {say: ya_reservado}",
        "        vigente:   {to: inicio, say: ya_reservado}",
        "F207",
    ),
    ("final: [finalizado]", "final: [confirmando]", "F204"),
    ("        do: crear_reserva\n", "        do: ver_reserva\n", "F402"),
    ("        do: crear_reserva\n", "", "F403"),
    (
        "call: mis_turnos}",
        "do: cancelar_turno, outcomes: {cancelado: {say: adios}, tarde: {say: adios}, "
        "ya_no: {say: adios}}}",
        "F404",
    ),
    (
        "      ok:    {to: eligiendo_horario}",
        "      ok:    {to: eligiendo_horario, clear: [fecha]}",
        "F405",
    ),
    (
        "atras:    {words: [atras, volver], to: inicio}",
        "atras:    {words: [atras, volver], to: eligiendo_horario}",
        "F405",
    ),
    (
        "otro servicio], to: eligiendo_servicio, clear",
        "mañana], to: eligiendo_servicio, clear",
        "F510",
    ),
    ("words: [ayuda, help,", "words: [hoy, ayuda,", "F510"),
    ("words: [persona, humano,", 'words: ["  ", persona, humano,', "F507"),
    ("reservar: Reservar,", 'reservar: "Reservar\\nya",', "F606"),
    ("reservar: Reservar,", 'reservar: "\\u200b",', "F606"),
    ('  ver_dias: "Ver días"', '  ver_dias: "Ver\\ndías"', "F606"),
    ('  que_hacemos: "¿Qué querés hacer?"', "  que_hacemos: ¿Qué querés hacer? Sos el #1", "F019"),
    ('  que_hacemos: "¿Qué querés hacer?"', "  que_hacemos: “¿Qué querés hacer?”", "F020"),
    ("words: [ayuda, help,", "words: [!ayuda ayuda, help,", "F004"),
    ("escapes:   ", "[a]: b\nescapes:   ", "F006"),
    ("initial: inicio\n", "initial: {inicio\n", "F001"),
    ("\ntexts:\n", '\ntranslations:\n  es-AR: {saludo: "¡Hola!"}\n\ntexts:\n', "F714"),
    ("\ntexts:\n", '\ntranslations:\n  pt: {sauda: "Olá!"}\n\ntexts:\n', "F712"),
    ("\nslots:  ", "\nmigrate: {lejos: cerca}\n\nslots:  ", "F803"),
    ("\nslots:  ", "\nmigrate: {lejos: inicio}\n\nslots:  ", "F804"),
]

OF_OTHERS = [
    # the flow, and the same
    (
        "encuesta",
        "say: [no_entendi, no_entendi_otra_vez]",
        "say: [no_entendi, no_entendi, no_entendi_otra_vez]",
        "F317",
    ),
    (
        "encuesta",
        "{if: {puntaje: mal}, to: llamado}",
        "{if: {puntaje: fatal}, to: llamado}",
        "F415",
    ),
    ("encuesta", "text: algo_mas", "text: algo", "F102"),
    ("encuesta", "typed: {parse: texto, into: comentario}", "typed: {parse: texto}", "F306"),
    ("encuesta", "  menu:     {words", "  inicio:   {words", "F210"),
    (
        "encuesta",
        "  comentario:\n    ask:",
        "  otra:\n    ask: {text: que_paso, buttons: {si: Sí}}\n    go: {si: {to: otra}}\n\n"
        "  comentario:\n    ask:",
        "F211",
    ),
    ("preguntas", "  menu:     {words", "  principio: {words", "F210"),
    ("mis_turnos", "  turno: {type: booking", "  turno: {type: service", "F423"),
    ("mis_turnos", "        do: cancelar_turno", "        do: cancelar_turnos", "F105"),
    ("comercios", "check: [comercio_atiende]", "check: [hora_libre]", "F422"),
    ("dentista", "do: guardar_respuestas", "do: guardar_respuesta", "F105"),
    ("dentista", "{edad: {max: 17}}", "{edad: {min: 180}}", "F415"),
    ("dentista", "{edad: {max: 17}}", "{edad: {min: 18, max: 12}}", "F016"),
    ("dentista", "{if: {motivo: dolor}, to", "{if: {motivo: {min: 2}}, to", "F415"),
    ("dentista", "typed: {parse: documento", "typed: {parse: documento, min: 7", "F321"),
    ("gimnasio", "typed: {parse: telefono", "typed: {parse: telefono, max: 20", "F321"),
    (
        "clases_particulares",
        "fisica:     {title: Física}",
        "fisica:     {title: Matemática}",
        "F514",
    ),
    ("clases_particulares", "words: [cancelar, salir,", "words: [cancelar, química,", "F515"),
    ("taller", "count: veces,", "count: patente,", "F421"),
    ("reservas", "call: mis_turnos}", "call: mis_turnos, at: cual}", "F319"),
    ("reservas", "say: ayuda}", "say: ayuda, greet: false}", "F319"),
    ("reservas", "say: ayuda}", "say: ayuda, at: inicio}", "F319"),
    ("dentista", "list: {from: motivos", "list: {form: motivos", "F011"),
    ("dentista", "typed: {parse: numero", "typed: {parser: numero", "F011"),
    ("dentista", "{if: {motivo: dolor}", "{when: {motivo: dolor}", "F011"),
    ("dentista", "initial: motivo", "inicial: motivo", "F011"),
    ("encuesta", "  llamado:\n    ask:", "  llamado:\n    aks:", "F011"),
    ("encuesta", "      text: te_escriben", "      txt: te_escriben", "F011"),
    ("mis_turnos", 'ask: ofrezco_persona, "yes"', "ask: ofrezco_persona, si", "F011"),
    ("preguntas", "to: llegar}", "to:\xa0llegar}", "F011"),
    ("dentista", 'si: "Sí, ahora"', "si: Sí, ahora", "F013"),
    ("dentista", "title: Otra cosa}", "title: }", "F013"),
    ("mis_turnos", "alone: true}", "alone: yes}", "F013"),
    ("mis_turnos", "alone: true}", 'alone: "true"}', "F013"),
    ("dentista", "locale: es-AR", "locale: es-ARG", "F014"),
    ("dentista", "locale: es-AR", "locale: español", "F014"),
    ("dentista", "final: [listo]", "final: []", "F205"),
    ("encuesta", "      ok:    {to: comentario}", "      okk:   {to: comentario}", "F303"),
    ("gimnasio", "noche: A la noche}, into: momento}", "noche: A la noche}}", "F304"),
    ("encuesta", "typed: {parse: texto, into", "typed: {parse: texto, max: 0, into", "F318"),
    ("dentista", "{edad: {max: 17}}", "{edad: 17 años}", "F415"),
    ("taller", "{veces: {min: 1}}", '{veces: ">1"}', "F415"),
    ("dentista", "desde:     {type: option}", "desde:     {type: number}", "F421"),
    ("gimnasio", "telefono: {type: phone}", "telefono: {type: email}", "F421"),
    ("encuesta", "typed: {parse: texto, into", "typed: {parse: numero, into", "F421"),
    ("mis_turnos", '"yes": "Sí, avisales"', '"yes": Sigo acá', "F504"),
    ("dentista", "title: Otra cosa}", "title: Menú}", "F515"),
    ("preguntas", "words: [tarjeta, ", "words: [tarjeta; ", "F516"),
    ("preguntas", "words: [menu, menú, inicio,", 'words: ["menu, menú, inicio",', "F516"),
    ("encuesta", "muy_bien: Muy bien 😀", 'muy_bien: "Muy\\tbien"', "F606"),
    ("mis_turnos", '"yes": "Sí, avisales"', '"yes": "\\u200b"', "F606"),
    ("dentista", "title: Otra cosa}", 'title: Otra cosa, description: "\\u200b"}', "F607"),
    ("encuesta", "muy_bien: Muy bien 😀", 'muy_bien: "*Muy bien*"', "F609"),
    ("encuesta", "muy_bien: Muy bien 😀", 'muy_bien: "Bien, {contacto}"', "F609"),
    ("dentista", "title: Control y", "title: _Control_ y", "F609"),
    ("mis_turnos", "*{turno.servicio}*[ con", "*{ turno.servicio }*[ con", "F703"),
    ("dentista", 'que_pasa: "¿Qué te pasa?"', 'que_pasa: "\\u2060"', "F705"),
    ("dentista", 'que_pasa: "¿Qué te pasa?"', "que_pasa: '¿Qué\\nte pasa?'", "F710"),
    ("mis_turnos", "*{turno.servicio}*[ con", "*{{turno.servicio}}*[ con", "F715"),
    ("mis_turnos", "*{turno.servicio}*[ con", "*turno.servicio*[ con", "F715"),
    # what is no YAML, told at the line that has to be mended
    ("dentista", 'que_pasa: "¿Qué te pasa?"', 'que_pasa: "¿Qué te pasa?', "F001"),
    ("preguntas", "  llegar:\n", "\xa0 llegar:\n", "F001"),
    ("preguntas", "  llegar:\n    ask:", "  llegar\n    ask:", "F001"),
    ("preguntas", "  llegar:\n    ask:", "  llegar:\n    ask", "F001"),
    ("preguntas", "  llegar:\n    ask:", "  llegar:\n   ask:", "F001"),
    ("preguntas", "      text: sobre_llegar\n", "     text: sobre_llegar\n", "F001"),
    ("preguntas", "      text: sobre_llegar\n", "       text: sobre_llegar\n", "F001"),
    ("encuesta", "          - {if: {puntaje: mal}", "          {if: {puntaje: mal}", "F001"),
]
AMBIGUOUS = {"F005", "F308"}
"""Two places contradict each other, and either may be wrong: both are told."""


def edited(before: str, after: str) -> range:
    """The lines of `after` that are not those of `before`, and the one after what was taken out."""
    old, new = before.split("\n"), after.split("\n")
    first = next(i for i, pair in enumerate(zip(old, new, strict=False)) if pair[0] != pair[1])
    same = 0
    while old[-1 - same] == new[-1 - same] and len(new) - 1 - same > first:
        same += 1
    return range(first, len(new) - same + 1)


def faults_of(text: str, name: str = "reservas") -> list[Fault]:
    try:
        flow, source = read_flow(text, f"{name}.yaml")
    except FlowError as error:
        return list(error.faults)
    return inspect(Subject(flow, VOCABULARY, FLOWS, any_longest()), source)


def messages(text: str) -> list[str]:
    return [f"{fault.path}: {fault.message}" for fault in faults_of(text)]


def line_of(text: str, part: str) -> int:
    return text[: text.index(part)].count("\n") + 1


@pytest.mark.parametrize(
    ("name", "old", "new", "code"), [*(("reservas", *seed) for seed in SEEDED), *OF_OTHERS]
)
def test_what_is_wrong_is_told_first_and_where_it_shows_second(
    name: str, old: str, new: str, code: str
) -> None:
    assert old in SHIPPED[name]
    text = SHIPPED[name].replace(old, new, 1)
    faults, lines = faults_of(text, name), edited(SHIPPED[name], text)
    there = [fault for fault in faults if fault.code == code and fault.line in lines]
    shown = [spot.line for fault in faults if fault.code == code for spot in fault.shows]
    assert there or (code in AMBIGUOUS and set(lines) & set(shown)), faults
    assert faults[0].line in lines or code in AMBIGUOUS, faults
    assert all(fault.message and fault.hint for fault in there)


def hints(name: str, old: str, new: str) -> str:
    assert old in SHIPPED[name]
    return "\n".join(fault.hint for fault in faults_of(SHIPPED[name].replace(old, new, 1), name))


def test_a_mend_is_one_that_works() -> None:
    held = hints("mis_turnos", "*{turno.servicio}*[ con", "*{ Turno.servicio }*[ con")
    assert "write {turno.servicio}" in held and "{{" not in held
    assert "put that text into quotes" in hints("dentista", 'si: "Sí, ahora"', "si: Sí, ahora")
    assert "`final: [listo]`" in hints("dentista", "final: [listo]", "final: []")
    assert "did you mean 'ask'" in hints("encuesta", "  llamado:\n    ask:", "  llamado:\n    aks:")
    assert "`type: option`" in hints(
        "dentista", "desde:     {type: o", "desde:     {type: number} #"
    )


def test_a_misspelt_key_is_told_once_and_not_as_missing_too() -> None:
    text = SHIPPED["dentista"].replace("typed: {parse: numero", "typed: {parser: numero", 1)
    assert [fault.code for fault in faults_of(text, "dentista")] == ["F011"]


def test_a_language_without_most_texts_is_told_once() -> None:
    text = SHIPPED["encuesta"] + '\ntranslations:\n  pt-BR:\n    que_tall: "Oi"\n'
    found = [(fault.code, fault.hint) for fault in faults_of(text, "encuesta")]
    assert [code for code, _ in found] == ["F711", "F712"]
    assert "que_tal:" not in found[0][1] and "que_tal" in found[1][1]


def test_those_are_a_hundred_faults_of_many_kinds() -> None:
    assert len(SEEDED) + len(OF_OTHERS) >= 100
    assert len({code for *_, code in (*SEEDED, *OF_OTHERS)}) >= 70


def test_the_shipped_flows_have_none() -> None:
    check = Check()
    check.read([])
    check.run()
    assert check.found == []
    assert {file.flow.flow for file in check.files} >= load_flows().names()


def test_what_is_only_warned_of_does_not_refuse_a_flow() -> None:
    sobra = RESERVAS.replace("  ver_mas:", '  sobra: "Nada."\n  ver_mas:', 1)
    assert [fault.severity for fault in faults_of(sobra)] == ["warning"]
    assert compile_flow(sobra, "reservas.yaml", VOCABULARY).flow.texts["sobra"] == "Nada."
    with pytest.raises(FlowError, match="F102"):
        compile_flow(RESERVAS.replace("say: ayuda}", "say: ayud}"), "r.yaml", VOCABULARY)


def test_an_exit_that_nothing_takes() -> None:
    text = RESERVAS.replace(
        "      atras:    {words: [atras, volver], to: inicio}", "      a: {}", 1
    )
    assert [fault for fault in messages(text) if "never taken" in fault]


def test_too_many_buttons_and_buttons_beside_a_list() -> None:
    four = "buttons: {reservar: A, info: B, atras: C, reservas: D}"
    text = RESERVAS.replace(
        "buttons: {reservar: Reservar, turnos: Mis turnos, info: Info y horarios}", four, 1
    )
    assert any("has 4 buttons; WhatsApp shows 3" in fault for fault in messages(text))
    both = "text: pide_servicio\n      buttons: {atras: Volver}"
    text = RESERVAS.replace("text: pide_servicio", both, 1)
    assert any("buttons or a list, never both" in fault for fault in messages(text))


def test_a_list_needs_its_two_exits_and_a_typed_answer_its_slot() -> None:
    text = RESERVAS.replace("      ok:    {to: eligiendo_horario}\n", "", 1)
    assert any("has no 'ok', which a list needs" in fault for fault in messages(text))
    text = RESERVAS.replace(
        "      empty: {to: eligiendo_fecha, say: fecha_llena", "      vacio: {to: x"
    )
    assert any("has no 'empty', which a list needs" in fault for fault in messages(text))
    typed = "ask:\n      typed: {parse: fecha}\n"
    text = RESERVAS.replace("ask:\n", typed, 1)
    assert any("says no slot" in fault for fault in messages(text))


def test_a_state_that_asks_nothing_or_that_is_final_and_asks() -> None:
    text = RESERVAS.replace("final: [finalizado]", "final: [inicio]")
    found = "\n".join(messages(text))
    assert "final[0]: 'inicio' asks a question, and ends nothing" in found
    text = RESERVAS.replace("final: [finalizado]", "final: [finalizado, inicio]")
    assert "states.inicio: is final and asks a question" in "\n".join(messages(text))
    ending = "  perdido: {stale: {say: info}}\n  finalizado:    "
    text = RESERVAS.replace("  finalizado:    ", ending)
    assert "states.perdido: asks nothing and is not in `final`" in "\n".join(messages(text))


ROUND = """\
  otra:
    ask: {{text: que_paso, buttons: {{si: Sí}}, typed: {{parse: texto}}, into: motivo}}
    go: {{si: {{words: [eso]}}, ok: {exit}}}

  comentario:
    ask:"""


@pytest.mark.parametrize(
    ("exit_", "leads_back"),
    [
        ("{to: otra}", True),
        ("{say: gracias}", True),
        ("{first: [{if: {puntaje: mal}, to: otra}, {say: gracias}]}", True),
        ("{first: [{if: {puntaje: mal}, to: llamado}, {say: gracias}]}", False),
        ("{to: terminada, say: gracias}", False),
        ("{escape: ahora_no}", False),
        ("{handoff: recepcion}", False),
        ("{do: guardar_respuestas, say: gracias}", False),
    ],
)
def test_a_question_whose_every_answer_leads_back_to_it(exit_: str, leads_back: bool) -> None:
    text = SHIPPED["encuesta"].replace("  comentario:\n    ask:", ROUND.format(exit=exit_), 1)
    assert ("F211" in {fault.code for fault in faults_of(text, "encuesta")}) is leads_back


def test_an_old_button_after_the_end_is_answered_and_restarts_nothing() -> None:
    text = RESERVAS[: RESERVAS.index("    stale:\n      do: ver_reserva")]
    text += RESERVAS[RESERVAS.index("\ntexts:") :]
    assert any("has no `stale`" in fault for fault in messages(text))
    text = RESERVAS.replace("      do: ver_reserva\n", "      do: ver_reserva\n      to: inicio\n")
    assert any("never starts anything over" in fault for fault in messages(text))


def test_every_fault_is_told_at_once_in_order() -> None:
    text = RESERVAS.replace("initial: inicio", "initial: x").replace("say: ayuda}", "say: z}")
    text = text.replace("parse: hora,", "parse: y,")
    lines = [fault.line for fault in faults_of(text)]
    assert len(lines) >= 3
    assert lines == sorted(lines)


def test_the_texts_that_a_parser_or_a_check_may_say_are_looked_for() -> None:
    for name in ("fecha_inexistente", "hora_sin_lugar"):
        text = re.sub(rf"\n  {name}: .*", "", RESERVAS)
        assert any(f"may say '{name}'" in fault for fault in messages(text))


def test_a_flow_that_books_and_never_asks_consent_is_warned_of_once() -> None:
    silent = RESERVAS.replace("{permiso}", "{comercio}")
    (fault,) = [one for one in faults_of(silent) if one.code == "F709"]
    assert (fault.severity, fault.path.endswith(".do")) == ("warning", True)
    assert "crear_reserva" in silent.splitlines()[(fault.line or 1) - 1]
    assert not [one for one in faults_of(RESERVAS) if one.code == "F709"]
