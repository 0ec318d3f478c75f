"""Which statements a visit gets: evened out by what was answered, offline, from the counts that a terminal keeps since its plan began.

The balance is that of minimisation (D. R. Taves 1974; S. J. Pocock and R. Simon 1975), in three steps, each of which decides only what
the one before leaves open or nearly open: statements answered least come first, measured against the targets; of the sets that are
then as good, the one whose pairs were drawn least (the concurrences of a balanced incomplete block design, counted as they come); of its
orders the one in which each statement stands where it has stood least (the columns of a Youden square). What is still equal is decided
by lot. A matrix of statements by people with planned missing values (J. W. Graham et al. 2006) comes out, of which every statement and
every pair has its share.

Three of seven where no answer ever went missing go by a Youden square itself (`survey.youden`): in each seven draws every statement
three times, once in each position, and every pair once.

Two rules stand above the balance, so that a statement which most people cannot answer does not take every draw: the **cap** and the
**floor** of a statement's share of draws (its inclusion probability). For k of n drawn the even share is k/n; the floor is half of it,
the cap leaves out at least half as often as is even. After t draws a statement has been in more than floor·t − 2 and in fewer than
cap·t + 2 of them, whatever is answered: forced are those below floor·t − 1, the most wanting first, and each of the at most n − 1
others comes before it once, which takes (n − 1)/k draws at a rate of k/2n; the cap is the floor of being left out.

A draw can be made again from plan, stream, index and its ground (`replay`): lots are SHA-256 over stream, plan and index, and nothing
else is left to chance. The cost of a draw does not grow with history. What a person answered never steers it: counts alone do.
"""

from __future__ import annotations

import hashlib
from collections.abc import Iterable, Mapping, Sequence
from functools import lru_cache
from itertools import combinations
from math import comb
from statistics import median
from typing import TypeVar

from msgspec import Struct
from msgspec.structs import replace

from survey import youden
from survey.visit import Drawn, Visit
from survey.wire import DrawRef, FormPlan, Ground, Response, Targets

T = TypeVar("T")
N = TypeVar("N", int, float)

AHEAD = 2.0
"""What one answer more than the least answered weighs against one draw more of a pair, within the tolerance."""
TOLERANCE = 1.25
"""Answers that a drawn statement may be ahead of the least answered before its answers outweigh all pairs: with it no statement is
more than three answers from another, and without it pairs could not be evened out (the simulator shows the trade-off)."""
BEYOND = 1000.0
"""What each further answer weighs: more than all pairs together ever do."""
FAR_BEHIND = 1.5
"""More answers than this behind the middle one a statement is drawn whatever its pairs, and stands as far in front as it can, where
fewest people have left; the others are evened out among themselves, without any tolerance."""
URGENT = 1_000_000
"""What each position further back weighs for a statement that is far behind: more than all counts of positions."""
MOST_CANDIDATES = 512
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


class Unreplayable(ValueError):
    """A draw that cannot be made again: it does not tell what it stood on, or tells it of another number of statements."""


def empty(plan_number: int) -> Counts:
    """The counts with which a plan begins."""
    return Counts(plan_number)


def floor(n: int, k: int) -> float:
    """The least share of draws of a statement where `k` of `n` are drawn: half of the even share."""
    return k / (2 * n)


def cap(n: int, k: int) -> float:
    """The greatest share of draws of a statement where `k` of `n` are drawn: it is left out at least half as often as is even."""
    return 1 - (n - k) / (2 * n)


def draw(plan: FormPlan, targets: Targets, counts: Counts, *, stream: str) -> Drawn:
    """The statements of the next visit: `per_visit` core ones, the fixed always among them, then special, then own in their order.

    Args:
        plan: counts of another plan count as none.
        targets: what the server asks this terminal to lean towards.
        counts: what was drawn and answered so far.
        stream: which terminal, as a seed.

    Raises:
        ValueError: the plan names no statement at all.
    """
    counts = _of(plan, counts)
    codes = (*_core(plan, targets, counts, f"{stream} {plan.number}"), *plan.special, *plan.own)
    if not codes:
        raise ValueError(f"plan {plan.number} names no statement")
    return Drawn(DrawRef(plan.number, targets.revision, counts.index, _ground(plan, targets, counts)), codes)


def replay(plan: FormPlan, ref: DrawRef, *, stream: str) -> Drawn:
    """The draw once more, from what travelled with the response.

    Raises:
        Unreplayable: see there.
        ValueError: the plan is another one.
    """
    if ref.plan != plan.number:
        raise ValueError(f"a draw of plan {ref.plan} cannot be made again from plan {plan.number}")
    return draw(plan, _targets_of(plan, ref), _counts_of(plan, ref), stream=stream)


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
    answered = [code for code in visit.drawn.codes if code in visit.replies and visit.replies[code].outcome == "answered"]
    return after_answers(counts, plan, answered)


