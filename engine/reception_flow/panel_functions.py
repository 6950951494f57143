"""What a reception's flow calls to let a merchant into the panel, or a phone go."""

from __future__ import annotations

from collections.abc import Mapping

from ..flow.language.registry import Call, Outcome, Registry
from ..office.panel_access import make_link
from ..office.receptions import end_reception
from ..receptions.directory import rows_of
from .agenda_functions import operator_of


def panel_calls(public_url: str) -> Registry:
    """Return the vocabulary of the panel's link, for the reception's flow.

    Args:
        public_url: where people reach the panel.
    """
    calls = Registry()

    @calls.action("enlace_del_panel", "hecho", fills={"hecho": ("enlace",)})
    def link(call: Call) -> Outcome:
        """Make a link that opens the panel once, within a quarter of an hour.

        Outcomes:
            hecho: there is one
        """
        secret = call.ids.secret()
        make_link(operator_of(call), call.client, secret, contact_id=call.contact.id)
        return Outcome("hecho", {"enlace": f"{public_url}/panel/entrar/{secret}"})

    @calls.action("dejar_recepcion", "dejada")
    def leave(call: Call) -> Outcome:
        """Tell this phone nothing any more; once more changes nothing.

        Outcomes:
            dejada: it is no reception of this merchant's
        """
        for row in rows_of(call.tx, call.client):
            if row.contact_id == call.contact.id:
                end_reception(operator_of(call), call.client, row.id)
        return Outcome("dejada")

    @calls.show("link")
    def show_link(_: Call, value: str) -> Mapping[str, str]:
        """A link, as it is tapped."""
        return {"": value}

    return calls
