"""All that flows may name here: what Milo brings, and what an installation adds."""

from __future__ import annotations

import os
from collections.abc import Mapping
from importlib import import_module

from ..engine.errors import ConfigurationError
from ..engine.flow.language.registry import Registry
from ..engine.vocabulary import VOCABULARY

SETTING = "MILO_VOCABULARY"
READER, READER_TOKEN = "MILO_READER_URL", "MILO_READER_TOKEN"
READER_SECONDS = 4.0
"""How long the further reader may take: the person waits for it."""


def vocabulary(environment: Mapping[str, str] | None = None) -> Registry:
    """Return it; MILO_VOCABULARY names a registry that Python can import, as `module:name`.

    Where both have a function of the same kind and name, the installation's is taken. With
    MILO_READER_URL there is a further reader, asked over HTTP.

    Raises:
        ConfigurationError: there is nothing of that name, or no registry.
    """
    environment = os.environ if environment is None else environment
    named, url = environment.get(SETTING, ""), environment.get(READER, "")
    known = VOCABULARY | _imported(named) if named else VOCABULARY
    return known | _reading(url, environment.get(READER_TOKEN, "")) if url else known


def _reading(url: str, token: str) -> Registry:
    from ..http.further_reader import HttpReader  # here: few have one, and it loads requests

    registry = Registry()
    registry.proposing_reader(seconds=READER_SECONDS)(HttpReader(url, token, READER_SECONDS))
    return registry


def _imported(named: str) -> Registry:
    module, _, name = named.partition(":")
    try:
        found = getattr(import_module(module), name)
    except Exception as error:  # whatever somebody's module does when it is imported
        why = f"{type(error).__name__}: {error}"
        raise ConfigurationError(f"{SETTING} is {named!r}, which cannot be had: {why}") from error
    if not isinstance(found, Registry):
        raise ConfigurationError(f"{SETTING} is {named!r}, which is no Registry")
    return found
