"""The command line, and the one place where the rooms are wired together."""

from .commands import main

__all__ = ["main"]
