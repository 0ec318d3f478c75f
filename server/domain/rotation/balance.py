"""How even the answers are: for some places and some time, what each statement has, against its even share.

The national rule is about what was *answered*: results must accrue evenly for all core statements (THL, "Arvokas asiakaspalaute"). So the
share of a statement is counted in answers. Statements that take their place in every visit are no part of the balance where they do so
everywhere; special and own statements never are. Counts alone: nothing here knows what anybody answered, nor a database or a clock.
"""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass, field
from math import sqrt
from statistics import median
from typing import Literal, NamedTuple

from server.domain.rotation.targets import unfixed_per_visit, unfixed_statements
from survey.forms import CORE_STATEMENTS
from survey.wire import FormPlan

EVEN_RATIO = 1.02
"""Most answered to least answered, up to which a region is even enough: what the rotation reaches in its first 2,000 visits."""
MAX_TERMINAL_SPREAD = 3
"""Answers between the most and the least answered statement at one terminal, at most, at any moment: so even it keeps itself, alone."""
_OF_ONE_TERMINAL = MAX_TERMINAL_SPREAD / sqrt(12)
"""Standard deviation of one statement at one terminal, were every place within its spread as likely."""
_RANGE_OF_SEVEN = 4.17
"""Between the largest and smallest of seven normal draws, in standard deviations, 19 times of 20 (J. W. Tukey's studentized range)."""
MIN_MEAN_ANSWERS = 10
"""Answers a statement, on average, below which nothing is said of evenness: one answer is more than a tenth of them."""

ShareKind = Literal["core", "fixed", "special", "own"]
"""`core`: drawn in turn, at one place at least; `fixed`: asked of everybody wherever it is asked."""
Evenness = Literal["no_answers", "fixed", "few", "even", "chance", "uneven"]
"""`fixed`: there is nothing to balance. `chance`: no more than terminals leave that are each as even as they can be."""


class StatementTally(NamedTuple):
    """Of a statement: in how many draws, how often on a screen, how often answered with a value."""

    drawn: int = 0
    shown: int = 0
    answered: int = 0

    def plus(self, other: StatementTally) -> StatementTally:
        return StatementTally(self.drawn + other.drawn, self.shown + other.shown, self.answered + other.answered)


@dataclass(frozen=True)
class ServicePointCounts:
    """A service point: which plans its counts are of, and the counts."""

    id: str
    """Empty: nowhere."""
    plans: tuple[FormPlan, ...]
    """The one in force; of a time that is over, each that has counts."""
    counts: Mapping[int, Mapping[str, StatementTally]] = field(default_factory=dict)
    """By plan and statement; a plan that the server does not know may be among them."""

    def is_asked(self, code: str) -> bool:
        return any(code in rotating_statements(plan) or code in fixed_statements(plan) for plan in self.plans)

    def is_fixed(self, code: str) -> bool:
        return any(code in fixed_statements(plan) for plan in self.plans)

    def tally_of(self, code: str) -> StatementTally:
        found = StatementTally()
        for counts in self.counts.values():
            found = found.plus(counts.get(code, StatementTally()))
        return found

    def count_answers(self, codes: Iterable[str]) -> int:
        return sum(self.tally_of(code).answered for code in codes)


@dataclass(frozen=True)
class StatementShare:
    """One statement. `target` is the even share in answers, None where the statement is no part of the balance."""

    code: str
    kind: ShareKind
    tally: StatementTally
    even_share: float | None = None

    @property
    def difference(self) -> float | None:
        """Answers beyond the even share; negative: behind it."""
        return None if self.even_share is None else self.tally.answered - self.even_share

    @property
    def relative_difference(self) -> float | None:
        """The difference as a part of the even share."""
        return None if self.difference is None or not self.even_share else self.difference / self.even_share

    @property
    def response_rate(self) -> float | None:
        """Answered of shown; None where it was never shown."""
        return self.tally.answered / self.tally.shown if self.tally.shown else None


@dataclass(frozen=True)
class Balance:
    """What each statement has, and what is to be said of it."""

    evenness: Evenness
    shares: tuple[StatementShare, ...]
    """Core statements in the order of the national list, then fixed, special and own ones."""
    unasked_statements: tuple[str, ...]
    """Core statements of the form that no place here asks."""
    even_share: float | None
    """The even share: the mean of answers over the statements in the balance; None where there are none."""
    spread_by_chance: float
    """Answers between most and least answered that terminals leave by chance, each as even as it can be."""

    @property
    def rotating_shares(self) -> tuple[StatementShare, ...]:
        return tuple(share for share in self.shares if share.kind == "core")

    @property
    def spread(self) -> int:
        """Answers between the most and the least answered statement."""
        answered = [share.tally.answered for share in self.rotating_shares]
        return max(answered) - min(answered) if answered else 0

    @property
    def ratio(self) -> float | None:
        """Most answered to least answered; None where one has no answer."""
        answered = [share.tally.answered for share in self.rotating_shares]
        least = min(answered, default=0)
        return max(answered) / least if least else None

    @property
    def furthest_share(self) -> StatementShare | None:
        """The statement furthest from its even share; of two as far the one that is behind."""
        return max(self.rotating_shares, key=lambda share: (abs(share.difference or 0), -(share.difference or 0)), default=None)

    @property
    def notable_shares(self) -> tuple[StatementShare, ...]:
        """The statements that make it uneven, the furthest first: those further from the middle one than half of what is even enough.

        From the middle one and not from the mean, since one statement far ahead leaves all others a little behind it.
        """
        if self.evenness != "uneven" or self.furthest_share is None:
            return ()
        middle = median(share.tally.answered for share in self.rotating_shares)
        found = [
            share for share in self.rotating_shares if share is self.furthest_share or abs(share.tally.answered - middle) > self._allowed
        ]
        return tuple(sorted(found, key=lambda share: -abs(share.difference or 0)))

    @property
    def lagging_statements(self) -> tuple[str, ...]:
        """The statements of which more answers are wanted for it to be even; empty where it is even enough."""
        if self.evenness != "uneven":
            return ()
        behind = [share for share in self.rotating_shares if (share.difference or 0) < 0]
        return tuple(share.code for share in behind if -(share.difference or 0) > self._allowed) or tuple(share.code for share in behind)

    @property
    def _allowed(self) -> float:
        """Answers that a statement may be from the others: half of what is even enough between most and least."""
        return max((EVEN_RATIO - 1) / 2 * (self.even_share or 0), self.spread_by_chance / 2)


