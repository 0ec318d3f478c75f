"""What a terminal remembers of its draws under one plan: how often it drew and had answered what. Counts only, never anybody's answers."""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from functools import lru_cache
from itertools import combinations

from msgspec import Struct
from msgspec.structs import replace

from survey.visit import DrawnStatements, Visit
from survey.wire import FormPlan


class DrawCounts(Struct, frozen=True):
    """What a terminal remembers of its draws under one plan. A new plan begins new counts."""

    plan: int
    index: int = 0
    """Draws so far, which is also the index of the next."""
    drawn: dict[str, int] = {}
    """By code: in how many draws."""
    answered: dict[str, int] = {}
    """By code: how many answers with a value."""
    pairs: dict[str, int] = {}
    """By two core codes, sorted, with a space between: in how many draws both."""
    positions: dict[str, tuple[int, ...]] = {}
    """By core code: how often in the first, second, … position."""


def empty_counts(plan_number: int) -> DrawCounts:
    """The counts with which a plan begins."""
    return DrawCounts(plan_number)


def counts_for_plan(plan: FormPlan, counts: DrawCounts) -> DrawCounts:
    return counts if counts.plan == plan.number else empty_counts(plan.number)


def counts_after_draw(counts: DrawCounts, plan: FormPlan, drawn: DrawnStatements) -> DrawCounts:
    """The counts once this draw is made."""
    counts = counts_for_plan(plan, counts)
    core = [code for code in drawn.codes if code in plan.statements]
    positions = {**counts.positions, **{code: _one_more_at(counts.positions.get(code, ()), at) for at, code in enumerate(core)}}
    return replace(
        counts,
        index=counts.index + 1,
        drawn=_one_more(counts.drawn, drawn.codes),
        pairs=_one_more(counts.pairs, (pair_key(one, other) for one, other in combinations(core, 2))),
        positions=positions,
    )


def counts_after_visit(counts: DrawCounts, plan: FormPlan, visit: Visit) -> DrawCounts:
    """The counts once this visit has ended; unchanged where its statements came from another plan, or from none."""
    if visit.drawn is None or visit.drawn.ref.plan != plan.number:
        return counts
    answered = [code for code in visit.drawn.codes if code in visit.replies and visit.replies[code].outcome == "answered"]
    return counts_after_answers(counts, plan, answered)


def counts_after_answers(counts: DrawCounts, plan: FormPlan, answered: Iterable[str]) -> DrawCounts:
    """The counts once these statements were answered with a value."""
    counts = counts_for_plan(plan, counts)
    return replace(counts, answered=_one_more(counts.answered, answered))


def pair_key(first: str, second: str) -> str:
    return f"{first} {second}" if first < second else f"{second} {first}"


@lru_cache(maxsize=256)
def pair_keys(codes: tuple[str, ...]) -> tuple[str, ...]:
    return tuple(pair_key(*two) for two in combinations(codes, 2))


def count_at(counts: Sequence[int], position: int) -> int:
    return counts[position] if position < len(counts) else 0


def _one_more(counts: dict[str, int], codes: Iterable[str]) -> dict[str, int]:
    more = dict(counts)
    for code in codes:
        more[code] = more.get(code, 0) + 1
    return more


def _one_more_at(times: Sequence[int], position: int) -> tuple[int, ...]:
    longest = max(len(times), position + 1)
    return tuple(count_at(times, each) + (each == position) for each in range(longest))
