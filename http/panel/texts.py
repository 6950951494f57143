"""`/panel/settings/texts`: what the bot says, in the merchant's own words."""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from dataclasses import dataclass, replace
from typing import Any

import falcon

from ...engine.booking.settings.own_texts import OwnText, OwnTexts, TextKind
from ...engine.booking.settings.settings import read_settings
from ...engine.errors import Fault, SettingsError
from ...engine.messages import BUTTON_TITLE_LIMIT, ROW_TITLE_LIMIT
from ...engine.model import Client
from ...engine.office.merchants import change_client
from ...engine.ports import Transaction
from ..edge import Edge
from ..text import one_line
from .access import PanelAccess
from .page import PanelPage, answer_page, see_other
from .preview import TEXT_LIMIT, first_look
from .texts_form import with_texts

GROUPS = {
    TextKind.ASKED: "Lo que pregunta",
    TextKind.ANNOUNCED: "Lo que avisa por su cuenta",
    TextKind.SAID: "Lo que responde",
    TextKind.LABEL: "Los botones de las listas",
    TextKind.CALLED: "Cuando alguien mira o cambia sus turnos",
}
_LONGEST = 4096
_HINTS = {
    "F903": "Hay una llave { } o un corchete [ ] sin su pareja, o sin nada adentro.",
    "F904": "A veces algo de eso todavía no se sabe: poné esa parte entre corchetes.",
    "F905": "Es muy larga: junto con lo que va al lado no entra en un mensaje de WhatsApp.",
    "F906": f"En un botón entran {BUTTON_TITLE_LIMIT} letras.",
    "F910": f"Ahí entran {ROW_TITLE_LIMIT} letras.",
    "F913": "Es muy larga para el formulario.",
}
"""What is said at a text, by the code of its fault."""
_OTHER = "Así no se puede decir: revisala, o vaciala para volver a la original."


@dataclass(frozen=True, slots=True)
class Field:
    """A text on the page.

    Attributes:
        label: its name as words.
        says: what stands in the field.
        is_own: whether the merchant says it otherwise than the flow.
    """

    text: OwnText
    label: str
    says: str
    is_own: bool
    fault: str


class TextsPage:
    """`GET`: every text with how it is said now. `POST`: saved, or again with what is wrong."""

    def __init__(self, edge: Edge) -> None:
        self._edge = edge
        self._access = PanelAccess(edge)

    def on_get(self, req: falcon.Request, resp: falcon.Response) -> None:
        """Answer the form."""
        page = self._edge.store.read(lambda tx: self._access.page(tx, req, "settings"))
        own = self._texts()
        said = one_line(req.get_param("said") or "")
        self._show(resp, page, own.of(page.settings), page.settings.messages, {}, said)

    def on_post(self, req: falcon.Request, resp: falcon.Response) -> None:
        """Save what changed, if all of it can be said; an empty text is the flow's own again."""
        edge, own = self._edge, self._texts()
        page = edge.store.read(lambda tx: self._access.page(tx, req, "settings"))
        form = self._access.check_form(req, page)
        texts = own.of(page.settings)
        wanted = with_texts(form, page.shown.settings, texts)
        faults = self._faults(own, page.shown, wanted)  # takes a while: in no transaction
        if faults:
            resp.status = falcon.HTTP_422
            self._show(resp, page, texts, wanted.get("messages", {}), faults, "")
            return

        def work(tx: Transaction) -> str:
            fresh = self._access.page(tx, req, "settings")
            settings = with_texts(form, fresh.shown.settings, texts)
            change_client(
                self._access.operator(tx, fresh.session), fresh.shown, {"settings": settings}
            )
            return fresh.path("settings/texts", said="Guardado.")

        see_other(resp, edge.store.transact(work))

    def _texts(self) -> OwnTexts:
        """Return what merchants may say otherwise.

        Raises:
            HTTPNotFound: this server plays no flows.
        """
        if self._edge.own_texts is None:
            raise falcon.HTTPNotFound
        return self._edge.own_texts

    def _faults(self, own: OwnTexts, client: Client, settings: Mapping[str, Any]) -> dict[str, str]:
        """Return what is said at each text that was changed and cannot be said so."""
        before = client.settings.get("messages", {})
        messages = settings.get("messages", {})
        changed = [name for name, said in messages.items() if said != before.get(name)]
        try:
            read = read_settings(settings, stored=True)
        except SettingsError as error:
            names = (one.path.removeprefix("messages.") for one in error.faults)
            return {name: _OTHER for name in names if name in changed}
        if not changed:
            return {}
        found = own.faults(client.name, read, changed)
        return {name: _hint(own, read, name, fault) for name, fault in found.items()}

    def _show(
        self,
        resp: falcon.Response,
        page: PanelPage,
        texts: Iterable[OwnText],
        messages: Mapping[str, str],
        faults: Mapping[str, str],
        said: str,
    ) -> None:
        fields = [
            Field(
                one,
                one.name.replace("_", " ").capitalize(),
                messages.get(one.name, one.wording),
                messages.get(one.name, one.wording) != one.wording,
                faults.get(one.name, ""),
            )
            for one in texts
        ]
        groups = [
            (title, [one for one in fields if one.text.kind is kind])
            for kind, title in GROUPS.items()
        ]
        settings = {**page.shown.settings, "messages": dict(messages)}
        answer_page(
            resp,
            "settings_texts.html",
            page,
            groups=[(title, found) for title, found in groups if found],
            faulty=bool(faults),
            longest=_LONGEST,
            said=said,
            shown=first_look(self._edge, replace(page.shown, settings=settings)),
            text_limit=TEXT_LIMIT,
        )


def _hint(own: OwnTexts, settings: Any, name: str, fault: Fault) -> str:
    if fault.code == "F902":
        known = ", ".join(f"{{{one}}}" for one in own.known(settings, name))
        return f"Ahí hay algo entre llaves que no conozco. Podés usar: {known}."
    return _HINTS.get(fault.code, _OTHER)
