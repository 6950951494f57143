"""Faults of form, most found as a file is read (`source`, `reading`): every rule F0xx.

inicial: inicio           # F011: did you mean 'initial'?
"""

from __future__ import annotations

import re
from collections.abc import Iterator

from ..language.yaml_source import Path
from .rule import WARNING, Finding, Rule, rule
from .subject import Subject

_CURLY = "“”„‟‘’‚‛"
_COMMENT = re.compile(r"\s+#")


@rule("F019", "a text cut by `#`", WARNING)
def cut(subject: Subject) -> Iterator[Finding]:
    """Without quotes a text ends at ` #`: the rest of the line is a comment."""
    source = subject.source
    if source is None:
        return
    lines = source.text.split("\n")
    for path, (line, column) in source.plain.items():
        curly = str(source.value(path))[:1] in _CURLY  # F020 tells
        if not curly and _is_read(path) and _COMMENT.match(lines[line - 1][column - 1 :]):
            message = "ends before `#`: what follows is a comment, and nobody reads it"
            yield Finding(path, message, "put the text into quotes")


@rule("F020", "typographic quotes", WARNING)
def typographic(subject: Subject) -> Iterator[Finding]:
    """Only straight quotes are YAML's; others are part of the value."""
    for path in subject.source.plain if subject.source else ():
        value = subject.source.value(path) if subject.source else ""
        if isinstance(value, str) and value[:1] and value[0] in _CURLY:
            message = f"{value[0]!r} is no quote of YAML's: people would read it"
            yield Finding(path, message, 'write straight quotes: "…"')


def _is_read(path: Path) -> bool:
    """Return whether people read or write what stands there."""
    return path[0] in ("texts", "translations") or "buttons" in path or "words" in path


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
    cut,
    typographic,
)
