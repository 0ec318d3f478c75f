"""Provides what the pages for texts share: finding a text set, and rendering a page about a region's texts."""

from __future__ import annotations

from flask import abort, render_template

from server.operations.texts.text_sets import TextSetKey, find_text_set
from server.store.engine import Connection
from server.store.region.region_units import RegionDescription
from server.store.texts.text_sets import RegionTextSet
from server.web.region_scope import may_change
from server.web.texts import labels


def get_text_set(connection: Connection, region: str, key: TextSetKey) -> RegionTextSet:
    """Return the text set with this key, or abort with 404."""
    found = find_text_set(connection, region, key)
    if found is None:
        abort(404)
    return found


def render_texts_page(template: str, region: RegionDescription | None, **values: object) -> str:
    """Render a page about a region's texts. `region` is None if no region exists yet."""
    return render_template(template, region=region, words=labels, may_change=may_change(), **values)
