"""The edge as one WSGI application."""

from __future__ import annotations

from typing import Any

import falcon

from .api.auth import AdminAuth
from .api.availability import Availability
from .api.booking_page import PublicBooking
from .api.bookings import BookingResource, Bookings
from .api.businesses import Businesses, BusinessResource
from .api.calendar_feed import CalendarFeed
from .api.client_access import (
    BlockedPeople,
    BlockedResource,
    CalendarTokenResource,
    CalendarTokens,
    ClientTokens,
    Conflicts,
    TokenResource,
)
from .api.clients import ClientResource
from .api.cors import Cors
from .api.health import Alive, Metrics, Ready
from .api.rate_limit import Limits
from .api.receptions import ReceptionResource, Receptions
from .api.redirects import QrCode, Redirect
from .api.shortlinks import Shortlinks
from .edge import Edge
from .errors import install
from .openapi.endpoint import OpenApi
from .panel.access import SIGN_IN, SignIn, SignOut
from .panel.admin import AccountPage, AdminPage, AuditPage, TroubledMessages
from .panel.agenda import AgendaPage
from .panel.assets import Assets
from .panel.booking_requests import RequestsPage
from .panel.bookings import BookingDetail
from .panel.closures import BlockedTime
from .panel.figures import FiguresPage
from .panel.new_client import NewClient
from .panel.people import PeoplePage, PersonData, PersonPage
from .panel.preview import SettingsPreview
from .panel.receptions import EndReception
from .panel.settings import SettingsPage
from .panel.sharing import LinkPage
from .panel.texts import TextsPage
from .webhook.endpoint import FORMS_PATH, Webhook
from .webhook.endpoint import PATH as WEBHOOK_PATH
from .webhook.intake import Intake


def create_app(edge: Edge) -> falcon.App[Any, Any]:
    """Return the application that serves every route of the contract.

    The short links' `/{slug}` gives way to every route named in full, those that are added later,
    too (`/phone`).
    """
    limits = Limits(edge.clock, edge.meter, AdminAuth(edge.config.admin_token))
    app: falcon.App[Any, Any] = falcon.App(middleware=[Cors(edge.config.cors_origins), limits])
    app.req_options.strip_url_path_trailing_slash = True
    install(app)
    _add_api(app, edge)
    _add_health(app, edge)
    _add_panel(app, edge)
    redirect = Redirect(edge)
    app.add_route("/api/shortlink", redirect)
    page = PublicBooking(edge)
    app.add_route("/t/{token}", page)
    app.add_route("/t/{token}.ics", page, suffix="file")
    app.add_route("/{slug}", redirect)
    return app


def _add_api(app: falcon.App[Any, Any], edge: Edge) -> None:
    config = edge.config
    webhook = Webhook(
        *(config.app_secret, config.verify_token, Intake(edge).keep, edge.meter), edge.own_secrets
    )
    app.add_route(WEBHOOK_PATH, webhook)
    if edge.forms:
        app.add_route(FORMS_PATH, edge.forms)
    app.add_route("/api/shortlinks", Shortlinks(edge))
    qr_code = QrCode(edge)
    app.add_route("/api/shortlinks/{slug}/qr.svg", qr_code, suffix="svg")
    app.add_route("/api/shortlinks/{slug}/qr.png", qr_code, suffix="png")
    app.add_route("/api/clients/{slug}", ClientResource(edge))
    app.add_route("/api/clients/{slug}/availability", Availability(edge))
    app.add_route("/api/clients/{slug}/conflicts", Conflicts(edge))
    app.add_route("/api/clients/{slug}/calendar.ics", CalendarFeed(edge))
    app.add_route("/api/clients/{slug}/calendar-tokens", CalendarTokens(edge))
    app.add_route("/api/clients/{slug}/calendar-tokens/{token_id}", CalendarTokenResource(edge))
    app.add_route("/api/clients/{slug}/tokens", ClientTokens(edge))
    app.add_route("/api/clients/{slug}/tokens/{token_id}", TokenResource(edge))
    app.add_route("/api/clients/{slug}/blocked", BlockedPeople(edge))
    app.add_route("/api/clients/{slug}/blocked/{blocked_id}", BlockedResource(edge))
    app.add_route("/api/clients/{slug}/receptions", Receptions(edge))
    app.add_route("/api/clients/{slug}/receptions/{reception_id}", ReceptionResource(edge))
    app.add_route("/api/businesses", Businesses(edge))
    app.add_route("/api/businesses/{business_id}", BusinessResource(edge))
    app.add_route("/api/bookings", Bookings(edge))
    app.add_route("/api/bookings/{booking_id}", BookingResource(edge))


def _add_health(app: falcon.App[Any, Any], edge: Edge) -> None:
    app.add_route("/healthz", Alive())
    app.add_route("/readyz", Ready(edge.ready))
    app.add_route("/metrics", Metrics(edge.exposition))
    app.add_route("/openapi.json", OpenApi())


def _add_panel(app: falcon.App[Any, Any], edge: Edge) -> None:
    sign_in, agenda = SignIn(edge), AgendaPage(edge)
    app.add_route(SIGN_IN, sign_in)
    app.add_route(SIGN_IN + "/{secret}", sign_in)
    app.add_route("/panel/salir", SignOut(edge))
    app.add_route("/panel", agenda)
    app.add_route("/panel/agenda", agenda)
    app.add_route("/panel/bookings/{booking_id}", BookingDetail(edge))
    app.add_route("/panel/closures", BlockedTime(edge))
    app.add_route("/panel/requests", RequestsPage(edge))
    app.add_route("/panel/people", PeoplePage(edge))
    app.add_route("/panel/people/{session_id}", PersonPage(edge))
    app.add_route("/panel/people/{session_id}/datos.json", PersonData(edge))
    app.add_route("/panel/settings", SettingsPage(edge))
    app.add_route("/panel/settings/texts", TextsPage(edge))
    app.add_route("/panel/settings/preview", SettingsPreview(edge))
    app.add_route("/panel/link", LinkPage(edge))
    app.add_route("/panel/receptions", EndReception(edge))
    app.add_route("/panel/figures", FiguresPage(edge))
    app.add_route("/panel/admin", AdminPage(edge))
    app.add_route("/panel/admin/new", NewClient(edge))
    app.add_route("/panel/admin/messages", TroubledMessages(edge))
    app.add_route("/panel/admin/account", AccountPage(edge))
    app.add_route("/panel/admin/audit", AuditPage(edge))
    app.add_route("/panel/assets/{name}", Assets())
