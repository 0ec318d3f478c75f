"""Which statements a visit gets: drawn evenly, offline, from the counts that a terminal keeps since its plan began.

Balance comes before chance, as in minimisation (D. R. Taves 1974, S. J. Pocock and R. Simon 1975): the least-drawn statements first, then
those that have least often stood together (a balanced incomplete block design comes out where one exists and counts allow it), then the
positions in which each has stood least (a Latin or Youden square), and chance only among equals. Chance is a lot: SHA-256 over stream,
plan, index and names, so that a draw can be made again anywhere from plan, targets, stream and counts.

Three of seven go by a Youden square (`survey.youden`): in each seven draws every statement three times, once in each position, and every
pair once. Any two of its rows share a statement, so that within the seven one statement may be two ahead of another; everywhere else
the most and the least drawn differ by one at most, at every moment.

The cost of a draw does not grow with history. A person's answers never steer it: counts alone do.
"""

from __future__ import annotations

import hashlib
from collections.abc import Iterable, Sequence
from itertools import combinations
from math import comb

from msgspec import Struct
from msgspec.structs import replace

from survey import youden
from survey.visit import Drawn, Visit
from survey.wire import DrawRef, FormPlan, Targets

MOST_CANDIDATES = 128
"""Sets of statements weighed in one draw; more are thinned by lot, which costs evenness of pairs alone."""


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


def draw(plan: FormPlan, targets: Targets, counts: Counts, *, stream: str) -> Drawn:
    """The statements of the next visit: `per_visit` core ones, the fixed always among them, then special, then own in their order.

    Args:
        plan: counts of another plan count as none.
        targets: its revision is recorded with the draw; the weights are not followed yet.
        counts: what was drawn so far.
        stream: which terminal, as a seed.

    Raises:
        ValueError: the plan names no statement at all.
    """
    counts = _of(plan, counts)
    codes = (*_core(plan, counts, f"{stream} {plan.number}"), *plan.special, *plan.own)
    if not codes:
        raise ValueError(f"plan {plan.number} names no statement")
    return Drawn(DrawRef(plan.number, targets.revision, counts.index), codes)


def after_draw(counts: Counts, plan: FormPlan, drawn: Drawn) -> Counts:
    """The counts once this draw is made."""
    counts = _of(plan, counts)
    core = [code for code in drawn.codes if code in plan.statements]
    positions = {**counts.positions, **{code: _one_more_at(counts.positions.get(code, ()), at) for at, code in enumerate(core)}}
    return replace(
        counts,
        index=counts.index + 1,
        drawn=_one_more(counts.drawn, drawn.codes),
        pairs=_one_more(counts.pairs, (_pair(one, other) for one, other in combinations(core, 2))),
        positions=positions,
    )


def after_visit(counts: Counts, plan: FormPlan, visit: Visit) -> Counts:
    """The counts once this visit has ended; unchanged where its statements came from another plan, or from none."""
    if visit.drawn is None or visit.drawn.ref.plan != plan.number:
        return counts
    counts = _of(plan, counts)
    answered = [code for code in visit.drawn.codes if code in visit.replies and visit.replies[code].outcome == "answered"]
    return replace(counts, answered=_one_more(counts.answered, answered))


def _of(plan: FormPlan, counts: Counts) -> Counts:
    return counts if counts.plan == plan.number else empty(plan.number)


def _core(plan: FormPlan, counts: Counts, seed: str) -> tuple[str, ...]:
    fixed = tuple(dict.fromkeys(code for code in plan.fixed if code in plan.statements))[: plan.per_visit]
    free = tuple(dict.fromkeys(code for code in plan.statements if code not in fixed))
    wanted = min(plan.per_visit - len(fixed), len(free))
    if not fixed and (len(free), wanted) == (youden.POINTS, youden.ROW) and (row := _row(free, counts, seed)):
        return row
    chosen = fixed + _least_drawn(fixed, free, wanted, counts, f"{seed} {counts.index}")
    return _placed(chosen, counts, f"{seed} {counts.index}")


