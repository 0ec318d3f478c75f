"""Finds the causes of an uneven balance, so that a person can act on them.

Each cause is found by a rule, and each rule has a function of its own. A cause holds what was found and the figures that describe it. Its
wording is up to the pages.
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
"""Sets after how long without a heartbeat a terminal counts as withholding answers. By then a day's answers may be uncounted."""
MANY_UNSENT_RESPONSES = 21
"""Sets how many unsent responses count as many: three rounds of seven draws, nine answers to each statement, three times the spread to
which a terminal evens itself out."""
AT_CAP_RATIO = 0.97
"""Sets the share of the upper bound from which a statement counts as being at the bound. Each terminal reaches the bound only after its
first draws."""
MIN_TARGETS_SHARE = 0.5
"""Sets the share of a difference that the server's targets must ask for to count as its cause."""


@dataclass(frozen=True)
class TerminalBalance:
    """Describes a terminal's part in the balance as of its last report."""

    id: str
    service_point: str
    """Holds the id of the service point where the terminal stands. It is empty if the terminal has no placement."""
    plan: int | None = None
    """Holds the number of the plan by which the terminal draws. None means that it is unknown."""
    plan_in_force: int | None = None
    """Holds the number of the plan that holds where the terminal stands."""
    tallies: Mapping[str, StatementTally] | None = None
    """Maps statements to their tallies under the plan in force. None means that there is no response yet."""
    rotating_statements: tuple[str, ...] = ()
    """Lists the statements that are drawn in turn under the plan in force."""
    last_heartbeat_at: datetime | None = None
    """Holds the time of the last heartbeat. None means that there has been none."""
    unsent_count: int = 0
    """Holds the number of unsent responses that the terminal last reported."""
    leans: Mapping[str, float] = field(default_factory=dict)
    """Maps statements to how many answers beyond their even share the server asks the terminal for."""

    @property
    def answered(self) -> int:
        """Return the number of answers to rotating statements under the plan in force."""
        return sum((self.tallies or {}).get(code, StatementTally()).answered for code in self.rotating_statements)

    @property
    def spread(self) -> int:
        """Return how many answers the most answered rotating statement is ahead of the least answered one."""
        counts = [(self.tallies or {}).get(code, StatementTally()).answered for code in self.rotating_statements]
        return max(counts) - min(counts) if counts else 0

    @property
    def is_uneven(self) -> bool:
        """Return whether the statements differ by more than a terminal itself allows plus what the server's targets ask for."""
        asked = [self.leans.get(code, 0.0) for code in self.rotating_statements] or [0.0]
        return self.spread > MAX_TERMINAL_SPREAD + max(asked) - min(asked)

    @property
    def is_on_old_plan(self) -> bool:
        """Return whether the terminal draws by another plan than the one in force. False if either plan is unknown."""
        return self.plan is not None and self.plan_in_force is not None and self.plan != self.plan_in_force

    def is_withholding_answers(self, now: datetime) -> bool:
        """Return whether the terminal holds many unsent responses or has been silent, so that answers are not counted."""
        return self.unsent_count >= MANY_UNSENT_RESPONSES or self.is_silent(now)

    def is_silent(self, now: datetime) -> bool:
        """Return whether the terminal's last heartbeat is at least `SILENT_AFTER` ago. False if there has been none."""
        return self.last_heartbeat_at is not None and now - self.last_heartbeat_at >= SILENT_AFTER


@dataclass(frozen=True)
class LeftOutCause:
    """Reports that some service points do not ask a statement."""

    code: str
    places: tuple[str, ...]
    part: float
    """Holds the share of all answers that come from these service points, 0 to 1."""
    can_make_up: bool
    """States whether the other service points can make up for them within the upper bound."""


@dataclass(frozen=True)
class AlwaysAskedCause:
    """Reports that some service points ask everybody a statement that others draw in turn."""

    code: str
    places: tuple[str, ...]
    part: float
    """Holds the share of all answers that come from these service points, 0 to 1."""


@dataclass(frozen=True)
class SeldomAnsweredCause:
    """Reports that so few people can answer a statement that it lags even if it is drawn as often as the upper bound allows."""

    code: str
    rate: float
    """Holds the share of its showings that was answered, 0 to 1."""
    others_rate: float
    """Holds the share of the other statements' showings that was answered, 0 to 1."""
    drawn: float
    """Holds the share of draws that contain the statement, 0 to 1."""
    most: float
    """Holds the upper bound of that share."""
    is_at_cap: bool


@dataclass(frozen=True)
class TargetsCause:
    """Reports that the server asks the terminals here for more or fewer answers to make up for other service points."""

    code: str
    answers: float
    """Holds how many answers the server asks for beyond the even share. It is negative if it asks for fewer."""


