"""The search for shortest paths through a form: screens are filled in, as a phone lets them be.

In the chat it goes no further than to the question that opens the form. Only what is taken on
screens counts as reached.
"""

from __future__ import annotations

from collections.abc import Iterator

from ...understanding.wish import SHORTCUT
from ..compiled.compiled_flow import CompiledFlow
from ..forms.compiled_form import CompiledForm, FormScreen
from ..forms.fields import FieldKind, FormField
from ..forms.flow_json import PICK, TAP
from ..forms.offered import OK, back_key
from ..language.definition import AskingState, Exit
from .known import ANYTHING, wanted
from .path_search import Node, PathSearch, holding_at
from .steps import Cast, Legs
from .transcript import FormFill, ScriptedRow, Step

FIRST = 1
"""In a field: the first that its screen offers."""


class FormSearch(PathSearch):
    """Searches one flow's form.

    Args:
        form: of the flow.
    """

    def __init__(self, script: CompiledFlow, cast: Cast, form: CompiledForm) -> None:
        super().__init__(script, cast)
        self._form = form
        self._first = form.screens[0].fields[0].state
        screens = self.flow.screens.items()
        self._names = {state: name for name, screen in screens for state in screen.asks}

    def _expand(self, node: Node, legs: Legs) -> None:
        screen, asking = self._form.screen_of.get(node.state), self.flow.asking(node.state)
        if screen is None or asking is None:
            super()._expand(node, legs)
            return
        field = next(one for one in screen.fields if one.state == node.state)
        for key, exit_ in self._offered(asking, field):
            filled = list(self._filled(node, screen, field, key, exit_))
            for chosen, step in filled:
                self._try(chosen, legs, key, exit_, step)
            self._lose(node, legs, filled[-1][1])
        self._go_back(node, legs, screen)

    def _offered(self, asking: AskingState, field: FormField) -> Iterator[tuple[str, Exit]]:
        """Yield the exits that a question can take on its screen, an empty list's aside."""
        for key in field.buttons if field.kind is FieldKind.BUTTONS else (OK,):
            if exit_ := asking.go.get(key):
                yield key, exit_

    def _filled(
        self, node: Node, screen: FormScreen, field: FormField, key: str, exit_: Exit
    ) -> Iterator[tuple[Node, Step]]:
        """Yield each way to answer a question on its screen, and what is known then."""
        asking = self.flow.asking(field.state)
        assert asking
        ask, name = asking.ask, self._names[field.state]
        if field.kind is FieldKind.BUTTONS:
            yield node, Step(fill=FormFill(screen=name, data={TAP: key}))
            return
        above = screen.fields[: screen.fields.index(field)]
        data: dict[str, str | int] = {one.state: FIRST for one in above}
        if not field.ends:
            data[PICK] = field.state
        own = self.flow.options.get(ask.list.provider, {}) if ask.list else ask.buttons
        for value in own:
            fill = FormFill(screen=name, data={**data, field.state: value})
            yield holding_at(node, ask.keeps, value), Step(fill=fill)
        if own:
            return
        if ask.list:
            for value in wanted(exit_, ask.list.into):
                if value != SHORTCUT:
                    row = ScriptedRow(value=value, title=value)
                    rows: dict[str, tuple[ScriptedRow, ...]] = {ask.list.provider: (row,)}
                    fill = FormFill(screen=name, data={**data, field.state: value})
                    yield holding_at(node, ask.keeps, value), Step(fill=fill, providers=rows)
        said: str | int = self.cast.answer(ask.typed.parse) if field.most and ask.typed else FIRST
        fill = FormFill(screen=name, data={**data, field.state: said})
        yield holding_at(node, ask.keeps, ANYTHING), Step(fill=fill)

    def _lose(self, node: Node, legs: Legs, step: Step) -> None:
        """Have what was chosen before be gone as something is tapped."""
        held = {slot for slot, _ in node.known}
        for one in self._exits[node.state]:
            kind, _, name = one.trigger.partition(":")
            if one.exit and kind == "gone" and name in held:
                lost = step.model_copy(update={"gone": (name,)})
                self._try(node, legs, one.trigger, one.exit, lost)

    def _go_back(self, node: Node, legs: Legs, screen: FormScreen) -> None:
        """Go back as the phone does; where that leads is reached by a shorter path."""
        key, asking = back_key(self.flow, node.state), self.flow.asking(node.state)
        if key is None or asking is None or not screen.refreshes:
            return
        step = Step(fill=FormFill(screen=self._names[node.state], back=True))
        for leaf in self._leaves(key, asking.go[key], node.known):
            self._take(node, legs, leaf.trigger, step)

    def _push(self, node: Node, legs: Legs) -> None:
        is_on_screen = node.state in self._form.screen_of
        by_form = legs[-1].step.fill is not None
        if is_on_screen if by_form else not is_on_screen or node.state == self._first:
            super()._push(node, legs)

    def _record(self, node: Node, trigger: str, legs: Legs) -> None:
        if node.state in self._form.screen_of and legs[-1].step.fill is not None:
            super()._record(node, trigger, legs)