def after_answers(counts: Counts, plan: FormPlan, answered: Iterable[str]) -> Counts:
    """The counts once these statements were answered with a value."""
    counts = _of(plan, counts)
    return replace(counts, answered=_one_more(counts.answered, answered))


def counts_after(plan: FormPlan, response: Response) -> Counts:
    """What the terminal counted once it had this response: where its next draw of the plan begins.

    Raises:
        Unreplayable: see there.
        ValueError: the response has no draw of this plan.
    """
    if response.draw is None or response.draw.plan != plan.number:
        raise ValueError(f"the response has no draw of plan {plan.number}")
    in_order = sorted(response.statements, key=lambda answer: answer.position)
    drawn = Drawn(response.draw, tuple(answer.code for answer in in_order))
    counts = after_draw(_counts_of(plan, response.draw), plan, drawn)
    return after_answers(counts, plan, [answer.code for answer in in_order if answer.outcome == "answered"])


# ── what a draw stood on ──────────────────────────────────────────────────────────────────────────


def _ground(plan: FormPlan, targets: Targets, counts: Counts) -> Ground:
    codes, pairs = plan.statements, _pairs(plan.statements)
    return Ground(
        drawn=_unless_nought(counts.drawn.get(code, 0) for code in codes),
        answered=_unless_nought(counts.answered.get(code, 0) for code in codes),
        pairs=_unless_nought(counts.pairs.get(pair, 0) for pair in pairs),
        positions=tuple(counts.positions.get(code, ()) for code in codes) if counts.positions else (),
        leans=_unless_nought(targets.leans.get(code, 0.0) for code in codes),
        pair_leans=_unless_nought(targets.pair_leans.get(pair, 0.0) for pair in pairs),
        pair_shares=tuple(targets.pair_shares.get(pair, 1.0) for pair in pairs) if targets.pair_shares else (),
    )


def _counts_of(plan: FormPlan, ref: DrawRef) -> Counts:
    ground = _told(plan, ref)
    codes, pairs = plan.statements, _pairs(plan.statements)
    return Counts(
        plan.number,
        ref.index,
        drawn=_by_name(codes, ground.drawn),
        answered=_by_name(codes, ground.answered),
        pairs=_by_name(pairs, ground.pairs),
        positions=_by_name(codes, ground.positions),
    )


def _targets_of(plan: FormPlan, ref: DrawRef) -> Targets:
    ground = _told(plan, ref)
    codes, pairs = plan.statements, _pairs(plan.statements)
    leans, pair_leans = _by_name(codes, ground.leans), _by_name(pairs, ground.pair_leans)
    return Targets(ref.targets, leans, pair_leans, _by_name(pairs, ground.pair_shares))


def _told(plan: FormPlan, ref: DrawRef) -> Ground:
    """The ground of a draw, once its tuples are as long as the plan makes them."""
    ground, codes, pairs = ref.ground, len(plan.statements), comb(len(plan.statements), 2)
    if ground is None:
        raise Unreplayable("the draw does not tell what it stood on: an older version of the terminal made it")
    by_code = (ground.drawn, ground.answered, ground.positions, ground.leans)
    by_pair = (ground.pairs, ground.pair_leans, ground.pair_shares)
    if any(len(each) not in (0, codes) for each in by_code) or any(len(each) not in (0, pairs) for each in by_pair):
        raise Unreplayable(f"what the draw stood on is not of the {codes} statements of plan {plan.number}")
    return ground


def _by_name(names: Sequence[str], values: Sequence[T]) -> dict[str, T]:
    return dict(zip(names, values, strict=True)) if values else {}


def _unless_nought(values: Iterable[N]) -> tuple[N, ...]:
    found = tuple(values)
    return found if any(found) else ()


# ── the draw ──────────────────────────────────────────────────────────────────────────────────────


def _of(plan: FormPlan, counts: Counts) -> Counts:
    return counts if counts.plan == plan.number else empty(plan.number)


def _core(plan: FormPlan, targets: Targets, counts: Counts, seed: str) -> tuple[str, ...]:
    fixed = tuple(dict.fromkeys(code for code in plan.fixed if code in plan.statements))[: plan.per_visit]
    free = tuple(dict.fromkeys(code for code in plan.statements if code not in fixed))
    wanted = min(plan.per_visit - len(fixed), len(free))
    if not fixed and (len(free), wanted) == (youden.POINTS, youden.ROW) and (row := _row(free, targets, counts, seed)):
        return row
    chosen, urgent = _chosen(free, wanted, targets, counts, seed)
    return _placed((*fixed, *chosen), urgent, counts, f"{seed} {counts.index}")


