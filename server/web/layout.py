"""What every page is framed by: whose server it is, who is signed in, which assets to load."""

from __future__ import annotations

import hashlib
from dataclasses import dataclass
from functools import cache
from pathlib import Path

from flask import Flask, current_app, request, url_for

from i18n.catalogs import gettext_noop
from server.store.fleet import terminal_overview
from server.store.read_transaction import reading
from server.web.context import context
from server.web.fleet.alarm_texts import localised, note, refusal
from server.web.language import _

STATIC = Path(__file__).parent / "static"
NEEDED = ("built/hds.css", "built/fonts.css", "built/htmx.js")
NAV = (
    ("status.page", gettext_noop("Terminals")),
    ("plans.page", gettext_noop("Rotation")),
    ("balance.page", gettext_noop("Balance")),
    ("texts.page", gettext_noop("Texts")),
    ("messages.page", gettext_noop("You said, we did")),
    ("changes.page", gettext_noop("Audit log")),
)
"""The ways through the pages: endpoint and words. What the application has no page for is left out."""
_UNDER = {"terminal": "status", "service_pin": "status"}
"""Blueprints without an entry of their own, and the one whose entry stands for them."""


@dataclass(frozen=True)
class Way:
    """One entry of the navigation. `current` is the value of `aria-current`: `page`, `true` on a page below it, or None."""

    address: str
    label: str
    current: str | None


def init_layout(app: Flask) -> None:
    app.jinja_env.globals.update(
        asset=asset,
        assets_missing=assets_missing,
        region_name=region_name,
        navigation=navigation,
        note=note,
        own=localised,
        refusal=refusal,
    )


def navigation() -> list[Way]:
    """The entries whose pages there are, the current one marked."""
    here = _UNDER.get(request.blueprint or "", request.blueprint)
    return [
        Way(url_for(endpoint), _(label), "page" if endpoint == request.endpoint else "true" if endpoint.split(".")[0] == here else None)
        for endpoint, label in NAV
        if endpoint in current_app.view_functions
    ]


def asset(name: str) -> str:
    """The address of a static file, which changes when the file does, so that it may be kept for ever."""
    return url_for("static", filename=name, v=_version(name))


def assets_missing() -> bool:
    return not all((STATIC / name).is_file() for name in NEEDED)


def region_name() -> str:
    """The region's name where the server has one region; nothing before the first, or among several."""
    with reading(context().engine) as connection:
        names = terminal_overview.region_names(connection)
    return localised(next(iter(names.values()))) if len(names) == 1 else ""


@cache
def _version(name: str) -> str:
    file = STATIC / name
    return hashlib.sha256(file.read_bytes()).hexdigest()[:12] if file.is_file() else "0"
