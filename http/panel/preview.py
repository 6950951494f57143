"""`/panel/settings/preview`: the conversation as it would be with what the form says, unsaved.

The page keeps what was said so far in hidden fields; each request plays all of it again.
"""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, replace
from datetime import UTC, datetime, timedelta
from itertools import count, takewhile

import falcon

from ...engine.errors import MiloError
from ...engine.model import Client
from ...engine.rehearsal.preview import LONGEST, PreviewExchange, PreviewInput
from ..edge import Edge
from ..text import one_line
from .access import PanelAccess
from .page import PanelPage, answer_page
from .settings_form import settings_of_form
from .texts_form import has_texts, with_texts

TEXT_LIMIT = 300
_OLD = timedelta(hours=12)
"""After it a conversation starts over: its days and hours are yesterday's."""
_TEXT, _TAP = "say:", "tap:"
_SEND = "send"
"""The button that sends what is typed; a setting that changes sends nothing."""
_AGAIN = "again"
"""The button that starts over, days and hours included."""


@dataclass(frozen=True, slots=True)
class PreviewShown:
    """What the page shows of a conversation that is tried.

    Attributes:
        began: when it happens.
        steps: what was said so far, as the hidden fields keep it.
        exchanges: the conversation; empty where `trouble` says why.
    """

    began: str
    steps: tuple[str, ...] = ()
    exchanges: tuple[PreviewExchange, ...] = ()
    trouble: str = ""


def first_look(edge: Edge, client: Client) -> PreviewShown | None:
    """Return a conversation that has only begun; None where none is played."""
    return _played(edge, client, (), edge.clock.now()) if edge.preview else None


class SettingsPreview:
    """`POST`: the next message of a conversation that is tried; nothing is saved."""

    def __init__(self, edge: Edge) -> None:
        self._edge = edge
        self._access = PanelAccess(edge)

    def on_post(self, req: falcon.Request, resp: falcon.Response) -> None:
        """Answer the conversation alone, to stand in the page of the settings.

        Raises:
            HTTPNotFound: this server plays none.
        """
        edge = self._edge
        if edge.preview is None:
            raise falcon.HTTPNotFound
        page = edge.store.read(lambda tx: self._access.page(tx, req, "settings"))
        form = self._access.check_form(req, page)
        shown = self._shown(page, form)
        answer_page(resp, "settings_preview.html", page, shown=shown, text_limit=TEXT_LIMIT)

    def _shown(self, page: PanelPage, form: Mapping[str, str]) -> PreviewShown:
        began = _began("" if _AGAIN in form else form.get("began", ""), self._edge.clock.now())
        client = page.shown
        if has_texts(form) and self._edge.own_texts:
            texts = self._edge.own_texts.of(page.settings)
            client = replace(client, settings=with_texts(form, client.settings, texts))
            if self._edge.rules.settings_faults(client.settings):
                return PreviewShown(began.isoformat(), _steps(form), (), "faults")
        elif any(name.startswith("hours-") for name in form):
            settings = settings_of_form(form, client.settings)
            if self._edge.rules.settings_faults(settings):
                return PreviewShown(began.isoformat(), _steps(form), (), "faults")
            client = replace(client, settings=settings)
        return _played(self._edge, client, _steps(form), began)


def _played(edge: Edge, client: Client, steps: tuple[str, ...], began: datetime) -> PreviewShown:
    assert edge.preview
    try:
        exchanges = edge.preview().play(client, [_said(one) for one in steps], began)
    except MiloError:  # such as settings that another program wrote
        return PreviewShown(began.isoformat(), (), (), "failed")
    return PreviewShown(began.isoformat(), steps[: len(exchanges) - 1], tuple(exchanges))


def _steps(form: Mapping[str, str]) -> tuple[str, ...]:
    """Return what was said so far, with what is said now; nothing to start over."""
    if _AGAIN in form:
        return ()
    numbered = (form.get(f"step-{n}") for n in count())
    steps = [one for one in takewhile(lambda one: one is not None, numbered) if one]
    if tap := form.get("tap"):
        steps.append(_TAP + tap)
    elif _SEND in form and (text := one_line(form.get("text", ""), TEXT_LIMIT)):
        steps.append(_TEXT + text)
    return tuple(steps[:LONGEST])


def _said(step: str) -> PreviewInput:
    return (
        PreviewInput(tap=step.removeprefix(_TAP))
        if step.startswith(_TAP)
        else PreviewInput(step[len(_TEXT) :])
    )


def _began(text: str, now: datetime) -> datetime:
    """Return when a conversation began: now, unless the page says when not long ago."""
    try:
        began = datetime.fromisoformat(text)
    except ValueError:
        return now
    if began.tzinfo is None or not timedelta() <= now - began <= _OLD:
        return now
    return began.astimezone(UTC)
