"""All flows, by name and version.

The files bring new versions; the store keeps every version that was ever published, since a
session stays on the one it started with. What was published is what is used: a running library
takes up what others publish, and a file counts by itself only where its flow never was.
"""

from __future__ import annotations

from collections.abc import Callable, Iterable, Iterator, Mapping, Sequence
from datetime import datetime
from itertools import groupby
from pathlib import Path

import structlog

from ...errors import ConflictError, Fault, FlowError, NotFoundError
from ...model import FlowVersion, Session
from ...ports import Store, Transaction
from ..compiled.compiled_flow import CompiledFlow
from ..language.registry import Registry
from .compiler import as_published, compile_published, read_edition, surely_filled
from .publishing import Edition, Verdict, VersionStanding, judge, publish, remember
from .upgrading import Step, Versions, moved
from .used import refuse_unknown

log = structlog.get_logger(__name__)
Latest = Callable[[str], FlowVersion | None]
"""The newest published version of a flow."""


class FlowLibrary:
    """Compiled flows, each compiled once."""

    def __init__(
        self, registry: Registry, files: Iterable[Path] = (), latest: Latest = lambda _flow: None
    ) -> None:
        """Read and check files; of two with the same name the first is taken.

        Of a file that is the newest published version, and was checked against the same functions
        then, neither is done again: most starts find nothing new.

        Raises:
            FlowError: with every fault of every file.
        """
        self.registry = registry
        self.editions: dict[str, Edition] = {}
        self.asks_outside = registry.asks_outside
        self._newest: dict[str, CompiledFlow] = {}
        self._scripts: dict[tuple[str, int], CompiledFlow] = {}
        self._versions: dict[str, tuple[int, ...]] = {}
        self._broken: set[tuple[str, int]] = set()
        self._arrivals: dict[CompiledFlow, Mapping[str, frozenset[str]]] = {}
        faults: list[str] = []
        for path in files:
            try:
                self._take(path, latest)
            except FlowError as error:
                faults.append(str(error))
        faults += [str(error) for error in self._unknown_calls()]
        if faults:
            raise FlowError([Fault("", "\n".join(faults))])

    def _unknown_calls(self) -> Iterator[FlowError]:
        """Yield a fault for each flow that another calls and that is not there."""
        for name, script in self._newest.items():
            for unknown in sorted(calls_of(script) - self._newest.keys()):
                yield FlowError([Fault("", f"calls {unknown!r}, and there is no such flow")], name)

    def _take(self, path: Path, latest: Latest) -> None:
        if path.stem in self.editions:
            return
        text = path.read_text(encoding="utf-8")
        known = as_published(text, latest(path.stem), self.registry)
        edition = known or read_edition(text, path.name, self.registry)
        if edition.flow != path.stem:
            raise FlowError(
                [Fault("flow", f"is {edition.flow!r}, and its file {path.name}", code="F017")],
                path.name,
            )
        self.editions[edition.flow] = edition
        self._newest[edition.flow] = edition.script

    def __contains__(self, flow: str) -> bool:
        return flow in self._newest

    def names(self) -> frozenset[str]:
        """Return every flow's name."""
        return frozenset(self._newest)

    def newest(self, flow: str) -> CompiledFlow:
        """Return the version that new sessions start with.

        Raises:
            NotFoundError: there is no such flow.
        """
        if flow not in self._newest:
            raise NotFoundError(f"there is no flow {flow!r}")
        return self._newest[flow]

    def texts(self, flow: str) -> frozenset[str]:
        """Return the names of a flow's texts, and of those of the flows that it calls."""
        script = self.newest(flow)
        called = calls_of(script) - {flow}
        return frozenset(script.flow.texts).union(*(self.texts(name) for name in called))

    def script(self, tx: Transaction, flow: str, version: int | None) -> CompiledFlow:
        """Return a version of a flow, published or the newest of the files; None: the newest.

        Raises:
            NotFoundError: nobody ever published it.
        """
        if version is None:
            return self.newest(flow)
        if (flow, version) not in self._scripts:
            self._scripts[flow, version] = self._compiled(tx, flow, version)
        return self._scripts[flow, version]

    def _compiled(self, tx: Transaction, flow: str, version: int) -> CompiledFlow:
        """Return a version as it was published; the file's own where its text is the same."""
        published = tx.flow_versions.find(flow, version)
        own = self.editions.get(flow)
        if own and own.version == version and (not published or own.source == published.source):
            return own.script
        if published is None:
            raise NotFoundError(f"there is no flow {flow!r} in version {version}")
        return compile_published(published)

    def reserved_words(self) -> frozenset[str]:
        """Return every word that a flow reads as an answer: none of them can be a slug."""
        return frozenset(word for script in self._newest.values() for word in words_of(script))

    # -- versions -------------------------------------------------------------------------------

    def publish(self, store: Store, now: datetime) -> list[Verdict]:
        """Publish what the files bring, and take up what others have published.

        What needs a decision about live sessions is held back; see `publishing`.

        Returns:
            What was held back.

        Raises:
            FlowError: a file was changed and still carries the number of a published version.
        """
        try:
            return self._publish(store, now)
        except ConflictError:  # another process, started with us, published them first
            return self._publish(store, now)

    def _publish(self, store: Store, now: datetime) -> list[Verdict]:
        store.read(self.take_up)
        editions = list(self.editions.values())
        verdicts = store.read(lambda tx: [self.judge(tx, edition) for edition in editions])
        for verdict in verdicts:
            if verdict.standing is VersionStanding.EDITED:
                raise edited(verdict.edition)
        new = [one for one in verdicts if one.accepted and one.standing is VersionStanding.NEW]
        publish(store, [one.edition for one in new], now)
        remember(store, editions)
        store.read(self.take_up)
        return [one for one in verdicts if not one.accepted]

    def judge(self, tx: Transaction, edition: Edition) -> Verdict:
        """Return what publishing an edition would mean."""
        return judge(tx, edition, self._known(tx))

    def take_up(self, tx: Transaction) -> None:
        """Use what was published since; a version that cannot be read is left alone."""
        known = tx.flow_versions.known()
        versions = {
            flow: tuple(version for _, version in pairs)
            for flow, pairs in groupby(known, key=lambda pair: pair[0])
        }
        if versions == self._versions:
            return
        for flow, numbers in versions.items():
            self._use(tx, flow, numbers)
        self._versions = versions

    def _use(self, tx: Transaction, flow: str, numbers: Sequence[int]) -> None:
        """Make the newest version that can be read the one for new sessions."""
        for version in reversed(numbers):
            script = self._usable(tx, flow, version)
            if script:
                self._newest[flow] = script
                return

    def _usable(self, tx: Transaction, flow: str, version: int) -> CompiledFlow | None:
        """Return a published version, or None where this program cannot play it."""
        if (flow, version) in self._broken:
            return None
        try:
            script = self.script(tx, flow, version)
            refuse_unknown(script, self.registry, self._newest.keys())
        except (FlowError, NotFoundError) as error:
            self._broken.add((flow, version))
            known = {"flow": flow, "version": version, "error": str(error)}
            log.error("version cannot be used", action="flow.broken", **known)
            return None
        return script

    def moved(self, tx: Transaction, session: Session) -> tuple[Session, tuple[Step, ...]]:
        """Return a session as the versions published since want it; see `upgrading`."""
        newest = self._versions.get(session.flow, (0,))[-1]
        if newest <= session.flow_version and not session.data.get("frames"):
            return session, ()
        return moved(session, self._known(tx))

    def _known(self, tx: Transaction) -> Versions:
        return Versions(
            script=lambda flow, version: self.script(tx, flow, version),
            later=lambda flow, version: self._later(tx, flow, version),
            sure=self.sure,
        )

    def sure(self, script: CompiledFlow) -> Mapping[str, frozenset[str]]:
        """Return the slots that are surely filled in each state, whichever way one came."""
        if script not in self._arrivals:
            self._arrivals[script] = surely_filled(script, self.registry)
        return self._arrivals[script]

    def _later(self, tx: Transaction, flow: str, version: int) -> Sequence[CompiledFlow]:
        newer = [number for number in self._versions.get(flow, ()) if number > version]
        return [script for number in newer if (script := self._usable(tx, flow, number))]


def edited(edition: Edition) -> FlowError:
    """Return the fault of a file that was changed after its version went live."""
    message = f"was edited after version {edition.version} went live: raise its version"
    return FlowError([Fault("version", message)], f"{edition.flow}.yaml")


def calls_of(script: CompiledFlow) -> frozenset[str]:
    """Return the flows that a flow calls."""
    return frozenset(exit_.call for exit_ in script.machine.exits.values() if exit_.call)


def words_of(script: CompiledFlow) -> Iterator[str]:
    """Yield every word that a flow reads as an answer."""
    for words in (script.escapes, *script.options.values(), *script.closings.values()):
        yield from words
