"""When answers even out: what the draws can make up a day at the most, under the cap, against what is wanting.

A forecast stands on assumptions and never goes without them: as many visits a day at each place as lately, as many answered of those drawn
as so far, and every statement that lags drawn as often as it may be from now on, wherever it is asked. So it says at the earliest when.
"""

from __future__ import annotations

from collections.abc import Collection, Mapping, Sequence
from dataclasses import dataclass
from typing import Literal, NamedTuple

from server.domain.balance import Balance, Place, always, in_turn
from server.domain.targets import drawn_of_free
from survey.draws import cap, floor
from survey.wire import FormPlan

FEWEST_DAYS = 3.0
"""Days that a pace is taken from, at least: a weekend is two without visits."""
FAR_DAYS = 730.0
"""Beyond this a number of days says nothing: plans and places will have changed."""


class Flow(NamedTuple):
    """How many visits draw their statements by a plan; of a whole time, or a day."""

    plan: FormPlan
    draws: float


class Gain(NamedTuple):
    """Answers from some draws: of each statement, and on average over those in the balance."""

    by_code: Mapping[str, float]
    mean: float


@dataclass(frozen=True)
class Forecast:
    """`days` from now at the earliest; `stuck` are the statements that can never come up as places and plans are."""

    kind: Literal["even", "unknown", "days", "never"]
    days: float | None = None
    stuck: tuple[str, ...] = ()


def flows(places: Sequence[Place]) -> list[Flow]:
    """The draws that gave the counts of these places, by their plans; those of a plan that is not known are left out."""
    return [Flow(plan, draws_of(plan, place)) for place in places for plan in place.plans if draws_of(plan, place)]


def draws_of(plan: FormPlan, place: Place) -> float:
    """How many draws gave the counts of a plan at a place: what was drawn of its core statements, over how many a visit gets."""
    counts = place.counts.get(plan.number, {})
    drawn = sum(counts[code].drawn for code in plan.statements if code in counts)
    a_visit = min(plan.per_visit, len(plan.statements))
    return drawn / a_visit if a_visit else 0.0


def answer_rates(places: Sequence[Place], codes: Collection[str]) -> dict[str, float]:
    """By statement, answered of drawn; what was never drawn is taken for as often answered as the others."""
    tallies = {code: [place.tally(code) for place in places] for code in codes}
    drawn = {code: sum(tally.drawn for tally in found) for code, found in tallies.items()}
    answered = {code: sum(tally.answered for tally in found) for code, found in tallies.items()}
    all_drawn = sum(drawn.values())
    usual = sum(answered.values()) / all_drawn if all_drawn else 1.0
    return {code: answered[code] / drawn[code] if drawn[code] else usual for code in codes}


def at_most(some: Sequence[Flow], leaning: Collection[str], rates: Mapping[str, float]) -> Gain:
    """The answers from draws in which some statements are drawn as often as cap and floor allow, and the others share what is left.

    Args:
        some: how many draws, by which plans.
        leaning: the statements that are drawn so often.
        rates: by statement in the balance, the part of draws that is answered.
    """
    found = dict.fromkeys(rates, 0.0)
    for plan, draws in some:
        for code, share in _shares(plan, leaning).items():
            if code in found:
                found[code] += draws * share * rates[code]
    return Gain(found, sum(found.values()) / len(found) if found else 0.0)


def days_until_even(wanting: float, gain: float, mean: float) -> float | None:
    """Days until a statement has come up with the others; None: never.

    Args:
        wanting: answers that it lacks of the even share now.
        gain: answers that it gets a day.
        mean: by which the even share grows a day.
    """
    if wanting <= 0:
        return 0.0
    return wanting / (gain - mean) if gain > mean else None


def forecast(balance: Balance, a_day: Sequence[Flow], rates: Mapping[str, float], *, days: float) -> Forecast:
    """When the balance is even at the earliest, with so many draws a day by the plans in force, a pace taken of so many days."""
    if balance.evenness in ("even", "chance"):
        return Forecast("even")
    if balance.evenness != "uneven" or days < FEWEST_DAYS or not any(flow.draws for flow in a_day):
        return Forecast("unknown")
    gain = at_most(a_day, balance.lagging, rates)
    behind = {share.code: -(share.difference or 0) for share in balance.balanced if share.code in balance.lagging}
    until = {code: days_until_even(wanting, gain.by_code[code], gain.mean) for code, wanting in behind.items()}
    if stuck := tuple(code for code, when in until.items() if when is None):
        return Forecast("never", stuck=stuck)
    return Forecast("days", max(when for when in until.values() if when is not None))


def _shares(plan: FormPlan, leaning: Collection[str]) -> dict[str, float]:
    """By statement, in which part of draws it is."""
    found = dict.fromkeys(always(plan), 1.0)
    names, k = in_turn(plan), drawn_of_free(plan)
    n = len(names)
    if not n:
        return found
    wanted = [code for code in names if code in leaning]
    if not wanted or len(wanted) == n:
        return found | dict.fromkeys(names, k / n)
    others = n - len(wanted)
    most = min(cap(n, k), (k - others * floor(n, k)) / len(wanted))
    rest = (k - most * len(wanted)) / others
    return found | {code: most if code in leaning else rest for code in names}
