"""What looks like play rather than an answer: a child drumming on the screen, visits without a pause, one pattern again and again.

Flagged, never dropped: a response keeps all its answers, and whoever reads results may look at them with and without
the flagged ones. Every threshold stands here by name with its reason, and leaves room for people who are quick, who
tremble, who come in a group, or who are simply as content as the one before them.

Pure: time comes in as steady milliseconds. Two things are remembered. A `Pace` goes with the visit and holds no
answer. A `Memory` outlives it and holds hardly more: when the last visit ended, how many in a row came close upon
one another, and how many had the same pattern. The patterns are so few (some thousands) that a hash of one could be
undone by trying them all, whatever its salt; so only the last one's mark is kept, and it is so short that several
patterns share it. It tells that two visits in a row were alike, and not for certain what was in them.
"""

from __future__ import annotations

import hashlib
from typing import Literal

from msgspec import Struct
from msgspec.structs import replace

from survey.visit import ActivitySeen, CommentSubmitted, Event, TargetChosen, Visit, allowed_targets

MisuseFlag = Literal["too_fast", "burst", "drumming", "same_pattern"]
MISUSE_FLAGS: tuple[MisuseFlag, ...] = ("too_fast", "burst", "drumming", "same_pattern")

MIN_STATEMENT_MS = 700
"""From a statement's coming to its answer, at least, if it was read. The shortest has four words; at 600 words a minute, far beyond
the 240 or so at which adults read silently (Brysbaert 2019), they take 400 ms, and no finger is on its tile in less than 300."""
MIN_HASTY_STATEMENTS = 2
"""So many answers under `STATEMENT_MS`, and more than half of all, make a visit too fast: one may be a slip or a guess come true."""
MIN_VISIT_MS_PER_STATEMENT = 1_000
"""On average for each statement answered, over the whole visit: the first question, the open one and the way between them are in it too."""
MIN_STATEMENTS_FOR_AVERAGE = 3
"""From so many answered statements on the average says something."""

MAX_BURST_PAUSE_MS = 3_000
"""From the last touch of one visit to the first of the next. One person steps back, another comes up, and reads: that takes longer."""
MIN_BURST_VISITS = 3
"""So many visits in a row with no more than that pause, this one among them: a couple one after the other is no burst."""

DRUMMING_TOUCHES = 8
"""So many touches …"""
DRUMMING_WINDOW_MS = 1_000
"""… within this time. Two or three choices a second are a hurried person's; touches of a keyboard are not counted."""
DRUMMING_MISSES = 15
"""So many touches that hit nothing, …"""
DRUMMING_MISSES_PER_HIT = 3
"""… and so many for each that did: a trembling hand misses too, but it gets on."""

SAME_PATTERN_VISITS = 5
"""So many visits in a row with the same pattern, this one among them. The commonest honest one (10, and 5 for each statement) may be
every fifth visit's; that five come together by chance is then rarer than one in six hundred, and the pause below makes it rarer still."""
SAME_PATTERN_PAUSE_MS = 30_000
"""From visit to visit at most: after a longer pause it is somebody else, of the same mind."""
SAME_PATTERN_MIN_ANSWERS = 3
"""A pattern has at least so many answers: nobody is remarkable for giving the same single one."""


class TouchPace(Struct, frozen=True):
    """How the visit in progress has been touched so far. No answer is in it."""

    shown_at: int = 0
    """Since when the present statement is shown."""
    replies: int = 0
    """Statements answered for the first time: who comes back to one has read it."""
    hasty_replies: int = 0
    """How many of them under `STATEMENT_MS`."""
    hits: int = 0
    misses: int = 0
    recent_touches: tuple[int, ...] = ()
    """Times of the last touches, at most `DRUM_TOUCHES`."""
    has_drummed: bool = False


class RecentVisits(Struct, frozen=True, rename={"burst_length": "close", "same_pattern_length": "same", "pattern_hash": "mark"}):
    """What is left of the visits before: times and counts, and the mark of the last pattern."""

    boot: str = ""
    """The life of the steady clock; from one to the next no pause is known."""
    ended_at: int | None = None
    """Steady milliseconds of the last visit's last touch; None before the first."""
    burst_length: int = 0
    """Visits in a row that came close upon one another, the last among them."""
    same_pattern_length: int = 0
    """Visits in a row with the same pattern, the last among them."""
    pattern_hash: int | None = None
    """One byte made from the last pattern; None where there was none."""


