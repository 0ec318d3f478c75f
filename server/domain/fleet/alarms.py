"""Determines what about a terminal requires a person's attention. An alarm is a code with figures, which a page puts into words.

The alarm that matters most is the age of unsent responses, not whether a terminal is "online" (design, decision 8).
"""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field
from datetime import datetime, timedelta
from typing import Literal

AlarmCode = Literal[
    "sending_stopped",
    "silent",
    "missing",
    "refused",
    "nowhere",
    "code_expired",
    "clock",
    "disk",
    "power",
    "hot",
    "set_aside",
    "disk_refused",
    "out_of_use",
    "case_opened",
    "wrong_pin",
    "part",
    "unwatched",
    "waiting",
]
ALARM_ORDER: tuple[AlarmCode, ...] = (
    "missing",
    "sending_stopped",
    "silent",
    "out_of_use",
    "refused",
    "disk_refused",
    "set_aside",
    "case_opened",
    "wrong_pin",
    "nowhere",
    "code_expired",
    "part",
    "disk",
    "power",
    "clock",
    "hot",
    "unwatched",
    "waiting",
)
"""Lists all alarms by urgency, from what may cost answers to what only has to be waited for."""

UNSENT_ALARM_AGE = timedelta(hours=6)
"""Sets the age of an unsent response from which it raises an alarm while its terminal sends heartbeats."""
MIN_FREE_DISK_MB = 200
HOT_TEMPERATURE_C = 80.0
"""Sets the temperature in degrees Celsius at which a Raspberry Pi begins to slow itself down."""
EVENT_ALARM_DURATION = timedelta(days=3)
"""Sets how long an event that was noted once raises an alarm, so that it outlasts a weekend."""
_UNWATCHED = ("board_unwatched", "no_watchdog")


@dataclass(frozen=True)
class TerminalFacts:
    """Holds what is known of a terminal. A fact that is unknown or has not been reported is None."""

    state: Literal["waiting", "enrolled", "revoked"]
    state_since: datetime
    """Holds the time at which the terminal entered this state."""
    is_placed: bool
    code_expires_at: datetime | None = None
    """Holds when the newest unused enrolment code expires. None means that there is no unused code."""
    last_heartbeat_at: datetime | None = None
    oldest_unsent_at: datetime | None = None
    """Holds the time of the oldest unsent response as well as it can be known."""
    unsent_count: int = 0
    refused: int = 0
    missing: int = 0
    clock_trusted: bool | None = None
    disk_free_mb: int | None = None
    temperature_c: float | None = None
    undervoltage: bool | None = None
    notes: Sequence[str] = ()
    """Lists the notes of the last heartbeat: conditions that hold now, and events since the heartbeat before."""
    last_noted_at: Mapping[str, datetime] = field(default_factory=dict)
    """Maps each note to the time at which it was last reported."""


@dataclass(frozen=True)
class TerminalAlarm:
    """Describes one alarm of a terminal."""

    code: AlarmCode
    count: int | None = None
    """Holds the figure that belongs to the alarm, such as responses, parts, megabytes or degrees. None means that there is no figure."""
    since: datetime | None = None
    """Holds the time since which the condition has existed, or at which the event happened. None means that it is unknown."""

    @property
    def requires_action(self) -> bool:
        """Return whether a person must act. False means that the terminal only has to be waited for."""
        return self.code != "waiting"


def terminal_alarms(facts: TerminalFacts, now: datetime, *, silent_after: timedelta = timedelta(hours=1)) -> list[TerminalAlarm]:
    """Return the alarms of a terminal, the most urgent first. A revoked terminal has none.

    Args:
        facts: what is known of the terminal.
        now: the current time.
        silent_after: the time without a heartbeat after which the terminal counts as silent.
    """
    if facts.state == "revoked":
        return []
    found = _of_waiting(facts, now) if facts.state == "waiting" else _of_enrolled(facts, now, silent_after)
    if not facts.is_placed:
        found.append(TerminalAlarm("nowhere"))
    return sorted(found, key=lambda reason: ALARM_ORDER.index(reason.code))


def _of_waiting(facts: TerminalFacts, now: datetime) -> list[TerminalAlarm]:
    if facts.code_expires_at is None or facts.code_expires_at <= now:
        return [TerminalAlarm("code_expired", since=facts.code_expires_at)]
    return [TerminalAlarm("waiting", since=facts.state_since)]


def _of_enrolled(facts: TerminalFacts, now: datetime, silent_after: timedelta) -> list[TerminalAlarm]:
    heard = facts.last_heartbeat_at or facts.state_since
    is_silent = now - heard >= silent_after
    found: list[TerminalAlarm] = []
    if is_silent:
        found.append(TerminalAlarm("silent", count=facts.unsent_count or None, since=heard))
    if facts.missing:
        found.append(TerminalAlarm("missing", count=facts.missing))
    if facts.refused:
        found.append(TerminalAlarm("refused", count=facts.refused))
    if not is_silent and facts.unsent_count and facts.oldest_unsent_at is not None and now - facts.oldest_unsent_at >= UNSENT_ALARM_AGE:
        found.append(TerminalAlarm("sending_stopped", count=facts.unsent_count, since=facts.oldest_unsent_at))
    return found + _of_notes(facts, now) + _of_the_device(facts)


def _of_notes(facts: TerminalFacts, now: datetime) -> list[TerminalAlarm]:
    """Return the alarms for conditions that hold now and for recent events."""
    found: list[TerminalAlarm] = []
    if "out_of_use" in facts.notes:
        found.append(TerminalAlarm("out_of_use"))
    if parts := [note for note in facts.notes if is_device_fault(note)]:
        found.append(TerminalAlarm("part", count=len(parts)))
    if any(note in _UNWATCHED for note in facts.notes):
        found.append(TerminalAlarm("unwatched"))
    happened = {code: at for code, at in facts.last_noted_at.items() if now - at < EVENT_ALARM_DURATION}
    happened |= dict.fromkeys(facts.notes, facts.last_heartbeat_at or now)
    if "case_opened" in happened:
        found.append(TerminalAlarm("case_opened", since=happened["case_opened"]))
    if "wrong_pin" in happened:
        found.append(TerminalAlarm("wrong_pin", since=happened["wrong_pin"]))
    if any(note.endswith("set_aside") for note in happened):
        found.append(TerminalAlarm("set_aside"))
    if "disk_refused" in happened:
        found.append(TerminalAlarm("disk_refused"))
    return found


def is_device_fault(note: str) -> bool:
    """Return whether a note reports that a physical part, such as a key, does not work."""
    return note == "key_stuck" or note.endswith("_unusable")


def _of_the_device(facts: TerminalFacts) -> list[TerminalAlarm]:
    found: list[TerminalAlarm] = []
    if facts.disk_free_mb is not None and facts.disk_free_mb < MIN_FREE_DISK_MB:
        found.append(TerminalAlarm("disk", count=facts.disk_free_mb))
    if facts.undervoltage:
        found.append(TerminalAlarm("power"))
    if facts.clock_trusted is False:
        found.append(TerminalAlarm("clock"))
    if facts.temperature_c is not None and facts.temperature_c >= HOT_TEMPERATURE_C:
        found.append(TerminalAlarm("hot", count=round(facts.temperature_c)))
    return found
