"""A forecast needs a pace, gets no later with more visits, and gives the earliest day that draws within their bounds allow."""

from __future__ import annotations

import pytest
from hypothesis import assume, given
from hypothesis import strategies as st

from server.domain.rotation.balance import ServicePointCounts, StatementTally, compute_balance
from server.domain.rotation.balance_forecast import (
    MIN_PACE_DAYS,
    PlanDraws,
    answer_rates,
    count_draws,
    days_until_even,
    draws_by_plan,
    find_stuck_statements,
    forecast_balance,
)
from survey.draws import max_draw_share, min_draw_share
from survey.forms import CORE_STATEMENTS
from survey.wire import FormPlan

SEVEN = FormPlan(1, 3, CORE_STATEMENTS)
WITHOUT = FormPlan(2, 3, tuple(code for code in CORE_STATEMENTS if code != "continuity"))
FIXING = FormPlan(3, 3, CORE_STATEMENTS, fixed=("access",))
PILOT = FormPlan(4, 3, CORE_STATEMENTS, fixed=("access", "continuity", "clarity"))
ALL = dict.fromkeys(CORE_STATEMENTS, 1.0)

answered = st.fixed_dictionaries({code: st.integers(0, 2000) for code in CORE_STATEMENTS})
rates = st.fixed_dictionaries({code: st.floats(0.05, 1.0) for code in CORE_STATEMENTS})
some_plan_draws = st.lists(
    st.builds(PlanDraws, st.sampled_from([SEVEN, WITHOUT, FIXING, PILOT]), st.floats(0.5, 200.0)), min_size=1, max_size=5
)


def equal_answers(n: int, **other: int) -> dict[str, int]:
    return dict.fromkeys(CORE_STATEMENTS, n) | other


def test_a_lag_is_made_up_at_the_cap() -> None:
    days = days_until_even(equal_answers(1000, safety=900), [PlanDraws(SEVEN, 10.0)], ALL)
    gained = 10 * max_draw_share(7, 3) - 10 * (3 - max_draw_share(7, 3)) / 6  # safety's answers a day minus those of each other statement
    assert days == pytest.approx(100 / gained)


def test_one_far_ahead_waits_at_its_floor() -> None:
    days = days_until_even(equal_answers(1000, access=1100), [PlanDraws(SEVEN, 10.0)], ALL)
    gained = 10 * (3 - min_draw_share(7, 3)) / 6 - 10 * min_draw_share(7, 3)
    assert days == pytest.approx(100 / gained)


def test_places_that_leave_a_statement_out_can_be_made_up_for_while_they_are_few() -> None:
    assert find_stuck_statements([PlanDraws(SEVEN, 80.0), PlanDraws(WITHOUT, 20.0)], ALL) == ()
    assert find_stuck_statements([PlanDraws(SEVEN, 20.0), PlanDraws(WITHOUT, 80.0)], ALL) == ("continuity",)
    assert days_until_even(equal_answers(1000, continuity=900), [PlanDraws(SEVEN, 20.0), PlanDraws(WITHOUT, 80.0)], ALL) is None


def test_a_statement_that_few_can_answer_is_stuck_where_the_cap_does_not_make_up_for_it() -> None:
    even = (3 - max_draw_share(7, 3)) / (6 * max_draw_share(7, 3))  # at this rate the upper bound is just enough
    assert find_stuck_statements([PlanDraws(SEVEN, 10.0)], ALL | {"participation": even + 0.01}) == ()
    assert find_stuck_statements([PlanDraws(SEVEN, 10.0)], ALL | {"participation": even - 0.01}) == ("participation",)
    assert find_stuck_statements([PlanDraws(SEVEN, 10.0)], ALL | {"participation": 0.0}) == ("participation",)


def test_where_everybody_asks_the_same_three_the_others_never_come() -> None:
    assert set(find_stuck_statements([PlanDraws(PILOT, 10.0)], ALL)) & {"encounter", "participation", "safety", "benefit"}
    assert days_until_even(equal_answers(10, access=20), [PlanDraws(PILOT, 10.0)], ALL) is None


@given(answered, some_plan_draws, rates, st.floats(1.0, 50.0))
def test_more_pace_is_never_later(had: dict[str, int], a_day: list[PlanDraws], part: dict[str, float], times: float) -> None:
    slow = days_until_even(had, a_day, part)
    fast = days_until_even(had, [PlanDraws(plan, draws * times) for plan, draws in a_day], part)
    assert (slow is None) == (fast is None)
    if slow is not None and fast is not None:
        assert fast <= slow * (1 + 1e-9)
        assert fast == pytest.approx(slow / times)


@given(st.integers(0, 5000), some_plan_draws, rates)
def test_without_a_lack_it_is_even_now(n: int, a_day: list[PlanDraws], part: dict[str, float]) -> None:
    assert days_until_even(equal_answers(n), a_day, part) == 0.0


@given(answered, rates)
def test_without_visits_it_never_is(had: dict[str, int], part: dict[str, float]) -> None:
    assume(len(set(had.values())) > 1)
    assert days_until_even(had, [], part) is None


