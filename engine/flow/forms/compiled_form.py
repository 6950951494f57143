"""A flow's form, compiled: which question stands on which screen, and which leads to which.

The ways between screens are those of the flow's own states; a form has no others. A question that
is answered already, or has nothing to choose from, is passed over, so what a screen leads to over
others it leads to as well. Backwards a phone may go along each of them.
"""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass

from ..language.definition import Flow
from ..language.registry import Registry
from .fields import FormField, ScreenPlace, field_of
from .offered import back_key, taken, targets


@dataclass(frozen=True, slots=True)
class FormScreen:
    """One screen.

    Attributes:
        id: as Meta knows it: `TURNO`.
        leads: the screens that may follow it, in order.
        refreshes: whether the phone's Back asks us: the flow has an exit that goes back from here.
    """

    id: str
    title: str
    fields: tuple[FormField, ...]
    leads: tuple[str, ...]
    refreshes: bool

    @property
    def is_terminal(self) -> bool:
        """Whether no screen follows."""
        return not self.leads

    def is_beside(self, other: FormScreen) -> bool:
        """Return whether a way leads from one to the other, or back; a screen is beside itself."""
        return self.id in (other.id, *other.leads) or other.id in self.leads

    @property
    def states(self) -> tuple[str, ...]:
        """The states whose questions it asks."""
        return tuple(one.state for one in self.fields)


@dataclass(frozen=True, slots=True)
class CompiledForm:
    """A form.

    Attributes:
        name: what Meta knows it by: the flow and its version.
        screen_of: the screen on which a state's question stands, by state.
    """

    name: str
    flow: Flow
    screens: tuple[FormScreen, ...]
    screen_of: Mapping[str, FormScreen]


def compile_form(flow: Flow, registry: Registry) -> CompiledForm | None:
    """Return a checked flow's form; None where it has none."""
    if flow.form is None:
        return None
    leads, where = leads_of(flow), screens_by_state(flow)
    screens = []
    for name, screen in flow.screens.items():
        fields = tuple(
            field_of(
                *(flow, state, registry, len(screen.asks) == 1),
                ScreenPlace(follows=i > 0, ends=i == len(screen.asks) - 1),
            )
            for i, state in enumerate(screen.asks)
        )
        after = tuple(screen_id(one) for one in leads[name])
        back = _goes_back(flow, where, name, screen.asks[0])
        screens.append(FormScreen(screen_id(name), screen.title, fields, after, back))
    by_state = {state: screen for screen in screens for state in screen.states}
    return CompiledForm(form_name(flow.flow, flow.version), flow, tuple(screens), by_state)


def form_name(flow: str, version: int) -> str:
    """Return what Meta knows the form of a flow's version by."""
    return f"{flow}_v{version}"


def screen_id(name: str) -> str:
    """Return a screen's name as Meta writes it."""
    return name.upper()


def screens_by_state(flow: Flow) -> dict[str, str]:
    """Return the name of the screen that asks each state's question."""
    return {state: name for name, screen in flow.screens.items() for state in screen.asks}


def next_of(flow: Flow) -> dict[str, set[str]]:
    """Return the later screens that each screen leads to by an exit of its own."""
    names = list(flow.screens)
    where = screens_by_state(flow)
    leads: dict[str, set[str]] = {name: set() for name in names}
    for state, name in where.items():
        for _, target in targets(flow, state):
            there = where.get(target, name)
            if names.index(there) > names.index(name):
                leads[name].add(there)
    return leads


def leads_of(flow: Flow) -> dict[str, list[str]]:
    """Return the screens that each screen leads to, over others too, in the order of the form."""
    leads = next_of(flow)
    names = list(leads)
    for name in reversed(names):  # those behind it know already what they lead to
        leads[name] |= {further for there in leads[name] for further in leads[there]}
    return {name: sorted(leads[name], key=names.index) for name in names}


def _goes_back(flow: Flow, where: Mapping[str, str], screen: str, state: str) -> bool:
    key = back_key(flow, state)
    exits = taken(flow, state, key) if key else ()
    return any(where.get(exit_.to or state, screen) != screen for _, exit_ in exits)
