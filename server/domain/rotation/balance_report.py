"""Computes everything that the balance page shows and the balance command prints for a unit."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field
from datetime import datetime, timedelta

from server.domain.rotation.balance import Balance, MonthBalance, ServicePointCounts, balance_by_month, compute_balance
from server.domain.rotation.balance_causes import BalanceCause, TerminalBalance, find_causes
from server.domain.rotation.balance_forecast import BalanceForecast, PlanDraws, answer_rates, forecast_balance
from survey.wire import FormPlan

DAY = timedelta(days=1)


@dataclass(frozen=True)
class VisitPace:
    """Describes how many visits drew statements lately at the service points of a unit."""

    since: datetime
    """Holds the beginning of the period over which the draws were counted."""
    plan_draws: Sequence[tuple[FormPlan, float]] = ()
    """Lists for each service point the plan that holds there now and the draws made there in the period."""

    def elapsed_days(self, now: datetime) -> float:
        """Return the length of the period in days, or 0 if it has not begun."""
        return max(0.0, (now - self.since) / DAY)

    def draws_per_day(self, now: datetime) -> list[PlanDraws]:
        """Return the draws per day, one entry for each service point. The list is empty if the period has no length."""
        days = self.elapsed_days(now)
        return [PlanDraws(plan, draws / days) for plan, draws in self.plan_draws] if days else []

    def visits_per_day(self, now: datetime) -> float:
        """Return how many visits a day draw statements at all service points together."""
        return sum(flow.draws for flow in self.draws_per_day(now))


@dataclass(frozen=True)
class BalanceCounts:
    """Holds what the store knows of a unit's service points and terminals."""

    statements: tuple[str, ...]
    """Lists the core statements of the form."""
    service_points: Sequence[ServicePointCounts]
    months: Mapping[str, Mapping[str, int]]
    """Maps each month, such as `2026-11`, to the number of answers by statement."""
    terminals: Sequence[TerminalBalance] = ()
    is_whole_region: bool = True
    pace: VisitPace | None = None
    """Holds the current pace. None means a period that is over and in which nothing can even out any more."""


@dataclass(frozen=True)
class BalanceReport:
    """Holds the balance of a unit with its history by month, its causes and its forecast."""

    balance: Balance
    answering_terminals: int
    """Holds the number of terminals of this unit that have given answers under the plan in force."""
    months: list[MonthBalance]
    causes: list[BalanceCause] = field(default_factory=list)
    forecast: BalanceForecast | None = None
    """Holds the forecast. None means a period that is over."""


def build_balance_report(counts: BalanceCounts, now: datetime) -> BalanceReport:
    """Return the balance with its causes, and with a forecast if the period still goes on."""
    giving = sum(1 for terminal in counts.terminals if terminal.answered)
    found = compute_balance(counts.service_points, counts.statements, terminals=giving)
    codes = [share.code for share in found.rotating_shares]
    rates = answer_rates(counts.service_points, codes)
    pace = counts.pace
    return BalanceReport(
        found,
        giving,
        balance_by_month(counts.months, codes),
        find_causes(found, counts.service_points, counts.terminals, now, is_whole_region=counts.is_whole_region),
        forecast_balance(found, pace.draws_per_day(now), rates, days=pace.elapsed_days(now)) if pace else None,
    )
