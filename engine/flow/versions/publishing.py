"""Publishing a flow's version: what becomes of each live session, and what nobody decided.

The same rules hold for `milo flow publish` and for a server that starts with new files: what
needs nobody's decision is published; the rest is refused by the one and held back by the other.
"""

from __future__ import annotations

import hashlib
from collections import Counter
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass, replace
from datetime import datetime
from enum import StrEnum
from itertools import pairwise
from typing import Any

from ...errors import ConflictError, NotFoundError
from ...model import FlowVersion, Session
from ...ports import Store, Transaction
from ..compiled.compiled_flow import CompiledFlow
from ..language.definition import Flow
from ..play.memory import Memory
from .upgrading import FrameFit, Versions, fit, is_live, moved

PAGE = 1000
"""Sessions read at once."""


class SessionFate(StrEnum):
    """What becomes of a session when a version is published."""

    GOES_ON = "goes_on"
    STAYS = "stays"
    RESTARTS = "restarts"
    NEEDS_MAP = "needs_map"
    LOSES_SLOT = "loses_slot"
    LACKS_SLOT = "lacks_slot"


UNDECIDED = frozenset({SessionFate.NEEDS_MAP, SessionFate.LOSES_SLOT, SessionFate.LACKS_SLOT})


@dataclass(frozen=True, slots=True)
class SessionGroup:
    """Live sessions of which the same becomes.

    Attributes:
        version: the one that they are on.
        state: where in the flow they stand.
        to: where they go on, if they do.
        slots: what they lose or lack.
    """

    version: int
    state: str
    fate: SessionFate
    count: int
    to: str | None = None
    slots: tuple[str, ...] = ()


class VersionStanding(StrEnum):
    """How a version stands to what was published."""

    NEW = "new"
    PUBLISHED = "published"
    EDITED = "edited"
    OLDER = "older"


@dataclass(frozen=True, slots=True)
class Edition:
    """A version of a flow that may be published.

    Attributes:
        data: what its source says.
        checked: the digest of the functions that it was checked against; "": it was not.
    """

    script: CompiledFlow
    source: str
    data: Mapping[str, Any] | None = None
    checked: str = ""

    @property
    def flow(self) -> str:
        """The flow's name."""
        return self.script.flow.flow

    @property
    def version(self) -> int:
        """Its number."""
        return self.script.flow.version


@dataclass(frozen=True, slots=True)
class Verdict:
    """What publishing an edition means.

    Attributes:
        latest: the newest version that was published; None: there is none.
    """

    edition: Edition
    standing: VersionStanding
    latest: int | None
    groups: tuple[SessionGroup, ...] = ()

    @property
    def is_behind(self) -> bool:
        """Whether a newer version than this one is in use: publishing it would change nothing."""
        return self.latest is not None and self.edition.version < self.latest

    @property
    def undecided(self) -> int:
        """How many live sessions nobody has decided about."""
        return sum(group.count for group in self.groups if group.fate in UNDECIDED)

    @property
    def accepted(self) -> bool:
        """Whether it may be published, or is."""
        fits = self.standing in (VersionStanding.NEW, VersionStanding.PUBLISHED)
        return fits and not self.undecided


def stands(tx: Transaction, edition: Edition) -> tuple[VersionStanding, int | None]:
    """Return how an edition stands to what was published, and the newest version of that."""
    latest = tx.flow_versions.latest(edition.flow)
    if latest is None:
        return VersionStanding.NEW, None
    known = tx.flow_versions.find(edition.flow, edition.version)
    if known:
        same = known.digest == digest_of(edition.source)
        return VersionStanding.PUBLISHED if same else VersionStanding.EDITED, latest.version
    newer = edition.version > latest.version
    return VersionStanding.NEW if newer else VersionStanding.OLDER, latest.version


def judge(tx: Transaction, edition: Edition, versions: Versions) -> Verdict:
    """Return what publishing an edition would mean for those who are in a conversation."""
    standing, latest = stands(tx, edition)
    groups: tuple[SessionGroup, ...] = ()
    if standing is VersionStanding.NEW and latest is not None:
        groups = _groups(tx, edition, versions)
    return Verdict(edition, standing, latest, groups)


