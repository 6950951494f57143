"""A client's settings as JSON Schema: the engine's own model, with what its checks say in code.

The model tells keys, defaults and bounds. How hours and days are written it checks by functions,
which no generator reads: that is told here, and a test holds the two together.
"""

from __future__ import annotations

from typing import Annotated, Any

from pydantic import WithJsonSchema

from ...engine.booking.settings.settings import ClientSettings
from .. import text

REF = "#/components/schemas/{model}"
_Json = dict[str, Any]
NAMED = "x-schema"
"""Stands for a reference until the document is whole: pydantic follows only those it made."""
SettingsJson = Annotated[Any, WithJsonSchema({NAMED: "ClientSettings"})]
"""Settings as they are sent: the engine reads them, with every fault at once."""
MaybeSettingsJson = Annotated[
    Any, WithJsonSchema({"anyOf": [{NAMED: "ClientSettings"}, {"type": "null"}], "default": None})
]

_HOUR = "^([01][0-9]|2[0-3]):[0-5][0-9]$"
_END = "^(([01][0-9]|2[0-3]):[0-5][0-9]|24:00)$"
_DATE = text.DATE.replace("2[01][0-9]{2}", "(19|2[0-9])[0-9]{2}")
_MOMENT = "{}T([01][0-9]|2[0-3]):[0-5][0-9]$".format(_DATE.removesuffix("$"))
_DAYS = ("mon", "tue", "wed", "thu", "fri", "sat", "sun")
_RANGES: _Json = {
    "type": "array",
    "description": "Openings [from, to); one that ends before it begins ends on the next day.",
    "items": {
        "type": "array",
        "prefixItems": [
            {"type": "string", "pattern": _HOUR},
            {"type": "string", "pattern": _END},
        ],
        "minItems": 2,
        "maxItems": 2,
    },
}
_HOURS: _Json = {
    "type": "object",
    "properties": dict.fromkeys(_DAYS, _RANGES),
    "additionalProperties": False,
}
_SPECIAL_DAYS: _Json = {
    "type": "object",
    "propertyNames": {"pattern": _DATE},
    "additionalProperties": _RANGES,
}
_ID: _Json = {"type": "string", "pattern": "^[A-Za-z0-9._-]{1,64}$"}
_WRITTEN: dict[str, dict[str, _Json]] = {
    "ClientSettings": {
        "hours": _HOURS,
        "special_days": {**_SPECIAL_DAYS, "default": {}},
        "day_before_until": {
            "anyOf": [{"type": "string", "pattern": _HOUR}, {"type": "null"}],
            "default": None,
        },
        "quiet": {
            "anyOf": [
                {
                    "type": "array",
                    "items": {"type": "string", "pattern": _HOUR},
                    "minItems": 2,
                    "maxItems": 2,
                },
                {"type": "null"},
            ],
            "default": ["21:00", "09:00"],
        },
        "country": {
            "anyOf": [{"type": "string", "pattern": "^[A-Z]{2}$"}, {"type": "null"}],
            "default": None,
        },
        "province": {
            "anyOf": [{"type": "string", "pattern": "^[A-Z0-9]{1,3}$"}, {"type": "null"}],
            "default": None,
        },
        "map_url": {
            "anyOf": [
                {"type": "string", "pattern": r"^https?://[^\s/]+\S*$", "maxLength": 2_000},
                {"type": "null"},
            ],
            "default": None,
        },
        "currency": {"type": "string", "pattern": "^[A-Z]{3}$", "default": "ARS"},
        "locale": {
            "type": "string",
            "pattern": "^[A-Za-z]{2,3}([-_][A-Za-z0-9]{2,8})*$",
            "default": "es-AR",
        },
    },
    "Service": {
        "id": _ID,
        "staff": {"type": "array", "items": _ID, "default": []},
        "price": {
            "anyOf": [
                {"type": "string", "maxLength": 100},
                {"type": "number", "minimum": 0, "exclusiveMaximum": 10**12},
                {"type": "null"},
            ],
            "default": None,
        },
    },
    "Question": {"id": _ID},
    "Notify": {
        "digest": {
            "anyOf": [{"type": "string", "pattern": _HOUR}, {"type": "null"}],
            "default": None,
        }
    },
    "Staff": {
        "id": _ID,
        "hours": {**_HOURS, "default": {}},
        "special_days": {**_SPECIAL_DAYS, "default": {}},
    },
    "Closure": {
        "from": {"type": "string", "pattern": _MOMENT},
        "to": {"type": "string", "pattern": _MOMENT},
    },
    "Reception": {
        "phone": {
            "anyOf": [{"type": "string", "pattern": text.PHONE}, {"type": "null"}],
            "default": None,
        }
    },
}
"""Schema, then key, then how it is written."""


def settings_schemas() -> dict[str, _Json]:
    """Return the schemas that settings are made of, by name."""
    whole = ClientSettings.model_json_schema(by_alias=True, ref_template=REF)
    schemas: dict[str, _Json] = {**whole.pop("$defs"), "ClientSettings": whole}
    for name, written in _WRITTEN.items():
        schemas[name]["properties"].update(written)
    return {name: _plain(schema) for name, schema in schemas.items()}


def _plain(schema: _Json) -> _Json:
    """Return a schema with the first line of what it says of itself."""
    return {**schema, "description": str(schema.get("description", "")).split("\n")[0]}
