"""What can be known of a flow without playing it: `milo flow check`.

A rule has a code that never changes, a severity, and a page in `docs/flow-check/`. Errors could
not work, and a flow that has some is refused; warnings would work, but not as intended.

file_form       F0xx  faults of form; found as a file is read
unknown_names   F1xx  names that lead nowhere
states          F2xx  states that nobody reaches or leaves
exits           F3xx  exits that nothing takes, or that contradict themselves
actions         F4xx  outcomes that nobody follows, slots that may be empty
values          F42x  answers of another type than what keeps or checks them
clashing_words  F5xx  words that get in each other's way
lengths         F60x  what is longer than WhatsApp allows
attachments     F608 files and links that cannot go out
forms           F61x  what a form of WhatsApp cannot show or do
wording         F7xx  what texts say, and in which language
versions        F8xx  versions that went live
templates       F85x  templates, for what is said outside Meta's 24 hours
merchant_words  F9xx  a merchant's own words

What the families share: `subject` (what is checked), `names_used` and `uses` (names, and who uses
them), `misspelt`, `ways` (every exit with its place), `filled` and `emptied` (slots that are surely
filled, and why one may not be), `worst` (how long a text may become).

To add a rule: a function in its family's file, its name in that file's RULES, and its page.
"""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import replace

from ...errors import Fault, FlowError
from ..language.definition import Flow
from ..language.registry import Registry
from ..language.yaml_source import Source
from . import (
    actions,
    attachments,
    clashing_words,
    exits,
    file_form,
    forms,
    lengths,
    merchant_words,
    states,
    templates,
    unknown_names,
    values,
    versions,
    wording,
)
from .rule import ERROR, WARNING, Rule
from .subject import Extents, Live, Subject

__all__ = [
    "ERROR",
    "RULES",
    "WARNING",
    "Extents",
    "Live",
    "Rule",
    "Subject",
    "check_flow",
    "inspect",
]

FAMILIES = (
    *(file_form, unknown_names, states, exits, actions, values),
    *(clashing_words, lengths, attachments, forms, wording, versions, templates, merchant_words),
)
RULES: dict[str, Rule] = {rule.code: rule for family in FAMILIES for rule in family.RULES}
"""Every rule, by its code."""


def check_flow(flow: Flow, source: Source, registry: Registry) -> None:
    """Check a flow that is well formed.

    Raises:
        FlowError: with every error, each at its line; warnings are not told.
    """
    faults = inspect(Subject(flow, registry), source, only=ERROR)
    if faults:
        raise FlowError(faults, source.name)


def inspect(subject: Subject, source: Source, *, only: str = "") -> list[Fault]:
    """Return every fault of a flow that is well formed, in the order of its file.

    Args:
        subject: the flow, and what is known of it.
        source: its file.
        only: a severity, for rules of that one.
    """
    told = replace(subject, source=source)
    return sorted(set(_faults(told, source, only)), key=lambda fault: fault.place)


def _faults(subject: Subject, source: Source, only: str) -> Iterator[Fault]:
    for rule in RULES.values():
        if rule.run is None or (only and rule.severity != only):
            continue
        for found in rule.run(subject):
            told = (found.message, rule.code, found.hint, rule.severity, found.shows)
            yield source.fault(found.path, *told)
