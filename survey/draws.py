"""Which statements a visit gets: evened out by what was answered, offline, from the counts that a terminal keeps since its plan began.

The balance is that of minimisation (D. R. Taves 1974; S. J. Pocock and R. Simon 1975), in three steps, each of which decides only what
the one before leaves open or nearly open: statements answered least come first, measured against the targets; of the sets that are
then as good, the one whose pairs were drawn least (the concurrences of a balanced incomplete block design, counted as they come); of its
orders the one in which each statement stands where it has stood least (the columns of a Youden square). What is still equal is decided
by lot. A matrix of statements by people with planned missing values (J. W. Graham et al. 2006) comes out, of which every statement and
every pair has its share.

Three of seven where no answer ever went missing go by a Youden square itself (`survey.youden_square`): in each seven draws every statement
three times, once in each position, and every pair once.

Two rules stand above the balance, so that a statement which most people cannot answer does not take every draw: the **cap** and the
**floor** of a statement's share of draws (its inclusion probability). For k of n drawn the even share is k/n; the floor is half of it,
the cap leaves out at least half as often as is even. After t draws a statement has been in more than floor·t − 2 and in fewer than
cap·t + 2 of them, whatever is answered: forced are those below floor·t − 1, the most wanting first, and each of the at most n − 1
others comes before it once, which takes (n − 1)/k draws at a rate of k/2n; the cap is the floor of being left out.

A draw can be made again from plan, stream, index and its ground (`survey.draw_replay`): lots are SHA-256 over stream, plan and index,
and nothing else is left to chance. The cost of a draw does not grow with history. What a person answered never steers it: counts alone do.
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
"""What one answer more than the least answered weighs against one draw more of a pair, within the tolerance."""
ANSWER_TOLERANCE = 1.25
"""Answers that a drawn statement may be ahead of the least answered before its answers outweigh all pairs: with it no statement is
more than three answers from another, and without it pairs could not be evened out (the simulator shows the trade-off)."""
EXCESS_ANSWER_WEIGHT = 1000.0
"""What each further answer weighs: more than all pairs together ever do."""
FAR_BEHIND = 1.5
"""More answers than this behind the middle one a statement is drawn whatever its pairs, and stands as far in front as it can, where
fewest people have left; the others are evened out among themselves, without any tolerance."""
TOO_FAR_BEHIND = 3.5
"""Answers behind the middle one from which standing in front helps no more: a statement that few can answer, which else would always
stand first."""
URGENT_POSITION_WEIGHT = 1_000_000
"""What each position further back weighs for a statement that is far behind: more than all counts of positions."""
MAX_CANDIDATE_SETS = 512
"""Sets of statements weighed in one draw; more are thinned by lot, which costs evenness of pairs alone."""


def min_draw_share(n: int, k: int) -> float:
    """The least share of draws of a statement where `k` of `n` are drawn: half of the even share."""
    return k / (2 * n)


def max_draw_share(n: int, k: int) -> float:
    """The greatest share of draws of a statement where `k` of `n` are drawn: it is left out at least half as often as is even."""
    return 1 - (n - k) / (2 * n)


def draw_statements(plan: FormPlan, targets: Targets, counts: DrawCounts, *, stream: str) -> DrawnStatements:
    """The statements of the next visit: `per_visit` core ones, the fixed always among them, then special, then own in their order.

    Args:
        plan: counts of another plan count as none.
        targets: what the server asks this terminal to lean towards.
        counts: what was drawn and answered so far.
        stream: which terminal, as a seed.

    Raises:
        ValueError: the plan names no statement at all.
    """
    counts = counts_for_plan(plan, counts)
    codes = (*_core(plan, targets, counts, f"{stream} {plan.number}"), *plan.special, *plan.own)
    if not codes:
        raise ValueError(f"plan {plan.number} names no statement")
    return DrawnStatements(DrawRef(plan.number, targets.revision, counts.index, build_evidence(plan, targets, counts)), codes)


def _core(plan: FormPlan, targets: Targets, counts: DrawCounts, seed: str) -> tuple[str, ...]:
    fixed = tuple(dict.fromkeys(code for code in plan.fixed if code in plan.statements))[: plan.per_visit]
    free = tuple(dict.fromkeys(code for code in plan.statements if code not in fixed))
    wanted = min(plan.per_visit - len(fixed), len(free))
    if (
        not fixed
        and (len(free), wanted) == (youden_square.NAME_COUNT, youden_square.ROW_LENGTH)
        and (row := _row(free, targets, counts, seed))
    ):
        return row
    chosen, urgent = _chosen(free, wanted, targets, counts, seed)
    return _placed((*fixed, *chosen), urgent, counts, f"{seed} {counts.index}")


def _row(free: tuple[str, ...], targets: Targets, counts: DrawCounts, seed: str) -> tuple[str, ...] | None:
    """A row of this round's square that is still to come; None where an answer went missing, or the counts fit no square.

    How often every pair has been drawn says which round it is: no place in a list is kept.
    """
    if any(counts.answered.get(code, 0) != counts.drawn.get(code, 0) for code in free):
        return None
    times = {two: counts.pairs.get(pair_key(*two), 0) for two in combinations(free, 2)}
    rounds = min(times.values())
    names = sorted(free, key=lambda code: _lot(seed, "round", rounds, code))
    columns = sorted(range(youden_square.ROW_LENGTH), key=lambda column: _lot(seed, "round", rounds, column))
    done = {two for two, count in times.items() if count > rounds}
    to_come = []
    for row in youden_square.build_square(names, columns):
        pairs = set(combinations(sorted(row, key=free.index), 2))
        if not pairs & done:
            to_come.append(row)
        elif not pairs <= done:
            return None

    def first(row: tuple[str, str, str]) -> tuple[list[int], float, bytes]:
        leaning = sum(targets.leans.get(code, 0.0) for code in row)
        leaning += sum(targets.pair_leans.get(pair_key(*two), 0.0) for two in combinations(row, 2))
        return sorted((counts.drawn.get(code, 0) for code in row), reverse=True), -leaning, _lot(seed, counts.index, *row)

    return min(to_come, key=first)


def _chosen(free: tuple[str, ...], wanted: int, targets: Targets, counts: DrawCounts, seed: str) -> tuple[tuple[str, ...], tuple[str, ...]]:
    """The `wanted` of the free statements: those that must be, then the set whose answers, and then whose pairs, are most behind.

    Returns:
        The chosen, and those of them that are far behind but not past help.
    """
    lots = _shares(seed, free)
    levels = {code: counts.answered.get(code, 0) - targets.leans.get(code, 0.0) for code in free}
    sure, never = _bound(free, wanted, counts, lots)
    middle = median(levels.values()) if levels else 0.0
    behind = sorted(
        (code for code in free if code not in never and levels[code] < middle - FAR_BEHIND), key=lambda code: (levels[code], lots[code])
    )
    sure += [code for code in behind if code not in sure][: wanted - len(sure)]
    choice = wanted < len(free)
    urgent = tuple(code for code in behind if choice and code in sure and levels[code] >= middle - TOO_FAR_BEHIND)
    rest = [code for code in free if code not in sure and code not in never]
    places = wanted - len(sure)
    if places in (0, len(rest)):
        return (*sure, *rest[:places]), urgent
    least = min(levels[code] for code in rest)
    weights = {code: _ahead(levels[code] - least, 0.0 if urgent else ANSWER_TOLERANCE) for code in rest}
    together = _pair_weights(free, wanted, targets, counts, seed)
    rest = _few(rest, places, weights, lots)

    def cost(candidate: tuple[str, ...]) -> float:
        whole = (*sure, *candidate)
        return sum(weights[code] for code in candidate) + sum(together[pair] for pair in combinations(sorted(whole), 2))

    return (*sure, *min(combinations(sorted(rest), places), key=cost)), urgent


def _bound(free: tuple[str, ...], wanted: int, counts: DrawCounts, lots: Mapping[str, float]) -> tuple[list[str], set[str]]:
    """What floor and cap decide: those that must be drawn, at most `wanted`, and those that must not, at most all others."""
    draws, n = counts.index + 1, len(free)
    lacking = {code: min_draw_share(n, wanted) * draws - 1 - counts.drawn.get(code, 0) for code in free}
    beyond = {code: counts.drawn.get(code, 0) - max_draw_share(n, wanted) * draws for code in free}
    must = sorted((code for code in free if lacking[code] > 0), key=lambda code: (-lacking[code], lots[code]))
    never = sorted((code for code in free if beyond[code] > 0), key=lambda code: (-beyond[code], lots[code]))
    return must[:wanted], set(never[: n - wanted])


def _ahead(answers: float, tolerance: float) -> float:
    """What it weighs to draw a statement that is so many answers ahead of the least answered."""
    return ANSWER_WEIGHT * answers + EXCESS_ANSWER_WEIGHT * max(0.0, answers - tolerance)


def _pair_weights(free: tuple[str, ...], wanted: int, targets: Targets, counts: DrawCounts, seed: str) -> dict[tuple[str, str], float]:
    """By pair: draws beyond its share so far. Each begins at a place of its own between 0 and 1, so that a region is even from its first
    day, and a share that is a part of one draw is kept to over many terminals."""
    even = (counts.index + 1) * wanted * (wanted - 1) / (len(free) * (len(free) - 1))
    starts = _starts(seed, free)
    found = {}
    for two, start in starts.items():
        name = pair_key(*two)
        due = even * targets.pair_shares.get(name, 1.0) + targets.pair_leans.get(name, 0.0)
        found[two] = counts.pairs.get(name, 0) + start - due
    return found


def _few(rest: list[str], places: int, weights: Mapping[str, float], lots: Mapping[str, float]) -> list[str]:
    """So few statements that their sets can all be weighed: those least ahead, of equals some by lot."""
    few = sorted(rest, key=lambda code: (weights[code], lots[code]))
    while comb(len(few), places) > MAX_CANDIDATE_SETS:
        few.pop()
    return few


def _placed(chosen: tuple[str, ...], urgent: tuple[str, ...], counts: DrawCounts, seed: str) -> tuple[str, ...]:
    """The chosen in the order in which each stands where it has stood least, the urgent first: the assignment problem, exactly, over
    subsets (Held, Karp)."""
    codes = sorted(chosen, key=lambda code: _lot(seed, "position", code))
    stood = [
        [
            count_at(counts.positions.get(code, ()), position) + (URGENT_POSITION_WEIGHT * position if code in urgent else 0)
            for position in range(len(codes))
        ]
        for code in codes
    ]
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


# ── lots ──────────────────────────────────────────────────────────────────────────────────────────


def _lot(*parts: object) -> bytes:
    return hashlib.sha256(" ".join(map(str, parts)).encode()).digest()


def _share(*parts: object) -> float:
    """A lot as a number from 0 up to 1."""
    return int.from_bytes(_lot(*parts)[:6], "big") / 2**48


@lru_cache(maxsize=1024)
def _shares(seed: str, codes: tuple[str, ...]) -> dict[str, float]:
    return {code: _share(seed, code) for code in codes}


@lru_cache(maxsize=1024)
def _starts(seed: str, codes: tuple[str, ...]) -> dict[tuple[str, str], float]:
    """By pair, in the order of `combinations` over the sorted codes: where its count begins."""
    return {two: _share(seed, *two) for two in combinations(sorted(codes), 2)}
