"""What `milo doctor` looks at: every setting, the database, the flows."""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from dataclasses import asdict, dataclass
from typing import Any

from ..engine.errors import MiloError
from ..store import open_store
from .settings import VARIABLES, Variable, shown
from .wiring import load_flows


@dataclass(frozen=True, slots=True)
class Row:
    """One thing looked at; `problem` is empty when it is well."""

    name: str
    value: str
    help: str
    problem: str = ""

    def to_json(self) -> dict[str, Any]:
        """Return it as JSON data."""
        return asdict(self)


def checkup(environment: Mapping[str, str]) -> list[Row]:
    """Look at everything; never print a secret."""
    return [
        *(_setting(environment, variable) for variable in VARIABLES),
        *_database(environment),
        *_flows(environment),
    ]


def _setting(environment: Mapping[str, str], variable: Variable) -> Row:
    text = environment.get(variable.env, "")
    problem = "missing, and milo serve needs it" if variable.needed and not text else ""
    if text:
        try:
            variable.read(text)
        except ValueError as error:
            problem = f"is not {error}"
    return Row(variable.env, shown(environment, variable), variable.help, problem)


def _database(environment: Mapping[str, str]) -> Iterator[Row]:
    url = environment.get("MILO_DATABASE_URL", "") or "sqlite:///milo.db"
    try:
        store = open_store(url)
        try:
            ready = store.ready()
        finally:
            store.close()
        yield Row("database", "", "can be read and written", "" if ready else "cannot be written")
    except MiloError as error:
        yield Row("database", "", "can be read and written", str(error))


def _flows(environment: Mapping[str, str]) -> Iterator[Row]:
    try:
        load_flows(environment.get("MILO_FLOWS", ""))
        yield Row("flows", "", "are without faults")
    except MiloError as error:
        yield Row("flows", "", "are without faults", str(error))
