"""Computes the targets of each terminal from the region's counts of draws and answers (design, decision 14).

A terminal evens out by itself what is answered on it, but it cannot know the counts of the other terminals. Targets tell it how far to lean
towards each statement. They have four parts:

- **Service points that differ.** A service point may leave a statement out or always ask one, and at some terminals most people cannot
  answer a statement, so that it is drawn as often as the upper bound allows. The region then stays uneven, however even all other terminals
  are. The others are asked for whole answers more or fewer, each in proportion to what it collects. The request follows from the lasting
  differences alone, not from what has been collected in response to it. There is therefore no feedback loop that could oscillate, however
  late a terminal receives its targets.
- **Current lags.** A statement that lags in the region decides among statements that are practically equal at a terminal. The lean is a
  fraction of one answer (at most `MAX_LEAN`) and the same for all terminals, so small that a terminal which is offline for weeks with
  outdated targets does not become uneven by it.
- **Pairs that lag** decide likewise among sets that are practically equal.
- **Shares of pairs** (`pair_shares`): statements that often stay unanswered are drawn more often, and then not every pair can be drawn
  equally often.

Targets depend on counts alone, never on what a person answered. The module uses no SQL and no clock.
"""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass
from functools import lru_cache
from itertools import combinations
from math import sqrt

from server.domain.rotation.pair_shares import even_pair_shares
from survey.draws import max_draw_share, min_draw_share
from survey.wire import FormPlan, Targets

MAX_LEAN = 0.45
"""Limits how many answers a lag of the region counts for at a terminal. It is less than half an answer, so that it only breaks ties."""
MAX_PAIR_LEAN = 0.9
"""Limits how many draws the lag of a pair counts for."""
FULL_LEAN_LAG, FULL_PAIR_LEAN_LAG = 1.6, 1.3
"""Set the lag at which these limits are reached, in answers and in draws, as multiples of the square root of the number of terminals. That
is the lag that arises by chance from the terminals' remainders, which are independent and about half an answer each."""
PRIOR_PAIRS = 300
"""Sets after how many drawn pairs the counts of pairs weigh as much as the assumption that all statements are drawn equally often."""
SHARING_ROUNDS = 60
"""Sets in how many rounds the lack left by service points that differ is shared out. One round leaves about half of the lack if many
terminals cannot make up for it."""
MIN_DRAWS_FOR_CAP = 30
"""Sets the number of draws of a terminal from which a statement can count as being at its upper bound."""
_LEAN_STEP, _SHARE_STEP = 0.05, 0.001
"""Set the steps to which targets are rounded, so that they do not change with every answer."""


@dataclass(frozen=True)
class TerminalCounts:
    """Holds a terminal's counts under the plan that holds where it stands."""

    terminal: str
    plan: FormPlan
    drawn: Mapping[str, int]
    """Maps statements to the number of draws that contained them."""
    answered: Mapping[str, int]


@dataclass(frozen=True)
class StatementPool:
    """Describes the statements among which a plan leaves a choice."""

    statements: tuple[str, ...]
    """Lists the core statements that the plan does not fix, in the plan's order."""
    draw_size: int
    """Holds how many of them a visit gets."""

    @property
    def has_choice(self) -> bool:
        """Return whether a draw has a choice, which is so if it takes some of the statements but not all."""
        return 0 < self.draw_size < len(self.statements)


@dataclass(frozen=True)
class TerminalContribution:
    """Describes how a terminal can contribute to the balance of the region."""

    counts: TerminalCounts
    pool: StatementPool
    adjustable_statements: frozenset[str]
    """Contains the statements of which the terminal can be asked for more or fewer answers."""
    mean_answers: float
    """Holds the mean number of answers to these statements."""


@lru_cache(maxsize=4096)
def statement_pool(plan: FormPlan) -> StatementPool:
    """Return the core statements that a plan does not fix, and how many of them a visit gets."""
    names = tuple(code for code in plan.statements if code not in plan.fixed)
    fixed = len(plan.statements) - len(names)
    return StatementPool(names, max(0, min(plan.per_visit - fixed, len(names))))


