"""What every page is framed by: whose server it is, who is signed in, which assets to load."""

from __future__ import annotations

import hashlib
from functools import cache
from pathlib import Path

from flask import Flask, url_for

from server.store import overview
from server.store.transactions import reading
from server.web.context import context
from server.web.words import own, refusal

STATIC = Path(__file__).parent / "static"
NEEDED = ("built/hds.css", "built/fonts.css", "built/htmx.js")


def draw(app: Flask) -> None:
    app.jinja_env.globals.update(asset=asset, assets_missing=assets_missing, region_name=region_name, own=own, refusal=refusal)


def asset(name: str) -> str:
    """The address of a static file, which changes when the file does, so that it may be kept for ever."""
    return url_for("static", filename=name, v=_version(name))


def assets_missing() -> bool:
    return not all((STATIC / name).is_file() for name in NEEDED)


def region_name() -> str:
    """The region's name where the server has one region; nothing before the first, or among several."""
    with reading(context().engine) as connection:
        names = overview.region_names(connection)
    return own(next(iter(names.values()))) if len(names) == 1 else ""


@cache
def _version(name: str) -> str:
    file = STATIC / name
    return hashlib.sha256(file.read_bytes()).hexdigest()[:12] if file.is_file() else "0"
