"""Serves the first page after signing in: all terminals, with those that need a person first.

A script refreshes the page. Without it, the page works but does not refresh itself.
"""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass
from datetime import UTC, datetime, timedelta
from typing import Any

from flask import Blueprint, render_template, request, url_for
from flask.typing import ResponseReturnValue
from flask_login import current_user, login_required

from i18n.languages import language_for_tag as known_language
from server.domain.fleet.alarms import ALARM_ORDER
from server.store.engine import Connection
from server.store.fleet import terminal_overview
from server.store.read_transaction import reading
from server.store.texts import language_availability
from server.web.fleet.alarm_texts import alarm_text, localised
from server.web.fleet.terminal_health import TerminalHealth, list_terminal_health
from server.web.language import DEFAULT_TIME_ZONE
from server.web.server_context import context

blueprint = Blueprint("status", __name__)
EARLIEST = datetime(1970, 1, 1, tzinfo=UTC)
LATEST = datetime(9000, 1, 1, tzinfo=UTC)

SORTS: dict[str, Callable[[TerminalHealth], Any]] = {
    "place": lambda row: (localised(row.line.service_point_name).casefold(), (row.line.label or "").casefold(), row.line.id),
    "state": lambda row: (row.line.state, row.line.id),
    "heartbeat": lambda row: (row.line.last_heartbeat or EARLIEST, row.line.id),
    "unsent": lambda row: (row.line.unsent or 0, row.line.id),
    "oldest": lambda row: (row.oldest_unsent or LATEST, row.line.id),
    "refused": lambda row: (row.line.refused or 0, row.line.id),
    "missing": lambda row: (row.line.missing, row.line.id),
    "software": lambda row: (row.line.software or "", row.line.id),
}
DESCENDING_BY_DEFAULT = ("unsent", "refused", "missing")
"""The columns that are sorted in descending order when they are chosen."""
FILTERS: dict[str, Callable[[TerminalHealth], bool]] = {
    "all": lambda row: True,
    "needs": lambda row: row.is_pressing,
    "enrolled": lambda row: row.line.state == "enrolled",
    "waiting": lambda row: row.line.state == "waiting",
    "revoked": lambda row: row.line.state == "revoked",
}


@dataclass(frozen=True)
class TerminalFilter:
    """Holds what the person chose to see, read from the page's address. `down` means descending order."""

    find: str
    show: str
    sort: str
    down: bool

    @classmethod
    def from_request(cls) -> TerminalFilter:
        """Read the choice from the current request. Unknown values are replaced by the defaults."""
        sort = request.args.get("sort", "place")
        sort = sort if sort in SORTS else "place"
        show = request.args.get("show", "all")
        down = request.args.get("down", "")
        return cls(
            find=request.args.get("find", "").strip()[:100],
            show=show if show in FILTERS else "all",
            sort=sort,
            down=down == "1" if down in ("0", "1") else sort in DESCENDING_BY_DEFAULT,
        )

    def address(self, view: str, **changed: object) -> str:
        """Return the address of a view with this choice, except for the `changed` parameters. Values of None or "" are left out."""
        chosen = {"find": self.find, "show": self.show, "sort": self.sort, "down": int(self.down)} | changed
        kept = {name: value for name, value in chosen.items() if value not in ("", None)}
        return url_for(view, **kept)  # type: ignore[arg-type]

    def sorted_by(self, sort: str) -> str:
        """Return the address of the page sorted by a column. If it is sorted by that column already, the order is reversed."""
        down = not self.down if sort == self.sort else sort in DESCENDING_BY_DEFAULT
        return self.address("status.page", sort=sort, down=int(down))

    def apply(self, rows: list[TerminalHealth]) -> list[TerminalHealth]:
        """Return the terminals that match the choice, in its order."""
        words = self.find.casefold().split()
        found = [row for row in rows if FILTERS[self.show](row) and all(word in _search_text(row) for word in words)]
        return sorted(found, key=SORTS[self.sort], reverse=self.down)


@blueprint.get("/")
@login_required
def page() -> ResponseReturnValue:
    """Show the status page."""
    here = context()
    with reading(here.engine) as connection:
        drafts = _draft_names(connection, here.now(), current_user.region)
    return render_template("fleet/status.html", drafts=drafts, **_table_values())


@blueprint.get("/status/table")
@login_required
def table() -> ResponseReturnValue:
    """Return the parts of the page that a refresh replaces."""
    return render_template("fleet/_status.html", **_table_values())


def _table_values() -> dict[str, Any]:
    here, choice = context(), TerminalFilter.from_request()
    now, region = here.now(), current_user.region
    silent_after = timedelta(minutes=here.settings.silent_minutes)
    with reading(here.engine) as connection:
        rows = list_terminal_health(connection, now, region=region, silent_after=silent_after)
        stored = terminal_overview.response_counts(connection)
        regions = terminal_overview.region_names(connection)
    pressing = sorted((row for row in rows if row.is_pressing), key=_urgency_key)
    return {
        "now": now,
        "zone": _zone(rows),
        "choice": choice,
        "rows": choice.apply(rows),
        "every": rows,
        "pressing": [(row, [alarm_text(reason, now) for reason in row.reasons]) for row in pressing],
        "need": alarm_text,
        "counts": {show: sum(map(fits, rows)) for show, fits in FILTERS.items()},
        "stored": sum(count for name, count in stored.items() if region in (None, name)),
        "unsent": sum(row.line.unsent or 0 for row in rows),
        "regions": regions,
        "may_act": current_user.role in ("admin", "it"),
    }


def _zone(rows: list[TerminalHealth]) -> str:
    """Return the time zone of the terminals if all have the same, otherwise the default of pages."""
    zones = {row.line.time_zone for row in rows}
    return zones.pop() if len(zones) == 1 else DEFAULT_TIME_ZONE


def _urgency_key(row: TerminalHealth) -> tuple[int, datetime]:
    first = next(reason for reason in row.reasons if reason.requires_action)
    return ALARM_ORDER.index(first.code), first.since or EARLIEST


def _draft_names(connection: Connection, now: datetime, region: str | None) -> list[str]:
    """Return the names of the languages in which some terminals now show draft texts."""
    names = [region] if region is not None else list(terminal_overview.region_names(connection))
    tags = {
        tag
        for name in names
        for each in language_availability.availability_by_service_points(connection, name, now)
        for tag in each.offer.draft_languages
    }
    return [known_language(tag).name for tag in sorted(tags)]


def _search_text(row: TerminalHealth) -> str:
    line = row.line
    parts = (line.id, line.label, line.service_point, line.software, *line.service_point_name.values(), *line.service_name.values())
    return " ".join(part for part in parts if part).casefold()
