"""Draws the statements of a visit, balanced by what has been answered so far.

A terminal draws offline, from the counts that it has kept since its plan began (`survey.draw_counts`). The balance follows minimisation
(D. R. Taves 1974; S. J. Pocock and R. Simon 1975). It has three steps. Each step decides only what the step before leaves undecided or
nearly so:

1. Statements with the fewest answers come first, measured against the server's targets.
2. Of the sets that are then equally good, the set wins whose pairs have been drawn least. These are the concurrences of a balanced
   incomplete block design, counted as they occur.
3. Of the orders of that set, the order wins in which each statement stands in the position where it has stood least, as in the columns of
   a Youden square.

A hash breaks the remaining ties. The result is a matrix of statements by people with planned missing values (J. W. Graham et al. 2006), in
which every statement and every pair has its share.

As long as no answer is missing, three of seven statements are drawn by a Youden square itself (`survey.youden_square`). Every seven draws
then contain each statement three times, once in each position, and each pair once.

Two bounds take precedence over the balance, so that a statement which most people cannot answer does not take every draw. They limit a
statement's share of draws (its inclusion probability). If k of n statements are drawn, the even share is k/n. The lower bound is half of
the even share. The upper bound leaves the statement out at least half as often as the even share does. After t draws, a statement has been
drawn more than lower·t − 2 and fewer than upper·t + 2 times, whatever people answer. This holds because a statement below lower·t − 1 must
be drawn, and the statement with the largest shortfall comes first. Each of the at most n − 1 others precedes it once, which takes
(n−1)/k draws at a rate of k/2n. The upper bound is the same rule applied to being left out.

A draw can be replayed from plan, stream, index and evidence (`survey.draw_replay`). Ties are broken by SHA-256 over stream, plan and
index, and nothing else is random. The cost of a draw does not grow with the number of earlier draws. Only counts influence a draw, never
what a person answered (design, decision 14).
"""

from __future__ import annotations

import hashlib
from collections.abc import Mapping
from functools import lru_cache
from itertools import combinations
from math import comb
from statistics import median

from survey import youden_square
from survey.draw_counts import DrawCounts, count_at, counts_for_plan, pair_key
from survey.draw_evidence import build_evidence
from survey.visit import DrawnStatements
from survey.wire import DrawRef, FormPlan, Targets

ANSWER_WEIGHT = 2.0
"""Sets how many draws of a pair weigh as much as one answer more than the least answered statement, within the tolerance."""
ANSWER_TOLERANCE = 1.25
"""Sets how many answers a drawn statement may be ahead of the least answered one before its answers outweigh all pairs. With this
tolerance no statement is more than three answers from another. Without a tolerance the pairs could not be evened out (the simulator shows
the trade-off)."""
EXCESS_ANSWER_WEIGHT = 1000.0
"""Sets the weight of each answer beyond the tolerance, which is more than all pairs together can weigh."""
FAR_BEHIND = 1.5
"""Sets how many answers behind the median a statement must be to be drawn regardless of its pairs. Such a statement is placed as far to
the front as possible, where the fewest people have left. The other statements are then evened out without tolerance."""
TOO_FAR_BEHIND = 3.5
"""Sets how many answers behind the median a statement may be and still be placed in front. A statement beyond this limit is one that few
people can answer, and it would otherwise always stand first."""
URGENT_POSITION_WEIGHT = 1_000_000
"""Sets the weight of each position further back for a statement that is far behind, which is more than all counts of positions."""
MAX_CANDIDATE_SETS = 512
"""Limits how many sets of statements one draw compares. If there are more, the statements furthest ahead are removed, which costs only
evenness of pairs."""


def min_draw_share(n: int, k: int) -> float:
    """Return the lower bound of a statement's share of draws if `k` of `n` statements are drawn.

    It is half of the even share k/n.
    """
    return k / (2 * n)


def max_draw_share(n: int, k: int) -> float:
    """Return the upper bound of a statement's share of draws if `k` of `n` statements are drawn.

    It leaves the statement out at least half as often as the even share k/n does.
    """
    return 1 - (n - k) / (2 * n)


def draw_statements(plan: FormPlan, targets: Targets, counts: DrawCounts, *, stream: str) -> DrawnStatements:
    """Return the statements of the next visit together with the reference to their draw.

    The core statements come first, `per_visit` of them or all if there are fewer, with the fixed ones always included. Special statements
    and then the place's own statements follow in the plan's order.

    Args:
        plan: the current plan.
        targets: what the server asks this terminal to lean towards.
        counts: what has been drawn and answered so far; counts of another plan are ignored.
        stream: the id of the terminal's stream, used as a seed.

    Raises:
        ValueError: the plan contains no statement.
    """
    counts = counts_for_plan(plan, counts)
    codes = (*_draw_core(plan, targets, counts, f"{stream} {plan.number}"), *plan.special, *plan.own)
    if not codes:
        raise ValueError(f"plan {plan.number} names no statement")
    return DrawnStatements(DrawRef(plan.number, targets.revision, counts.index, build_evidence(plan, targets, counts)), codes)


