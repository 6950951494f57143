"""Names that a flow gives to what Milo itself looks for."""

from __future__ import annotations

HOME = "menu"
"""The escape that brings the bot back from a person's hands."""
MORE_TEXT = "ver_mas"
"""The text that names the row which turns the page."""
WHICH_TEXT = "cual_de_estos"
"""The text that asks which of several was meant."""
