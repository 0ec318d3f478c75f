"""All that is told of the balance of a place, worked out at once: what the page shows and the command prints."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field
from datetime import datetime, timedelta

from server.domain.rotation.balance import Balance, Month, Place, balance, by_month
from server.domain.rotation.balance_causes import Cause, Terminal, causes
from server.domain.rotation.balance_forecast import Flow, Forecast, answer_rates, forecast
from survey.wire import FormPlan

DAY = timedelta(days=1)


@dataclass(frozen=True)
class Pace:
    """How many visits drew statements lately: at each place since a moment, by the plan that holds there now."""

    since: datetime
    draws: Sequence[tuple[FormPlan, float]] = ()

    def days(self, now: datetime) -> float:
        return max(0.0, (now - self.since) / DAY)

    def a_day(self, now: datetime) -> list[Flow]:
        days = self.days(now)
        return [Flow(plan, draws / days) for plan, draws in self.draws] if days else []

    def visits_a_day(self, now: datetime) -> float:
        return sum(flow.draws for flow in self.a_day(now))


@dataclass(frozen=True)
class Counted:
    """What the store knows of the places that are looked at."""

    statements: tuple[str, ...]
    """The form's core statements."""
    places: Sequence[Place]
    months: Mapping[str, Mapping[str, int]]
    """Answers by month and statement."""
    terminals: Sequence[Terminal] = ()
    is_whole_region: bool = True
    pace: Pace | None = None
    """None for a time that is over: it evens out no more."""


@dataclass(frozen=True)
class Report:
    balance: Balance
    giving: int
    """Terminals here that have given answers under the plan in force."""
    months: list[Month]
    causes: list[Cause] = field(default_factory=list)
    forecast: Forecast | None = None
    """None where none is asked for."""


def report(counted: Counted, now: datetime) -> Report:
    """The balance with its causes and, of a time that goes on, its forecast."""
    giving = sum(1 for terminal in counted.terminals if terminal.answered)
    found = balance(counted.places, counted.statements, terminals=giving)
    codes = [share.code for share in found.balanced]
    rates = answer_rates(counted.places, codes)
    pace = counted.pace
    return Report(
        found,
        giving,
        by_month(counted.months, codes),
        causes(found, counted.places, counted.terminals, now, is_whole_region=counted.is_whole_region),
        forecast(found, pace.a_day(now), rates, days=pace.days(now)) if pace else None,
    )
