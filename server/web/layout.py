"""Provides the frame of every page: the region's name, the navigation, and the addresses of static files."""

from __future__ import annotations

import hashlib
from dataclasses import dataclass
from functools import cache
from pathlib import Path

from flask import Flask, current_app, request, url_for

from i18n.catalogs import gettext_noop
from server.store.fleet import terminal_overview
from server.store.read_transaction import reading
from server.web.fleet.alarm_texts import event_text, localised, refusal_text
from server.web.language import _
from server.web.server_context import context

STATIC = Path(__file__).parent / "static"
REQUIRED_ASSETS = ("built/hds.css", "built/fonts.css", "built/htmx.js")
NAVIGATION_ENTRIES = (
    ("status.page", gettext_noop("Terminals")),
    ("plans.page", gettext_noop("Rotation")),
    ("balance.page", gettext_noop("Balance")),
    ("texts.page", gettext_noop("Texts")),
    ("messages.page", gettext_noop("You said, we did")),
    ("changes.page", gettext_noop("Audit log")),
)
"""The entries of the navigation: endpoint and label. An entry whose endpoint the application does not have is left out."""
_PARENT_BLUEPRINTS = {"terminal": "status", "service_pin": "status"}
"""The blueprints that have no entry of their own, each with the blueprint whose entry is marked as current instead."""


@dataclass(frozen=True)
class NavigationEntry:
    """Describes one entry of the navigation.

    `current` is the value of `aria-current`: `page` on the entry's own page, `true` on another page of its blueprint, None elsewhere.
    """

    address: str
    label: str
    current: str | None


def init_layout(app: Flask) -> None:
    """Give all templates the functions of the page frame."""
    app.jinja_env.globals.update(
        asset=asset,
        assets_missing=assets_missing,
        region_name=region_name,
        navigation=navigation,
        event_text=event_text,
        localised=localised,
        refusal_text=refusal_text,
    )


def navigation() -> list[NavigationEntry]:
    """Return the entries whose pages exist, with the current one marked."""
    here = _PARENT_BLUEPRINTS.get(request.blueprint or "", request.blueprint)
    return [
        NavigationEntry(
            url_for(endpoint), _(label), "page" if endpoint == request.endpoint else "true" if endpoint.split(".")[0] == here else None
        )
        for endpoint, label in NAVIGATION_ENTRIES
        if endpoint in current_app.view_functions
    ]


def asset(name: str) -> str:
    """Return the address of a static file. It changes with the file's content, so that browsers may cache it without a time limit."""
    return url_for("static", filename=name, v=_version(name))


def assets_missing() -> bool:
    """Return whether files are missing that `server.web.assets` builds."""
    return not all((STATIC / name).is_file() for name in REQUIRED_ASSETS)


def region_name() -> str:
    """Return the name of the region if the server has exactly one, otherwise an empty text."""
    with reading(context().engine) as connection:
        names = terminal_overview.region_names(connection)
    return localised(next(iter(names.values()))) if len(names) == 1 else ""


@cache
def _version(name: str) -> str:
    file = STATIC / name
    return hashlib.sha256(file.read_bytes()).hexdigest()[:12] if file.is_file() else "0"
