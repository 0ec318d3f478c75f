"""Computes how evenly answers are spread over statements at some service points and in some period.

The national rule concerns what was *answered*: results must accrue evenly for all core statements (THL, "Arvokas asiakaspalaute"). A
statement's share is therefore counted in answers and compared with its even share. A statement that is fixed everywhere is not part of the
balance. Special and own statements never are. The module works on counts alone: it uses no database and no clock, and never sees what a
person answered.
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
"""Sets the ratio of the most to the least answered statement up to which a region is even enough. The rotation reaches it within its first
2,000 visits."""
MAX_TERMINAL_SPREAD = 3
"""Sets the most answers that two statements of one terminal may differ by. A terminal on its own stays within this limit at any time."""
_OF_ONE_TERMINAL = MAX_TERMINAL_SPREAD / sqrt(12)
"""Holds the standard deviation of a statement's answers at one terminal, if every position within the spread is equally likely."""
_RANGE_OF_SEVEN = 4.17
"""Holds the range of seven normal variables that is exceeded in 1 of 20 cases, in standard deviations (J. W. Tukey's studentized range)."""
MIN_MEAN_ANSWERS = 10
"""Sets the mean number of answers per statement below which evenness is not judged. Below it, one answer is more than a tenth of them."""

ShareKind = Literal["core", "fixed", "special", "own"]
"""Names the part that a statement has in the balance. `core`: drawn in turn at one service point at least. `fixed`: in every visit wherever
it is asked."""
Evenness = Literal["no_answers", "fixed", "few", "even", "chance", "uneven"]
"""Names the result of judging the evenness. `fixed`: there is nothing to balance. `few`: there are too few answers to judge. `chance`: the
statements differ by no more than terminals leave by chance that are each as even as they can be."""


class StatementTally(NamedTuple):
    """Counts for a statement the draws that contained it, the times it was shown, and the times it was answered with a value."""

    drawn: int = 0
    shown: int = 0
    answered: int = 0

    def plus(self, other: StatementTally) -> StatementTally:
        """Return the sum of both tallies."""
        return StatementTally(self.drawn + other.drawn, self.shown + other.shown, self.answered + other.answered)


@dataclass(frozen=True)
class ServicePointCounts:
    """Holds the counts of a service point and the plans that they belong to."""

    id: str
    """Holds the id of the service point. It is empty for terminals that had no placement."""
    plans: tuple[FormPlan, ...]
    """Lists the plan in force. For a past period, it lists every known plan that has counts."""
    counts: Mapping[int, Mapping[str, StatementTally]] = field(default_factory=dict)
    """Maps plan numbers to tallies by statement. Plans that the server does not know may be among them."""

    def is_asked(self, code: str) -> bool:
        """Return whether one of the plans asks a core statement."""
        return any(code in rotating_statements(plan) or code in fixed_statements(plan) for plan in self.plans)

    def is_fixed(self, code: str) -> bool:
        """Return whether one of the plans has a statement in every visit."""
        return any(code in fixed_statements(plan) for plan in self.plans)

    def tally_of(self, code: str) -> StatementTally:
        """Return the tally of a statement over all plans."""
        found = StatementTally()
        for counts in self.counts.values():
            found = found.plus(counts.get(code, StatementTally()))
        return found

    def count_answers(self, codes: Iterable[str]) -> int:
        """Return the number of answers to these statements over all plans."""
        return sum(self.tally_of(code).answered for code in codes)


@dataclass(frozen=True)
class StatementShare:
    """Describes a statement's part in the balance."""

    code: str
    kind: ShareKind
    tally: StatementTally
    even_share: float | None = None
    """Holds the even share in answers. None means that the statement is not part of the balance."""

    @property
    def difference(self) -> float | None:
        """Return the number of answers beyond the even share, negative if it lags. None if the statement is not part of the balance."""
        return None if self.even_share is None else self.tally.answered - self.even_share

    @property
    def relative_difference(self) -> float | None:
        """Return the difference as a fraction of the even share. None if there is no even share or it is 0."""
        return None if self.difference is None or not self.even_share else self.difference / self.even_share

    @property
    def response_rate(self) -> float | None:
        """Return the share of showings that was answered, 0 to 1. None if the statement was never shown."""
        return self.tally.answered / self.tally.shown if self.tally.shown else None


