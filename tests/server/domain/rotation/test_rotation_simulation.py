"""Draws and targets together keep a small simulated region even, in which people answer at random.

`make bench` measures the same at length. These tests take a few seconds.
"""

from __future__ import annotations

from collections import Counter

import pytest

from survey.forms import CORE_STATEMENTS
from tests.bench.region_simulation import (
    NOT_CONCERNED_PROBABILITY,
    Scenario,
    SimulatedRegion,
    draw_as_terminal,
    draw_least_drawn_online,
    draw_simple_random,
    draw_youden_blocks,
    measure_outcome,
)

SEED = 7


@pytest.mark.parametrize("other", [draw_simple_random, draw_least_drawn_online, draw_youden_blocks])
def test_answers_come_in_more_evenly_than_by_any_other_way(other: object) -> None:
    mine = measure_outcome(SimulatedRegion(Scenario(2000), SEED).run(draw_as_terminal))
    theirs = measure_outcome(SimulatedRegion(Scenario(2000), SEED).run(other))  # type: ignore[arg-type]
    assert mine.answered - 1 < (theirs.answered - 1) / 2
    assert mine.spread <= 3


def test_places_that_leave_a_statement_out_are_made_up_for() -> None:
    region = SimulatedRegion(Scenario(4000, left_out_statement="continuity"), SEED).run(draw_as_terminal)
    without = [terminal for terminal in region.terminals if "continuity" not in terminal.plan.statements]
    assert sum(terminal.answered.total() for terminal in without) > 0
    assert measure_outcome(region).answered < 1.03


def test_a_statement_that_half_cannot_answer_takes_no_more_than_its_cap_and_leaves_the_others_even() -> None:
    passed = dict(NOT_CONCERNED_PROBABILITY) | {"participation": 0.5}
    region = SimulatedRegion(Scenario(4000, not_concerned=passed), SEED).run(draw_as_terminal)
    drawn: Counter[str] = sum((terminal.drawn for terminal in region.terminals), Counter())
    answered: Counter[str] = sum((terminal.answered for terminal in region.terminals), Counter())
    others = [answered[code] for code in CORE_STATEMENTS if code != "participation"]
    assert drawn["participation"] / 4000 < 5 / 7 + 2 * len(region.terminals) / 4000
    assert max(others) / min(others) < 1.03


def test_a_new_plan_half_way_is_evened_out_like_the_old() -> None:
    region = SimulatedRegion(Scenario(4000, with_offline_terminals=True, with_new_plan=True), SEED).run(draw_as_terminal)
    assert {terminal.plan.number for terminal in region.terminals} == {1, 3}, "those that are offline go on with the old one"
    assert measure_outcome(region).answered < 1.03