def publish(store: Store, editions: Sequence[Edition], now: datetime) -> None:
    """Keep editions as versions, all or none.

    Raises:
        ConflictError: a version was published meanwhile.
    """
    store.transact(lambda tx: _add_all(tx, editions, now))


def remember(store: Store, editions: Sequence[Edition]) -> None:
    """Keep of published editions what reading and checking them has found out, for the next start.

    It is only written where it is not known already.
    """
    found_out = store.read(lambda tx: list(_found_out(tx, editions)))
    if found_out:
        store.transact(lambda tx: _keep_all(tx, found_out))


def _keep_all(tx: Transaction, versions: Sequence[FlowVersion]) -> None:
    for version in versions:
        tx.flow_versions.keep(version)


def _found_out(tx: Transaction, editions: Sequence[Edition]) -> Iterator[FlowVersion]:
    for edition in editions:
        kept = tx.flow_versions.find(edition.flow, edition.version)
        if kept and kept.source == edition.source:
            found = replace(kept, data=edition.data, checked=edition.checked)
            if found != kept:
                yield found


def _add_all(tx: Transaction, editions: Sequence[Edition], now: datetime) -> None:
    for edition in editions:
        _add(tx, edition, now)


def _add(tx: Transaction, edition: Edition, now: datetime) -> None:
    standing, _ = stands(tx, edition)
    if standing is VersionStanding.PUBLISHED:
        return
    if standing is not VersionStanding.NEW:
        raise ConflictError(f"{edition.flow} {edition.version} was published by somebody else")
    version = FlowVersion(
        edition.flow,
        edition.version,
        digest_of(edition.source),
        edition.source,
        now,
        edition.data,
        edition.checked,
    )
    tx.flow_versions.add(version)


# -- what becomes of sessions -------------------------------------------------------------------


def _groups(tx: Transaction, edition: Edition, versions: Versions) -> tuple[SessionGroup, ...]:
    counted: Counter[SessionGroup] = Counter()
    for session in _live(tx, edition.flow, versions):
        now_at, _ = moved(session, versions)
        counted.update(_of(now_at, edition, versions))
    ordered = sorted(counted, key=lambda group: (group.version, group.state, group.fate))
    return tuple(
        SessionGroup(one.version, one.state, one.fate, counted[one], one.to, one.slots)
        for one in ordered
    )


def _live(tx: Transaction, flow: str, versions: Versions) -> Iterator[Session]:
    """Yield every live session that may be in a flow, as its own or in one that it called."""
    for place in tx.sessions.places():
        try:
            root = versions.script(place.flow, place.version)
        except NotFoundError:  # nobody can play it as it is
            continue
        calls = any(exit_.call for exit_ in root.machine.exits.values())
        if (place.flow == flow or calls) and not root.is_final(place.state):
            after = ""
            while page := tx.sessions.standing(place, after=after, limit=PAGE):
                yield from (session for session in page if is_live(session, versions))
                after = page[-1].id


def _of(session: Session, edition: Edition, versions: Versions) -> Iterator[SessionGroup]:
    """Yield what becomes of a session, for each time that it is in the flow; counts are 0."""
    memory = Memory.read(session)
    frames = [*memory.frames, None]
    for frame, called in pairwise(frames):
        if frame and frame.flow == edition.flow:
            found = fit(frame, called, edition.script, versions)
            fate, to, slots = _fate(edition.script.flow, found)
            yield SessionGroup(frame.version, frame.state, fate, 0, to, slots)


def _fate(flow: Flow, found: FrameFit) -> tuple[SessionFate, str | None, tuple[str, ...]]:
    if flow.in_flight == "restart":
        return SessionFate.RESTARTS, None, ()
    if flow.in_flight == "finish" and (flow.decided or found.goes_on):
        return SessionFate.STAYS, None, ()
    if found.state is None:
        return SessionFate.NEEDS_MAP, None, ()
    if found.loses:
        return SessionFate.LOSES_SLOT, found.state, found.loses
    if found.lacks:
        return SessionFate.LACKS_SLOT, found.state, found.lacks
    return SessionFate.GOES_ON, found.state, ()


def digest_of(source: str) -> str:
    """Return the hash of a flow's text."""
    return hashlib.sha256(source.encode()).hexdigest()
