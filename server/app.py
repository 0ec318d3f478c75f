"""Creates the WSGI application from the settings. It has no global state, so that tests can create any number of applications."""

from __future__ import annotations

from collections.abc import Callable
from datetime import UTC, datetime
from pathlib import Path
from types import ModuleType
from typing import Any

from flask import Flask, request
from werkzeug.middleware.proxy_fix import ProxyFix

from server.settings import ServerSettings
from server.store.engine import connect
from server.web import access_control, errors, health, language, layout, metrics, openapi, security
from server.web.fleet import status, terminal
from server.web.intake import configuration, enrolments, heartbeats, responses
from server.web.intake.blueprint import blueprint as terminal_api
from server.web.messages import edit_message, end_message
from server.web.messages import overview as messages_overview
from server.web.messages.blueprint import blueprint as messages
from server.web.people import audit, sign_in
from server.web.region import service_pin
from server.web.rotation import balance
from server.web.rotation.plans import compare_plans, edit_plan, unit_plans, unit_tree, visit_preview, withdraw_and_end
from server.web.rotation.plans.blueprint import blueprint as plans
from server.web.server_context import ServerContext
from server.web.strict_attributes import StrictAttributes
from server.web.texts import added_statements, sheets, text_sets
from server.web.texts import overview as texts_overview
from server.web.texts.blueprint import blueprint as texts

WEB_FOLDER = Path(__file__).parent / "web"
VIEWS: tuple[ModuleType, ...] = (
    *(configuration, enrolments, heartbeats, openapi, responses),
    *(edit_message, end_message, messages_overview),
    *(edit_plan, compare_plans, unit_tree, unit_plans, visit_preview, withdraw_and_end),
    *(added_statements, sheets, text_sets, texts_overview),
)
"""The modules that add their views to the blueprint of their room when they are imported. A blueprint imports none of its views."""


class Application(Flask):
    """Extends Flask so that the log contains no paths."""

    def log_exception(self, exc_info: Any) -> None:
        """Log an exception with the name of the view instead of the path, because a path may contain the secret of a link."""
        self.logger.error("exception in %s (%s)", request.endpoint, request.method, exc_info=exc_info)


def utc_now() -> datetime:
    """Return the current time in UTC."""
    return datetime.now(UTC)


def create_app(settings: ServerSettings, *, now: Callable[[], datetime] = utc_now) -> Flask:
    """Return the application for a database that `init` has created.

    Args:
        settings: the settings of the server.
        now: returns the current time in UTC; tests set their own.

    Raises:
        ServerSettingsFault: there is no secret key.
    """
    app = Application("server.web", root_path=str(WEB_FOLDER), static_folder="static", template_folder="templates")
    app.config.update(SECRET_KEY=settings.session_secret(), TEMPLATES_AUTO_RELOAD=False)
    app.json.sort_keys = False  # type: ignore[attr-defined]
    app.jinja_env.trim_blocks = app.jinja_env.lstrip_blocks = True
    app.jinja_env.undefined = StrictAttributes
    app.extensions["aula"] = ServerContext(connect(settings.database_address), settings, now)
    if settings.trusted_proxies:
        count = settings.trusted_proxies
        app.wsgi_app = ProxyFix(app.wsgi_app, x_for=count, x_proto=count, x_host=count)  # type: ignore[method-assign]
    security.init_security(app, https=is_https(settings))
    access_control.init_login(app)
    language.init_i18n(app)
    layout.init_layout(app)
    errors.init_error_pages(app)
    security.csrf.exempt(terminal_api)
    for blueprint in (
        terminal_api,
        health.blueprint,
        metrics.blueprint,
        sign_in.blueprint,
        status.blueprint,
        terminal.blueprint,
        service_pin.blueprint,
        plans,
        audit.blueprint,
        texts,
        messages,
        balance.blueprint,
    ):
        app.register_blueprint(blueprint)
    return app


def is_https(settings: ServerSettings) -> bool:
    """Return whether people reach this server by HTTPS, according to its settings."""
    return settings.tls_certificate is not None or settings.trusted_proxies > 0 or (settings.public_url or "").startswith("https://")
