"""In which language a page speaks: the person's choice, else the browser's wish, else the server's own.

Texts come from the catalogs of `i18n`; dates, numbers and ages from Babel in the form of that language.
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
from server.web.context import context

LANGUAGES = ("fi", "sv", "en")
ZONE = "Europe/Helsinki"
"""Of times on a page that belongs to no one region; what is of a region is told in the region's own zone."""
_NO_PATH = re.compile(r"[\x00-\x20\x7f\\]")
"""Browsers drop some of these from an address and take the backslash for a slash: `/<tab>/elsewhere` would lead elsewhere."""

blueprint = Blueprint("language", __name__)


def init_i18n(app: Flask) -> None:
    """Give every template `_`, `ngettext` and the formats of the page's language."""
    Babel(app, locale_selector=lambda: known_language(page_language()).babel_locale, timezone_selector=lambda: ZONE)
    app.jinja_env.globals.update(
        _=_, ngettext=ngettext, page_language=page_language, languages=lambda: [known_language(tag) for tag in LANGUAGES]
    )
    app.jinja_env.filters.update(moment=moment, number=number, age=age)
    app.register_blueprint(blueprint)


def page_language() -> str:
    """Tag of this page's language, found once a request."""
    if "language" not in g:
        chosen = session.get("language") or getattr(current_user, "language", None)
        g.language = chosen if chosen in LANGUAGES else request.accept_languages.best_match(LANGUAGES) or context().settings.language
    return str(g.language)


def _(msgid: str, **values: object) -> str:
    return _catalog().text(msgid, **values)


def ngettext(singular: str, plural: str, n: int, **values: object) -> str:
    return _catalog().plural(singular, plural, n, **values)


def moment(at: datetime | None, zone: str = ZONE) -> str:
    """Date and time of day in words of the page, where the zone (IANA name) is: `22.11.2026 klo 10.15`."""
    return format_datetime(at, "short", tzinfo=ZoneInfo(zone), locale=_locale()) if at else "–"


def number(value: float | None) -> str:
    return format_decimal(value, locale=_locale()) if value is not None else "–"


def age(at: datetime | None, now: datetime | None = None, zone: str = ZONE) -> Markup | str:
    """How long ago, in words, with the exact time for whoever asks: a `time` element."""
    if at is None:
        return "–"
    gone = (now or context().now()) - at
    words = _("just now") if gone < timedelta(minutes=1) else _("{time} ago", time=span(gone))
    return Markup('<time datetime="{}" title="{}">{}</time>').format(at.astimezone(UTC).isoformat(), moment(at, zone), words)


def span(length: timedelta) -> str:
    """A length of time in its largest fitting unit: `3 hours`."""
    return format_timedelta(length, granularity="minute", threshold=1.5, locale=_locale())


@blueprint.post("/language")
def choose() -> ResponseReturnValue:
    """Speak another language from now on; a person who is signed in is remembered."""
    wanted = request.form.get("language")
    if wanted in LANGUAGES:
        session["language"] = wanted
        if current_user.is_authenticated:
            choose_language(context().engine, current_user.number, wanted)
    return redirect(local(request.form.get("next")))


def local(path: str | None) -> str:
    """A path of this server's own, whatever was asked for: nobody is sent elsewhere from here."""
    if not path or not path.startswith("/") or path.startswith("//") or _NO_PATH.search(path):
        return "/"
    return path


def _catalog() -> Catalog:
    return catalog(page_language(), "server")


def _locale() -> str:
    return known_language(page_language()).babel_locale
