"""What a terminal remembers of its draws under one plan: how often it drew and had answered what. Counts only, never anybody's answers."""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from functools import lru_cache
from itertools import combinations

from msgspec import Struct
from msgspec.structs import replace

from survey.visit import Drawn, Visit
from survey.wire import FormPlan


class Counts(Struct, frozen=True):
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


def empty(plan_number: int) -> Counts:
    """The counts with which a plan begins."""
    return Counts(plan_number)


def of_plan(plan: FormPlan, counts: Counts) -> Counts:
    return counts if counts.plan == plan.number else empty(plan.number)


def after_draw(counts: Counts, plan: FormPlan, drawn: Drawn) -> Counts:
    """The counts once this draw is made."""
    counts = of_plan(plan, counts)
    core = [code for code in drawn.codes if code in plan.statements]
    positions = {**counts.positions, **{code: _one_more_at(counts.positions.get(code, ()), at) for at, code in enumerate(core)}}
    return replace(
        counts,
        index=counts.index + 1,
        drawn=_one_more(counts.drawn, drawn.codes),
        pairs=_one_more(counts.pairs, (pair(one, other) for one, other in combinations(core, 2))),
        positions=positions,
    )


def after_visit(counts: Counts, plan: FormPlan, visit: Visit) -> Counts:
    """The counts once this visit has ended; unchanged where its statements came from another plan, or from none."""
    if visit.drawn is None or visit.drawn.ref.plan != plan.number:
        return counts
    answered = [code for code in visit.drawn.codes if code in visit.replies and visit.replies[code].outcome == "answered"]
    return after_answers(counts, plan, answered)


def after_answers(counts: Counts, plan: FormPlan, answered: Iterable[str]) -> Counts:
    """The counts once these statements were answered with a value."""
    counts = of_plan(plan, counts)
    return replace(counts, answered=_one_more(counts.answered, answered))


def pair(one: str, other: str) -> str:
    return f"{one} {other}" if one < other else f"{other} {one}"


@lru_cache(maxsize=256)
def pairs(codes: tuple[str, ...]) -> tuple[str, ...]:
    return tuple(pair(*two) for two in combinations(codes, 2))


def at(times: Sequence[int], position: int) -> int:
    return times[position] if position < len(times) else 0


def _one_more(counts: dict[str, int], codes: Iterable[str]) -> dict[str, int]:
    more = dict(counts)
    for code in codes:
        more[code] = more.get(code, 0) + 1
    return more


def _one_more_at(times: Sequence[int], position: int) -> tuple[int, ...]:
    longest = max(len(times), position + 1)
    return tuple(at(times, each) + (each == position) for each in range(longest))
