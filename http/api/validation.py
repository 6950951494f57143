"""Bodies and query strings → checked values, every fault at once."""

from __future__ import annotations

import json
from collections.abc import Iterable, Iterator, Mapping
from typing import Any, TypeVar

import falcon
from pydantic import BaseModel, ConfigDict, ValidationError

from ...engine.errors import Fault, InputError
from ..body import read_bytes
from ..text import is_storable

JSON_LIMIT_BYTES = 1024 * 1024
"""Bytes of an admin's request."""
Model = TypeVar("Model", bound="RequestModel")
_WORDS: Mapping[str, str] = {
    "extra_forbidden": "unknown key",
    "missing": "is required",
    "model_type": "must be an object",
    "dict_type": "must be an object",
    "string_type": "must be text",
}


class RequestModel(BaseModel):
    """What a request brings: no unknown keys, no value of another kind."""

    model_config = ConfigDict(extra="forbid", strict=True, frozen=True)


def read_json(req: falcon.Request) -> Any:
    """Return the body as JSON data.

    Raises:
        HTTPBadRequest: it is not JSON.
        HTTPContentTooLarge: it has more than 1 MiB.
        InputError: a text in it cannot be stored.
    """
    raw = read_bytes(req, JSON_LIMIT_BYTES)
    try:
        data = json.loads(raw.decode("utf-8"), parse_constant=_refuse)
    except (ValueError, RecursionError):
        raise falcon.HTTPBadRequest(description="The body is not JSON.") from None
    raise_any(unstorable(data))
    return data


def validate(model: type[Model], data: Any, more: Iterable[Fault] = ()) -> Model:
    """Return the data as `model`.

    Args:
        model: what is expected.
        data: JSON data, or a query string's pairs.
        more: faults that somebody else found in the same data.

    Raises:
        InputError: with every fault, those of `more`, too.
    """
    try:
        value = model.model_validate(data)
    except ValidationError as error:
        raise InputError([*map(_fault, error.errors(include_url=False)), *more]) from None
    raise_any(more)
    return value


def parse_query(req: falcon.Request, model: type[Model], lists: Iterable[str] = ()) -> Model:
    """Return the query string as `model`; what is left blank counts as not given.

    Args:
        req: the request.
        model: what is expected; numbers come as text.
        lists: names that may repeat, or carry several values with commas.
    """
    given: dict[str, Any] = {}
    for name, value in req.params.items():
        if name in lists:
            given[name] = [one for text in _several(value) for one in text.split(",") if one]
        elif value:
            given[name] = value
    raise_any(unstorable(given))
    return validate(model, given)


def raise_any(faults: Iterable[Fault]) -> None:
    """Raise an InputError with these faults, if there are any."""
    found = tuple(faults)
    if found:
        raise InputError(found)


def unstorable(data: Any) -> Iterator[Fault]:
    """Yield a fault for each text of JSON data that a database does not keep."""
    waiting: list[tuple[tuple[int | str, ...], Any]] = [((), data)]
    while waiting:
        path, value = waiting.pop()
        if isinstance(value, dict):
            waiting += [(path, key) for key in value]
            waiting += [((*path, key), item) for key, item in value.items()]
        elif isinstance(value, list):
            waiting += [((*path, index), item) for index, item in enumerate(value)]
        elif isinstance(value, str) and not is_storable(value):
            yield Fault(path_of(path), "holds characters that are no text")


def path_of(parts: Iterable[int | str]) -> str:
    """Return where a fault is: `settings.services[0].minutes`."""
    text = "".join(f"[{part}]" if isinstance(part, int) else f".{part}" for part in parts)
    return text.removeprefix(".")


def _fault(error: Mapping[str, Any]) -> Fault:
    kind = error["type"]
    own = str(error["ctx"]["error"]) if kind == "value_error" else error["msg"]
    return Fault(path_of(error["loc"]), _WORDS.get(kind, own))


def _several(value: str | list[str]) -> list[str]:
    return [value] if isinstance(value, str) else value


def _refuse(name: str) -> Any:
    raise ValueError(name)
