"""Flow files held to the rules, alone and with merchants' settings and what went live."""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Mapping, Set
from dataclasses import dataclass, field, replace
from pathlib import Path
from typing import TYPE_CHECKING, Any

from ..engine.booking.settings.settings import ClientSettings, read_settings
from ..engine.booking.settings.text_extents import any_longest, longest_of
from ..engine.booking.slot_functions import described
from ..engine.errors import Fault, FlowError, SettingsError
from ..engine.flow.checks import Live, Subject, inspect
from ..engine.flow.checks.merchant_words import Merchant, inspect_merchant, inspect_slug
from ..engine.flow.checks.ways import written
from ..engine.flow.language.definition import Flow
from ..engine.flow.language.reader import read_flow
from ..engine.flow.language.suggest import suggest
from ..engine.flow.language.yaml_source import Path as Place
from ..engine.flow.language.yaml_source import Source
from ..engine.templates.reader import read_template
from .flow_files import (
    flow_files,
    is_template,
    media_folders,
    media_sizes,
    own_flows,
    own_templates,
    shipped_flows,
    shipped_templates,
)
from .vocabulary import vocabulary

if TYPE_CHECKING:
    from ..engine.ports import Transaction
    from .data_files import Written


@dataclass(frozen=True, slots=True)
class PlacedFault:
    """A fault, and the file that it stands in."""

    file: str
    fault: Fault


@dataclass(frozen=True, slots=True)
class FlowFile:
    """A flow that could be read."""

    path: Path
    flow: Flow
    source: Source


@dataclass(slots=True)
class Check:
    """One run of `milo flow check`.

    Attributes:
        files: the flows that are checked.
        flows: these, and those that they may call or be called by.
        found: everything found so far.
        media: the folders in which the files are that flows name.
    """

    files: list[FlowFile] = field(default_factory=list)
    flows: dict[str, Flow] = field(default_factory=dict)
    found: list[PlacedFault] = field(default_factory=list)
    media: list[Path] = field(default_factory=list)

    def read(self, paths: Iterable[Path], folder: str = "") -> None:
        """Read the flows, and from beside them, `folder` and the shipped ones what they need.

        Templates among them are held to Meta's rules; without any path, all at hand are.
        """
        given = list(paths)
        paths = [path for path in given if not is_template(path)]
        for path in given or [*own_templates(folder), *shipped_templates()]:
            if is_template(path):
                self._read_template(path)
        if given and not paths:
            return
        paths = paths or [*own_flows(folder), *shipped_flows()]
        for path in paths:
            file = self._read(path)
            if file:
                self.files.append(file)
                self.flows.setdefault(file.flow.flow, file.flow)
        beside = (other for path in paths for other in flow_files(path.parent))
        self.media = [*(path.parent / "media" for path in paths), *media_folders(folder)]
        others = dict.fromkeys([*beside, *own_flows(folder), *shipped_flows()])
        known = {*self.flows, *(path.stem for path in paths)}
        self._read_related([path for path in others if path.stem not in known])

    def run(
        self, live: Mapping[str, tuple[Live, ...]] | None = None, slugs: Set[str] = frozenset()
    ) -> None:
        """Hold each flow to the rules, to the versions that went live and the merchants' slugs."""
        for file in self.files:
            told = (live or {}).get(file.flow.flow, ())
            subject = replace(self.subject(file.flow), live=told, slugs=slugs)
            faults = [*_misnamed(file), *inspect(subject, file.source)]
            self.found += [PlacedFault(str(file.path), fault) for fault in faults]

    def merchants(self, written: Written) -> None:
        """Hold the merchants of a file to the flows."""
        entries = written.data if isinstance(written.data, list) else [written.data]
        for i, entry in enumerate(entries):
            prefix = f"[{i}]" if isinstance(written.data, list) else ""
            for fault in self._entry(entry):
                parts = ".".join(part for part in (prefix, fault.path) if part)
                placed = written.placed(replace(fault, path=parts))
                self.found.append(PlacedFault(written.name, placed))

    def client(self, slug: str, name: str, settings: Any) -> None:
        """Hold a merchant of the database to the flows; one of another flow is passed over."""
        flow = settings.get("flow", "reservas") if isinstance(settings, Mapping) else ""
        if flow in {file.flow.flow for file in self.files}:
            faults = self._entry({"name": name, "settings": settings})
            self.found += [PlacedFault(f"client {slug}", fault) for fault in faults]

    def subject(self, flow: Flow) -> Subject:
        """Return a flow as it is checked."""
        files = media_sizes(dict.fromkeys(self.media))
        return Subject(flow, vocabulary(), self.flows, any_longest(), files=files)

    def _read(self, path: Path) -> FlowFile | None:
        try:
            text = path.read_text(encoding="utf-8")
            return FlowFile(path, *read_flow(text, str(path)))
        except (OSError, UnicodeDecodeError):
            fault = Fault("", "cannot be read as text in UTF-8", 1, 1, "F018", "save it as UTF-8")
            self.found.append(PlacedFault(str(path), fault))
        except FlowError as error:
            self.found += [PlacedFault(str(path), fault) for fault in error.faults]
        return None

    def _read_template(self, path: Path) -> None:
        text = _text(path)
        try:
            read_template(text or "", str(path))
        except FlowError as error:
            self.found += [PlacedFault(str(path), fault) for fault in error.faults]

    def _read_related(self, paths: Iterable[Path]) -> None:
        """Read those that are called by what is read, or call it; others cost only a look."""
        waiting = [(path, text) for path in paths if (text := _text(path))]
        while True:
            related = [one for one in waiting if self._is_related(*one)]
            if not related:
                return
            waiting = [one for one in waiting if one not in related]
            for path, text in related:
                self._take(path, text)

    def _is_related(self, path: Path, text: str) -> bool:
        called = (exit_.call for flow in self.flows.values() for _, exit_ in written(flow))
        return path.stem in called or any(f"call: {name}" in text for name in self.flows)

    def _take(self, path: Path, text: str) -> None:
        try:
            flow = read_flow(text, str(path))[0]
        except FlowError:
            return
        self.flows.setdefault(flow.flow, flow)

    def _entry(self, entry: Any) -> Iterator[Fault]:
        given = entry if isinstance(entry, Mapping) else {}
        yield from inspect_slug(str(given.get("slug", "")), self.flows.values())
        try:
            settings = read_settings(given.get("settings") or {"services": [], "hours": {}})
        except SettingsError as error:
            yield from error.faults
            return
        flow = self.flows.get(settings.flow)
        if flow is None:
            name, hint = settings.flow, suggest(settings.flow, self.flows)
            yield Fault("settings.flow", f"there is no flow {name!r}", code="F110", hint=hint)
            return
        yield from self._merchant(flow, str(given.get("name", "")), settings)

    def _merchant(self, flow: Flow, name: str, settings: ClientSettings) -> Iterator[Fault]:
        merchant = merchant_of(name, settings)
        subject = self.subject(flow)
        yield from inspect_merchant(subject, merchant)
        called = {exit_.call for _, exit_ in subject.exits if exit_.call}
        for other in sorted(called & self.flows.keys()):
            yield from inspect_merchant(self.subject(self.flows[other]), merchant, called=True)


