"""Every sequence of a stream is present, held by the terminal, or missing."""

from __future__ import annotations

from itertools import pairwise

from hypothesis import given
from hypothesis import strategies as st

from server.domain.intake.stream_gaps import (
    MAX_REQUESTED_RANGES,
    SequenceRange,
    StreamReport,
    count_missing,
    gaps_between,
    ranges_to_request,
)

SEQUENCES = st.sets(st.integers(1, 60))


def to_ranges(sequences: set[int]) -> list[SequenceRange]:
    return [SequenceRange(sequence, sequence) for sequence in sorted(sequences)]


def to_sequences(of: list[SequenceRange]) -> set[int]:
    return {sequence for span in of for sequence in range(span.first, span.last + 1)}


@given(SEQUENCES, st.integers(1, 20), st.integers(20, 60))
def test_holes_are_what_is_not_present(present: set[int], first: int, last: int) -> None:
    found = gaps_between(to_ranges(present), first, last)
    assert to_sequences(found) == set(range(first, last + 1)) - present
    assert all(later.first > earlier.last + 1 for earlier, later in pairwise(found))


@given(SEQUENCES, st.integers(0, 60), st.integers(0, 60), st.integers(1, 61))
def test_present_held_and_missing_make_the_whole_stream(present: set[int], unsent: int, refused: int, following: int) -> None:
    present = {sequence for sequence in present if sequence < following}
    count = count_missing(gaps_between(to_ranges(present), 1, following - 1), StreamReport(following, unsent, refused))
    assert count == max(0, following - 1 - len(present) - unsent - refused)


@given(SEQUENCES, st.integers(0, 60), st.integers(0, 5), SEQUENCES)
def test_only_holes_are_asked_for_and_none_that_is_about_to_come(present: set[int], unsent: int, refused: int, asked: set[int]) -> None:
    gaps = gaps_between(to_ranges(present), 1, 60)
    account = StreamReport(61, unsent, refused)
    found = ranges_to_request(gaps, account, to_ranges(asked))
    newest = set(sorted(to_sequences(gaps))[len(to_sequences(gaps)) - unsent :]) if unsent else set()
    wanted = to_sequences(gaps) - newest - asked
    assert to_sequences(found) <= wanted
    if count_missing(gaps, account) and len(found) < MAX_REQUESTED_RANGES:
        assert to_sequences(found) == wanted


def test_nothing_is_asked_for_while_all_is_accounted_for() -> None:
    assert ranges_to_request([SequenceRange(3, 4)], StreamReport(10, 1, 1)) == []
