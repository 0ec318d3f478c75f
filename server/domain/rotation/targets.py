"""What each terminal is asked to lean towards: the region's counts of draws and answers, turned into targets (design, decision 14).

A terminal evens out what is answered on it by itself. What it cannot know is how the others stand. So the targets have four parts:

- **Places that differ.** A service point that leaves a statement out, or always asks one, or a terminal where most people cannot answer one
  (it is at the cap there), leaves the region uneven however even everybody else is. The others are asked for whole answers more, or fewer,
  each in proportion to what it collects. What is asked for follows from the standing differences alone, not from what has come of it
  so far, so that there is no loop to swing, however late a terminal hears of it.
- **What lags just now** decides among statements that are as good as even at a terminal: a part of one answer, the same for all, never so
  much that a terminal which is offline for weeks with an old word would be uneven by it (`MOST_LEAN` of an answer a terminal).
- **Pairs that lag** likewise, among sets that are as good as even.
- **Shares of pairs** (`pair_shares`): statements that are often not answered are drawn more often, and then pairs cannot be drawn alike.

Steering by counts and never by what anybody answered. Pure: no SQL, no clock.
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
"""Answers that a lag of the region is worth at a terminal, at most: less than half of one, so that it only breaks ties."""
MAX_PAIR_LEAN = 0.9
"""Draws that a pair's lag is worth, at most."""
FULL_LEAN_LAG, FULL_PAIR_LEAN_LAG = 1.6, 1.3
"""Lag at which that is reached, in answers (draws) times the square root of the number of terminals: what their remainders, each of about
half an answer and independent, make by chance."""
PRIOR_PAIRS = 300
"""Pairs drawn before the counts of pairs weigh as much as the belief that all statements are drawn alike."""
SHARING_ROUNDS = 60
"""Of sharing out what places that differ lack; a round leaves about half of it where many cannot make up for it."""
MIN_DRAWS_FOR_CAP = 30
"""Draws of a terminal before it is said of a statement that it is at its cap."""
_LEAN_STEP, _SHARE_STEP = 0.05, 0.001
"""Targets are rounded to these, so that they do not change with every answer."""


@dataclass(frozen=True)
class TerminalCounts:
    """One terminal's counts under the plan that holds where it stands."""

    terminal: str
    plan: FormPlan
    drawn: Mapping[str, int]
    """By statement, in how many draws."""
    answered: Mapping[str, int]


@dataclass(frozen=True)
class StatementPool:
    """What a plan leaves to balance: `wanted` of the `names`, in the plan's order."""

    statements: tuple[str, ...]
    draw_size: int

    @property
    def has_choice(self) -> bool:
        """Whether there is anything to choose."""
        return 0 < self.draw_size < len(self.statements)


@dataclass(frozen=True)
class TerminalContribution:
    """How one terminal takes part in the balance."""

    counts: TerminalCounts
    pool: StatementPool
    adjustable_statements: frozenset[str]
    """Statements that it can be asked for more or fewer answers of."""
    mean_answers: float
    """Answers a statement among these."""


@lru_cache(maxsize=4096)
def statement_pool(plan: FormPlan) -> StatementPool:
    """The core statements that a plan does not fix, and how many of them a visit gets."""
    names = tuple(code for code in plan.statements if code not in plan.fixed)
    fixed = len(plan.statements) - len(names)
    return StatementPool(names, max(0, min(plan.per_visit - fixed, len(names))))


def unfixed_statements(plan: FormPlan) -> tuple[str, ...]:
    """The core statements that a plan leaves to balance, in its order."""
    return statement_pool(plan).statements


def unfixed_per_visit(plan: FormPlan) -> int:
    """How many of the free statements a visit gets."""
    return statement_pool(plan).draw_size


def statements_at_cap(counted: TerminalCounts) -> frozenset[str]:
    """The statements that are drawn at a terminal as often as may be: more answers cannot be had of them there."""
    its = statement_pool(counted.plan)
    if not its.has_choice:
        return frozenset()
    draws = sum([counted.drawn.get(name, 0) for name in its.statements]) / its.draw_size
    most = max_draw_share(len(its.statements), its.draw_size) * draws - 2
    return frozenset(code for code in its.statements if counted.drawn.get(code, 0) >= most) if draws >= MIN_DRAWS_FOR_CAP else frozenset()


