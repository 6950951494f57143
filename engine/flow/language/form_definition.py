"""What a flow may say of its form: which questions share a screen.

    form:
      open: abrir_formulario
      next: seguir
      greets: {at: inicio, takes: reservar, say: saludo_con_formulario}
      screens:
        turno: {title: Turno, asks: [eligiendo_fecha, eligiendo_horario]}

What a screen shows, and where it leads, is made of the states: see `engine/flow/forms/`.
"""

from __future__ import annotations

from typing import Annotated

from pydantic import Field, StringConstraints

from .value_types import Name, Part

ScreenTitle = Annotated[str, StringConstraints(min_length=1, max_length=30)]
"""What stands above a screen. Meta lets no answer of ours change it, so it is no text."""
ScreenName = Annotated[str, StringConstraints(pattern=r"^[a-z][a-z_]{0,39}$")]
"""Of a screen: Meta allows letters and underscores only."""


class Screen(Part):
    """One screen of a form: the states whose questions it asks, in the order in which they go."""

    title: ScreenTitle
    asks: tuple[Name, ...]


class FormGreeting(Part):
    """A state with buttons whose message may open the form, so that no other has to.

    Attributes:
        at: the state.
        takes: its button that the form stands for.
        say: the text above the form's button, in place of the question's.
    """

    at: Name
    takes: Name
    say: Name


class FormDefinition(Part):
    """The questions of a flow that may be asked on screens.

    Attributes:
        greets: where the form may open from the greeting.
        open: the text on the button of the message that opens it.
        next: the text on the button of a screen that has no buttons of its own.
        answer: the text on a field in which is typed.
        screens: in order: the first is the one that opens.
    """

    open: Name
    next: Name
    answer: Name | None = None
    greets: FormGreeting | None = None
    screens: dict[ScreenName, Screen] = Field(min_length=1)
