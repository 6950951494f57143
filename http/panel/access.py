"""Signing in to the panel: a one-time link becomes a session, kept in a cookie.

A link is opened by `GET` (previews fetch links, too) and used up by `POST` only. Every form carries
a token that is derived from the session's secret, so that no other site can send it (CSRF).
"""

from __future__ import annotations

from dataclasses import replace
from hashlib import sha256

import falcon

from ...engine.model import Client, KeyKind, PanelKey
from ...engine.office.acting import Operator
from ...engine.office.client_access import digest_of
from ...engine.office.panel_access import (
    name_of,
    open_for_operator,
    session_of,
    sign_out,
    use_link,
)
from ...engine.ports import Transaction
from ..api.rate_limit import AddressBuckets, household
from ..edge import Edge
from ..signature import same_secret
from .page import SIGN_IN_LIMIT_BYTES, PanelPage, answer_page, form_of, see_other

COOKIE = "milo_panel"
SIGN_IN = "/panel/entrar"
HOME = "/panel/agenda"
_TRIES_BURST, _TRIES_PER_SECOND = 20, 20 / 60


class SignInRequired(falcon.HTTPSeeOther):
    """A request without a session is redirected to the page that explains how to get one."""

    def __init__(self) -> None:
        super().__init__(SIGN_IN)


class PanelAccess:
    """The session that a request carries, and the client that it opens."""

    def __init__(self, edge: Edge) -> None:
        self._edge = edge

    def operator(self, tx: Transaction, session: PanelKey) -> Operator:
        """Return the holder of a session, acting in a transaction, as the audit names them."""
        return replace(
            self._edge.operator(tx),
            name=name_of(session),
            is_merchant=session.client_id is not None,
            contact_id=session.contact_id,
        )

    def page(self, tx: Transaction, req: falcon.Request, place: str) -> PanelPage:
        """Return what every page shows, of the client that the session opens.

        The operator chooses a client by `?client=SLUG`; a merchant's session opens its own only,
        whatever the query says.

        Raises:
            SignInRequired: there is no session.
            HTTPNotFound: the operator asked for a client that does not exist.
        """
        session, secret = self._session(tx, req)
        client = self._client(tx, req, session)
        return PanelPage(session, client, csrf_of(secret), place)

    def check_form(self, req: falcon.Request, page: PanelPage) -> dict[str, str]:
        """Return a form's fields.

        Raises:
            HTTPForbidden: it does not carry the session's token.
        """
        form = form_of(req)
        if not same_secret(form.pop("csrf", ""), page.csrf):
            raise falcon.HTTPForbidden(description="The form is not from this panel's page.")
        return form

    def _session(self, tx: Transaction, req: falcon.Request) -> tuple[PanelKey, str]:
        secret = (req.get_cookie_values(COOKIE) or [""])[0]
        session = session_of(self._edge.operator(tx), secret) if secret else None
        if session is None:
            raise SignInRequired
        return session, secret

    def _client(self, tx: Transaction, req: falcon.Request, session: PanelKey) -> Client | None:
        if session.client_id is not None:
            client = tx.clients.by_id(session.client_id)
            if client is None:
                raise SignInRequired
            return client
        slug = req.get_param("client")
        if not slug:
            return None
        client = tx.clients.by_slug(slug)
        if client is None:
            raise falcon.HTTPNotFound(description="There is no such client.")
        return client


def csrf_of(secret: str) -> str:
    """Return the token that a session's forms carry; it does not reveal the secret."""
    return sha256(f"csrf:{secret}".encode()).hexdigest()


class SignIn:
    """`/panel/entrar` and `/panel/entrar/SECRET`."""

    def __init__(self, edge: Edge) -> None:
        self._edge = edge
        self._tries = AddressBuckets(burst=_TRIES_BURST, per_second=_TRIES_PER_SECOND)

    def on_get(self, req: falcon.Request, resp: falcon.Response, secret: str = "") -> None:
        """Show the button that uses a link up; without one, how to get a link.

        Raises:
            HTTPTooManyRequests: this address tried too many links that are none.
        """
        link = self._edge.store.read(lambda tx: tx.panel_keys.find(digest_of(secret)))
        now = self._edge.clock.now()
        fresh = (
            link is not None
            and link.kind is KeyKind.LINK
            and link.used_at is None
            and link.expires_at > now
        )
        if secret and not fresh:
            self._count_wrong(req)
        answer_page(
            resp,
            "sign_in.html",
            name=link.name if link and fresh else "",
            fresh=fresh,
            tried=bool(secret),
            wrong=False,
        )

    def on_post(self, req: falcon.Request, resp: falcon.Response, secret: str = "") -> None:
        """Open a session: by a link, or by the admin's token (the operator's).

        Raises:
            HTTPTooManyRequests: this address tried too often.
        """
        fresh = self._edge.ids.secret()
        opened = self._by_link(secret, fresh) if secret else self._by_token(req, fresh)
        if opened is None:
            self._count_wrong(req)
            resp.status = falcon.HTTP_403
            answer_page(
                resp, "sign_in.html", name="", fresh=False, tried=bool(secret), wrong=not secret
            )
            return
        resp.set_cookie(
            COOKIE,
            fresh,
            path="/panel",
            http_only=True,
            same_site="Lax",
            secure=req.forwarded_scheme == "https",
            max_age=round((opened.expires_at - opened.created_at).total_seconds()),
        )
        see_other(resp, HOME)

    def _count_wrong(self, req: falcon.Request) -> None:
        wait = self._tries.wait(household(req.remote_addr), self._edge.clock.now())
        if wait > 0:
            raise falcon.HTTPTooManyRequests(
                description="Too many tries from this address.", retry_after=60
            )

    def _by_link(self, secret: str, fresh: str) -> PanelKey | None:
        return self._edge.store.transact(
            lambda tx: use_link(self._edge.operator(tx), secret, fresh)
        )

    def _by_token(self, req: falcon.Request, fresh: str) -> PanelKey | None:
        token = self._edge.config.admin_token
        given = form_of(req, SIGN_IN_LIMIT_BYTES).get("token", "").strip()
        if not token or not same_secret(given, token):
            return None
        return self._edge.store.transact(
            lambda tx: open_for_operator(self._edge.operator(tx), fresh)
        )


class SignOut:
    """`POST /panel/salir`."""

    def __init__(self, edge: Edge) -> None:
        self._edge = edge
        self._access = PanelAccess(edge)

    def on_post(self, req: falcon.Request, resp: falcon.Response) -> None:
        """End the session."""

        def work(tx: Transaction) -> None:
            page = self._access.page(tx, req, "")
            self._access.check_form(req, page)
            sign_out(self._access.operator(tx, page.session), page.session)

        self._edge.store.transact(work)
        resp.unset_cookie(COOKIE, path="/panel")
        see_other(resp, SIGN_IN)