def compute_targets(counted: Sequence[TerminalCounts], pairs: Mapping[int, Mapping[str, int]]) -> dict[tuple[int, str], Targets]:
    """The targets of every terminal under the plan that holds for it, by plan and terminal; revisions are the store's.

    Args:
        counted: the terminals whose statements are to come out even together: one form in one region.
        pairs: for each plan draws by pair, over all its terminals.
    """
    standings = [_standing(each) for each in counted]
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


def _standing(counted: TerminalCounts) -> TerminalContribution:
    its = statement_pool(counted.plan)
    able = frozenset(its.statements) - statements_at_cap(counted) if its.has_choice else frozenset()
    return TerminalContribution(counted, its, able, sum([counted.answered.get(code, 0) for code in able]) / len(able) if able else 0.0)


# ── places that differ ────────────────────────────────────────────────────────────────────────────

_Kind = tuple[frozenset[str], int, int]
"""Terminals that can make up for the same: able statements, how many are free, how many of them are drawn."""


def _kind(standing: TerminalContribution) -> _Kind:
    return standing.adjustable_statements, len(standing.pool.statements), standing.pool.draw_size


def _ratios(standings: Sequence[TerminalContribution]) -> dict[_Kind, dict[str, float]]:
    """By kind of terminal and statement: answers beyond the terminal's even share, as a part of that share, so that the region is even.

    Solved by going round: each statement's lack is shared out over those who can make up for it, within what cap and floor leave them.
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
    """One round: what each statement lacks of the mean, to all who can make up for it alike."""
    able = {code: [kind for kind in weights if code in kind[0] and weights[kind] > 0] for code in codes}
    come = {code: given.get(code, 0.0) + sum(weights[kind] * (1 + found[kind][code]) for kind in able[code]) for code in able}
    even = sum(come.values()) / len(come)
    for code, kinds in able.items():
        for kind in kinds:
            found[kind][code] += (even - come[code]) / sum(weights[each] for each in kinds)
    for kind, ratios in found.items():
        _keep_within(kind, ratios)


def _keep_within(kind: _Kind, ratios: dict[str, float]) -> None:
    """What a terminal gives more of one statement it gives less of the others; nothing beyond cap and floor, with a little to spare."""
    able, n, k = kind
    if not able:
        return
    mean = sum(ratios.values()) / len(ratios)
    most, least = 0.95 * max_draw_share(n, k) * n / k - 1, 1.1 * min_draw_share(n, k) * n / k - 1
    for code, ratio in ratios.items():
        ratios[code] = min(most, max(least, ratio - mean))


# ── what lags just now ────────────────────────────────────────────────────────────────────────────


def _lags(counted: Sequence[TerminalCounts]) -> dict[str, float]:
    """By statement: the part of an answer by which all terminals lean towards it."""
    totals: defaultdict[str, int] = defaultdict(int)
    for each in counted:
        for code in each.plan.statements:
            totals[code] += each.answered.get(code, 0)
    if not totals:
        return {}
    even, full = sum(totals.values()) / len(totals), FULL_LEAN_LAG * sqrt(len(counted))
    return {code: MAX_LEAN * _part((even - answered) / full) for code, answered in totals.items()}


def _pair_targets(plan: FormPlan, drawn: Mapping[str, int], terminals: int) -> tuple[dict[str, float], dict[str, float]]:
    """Leans and shares of the pairs of a plan's free statements; empty where no set can be chosen for its pairs."""
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
        pair: _rounded(MAX_PAIR_LEAN * _part((shares[pair] * total / len(every) - count) / full), _LEAN_STEP)
        for pair, count in counts.items()
    }
    return {" ".join(pair): lean for pair, lean in leans.items() if lean}, {
        " ".join(pair): share for pair, share in shares.items() if share != 1.0
    }


def _part(value: float) -> float:
    return max(-1.0, min(1.0, value))


def _rounded(value: float, step: float) -> float:
    return round(round(value / step) * step, 3)
