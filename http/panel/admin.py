"""`/panel/admin…`, for the operator: clients, messages in trouble, Meta's account, the audit."""

from __future__ import annotations

import json
from collections.abc import Iterable
from datetime import datetime
from typing import Any

import falcon

from ...engine.model import AuditEntry, Client, InboxRow, OutboxRow, OutboxStatus
from ...engine.office.acting import Operator
from ...engine.office.number_health import FREE_A_MONTH, billed_in_month, halted_numbers
from ...engine.office.outbox import explained
from ...engine.ports import Transaction
from ..edge import Edge
from ..text import one_line
from .access import PanelAccess
from .page import PanelPage, answer_page, see_other

_MOST = 1000
_SHOWN = 50
PLACES = (
    ("admin", "Comercios"),
    ("admin/messages", "Mensajes"),
    ("admin/account", "Meta"),
    ("admin/audit", "Cambios"),
)
"""The operator's own navigation: each path, and what it is called."""
_LONGEST = 160
"""Characters of an audit's changes that are shown."""


class OperatorPage:
    """A page for the operator only; for a merchant there is none."""

    place = "admin"

    def __init__(self, edge: Edge) -> None:
        self._edge = edge
        self._access = PanelAccess(edge)

    def _page(self, tx: Transaction, req: falcon.Request) -> PanelPage:
        """Return the page.

        Raises:
            HTTPNotFound: a merchant is signed in.
        """
        page = self._access.page(tx, req, self.place)
        if not page.is_operator:
            raise falcon.HTTPNotFound
        return page

    def _answer(
        self, req: falcon.Request, resp: falcon.Response, page: PanelPage, **values: Any
    ) -> None:
        said = one_line(req.get_param("said") or "")
        template = f"{self.place.replace('/', '_')}.html"
        answer_page(resp, template, page, admin_places=PLACES, said=said, **values)


class AdminPage(OperatorPage):
    """`GET`: clients by name, and whether all is fit for work."""

    def on_get(self, req: falcon.Request, resp: falcon.Response) -> None:
        """Answer them."""

        def work(tx: Transaction) -> tuple[PanelPage, dict[str, Any]]:
            page = self._page(tx, req)
            clients: list[Client] = tx.clients.page(status=None, after=None, limit=_MOST)
            return page, {
                "clients": sorted(clients, key=lambda client: client.name.casefold()),
                "failed": tx.outbox.failed(),
                "parked": tx.inbox.parked(),
                "waiting": tx.sessions.count_with_people(),
            }

        page, values = self._edge.store.read(work)
        self._answer(req, resp, page, ready=self._edge.ready(), **values)


class TroubledMessages(OperatorPage):
    """`GET`: messages that failed or were parked, each with why. `POST`: again, or put away."""

    place = "admin/messages"

    def on_get(self, req: falcon.Request, resp: falcon.Response) -> None:
        """Answer the first of each kind, oldest first."""

        def work(tx: Transaction) -> tuple[PanelPage, list[OutboxRow], list[InboxRow]]:
            failed = tx.outbox.page(status=OutboxStatus.FAILED, after=None, limit=_SHOWN)
            return self._page(tx, req), failed, tx.inbox.parked_page(after=0, limit=_SHOWN)

        page, failed, parked = self._edge.store.read(work)
        self._answer(
            req,
            resp,
            page,
            failed=[
                {
                    "id": row.id,
                    "at": _utc(row.created_at),
                    "to": _masked(row.user_phone),
                    "text": one_line(row.body.text, 120),
                    "why": explained(row.error or ""),
                }
                for row in failed
            ],
            parked=[
                {
                    "id": row.id,
                    "at": _utc(row.received_at),
                    "text": one_line(row.message.text, 120) if row.message else "",
                    "readable": row.message is not None and row.contact_id is not None,
                    "why": row.error or "",
                }
                for row in parked
            ],
        )

    def on_post(self, req: falcon.Request, resp: falcon.Response) -> None:
        """Send a failed message again, work a parked one again, or put one away."""
        edge = self._edge

        def work(tx: Transaction) -> tuple[str, tuple[str, ...]]:
            page = self._page(tx, req)
            form = self._access.check_form(req, page)
            done, told = _mended(self._access.operator(tx, page.session), form)
            said = "Listo." if done else "Ese mensaje ya no está."
            return page.path(self.place, said=said), told

        location, contacts = edge.store.transact(work)
        edge.settled(contacts)
        edge.nudge(contacts)
        see_other(resp, location)


