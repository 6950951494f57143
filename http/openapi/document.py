"""The OpenAPI document, made of the models that check the requests."""

from __future__ import annotations

import re
from collections.abc import Iterable
from importlib.metadata import version
from typing import Any

from ..api.idempotency import HEADER, KEY
from . import examples, responses
from .operation import HTML, JSON, Access, Operation, Reply
from .operations import OPERATIONS
from .schemas import SLUG_SCHEMA, asked, model_schema, ref, schemas

_Json = dict[str, Any]
_SAID = {
    400: "Not JSON.",
    401: "Without the token, or the signature, or with a wrong one.",
    403: "Closed: no token is set, or it is not the one agreed on.",
    404: "Unknown.",
    409: "It clashes with what is there.",
    410: "Over: it was there until a while ago.",
    413: "Too large.",
    422: "An unknown key, or a value that makes no sense; every fault at once.",
    429: "Too many requests from this address.",
    503: "It cannot be stored or read now; nothing was changed.",
}
_WAITS = (429, 503)
_ADMIN: _Json = {"admin": []}
_META: _Json = {"meta": []}
_SECURITY: dict[Access, list[_Json]] = {
    Access.PUBLIC: [],
    Access.MORE: [{}, _ADMIN],
    Access.ADMIN: [_ADMIN],
    Access.META: [_META],
}
_SCHEMES: _Json = {
    "admin": {"type": "http", "scheme": "bearer", "description": "MILO_ADMIN_TOKEN"},
    "meta": {
        "type": "apiKey",
        "in": "header",
        "name": "X-Hub-Signature-256",
        "description": "`sha256=` and the HMAC of the body's bytes with Meta's app secret.",
    },
}


def document() -> _Json:
    """Return the document, OpenAPI 3.1."""
    paths: dict[str, _Json] = {}
    for operation in OPERATIONS:
        paths.setdefault(operation.path, {})[operation.method] = _operation(operation)
    return {
        "openapi": "3.1.0",
        "info": {
            "title": "Milo",
            "version": version("milo"),
            "description": "Merchants, their short links, their agendas. Lists take `limit` and "
            "`after`; ids are strings; times are ISO 8601 with their offset.",
            "license": {"name": "MIT", "identifier": "MIT"},
        },
        "servers": [{"url": "/"}],
        "paths": paths,
        "components": {
            "schemas": schemas(),
            "responses": {str(status): _refusal(status) for status in _SAID},
            "securitySchemes": _SCHEMES,
        },
    }


def _operation(operation: Operation) -> _Json:
    told: _Json = {
        "operationId": operation.name,
        "summary": operation.text,
        "security": _SECURITY[operation.access],
        "responses": _responses(operation),
    }
    if parameters := [*_in_path(operation), *_in_query(operation), *_in_header(operation)]:
        told["parameters"] = parameters
    if operation.example is not None:
        schema = ref(operation.body.__name__) if operation.body else {"type": "object"}
        content = {JSON: {"schema": schema, "example": operation.example}}
        told["requestBody"] = {"required": True, "content": content}
    return told


def _responses(operation: Operation) -> _Json:
    told: _Json = {}
    for status in operation.refused:
        told[str(status)] = {"$ref": f"#/components/responses/{status}"}
    for status in operation.pages:
        content = {HTML: {"schema": {"type": "string"}}}
        told[str(status)] = {"description": f"{_SAID[status]} A friendly page.", "content": content}
    told.update({str(status): _reply(reply) for status, reply in operation.replies.items()})
    if operation.method == "head":
        told = {status: {"description": _SAID.get(int(status), "As GET.")} for status in told}
    return told


def _reply(reply: Reply) -> _Json:
    told: _Json = {"description": reply.text}
    if reply.headers:
        told["headers"] = {
            name: {"description": text, "schema": {"type": "string"}}
            for name, text in reply.headers.items()
        }
    if reply.media:
        content: _Json = {"schema": _schema_of(reply)}
        if reply.example is not None:
            content["example"] = reply.example
        told["content"] = {reply.media: content}
    return told


def _schema_of(reply: Reply) -> _Json:
    if reply.model is responses.ClientShown:
        return {"anyOf": [ref("ClientShown"), ref("ClientOfAdmin")]}
    if reply.model:
        return ref(reply.model.__name__)
    return {"type": "object"} if reply.media == JSON else {"type": "string"}


def _refusal(status: int) -> _Json:
    content = {JSON: {"schema": ref("Problem"), "example": examples.PROBLEM}}
    told: _Json = {"description": _SAID[status], "content": content}
    if status in _WAITS:
        schema = {"type": "integer", "minimum": 1}
        told["headers"] = {"Retry-After": {"description": "Seconds.", "schema": schema}}
    return told


def _in_path(operation: Operation) -> Iterable[_Json]:
    for name in re.findall(r"{(\w+)}", operation.path):
        schema = SLUG_SCHEMA if name == "slug" else {"type": "string", "minLength": 1}
        yield _parameter(operation, name, schema, place="path", required=True)


def _in_query(operation: Operation) -> Iterable[_Json]:
    if operation.query is None:
        names = [name for name in operation.given if f"{{{name}}}" not in operation.path]
        for name in names:
            yield _parameter(operation, name, {"type": "string"}, required=True)
        return
    schema = model_schema(operation.query)
    required = schema.get("required", [])
    for name, one in schema["properties"].items():
        needed = name in required
        yield _parameter(operation, name, asked(one, required=needed), required=needed)


def _in_header(operation: Operation) -> Iterable[_Json]:
    if operation.has_key:
        schema = {"type": "string", "pattern": f"^{KEY.pattern}$"}
        told = _parameter(operation, HEADER, schema, place="header", required=False)
        yield {**told, "description": "The same within 24 hours: the first answer, nothing done."}


def _parameter(
    operation: Operation, name: str, schema: _Json, *, place: str = "query", required: bool
) -> _Json:
    told: _Json = {"name": name, "in": place, "required": required, "schema": schema}
    if schema.get("type") == "array":
        told |= {"style": "form", "explode": True}
    if name in operation.given:
        told["example"] = operation.given[name]
    return told
