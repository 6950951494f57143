"""A flow's texts as a merchant changes them: which there are, and what is wrong with own words.

The checks of flows are loaded once somebody changes a text: a start does without them.
"""

from __future__ import annotations

from collections.abc import Callable, Collection, Iterator, Mapping
from dataclasses import dataclass
from enum import StrEnum

from ...errors import Fault
from ...flow.language.definition import MORE_TEXT, Flow
from ...flow.language.placeholders import names_in
from ...flow.language.registry import Registry
from .settings import ClientSettings
from .text_extents import any_longest, longest_of

_PATH = "settings.messages."


class TextKind(StrEnum):
    """Where people read a text."""

    ASKED = "asked"
    """The question of a state."""
    ANNOUNCED = "announced"
    """Said by itself: a reminder, news of a booking."""
    SAID = "said"
    LABEL = "label"
    """On a button that opens a list, or on the row that turns its page."""
    CALLED = "called"
    """Of a flow that the merchant's flow calls."""


@dataclass(frozen=True, slots=True)
class OwnText:
    """A text that a merchant may say otherwise.

    Attributes:
        wording: how the flow says it, in the merchant's language.
        names: what its wording shows, as it is written between braces.
    """

    name: str
    kind: TextKind
    wording: str
    names: tuple[str, ...]


@dataclass(frozen=True)
class OwnTexts:
    """What merchants may say otherwise in the flows that are known.

    Attributes:
        registry: the functions that flows may name.
        newest: gives a flow by its name.
    """

    registry: Registry
    newest: Callable[[str], Flow]

    def of(self, settings: ClientSettings) -> list[OwnText]:
        """Return the texts of a merchant's flow and of those that it calls, in their order."""
        root, called = self._flows(settings)
        if "texts" not in root.overridable:
            return []
        found: dict[str, OwnText] = {}
        for flow in (root, *called):
            kinds = self._kinds(flow) if flow is root else {}
            wordings = flow.language(settings.locale)
            for name in flow.texts:
                kind = kinds.get(name, TextKind.SAID) if flow is root else TextKind.CALLED
                wording = wordings.get(name, flow.texts[name])
                names = tuple(sorted(names_in(wording)))
                found.setdefault(name, OwnText(name, kind, wording, names))
        return list(found.values())

    def faults(
        self, client_name: str, settings: ClientSettings, changed: Collection[str]
    ) -> dict[str, Fault]:
        """Return the first fault of each text that was changed, warnings included."""
        from ...flow.checks.merchant_words import Merchant, inspect_merchant
        from ...flow.checks.subject import Subject

        root, called = self._flows(settings)
        merchant = Merchant(settings.messages, settings.locale, longest_of(client_name, settings))
        every = {flow.flow: flow for flow in (root, *called)}
        found: dict[str, Fault] = {}
        for flow in every.values():
            subject = Subject(flow, self.registry, every, any_longest())
            for fault in inspect_merchant(subject, merchant, called=flow is not root):
                name = fault.path.removeprefix(_PATH)
                if name in changed and fault.path != name:
                    found.setdefault(name, fault)
        return found

    def refused(self, settings: ClientSettings, changed: Collection[str]) -> list[Fault]:
        """Return all that keeps texts that were changed from being said, with where it stands."""
        from ...flow.checks.merchant_words import Merchant, inspect_words
        from ...flow.checks.subject import Subject

        root, called = self._flows(settings)
        merchant = Merchant(settings.messages, settings.locale, longest_of("", settings))
        every = {flow.flow: flow for flow in (root, *called)}
        found = {
            Fault(fault.path, f"{fault.message}; {fault.hint}" if fault.hint else fault.message)
            for flow in every.values()
            for fault in inspect_words(Subject(flow, self.registry, every, any_longest()), merchant)
            if fault.path.removeprefix(_PATH) in changed
        }
        return sorted(found)

    def known(self, settings: ClientSettings, text: str) -> list[str]:
        """Return the names that a text may show, in the order of the alphabet."""
        from ...flow.checks.subject import Subject
        from ...flow.checks.uses import known_names

        root, called = self._flows(settings)
        flow = next((one for one in (root, *called) if text in one.texts), root)
        return sorted(known_names(Subject(flow, self.registry, {}), text))

    def _flows(self, settings: ClientSettings) -> tuple[Flow, list[Flow]]:
        from ...flow.checks.subject import Subject

        root = self.newest(settings.flow)
        called = {exit_.call for _, exit_ in Subject(root, self.registry).exits if exit_.call}
        return root, [self.newest(name) for name in sorted(called - {root.flow})]

    def _kinds(self, flow: Flow) -> Mapping[str, TextKind]:
        from ...flow.checks.lengths import openers
        from ...flow.checks.subject import Subject

        labels = {*openers(Subject(flow, self.registry)), MORE_TEXT}
        return {
            **dict.fromkeys(_asked(flow), TextKind.ASKED),
            **dict.fromkeys(labels, TextKind.LABEL),
            **dict.fromkeys(self.registry.announced, TextKind.ANNOUNCED),
        }


def _asked(flow: Flow) -> Iterator[str]:
    for name in flow.states:
        state = flow.asking(name)
        if state:
            yield from filter(None, (state.ask.text, state.ask.again))