@dataclass(frozen=True)
class MonthBalance:
    """One month: its answers, and how uneven all was at its end, counted from the first of the months."""

    month: str
    answered: int
    spread: int
    even_share: float

    @property
    def relative_spread(self) -> float | None:
        return self.spread / self.even_share if self.even_share else None


def rotating_statements(plan: FormPlan) -> tuple[str, ...]:
    """The core statements that take turns under a plan; none where the fixed ones take every place."""
    return unfixed_statements(plan) if unfixed_per_visit(plan) else ()


def fixed_statements(plan: FormPlan) -> tuple[str, ...]:
    """The core statements that take a place in every visit."""
    return tuple(code for code in plan.statements if code in plan.fixed)


def spread_by_chance(terminals: int) -> float:
    """Answers between most and least answered that so many terminals leave by chance, 19 times of 20.

    Each is even to within `TERMINAL_SPREAD` answers by itself; what is left at one has nothing to do with what is left at another, so
    that it grows with the square root of their number.
    """
    terminals = max(1, terminals)
    return min(MAX_TERMINAL_SPREAD * terminals, _RANGE_OF_SEVEN * _OF_ONE_TERMINAL * sqrt(terminals))


def compute_balance(places: Sequence[ServicePointCounts], statements: Sequence[str], *, terminals: int) -> Balance:
    """The balance of some places, for a form with these core statements, whose answers came from so many terminals."""
    kinds = _kinds(places, statements)
    tallies = {code: _sum(place.tally_of(code) for place in places) for code in kinds}
    core = [code for code, kind in kinds.items() if kind == "core"]
    target = sum(tallies[code].answered for code in core) / len(core) if core else None
    shares = tuple(StatementShare(code, kind, tallies[code], target if kind == "core" else None) for code, kind in kinds.items())
    unasked = tuple(code for code in statements if not any(place.is_asked(code) for place in places))
    allowed = spread_by_chance(terminals)
    answered = [tallies[code].answered for code in core]
    return Balance(_evenness(tallies, answered, allowed), shares, unasked, target, allowed)


def balance_by_month(months: Mapping[str, Mapping[str, int]], codes: Sequence[str]) -> list[MonthBalance]:
    """Each month (2026-11) in turn, the difference between these statements counted from the first month on."""
    so_far: Counter[str] = Counter()
    found = []
    for month in sorted(months):
        so_far.update({code: months[month].get(code, 0) for code in codes})
        counts = [so_far[code] for code in codes] or [0]
        found.append(
            MonthBalance(month, sum(months[month].get(code, 0) for code in codes), max(counts) - min(counts), sum(counts) / len(counts))
        )
    return found


def _kinds(places: Sequence[ServicePointCounts], statements: Sequence[str]) -> dict[str, ShareKind]:
    """Every statement that is asked or has answers, in the order in which it is told of."""
    plans = [plan for place in places for plan in place.plans]
    turn = {code for plan in plans for code in rotating_statements(plan)}
    fixed = {code for plan in plans for code in fixed_statements(plan)}
    special = dict.fromkeys(code for plan in plans for code in plan.special)
    own = dict.fromkeys(code for plan in plans for code in plan.own)
    counted = {code for place in places for counts in place.counts.values() for code, tally in counts.items() if tally.drawn}
    core = [code for code in dict.fromkeys((*statements, *CORE_STATEMENTS, *sorted(turn | fixed))) if code in turn | fixed | counted]
    kinds: dict[str, ShareKind] = {code: "core" for code in core if code in turn or code not in fixed}
    kinds |= {code: "fixed" for code in core if code not in kinds}
    kinds |= dict.fromkeys(special, "special")
    kinds |= dict.fromkeys(own, "own")
    return kinds | {code: "own" for code in sorted(counted) if code not in kinds}


def _evenness(tallies: Mapping[str, StatementTally], answered: Sequence[int], allowed: float) -> Evenness:
    if not any(tally.answered for tally in tallies.values()):
        return "no_answers"
    if len(answered) < 2:
        return "fixed"
    most, least = max(answered), min(answered)
    if sum(answered) / len(answered) < MIN_MEAN_ANSWERS:
        return "few"
    if most <= EVEN_RATIO * least:
        return "even"
    return "chance" if most - least <= allowed else "uneven"


def _sum(tallies: Iterable[StatementTally]) -> StatementTally:
    found = StatementTally()
    for tally in tallies:
        found = found.plus(tally)
    return found
