"""Forecasts when the answers to all statements will be even.

A forecast compares what draws can give each statement within its upper and lower bound with what the statement lacks. It rests on three
assumptions and is never shown without them: each service point has as many visits a day as lately, under the plans that hold there now; the
same share of drawn statements is answered as so far; and from now on every statement is drawn exactly as serves evenness, as far as the
bounds allow. The forecast is therefore the earliest possible day.

At each service point the shares of draws can take any values between the bounds that add up to the number of statements in a visit. Over
several service points these values add up. The most draws that a *set* of statements can get is then the smaller of two numbers: the sum of
their upper bounds, and what the lower bounds of the other statements leave. Draws that serve a need exist if and only if no set needs more
than that (the sum of base polytopes is the base polytope of the summed bounds: J. Edmonds 1970, after D. Gale 1957). Each set gives one
inequality in the number of days to come; together they give the earliest day.
"""

from __future__ import annotations

from collections.abc import Collection, Iterator, Mapping, Sequence
from dataclasses import dataclass
from itertools import combinations
from typing import Literal, NamedTuple

from server.domain.rotation.balance import Balance, ServicePointCounts, fixed_statements, rotating_statements
from server.domain.rotation.targets import unfixed_per_visit
from survey.draws import max_draw_share, min_draw_share
from survey.wire import FormPlan

MIN_PACE_DAYS = 3.0
"""Sets the shortest period in days from which a pace may be computed, because a weekend has two days without visits."""
MAX_FORECAST_DAYS = 730.0
"""Limits how many days ahead a forecast means anything. Later, plans and service points will have changed."""
MAX_STATEMENTS_FOR_ALL_SETS = 10
"""Sets up to how many statements every set is examined. With more statements, only the sets of one or two and of all but one or two are
examined, which can only make the forecast earlier."""
_ROUNDING_TOLERANCE = 1e-9
"""Sets the share of a need that counts as a rounding error."""


class PlanDraws(NamedTuple):
    """Holds how many visits draw their statements by a plan, over a whole period or per day."""

    plan: FormPlan
    draws: float


@dataclass(frozen=True)
class BalanceForecast:
    """Holds the result of a forecast."""

    kind: Literal["even", "unknown", "days", "never"]
    """States the kind of result. `even`: the answers are even or differ only by chance. `unknown`: there is too little data for a forecast.
    `days`: `days` is set. `never`: the answers cannot become even as service points and plans are now."""
    days: float | None = None
    """Holds the number of days from now until the earliest day on which the answers can be even. None unless `kind` is `days`."""
    stuck_statements: tuple[str, ...] = ()
    """Lists the statements that cannot keep up with the others. It is empty unless `kind` is `never`."""


@dataclass(frozen=True)
class _Bounds:
    """Holds the bounds that a plan sets for each statement's share of draws."""

    least: Mapping[str, float]
    most: Mapping[str, float]
    a_visit: float
    """Holds how many of the statements in the balance one visit draws."""

    def most_of(self, some: Collection[str]) -> float:
        """Return the most draws per visit that a set of statements can get together."""
        left = self.a_visit - sum(part for code, part in self.least.items() if code not in some)
        return min(sum(part for code, part in self.most.items() if code in some), left)


def draws_by_plan(places: Sequence[ServicePointCounts]) -> list[PlanDraws]:
    """Return the number of draws behind the counts of these service points, one entry for each service point and plan.

    Counts of a plan that is not among the service point's plans are left out.
    """
    return [PlanDraws(plan, count_draws(plan, place)) for place in places for plan in place.plans if count_draws(plan, place)]


def count_draws(plan: FormPlan, place: ServicePointCounts) -> float:
    """Return the number of draws behind a plan's counts at a service point.

    It is the number of times that the plan's core statements were drawn, divided by how many of them one visit gets.
    """
    counts = place.counts.get(plan.number, {})
    drawn = sum(counts[code].drawn for code in plan.statements if code in counts)
    a_visit = min(plan.per_visit, len(plan.statements))
    return drawn / a_visit if a_visit else 0.0


def answer_rates(places: Sequence[ServicePointCounts], codes: Collection[str]) -> dict[str, float]:
    """Return the share of a statement's draws that was answered, by statement.

    A statement that was never drawn gets the rate of all statements together, or 1 if nothing was drawn at all.
    """
    tallies = {code: [place.tally_of(code) for place in places] for code in codes}
    drawn = {code: sum(tally.drawn for tally in found) for code, found in tallies.items()}
    answered = {code: sum(tally.answered for tally in found) for code, found in tallies.items()}
    all_drawn = sum(drawn.values())
    usual = sum(answered.values()) / all_drawn if all_drawn else 1.0
    return {code: answered[code] / drawn[code] if drawn[code] else usual for code in codes}


