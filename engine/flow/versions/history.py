"""The versions of flows as they were at an instant."""

from __future__ import annotations

from dataclasses import dataclass, field
from datetime import datetime

from ...errors import NotFoundError
from ...model import Session, TurnRecord
from ...ports import Transaction
from ..compiled.compiled_flow import CompiledFlow, Scripts
from ..language.yaml_source import Path, Position, Source, read_source
from .library import FlowLibrary
from .upgrading import MOVED, Versions


@dataclass
class History:
    """Finds versions, their texts and lines, within one transaction."""

    tx: Transaction
    library: FlowLibrary
    _sources: dict[tuple[str, int], Source] = field(default_factory=dict)
    _published: dict[tuple[str, int], datetime] = field(default_factory=dict)

    def script(self, flow: str, version: int) -> CompiledFlow:
        """Return a version.

        Raises:
            NotFoundError: nobody ever published it.
        """
        return self.library.script(self.tx, flow, version)

    def scripts_at(self, now: datetime) -> Scripts:
        """Return what finds flows as it did at an instant: None for the newest then."""

        def found(flow: str, version: int | None) -> CompiledFlow:
            return self.script(flow, version or self._newest_at(flow, now))

        return found

    def versions_at(self, now: datetime) -> Versions:
        """Return which versions were known at an instant; moving a session needs it."""

        def later(flow: str, version: int) -> list[CompiledFlow]:
            newer = [n for name, n in self.tx.flow_versions.known() if name == flow and n > version]
            return [self.script(flow, n) for n in newer if self._published_at(flow, n) <= now]

        return Versions(script=self.script, later=later, sure=self.library.sure)

    def begins(
        self, turn: TurnRecord, following: TurnRecord | None, session: Session
    ) -> tuple[str, int]:
        """Return the flow and the version of a new beginning within a turn.

        Those that the turn after it found, or that the session has now. Where that turn first
        moved to another version, it was the newest of the time: as when a session of one turn is
        upgraded.
        """
        if following is None:
            return session.flow, session.flow_version
        if following.path and following.path[0][0].startswith(MOVED):
            return following.flow, self._newest_at(following.flow, turn.now)
        return following.flow, following.flow_version

    def _newest_at(self, flow: str, now: datetime) -> int:
        known = [version for name, version in self.tx.flow_versions.known() if name == flow]
        for version in reversed(known):
            if self._published_at(flow, version) <= now:
                return version
        if not known:
            raise NotFoundError(f"there is no flow {flow!r}")
        return known[0]

    def _published_at(self, flow: str, version: int) -> datetime:
        if (flow, version) not in self._published:
            row = self.tx.flow_versions.find(flow, version)
            assert row
            self._published[flow, version] = row.published_at
        return self._published[flow, version]

    def position(self, flow: str, version: int, path: Path) -> tuple[Position, str]:
        """Return line and column of a path in a version's text, and the text of that line."""
        source = self._source(flow, version)
        line, column = source.position(path)
        lines = source.text.splitlines()
        return (line, column), lines[line - 1].strip() if line <= len(lines) else ""

    def _source(self, flow: str, version: int) -> Source:
        if (flow, version) not in self._sources:
            row = self.tx.flow_versions.find(flow, version)
            if row is None:
                raise NotFoundError(f"there is no flow {flow!r} in version {version}")
            self._sources[flow, version] = read_source(row.source, f"{flow}@{version}")
        return self._sources[flow, version]
