"""Versions that went live, and what becomes of those who are in them: every rule F8xx.

version: 1        # F801: edited after version 1 went live
"""

from __future__ import annotations

from collections.abc import Iterator

from ..language.suggest import suggest
from .rule import WARNING, Finding, rule
from .subject import Subject


@rule("F801", "edited without a new version")
def edited(subject: Subject) -> Iterator[Finding]:
    """A version that went live is never changed: what is changed is a new version."""
    for live in subject.live:
        if live.version == subject.flow.version and not live.same:
            message = f"was edited after version {live.version} went live"
            newest = max(one.version for one in subject.live)
            yield Finding(("version",), message, f"raise its version: `version: {newest + 1}`")


@rule("F802", "older than what is live", WARNING)
def older(subject: Subject) -> Iterator[Finding]:
    """A file carries the newest version."""
    newest = max((one.version for one in subject.live), default=0)
    if subject.flow.version < newest:
        message = f"is older than version {newest}, which went live"
        yield Finding(("version",), message, f"raise its version: `version: {newest + 1}`")


@rule("F803", "a session would be moved to nowhere")
def moved_nowhere(subject: Subject) -> Iterator[Finding]:
    """`migrate` leads to states and slots of this version, or lets a slot be forgotten."""
    flow = subject.flow
    for old, new in flow.migrate.items():
        if new is not None and new not in flow.states and new not in flow.slots:
            message = f"there is no state {new!r} to go on in, nor such a slot"
            yield Finding(("migrate", old), message, suggest(new, {*flow.states, *flow.slots}))


@rule("F804", "a map that nothing looks at", WARNING)
def unused_map(subject: Subject) -> Iterator[Finding]:
    """`migrate` belongs to `in_flight: upgrade`."""
    flow = subject.flow
    if flow.migrate and flow.in_flight != "upgrade":
        message = f"nobody is moved: `in_flight` is {flow.in_flight!r}"
        yield Finding(("migrate",), message, "write `in_flight: upgrade`, or take it out")


RULES = (edited, older, moved_nowhere, unused_map)
