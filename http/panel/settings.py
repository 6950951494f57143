"""`/panel/settings`: what a merchant sets up by themselves."""

from __future__ import annotations

from typing import Any

import falcon

from ...engine.model import Client
from ...engine.office.merchants import change_client
from ...engine.ports import Transaction
from ..edge import Edge
from ..text import one_line
from .access import PanelAccess
from .page import PanelPage, answer_page, see_other
from .settings_form import DAYS, HOURS_HINT, faults_at_fields, fields_of, settings_of_form


class SettingsPage:
    """`GET`: the settings as a form. `POST`: saved, or shown again with each fault at its field."""

    def __init__(self, edge: Edge) -> None:
        self._edge = edge
        self._access = PanelAccess(edge)

    def on_get(self, req: falcon.Request, resp: falcon.Response) -> None:
        """Answer the form."""
        page = self._edge.store.read(lambda tx: self._access.page(tx, req, "settings"))
        settings = page.shown.settings
        said = one_line(req.get_param("said") or "")
        self._show(resp, page, settings, fields_of(settings), said=said)

    def on_post(self, req: falcon.Request, resp: falcon.Response) -> None:
        """Save what makes sense as a whole; nothing of it otherwise."""

        def work(tx: Transaction) -> tuple[PanelPage, Client, dict[str, Any], dict[str, str], Any]:
            page = self._access.page(tx, req, "settings")
            form = self._access.check_form(req, page)
            client = page.shown
            settings = settings_of_form(form, client.settings)
            faults = self._edge.rules.settings_faults(settings)
            if not faults:
                operator = self._access.operator(tx, page.session)
                change_client(operator, client, {"settings": settings})
            return page, client, settings, form, faults

        page, _, settings, form, faults = self._edge.store.transact(work)
        if not faults:
            see_other(resp, page.path("settings", said="Guardado."))
            return
        at, elsewhere = faults_at_fields(faults)
        resp.status = falcon.HTTP_422
        self._show(resp, page, settings, form, at=at, elsewhere=elsewhere)

    def _show(
        self,
        resp: falcon.Response,
        page: PanelPage,
        settings: Any,
        fields: dict[str, str],
        *,
        at: dict[str, str] | None = None,
        elsewhere: list[str] | None = None,
        said: str = "",
    ) -> None:
        answer_page(
            resp,
            "settings.html",
            page,
            fields=fields,
            days=DAYS,
            hours_hint=HOURS_HINT,
            services=range(len(settings.get("services", ())) + 1),
            staff=range(len(settings.get("staff", ())) + 1),
            members=settings.get("staff", ()),
            at=at or {},
            elsewhere=elsewhere or [],
            said=said,
        )
