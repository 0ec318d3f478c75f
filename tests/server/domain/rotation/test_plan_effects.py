"""The effects of a change of plan are described correctly: fields that differ, shares of visits, and service points reached."""

from __future__ import annotations

from hypothesis import given
from hypothesis import strategies as st

from server.domain.rotation.plan_calendar import PlanCalendar
from server.domain.rotation.plan_effects import plan_differences, plan_reach, visit_shares
from server.domain.rotation.visit_preview import counts_after_response, preview_visits
from survey.forms import CORE_STATEMENTS
from survey.wire import FormPlan, Targets
from tests.server.domain.rotation.test_plan_calendar import HEALTH, KESKUSTA, REGION, SATAMA, TREE, dated_plan, hours_after_start


def test_two_plans_differ_where_they_ask_otherwise() -> None:
    found = plan_differences(dated_plan(1), dated_plan(2, KESKUSTA, 5, per_visit=2, statements=CORE_STATEMENTS[:3]))
    assert {each.field: (each.before, each.after) for each in found if each.has_changed} == {
        "per_visit": (3, 2),
        "statements": (CORE_STATEMENTS, CORE_STATEMENTS[:3]),
    }
    assert [each.field for each in found] == ["per_visit", "statements", "fixed", "special", "own", "order"]


def test_against_nothing_everything_is_new() -> None:
    assert all(each.before is None and each.has_changed for each in plan_differences(None, dated_plan(1)))


def test_fixed_statements_leave_the_rest_fewer_places() -> None:
    found = visit_shares(FormPlan(1, 3, CORE_STATEMENTS, ("access",)), CORE_STATEMENTS)
    assert (found.fixed_statements, found.rotating_per_visit, len(found.rotating_statements)) == (("access",), 2, 6)
    assert found.rotating_share == 2 / 6


def test_where_fixed_ones_take_every_place_the_rest_is_asked_only_elsewhere() -> None:
    found = visit_shares(FormPlan(1, 3, CORE_STATEMENTS, ("access", "continuity", "clarity")), CORE_STATEMENTS)
    assert found.rotating_statements == ()
    assert found.left_out_statements == ("encounter", "participation", "safety", "benefit")


@given(st.integers(2, 7), st.sets(st.sampled_from(CORE_STATEMENTS), min_size=2), st.data())
def test_the_shares_of_a_visit_add_up_to_its_places(per_visit: int, chosen: set[str], data: st.DataObject) -> None:
    statements = tuple(code for code in CORE_STATEMENTS if code in chosen)
    per_visit = min(per_visit, len(statements))
    fixed = tuple(data.draw(st.lists(st.sampled_from(statements), unique=True, max_size=per_visit)))
    found = visit_shares(FormPlan(1, per_visit, statements, fixed), CORE_STATEMENTS)
    assert abs(len(found.fixed_statements) + found.rotating_share * len(found.rotating_statements) - per_visit) < 1e-9
    assert {*found.fixed_statements, *found.rotating_statements, *found.left_out_statements} == set(CORE_STATEMENTS)


def test_a_plan_reaches_the_points_below_that_have_no_nearer_one() -> None:
    near = dated_plan(2, KESKUSTA)
    found = plan_reach(TREE, PlanCalendar([dated_plan(1), near]), REGION, "general-1", hours_after_start(1))
    assert (found.service_points, found.nearer_plans) == (("satama",), {"keskusta": near})
    assert plan_reach(TREE, PlanCalendar([dated_plan(1), near]), KESKUSTA, "general-1", hours_after_start(1)).service_points == (
        "keskusta",
    )
    assert plan_reach(
        TREE, PlanCalendar([dated_plan(1), dated_plan(3, REGION, 0)]), HEALTH, "general-1", hours_after_start(1)
    ).service_points == ("keskusta",)
    assert plan_reach(TREE, PlanCalendar([dated_plan(1)]), SATAMA, "general-1", hours_after_start(1)).service_points == ("satama",)


def test_coming_visits_ask_every_statement_as_often_as_the_others() -> None:
    found = preview_visits(dated_plan(1).plan, Targets(), None, stream="s", visit_count=7)
    assert [each.ref.index for each in found] == list(range(7))
    asked = [code for each in found for code in each.codes]
    assert {code: asked.count(code) for code in CORE_STATEMENTS} == dict.fromkeys(CORE_STATEMENTS, 3)


def test_a_response_of_another_plan_or_none_tells_no_counts() -> None:
    assert counts_after_response(dated_plan(1).plan, None) is None
