"""When answers even out: what draws can give each statement at the most, under cap and floor, against what is wanting.

A forecast stands on assumptions and never goes without them: as many visits a day at each place as lately, by the plans that hold there
now; as many answered of those drawn as so far; and every statement drawn, from now on, just as it serves evenness, as far as cap and
floor allow. So it says when at the earliest.

At each place the parts of draws can be any between floor and cap that add up to the statements of a visit; over places these add up.
What draws can give to a *set* of statements is then the least of their caps and of what the others' floors leave, and draws that serve a
need exist if and only if no set needs more than that (the sum of base polytopes is that of the summed bounds: J. Edmonds 1970, after
D. Gale 1957). Each set gives one inequality in the days to come; together they give the earliest day.
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
"""Days that a pace is taken from, at least: a weekend is two without visits."""
MAX_FORECAST_DAYS = 730.0
"""Beyond this a number of days says nothing: plans and places will have changed."""
MAX_STATEMENTS_WEIGHED = 10
"""Statements of which every set is weighed; of more, sets of one or two and all but these, which can only make the day earlier."""
_HAIR = 1e-9
"""Part of a need that is rounding."""


class PlanDraws(NamedTuple):
    """How many visits draw their statements by a plan; of a whole time, or a day."""

    plan: FormPlan
    draws: float


@dataclass(frozen=True)
class BalanceForecast:
    """`days` from now at the earliest; `stuck` are the statements that cannot keep up with the others as places and plans are."""

    kind: Literal["even", "unknown", "days", "never"]
    days: float | None = None
    stuck_statements: tuple[str, ...] = ()


@dataclass(frozen=True)
class _Bounds:
    """The parts of draws that a plan allows each statement, and how many a visit gets."""

    least: Mapping[str, float]
    most: Mapping[str, float]
    a_visit: float

    def most_of(self, some: Collection[str]) -> float:
        """The most draws a visit that a set of statements gets together."""
        left = self.a_visit - sum(part for code, part in self.least.items() if code not in some)
        return min(sum(part for code, part in self.most.items() if code in some), left)


def draws_by_plan(places: Sequence[ServicePointCounts]) -> list[PlanDraws]:
    """The draws that gave the counts of these places, by their plans; those of a plan that is not known are left out."""
    return [PlanDraws(plan, count_draws(plan, place)) for place in places for plan in place.plans if count_draws(plan, place)]


def count_draws(plan: FormPlan, place: ServicePointCounts) -> float:
    """How many draws gave the counts of a plan at a place: what was drawn of its core statements, over how many a visit gets."""
    counts = place.counts.get(plan.number, {})
    drawn = sum(counts[code].drawn for code in plan.statements if code in counts)
    a_visit = min(plan.per_visit, len(plan.statements))
    return drawn / a_visit if a_visit else 0.0


def answer_rates(places: Sequence[ServicePointCounts], codes: Collection[str]) -> dict[str, float]:
    """By statement, answered of drawn; what was never drawn is taken for as often answered as the others."""
    tallies = {code: [place.tally_of(code) for place in places] for code in codes}
    drawn = {code: sum(tally.drawn for tally in found) for code, found in tallies.items()}
    answered = {code: sum(tally.answered for tally in found) for code, found in tallies.items()}
    all_drawn = sum(drawn.values())
    usual = sum(answered.values()) / all_drawn if all_drawn else 1.0
    return {code: answered[code] / drawn[code] if drawn[code] else usual for code in codes}


def find_stuck_statements(plan_draws: Sequence[PlanDraws], rates: Mapping[str, float]) -> tuple[str, ...]:
    """The fewest statements that cannot keep up with the others, whatever is drawn; empty where all can.

    Args:
        plan_draws: how many draws, by which plans.
        rates: by statement in the balance, the part of draws that is answered.
    """
    if never := tuple(code for code, rate in rates.items() if rate <= 0):
        return never
    for each in _sets(plan_draws, rates):
        if each.room < -_HAIR * max(1.0, each.even):
            return each.codes
    return ()


def days_until_even(answered: Mapping[str, int], draws_per_day: Sequence[PlanDraws], rates: Mapping[str, float]) -> float | None:
    """Days until all statements have as many answers, at the earliest; None: never.

    Args:
        answered: by statement in the balance, answers so far.
        draws_per_day: how many draws a day, by the plans in force.
        rates: by statement, the part of draws that is answered.
    """
    if len(set(answered.values())) <= 1:
        return 0.0
    if not any(flow.draws for flow in draws_per_day) or min(rates.values()) <= 0:
        return None
    soonest, latest = 0.0, float("inf")
    had = {code: answered[code] / rates[code] for code in rates}
    for each in _sets(draws_per_day, rates):
        wanting = each.weight * sum(had.values()) - sum(had[code] for code in each.codes)
        hair = _HAIR * max(1.0, each.even, sum(had.values()))
        if each.room > hair:
            soonest = max(soonest, wanting / each.room)
        elif each.room < -hair:
            latest = min(latest, wanting / each.room)
        elif wanting > hair:
            return None
    return soonest if soonest <= latest else None


def forecast_balance(balance: Balance, draws_per_day: Sequence[PlanDraws], rates: Mapping[str, float], *, days: float) -> BalanceForecast:
    """When the balance is even at the earliest, with so many draws a day by the plans in force, a pace taken of so many days."""
    if balance.evenness in ("even", "chance"):
        return BalanceForecast("even")
    if balance.evenness != "uneven" or days < MIN_PACE_DAYS or not any(flow.draws for flow in draws_per_day):
        return BalanceForecast("unknown")
    until = days_until_even({share.code: share.tally.answered for share in balance.rotating_shares}, draws_per_day, rates)
    if until is None:
        return BalanceForecast("never", stuck_statements=find_stuck_statements(draws_per_day, rates) or balance.lagging_statements)
    return BalanceForecast("days", until)


class _Set(NamedTuple):
    """Some statements: `room` is how many draws they can get beyond what keeps them even with the others, which is `even`."""

    codes: tuple[str, ...]
    room: float
    even: float
    weight: float
    """The part of all draws that keeps them even: the less a statement is answered, the more draws it takes."""


def _sets(some: Sequence[PlanDraws], rates: Mapping[str, float]) -> Iterator[_Set]:
    """Every set of statements but all of them, the smaller ones first."""
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
    sizes = range(1, n) if n <= MAX_STATEMENTS_WEIGHED else sorted({1, 2, n - 2, n - 1})
    for size in sizes:
        yield from combinations(codes, size)


def _bounds(plan: FormPlan, codes: Collection[str]) -> _Bounds:
    """Of the statements in the balance; fixed ones among them are in every draw."""
    names, k = rotating_statements(plan), unfixed_per_visit(plan)
    fixed = dict.fromkeys((code for code in fixed_statements(plan) if code in codes), 1.0)
    n = len(names)
    least = fixed | dict.fromkeys(names, min_draw_share(n, k) if n else 0.0)
    most = fixed | dict.fromkeys(names, max_draw_share(n, k) if n else 0.0)
    if k == n:
        least = fixed | dict.fromkeys(names, 1.0)
    return _Bounds(least, most, len(fixed) + k)
