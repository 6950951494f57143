"""Faults of form, found as a file is read (`source`, `reading`, `library`): every rule F0xx.

inicial: inicio           # F011: did you mean 'initial'?
"""

from __future__ import annotations

from .rule import Rule

RULES = (
    Rule("F001", "no YAML"),
    Rule("F002", "nested too deep"),
    Rule("F003", "an anchor or an alias"),
    Rule("F004", "a tag"),
    Rule("F005", "a key stands twice"),
    Rule("F006", "a key is no word"),
    Rule("F011", "no key of the format"),
    Rule("F012", "a key is missing"),
    Rule("F013", "another kind of value"),
    Rule("F014", "no name"),
    Rule("F015", "beyond what is allowed"),
    Rule("F016", "not written in the way that it is read"),
    Rule("F017", "a file with another name than its flow"),
    Rule("F018", "no text"),
)
