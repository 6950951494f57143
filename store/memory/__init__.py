"""The store in dicts, a file for each repository as in `sql`: for tests and simulations."""

from .store import MemoryStore

__all__ = ["MemoryStore"]
