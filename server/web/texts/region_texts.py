"""What every page of texts begins with: the region, or 404 for whoever does not belong to it, and how a page about it is drawn."""

from __future__ import annotations

from flask import abort, current_app, render_template, url_for
from flask_login import current_user

from server.domain.rotation.plan_calendar import Unit
from server.store.engine import Connection
from server.store.fleet import terminal_overview
from server.store.people.people import Role
from server.store.region import region_units
from server.store.region.region_units import Region
from server.store.texts.text_sets import Kept, kept
from server.web.texts import labels

EDITORS: tuple[Role, ...] = ("coordinator", "admin")
"""Roles that may change texts; the others look."""


def find(connection: Connection, region: str) -> Region:
    """The region, or 404; one of another region's is not there for whoever belongs to one."""
    found = region_units.of(connection, region) if "\0" not in region and current_user.region in (None, region) else None
    if found is None:
        abort(404)
    return found


def visible(connection: Connection) -> dict[str, dict[str, str]]:
    """Names by language of the regions that whoever asks may see, by id."""
    return {region: name for region, name in terminal_overview.region_names(connection).items() if current_user.region in (None, region)}


def set_of(connection: Connection, region: str, form: str, language: str, name: str) -> Kept:
    """The text set of an address, or 404."""
    every = ((each, each.texts) for each in kept(connection, region))
    found = next((each for each, said in every if (said.form, said.language, said.id) == (form, language, name)), None)
    if found is None:
        abort(404)
    return found


def place_address(region: str, unit: Unit) -> str | None:
    """Where a place's plans are shown; None where the application has no such page."""
    if "plans.place" not in current_app.view_functions:
        return None
    if unit.kind == "region":
        return url_for("plans.place", region=region)
    return url_for("plans.place", region=region, segment="services" if unit.kind == "service" else "points", name=unit.id)


def draw(template: str, here: Region | None, **more: object) -> str:
    """A page about a region's texts."""
    return render_template(template, here=here, words=labels, may_change=current_user.role in EDITORS, **more)