def _row(free: tuple[str, ...], targets: Targets, counts: Counts, seed: str) -> tuple[str, ...] | None:
    """A row of this round's square that is still to come; None where an answer went missing, or the counts fit no square.

    How often every pair has been drawn says which round it is: no place in a list is kept.
    """
    if any(counts.answered.get(code, 0) != counts.drawn.get(code, 0) for code in free):
        return None
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

    def first(row: tuple[str, str, str]) -> tuple[list[int], float, bytes]:
        leaning = sum(targets.leans.get(code, 0.0) for code in row)
        leaning += sum(targets.pair_leans.get(_pair(*two), 0.0) for two in combinations(row, 2))
        return sorted((counts.drawn.get(code, 0) for code in row), reverse=True), -leaning, _lot(seed, counts.index, *row)

    return min(to_come, key=first)


def _chosen(free: tuple[str, ...], wanted: int, targets: Targets, counts: Counts, seed: str) -> tuple[tuple[str, ...], tuple[str, ...]]:
    """The `wanted` of the free statements: those that must be, then the set whose answers, and then whose pairs, are most behind.

    Returns:
        The chosen, and those of them that are far behind.
    """
    lots = _shares(seed, free)
    levels = {code: counts.answered.get(code, 0) - targets.leans.get(code, 0.0) for code in free}
    sure, never = _bound(free, wanted, counts, lots)
    middle = median(levels.values()) if levels else 0.0
    behind = sorted(
        (code for code in free if code not in never and levels[code] < middle - FAR_BEHIND), key=lambda code: (levels[code], lots[code])
    )
    sure += [code for code in behind if code not in sure][: wanted - len(sure)]
    urgent = tuple(code for code in behind if code in sure)
    rest = [code for code in free if code not in sure and code not in never]
    places = wanted - len(sure)
    if places in (0, len(rest)):
        return (*sure, *rest[:places]), urgent
    least = min(levels[code] for code in rest)
    weights = {code: _ahead(levels[code] - least, 0.0 if urgent else TOLERANCE) for code in rest}
    together = _pair_weights(free, wanted, targets, counts, seed)
    rest = _few(rest, places, weights, lots)

    def cost(candidate: tuple[str, ...]) -> float:
        whole = (*sure, *candidate)
        return sum(weights[code] for code in candidate) + sum(together[pair] for pair in combinations(sorted(whole), 2))

    return (*sure, *min(combinations(sorted(rest), places), key=cost)), urgent


def _bound(free: tuple[str, ...], wanted: int, counts: Counts, lots: Mapping[str, float]) -> tuple[list[str], set[str]]:
    """What floor and cap decide: those that must be drawn, at most `wanted`, and those that must not, at most all others."""
    draws, n = counts.index + 1, len(free)
    lacking = {code: floor(n, wanted) * draws - 1 - counts.drawn.get(code, 0) for code in free}
    beyond = {code: counts.drawn.get(code, 0) - cap(n, wanted) * draws for code in free}
    must = sorted((code for code in free if lacking[code] > 0), key=lambda code: (-lacking[code], lots[code]))
    never = sorted((code for code in free if beyond[code] > 0), key=lambda code: (-beyond[code], lots[code]))
    return must[:wanted], set(never[: n - wanted])


def _ahead(answers: float, tolerance: float) -> float:
    """What it weighs to draw a statement that is so many answers ahead of the least answered."""
    return AHEAD * answers + BEYOND * max(0.0, answers - tolerance)


def _pair_weights(free: tuple[str, ...], wanted: int, targets: Targets, counts: Counts, seed: str) -> dict[tuple[str, str], float]:
    """By pair: draws beyond its share so far. Each begins at a place of its own between 0 and 1, so that a region is even from its first
    day, and a share that is a part of one draw is kept to over many terminals."""
    even = (counts.index + 1) * wanted * (wanted - 1) / (len(free) * (len(free) - 1))
    starts = _starts(seed, free)
    found = {}
    for two, start in starts.items():
        pair = f"{two[0]} {two[1]}"
        due = even * targets.pair_shares.get(pair, 1.0) + targets.pair_leans.get(pair, 0.0)
        found[two] = counts.pairs.get(pair, 0) + start - due
    return found


def _few(rest: list[str], places: int, weights: Mapping[str, float], lots: Mapping[str, float]) -> list[str]:
    """So few statements that their sets can all be weighed: those least ahead, of equals some by lot."""
    few = sorted(rest, key=lambda code: (weights[code], lots[code]))
    while comb(len(few), places) > MOST_CANDIDATES:
        few.pop()
    return few


def _placed(chosen: tuple[str, ...], urgent: tuple[str, ...], counts: Counts, seed: str) -> tuple[str, ...]:
    """The chosen in the order in which each stands where it has stood least, the urgent first: the assignment problem, exactly, over
    subsets (Held, Karp)."""
    codes = sorted(chosen, key=lambda code: _lot(seed, "position", code))
    stood = [
        [_at(counts.positions.get(code, ()), position) + (URGENT * position if code in urgent else 0) for position in range(len(codes))]
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


# ── lots and counting ─────────────────────────────────────────────────────────────────────────────


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


@lru_cache(maxsize=256)
def _pairs(codes: tuple[str, ...]) -> tuple[str, ...]:
    return tuple(_pair(*two) for two in combinations(codes, 2))


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
