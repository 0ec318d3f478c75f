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

from survey.visit import Chose, Event, Sent, Stirred, Visit, targets

Flag = Literal["too_fast", "burst", "drumming", "same_pattern"]
FLAGS: tuple[Flag, ...] = ("too_fast", "burst", "drumming", "same_pattern")

STATEMENT_MS = 700
"""From a statement's coming to its answer, at least, if it was read. The shortest has four words; at 600 words a minute, far beyond
the 240 or so at which adults read silently (Brysbaert 2019), they take 400 ms, and no finger is on its tile in less than 300."""
HASTY_STATEMENTS = 2
"""So many answers under `STATEMENT_MS`, and more than half of all, make a visit too fast: one may be a slip or a guess come true."""
VISIT_MS_PER_STATEMENT = 1_000
"""On average for each statement answered, over the whole visit: the first question, the open one and the way between them are in it too."""
VISIT_STATEMENTS = 3
"""From so many answered statements on the average says something."""

BURST_PAUSE_MS = 3_000
"""From the last touch of one visit to the first of the next. One person steps back, another comes up, and reads: that takes longer."""
BURST_VISITS = 3
"""So many visits in a row with no more than that pause, this one among them: a couple one after the other is no burst."""

DRUM_TOUCHES = 8
"""So many touches …"""
DRUM_MS = 1_000
"""… within this time. Two or three choices a second are a hurried person's; touches of a keyboard are not counted."""
MISSES = 15
"""So many touches that hit nothing, …"""
MISSES_PER_HIT = 3
"""… and so many for each that did: a trembling hand misses too, but it gets on."""

SAME_VISITS = 5
"""So many visits in a row with the same pattern, this one among them. The commonest honest one (10, and 5 for each statement) may be
every fifth visit's; that five come together by chance is then rarer than one in six hundred, and the pause below makes it rarer still."""
SAME_PAUSE_MS = 30_000
"""From visit to visit at most: after a longer pause it is somebody else, of the same mind."""
SAME_ANSWERS = 3
"""A pattern has at least so many answers: nobody is remarkable for giving the same single one."""


class Pace(Struct, frozen=True):
    """How the visit in progress has been touched so far. No answer is in it."""

    shown_at: int = 0
    """Since when the present statement is shown."""
    replies: int = 0
    """Statements answered for the first time: who comes back to one has read it."""
    hasty: int = 0
    """How many of them under `STATEMENT_MS`."""
    hits: int = 0
    misses: int = 0
    latest: tuple[int, ...] = ()
    """Times of the last touches, at most `DRUM_TOUCHES`."""
    drummed: bool = False


class Memory(Struct, frozen=True):
    """What is left of the visits before: times and counts, and the mark of the last pattern."""

    boot: str = ""
    """The life of the steady clock; from one to the next no pause is known."""
    ended_at: int | None = None
    """Steady milliseconds of the last visit's last touch; None before the first."""
    close: int = 0
    """Visits in a row that came close upon one another, the last among them."""
    same: int = 0
    """Visits in a row with the same pattern, the last among them."""
    mark: int | None = None
    """One byte made from the last pattern; None where there was none."""


def noticed(pace: Pace, before: Visit, after: Visit, event: Event, now: int, *, by_touch: bool) -> Pace:
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
    if not isinstance(event, Chose | Stirred | Sent):
        return pace
    if by_touch and not before.writing and not (isinstance(event, Stirred) and not event.missed):
        pace = _touched(pace, event, before, now)
    code = before.code
    reply = after.replies.get(code) if code is not None and code not in before.replies else None
    if reply is not None and reply.outcome == "answered":
        pace = replace(pace, replies=pace.replies + 1, hasty=pace.hasty + (now - pace.shown_at < STATEMENT_MS))
    return replace(pace, shown_at=now) if after.code != code else pace


def judged(visit: Visit, pace: Pace, memory: Memory, *, boot: str, salt: bytes) -> tuple[tuple[Flag, ...], Memory]:
    """The flags of an ended visit, and the memory for the next.

    Args:
        visit: as it ended; one that nobody was at leaves the memory alone.
        pace: its pace; a fresh one where it is not known any more (after a power cut).
        memory: of the visits before.
        boot: the life of the clock in which the visit took place; empty where it is not known.
        salt: something of this terminal alone, so that marks of two terminals cannot be compared.
    """
    if visit.began_at is None:
        return (), memory
    pause = visit.began_at - memory.ended_at if memory.ended_at is not None and boot and memory.boot == boot else None
    near = pause is not None and 0 <= pause <= BURST_PAUSE_MS
    soon = pause is not None and 0 <= pause <= SAME_PAUSE_MS
    memory = replace(memory, boot=boot, ended_at=visit.touched_at, close=memory.close + 1 if near else 1)
    mark = _mark(visit, salt)
    if mark is not None or not soon:
        same = memory.same + 1 if mark is not None and soon and mark == memory.mark else int(mark is not None)
        memory = replace(memory, mark=mark, same=same)
    signs: dict[Flag, bool] = {
        "too_fast": _too_fast(visit, pace),
        "burst": memory.close >= BURST_VISITS,
        "drumming": pace.drummed or (pace.misses >= MISSES and pace.misses >= MISSES_PER_HIT * pace.hits),
        "same_pattern": mark is not None and memory.same >= SAME_VISITS,
    }
    return tuple(flag for flag in FLAGS if signs[flag]), memory


def _touched(pace: Pace, event: Event, before: Visit, now: int) -> Pace:
    hit = isinstance(event, Sent) or (isinstance(event, Chose) and event.target in targets(before))
    latest = (*pace.latest, now)[-DRUM_TOUCHES:]
    drummed = pace.drummed or (len(latest) == DRUM_TOUCHES and now - latest[0] < DRUM_MS)
    return replace(pace, hits=pace.hits + hit, misses=pace.misses + (not hit), latest=latest, drummed=drummed)


def _too_fast(visit: Visit, pace: Pace) -> bool:
    if pace.hasty >= HASTY_STATEMENTS and 2 * pace.hasty > pace.replies:
        return True
    answered = sum(reply.outcome == "answered" for reply in visit.replies.values())
    took = visit.touched_at - (visit.began_at or 0)
    return answered >= VISIT_STATEMENTS and took < VISIT_MS_PER_STATEMENT * answered


def _mark(visit: Visit, salt: bytes) -> int | None:
    """One byte of the values in the order in which they were asked; None where there are too few to be a pattern."""
    codes = visit.drawn.codes if visit.drawn else ()
    values = [reply.value for code in codes if (reply := visit.replies.get(code)) is not None and reply.value is not None]
    if len(values) + (visit.nps is not None) < SAME_ANSWERS:
        return None
    return hashlib.blake2b(repr((visit.nps, values)).encode(), digest_size=1, key=salt[:64]).digest()[0]
