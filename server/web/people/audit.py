"""Serves the audit log: all recorded actions as sentences, the newest first."""

from __future__ import annotations

from datetime import UTC, date, datetime, time, timedelta
from typing import Any
from zoneinfo import ZoneInfo

from flask import Blueprint, render_template, request, url_for
from flask.typing import ResponseReturnValue
from flask_login import current_user, login_required

from server.domain.rotation.plan_calendar import Unit
from server.store.people import audit
from server.store.people.audit import AuditQuery
from server.store.read_transaction import reading
from server.store.region import region_units
from server.store.region.region_units import RegionDescription
from server.web.fleet.alarm_texts import localised
from server.web.language import DEFAULT_TIME_ZONE
from server.web.people.audit_sentences import ACTION_GROUPS, RESTRICTED_ACTIONS, author_name, to_sentence
from server.web.region_scope import visible_regions
from server.web.server_context import context

blueprint = Blueprint("changes", __name__)
ENTRIES_PER_PAGE = 50
"""The number of entries on a page."""
ENTRY_NUMBER_LIMIT = 2**53
"""The upper limit for entry numbers in addresses. No entry reaches it, and databases do not accept much larger numbers."""
FILTERS = ("kind", "who", "place", "since", "until", "region")


@blueprint.get("/changes")
@login_required
def page() -> ResponseReturnValue:
    """Show the entries that match the filters.

    A person who belongs to one region sees the entries of that region. Others also see the entries that belong to no region.
    """
    chosen = {name: request.args.get(name, "").replace("\0", "").strip()[:320] for name in FILTERS}
    with reading(context().engine) as connection:
        found = {name: region for name in visible_regions(connection) if (region := region_units.get(connection, name))}
        zone = _zone(found)
        wanted, faults = _query_from_filters(chosen, found, zone)
        before = request.args.get("before", type=int)
        before = before if before is not None and 0 < before < ENTRY_NUMBER_LIMIT else None
        rows = audit.entries(connection, wanted, limit=ENTRIES_PER_PAGE + 1, before=before)
        people = audit.actors(connection, AuditQuery(region=current_user.region, excluded_codes=_hidden_actions()))
        told = [to_sentence(entry, found) for entry in rows[:ENTRIES_PER_PAGE]]
    return (
        render_template(
            "people/audit.html",
            told=told,
            chosen=chosen,
            faults=faults,
            kinds={name: kind for name, kind in ACTION_GROUPS.items() if not set(kind.action_codes) & set(_hidden_actions())},
            people=[(who, author_name(who)) for who in people],
            places=_places(found),
            regions=found,
            zone=zone,
            older=_address(chosen, before=rows[ENTRIES_PER_PAGE - 1].number) if len(rows) > ENTRIES_PER_PAGE else None,
            newest=_address(chosen) if before is not None else None,
            is_filtered=any(chosen.values()),
        ),
        422 if faults else 200,
    )


def _query_from_filters(chosen: dict[str, str], found: dict[str, RegionDescription], zone: str) -> tuple[AuditQuery, dict[str, str]]:
    """Return the query for the chosen filters, and the values that are not valid dates, by field."""
    faults: dict[str, str] = {}
    days: dict[str, datetime | None] = {}
    for name in ("since", "until"):
        days[name] = None
        if chosen[name]:
            try:
                days[name] = _midnight(date.fromisoformat(chosen[name]), zone, after=name == "until")
            except (ValueError, OverflowError):
                faults[name] = chosen[name]
    region = current_user.region or (chosen["region"] if chosen["region"] in found else None)
    kind, _, unit = chosen["place"].partition(":")
    return (
        AuditQuery(
            region=region,
            codes=ACTION_GROUPS[chosen["kind"]].action_codes if chosen["kind"] in ACTION_GROUPS else None,
            excluded_codes=_hidden_actions(),
            who=chosen["who"] or None,
            service=unit if kind == "service" else None,
            service_point=unit if kind == "service_point" else None,
            since=days["since"],
            until=days["until"],
        ),
        faults,
    )


def _hidden_actions() -> tuple[str, ...]:
    """Return the actions that the signed-in person may not see."""
    return () if current_user.role in ("admin", "it") else RESTRICTED_ACTIONS


def _midnight(day: date, zone: str, *, after: bool) -> datetime:
    """Return the beginning of a day in a time zone, or its end if `after`, in UTC."""
    return datetime.combine(day + timedelta(days=after), time(), ZoneInfo(zone)).astimezone(UTC)


def _zone(found: dict[str, RegionDescription]) -> str:
    zones = {region.time_zone for region in found.values()}
    return zones.pop() if len(zones) == 1 else DEFAULT_TIME_ZONE


def _places(found: dict[str, RegionDescription]) -> list[tuple[str, str]]:
    """Return the value and the name of every service and service point, sorted by name."""
    named: dict[Unit, str] = {}
    for region in found.values():
        named.update({unit: localised(described.name) for unit, described in region.units.items() if unit.kind != "region"})
    return sorted(((f"{unit.kind}:{unit.id}", name) for unit, name in named.items()), key=lambda each: each[1].casefold())


def _address(chosen: dict[str, str], **more: Any) -> str:
    kept: dict[str, Any] = {name: value for name, value in chosen.items() if value}
    return url_for("changes.page", **kept, **more)
