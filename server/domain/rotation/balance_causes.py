"""Why answers are uneven: causes found by rule, each by a function of its own, so that a person can do something about it.

A cause names what it found and how much of the answers it is about; words are the pages' business.
"""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field
from datetime import datetime, timedelta

from server.domain.rotation.balance import (
    MAX_TERMINAL_SPREAD,
    Balance,
    ServicePointCounts,
    StatementShare,
    StatementTally,
    rotating_statements,
)
from server.domain.rotation.balance_forecast import answer_rates, draws_by_plan, find_stuck_statements
from server.domain.rotation.targets import MIN_DRAWS_FOR_CAP, unfixed_per_visit
from survey.draws import max_draw_share

SILENT_AFTER = timedelta(days=1)
"""A terminal not heard of for so long keeps a day's answers from being counted."""
MANY_UNSENT = 21
"""Responses: three rounds of seven draws, nine answers of each statement, three times what a terminal is even to."""
AT_CAP_RATIO = 0.97
"""Part of the cap from which a statement is said to be at it: each terminal comes there only after its first draws."""
MIN_TARGETS_SHARE = 0.5
"""Part of a difference that must be asked for by the server for that to be its cause."""


@dataclass(frozen=True)
class TerminalBalance:
    """One terminal of a place, as it was last heard of."""

    id: str
    service_point: str
    """The service point where it stands; empty: nowhere."""
    plan: int | None = None
    """Under which it draws, as far as is known."""
    plan_in_force: int | None = None
    """The plan that holds where it stands."""
    tallies: Mapping[str, StatementTally] | None = None
    """Of the plan in force; None before its first response."""
    rotating_statements: tuple[str, ...] = ()
    """The statements that take turns under the plan in force."""
    last_heard_at: datetime | None = None
    unsent: int = 0
    """Responses that it said it held."""
    leans: Mapping[str, float] = field(default_factory=dict)
    """What the server asks it for: by statement, answers beyond its even share."""

    @property
    def answered(self) -> int:
        """Answers to the statements that take turns, under the plan in force."""
        return sum((self.tallies or {}).get(code, StatementTally()).answered for code in self.rotating_statements)

    @property
    def spread(self) -> int:
        """Answers between its most and its least answered statement."""
        counts = [(self.tallies or {}).get(code, StatementTally()).answered for code in self.rotating_statements]
        return max(counts) - min(counts) if counts else 0

    @property
    def is_uneven(self) -> bool:
        """Whether its statements are further from each other than it keeps them, and than it is asked to."""
        asked = [self.leans.get(code, 0.0) for code in self.rotating_statements] or [0.0]
        return self.spread > MAX_TERMINAL_SPREAD + max(asked) - min(asked)

    @property
    def is_on_old_plan(self) -> bool:
        return self.plan is not None and self.plan_in_force is not None and self.plan != self.plan_in_force

    def is_withholding_answers(self, now: datetime) -> bool:
        """Whether it keeps answers from being counted."""
        return self.unsent >= MANY_UNSENT or self.is_silent(now)

    def is_silent(self, now: datetime) -> bool:
        return self.last_heard_at is not None and now - self.last_heard_at >= SILENT_AFTER


@dataclass(frozen=True)
class LeftOutCause:
    """Places do not ask the statement. `part` is theirs of all answers here; `can_make_up`: whether the rest can, under the cap."""

    code: str
    places: tuple[str, ...]
    part: float
    can_make_up: bool


@dataclass(frozen=True)
class AlwaysAskedCause:
    """Places ask the statement of everybody, others in turn."""

    code: str
    places: tuple[str, ...]
    part: float


@dataclass(frozen=True)
class SeldomAnsweredCause:
    """So few can answer the statement that it lags even when drawn as often as may be. Parts: of showings answered, of draws."""

    code: str
    rate: float
    others_rate: float
    drawn: float
    most: float
    is_at_cap: bool


@dataclass(frozen=True)
class TargetsCause:
    """The server asks the terminals here for so many answers more (fewer where negative), to make up for other places."""

    code: str
    answers: float


@dataclass(frozen=True)
class UnreceivedAnswersCause:
    """Terminals keep answers: not heard of, or with many unsent. `unsent` as they last said."""

    terminals: tuple[str, ...]
    unsent: int


@dataclass(frozen=True)
class OldPlanCause:
    """Terminals still draw by an earlier plan; their answers count there until they fetch the new one."""

    terminals: tuple[str, ...]


BalanceCause = LeftOutCause | AlwaysAskedCause | SeldomAnsweredCause | TargetsCause | UnreceivedAnswersCause | OldPlanCause


