"""Measures what a draw costs at the beginning of a plan and after many draws."""

import random
import statistics
import time
from collections.abc import Iterator
from itertools import combinations
from pathlib import Path

from survey.draw_counts import DrawCounts, counts_after_answers, counts_after_draw, empty_counts
from survey.draws import draw_statements
from survey.forms import CORE_STATEMENTS
from survey.wire import FormPlan, Targets
from tests.bench.figures import Figure, at_most
from tests.bench.region_simulation import NOT_CONCERNED_PROBABILITY
from tests.bench.registry import measure

PLAN = FormPlan(1, 3, CORE_STATEMENTS)
TARGETS = Targets(
    7,
    dict.fromkeys(CORE_STATEMENTS, 0.25),
    {" ".join(two): 0.5 for two in combinations(sorted(CORE_STATEMENTS), 2)},
    {" ".join(two): 1.03 for two in combinations(sorted(CORE_STATEMENTS), 2)},
)
DRAWS, HISTORY = 2_000, 50_000


@measure("draw_ms")
def draw_ms(folder: Path) -> Iterator[Figure]:
    """Measure the median of 2,000 draws under targets after 50,000 draws, in comparison with the first 2,000 draws of the plan."""
    rng = random.Random(1)
    first, counts = _timed(empty_counts(PLAN.number), rng)
    for _ in range(HISTORY):
        counts = _visit(counts, rng)
    last, _ = _timed(counts, rng)
    yield Figure("draw_ms", last, "ms", f"the first {DRAWS:,} draws of the plan", first, at_most(1))


def _timed(counts: DrawCounts, rng: random.Random) -> tuple[float, DrawCounts]:
    took = []
    for _ in range(DRAWS):
        begun = time.perf_counter()
        drawn = draw_statements(PLAN, TARGETS, counts, stream="s")
        counts_after_draw(counts, PLAN, drawn)
        took.append(1000 * (time.perf_counter() - begun))
        counts = _visit(counts, rng)
    return statistics.median(took), counts


def _visit(counts: DrawCounts, rng: random.Random) -> DrawCounts:
    drawn = draw_statements(PLAN, TARGETS, counts, stream="s")
    counts = counts_after_draw(counts, PLAN, drawn)
    return counts_after_answers(counts, PLAN, [code for code in drawn.codes if rng.random() >= NOT_CONCERNED_PROBABILITY[code]])
