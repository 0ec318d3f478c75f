"""How each terminal stands, ready to be shown: what the store knows, what needs a person, and times corrected as far as can be."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import datetime, timedelta

from server.domain.attention import Facts, Reason, reasons
from server.store import configurations, enrolments, overview, terminals
from server.store.configurations import NoKeys
from server.store.engine import Connection
from server.store.overview import Line
from survey.times import from_rfc3339

Etags = dict[tuple[str, str | None], str | None]
"""By region and service point: what a page has found out already."""


@dataclass(frozen=True)
class Standing:
    line: Line
    reasons: tuple[Reason, ...]
    oldest_unsent: datetime | None
    configuration_is_current: bool | None
    """None where the terminal has not told, or stands nowhere."""

    @property
    def is_pressing(self) -> bool:
        return any(reason.is_pressing for reason in self.reasons)


def standings(connection: Connection, now: datetime, *, region: str | None, silent_after: timedelta) -> list[Standing]:
    etags: Etags = {}
    return [_standing(connection, line, now, silent_after, etags) for line in overview.lines(connection, now, region=region)]


def standing(connection: Connection, terminal: str, now: datetime, *, silent_after: timedelta) -> Standing | None:
    line = overview.line(connection, terminal, now)
    return _standing(connection, line, now, silent_after, {}) if line else None


def _standing(connection: Connection, line: Line, now: datetime, silent_after: timedelta, etags: Etags) -> Standing:
    oldest = oldest_unsent(line)
    expires = enrolments.waiting_code_expires(connection, line.id) if line.state == "waiting" else None
    facts = Facts(
        state=line.state,
        since=line.enrolled_at or line.created_at,
        placed=line.service_point is not None,
        code_expires=expires,
        last_heartbeat=line.last_heartbeat,
        oldest_unsent=oldest,
        unsent=line.unsent or 0,
        refused=line.refused or 0,
        missing=line.missing,
        clock_trusted=line.clock_trusted,
        disk_free_mb=line.disk_free_mb,
        temperature_c=line.temperature_c,
        undervoltage=line.undervoltage,
        notes=line.notes,
    )
    return Standing(line, tuple(reasons(facts, now, silent_after=silent_after)), oldest, _is_current(connection, line, now, etags))


def oldest_unsent(line: Line) -> datetime | None:
    """When the oldest unsent response was given, never before the enrolment.

    It is as much older than the heartbeat as the terminal says; its wall clock need not be right for that.
    """
    if line.oldest_unsent_reported is None or line.sent_reported is None or line.last_heartbeat is None:
        return None
    try:
        reported, sent = from_rfc3339(line.oldest_unsent_reported), from_rfc3339(line.sent_reported)
    except ValueError:
        return None
    moved = line.last_heartbeat - max(sent - reported, timedelta())
    return max(moved, line.enrolled_at or line.created_at)


def _is_current(connection: Connection, line: Line, now: datetime, etags: Etags) -> bool | None:
    if line.state != "enrolled" or line.configuration is None:
        return None
    place = (line.region, line.service_point)
    if place not in etags:
        etags[place] = _etag(connection, line.id, now)
    return etags[place] == line.configuration


def _etag(connection: Connection, terminal: str, now: datetime) -> str | None:
    """The etag of what this terminal would be given now. Terminals of one place are given the same."""
    found = terminals.get(connection, terminal)
    try:
        return configurations.of(connection, found, now).etag if found else None
    except NoKeys:
        return None