class AccountPage(OperatorPage):
    """`GET`: what was delivered this month, what Meta says of us, templates, flows."""

    place = "admin/account"

    def on_get(self, req: falcon.Request, resp: falcon.Response) -> None:
        """Answer them."""
        now = self._edge.clock.now()

        def work(tx: Transaction) -> tuple[PanelPage, dict[str, Any]]:
            return self._page(tx, req), {
                "month": f"{now:%m/%Y}",
                "billed": billed_in_month(tx, now),
                "free": FREE_A_MONTH,
                "halted": [(one, explained(why)) for one, why in halted_numbers(tx).items()],
                "news": tx.account_news.all(),
                "templates": tx.templates.all(),
                "flows": _newest(tx.flow_versions.known()),
            }

        page, values = self._edge.store.read(work)
        self._answer(req, resp, page, **values)


class AuditPage(OperatorPage):
    """`GET`: who changed what, the newest first."""

    place = "admin/audit"

    def on_get(self, req: falcon.Request, resp: falcon.Response) -> None:
        """Answer them; with `about`, of one subject only."""
        about = one_line(req.get_param("about") or "", 120)

        def work(tx: Transaction) -> tuple[PanelPage, list[AuditEntry]]:
            found = tx.audit.of(about)[::-1] if about else tx.audit.latest(_MOST)
            return self._page(tx, req), found[: 4 * _SHOWN]

        page, entries = self._edge.store.read(work)
        rows = [
            {
                "at": _utc(entry.at),
                "actor": entry.actor,
                "action": entry.action,
                "subject": entry.subject,
                "changes": one_line(_in_short(entry), _LONGEST),
            }
            for entry in entries
        ]
        self._answer(req, resp, page, rows=rows, about=about)


def _mended(operator: Operator, form: dict[str, str]) -> tuple[bool, tuple[str, ...]]:
    """Do what the form says; return whether the message was there, and whose it is."""
    tx, which = operator.tx, form.get("id", "")
    if form.get("kind") == "failed":
        row = tx.outbox.by_id(which)
        done = row is not None and form.get("action") == "again" and tx.outbox.again(which)
        if done:
            operator.note("outbox.again", f"outbox:{which}", {"status": ("failed", "pending")})
        return done, (row.contact_id,) if row and done else ()
    number = int(which) if which.isascii() and which.isdecimal() and len(which) < 19 else 0
    parked = tx.inbox.by_id(number)
    if parked is None:
        return False, ()
    again = form.get("action") == "again"
    done = tx.inbox.again(number) if again else tx.inbox.drop(number)
    if done:
        action = "inbox.again" if again else "inbox.drop"
        operator.note(action, f"inbox:{number}", {"parked": (True, False)})
    return done, (parked.contact_id,) if done and again and parked.contact_id else ()


def _newest(known: Iterable[tuple[str, int]]) -> list[tuple[str, int]]:
    """Return each flow with its newest version, by name."""
    newest: dict[str, int] = {}
    for flow, version in known:
        newest[flow] = max(version, newest.get(flow, 0))
    return sorted(newest.items())


def _in_short(entry: AuditEntry) -> str:
    return "; ".join(
        f"{name}: {json.dumps(pair[0], ensure_ascii=False, default=str)} → "
        f"{json.dumps(pair[1], ensure_ascii=False, default=str)}"
        for name, pair in entry.changes.items()
    )


def _utc(moment: datetime) -> str:
    return f"{moment:%d/%m/%Y %H:%M} UTC"


def _masked(phone: str | None) -> str:
    return f"…{phone[-3:]}" if phone else "sin número"