@given(answered, st.fixed_dictionaries({code: st.floats(0.8, 1.0) for code in CORE_STATEMENTS}), st.floats(0.5, 200.0))
def test_where_all_seven_are_asked_and_answered_it_is_even_some_day(had: dict[str, int], part: dict[str, float], draws: float) -> None:
    assert find_stuck_statements([PlanDraws(SEVEN, draws)], part) == ()
    assert days_until_even(had, [PlanDraws(SEVEN, draws)], part) is not None


@given(answered, some_plan_draws, rates)
def test_days_are_never_negative(had: dict[str, int], a_day: list[PlanDraws], part: dict[str, float]) -> None:
    days = days_until_even(had, a_day, part)
    assert days is None or days >= 0


def test_places_that_ask_it_make_up_for_those_that_do_not() -> None:
    days = days_until_even(equal_answers(1000, continuity=940), [PlanDraws(SEVEN, 60.0), PlanDraws(WITHOUT, 20.0)], ALL)
    continuity = 60 * max_draw_share(7, 3)
    assert days == pytest.approx(60 / (continuity - (3 * 80 - continuity) / 6))


@given(answered, rates)
def test_the_day_can_be_met_by_draws_within_cap_and_floor_and_no_day_before(had: dict[str, int], part: dict[str, float]) -> None:
    """The draws needed by the forecast day are within the bounds, and those needed by an earlier day are not.

    With a single plan, the draws that each statement needs can be computed directly.
    """
    days = days_until_even(had, [PlanDraws(SEVEN, 10.0)], part)
    assume(days is not None and days > 0.01)
    assert days is not None

    def needs(at: float) -> list[float]:
        """Return for each statement the share of draws that must contain it so that all are even at that day."""
        level_then = (30.0 * at + sum(had[code] / part[code] for code in CORE_STATEMENTS)) / sum(1 / part[code] for code in CORE_STATEMENTS)
        return [(level_then - had[code]) / part[code] / (10.0 * at) for code in CORE_STATEMENTS]

    def fit(shares: list[float], hair: float) -> bool:
        return all(min_draw_share(7, 3) - hair <= share <= max_draw_share(7, 3) + hair for share in shares)

    assert fit(needs(days), 1e-6)
    assert not fit(needs(days * 0.98), 1e-9)


def test_a_forecast_needs_some_days_and_visits() -> None:
    found = compute_balance([_place(equal_answers(1000, safety=800))], CORE_STATEMENTS, terminals=1)
    a_day = [PlanDraws(SEVEN, 10.0)]
    assert forecast_balance(found, a_day, ALL, days=MIN_PACE_DAYS - 0.1).kind == "unknown"
    assert forecast_balance(found, [], ALL, days=30).kind == "unknown"
    assert forecast_balance(found, a_day, ALL, days=30).kind == "days"


def test_what_is_even_enough_needs_no_forecast_and_too_few_answers_allow_none() -> None:
    assert forecast_balance(compute_balance([_place(equal_answers(1000))], CORE_STATEMENTS, terminals=1), [], ALL, days=0).kind == "even"
    assert (
        forecast_balance(
            compute_balance([_place(equal_answers(3))], CORE_STATEMENTS, terminals=1), [PlanDraws(SEVEN, 10.0)], ALL, days=30
        ).kind
        == "unknown"
    )


def test_a_forecast_of_never_names_what_is_stuck() -> None:
    found = compute_balance([_place(equal_answers(1000, continuity=500))], CORE_STATEMENTS, terminals=1)
    told = forecast_balance(found, [PlanDraws(WITHOUT, 90.0), PlanDraws(SEVEN, 10.0)], ALL, days=30)
    assert (told.kind, told.stuck_statements) == ("never", ("continuity",))


def test_draws_are_counted_from_what_was_drawn_of_core_statements() -> None:
    plan = FormPlan(1, 3, CORE_STATEMENTS, own=("parking",))
    counts = {1: {**{code: StatementTally(30, 30, 30) for code in CORE_STATEMENTS}, "parking": StatementTally(70, 70, 70)}}
    assert count_draws(plan, ServicePointCounts("keskusta", (plan,), counts)) == 70
    assert draws_by_plan([ServicePointCounts("keskusta", (plan,), counts), ServicePointCounts("satama", (plan,))]) == [PlanDraws(plan, 70)]


def test_what_was_never_drawn_is_taken_to_be_answered_as_often_as_the_others() -> None:
    counts = {1: {"access": StatementTally(10, 10, 5), "safety": StatementTally(10, 10, 10)}}
    assert answer_rates([ServicePointCounts("keskusta", (SEVEN,), counts)], ["access", "safety", "clarity"]) == {
        "access": 0.5,
        "safety": 1.0,
        "clarity": 0.75,
    }


def _place(had: dict[str, int]) -> ServicePointCounts:
    return ServicePointCounts("keskusta", (SEVEN,), {1: {code: StatementTally(n, n, n) for code, n in had.items()}})
