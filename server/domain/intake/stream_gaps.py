"""Gaps show (design, decision 6): which of a stream's sequences have neither come nor are on their way.

A terminal says what the next sequence will be and how many responses it still holds, unsent or refused. What is then neither
stored here nor held there is missing: it is asked for again, and stays reported for as long as it does not come.
"""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from typing import NamedTuple

MAX_REQUESTED_RANGES = 20
"""Ranges asked for at one heartbeat; the rest comes with the next."""


class SequenceRange(NamedTuple):
    """Sequences from `first` to `last`, both included."""

    first: int
    last: int

    @property
    def size(self) -> int:
        return self.last - self.first + 1


class StreamReport(NamedTuple):
    """What a terminal says of one stream."""

    next_sequence: int
    unsent: int
    refused: int


def gaps_between(present: Iterable[SequenceRange], first: int, last: int) -> list[SequenceRange]:
    """What lies between `first` and `last` and in none of the spans, which come in order and may overlap."""
    found, expected = [], first
    for span in present:
        if span.first > last:
            break
        if span.first > expected:
            found.append(SequenceRange(expected, span.first - 1))
        expected = max(expected, span.last + 1)
    if expected <= last:
        found.append(SequenceRange(expected, last))
    return found


def count_missing(gaps: Sequence[SequenceRange], report: StreamReport) -> int:
    """How many sequences nobody accounts for."""
    return max(0, sum(span.size for span in gaps) - report.unsent - report.refused)


def ranges_to_request(gaps: Sequence[SequenceRange], report: StreamReport, requested: Iterable[SequenceRange] = ()) -> list[SequenceRange]:
    """What to call back: the holes without the newest ones, which the terminal says it is about to send, and without what was asked before.

    Asking for one too many costs nothing: a terminal gives again only what it had been told is stored.
    """
    if not count_missing(gaps, report):
        return []
    wanted = _without_newest(gaps, report.unsent)
    answered = sorted(requested)
    return [part for span in wanted for part in gaps_between(answered, span.first, span.last)][:MAX_REQUESTED_RANGES]


def _without_newest(gaps: Sequence[SequenceRange], count: int) -> list[SequenceRange]:
    kept = list(gaps)
    while kept and count > 0:
        newest = kept.pop()
        if newest.size > count:
            kept.append(SequenceRange(newest.first, newest.last - count))
        count -= newest.size
    return kept