def merchant_of(name: str, settings: ClientSettings) -> Merchant:
    """Return what a merchant's settings say to its flow."""
    titles: dict[Place, str] = {
        ("settings", "services", i, "name"): service.name
        for i, service in enumerate(settings.services)
    }
    below: dict[Place, str] = {
        ("settings", "services", i, "description"): described(service, settings)
        for i, service in enumerate(settings.services)
    }
    extents = longest_of(name, settings)
    return Merchant(settings.messages, settings.locale, extents, titles, below)


def live_versions(tx: Transaction, files: Iterable[FlowFile]) -> dict[str, tuple[Live, ...]]:
    """Return which versions of each flow went live."""
    return {file.flow.flow: tuple(_live(tx, file)) for file in files}


def _live(tx: Transaction, file: FlowFile) -> Iterator[Live]:
    name, version = file.flow.flow, file.flow.version
    same, latest = tx.flow_versions.find(name, version), tx.flow_versions.latest(name)
    for one in {kept.version: kept for kept in (same, latest) if kept}.values():
        yield Live(one.version, one.source == file.source.text)


def _misnamed(file: FlowFile) -> Iterator[Fault]:
    name, stem = file.flow.flow, file.path.stem
    if name != stem:
        message = f"is {name!r}, and its file {file.path.name}"
        hint = f"call the file {name}.yaml, or the flow {stem}"
        yield file.source.fault(("flow",), message, "F017", hint)


def _text(path: Path) -> str:
    try:
        return path.read_text(encoding="utf-8")
    except (OSError, UnicodeDecodeError):
        return ""
