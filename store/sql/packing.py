"""How rows are kept small: bytes compressed, messages without what reading knows anyway.

Compressed is what is kept long and read seldom: Meta's raw JSON, and what a turn was told. Each
text alone is too short to repeat itself much; so all are compressed against a dictionary of what
such texts say again and again. The first byte of what is kept is the number of the dictionary. A
dictionary is never changed, for rows were written with it: a better one gets the next number. What
begins with any other byte was never compressed, as older versions kept it.

The ids of a message's options begin alike, with whose question they answer: that is written once.
What older versions wrote, an object for each option, is read as well.
"""

from __future__ import annotations

import zlib
from collections.abc import Sequence
from typing import Any

from ...engine.fast_dataclass import as_dict
from ...engine.messages import Incoming, Kind, Option, Outgoing

_LEVEL, _WINDOW, _MEMORY = 3, -12, 5
"""Rather fast; a window of 4 KiB, which holds a dictionary and most texts; small tables."""
_FIRST = (
    '{"":"","servicio":"","fecha":"","dia":"","hora":"","profesional":"","personas":"","estado":'
    '"Confirmado ✅","precio":"$ ","limite":"","enlace":"","choque":"","notas":""}}'
    "lunes martes miércoles jueves viernes sábado domingo de enero febrero marzo abril mayo junio "
    'julio agosto septiembre octubre noviembre diciembre"horarios":"lun a vie: 8:00 a 13:00 y '
    '15:00 a 20:00","cambios":"","precios":"","equipo":"","plazo":"","espera":" min"}}'
    '"direccion":"","mapa":"https://www.google.com/maps/search/?api=1&query='
    '{"call":"show:comercio","answer":{"":"{"call":"show:contacto","answer":{"":"'
    '{"call":"show:booking","answer":{"":"{"call":"show:time","answer":{"":"'
    '{"call":"show:service","answer":{"":"","precio":"$ ","duracion":"1 h 30 min"}},'
    '{"call":"action:retener_turno","answer":{"name":"retenido","slots":{"reserva":"","wrote":[]}},'
    '{"call":"action:crear_reserva","answer":{"name":"creada","slots":{},"wrote":[]}},'
    '{"call":"check:","answer":null},{"call":"parser:fecha","answer":{"values":["","sure":true}},'
    '{"call":"guard:llego_al_limite","answer":false},{"call":"guard:elige_profesional","answer":'
    'false},{"call":"guard:dice_cuantos","answer":false},{"call":"provider:servicios","answer":['
    '{"call":"provider:horas_con_lugar","answer":[{"call":"provider:fechas_con_lugar","answer":['
    '{"value":"*","title":"Lo antes posible","description":"","section":"Mañana"},{"value":"09:00",'
    '"title":"09:30","description":"","section":"Tarde"},{"value":"2026-11-30","title":'
    '"lun 30 nov","description":"Hoy","section":""},{"value":"2027-01-02","title":"mié 21 dic",'
    '"description":'
    '"Mañana","section":""},'
    '{"metadata":{"display_phone_number":"549","phone_number_id":"1"},"contacts":[{"profile":'
    '{"name":""},"wa_id":"549261","user_id":"AR."}],"messages":[{"from":"549261","from_user_id":'
    '"AR.","id":"wamid.HBgN","timestamp":"17","type":"text","text":{"body":"hola"}}]}'
    '"type":"interactive","interactive":{"type":"list_reply","list_reply":{"id":"","title":"",'
    '"description":""}},"interactive":{"type":"button_reply","button_reply":{"id":"|reservas|4|'
    'eligiendo_servicio|eligiendo_fecha|eligiendo_hora|confirmando|finalizado|inicio|reservar",'
    '"title":"Reservar"}},"context":{"from":"549","id":"wamid.HBgN"}}]}'
    '",{"event":"arrived"},[{"event":"wrote","message":{"kind":"text","type":"text","text":"","tap":'
    '"","quoted":null,"at":17}},[{"event":"wrote","message":{"kind":"tap","type":"interactive",'
    '"text":"Confirmar","tap":"|reservas|","quoted":"wamid.","at":17}},[{"call":"understood",'
    '"answer":"tap"},'
)
_DICTIONARIES = {1: _FIRST.encode()}
_NEWEST = max(_DICTIONARIES)
_READY = zlib.compressobj(_LEVEL, zlib.DEFLATED, _WINDOW, _MEMORY, zdict=_DICTIONARIES[_NEWEST])
"""Has learned the dictionary; each text is compressed by a copy."""
_MARK = bytes([_NEWEST])


def packed(raw: bytes) -> bytes:
    """Return bytes as they are kept; nothing stays nothing."""
    if not raw:
        return raw
    one = _READY.copy()
    return _MARK + one.compress(raw) + one.flush()


def unpacked(kept: bytes) -> bytes:
    """Return the bytes that `packed` was given, or those that were kept as they came."""
    dictionary = _DICTIONARIES.get(kept[0]) if kept else None
    if dictionary is None:
        return kept
    return zlib.decompressobj(_WINDOW, dictionary).decompress(kept[1:])


_UNSAID = {**as_dict(Incoming(Kind.TEXT)), "type": None}
_TYPES = {Kind.TEXT: "text", Kind.TAP: "interactive"}
"""Of which type most messages of a kind are."""
_TITLE = Outgoing("").open_list


def written_outgoing(message: Outgoing) -> dict[str, Any]:
    """Return a message of ours as JSON data."""
    data = message.to_json(written_options)
    if message.open_list == _TITLE:
        del data["open_list"]
    return data


def read_outgoing(data: dict[str, Any]) -> Outgoing:
    """Read what `written_outgoing`, or `Outgoing.to_json`, wrote."""
    return Outgoing.from_json(data, read_options)


def written_options(options: Sequence[Option]) -> list[Any]:
    """Return how all ids begin; and of each option the rest of it, its title and what follows."""
    if not options:
        return []
    head, bar, _ = options[0].id.rpartition("|")
    begin = head + bar
    if not all(option.id.startswith(begin) for option in options):
        begin = ""
    return [begin, *(_written_option(option, len(begin)) for option in options)]


def _written_option(option: Option, begins: int) -> tuple[str, ...]:
    if option.section:
        return option.id[begins:], option.title, option.description, option.section
    if option.description:
        return option.id[begins:], option.title, option.description
    return option.id[begins:], option.title


def read_options(data: Sequence[Any]) -> tuple[Option, ...]:
    """Read what `written_options` wrote, or an object for each option."""
    if not data or isinstance(data[0], dict):
        return tuple([Option(**option) for option in data])
    begin, *options = data
    return tuple([Option(begin + rest, *said) for rest, *said in options])


def written_incoming(message: Incoming) -> dict[str, Any]:
    """Return a person's message as JSON data, without what most do not say."""
    said = as_dict(message)
    if message.type == _TYPES.get(message.kind):
        del said["type"]
    return {name: value for name, value in said.items() if name == "kind" or value != _UNSAID[name]}


def read_incoming(data: dict[str, Any]) -> Incoming:
    """Read what `written_incoming`, or `Incoming.to_json`, wrote."""
    return Incoming.from_json({"type": _TYPES.get(data["kind"], ""), **data})
