"""Which keys the format has at a place in a file."""

from __future__ import annotations

from types import NoneType, UnionType
from typing import Annotated, Any, Union, get_args, get_origin

from pydantic import BaseModel

from .definition import AskingState, FinalState, Flow, asks
from .yaml_source import Path


def keys_at(data: Any, path: Path) -> tuple[str, ...]:
    """Return the keys that the mapping at `path` may have; none where they are the writer's own."""
    kind: Any = Flow
    for part in path:
        kind = _below(kind, part, data)
        data = _value(data, part)
    kind = _plain(kind, data)
    if not _is_model(kind):
        return ()
    return tuple(field.alias or name for name, field in kind.model_fields.items())


def _below(kind: Any, part: str | int, data: Any) -> Any:
    """Return the kind of what a part of something holds."""
    kind = _plain(kind, data)
    if _is_model(kind):
        fields = {field.alias or name: field for name, field in kind.model_fields.items()}
        return fields[str(part)].annotation if part in fields else None
    arguments = get_args(kind)
    return arguments[-1 if get_origin(kind) is dict else 0] if arguments else None


def _plain(kind: Any, data: Any) -> Any:
    """Take off what is only about reading; of several kinds take the one that the data is."""
    while get_origin(kind) is Annotated:
        kind = get_args(kind)[0]
    if get_origin(kind) not in (Union, UnionType):
        return kind
    options = [_plain(one, data) for one in get_args(kind) if one is not NoneType]
    if AskingState in options:
        return AskingState if asks(data) else FinalState
    return options[0]


def _is_model(kind: Any) -> bool:
    return isinstance(kind, type) and issubclass(kind, BaseModel)


def _value(data: Any, part: str | int) -> Any:
    if isinstance(data, dict):
        return data.get(part)
    inside = isinstance(data, list) and isinstance(part, int) and part < len(data)
    return data[part] if inside else None