def _draw_core(plan: FormPlan, targets: Targets, counts: DrawCounts, seed: str) -> tuple[str, ...]:
    fixed = tuple(dict.fromkeys(code for code in plan.fixed if code in plan.statements))[: plan.per_visit]
    free = tuple(dict.fromkeys(code for code in plan.statements if code not in fixed))
    wanted = min(plan.per_visit - len(fixed), len(free))
    if (
        not fixed
        and (len(free), wanted) == (youden_square.NAME_COUNT, youden_square.ROW_LENGTH)
        and (row := _next_square_row(free, targets, counts, seed))
    ):
        return row
    chosen, urgent = _choose(free, wanted, targets, counts, seed)
    return _order_by_position((*fixed, *chosen), urgent, counts, f"{seed} {counts.index}")


def _next_square_row(free: tuple[str, ...], targets: Targets, counts: DrawCounts, seed: str) -> tuple[str, ...] | None:
    """Return a row of the current round's square that has not been drawn yet.

    None means that an answer is missing or that the counts fit no square. The number of times that every pair has been drawn gives the
    round, so no position in a list needs to be stored.
    """
    if any(counts.answered.get(code, 0) != counts.drawn.get(code, 0) for code in free):
        return None
    pair_counts = {pair: counts.pairs.get(pair_key(*pair), 0) for pair in combinations(free, 2)}
    round_number = min(pair_counts.values())
    names = sorted(free, key=lambda code: _hash(seed, "round", round_number, code))
    columns = sorted(range(youden_square.ROW_LENGTH), key=lambda column: _hash(seed, "round", round_number, column))
    drawn_pairs = {pair for pair, count in pair_counts.items() if count > round_number}
    remaining_rows = []
    for row in youden_square.build_square(names, columns):
        pairs = set(combinations(sorted(row, key=free.index), 2))
        if not pairs & drawn_pairs:
            remaining_rows.append(row)
        elif not pairs <= drawn_pairs:
            return None

    def priority(row: tuple[str, str, str]) -> tuple[list[int], float, bytes]:
        target_offset = sum(targets.leans.get(code, 0.0) for code in row)
        target_offset += sum(targets.pair_leans.get(pair_key(*pair), 0.0) for pair in combinations(row, 2))
        return sorted((counts.drawn.get(code, 0) for code in row), reverse=True), -target_offset, _hash(seed, counts.index, *row)

    return min(remaining_rows, key=priority)


def _choose(free: tuple[str, ...], wanted: int, targets: Targets, counts: DrawCounts, seed: str) -> tuple[tuple[str, ...], tuple[str, ...]]:
    """Return the chosen statements, `wanted` of the free ones: first the forced ones, then the best set of the others.

    The best set is the one whose answers, and then whose pairs, are furthest behind.

    Returns:
        The chosen statements, and those of them that are far behind but not too far.
    """
    tie_breaks = _hash_fractions(seed, free)
    levels = {code: counts.answered.get(code, 0) - targets.leans.get(code, 0.0) for code in free}
    forced, excluded = _forced_and_excluded(free, wanted, counts, tie_breaks)
    median_level = median(levels.values()) if levels else 0.0
    behind = sorted(
        (code for code in free if code not in excluded and levels[code] < median_level - FAR_BEHIND),
        key=lambda code: (levels[code], tie_breaks[code]),
    )
    forced += [code for code in behind if code not in forced][: wanted - len(forced)]
    some_left_out = wanted < len(free)
    urgent = tuple(code for code in behind if some_left_out and code in forced and levels[code] >= median_level - TOO_FAR_BEHIND)
    candidates = [code for code in free if code not in forced and code not in excluded]
    open_places = wanted - len(forced)
    if open_places in (0, len(candidates)):
        return (*forced, *candidates[:open_places]), urgent
    lowest_level = min(levels[code] for code in candidates)
    weights = {code: _answer_cost(levels[code] - lowest_level, 0.0 if urgent else ANSWER_TOLERANCE) for code in candidates}
    pair_weights = _pair_weights(free, wanted, targets, counts, seed)
    candidates = _limit_candidates(candidates, open_places, weights, tie_breaks)

    def cost(candidate: tuple[str, ...]) -> float:
        full_set = (*forced, *candidate)
        return sum(weights[code] for code in candidate) + sum(pair_weights[pair] for pair in combinations(sorted(full_set), 2))

    return (*forced, *min(combinations(sorted(candidates), open_places), key=cost)), urgent


