"""Why answers are uneven: causes found by rule, each by a function of its own, so that a person can do something about it.

A cause names what it found and how much of the answers it is about; words are the pages' business.
"""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field
from datetime import datetime, timedelta

from server.domain.rotation.balance import TERMINAL_SPREAD, Balance, Place, Share, Tally, in_turn
from server.domain.rotation.balance_forecast import answer_rates, flows, stuck
from server.domain.rotation.targets import AT_CAP_DRAWS, drawn_of_free
from survey.draws import cap

SILENT = timedelta(days=1)
"""A terminal not heard of for so long keeps a day's answers from being counted."""
MANY_UNSENT = 21
"""Responses: three rounds of seven draws, nine answers of each statement, three times what a terminal is even to."""
AT_CAP = 0.97
"""Part of the cap from which a statement is said to be at it: each terminal comes there only after its first draws."""
MOST_OF_IT = 0.5
"""Part of a difference that must be asked for by the server for that to be its cause."""


@dataclass(frozen=True)
class Terminal:
    """One terminal of a place, as it was last heard of."""

    id: str
    place: str
    """The service point where it stands; empty: nowhere."""
    plan: int | None = None
    """Under which it draws, as far as is known."""
    in_force: int | None = None
    """The plan that holds where it stands."""
    counts: Mapping[str, Tally] | None = None
    """Of the plan in force; None before its first response."""
    balanced: tuple[str, ...] = ()
    """The statements that take turns under the plan in force."""
    last_heard: datetime | None = None
    unsent: int = 0
    """Responses that it said it held."""
    leans: Mapping[str, float] = field(default_factory=dict)
    """What the server asks it for: by statement, answers beyond its even share."""

    @property
    def answered(self) -> int:
        """Answers to the statements that take turns, under the plan in force."""
        return sum((self.counts or {}).get(code, Tally()).answered for code in self.balanced)

    @property
    def gap(self) -> int:
        """Answers between its most and its least answered statement."""
        counts = [(self.counts or {}).get(code, Tally()).answered for code in self.balanced]
        return max(counts) - min(counts) if counts else 0

    @property
    def is_apart(self) -> bool:
        """Whether its statements are further from each other than it keeps them, and than it is asked to."""
        asked = [self.leans.get(code, 0.0) for code in self.balanced] or [0.0]
        return self.gap > TERMINAL_SPREAD + max(asked) - min(asked)

    @property
    def is_on_old_plan(self) -> bool:
        return self.plan is not None and self.in_force is not None and self.plan != self.in_force

    def holds(self, now: datetime) -> bool:
        """Whether it keeps answers from being counted."""
        return self.unsent >= MANY_UNSENT or self.is_silent(now)

    def is_silent(self, now: datetime) -> bool:
        return self.last_heard is not None and now - self.last_heard >= SILENT


@dataclass(frozen=True)
class LeftOut:
    """Places do not ask the statement. `part` is theirs of all answers here; `can_make_up`: whether the rest can, under the cap."""

    code: str
    places: tuple[str, ...]
    part: float
    can_make_up: bool


@dataclass(frozen=True)
class AlwaysAsked:
    """Places ask the statement of everybody, others in turn."""

    code: str
    places: tuple[str, ...]
    part: float


@dataclass(frozen=True)
class SeldomAnswered:
    """So few can answer the statement that it lags even when drawn as often as may be. Parts: of showings answered, of draws."""

    code: str
    rate: float
    others_rate: float
    drawn: float
    most: float
    is_at_cap: bool


@dataclass(frozen=True)
class AskedFor:
    """The server asks the terminals here for so many answers more (fewer where negative), to make up for other places."""

    code: str
    answers: float


@dataclass(frozen=True)
class Held:
    """Terminals keep answers: not heard of, or with many unsent. `unsent` as they last said."""

    terminals: tuple[str, ...]
    unsent: int


@dataclass(frozen=True)
class OldPlan:
    """Terminals still draw by an earlier plan; their answers count there until they fetch the new one."""

    terminals: tuple[str, ...]


Cause = LeftOut | AlwaysAsked | SeldomAnswered | AskedFor | Held | OldPlan