@dataclass(frozen=True)
class UnreceivedAnswersCause:
    """Reports that terminals withhold answers, because they are silent or have many unsent responses."""

    terminals: tuple[str, ...]
    unsent: int
    """Holds the number of unsent responses that these terminals last reported."""


@dataclass(frozen=True)
class OldPlanCause:
    """Reports that terminals still draw by an earlier plan. Their answers count under it until they fetch the new one."""

    terminals: tuple[str, ...]


BalanceCause = LeftOutCause | AlwaysAskedCause | SeldomAnsweredCause | TargetsCause | UnreceivedAnswersCause | OldPlanCause


def find_causes(
    balance: Balance, places: Sequence[ServicePointCounts], terminals: Sequence[TerminalBalance], now: datetime, *, is_whole_region: bool
) -> list[BalanceCause]:
    """Return all causes found: first by statement for those that make the balance uneven, then by terminal.

    Args:
        balance: the balance to explain.
        places: the counts of the service points that the balance covers.
        terminals: the terminals of these service points.
        now: the current time.
        is_whole_region: whether the balance covers a whole region. The targets are then no cause, because the server itself asks for
            evenness in the region.
    """
    found: list[BalanceCause | None] = []
    for share in balance.uneven_shares:
        if (share.difference or 0) < 0:
            found += [find_left_out_cause(share.code, balance, places), find_seldom_answered_cause(share, balance, places)]
        else:
            found.append(find_always_asked_cause(share.code, balance, places))
        if not is_whole_region:
            found.append(find_targets_cause(share, [terminal.leans for terminal in terminals]))
    found += [find_unreceived_answers_cause(terminals, now), find_old_plan_cause(terminals)]
    return [cause for cause in found if cause is not None]


def find_left_out_cause(code: str, balance: Balance, places: Sequence[ServicePointCounts]) -> LeftOutCause | None:
    """Return a cause if there are service points that have answers but leave the statement out, otherwise None."""
    codes = [share.code for share in balance.rotating_shares]
    without = [place for place in places if place.plans and not place.is_asked(code) and place.count_answers(codes)]
    if not without:
        return None
    can_make_up = code not in find_stuck_statements(draws_by_plan(places), answer_rates(places, codes))
    return LeftOutCause(code, tuple(place.id for place in without), _answer_share(without, places, codes), can_make_up)


def find_always_asked_cause(code: str, balance: Balance, places: Sequence[ServicePointCounts]) -> AlwaysAskedCause | None:
    """Return a cause if there are service points that have answers and ask everybody the statement, otherwise None."""
    codes = [share.code for share in balance.rotating_shares]
    with_it = [place for place in places if place.is_fixed(code) and place.count_answers(codes)]
    return AlwaysAskedCause(code, tuple(place.id for place in with_it), _answer_share(with_it, places, codes)) if with_it else None


def find_seldom_answered_cause(share: StatementShare, balance: Balance, places: Sequence[ServicePointCounts]) -> SeldomAnsweredCause | None:
    """Return a cause if the statement lags, however often it is drawn, at the service points that draw it, otherwise None.

    A statement that has been shown fewer than `MIN_DRAWS_FOR_CAP` times gives no cause.
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
    """Return a cause if the server's targets ask for most of the statement's difference, otherwise None.

    Args:
        share: the statement's share of the answers.
        leans: for each terminal, the answers beyond the even share that the server asks for, by statement.
    """
    wanted, difference = sum(lean.get(share.code, 0.0) for lean in leans), share.difference or 0.0
    return TargetsCause(share.code, wanted) if wanted * difference > 0 and abs(wanted) >= MIN_TARGETS_SHARE * abs(difference) else None


def find_unreceived_answers_cause(terminals: Sequence[TerminalBalance], now: datetime) -> UnreceivedAnswersCause | None:
    """Return a cause if there are terminals that withhold answers, otherwise None."""
    found = [terminal for terminal in terminals if terminal.is_withholding_answers(now)]
    return UnreceivedAnswersCause(tuple(each.id for each in found), sum(each.unsent_count for each in found)) if found else None


def find_old_plan_cause(terminals: Sequence[TerminalBalance]) -> OldPlanCause | None:
    """Return a cause if there are terminals that still draw by an earlier plan, otherwise None."""
    found = tuple(terminal.id for terminal in terminals if terminal.is_on_old_plan)
    return OldPlanCause(found) if found else None


def _answer_share(some: Sequence[ServicePointCounts], places: Sequence[ServicePointCounts], codes: Sequence[str]) -> float:
    every = sum(place.count_answers(codes) for place in places)
    return sum(place.count_answers(codes) for place in some) / every if every else 0.0
