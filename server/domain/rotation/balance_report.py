"""All that is told of the balance of a place, worked out at once: what the page shows and the command prints."""

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
    """How many visits drew statements lately: at each place since a moment, by the plan that holds there now."""

    since: datetime
    plan_draws: Sequence[tuple[FormPlan, float]] = ()

    def elapsed_days(self, now: datetime) -> float:
        return max(0.0, (now - self.since) / DAY)

    def draws_per_day(self, now: datetime) -> list[PlanDraws]:
        days = self.elapsed_days(now)
        return [PlanDraws(plan, draws / days) for plan, draws in self.plan_draws] if days else []

    def visits_per_day(self, now: datetime) -> float:
        return sum(flow.draws for flow in self.draws_per_day(now))


@dataclass(frozen=True)
class BalanceCounts:
    """What the store knows of the places that are looked at."""

    statements: tuple[str, ...]
    """The form's core statements."""
    places: Sequence[ServicePointCounts]
    months: Mapping[str, Mapping[str, int]]
    """Answers by month and statement."""
    terminals: Sequence[TerminalBalance] = ()
    is_whole_region: bool = True
    pace: VisitPace | None = None
    """None for a time that is over: it evens out no more."""


@dataclass(frozen=True)
class BalanceReport:
    balance: Balance
    answering_terminals: int
    """Terminals here that have given answers under the plan in force."""
    months: list[MonthBalance]
    causes: list[BalanceCause] = field(default_factory=list)
    forecast: BalanceForecast | None = None
    """None where none is asked for."""


def balance_report(counts: BalanceCounts, now: datetime) -> BalanceReport:
    """The balance with its causes and, of a time that goes on, its forecast."""
    giving = sum(1 for terminal in counts.terminals if terminal.answered)
    found = compute_balance(counts.places, counts.statements, terminals=giving)
    codes = [share.code for share in found.rotating_shares]
    rates = answer_rates(counts.places, codes)
    pace = counts.pace
    return BalanceReport(
        found,
        giving,
        balance_by_month(counts.months, codes),
        find_causes(found, counts.places, counts.terminals, now, is_whole_region=counts.is_whole_region),
        forecast_balance(found, pace.draws_per_day(now), rates, days=pace.elapsed_days(now)) if pace else None,
    )