def unfixed_statements(plan: FormPlan) -> tuple[str, ...]:
    """Return the core statements that a plan does not fix, in the plan's order."""
    return statement_pool(plan).statements


def unfixed_per_visit(plan: FormPlan) -> int:
    """Return how many of the statements that a plan does not fix a visit gets."""
    return statement_pool(plan).draw_size


def statements_at_cap(counted: TerminalCounts) -> frozenset[str]:
    """Return the statements that a terminal draws as often as the upper bound allows.

    The terminal cannot collect more answers to them. The result is empty before the terminal has made `MIN_DRAWS_FOR_CAP` draws.
    """
    its = statement_pool(counted.plan)
    if not its.has_choice:
        return frozenset()
    draws = sum([counted.drawn.get(name, 0) for name in its.statements]) / its.draw_size
    most = max_draw_share(len(its.statements), its.draw_size) * draws - 2
    return frozenset(code for code in its.statements if counted.drawn.get(code, 0) >= most) if draws >= MIN_DRAWS_FOR_CAP else frozenset()


def compute_targets(counted: Sequence[TerminalCounts], pairs: Mapping[int, Mapping[str, int]]) -> dict[tuple[int, str], Targets]:
    """Return the targets of every terminal under the plan that holds for it, by plan number and terminal.

    Their revision is 0. The store numbers them.

    Args:
        counted: the counts of all terminals whose statements are balanced together: those of one form in one region.
        pairs: by plan number, the number of draws of each pair over all terminals. A pair's key is two sorted codes with a space between
            them.
    """
    standings = [_contribution(each) for each in counted]
    ratios = _ratios(standings)
    lags = _lags(counted)
    of_plan: dict[int, tuple[dict[str, float], dict[str, float]]] = {}
    terminals_of: defaultdict[int, int] = defaultdict(int)
    for each in counted:
        terminals_of[each.plan.number] += 1
    found = {}
    for standing in standings:
        plan = standing.counts.plan
        if plan.number not in of_plan:
            of_plan[plan.number] = _pair_targets(plan, pairs.get(plan.number, {}), terminals_of[plan.number])
        pair_leans, pair_shares = of_plan[plan.number]
        wholes = ratios[_kind(standing)]
        leans = {}
        for code in sorted(standing.adjustable_statements):
            lean = _rounded(standing.mean_answers * wholes.get(code, 0.0) + lags.get(code, 0.0), _LEAN_STEP)
            if lean:
                leans[code] = lean
        found[plan.number, standing.counts.terminal] = Targets(0, leans, pair_leans, pair_shares)
    return found


def _contribution(counted: TerminalCounts) -> TerminalContribution:
    its = statement_pool(counted.plan)
    able = frozenset(its.statements) - statements_at_cap(counted) if its.has_choice else frozenset()
    return TerminalContribution(counted, its, able, sum([counted.answered.get(code, 0) for code in able]) / len(able) if able else 0.0)


# ── service points that differ ────────────────────────────────────────────────────────────────────

_Kind = tuple[frozenset[str], int, int]
"""Identifies terminals that can make up for the same lack: by the adjustable statements, the number of statements that are not fixed, and
how many of those a visit gets."""


def _kind(standing: TerminalContribution) -> _Kind:
    return standing.adjustable_statements, len(standing.pool.statements), standing.pool.draw_size


def _ratios(standings: Sequence[TerminalContribution]) -> dict[_Kind, dict[str, float]]:
    """Return by kind of terminal and statement how many answers beyond the even share make the region even, as a fraction of that share.

    The solution is found by iteration: each statement's lack is shared out over the terminals that can make up for it, within their bounds.
    """
    weights: defaultdict[_Kind, float] = defaultdict(float)
    given: defaultdict[str, float] = defaultdict(float)
    codes: set[str] = set()
    for standing in standings:
        weights[_kind(standing)] += standing.mean_answers
        codes |= set(standing.counts.plan.statements)
        for code in standing.counts.plan.statements:
            if code not in standing.adjustable_statements:
                given[code] += standing.counts.answered.get(code, 0)
    found: dict[_Kind, dict[str, float]] = {kind: dict.fromkeys(kind[0], 0.0) for kind in weights}
    if not any(weights.values()) or all(codes == able for able, *_ in weights):
        return found
    for _ in range(SHARING_ROUNDS):
        _share_out(found, weights, given, codes)
    return found


