"""`/panel/admin/new`, for the operator: a merchant made from nothing."""

from __future__ import annotations

from dataclasses import dataclass
from itertools import islice

import falcon

from ...engine.office import slugs
from ...engine.office.merchants import add_client
from ...engine.ports import Transaction
from ...engine.words.fold import NAME_LIMIT
from ..text import one_line
from .admin import OperatorPage
from .page import PanelPage, see_other

PROPOSALS = 3
_TRIED = 20
"""Slugs of a name that are looked at; of so many, all may be taken."""


@dataclass(frozen=True, slots=True)
class _Asked:
    page: PanelPage
    name: str
    proposals: list[str]
    trouble: str = ""
    made: str = ""


class NewClient(OperatorPage):
    """`GET`: asks for a name, then for one of the links that could be made of it. `POST`: makes it.

    A slug is printed on posters for good, so it is proposed and chosen, never taken in silence.
    """

    place = "admin/new"

    def on_get(self, req: falcon.Request, resp: falcon.Response) -> None:
        """Answer the form; with `name`, the links that it could have."""
        name = one_line(req.get_param("name") or "", NAME_LIMIT)
        asked = self._edge.store.read(
            lambda tx: _Asked(self._page(tx, req), name, self._proposals(tx, name))
        )
        self._show(req, resp, asked)

    def on_post(self, req: falcon.Request, resp: falcon.Response) -> None:
        """Make the client and lead to its settings; or say what is wrong with the link."""
        asked = self._edge.store.transact(lambda tx: self._made(tx, req))
        if asked.made:
            see_other(resp, asked.made)
            return
        resp.status = falcon.HTTP_422
        self._show(req, resp, asked)

    def _made(self, tx: Transaction, req: falcon.Request) -> _Asked:
        page = self._page(tx, req)
        form = self._access.check_form(req, page)
        name = one_line(form.get("name", ""), NAME_LIMIT)
        slug = slugs.folded(one_line(form.get("own", "")) or form.get("slug", ""))
        if trouble := self._trouble(tx, name, slug):
            return _Asked(page, name, self._proposals(tx, name), trouble)
        add_client(self._access.operator(tx, page.session), name, slug)
        said = "Listo. Completá servicios y horarios, y probá la charla con ellos."
        text = falcon.uri.encode_value
        return _Asked(page, name, [], made=f"/panel/settings?client={slug}&said={text(said)}")

    def _trouble(self, tx: Transaction, name: str, slug: str) -> str:
        if not name:
            return "Falta el nombre."
        if not slugs.is_slug(slug):
            return "El enlace lleva de 2 a 63 letras sin acento, números y guiones sueltos."
        if self._edge.rules.slug_faults(slug):
            return f"«{slug}» no puede ser un enlace: la gente lo escribe para decir otra cosa."
        return f"«{slug}» ya es de otro comercio." if tx.clients.by_slug(slug) else ""

    def _proposals(self, tx: Transaction, name: str) -> list[str]:
        """Return what a name is called best; where that is taken, a few that are like it."""
        rules, made = self._edge.rules, list(islice(slugs.candidates(name), _TRIED))
        free = [
            slug for slug in made if not rules.slug_faults(slug) and not tx.clients.by_slug(slug)
        ]
        return free[:1] if free[:1] == made[:1] else free[:PROPOSALS]

    def _show(self, req: falcon.Request, resp: falcon.Response, asked: _Asked) -> None:
        self._answer(
            req,
            resp,
            asked.page,
            name=asked.name,
            proposals=asked.proposals,
            trouble=asked.trouble,
            base=self._edge.config.shortlink_base,
            limit=NAME_LIMIT,
        )