@dataclass(frozen=True)
class Balance:
    """Holds the shares of all statements and the judgement of their evenness."""

    evenness: Evenness
    shares: tuple[StatementShare, ...]
    """Lists the core statements in the order of the national list, then fixed, special and own statements."""
    unasked_statements: tuple[str, ...]
    """Lists the core statements of the form that no service point here asks."""
    even_share: float | None
    """Holds the mean number of answers over the statements in the balance. None means that there are none."""
    spread_by_chance: float
    """Holds by how many answers the most and the least answered statement may differ by chance, if each terminal is as even as it can
    be."""

    @property
    def rotating_shares(self) -> tuple[StatementShare, ...]:
        """Return the shares of the statements that are part of the balance."""
        return tuple(share for share in self.shares if share.kind == "core")

    @property
    def spread(self) -> int:
        """Return how many answers the most answered statement is ahead of the least answered one."""
        answered = [share.tally.answered for share in self.rotating_shares]
        return max(answered) - min(answered) if answered else 0

    @property
    def ratio(self) -> float | None:
        """Return the ratio of the most to the least answered statement. None if one has no answer."""
        answered = [share.tally.answered for share in self.rotating_shares]
        least = min(answered, default=0)
        return max(answered) / least if least else None

    @property
    def furthest_share(self) -> StatementShare | None:
        """Return the share of the statement furthest from its even share.

        If two are equally far, the one that lags is returned. None means that no statement is part of the balance.
        """
        return max(self.rotating_shares, key=lambda share: (abs(share.difference or 0), -(share.difference or 0)), default=None)

    @property
    def uneven_shares(self) -> tuple[StatementShare, ...]:
        """Return the statements that make the balance uneven, the furthest from the even share first.

        They are those that differ from the median by more than half of what is even enough. The median is used instead of the mean, because
        one statement far ahead leaves all others a little below the mean.
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
        """Return the codes of the statements that need more answers. The result is empty unless the balance is uneven."""
        if self.evenness != "uneven":
            return ()
        behind = [share for share in self.rotating_shares if (share.difference or 0) < 0]
        return tuple(share.code for share in behind if -(share.difference or 0) > self._allowed) or tuple(share.code for share in behind)

    @property
    def _allowed(self) -> float:
        """Return by how many answers a statement may differ from the others: half of the spread that is even enough."""
        return max((EVEN_RATIO - 1) / 2 * (self.even_share or 0), self.spread_by_chance / 2)


@dataclass(frozen=True)
class MonthBalance:
    """Describes one month: its answers, and how uneven the totals since the first of the months were at its end."""

    month: str
    """Holds the month in the form `2026-11`."""
    answered: int
    """Holds the number of answers in this month."""
    spread: int
    even_share: float

    @property
    def relative_spread(self) -> float | None:
        """Return the spread as a fraction of the even share. None if the even share is 0."""
        return self.spread / self.even_share if self.even_share else None


def rotating_statements(plan: FormPlan) -> tuple[str, ...]:
    """Return the core statements that are drawn in turn under a plan. There are none if fixed statements take every position."""
    return unfixed_statements(plan) if unfixed_per_visit(plan) else ()


def fixed_statements(plan: FormPlan) -> tuple[str, ...]:
    """Return the core statements that are in every visit under a plan."""
    return tuple(code for code in plan.statements if code in plan.fixed)


def spread_by_chance(terminals: int) -> float:
    """Return by how many answers the most and the least answered statement differ by chance at most, in 19 of 20 cases.

    Each terminal keeps itself even to within `MAX_TERMINAL_SPREAD` answers. The remainders of different terminals are independent, so their
    sum grows with the square root of the number of terminals.
    """
    terminals = max(1, terminals)
    return min(MAX_TERMINAL_SPREAD * terminals, _RANGE_OF_SEVEN * _OF_ONE_TERMINAL * sqrt(terminals))


def compute_balance(places: Sequence[ServicePointCounts], statements: Sequence[str], *, terminals: int) -> Balance:
    """Return the balance of some service points.

    Args:
        places: the counts of the service points.
        statements: the core statements of the form.
        terminals: the number of terminals that the answers come from.
    """
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
    """Return the balance of each month in order. The spread of a month counts all answers from the first month on.

    Args:
        months: the number of answers by statement, by month in the form `2026-11`.
        codes: the statements in the balance.
    """
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
    """Return the kind of every statement that is asked or has been drawn, in the order in which statements are listed."""
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
