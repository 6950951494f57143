"""The form of a flow, by the flow's name or its file."""

from __future__ import annotations

from ..engine.errors import NotFoundError
from ..engine.flow.compiled.compiled_flow import CompiledFlow
from ..engine.flow.forms.compiled_form import CompiledForm, compile_form
from .rehearsing.flow_folders import named
from .rehearsing.setup import rehearsal_setup
from .vocabulary import vocabulary


def form_of(script: CompiledFlow) -> CompiledForm | None:
    """Return the form of a flow that is loaded; None where it has none."""
    return compile_form(script.flow, vocabulary())


def compiled_form(name: str, folder: str) -> CompiledForm:
    """Return it.

    Args:
        name: of a flow, or a file.
        folder: of more flows; "" for none.

    Raises:
        FlowError: there is no such flow, or it has faults.
        NotFoundError: it has no form.
    """
    path = named(name, folder)
    script = rehearsal_setup([path], folder).library.newest(path.stem)
    compiled = compile_form(script.flow, vocabulary())
    if compiled is None:
        raise NotFoundError(f"the flow {path.stem!r} has no `form`")
    return compiled
