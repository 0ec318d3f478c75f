"""Counts the draws of a terminal under one plan: how often each statement was drawn and answered.

Only counts are kept, never what a person answered (design, decision 14).
"""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from functools import lru_cache
from itertools import combinations

from msgspec import Struct
from msgspec.structs import replace

from survey.visit import DrawnStatements, Visit
from survey.wire import FormPlan


class DrawCounts(Struct, frozen=True):
    """Holds the counts of one terminal under one plan. A new plan starts with new counts."""

    plan: int
    """Holds the number of the plan."""
    index: int = 0
    """Counts the draws so far. It is also the index of the next draw."""
    drawn: dict[str, int] = {}
    """Maps the code of a statement to the number of draws that contained it."""
    answered: dict[str, int] = {}
    """Maps the code of a statement to the number of its answers with a value."""
    pairs: dict[str, int] = {}
    """Maps a pair of core statements (see `pair_key`) to the number of draws that contained both."""
    positions: dict[str, tuple[int, ...]] = {}
    """Maps the code of a core statement to the number of draws in which it stood first, second and so on."""


def empty_counts(plan_number: int) -> DrawCounts:
    """Return counts of zero, with which a new plan starts."""
    return DrawCounts(plan_number)


def counts_for_plan(plan: FormPlan, counts: DrawCounts) -> DrawCounts:
    """Return the counts if they belong to the plan, otherwise empty counts for the plan."""
    return counts if counts.plan == plan.number else empty_counts(plan.number)


def counts_after_draw(counts: DrawCounts, plan: FormPlan, drawn: DrawnStatements) -> DrawCounts:
    """Return the counts with one draw added.

    Counts of another plan are replaced by empty ones first. Pairs and positions are counted for core statements only.
    """
    counts = counts_for_plan(plan, counts)
    core = [code for code in drawn.codes if code in plan.statements]
    positions = {**counts.positions, **{code: _add_one_at(counts.positions.get(code, ()), position) for position, code in enumerate(core)}}
    return replace(
        counts,
        index=counts.index + 1,
        drawn=_add_one(counts.drawn, drawn.codes),
        pairs=_add_one(counts.pairs, (pair_key(first, second) for first, second in combinations(core, 2))),
        positions=positions,
    )


def counts_after_visit(counts: DrawCounts, plan: FormPlan, visit: Visit) -> DrawCounts:
    """Return the counts with the answers of an ended visit added.

    The counts are returned unchanged if the statements of the visit came from another plan or were never drawn.
    """
    if visit.drawn is None or visit.drawn.ref.plan != plan.number:
        return counts
    answered = [code for code in visit.drawn.codes if code in visit.replies and visit.replies[code].outcome == "answered"]
    return counts_after_answers(counts, plan, answered)


def counts_after_answers(counts: DrawCounts, plan: FormPlan, answered: Iterable[str]) -> DrawCounts:
    """Return the counts with one answer added for each given statement.

    Args:
        counts: the counts so far; counts of another plan are replaced by empty ones first.
        plan: the current plan.
        answered: codes of the statements that were answered with a value.
    """
    counts = counts_for_plan(plan, counts)
    return replace(counts, answered=_add_one(counts.answered, answered))


def pair_key(first: str, second: str) -> str:
    """Return the key of a pair of statements: both codes in alphabetical order with a space between them."""
    return f"{first} {second}" if first < second else f"{second} {first}"


@lru_cache(maxsize=256)
def pair_keys(codes: tuple[str, ...]) -> tuple[str, ...]:
    """Return the keys of all pairs of the codes, in the order of `itertools.combinations`."""
    return tuple(pair_key(*pair) for pair in combinations(codes, 2))


def count_at(counts: Sequence[int], position: int) -> int:
    """Return the count at a position from 0, or 0 if the counts do not reach that far."""
    return counts[position] if position < len(counts) else 0


def _add_one(counts: dict[str, int], codes: Iterable[str]) -> dict[str, int]:
    incremented = dict(counts)
    for code in codes:
        incremented[code] = incremented.get(code, 0) + 1
    return incremented


def _add_one_at(counts: Sequence[int], position: int) -> tuple[int, ...]:
    length = max(len(counts), position + 1)
    return tuple(count_at(counts, index) + (index == position) for index in range(length))
