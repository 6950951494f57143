"""The edge as one WSGI application."""

from __future__ import annotations

from typing import Any

import falcon

from .admin import Admin
from .availability import Availability
from .bookings import BookingResource, Bookings
from .businesses import Businesses, BusinessResource
from .clients import ClientResource
from .cors import Cors
from .edge import Edge
from .health import Alive, Metrics, Ready
from .keeping import Keeping
from .limits import Limits
from .openapi import OpenApi
from .problems import install
from .redirects import QrCode, Redirect
from .shortlinks import Shortlinks
from .webhook import PATH as WEBHOOK_PATH
from .webhook import Webhook


def create_app(edge: Edge) -> falcon.App[Any, Any]:
    """Return the application that serves every route of the contract.

    The short links' `/{slug}` gives way to every route named in full, those that are added later,
    too (`/phone`).
    """
    limits = Limits(edge.clock, edge.meter, Admin(edge.config.admin_token))
    app: falcon.App[Any, Any] = falcon.App(middleware=[Cors(edge.config.cors_origins), limits])
    app.req_options.strip_url_path_trailing_slash = True
    install(app)
    _add_api(app, edge)
    _add_health(app, edge)
    redirect = Redirect(edge)
    app.add_route("/api/shortlink", redirect)
    app.add_route("/{slug}", redirect)
    return app


def _add_api(app: falcon.App[Any, Any], edge: Edge) -> None:
    config = edge.config
    webhook = Webhook(config.app_secret, config.verify_token, Keeping(edge).keep, edge.meter)
    app.add_route(WEBHOOK_PATH, webhook)
    app.add_route("/api/shortlinks", Shortlinks(edge))
    qr_code = QrCode(edge)
    app.add_route("/api/shortlinks/{slug}/qr.svg", qr_code, suffix="svg")
    app.add_route("/api/shortlinks/{slug}/qr.png", qr_code, suffix="png")
    app.add_route("/api/clients/{slug}", ClientResource(edge))
    app.add_route("/api/clients/{slug}/availability", Availability(edge))
    app.add_route("/api/businesses", Businesses(edge))
    app.add_route("/api/businesses/{business_id}", BusinessResource(edge))
    app.add_route("/api/bookings", Bookings(edge))
    app.add_route("/api/bookings/{booking_id}", BookingResource(edge))


def _add_health(app: falcon.App[Any, Any], edge: Edge) -> None:
    app.add_route("/healthz", Alive())
    app.add_route("/readyz", Ready(edge.ready))
    app.add_route("/metrics", Metrics(edge.exposition))
    app.add_route("/openapi.json", OpenApi())
