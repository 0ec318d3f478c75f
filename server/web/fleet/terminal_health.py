"""Computes the state of each terminal for the pages: its data, its alarms, and the age of its oldest unsent response."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import datetime, timedelta

from server.domain.fleet.alarms import EVENT_ALARM_DURATION, TerminalAlarm, TerminalFacts, terminal_alarms
from server.domain.region.terminal_configuration import etag_without_targets
from server.store.engine import Connection
from server.store.fleet import terminal_notes, terminal_overview
from server.store.fleet.terminal_overview import TerminalRow
from server.store.intake import enrolments
from server.store.region import terminal_configuration
from server.store.region.terminal_configuration import ConfigurationPlace
from survey.rfc3339 import from_rfc3339

Etags = Mapping[ConfigurationPlace, str | None]
LastNoted = Mapping[str, Mapping[str, datetime]]


@dataclass(frozen=True)
class TerminalHealth:
    """Holds a terminal's data with its alarms, the most important first, and the time of its oldest unsent response."""

    line: TerminalRow
    reasons: tuple[TerminalAlarm, ...]
    oldest_unsent: datetime | None
    configuration_is_current: bool | None
    """Whether the terminal uses the newest configuration, apart from targets. None means that it is not enrolled or has not reported its
    configuration yet.
    """

    @property
    def is_pressing(self) -> bool:
        """Return whether the terminal has an alarm other than waiting for its enrolment."""
        return any(reason.requires_action for reason in self.reasons)


def list_terminal_health(connection: Connection, now: datetime, *, region: str | None, silent_after: timedelta) -> list[TerminalHealth]:
    """Return all terminals of a region (None: of all regions). The number of queries does not depend on the number of terminals."""
    expire = enrolments.code_expiry_times(connection)
    noted = terminal_notes.since(connection, now - EVENT_ALARM_DURATION)
    return _build_all(connection, terminal_overview.list_terminals(connection, now, region=region), expire, noted, now, silent_after)


def terminal_health(connection: Connection, terminal: str, now: datetime, *, silent_after: timedelta) -> TerminalHealth | None:
    """Return a terminal, or None if it does not exist."""
    line = terminal_overview.get_terminal(connection, terminal, now)
    if line is None:
        return None
    expire = enrolments.code_expiry_times(connection, terminal=terminal)
    noted = terminal_notes.since(connection, now - EVENT_ALARM_DURATION, terminal=terminal)
    return _build_all(connection, [line], expire, noted, now, silent_after)[0]


def _build_all(
    connection: Connection,
    lines: Sequence[TerminalRow],
    expire: Mapping[str, datetime],
    noted: LastNoted,
    now: datetime,
    silent_after: timedelta,
) -> list[TerminalHealth]:
    tell = {line.configuration_place for line in lines if _reports_configuration(line)}
    etags = terminal_configuration.etags(connection, tell, now) if tell else {}
    return [_build(line, expire.get(line.id), etags, noted.get(line.id, {}), now, silent_after) for line in lines]


def _build(
    line: TerminalRow, expires: datetime | None, etags: Etags, noted: Mapping[str, datetime], now: datetime, silent_after: timedelta
) -> TerminalHealth:
    oldest = oldest_unsent(line)
    facts = TerminalFacts(
        state=line.state,
        state_since=line.enrolled_at or line.created_at,
        is_placed=line.service_point is not None,
        code_expires_at=expires,
        last_heartbeat_at=line.last_heartbeat,
        oldest_unsent_at=oldest,
        unsent_count=line.unsent or 0,
        refused=line.refused or 0,
        missing=line.missing,
        clock_trusted=line.clock_trusted,
        disk_free_mb=line.disk_free_mb,
        temperature_c=line.temperature_c,
        undervoltage=line.undervoltage,
        notes=line.notes,
        last_noted_at=noted,
    )
    current = (
        etags.get(line.configuration_place) == etag_without_targets(line.configuration or "") if _reports_configuration(line) else None
    )
    return TerminalHealth(line, tuple(terminal_alarms(facts, now, silent_after=silent_after)), oldest, current)


def oldest_unsent(line: TerminalRow) -> datetime | None:
    """Return when the oldest unsent response was given, but no earlier than the enrolment. None means that it is not known.

    The age of the response at the heartbeat is the difference of two times of the terminal's clock, so the clock need not be right.
    """
    if line.oldest_unsent_reported is None or line.sent_at_reported is None or line.last_heartbeat is None:
        return None
    try:
        reported, sent = from_rfc3339(line.oldest_unsent_reported), from_rfc3339(line.sent_at_reported)
    except ValueError:
        return None
    earliest = line.enrolled_at or line.created_at
    unsent_for = min(max(sent - reported, timedelta()), max(line.last_heartbeat - earliest, timedelta()))
    return max(line.last_heartbeat - unsent_for, earliest)


def _reports_configuration(line: TerminalRow) -> bool:
    """Return whether the terminal is enrolled and has reported which configuration it uses."""
    return line.state == "enrolled" and line.configuration is not None