def pace_after_event(pace: TouchPace, before: Visit, after: Visit, event: Event, now: int, *, by_touch: bool) -> TouchPace:
    """The pace after an event.

    Args:
        pace: until now; a fresh one where nobody was there.
        before: the visit the event met.
        after: the visit it led to, the ended one where it ended it.
        event: what happened; time alone changes nothing.
        now: steady milliseconds.
        by_touch: whether a finger did it, or may have. What it did on purpose, such as turning to another part of a long
            screen, is no miss; keys step through targets by many presses, and are no drums.
    """
    if not isinstance(event, TargetChosen | ActivitySeen | CommentSubmitted):
        return pace
    if by_touch and not before.is_writing and not (isinstance(event, ActivitySeen) and not event.missed_targets):
        pace = _touched(pace, event, before, now)
    code = before.statement_code
    reply = after.replies.get(code) if code is not None and code not in before.replies else None
    if reply is not None and reply.outcome == "answered":
        pace = replace(pace, replies=pace.replies + 1, hasty_replies=pace.hasty_replies + (now - pace.shown_at < MIN_STATEMENT_MS))
    return replace(pace, shown_at=now) if after.statement_code != code else pace


def detect_misuse(
    visit: Visit, pace: TouchPace, recent: RecentVisits, *, boot: str, salt: bytes
) -> tuple[tuple[MisuseFlag, ...], RecentVisits]:
    """The flags of an ended visit, and the memory for the next.

    Args:
        visit: as it ended; one that nobody was at leaves the memory alone.
        pace: its pace; a fresh one where it is not known any more (after a power cut).
        memory: of the visits before.
        boot: the life of the clock in which the visit took place; empty where it is not known.
        salt: something of this terminal alone, so that marks of two terminals cannot be compared.
    """
    if visit.began_at is None:
        return (), recent
    pause = visit.began_at - recent.ended_at if recent.ended_at is not None and boot and recent.boot == boot else None
    near = pause is not None and 0 <= pause <= MAX_BURST_PAUSE_MS
    soon = pause is not None and 0 <= pause <= SAME_PATTERN_PAUSE_MS
    recent = replace(recent, boot=boot, ended_at=visit.touched_at, burst_length=recent.burst_length + 1 if near else 1)
    mark = _mark(visit, salt)
    if mark is not None or not soon:
        same = recent.same_pattern_length + 1 if mark is not None and soon and mark == recent.pattern_hash else int(mark is not None)
        recent = replace(recent, pattern_hash=mark, same_pattern_length=same)
    signs: dict[MisuseFlag, bool] = {
        "too_fast": _too_fast(visit, pace),
        "burst": recent.burst_length >= MIN_BURST_VISITS,
        "drumming": pace.has_drummed or (pace.misses >= DRUMMING_MISSES and pace.misses >= DRUMMING_MISSES_PER_HIT * pace.hits),
        "same_pattern": mark is not None and recent.same_pattern_length >= SAME_PATTERN_VISITS,
    }
    return tuple(flag for flag in MISUSE_FLAGS if signs[flag]), recent


def _touched(pace: TouchPace, event: Event, before: Visit, now: int) -> TouchPace:
    hit = isinstance(event, CommentSubmitted) or (isinstance(event, TargetChosen) and event.target in allowed_targets(before))
    latest = (*pace.recent_touches, now)[-DRUMMING_TOUCHES:]
    drummed = pace.has_drummed or (len(latest) == DRUMMING_TOUCHES and now - latest[0] < DRUMMING_WINDOW_MS)
    return replace(pace, hits=pace.hits + hit, misses=pace.misses + (not hit), recent_touches=latest, has_drummed=drummed)


def _too_fast(visit: Visit, pace: TouchPace) -> bool:
    if pace.hasty_replies >= MIN_HASTY_STATEMENTS and 2 * pace.hasty_replies > pace.replies:
        return True
    answered = sum(reply.outcome == "answered" for reply in visit.replies.values())
    took = visit.touched_at - (visit.began_at or 0)
    return answered >= MIN_STATEMENTS_FOR_AVERAGE and took < MIN_VISIT_MS_PER_STATEMENT * answered


def _mark(visit: Visit, salt: bytes) -> int | None:
    """One byte of the values in the order in which they were asked; None where there are too few to be a pattern."""
    codes = visit.drawn.codes if visit.drawn else ()
    values = [reply.value for code in codes if (reply := visit.replies.get(code)) is not None and reply.value is not None]
    if len(values) + (visit.nps is not None) < SAME_PATTERN_MIN_ANSWERS:
        return None
    return hashlib.blake2b(repr((visit.nps, values)).encode(), digest_size=1, key=salt[:64]).digest()[0]