def _row(free: tuple[str, ...], counts: Counts, seed: str) -> tuple[str, ...] | None:
    """A row of this round's square that is still to come; None where the counts fit no square, as after a loss.

    How often every pair has been drawn says which round it is: no place in a list is kept.
    """
    times = {pair: counts.pairs.get(_pair(*pair), 0) for pair in combinations(free, 2)}
    rounds = min(times.values())
    names = sorted(free, key=lambda code: _lot(seed, "round", rounds, code))
    columns = sorted(range(youden.ROW), key=lambda column: _lot(seed, "round", rounds, column))
    done = {pair for pair, count in times.items() if count > rounds}
    to_come = []
    for row in youden.square(names, columns):
        pairs = set(combinations(sorted(row, key=free.index), 2))
        if not pairs & done:
            to_come.append(row)
        elif not pairs <= done:
            return None
    return min(to_come, key=lambda row: (sorted((counts.drawn.get(code, 0) for code in row), reverse=True), _lot(seed, counts.index, *row)))


def _least_drawn(fixed: tuple[str, ...], free: tuple[str, ...], wanted: int, counts: Counts, seed: str) -> tuple[str, ...]:
    """The `wanted` least drawn; among those that tie for the last places, the set whose pairs stood together least."""
    ranked = sorted(free, key=lambda code: (counts.drawn.get(code, 0), _lot(seed, code)))
    if wanted == 0:
        return ()
    last = counts.drawn.get(ranked[wanted - 1], 0)
    sure = tuple(code for code in ranked if counts.drawn.get(code, 0) < last)
    tied = [code for code in ranked if counts.drawn.get(code, 0) == last]
    places = wanted - len(sure)
    while comb(len(tied), places) > MOST_CANDIDATES:
        tied.pop()

    def together(candidate: tuple[str, ...]) -> int:
        return sum(counts.pairs.get(_pair(*pair), 0) for pair in combinations(fixed + sure + candidate, 2))

    weighed = [(together(candidate), candidate) for candidate in combinations(tied, places)]
    least = min(cost for cost, _ in weighed)
    return sure + min((candidate for cost, candidate in weighed if cost == least), key=lambda candidate: _lot(seed, *candidate))


def _placed(chosen: tuple[str, ...], counts: Counts, seed: str) -> tuple[str, ...]:
    """The chosen in the order in which each stands where it has stood least: the assignment problem, exactly, over subsets (Held, Karp)."""
    codes = sorted(chosen, key=lambda code: _lot(seed, "position", code))
    stood = [[_at(counts.positions.get(code, ()), position) for position in range(len(codes))] for code in codes]
    best: dict[int, tuple[int, tuple[int, ...]]] = {0: (0, ())}
    for position in range(len(codes)):
        longer: dict[int, tuple[int, tuple[int, ...]]] = {}
        for placed, (cost, order) in best.items():
            for code in range(len(codes)):
                if placed & 1 << code:
                    continue
                total = cost + stood[code][position]
                known = longer.get(placed | 1 << code)
                if known is None or total < known[0]:
                    longer[placed | 1 << code] = (total, (*order, code))
        best = longer
    ((_, order),) = best.values()
    return tuple(codes[code] for code in order)


def _lot(*parts: object) -> bytes:
    return hashlib.sha256(" ".join(map(str, parts)).encode()).digest()


def _pair(one: str, other: str) -> str:
    return f"{one} {other}" if one < other else f"{other} {one}"


def _one_more(counts: dict[str, int], codes: Iterable[str]) -> dict[str, int]:
    more = dict(counts)
    for code in codes:
        more[code] = more.get(code, 0) + 1
    return more


def _at(times: Sequence[int], position: int) -> int:
    return times[position] if position < len(times) else 0


def _one_more_at(times: Sequence[int], position: int) -> tuple[int, ...]:
    longest = max(len(times), position + 1)
    return tuple(_at(times, each) + (each == position) for each in range(longest))
