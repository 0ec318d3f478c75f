"""How evenly a region's answers come in: the simulator's region, twenty times over, drawn four ways."""

import os
import statistics
from collections.abc import Callable, Iterator, Sequence
from concurrent.futures import ProcessPoolExecutor
from functools import partial
from pathlib import Path

from tests.bench.figures import Figure, Reach, at_most
from tests.bench.region import NOT_CONCERNED, Draw, Outcome, Region, Scenario, blocks, least_drawn_online, ours, outcome, simple_random
from tests.bench.registry import measure

SEEDS = range(20)
FEWER_SEEDS = range(5)
"""For the runs that are told beside the measures."""
OTHERS: dict[str, Draw] = {"simple random": simple_random, "least drawn online": least_drawn_online, "blocks": blocks}

Value = Callable[[Outcome], float]


def answered(found: Outcome) -> float:
    return found.answered


def pairs(found: Outcome) -> float:
    return found.pairs


def positions(found: Outcome) -> float:
    return found.positions


def spread(found: Outcome) -> float:
    return found.spread


@measure("rotation_answered_2000")
def in_six_days(folder: Path) -> Iterator[Figure]:
    """2,000 visits, everybody online."""
    found = _all_ways(Scenario(2000))
    yield _figure("rotation_answered_2000", answered, found, at_most(1.02))


@measure("rotation_answered_10000", "rotation_positions_10000", "rotation_pairs_10000")
def in_a_month(folder: Path) -> Iterator[Figure]:
    """10,000 visits, a fifth offline."""
    found = _all_ways(Scenario(10_000, offline=True))
    yield _figure("rotation_answered_10000", answered, found, at_most(1.008))
    yield _figure("rotation_positions_10000", positions, found, at_most(1.05))
    yield _figure("rotation_pairs_10000", pairs, found, at_most(1.13))


@measure("rotation_answered_50000", "rotation_terminal_spread")
def in_five_months(folder: Path) -> Iterator[Figure]:
    """50,000 visits, a fifth offline; the spread is that of the worst seed."""
    found = _all_ways(Scenario(50_000, offline=True))
    yield _figure("rotation_answered_50000", answered, found, at_most(1.003))
    yield _figure("rotation_terminal_spread", spread, found, at_most(3), of=max, unit="answers")


@measure("rotation_pairs_clean", "rotation_positions_clean")
def where_everything_is_answered(folder: Path) -> Iterator[Figure]:
    """10,000 visits of people who answer everything they are asked."""
    found = _all_ways(Scenario(10_000, everything_answered=True))
    yield _figure("rotation_pairs_clean", pairs, found, at_most(1.02))
    yield _figure("rotation_positions_clean", positions, found, at_most(1.02))


@measure("rotation_further")
def further(folder: Path) -> Iterator[Figure]:
    """What has no reach: places that leave a statement out, other numbers a visit, a statement that half cannot answer, a new plan."""
    half = dict(NOT_CONCERNED) | {"participation": 0.5}
    runs = {
        "a_tenth_leave_one_out": Scenario(10_000, offline=True, leaving_out="continuity"),
        "half_not_concerned": Scenario(10_000, offline=True, not_concerned=half),
        "new_plan_half_way": Scenario(10_000, offline=True, replanned=True),
        **{f"{k}_a_visit": Scenario(10_000, offline=True, per_visit=k) for k in range(2, 8)},
    }
    for name, scenario in runs.items():
        found = {"ours": _outcomes(scenario, ours, FEWER_SEEDS), "simple random": _outcomes(scenario, simple_random, FEWER_SEEDS)}
        yield _figure(f"rotation_further_{name}", answered, found, None)


def _all_ways(scenario: Scenario) -> dict[str, Sequence[Outcome]]:
    """Ours first, then what it is set beside."""
    return {name: _outcomes(scenario, drawing, SEEDS) for name, drawing in {"ours": ours, **OTHERS}.items()}


def _outcomes(scenario: Scenario, drawing: Draw, seeds: range) -> Sequence[Outcome]:
    with ProcessPoolExecutor(os.cpu_count()) as pool:
        return list(pool.map(partial(_run, scenario, drawing), seeds))


def _run(scenario: Scenario, drawing: Draw, seed: int) -> Outcome:
    return outcome(Region(scenario, seed).run(drawing))


def _figure(
    name: str,
    value: Value,
    found: dict[str, Sequence[Outcome]],
    reach: Reach | None,
    *,
    of: Callable[[Sequence[float]], float] = statistics.mean,
    unit: str = "max/min",
) -> Figure:
    """Of all seeds the mean (or what `of` says) of ours, beside that of simple random draws; the others and the worst seed are told."""
    values = {way: [value(each) for each in outcomes] for way, outcomes in found.items()}
    mine, others = values.pop("ours"), values
    more: dict[str, float | str] = {"measured_unit": unit, "worst_seed": max(mine), "seeds": len(mine)}
    for way, theirs in others.items():
        more[way.replace(" ", "_")] = round(of(theirs), 4)
    if reach is None:
        outcomes = found["ours"]
        more |= {"pairs": round(statistics.mean(map(pairs, outcomes)), 4), "positions": round(statistics.mean(map(positions, outcomes)), 4)}
        more |= {"spread": max(map(spread, outcomes))}
    return Figure(name, of(mine), unit, "simple random draws", of(others["simple random"]), reach, more)
