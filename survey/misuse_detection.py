"""Detects visits that look like play rather than feedback: drumming on the screen, visits without a pause, repeated patterns.

Such responses are flagged, never dropped. A response keeps all its answers, and results can be viewed with and without the flagged ones.
Every threshold is a named constant with its reason. The thresholds leave room for people who are quick, who tremble, who come in a group,
or who are as satisfied as the person before them.

The module is pure, and its times are milliseconds of a monotonic clock. Two records are kept. A `TouchPace` belongs to one visit and
contains no answer. `RecentVisits` outlives a visit. It contains when the last visit ended, how many visits in a row had no pause between
them, and how many had the same pattern. There are only some thousands of patterns, so that trying all of them would reverse a hash of any
size, whatever its salt. Therefore only the hash of the last pattern is kept, and it is so short that several patterns share it. It shows
that two visits in a row were alike, but not with certainty what they contained.
"""

from __future__ import annotations

import hashlib
from typing import Literal

from msgspec import Struct
from msgspec.structs import replace

from survey.visit import ActivitySeen, CommentSubmitted, Event, TargetChosen, Visit, allowed_targets

MisuseFlag = Literal["too_fast", "burst", "drumming", "same_pattern"]
MISUSE_FLAGS: tuple[MisuseFlag, ...] = ("too_fast", "burst", "drumming", "same_pattern")
"""Lists the flags in the order in which a response carries them."""

MIN_STATEMENT_MS = 700
"""Sets the shortest time from the appearance of a statement to its answer if it was read. The shortest statement has four words. At 600
words a minute they take 400 ms, and adults read silently at about 240 (Brysbaert 2019). No finger reaches its tile in less than 300 ms."""
MIN_HASTY_STATEMENTS = 2
"""Sets how many answers within `MIN_STATEMENT_MS` make a visit too fast, if they are also more than half of all answers. A single one may
be a slip or a lucky guess."""
MIN_VISIT_MS_PER_STATEMENT = 1_000
"""Sets the shortest average time for each answered statement over a whole visit. The time includes the first question, the open question
and the transitions."""
MIN_STATEMENTS_FOR_AVERAGE = 3
"""Sets how many answered statements make the average meaningful."""

MAX_BURST_PAUSE_MS = 3_000
"""Sets the longest pause within a burst, from the last touch of one visit to the first touch of the next. It takes longer for one person
to step back and for another to step up and read."""
MIN_BURST_VISITS = 3
"""Sets how many visits in a row make a burst, the current one included. Two people one after the other are no burst."""

DRUMMING_TOUCHES = 8
"""Sets how many touches within `DRUMMING_WINDOW_MS` are drumming."""
DRUMMING_WINDOW_MS = 1_000
"""Sets the time within which the touches of drumming fall. A person in a hurry makes two or three choices a second. Touches of the
keyboard are not counted."""
DRUMMING_MISSES = 15
"""Sets how many touches that hit no target are drumming, if `DRUMMING_MISSES_PER_HIT` is reached too."""
DRUMMING_MISSES_PER_HIT = 3
"""Sets how many misses there must be for each hit. A trembling hand misses too, but it makes progress."""

SAME_PATTERN_VISITS = 5
"""Sets how many visits in a row with the same pattern are flagged, the current one included. The most common honest pattern (10, and 5 for
each statement) may occur in every fifth visit. Five in a row by chance are then rarer than one in six hundred, and the limit of the pause
makes them rarer still."""
SAME_PATTERN_PAUSE_MS = 30_000
"""Sets the longest pause between visits with the same pattern. After a longer pause it is another person with the same opinion."""
SAME_PATTERN_MIN_ANSWERS = 3
"""Sets how many answers a pattern has at least. Many people give the same single answer."""


class TouchPace(Struct, frozen=True):
    """Describes the touches of the visit in progress so far. It contains no answer."""

    shown_at: int = 0
    """Holds the time at which the current statement appeared."""
    replies: int = 0
    """Counts the statements answered for the first time. A person who returns to a statement has already read it."""
    hasty_replies: int = 0
    """Counts those of the `replies` that came within `MIN_STATEMENT_MS`."""
    hits: int = 0
    """Counts the touches that hit a target."""
    misses: int = 0
    """Counts the touches that hit no target."""
    recent_touches: tuple[int, ...] = ()
    """Lists the times of the last touches, at most `DRUMMING_TOUCHES` of them."""
    has_drummed: bool = False
    """States whether `DRUMMING_TOUCHES` touches fell within `DRUMMING_WINDOW_MS` at any time of the visit."""


class RecentVisits(Struct, frozen=True, rename={"burst_length": "close", "same_pattern_length": "same", "pattern_hash": "mark"}):
    """Remembers times and counts of earlier visits and the hash of the last pattern."""

    boot: str = ""
    """Names the boot to whose monotonic clock the times belong. Pauses across a restart are unknown."""
    ended_at: int | None = None
    """Holds the time of the last visit's last touch in milliseconds. None means that there was no visit yet."""
    burst_length: int = 0
    """Counts the visits in a row with a short pause between them, the last one included."""
    same_pattern_length: int = 0
    """Counts the visits in a row with the same pattern, the last one included."""
    pattern_hash: int | None = None
    """Holds one byte derived from the last pattern. None means that the last visit had no pattern."""