def find_causes(
    balance: Balance, places: Sequence[ServicePointCounts], terminals: Sequence[TerminalBalance], now: datetime, *, is_whole_region: bool
) -> list[BalanceCause]:
    """Everything found, of the statements that make it uneven in turn, then of terminals.

    Of a whole region what the server asks terminals for is no cause: there it asks for evenness itself.
    """
    found: list[BalanceCause | None] = []
    for share in balance.notable_shares:
        if (share.difference or 0) < 0:
            found += [find_left_out_cause(share.code, balance, places), find_seldom_answered_cause(share, balance, places)]
        else:
            found.append(find_always_asked_cause(share.code, balance, places))
        if not is_whole_region:
            found.append(find_targets_cause(share, [terminal.leans for terminal in terminals]))
    found += [find_unreceived_answers_cause(terminals, now), find_old_plan_cause(terminals)]
    return [cause for cause in found if cause is not None]


def find_left_out_cause(code: str, balance: Balance, places: Sequence[ServicePointCounts]) -> LeftOutCause | None:
    """Places with answers that leave the statement out."""
    codes = [share.code for share in balance.rotating_shares]
    without = [place for place in places if place.plans and not place.is_asked(code) and place.count_answers(codes)]
    if not without:
        return None
    can_make_up = code not in find_stuck_statements(draws_by_plan(places), answer_rates(places, codes))
    return LeftOutCause(code, tuple(place.id for place in without), _part(without, places, codes), can_make_up)


def find_always_asked_cause(code: str, balance: Balance, places: Sequence[ServicePointCounts]) -> AlwaysAskedCause | None:
    """Places that ask the statement of everybody."""
    codes = [share.code for share in balance.rotating_shares]
    with_it = [place for place in places if place.is_fixed(code) and place.count_answers(codes)]
    return AlwaysAskedCause(code, tuple(place.id for place in with_it), _part(with_it, places, codes)) if with_it else None


def find_seldom_answered_cause(share: StatementShare, balance: Balance, places: Sequence[ServicePointCounts]) -> SeldomAnsweredCause | None:
    """A statement that lags at the places that ask it, however often it is drawn there.

    None where it was shown too seldom to say so.
    """
    codes = [each.code for each in balance.rotating_shares]
    asking = [place for place in places if any(share.code in rotating_statements(plan) for plan in place.plans)]
    some = draws_by_plan(asking)
    draws = sum(flow.draws for flow in some if share.code in rotating_statements(flow.plan))
    if share.tally.shown < MIN_DRAWS_FOR_CAP or share.response_rate is None or not draws:
        return None
    if share.code not in find_stuck_statements(some, answer_rates(asking, codes)):
        return None
    most = sum(
        flow.draws * max_draw_share(len(rotating_statements(flow.plan)), unfixed_per_visit(flow.plan))
        for flow in some
        if share.code in rotating_statements(flow.plan)
    )
    drawn = sum(place.counts.get(plan.number, {}).get(share.code, StatementTally()).drawn for place in asking for plan in place.plans)
    others = [each for each in balance.rotating_shares if each.code != share.code]
    shown = sum(each.tally.shown for each in others)
    others_rate = sum(each.tally.answered for each in others) / shown if shown else 1.0
    return SeldomAnsweredCause(share.code, share.response_rate, others_rate, drawn / draws, most / draws, drawn >= AT_CAP_RATIO * most)


def find_targets_cause(share: StatementShare, leans: Sequence[Mapping[str, float]]) -> TargetsCause | None:
    """The difference is what the server asks for: most of it, and in the same direction."""
    wanted, difference = sum(lean.get(share.code, 0.0) for lean in leans), share.difference or 0.0
    return TargetsCause(share.code, wanted) if wanted * difference > 0 and abs(wanted) >= MIN_TARGETS_SHARE * abs(difference) else None


def find_unreceived_answers_cause(terminals: Sequence[TerminalBalance], now: datetime) -> UnreceivedAnswersCause | None:
    """Terminals that keep answers from being counted."""
    found = [terminal for terminal in terminals if terminal.is_withholding_answers(now)]
    return UnreceivedAnswersCause(tuple(each.id for each in found), sum(each.unsent for each in found)) if found else None


def find_old_plan_cause(terminals: Sequence[TerminalBalance]) -> OldPlanCause | None:
    """Terminals that still draw by an earlier plan."""
    found = tuple(terminal.id for terminal in terminals if terminal.is_on_old_plan)
    return OldPlanCause(found) if found else None


def _part(some: Sequence[ServicePointCounts], places: Sequence[ServicePointCounts], codes: Sequence[str]) -> float:
    every = sum(place.count_answers(codes) for place in places)
    return sum(place.count_answers(codes) for place in some) / every if every else 0.0
