"""Measures how evenly the answers of the simulated region are spread, in twenty runs with each of four methods of drawing."""

import os
import statistics
from collections.abc import Callable, Iterator, Sequence
from concurrent.futures import ProcessPoolExecutor
from functools import partial
from pathlib import Path

from tests.bench.figures import Figure, FigureLimit, at_most
from tests.bench.region_simulation import (
    NOT_CONCERNED_PROBABILITY,
    DrawMethod,
    RegionOutcome,
    Scenario,
    SimulatedRegion,
    draw_as_terminal,
    draw_least_drawn_online,
    draw_simple_random,
    draw_youden_blocks,
    measure_outcome,
)
from tests.bench.registry import measure

SEEDS = range(20)
FEWER_SEEDS = range(5)
"""Lists the seeds of the runs that only inform and have no limit."""
OTHER_DRAW_METHODS: dict[str, DrawMethod] = {
    "simple random": draw_simple_random,
    "least drawn online": draw_least_drawn_online,
    "blocks": draw_youden_blocks,
}

OutcomeValue = Callable[[RegionOutcome], float]


def answered_ratio(found: RegionOutcome) -> float:
    return found.answered


def pairs_ratio(found: RegionOutcome) -> float:
    return found.pairs


def positions_ratio(found: RegionOutcome) -> float:
    return found.positions


def terminal_spread(found: RegionOutcome) -> float:
    return found.spread


@measure("rotation_answered_2000")
def measure_six_days(folder: Path) -> Iterator[Figure]:
    """Measure 2,000 visits with all terminals online."""
    found = _outcomes_by_method(Scenario(2000))
    yield _figure("rotation_answered_2000", answered_ratio, found, at_most(1.02))


@measure("rotation_answered_10000", "rotation_positions_10000", "rotation_pairs_10000")
def measure_month(folder: Path) -> Iterator[Figure]:
    """Measure 10,000 visits with a fifth of the terminals offline."""
    found = _outcomes_by_method(Scenario(10_000, with_offline_terminals=True))
    yield _figure("rotation_answered_10000", answered_ratio, found, at_most(1.008))
    yield _figure("rotation_positions_10000", positions_ratio, found, at_most(1.05))
    yield _figure("rotation_pairs_10000", pairs_ratio, found, at_most(1.13))


@measure("rotation_answered_50000", "rotation_terminal_spread")
def measure_five_months(folder: Path) -> Iterator[Figure]:
    """Measure 50,000 visits with a fifth of the terminals offline. The spread is that of the worst seed."""
    found = _outcomes_by_method(Scenario(50_000, with_offline_terminals=True))
    yield _figure("rotation_answered_50000", answered_ratio, found, at_most(1.003))
    yield _figure("rotation_terminal_spread", terminal_spread, found, at_most(3), of=max, unit="answers")


@measure("rotation_pairs_clean", "rotation_positions_clean")
def measure_everything_answered(folder: Path) -> Iterator[Figure]:
    """Measure 10,000 visits of people who answer everything."""
    found = _outcomes_by_method(Scenario(10_000, everything_answered=True))
    yield _figure("rotation_pairs_clean", pairs_ratio, found, at_most(1.02))
    yield _figure("rotation_positions_clean", positions_ratio, found, at_most(1.02))


@measure("rotation_further")
def measure_further_scenarios(folder: Path) -> Iterator[Figure]:
    """Measure scenarios without a limit.

    Places leave out a statement, other numbers of statements are asked per visit, half of the people cannot answer one statement, or a new
    plan begins half-way.
    """
    half = dict(NOT_CONCERNED_PROBABILITY) | {"participation": 0.5}
    runs = {
        "a_tenth_leave_one_out": Scenario(10_000, with_offline_terminals=True, left_out_statement="continuity"),
        "half_not_concerned": Scenario(10_000, with_offline_terminals=True, not_concerned=half),
        "new_plan_half_way": Scenario(10_000, with_offline_terminals=True, with_new_plan=True),
        **{f"{k}_a_visit": Scenario(10_000, with_offline_terminals=True, per_visit=k) for k in range(2, 8)},
    }
    for name, scenario in runs.items():
        found = {
            "ours": _outcomes(scenario, draw_as_terminal, FEWER_SEEDS),
            "simple random": _outcomes(scenario, draw_simple_random, FEWER_SEEDS),
        }
        yield _figure(f"rotation_further_{name}", answered_ratio, found, None)


def _outcomes_by_method(scenario: Scenario) -> dict[str, Sequence[RegionOutcome]]:
    """Return the outcomes of our method first, then those of the methods that it is compared with."""
    return {name: _outcomes(scenario, drawing, SEEDS) for name, drawing in {"ours": draw_as_terminal, **OTHER_DRAW_METHODS}.items()}


def _outcomes(scenario: Scenario, drawing: DrawMethod, seeds: range) -> Sequence[RegionOutcome]:
    with ProcessPoolExecutor(os.cpu_count()) as pool:
        return list(pool.map(partial(_run, scenario, drawing), seeds))


def _run(scenario: Scenario, drawing: DrawMethod, seed: int) -> RegionOutcome:
    return measure_outcome(SimulatedRegion(scenario, seed).run(drawing))


def _figure(
    name: str,
    value: OutcomeValue,
    found: dict[str, Sequence[RegionOutcome]],
    reach: FigureLimit | None,
    *,
    of: Callable[[Sequence[float]], float] = statistics.mean,
    unit: str = "max/min",
) -> Figure:
    """Return the mean over all seeds (or what `of` computes) of our method, in comparison with simple random draws.

    The values of the other methods and of the worst seed are among the details.
    """
    values = {way: [value(each) for each in outcomes] for way, outcomes in found.items()}
    mine, others = values.pop("ours"), values
    more: dict[str, float | str] = {"measured_unit": unit, "worst_seed": max(mine), "seeds": len(mine)}
    for way, theirs in others.items():
        more[way.replace(" ", "_")] = round(of(theirs), 4)
    if reach is None:
        outcomes = found["ours"]
        more |= {
            "pairs": round(statistics.mean(map(pairs_ratio, outcomes)), 4),
            "positions": round(statistics.mean(map(positions_ratio, outcomes)), 4),
        }
        more |= {"spread": max(map(terminal_spread, outcomes))}
    return Figure(name, of(mine), unit, "simple random draws", of(others["simple random"]), reach, more)
