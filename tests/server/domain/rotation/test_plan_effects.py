"""What a change of plan means: field by field, for balance, and whom it reaches."""

from __future__ import annotations

from hypothesis import given
from hypothesis import strategies as st

from server.domain.rotation.plan_calendar import Calendar
from server.domain.rotation.plan_effects import differences, reach, shares
from server.domain.rotation.visit_preview import coming_visits, counts_known
from survey.forms import CORE
from survey.wire import FormPlan, Targets
from tests.server.domain.rotation.test_plan_calendar import HEALTH, KESKUSTA, REGION, SATAMA, TREE, hours, plan


def test_two_plans_differ_where_they_ask_otherwise() -> None:
    found = differences(plan(1), plan(2, KESKUSTA, 5, per_visit=2, statements=CORE[:3]))
    assert {each.field: (each.before, each.after) for each in found if each.is_change} == {
        "per_visit": (3, 2),
        "statements": (CORE, CORE[:3]),
    }
    assert [each.field for each in found] == ["per_visit", "statements", "fixed", "special", "own", "order"]


def test_against_nothing_everything_is_new() -> None:
    assert all(each.before is None and each.is_change for each in differences(None, plan(1)))


def test_fixed_statements_leave_the_rest_fewer_places() -> None:
    found = shares(FormPlan(1, 3, CORE, ("access",)), CORE)
    assert (found.fixed, found.free_places, len(found.rotating)) == (("access",), 2, 6)
    assert found.share == 2 / 6


def test_where_fixed_ones_take_every_place_the_rest_is_asked_only_elsewhere() -> None:
    found = shares(FormPlan(1, 3, CORE, ("access", "continuity", "clarity")), CORE)
    assert found.rotating == ()
    assert found.left_out == ("encounter", "participation", "safety", "benefit")


@given(st.integers(2, 7), st.sets(st.sampled_from(CORE), min_size=2), st.data())
def test_the_shares_of_a_visit_add_up_to_its_places(per_visit: int, chosen: set[str], data: st.DataObject) -> None:
    statements = tuple(code for code in CORE if code in chosen)
    per_visit = min(per_visit, len(statements))
    fixed = tuple(data.draw(st.lists(st.sampled_from(statements), unique=True, max_size=per_visit)))
    found = shares(FormPlan(1, per_visit, statements, fixed), CORE)
    assert abs(len(found.fixed) + found.share * len(found.rotating) - per_visit) < 1e-9
    assert {*found.fixed, *found.rotating, *found.left_out} == set(CORE)


def test_a_plan_reaches_the_points_below_that_have_no_nearer_one() -> None:
    near = plan(2, KESKUSTA)
    found = reach(TREE, Calendar([plan(1), near]), REGION, "general-1", hours(1))
    assert (found.points, found.by_nearer) == (("satama",), {"keskusta": near})
    assert reach(TREE, Calendar([plan(1), near]), KESKUSTA, "general-1", hours(1)).points == ("keskusta",)
    assert reach(TREE, Calendar([plan(1), plan(3, REGION, 0)]), HEALTH, "general-1", hours(1)).points == ("keskusta",)
    assert reach(TREE, Calendar([plan(1)]), SATAMA, "general-1", hours(1)).points == ("satama",)


def test_coming_visits_ask_every_statement_as_often_as_the_others() -> None:
    found = coming_visits(plan(1).plan, Targets(), None, stream="s", times=7)
    assert [each.ref.index for each in found] == list(range(7))
    asked = [code for each in found for code in each.codes]
    assert {code: asked.count(code) for code in CORE} == dict.fromkeys(CORE, 3)


def test_a_response_of_another_plan_or_none_tells_no_counts() -> None:
    assert counts_known(plan(1).plan, None) is None