def _forced_and_excluded(
    free: tuple[str, ...], wanted: int, counts: DrawCounts, tie_breaks: Mapping[str, float]
) -> tuple[list[str], set[str]]:
    """Return the statements that the bounds force, at most `wanted`, and those that they exclude, at most all others."""
    draws, n = counts.index + 1, len(free)
    shortfall = {code: min_draw_share(n, wanted) * draws - 1 - counts.drawn.get(code, 0) for code in free}
    excess = {code: counts.drawn.get(code, 0) - max_draw_share(n, wanted) * draws for code in free}
    forced = sorted((code for code in free if shortfall[code] > 0), key=lambda code: (-shortfall[code], tie_breaks[code]))
    excluded = sorted((code for code in free if excess[code] > 0), key=lambda code: (-excess[code], tie_breaks[code]))
    return forced[:wanted], set(excluded[: n - wanted])


def _answer_cost(answers: float, tolerance: float) -> float:
    """Return the cost of drawing a statement that is this many answers ahead of the least answered one."""
    return ANSWER_WEIGHT * answers + EXCESS_ANSWER_WEIGHT * max(0.0, answers - tolerance)


def _pair_weights(free: tuple[str, ...], wanted: int, targets: Targets, counts: DrawCounts, seed: str) -> dict[tuple[str, str], float]:
    """Return for each pair how many draws it is ahead of its share so far.

    Each pair starts from an offset of its own between 0 and 1. The offsets keep a region even from its first day, and they spread a share
    that is a fraction of one draw over many terminals.
    """
    expected = (counts.index + 1) * wanted * (wanted - 1) / (len(free) * (len(free) - 1))
    offsets = _pair_offsets(seed, free)
    weights = {}
    for pair, offset in offsets.items():
        key = pair_key(*pair)
        due = expected * targets.pair_shares.get(key, 1.0) + targets.pair_leans.get(key, 0.0)
        weights[pair] = counts.pairs.get(key, 0) + offset - due
    return weights


def _limit_candidates(candidates: list[str], places: int, weights: Mapping[str, float], tie_breaks: Mapping[str, float]) -> list[str]:
    """Return so few statements that all their sets can be compared: those least ahead, with ties broken by hash."""
    limited = sorted(candidates, key=lambda code: (weights[code], tie_breaks[code]))
    while comb(len(limited), places) > MAX_CANDIDATE_SETS:
        limited.pop()
    return limited


def _order_by_position(chosen: tuple[str, ...], urgent: tuple[str, ...], counts: DrawCounts, seed: str) -> tuple[str, ...]:
    """Return the statements in the order in which each stands where it has stood least, the urgent ones first.

    This is the assignment problem, solved exactly by dynamic programming over subsets (Held and Karp).
    """
    codes = sorted(chosen, key=lambda code: _hash(seed, "position", code))
    costs = [
        [
            count_at(counts.positions.get(code, ()), position) + (URGENT_POSITION_WEIGHT * position if code in urgent else 0)
            for position in range(len(codes))
        ]
        for code in codes
    ]
    best: dict[int, tuple[int, tuple[int, ...]]] = {0: (0, ())}
    for position in range(len(codes)):
        extended: dict[int, tuple[int, tuple[int, ...]]] = {}
        for placed, (cost, order) in best.items():
            for code in range(len(codes)):
                if placed & 1 << code:
                    continue
                total = cost + costs[code][position]
                known = extended.get(placed | 1 << code)
                if known is None or total < known[0]:
                    extended[placed | 1 << code] = (total, (*order, code))
        best = extended
    ((_, order),) = best.values()
    return tuple(codes[code] for code in order)


# ── hashes ────────────────────────────────────────────────────────────────────────────────────────


def _hash(*parts: object) -> bytes:
    return hashlib.sha256(" ".join(map(str, parts)).encode()).digest()


def _hash_fraction(*parts: object) -> float:
    """Return the hash of the parts as a number from 0 up to, but not including, 1."""
    return int.from_bytes(_hash(*parts)[:6], "big") / 2**48


@lru_cache(maxsize=1024)
def _hash_fractions(seed: str, codes: tuple[str, ...]) -> dict[str, float]:
    return {code: _hash_fraction(seed, code) for code in codes}


@lru_cache(maxsize=1024)
def _pair_offsets(seed: str, codes: tuple[str, ...]) -> dict[tuple[str, str], float]:
    """Return the starting offset of each pair, in the order of `combinations` over the sorted codes."""
    return {pair: _hash_fraction(seed, *pair) for pair in combinations(sorted(codes), 2)}
