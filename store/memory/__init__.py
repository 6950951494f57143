"""The store in dicts: the twin of the SQL stores, for tests, simulations and transcripts."""

from .store import MemoryStore

__all__ = ["MemoryStore"]
