"""All flows, by name and version.

The files give the newest version of each flow; the store keeps every version that was ever
published, since a session stays on the one it started with.
"""

from __future__ import annotations

import hashlib
from collections.abc import Iterable, Iterator
from datetime import datetime
from pathlib import Path

from ..errors import ConflictError, Fault, FlowError, NotFoundError
from ..model import FlowVersion
from ..ports import Store, Transaction
from .checks import check_flow
from .reading import read_flow
from .registry import Registry
from .script import Script


class FlowLibrary:
    """Compiled flows, each compiled once."""

    def __init__(self, registry: Registry, files: Iterable[Path] = ()) -> None:
        """Read and check files; of two with the same name the first is taken.

        Raises:
            FlowError: with every fault of every file.
        """
        self.registry = registry
        self._newest: dict[str, Script] = {}
        self._texts: dict[str, str] = {}
        self._scripts: dict[tuple[str, int], Script] = {}
        faults: list[str] = []
        for path in files:
            try:
                self._take(path)
            except FlowError as error:
                faults.append(str(error))
        faults += [str(error) for error in self._unknown_calls()]
        if faults:
            raise FlowError([Fault("", "\n".join(faults))])

    def _unknown_calls(self) -> Iterator[FlowError]:
        """Yield a fault for each flow that another calls and that is not there."""
        for name, script in self._newest.items():
            called = {exit_.call for exit_ in script.machine.exits.values() if exit_.call}
            for unknown in sorted(called - self._newest.keys()):
                yield FlowError([Fault("", f"calls {unknown!r}, and there is no such flow")], name)

    def _take(self, path: Path) -> None:
        if path.stem in self._newest:
            return
        text = path.read_text(encoding="utf-8")
        script = compile_flow(text, path.name, self.registry)
        flow = script.flow
        if flow.flow != path.stem:
            raise FlowError(
                [Fault("flow", f"is {flow.flow!r}, and its file {path.name}", code="F017")],
                path.name,
            )
        self._newest[flow.flow] = self._scripts[flow.flow, flow.version] = script
        self._texts[flow.flow] = text

    def __contains__(self, flow: str) -> bool:
        return flow in self._newest

    def newest(self, flow: str) -> Script:
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
        called = {exit_.call for exit_ in script.machine.exits.values() if exit_.call}
        return frozenset(script.flow.texts).union(*(self.texts(name) for name in called - {flow}))

    def script(self, tx: Transaction, flow: str, version: int | None) -> Script:
        """Return a version of a flow, from the store if no file has it any more; None: the newest.

        Raises:
            NotFoundError: nobody ever published it.
        """
        if version is None:
            return self.newest(flow)
        if (flow, version) not in self._scripts:
            published = tx.flow_versions.find(flow, version)
            if published is None:
                raise NotFoundError(f"there is no flow {flow!r} in version {version}")
            name = f"{flow}@{version}"
            self._scripts[flow, version] = compile_published(published.source, name)
        return self._scripts[flow, version]

    def publish(self, store: Store, now: datetime) -> None:
        """Keep the newest versions in the store.

        Raises:
            FlowError: a file was changed and still carries the number of a published version.
        """
        try:
            store.transact(lambda tx: self._publish_all(tx, now))
        except ConflictError:  # another process, started with us, published them first
            store.transact(lambda tx: self._publish_all(tx, now))

    def _publish_all(self, tx: Transaction, now: datetime) -> None:
        for name in self._newest:
            self._publish(tx, name, now)

    def _publish(self, tx: Transaction, name: str, now: datetime) -> None:
        version, text = self._newest[name].flow.version, self._texts[name]
        digest = hashlib.sha256(text.encode()).hexdigest()
        known = tx.flow_versions.find(name, version)
        if known is None:
            tx.flow_versions.add(FlowVersion(name, version, digest, text, now))
        elif known.digest != digest:
            message = f"was edited after version {version} went live: raise its version"
            raise FlowError([Fault("version", message)], f"{name}.yaml")

    def reserved_words(self) -> frozenset[str]:
        """Return every word that a flow reads as an answer: none of them can be a slug."""
        return frozenset(
            word
            for script in self._newest.values()
            for words in (script.escapes, *script.options.values(), *script.closings.values())
            for word in words
        )


def compile_flow(text: str, name: str, registry: Registry) -> Script:
    """Read, check and compile a flow's text.

    Raises:
        FlowError: with every fault, each at its line.
    """
    flow, source = read_flow(text, name)
    check_flow(flow, source, registry)
    return Script(flow)


def compile_published(text: str, name: str) -> Script:
    """Compile a version that went live: it was checked then, and today's rules may be stricter.

    Raises:
        FlowError: its form is none that we read any more.
    """
    return Script(read_flow(text, name)[0])