def _share_out(
    found: Mapping[_Kind, dict[str, float]], weights: Mapping[_Kind, float], given: Mapping[str, float], codes: Iterable[str]
) -> None:
    """Share out in one round what each statement lacks of the mean, equally over all terminals that can make up for it."""
    able = {code: [kind for kind in weights if code in kind[0] and weights[kind] > 0] for code in codes}
    come = {code: given.get(code, 0.0) + sum(weights[kind] * (1 + found[kind][code]) for kind in able[code]) for code in able}
    even = sum(come.values()) / len(come)
    for code, kinds in able.items():
        for kind in kinds:
            found[kind][code] += (even - come[code]) / sum(weights[each] for each in kinds)
    for kind, ratios in found.items():
        _limit_ratios(kind, ratios)


def _limit_ratios(kind: _Kind, ratios: dict[str, float]) -> None:
    """Limit the ratios of a kind of terminal to what it can do.

    Answers that a terminal gives more to one statement are missing from the others, so the ratios have a mean of 0. A small margin to the
    upper and lower bound is kept.
    """
    able, n, k = kind
    if not able:
        return
    mean = sum(ratios.values()) / len(ratios)
    most, least = 0.95 * max_draw_share(n, k) * n / k - 1, 1.1 * min_draw_share(n, k) * n / k - 1
    for code, ratio in ratios.items():
        ratios[code] = min(most, max(least, ratio - mean))


# ── current lags ──────────────────────────────────────────────────────────────────────────────────


def _lags(counted: Sequence[TerminalCounts]) -> dict[str, float]:
    """Return by statement the fraction of an answer by which all terminals lean towards it."""
    totals: defaultdict[str, int] = defaultdict(int)
    for each in counted:
        for code in each.plan.statements:
            totals[code] += each.answered.get(code, 0)
    if not totals:
        return {}
    even, full = sum(totals.values()) / len(totals), FULL_LEAN_LAG * sqrt(len(counted))
    return {code: MAX_LEAN * _clamp((even - answered) / full) for code, answered in totals.items()}


def _pair_targets(plan: FormPlan, drawn: Mapping[str, int], terminals: int) -> tuple[dict[str, float], dict[str, float]]:
    """Return the leans and the shares of the pairs of a plan's statements that are not fixed.

    Both are empty if a draw has no choice, takes fewer than two of these statements, or if no pair has been drawn yet.
    """
    its = statement_pool(plan)
    names = sorted(its.statements)
    if not its.has_choice or its.draw_size < 2:
        return {}, {}
    every = list(combinations(names, 2))
    counts = {pair: drawn.get(" ".join(pair), 0) for pair in every}
    total = sum(counts.values())
    if total == 0:
        return {}, {}
    rows = dict.fromkeys(names, 2 * PRIOR_PAIRS / len(names))
    for pair, count in counts.items():
        for code in pair:
            rows[code] += count
    shares = {pair: _rounded(share, _SHARE_STEP) for pair, share in even_pair_shares(rows).items()}
    full = FULL_PAIR_LEAN_LAG * sqrt(terminals)
    leans = {
        pair: _rounded(MAX_PAIR_LEAN * _clamp((shares[pair] * total / len(every) - count) / full), _LEAN_STEP)
        for pair, count in counts.items()
    }
    return {" ".join(pair): lean for pair, lean in leans.items() if lean}, {
        " ".join(pair): share for pair, share in shares.items() if share != 1.0
    }


def _clamp(value: float) -> float:
    return max(-1.0, min(1.0, value))


def _rounded(value: float, step: float) -> float:
    return round(round(value / step) * step, 3)