def find_stuck_statements(plan_draws: Sequence[PlanDraws], rates: Mapping[str, float]) -> tuple[str, ...]:
    """Return the smallest set of statements that cannot keep up with the others, whatever is drawn.

    Args:
        plan_draws: how many draws are made by which plans.
        rates: the share of draws that is answered, by statement in the balance.

    Returns:
        The codes of the statements, or an empty tuple if all statements can keep up. If there are statements that nobody answers, exactly
        these are returned.
    """
    if never := tuple(code for code, rate in rates.items() if rate <= 0):
        return never
    for each in _sets(plan_draws, rates):
        if each.room < -_ROUNDING_TOLERANCE * max(1.0, each.even):
            return each.codes
    return ()


def days_until_even(answered: Mapping[str, int], draws_per_day: Sequence[PlanDraws], rates: Mapping[str, float]) -> float | None:
    """Return the days until all statements can have equally many answers at the earliest, or None if they never can.

    Args:
        answered: the number of answers so far, by statement in the balance.
        draws_per_day: how many draws a day are made by the plans in force.
        rates: the share of draws that is answered, by statement.
    """
    if len(set(answered.values())) <= 1:
        return 0.0
    if not any(flow.draws for flow in draws_per_day) or min(rates.values()) <= 0:
        return None
    soonest, latest = 0.0, float("inf")
    had = {code: answered[code] / rates[code] for code in rates}
    for each in _sets(draws_per_day, rates):
        wanting = each.weight * sum(had.values()) - sum(had[code] for code in each.codes)
        hair = _ROUNDING_TOLERANCE * max(1.0, each.even, sum(had.values()))
        if each.room > hair:
            soonest = max(soonest, wanting / each.room)
        elif each.room < -hair:
            latest = min(latest, wanting / each.room)
        elif wanting > hair:
            return None
    return soonest if soonest <= latest else None


def forecast_balance(balance: Balance, draws_per_day: Sequence[PlanDraws], rates: Mapping[str, float], *, days: float) -> BalanceForecast:
    """Return when a balance can be even at the earliest.

    Args:
        balance: the balance so far.
        draws_per_day: how many draws a day are made by the plans in force.
        rates: the share of draws that is answered, by statement.
        days: the length in days of the period from which `draws_per_day` was computed.
    """
    if balance.evenness in ("even", "chance"):
        return BalanceForecast("even")
    if balance.evenness != "uneven" or days < MIN_PACE_DAYS or not any(flow.draws for flow in draws_per_day):
        return BalanceForecast("unknown")
    until = days_until_even({share.code: share.tally.answered for share in balance.rotating_shares}, draws_per_day, rates)
    if until is None:
        return BalanceForecast("never", stuck_statements=find_stuck_statements(draws_per_day, rates) or balance.lagging_statements)
    return BalanceForecast("days", until)


class _Set(NamedTuple):
    """Describes what draws can give to a set of statements."""

    codes: tuple[str, ...]
    room: float
    """Holds how many draws the set can get beyond those that keep it even with the other statements. It is negative if the set cannot keep
    up."""
    even: float
    """Holds how many draws keep the set even with the other statements."""
    weight: float
    """Holds the share of all draws that keeps the set even. The less often a statement is answered, the more draws it takes."""


def _sets(some: Sequence[PlanDraws], rates: Mapping[str, float]) -> Iterator[_Set]:
    """Yield the proper subsets of the statements, the smaller ones first (see `MAX_STATEMENTS_FOR_ALL_SETS`)."""
    by_plan: dict[int, tuple[_Bounds, float]] = {}
    for plan, draws in some:
        bounds, before = by_plan.get(plan.number, (_bounds(plan, rates), 0.0))
        by_plan[plan.number] = (bounds, before + draws)
    total = sum(bounds.a_visit * draws for bounds, draws in by_plan.values())
    takes = sum(1 / rate for rate in rates.values())
    for codes in _chosen(tuple(rates)):
        weight = sum(1 / rates[code] for code in codes) / takes
        most = sum(bounds.most_of(codes) * draws for bounds, draws in by_plan.values())
        yield _Set(codes, most - weight * total, weight * total, weight)


def _chosen(codes: tuple[str, ...]) -> Iterator[tuple[str, ...]]:
    n = len(codes)
    sizes = range(1, n) if n <= MAX_STATEMENTS_FOR_ALL_SETS else sorted({1, 2, n - 2, n - 1})
    for size in sizes:
        yield from combinations(codes, size)


def _bounds(plan: FormPlan, codes: Collection[str]) -> _Bounds:
    """Return a plan's bounds for the statements in the balance. Fixed statements among them are in every draw."""
    names, k = rotating_statements(plan), unfixed_per_visit(plan)
    fixed = dict.fromkeys((code for code in fixed_statements(plan) if code in codes), 1.0)
    n = len(names)
    least = fixed | dict.fromkeys(names, min_draw_share(n, k) if n else 0.0)
    most = fixed | dict.fromkeys(names, max_draw_share(n, k) if n else 0.0)
    if k == n:
        least = fixed | dict.fromkeys(names, 1.0)
    return _Bounds(least, most, len(fixed) + k)
