"""Finds the missing sequences of a stream (design, decision 6).

A terminal reports which sequence comes next and how many responses it still holds, unsent or refused. A sequence that is neither stored
here nor held by the terminal is missing. It is requested again and reported until it arrives.
"""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from typing import NamedTuple

MAX_REQUESTED_RANGES = 20
"""Limits how many ranges are requested at one heartbeat. Further ranges are requested at later heartbeats."""


class SequenceRange(NamedTuple):
    """Describes the sequences from `first` to `last`, both included."""

    first: int
    last: int

    @property
    def size(self) -> int:
        """Return the number of sequences in the range."""
        return self.last - self.first + 1


class StreamReport(NamedTuple):
    """Holds what a terminal reports of one stream."""

    next_sequence: int
    unsent: int
    refused: int


def gaps_between(present: Iterable[SequenceRange], first: int, last: int) -> list[SequenceRange]:
    """Return the ranges between `first` and `last`, both included, that no present range covers.

    Args:
        present: the present ranges in order. They may overlap.
        first: the first sequence to look at.
        last: the last sequence to look at.
    """
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
    """Return how many sequences are neither stored nor held by the terminal."""
    return max(0, sum(span.size for span in gaps) - report.unsent - report.refused)


def ranges_to_request(gaps: Sequence[SequenceRange], report: StreamReport, requested: Iterable[SequenceRange] = ()) -> list[SequenceRange]:
    """Return which ranges to request from the terminal.

    They are the holes without the newest ones, which the terminal reports as unsent and will send anyway, and without what was requested
    before. One request too many does no harm, because a terminal sends again only what had been acknowledged as stored.
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
