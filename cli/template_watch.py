"""Where our templates stand with Meta, asked for: a webhook may be lost, or not subscribed to."""

from __future__ import annotations

from collections.abc import Callable, Mapping
from dataclasses import replace
from threading import Thread
from typing import TYPE_CHECKING

import structlog

from ..engine.errors import MiloError
from ..engine.model import TemplateState
from ..engine.ports import Clock, Executor, Store, Transaction
from ..engine.templates.definition import APPROVED
from ..engine.templates.standing import WAITS, told_by_meta

if TYPE_CHECKING:
    from ..http.cloud.management import ManagementApi
    from .environment import Settings

FIRST_SECONDS = 300.0
"""After a start: what was told meanwhile comes again by webhook, mostly."""
EVERY_SECONDS = 3600.0
_FIELDS = "name,language,status,category,rejected_reason,quality_score"
log = structlog.get_logger(__name__)


def learn_templates(
    store: Store, api: ManagementApi, account: str, clock: Clock, kept_as: str = ""
) -> int:
    """Ask Meta for all templates of an account, keep what it says; return how many changed.

    Rows have the account as `kept_as`: "" for the common one, the id for a business's own.

    Raises:
        GatewayError: Meta refused it, or could not be reached.
        StoreError: nothing was kept.
    """
    now = clock.now()
    rows = list(api.pages(f"{account}/message_templates", fields=_FIELDS, limit="100"))
    told = [replace(state, account=kept_as) for row in rows if (state := told_by_meta(row, now))]

    def keep(tx: Transaction) -> list[TemplateState]:
        news = [state for state in told if _is_news(tx, state)]
        for state in news:
            tx.templates.save(state)
        return news

    news = store.transact(keep)
    for state in news:
        _tell(state)
    return len(news)


def learn_all(
    store: Store, settings: Settings, environment: Mapping[str, str], clock: Clock
) -> int:
    """Ask for those of the common account and of each business's own; one fault stops no other.

    Raises:
        MiloError: an account could not be asked about; the others were.
    """
    from .meta_api import (  # here: it loads requests
        management_api,
        settings_of_business,
        with_own_account,
    )

    changed, failed = 0, None
    for business in (None, *store.read(with_own_account)):
        try:
            own = settings_of_business(settings, business, environment) if business else settings
            api, account = management_api(own), own.meta_waba_id
            changed += learn_templates(store, api, account, clock, account if business else "")
        except MiloError as error:
            failed = error
    if failed:
        raise failed
    return changed


class TemplateWatch:
    """Asks once an hour, on a thread of its own, while the process lives.

    Args:
        ask: asks, keeps what Meta says, and returns how many templates changed.
        run: runs the question where it may wait for the network.
    """

    def __init__(
        self,
        ask: Callable[[], int],
        run: Callable[[Callable[[], None]], None] = lambda work: Thread(
            target=work, name="templates", daemon=True
        ).start(),
    ) -> None:
        self._ask = ask
        self._run = run

    def keep_on(self, executor: Executor) -> None:
        """Ask for as long as the process lives."""

        def again() -> None:
            self._run(self._look)
            executor.later(EVERY_SECONDS, again)

        executor.later(FIRST_SECONDS, again)

    def _look(self) -> None:
        try:
            self._ask()
        except MiloError as error:
            log.warning("templates not asked for", action="template.unasked", error=str(error))


def _is_news(tx: Transaction, state: TemplateState) -> bool:
    known = tx.templates.find(state.name, state.language, state.account)
    return known is None or replace(known, updated_at=state.updated_at) != state


def _tell(state: TemplateState) -> None:
    told = {"template": state.name, "language": state.language, "status": state.status}
    if state.status == APPROVED or state.status in WAITS:
        log.info("Meta says of a template", action="template.news", **told)
    else:
        log.warning("Meta stops a template", action="template.alarm", reason=state.reason, **told)
