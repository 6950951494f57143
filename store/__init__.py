"""Where everything is kept: the engine's ports done in SQL, and in dicts (`memory`)."""

from .opening import open_store

__all__ = ["open_store"]
