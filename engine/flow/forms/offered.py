"""Which exits a question on a screen can take, and which of them the phone's Back is.

On a screen nothing is typed but into fields: of an exit's words a form knows none. What is left
are the answer itself (`ok`), a list with nothing in it (`empty`), and the buttons.
"""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from typing import TYPE_CHECKING

from ...understanding.wish import SHORTCUT
from ..compiled.exits import within
from ..language.definition import AskingState, Branch, Exit, Flow

if TYPE_CHECKING:  # it loads YAML, and a start whose flows are published reads none
    from ..language.yaml_source import Path

OK, EMPTY = "ok", "empty"
BACK = "volver"
"""The intent of the exit that leads to the question before."""
Offered = tuple["Path", Exit]
"""An exit, and where it is written."""


def keys_offered(asking: AskingState) -> tuple[str, ...]:
    """Return the names of the exits in `go` that a question can take on a screen."""
    ask = asking.ask
    if ask.list:
        return OK, EMPTY
    return (OK,) if ask.typed or ask.into else tuple(ask.buttons)


def written_exits(flow: Flow, state: str, key: str) -> Iterator[Offered]:
    """Yield an exit of a state with its outcomes and branches; of an escape, the escape's."""
    asking = flow.asking(state)
    exit_ = asking.go.get(key) if asking else None
    path: Path = ("states", state, "go", key)
    if exit_ and exit_.escape in flow.escapes:
        path, exit_ = ("escapes", exit_.escape), flow.escapes[exit_.escape]
    found = [(at, one) for _, at, one in within(key, path, exit_) if one]
    hidden = [at for at, one in found if _is_shortcut(one)]
    yield from (
        (at, one) for at, one in found if not any(at[: len(path)] == path for path in hidden)
    )


def _is_shortcut(exit_: Exit) -> bool:
    """Return whether it is taken for a row that only the chat shows."""
    condition = exit_.condition if isinstance(exit_, Branch) else None
    return isinstance(condition, Mapping) and (SHORTCUT,) in condition.values()


def taken(flow: Flow, state: str, key: str) -> Iterator[Offered]:
    """Yield what an exit of a state may come to: each waits for no outcome and no condition."""
    for path, exit_ in written_exits(flow, state, key):
        if not (exit_.outcomes or exit_.first):
            yield path, exit_


def targets(flow: Flow, state: str) -> Iterator[tuple[Path, str]]:
    """Yield each state that a question on a screen may lead to, with the exit that does."""
    asking = flow.asking(state)
    for key in keys_offered(asking) if asking else ():
        for path, exit_ in taken(flow, state, key):
            yield path, exit_.to or state


def back_key(flow: Flow, state: str) -> str | None:
    """Return the exit of a state that the phone's Back takes; None where the flow has none."""
    asking = flow.asking(state)
    exits = asking.go.items() if asking else ()
    return next((key for key, exit_ in exits if BACK in exit_.means), None)
