"""How each terminal stands, ready to be shown: what the store knows, what needs a person, and times corrected as far as can be."""

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
from server.store.region.terminal_configuration import Stand
from survey.rfc3339 import from_rfc3339

Etags = Mapping[Stand, str | None]
Noted = Mapping[str, Mapping[str, datetime]]


@dataclass(frozen=True)
class TerminalHealth:
    line: TerminalRow
    reasons: tuple[TerminalAlarm, ...]
    oldest_unsent: datetime | None
    configuration_is_current: bool | None
    """None where the terminal has not told, or stands nowhere."""

    @property
    def is_pressing(self) -> bool:
        return any(reason.is_pressing for reason in self.reasons)


def list_terminal_health(connection: Connection, now: datetime, *, region: str | None, silent_after: timedelta) -> list[TerminalHealth]:
    """Every terminal of a region, or of all; the queries are the same few however many there are."""
    expire = enrolments.waiting_codes_expire(connection)
    noted = terminal_notes.since(connection, now - EVENT_ALARM_DURATION)
    return _standings(connection, terminal_overview.list_terminals(connection, now, region=region), expire, noted, now, silent_after)


def terminal_health(connection: Connection, terminal: str, now: datetime, *, silent_after: timedelta) -> TerminalHealth | None:
    line = terminal_overview.get_terminal(connection, terminal, now)
    if line is None:
        return None
    expire = enrolments.waiting_codes_expire(connection, terminal=terminal)
    noted = terminal_notes.since(connection, now - EVENT_ALARM_DURATION, terminal=terminal)
    return _standings(connection, [line], expire, noted, now, silent_after)[0]


def _standings(
    connection: Connection,
    lines: Sequence[TerminalRow],
    expire: Mapping[str, datetime],
    noted: Noted,
    now: datetime,
    silent_after: timedelta,
) -> list[TerminalHealth]:
    tell = {line.stand for line in lines if _tells(line)}
    etags = terminal_configuration.etags(connection, tell, now) if tell else {}
    return [_standing(line, expire.get(line.id), etags, noted.get(line.id, {}), now, silent_after) for line in lines]


def _standing(
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
        unsent=line.unsent or 0,
        refused=line.refused or 0,
        missing=line.missing,
        clock_trusted=line.clock_trusted,
        disk_free_mb=line.disk_free_mb,
        temperature_c=line.temperature_c,
        undervoltage=line.undervoltage,
        notes=line.notes,
        last_noted_at=noted,
    )
    current = etags.get(line.stand) == etag_without_targets(line.configuration or "") if _tells(line) else None
    return TerminalHealth(line, tuple(terminal_alarms(facts, now, silent_after=silent_after)), oldest, current)


def oldest_unsent(line: TerminalRow) -> datetime | None:
    """When the oldest unsent response was given, never before the enrolment.

    It is as much older than the heartbeat as the terminal says; its wall clock need not be right for that.
    """
    if line.oldest_unsent_reported is None or line.sent_reported is None or line.last_heartbeat is None:
        return None
    try:
        reported, sent = from_rfc3339(line.oldest_unsent_reported), from_rfc3339(line.sent_reported)
    except ValueError:
        return None
    earliest = line.enrolled_at or line.created_at
    unsent_for = min(max(sent - reported, timedelta()), max(line.last_heartbeat - earliest, timedelta()))
    return max(line.last_heartbeat - unsent_for, earliest)


def _tells(line: TerminalRow) -> bool:
    """Whether it has told which configuration it goes by."""
    return line.state == "enrolled" and line.configuration is not None