def causes(
    balance: Balance, places: Sequence[Place], terminals: Sequence[Terminal], now: datetime, *, is_whole_region: bool
) -> list[Cause]:
    """Everything found, of the statements that make it uneven in turn, then of terminals.

    Of a whole region what the server asks terminals for is no cause: there it asks for evenness itself.
    """
    found: list[Cause | None] = []
    for share in balance.notable:
        if (share.difference or 0) < 0:
            found += [left_out(share.code, balance, places), seldom_answered(share, balance, places)]
        else:
            found.append(always_asked(share.code, balance, places))
        if not is_whole_region:
            found.append(asked_for(share, [terminal.leans for terminal in terminals]))
    found += [held(terminals, now), old_plan(terminals)]
    return [cause for cause in found if cause is not None]


def left_out(code: str, balance: Balance, places: Sequence[Place]) -> LeftOut | None:
    """Places with answers that leave the statement out."""
    codes = [share.code for share in balance.balanced]
    without = [place for place in places if place.plans and not place.asks(code) and place.answers(codes)]
    if not without:
        return None
    can_make_up = code not in stuck(flows(places), answer_rates(places, codes))
    return LeftOut(code, tuple(place.id for place in without), _part(without, places, codes), can_make_up)


def always_asked(code: str, balance: Balance, places: Sequence[Place]) -> AlwaysAsked | None:
    """Places that ask the statement of everybody."""
    codes = [share.code for share in balance.balanced]
    with_it = [place for place in places if place.always_asks(code) and place.answers(codes)]
    return AlwaysAsked(code, tuple(place.id for place in with_it), _part(with_it, places, codes)) if with_it else None


def seldom_answered(share: Share, balance: Balance, places: Sequence[Place]) -> SeldomAnswered | None:
    """A statement that lags at the places that ask it, however often it is drawn there.

    None where it was shown too seldom to say so.
    """
    codes = [each.code for each in balance.balanced]
    asking = [place for place in places if any(share.code in in_turn(plan) for plan in place.plans)]
    some = flows(asking)
    draws = sum(flow.draws for flow in some if share.code in in_turn(flow.plan))
    if share.tally.shown < AT_CAP_DRAWS or share.response_rate is None or not draws:
        return None
    if share.code not in stuck(some, answer_rates(asking, codes)):
        return None
    most = sum(flow.draws * cap(len(in_turn(flow.plan)), drawn_of_free(flow.plan)) for flow in some if share.code in in_turn(flow.plan))
    drawn = sum(place.counts.get(plan.number, {}).get(share.code, Tally()).drawn for place in asking for plan in place.plans)
    others = [each for each in balance.balanced if each.code != share.code]
    shown = sum(each.tally.shown for each in others)
    others_rate = sum(each.tally.answered for each in others) / shown if shown else 1.0
    return SeldomAnswered(share.code, share.response_rate, others_rate, drawn / draws, most / draws, drawn >= AT_CAP * most)


def asked_for(share: Share, leans: Sequence[Mapping[str, float]]) -> AskedFor | None:
    """The difference is what the server asks for: most of it, and in the same direction."""
    wanted, difference = sum(lean.get(share.code, 0.0) for lean in leans), share.difference or 0.0
    return AskedFor(share.code, wanted) if wanted * difference > 0 and abs(wanted) >= MOST_OF_IT * abs(difference) else None


def held(terminals: Sequence[Terminal], now: datetime) -> Held | None:
    """Terminals that keep answers from being counted."""
    found = [terminal for terminal in terminals if terminal.holds(now)]
    return Held(tuple(each.id for each in found), sum(each.unsent for each in found)) if found else None


def old_plan(terminals: Sequence[Terminal]) -> OldPlan | None:
    """Terminals that still draw by an earlier plan."""
    found = tuple(terminal.id for terminal in terminals if terminal.is_on_old_plan)
    return OldPlan(found) if found else None


def _part(some: Sequence[Place], places: Sequence[Place], codes: Sequence[str]) -> float:
    every = sum(place.answers(codes) for place in places)
    return sum(place.answers(codes) for place in some) / every if every else 0.0
