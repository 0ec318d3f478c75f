"""What about a terminal needs a person, the most pressing first. Codes and figures only: words are the pages' business.

The alarm that matters is the age of what has not been sent, not whether a terminal is "online" (design, decision 8).
"""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field
from datetime import datetime, timedelta
from typing import Literal

Code = Literal[
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
ORDER: tuple[Code, ...] = (
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
"""From what may cost answers to what is only waiting."""

STUCK = timedelta(hours=6)
"""A terminal that is heard of should have nothing unsent that is older."""
DISK_MB = 200
HOT_C = 80.0
"""Where a Raspberry Pi begins to slow itself down."""
EVENT = timedelta(days=3)
"""So long does an event that was noted once need a person: over a weekend."""
_UNWATCHED = ("board_unwatched", "no_watchdog")


@dataclass(frozen=True)
class Facts:
    """One terminal; what it cannot know or has not told yet is None."""

    state: Literal["waiting", "enrolled", "revoked"]
    since: datetime
    """When it got into this state."""
    placed: bool
    code_expires: datetime | None = None
    """Of the newest unused enrolment code; None where there is none."""
    last_heartbeat: datetime | None = None
    oldest_unsent: datetime | None = None
    """As well as it can be known."""
    unsent: int = 0
    refused: int = 0
    missing: int = 0
    clock_trusted: bool | None = None
    disk_free_mb: int | None = None
    temperature_c: float | None = None
    undervoltage: bool | None = None
    notes: Sequence[str] = ()
    """Of the last heartbeat: what is so just now, and what happened since the one before."""
    noted: Mapping[str, datetime] = field(default_factory=dict)
    """When each note was last told."""


@dataclass(frozen=True)
class Reason:
    code: Code
    count: int | None = None
    since: datetime | None = None

    @property
    def is_pressing(self) -> bool:
        """False for what is only being waited for."""
        return self.code != "waiting"


def reasons(facts: Facts, now: datetime, *, silent_after: timedelta = timedelta(hours=1)) -> list[Reason]:
    """Everything that needs a person; empty where all is well. A revoked terminal needs nobody."""
    if facts.state == "revoked":
        return []
    found = _of_waiting(facts, now) if facts.state == "waiting" else _of_enrolled(facts, now, silent_after)
    if not facts.placed:
        found.append(Reason("nowhere"))
    return sorted(found, key=lambda reason: ORDER.index(reason.code))


def _of_waiting(facts: Facts, now: datetime) -> list[Reason]:
    if facts.code_expires is None or facts.code_expires <= now:
        return [Reason("code_expired", since=facts.code_expires)]
    return [Reason("waiting", since=facts.since)]


def _of_enrolled(facts: Facts, now: datetime, silent_after: timedelta) -> list[Reason]:
    heard = facts.last_heartbeat or facts.since
    is_silent = now - heard >= silent_after
    found: list[Reason] = []
    if is_silent:
        found.append(Reason("silent", count=facts.unsent or None, since=heard))
    if facts.missing:
        found.append(Reason("missing", count=facts.missing))
    if facts.refused:
        found.append(Reason("refused", count=facts.refused))
    if not is_silent and facts.unsent and facts.oldest_unsent is not None and now - facts.oldest_unsent >= STUCK:
        found.append(Reason("sending_stopped", count=facts.unsent, since=facts.oldest_unsent))
    return found + _of_notes(facts, now) + _of_the_device(facts)


def _of_notes(facts: Facts, now: datetime) -> list[Reason]:
    """What is so just now, and what happened of late."""
    found: list[Reason] = []
    if "out_of_use" in facts.notes:
        found.append(Reason("out_of_use"))
    if parts := [note for note in facts.notes if is_of_part(note)]:
        found.append(Reason("part", count=len(parts)))
    if any(note in _UNWATCHED for note in facts.notes):
        found.append(Reason("unwatched"))
    happened = {code: at for code, at in facts.noted.items() if now - at < EVENT}
    happened |= dict.fromkeys(facts.notes, facts.last_heartbeat or now)
    if "case_opened" in happened:
        found.append(Reason("case_opened", since=happened["case_opened"]))
    if "wrong_pin" in happened:
        found.append(Reason("wrong_pin", since=happened["wrong_pin"]))
    if any(note.endswith("set_aside") for note in happened):
        found.append(Reason("set_aside"))
    if "disk_refused" in happened:
        found.append(Reason("disk_refused"))
    return found


def is_of_part(note: str) -> bool:
    """Whether a note says that something one can touch does not work."""
    return note == "key_stuck" or note.endswith("_unusable")


def _of_the_device(facts: Facts) -> list[Reason]:
    found: list[Reason] = []
    if facts.disk_free_mb is not None and facts.disk_free_mb < DISK_MB:
        found.append(Reason("disk", count=facts.disk_free_mb))
    if facts.undervoltage:
        found.append(Reason("power"))
    if facts.clock_trusted is False:
        found.append(Reason("clock"))
    if facts.temperature_c is not None and facts.temperature_c >= HOT_C:
        found.append(Reason("hot", count=round(facts.temperature_c)))
    return found
