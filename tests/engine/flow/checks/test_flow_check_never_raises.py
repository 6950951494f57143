"""Whatever is wrong with a flow, `check` says so: no rule takes it for granted that another ran.

Every token of every shipped flow is changed, in its text and in what the text says. Each run looks
at a share of the changes, drawn from a seed that is printed; MILO_MUTATIONS=all tries every one.
"""

from __future__ import annotations

import os
import random
import re
from collections.abc import Iterator
from copy import deepcopy
from importlib.resources import files
from typing import Any

import pytest
from pydantic import ValidationError

from milo.engine.booking.settings.text_extents import any_longest
from milo.engine.errors import FlowError
from milo.engine.flow.checks import Subject, inspect
from milo.engine.flow.compiled.compiled_flow import CompiledFlow
from milo.engine.flow.language.definition import Flow
from milo.engine.flow.language.reader import read_flow
from milo.engine.flow.language.yaml_source import Path
from milo.engine.vocabulary import VOCABULARY

NAMES = ("reservas", "mis_turnos", "lugar_libre", "preguntas", "encuesta", "comercios")
TEXTS = {name: (files("milo.flows") / f"{name}.yaml").read_text(encoding="utf-8") for name in NAMES}
READ = {name: read_flow(text, name) for name, text in TEXTS.items()}
FLOWS = {name: flow for name, (flow, _) in READ.items()}
TOKEN = re.compile(r'"[^"\n]*"|[\w.]+|[^\s\w]')
ALL = os.environ.get("MILO_MUTATIONS") == "all"
SHARE = {"text": 20, "data": 200}
"""How many changes of each flow are tried in one run."""


def held_to_the_rules(flow: Flow, name: str) -> None:
    faults = inspect(Subject(flow, VOCABULARY, FLOWS, any_longest()), READ[name][1])
    assert all(fault.message and fault.line for fault in faults)
    if not any(fault.severity == "error" for fault in faults):
        CompiledFlow(flow)  # what has no error can be played


def drawn(changes: list[Any], share: int, seed: int) -> list[Any]:
    return changes if ALL else random.Random(seed).sample(changes, min(share, len(changes)))


def changed_texts(text: str) -> Iterator[str]:
    """Yield a text with each token left out, misspelt, doubled, or put in place of another."""
    tokens = list(TOKEN.finditer(text))
    for i, token in enumerate(tokens):
        word, other = token.group(), tokens[(7 * i + 3) % len(tokens)].group()
        for new in ("", f"{word}x", f"{word} {word}", other, "{}", "[]", "1"):
            yield text[: token.start()] + new + text[token.end() :]


def places(data: Any, path: Path = ()) -> Iterator[Path]:
    items = data.items() if isinstance(data, dict) else enumerate(data)
    for part, value in items:
        yield (*path, part)
        if isinstance(value, dict | list):
            yield from places(value, (*path, part))


def at(data: Any, path: Path) -> Any:
    for part in path:
        data = data[part]
    return data


def changed_data(data: Any) -> Iterator[tuple[Path, str, Any]]:
    """Yield where data is changed, how, and with what: another part, another kind of value."""
    every = list(places(data))
    for i, path in enumerate(every):
        other = at(data, every[(11 * i + 5) % len(every)])
        name = str(every[(13 * i + 1) % len(every)][-1])
        for how, new in (("out", None), ("key", name), *(("value", one) for one in (other, name))):
            yield path, how, new
        yield from ((path, "value", new) for new in ({}, [], "", "x", 1, True, None))


def changed(data: Any, path: Path, how: str, new: Any) -> Any:
    copy = deepcopy(data)
    parent = at(copy, path[:-1])
    if how == "value":
        parent[path[-1]] = deepcopy(new)
    else:
        value = parent.pop(path[-1])
        if how == "key" and isinstance(parent, dict):
            parent[new] = value
    return copy


@pytest.mark.slow
@pytest.mark.long
@pytest.mark.parametrize("name", NAMES)
def test_each_token_of_the_text_may_be_wrong(name: str) -> None:
    seed = random.randrange(2**32)
    print(f"seed {seed}")
    for text in drawn(list(changed_texts(TEXTS[name])), SHARE["text"], seed):
        try:
            flow, _ = read_flow(text, name)
        except FlowError as error:
            assert error.faults and all(fault.message for fault in error.faults)
            continue
        held_to_the_rules(flow, name)


@pytest.mark.slow
@pytest.mark.long
@pytest.mark.parametrize("name", NAMES)
def test_each_part_of_what_it_says_may_be_wrong(name: str) -> None:
    seed = random.randrange(2**32)
    print(f"seed {seed}")
    data = READ[name][1].data
    for path, how, new in drawn(list(changed_data(data)), SHARE["data"], seed):
        try:
            flow = Flow.model_validate(changed(data, path, how, new))
        except ValidationError:
            continue
        held_to_the_rules(flow, name)


@pytest.mark.parametrize("key", ["text", "again"])
def test_a_question_that_a_call_comes_back_to_may_name_no_text(key: str) -> None:
    data = changed(READ["reservas"][1].data, ("states", "inicio", "ask", key), "value", "salud")
    flow = Flow.model_validate(data)
    faults = inspect(Subject(flow, VOCABULARY, FLOWS, any_longest()), READ["reservas"][1])
    assert [fault.code for fault in faults if fault.severity == "error"] == ["F102"]