def pace_after_event(pace: TouchPace, before: Visit, after: Visit, event: Event, now: int, *, by_touch: bool) -> TouchPace:
    """Return the pace after an event.

    Args:
        pace: the pace so far; a new one if the terminal was idle.
        before: the visit before the event.
        after: the visit after the event; the ended visit if the event ended it.
        event: what happened; only touches and submitted comments change the pace.
        now: the time in milliseconds of the monotonic clock.
        by_touch: whether a finger caused the event or may have. A deliberate touch that chooses nothing, such as turning to another part
            of a long screen, is no miss. Keys step through targets with many presses, so they are never drumming.
    """
    if not isinstance(event, TargetChosen | ActivitySeen | CommentSubmitted):
        return pace
    if by_touch and not before.is_writing and not (isinstance(event, ActivitySeen) and not event.missed_targets):
        pace = _pace_after_touch(pace, event, before, now)
    code = before.statement_code
    reply = after.replies.get(code) if code is not None and code not in before.replies else None
    if reply is not None and reply.outcome == "answered":
        pace = replace(pace, replies=pace.replies + 1, hasty_replies=pace.hasty_replies + (now - pace.shown_at < MIN_STATEMENT_MS))
    return replace(pace, shown_at=now) if after.statement_code != code else pace


def detect_misuse(
    visit: Visit, pace: TouchPace, recent: RecentVisits, *, boot: str, salt: bytes
) -> tuple[tuple[MisuseFlag, ...], RecentVisits]:
    """Return the flags of an ended visit, and the record to keep for the next visit.

    Args:
        visit: the visit as it ended; an idle one has no flags and leaves the record unchanged.
        pace: the pace of the visit; a new one if it is unknown, for example after a power cut.
        recent: the record of the visits before.
        boot: the boot in which the visit took place; empty if it is unknown.
        salt: a secret of this terminal, so that hashes of two terminals cannot be compared.
    """
    if visit.began_at is None:
        return (), recent
    pause = visit.began_at - recent.ended_at if recent.ended_at is not None and boot and recent.boot == boot else None
    within_burst_pause = pause is not None and 0 <= pause <= MAX_BURST_PAUSE_MS
    within_pattern_pause = pause is not None and 0 <= pause <= SAME_PATTERN_PAUSE_MS
    recent = replace(recent, boot=boot, ended_at=visit.touched_at, burst_length=recent.burst_length + 1 if within_burst_pause else 1)
    pattern_hash = _pattern_hash(visit, salt)
    if pattern_hash is not None or not within_pattern_pause:
        length = (
            recent.same_pattern_length + 1
            if pattern_hash is not None and within_pattern_pause and pattern_hash == recent.pattern_hash
            else int(pattern_hash is not None)
        )
        recent = replace(recent, pattern_hash=pattern_hash, same_pattern_length=length)
    detected: dict[MisuseFlag, bool] = {
        "too_fast": _is_too_fast(visit, pace),
        "burst": recent.burst_length >= MIN_BURST_VISITS,
        "drumming": pace.has_drummed or (pace.misses >= DRUMMING_MISSES and pace.misses >= DRUMMING_MISSES_PER_HIT * pace.hits),
        "same_pattern": pattern_hash is not None and recent.same_pattern_length >= SAME_PATTERN_VISITS,
    }
    return tuple(flag for flag in MISUSE_FLAGS if detected[flag]), recent


def _pace_after_touch(pace: TouchPace, event: Event, before: Visit, now: int) -> TouchPace:
    hit = isinstance(event, CommentSubmitted) or (isinstance(event, TargetChosen) and event.target in allowed_targets(before))
    recent_touches = (*pace.recent_touches, now)[-DRUMMING_TOUCHES:]
    has_drummed = pace.has_drummed or (len(recent_touches) == DRUMMING_TOUCHES and now - recent_touches[0] < DRUMMING_WINDOW_MS)
    return replace(pace, hits=pace.hits + hit, misses=pace.misses + (not hit), recent_touches=recent_touches, has_drummed=has_drummed)


def _is_too_fast(visit: Visit, pace: TouchPace) -> bool:
    if pace.hasty_replies >= MIN_HASTY_STATEMENTS and 2 * pace.hasty_replies > pace.replies:
        return True
    answered = sum(reply.outcome == "answered" for reply in visit.replies.values())
    duration_ms = visit.touched_at - (visit.began_at or 0)
    return answered >= MIN_STATEMENTS_FOR_AVERAGE and duration_ms < MIN_VISIT_MS_PER_STATEMENT * answered


def _pattern_hash(visit: Visit, salt: bytes) -> int | None:
    """Return one byte that is a hash of the values in the order in which they were asked.

    None means that the visit has too few answers to be a pattern.
    """
    codes = visit.drawn.codes if visit.drawn else ()
    values = [reply.value for code in codes if (reply := visit.replies.get(code)) is not None and reply.value is not None]
    if len(values) + (visit.nps is not None) < SAME_PATTERN_MIN_ANSWERS:
        return None
    return hashlib.blake2b(repr((visit.nps, values)).encode(), digest_size=1, key=salt[:64]).digest()[0]
