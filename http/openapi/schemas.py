"""The models of requests and answers as JSON Schema."""

from __future__ import annotations

from collections.abc import Iterator
from typing import Any

from pydantic import BaseModel, TypeAdapter

from ..api.field_types import SlugText
from ..api.settings_schema import NAMED, REF, settings_schemas
from . import responses
from .operations import OPERATIONS

_Json = dict[str, Any]
_BLANK: _Json = {"type": "string", "maxLength": 0}
SLUG_SCHEMA: _Json = TypeAdapter(SlugText).json_schema()


def schemas() -> dict[str, _Json]:
    """Return every schema that the document refers to, by name."""
    found: dict[str, _Json] = {}
    for model in _models():
        schema = model_schema(model)
        found |= schema.pop("$defs", {})
        found[model.__name__] = schema
    return {**found, **settings_schemas()}


def model_schema(model: type[BaseModel]) -> _Json:
    """Return a model's schema; a patch has no defaults: what is not sent stays."""
    schema: _Json = _referred(model.model_json_schema(by_alias=True, ref_template=REF))
    if model.__name__.endswith("Patch"):
        for one in schema["properties"].values():
            one.pop("default", None)
    return schema


def asked(schema: _Json, *, required: bool) -> _Json:
    """Return the schema of what may be asked: a query string knows no null, and blank is absent."""
    choices = [one for one in schema.get("anyOf", ()) if one != {"type": "null"}]
    plain = choices[0] if len(choices) == 1 else schema
    told = {key: value for key, value in {**schema, **plain}.items() if key != "anyOf"}
    default = told.pop("default", None)
    if required:
        return told
    if told.get("type") == "array":
        return {**told, "items": {"anyOf": [told["items"], _BLANK]}}
    return {"anyOf": [told, _BLANK], **({} if default is None else {"default": default})}


def ref(name: str) -> _Json:
    """Return a reference to a schema."""
    return {"$ref": REF.format(model=name)}


def _models() -> Iterator[type[BaseModel]]:
    """Yield the models of all bodies and answers; one that comes twice does no harm."""
    yield responses.Problem
    yield responses.ClientOfAdmin
    for operation in OPERATIONS:
        if operation.body:
            yield operation.body
        yield from (reply.model for reply in operation.replies.values() if reply.model)


def _referred(schema: Any) -> Any:
    """Return a schema with its stand-ins turned into references."""
    if isinstance(schema, dict):
        if NAMED in schema:
            return ref(schema[NAMED])
        return {key: _referred(value) for key, value in schema.items()}
    return [_referred(one) for one in schema] if isinstance(schema, list) else schema
