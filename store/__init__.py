"""Where everything is kept: the engine's ports done in SQL, and in dicts (`memory`)."""

from .opening import leases_of, open_store

__all__ = ["leases_of", "open_store"]
