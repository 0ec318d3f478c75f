"""Chooses a page's language: the person's choice, otherwise the browser's preference, otherwise the server's setting.

Texts come from the catalogs of `i18n`. Babel formats dates, numbers and durations for the chosen language.
"""

from __future__ import annotations

import re
from datetime import UTC, datetime, timedelta
from zoneinfo import ZoneInfo

from babel.dates import format_datetime, format_timedelta
from babel.numbers import format_decimal
from flask import Blueprint, Flask, g, redirect, request, session
from flask.typing import ResponseReturnValue
from flask_babel import Babel
from flask_login import current_user
from markupsafe import Markup

from i18n.catalogs import Catalog, catalog
from i18n.languages import language_for_tag as known_language
from server.operations.people.accounts import choose_language
from server.web.server_context import context

LANGUAGES = ("fi", "sv", "en")
DEFAULT_TIME_ZONE = "Europe/Helsinki"
"""The time zone for pages that are not about a single region. Data of a region is shown in the region's own time zone."""
_UNSAFE_PATH_CHARACTERS = re.compile(r"[\x00-\x20\x7f\\]")
"""Matches characters that must not occur in a redirect target. Browsers remove some of them and read a backslash as a slash, so that
`/<tab>/elsewhere` would lead to another server.
"""

blueprint = Blueprint("language", __name__)


def init_i18n(app: Flask) -> None:
    """Give all templates `_`, `ngettext` and the filters that format values for the page's language."""
    Babel(app, locale_selector=lambda: known_language(page_language()).babel_locale, timezone_selector=lambda: DEFAULT_TIME_ZONE)
    app.jinja_env.globals.update(
        _=_, ngettext=ngettext, page_language=page_language, languages=lambda: [known_language(tag) for tag in LANGUAGES]
    )
    app.jinja_env.filters.update(moment=format_moment, number=format_number, age=format_age)
    app.register_blueprint(blueprint)


def page_language() -> str:
    """Return the tag of this page's language. It is determined once per request."""
    if "language" not in g:
        chosen = session.get("language") or getattr(current_user, "language", None)
        g.language = chosen if chosen in LANGUAGES else request.accept_languages.best_match(LANGUAGES) or context().settings.language
    return str(g.language)


def _(msgid: str, **values: object) -> str:
    return _catalog().text(msgid, **values)


def ngettext(singular: str, plural: str, n: int, **values: object) -> str:
    """Return the translation of a message with a number, in the form that the number needs in the page's language."""
    return _catalog().plural(singular, plural, n, **values)


def format_moment(at: datetime | None, zone: str = DEFAULT_TIME_ZONE) -> str:
    """Return the date and time of day in the page's language and in a time zone (IANA name), such as `22.11.2026 klo 10.15`.

    None gives a dash.
    """
    return format_datetime(at, "short", tzinfo=ZoneInfo(zone), locale=_locale()) if at else "–"


def format_number(value: float | None) -> str:
    """Return a number as the page's language writes it. None gives a dash."""
    return format_decimal(value, locale=_locale()) if value is not None else "–"


def format_age(at: datetime | None, now: datetime | None = None, zone: str = DEFAULT_TIME_ZONE) -> Markup | str:
    """Return a `time` element that says how long ago a moment was and shows the exact time as its tooltip. None gives a dash."""
    if at is None:
        return "–"
    gone = (now or context().now()) - at
    words = _("just now") if gone < timedelta(minutes=1) else _("{time} ago", time=format_duration(gone))
    return Markup('<time datetime="{}" title="{}">{}</time>').format(at.astimezone(UTC).isoformat(), format_moment(at, zone), words)


def format_duration(length: timedelta) -> str:
    """Return a duration in its largest suitable unit, such as `3 hours`."""
    return format_timedelta(length, granularity="minute", threshold=1.5, locale=_locale())


@blueprint.post("/language")
def choose() -> ResponseReturnValue:
    """Switch the pages to another language. The choice of a signed-in person is also stored with their account."""
    wanted = request.form.get("language")
    if wanted in LANGUAGES:
        session["language"] = wanted
        if current_user.is_authenticated:
            choose_language(context().engine, current_user.number, wanted)
    return redirect(safe_redirect_path(request.form.get("next")))


def safe_redirect_path(path: str | None) -> str:
    """Return the path if it leads to this server, otherwise `/`. This prevents redirects to other servers."""
    if not path or not path.startswith("/") or path.startswith("//") or _UNSAFE_PATH_CHARACTERS.search(path):
        return "/"
    return path


def _catalog() -> Catalog:
    return catalog(page_language(), "server")


def _locale() -> str:
    return known_language(page_language()).babel_locale
