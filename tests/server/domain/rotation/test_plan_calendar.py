"""Which plan holds where and when: one of each form at every place and moment, the nearest, never a withdrawn one."""

from __future__ import annotations

from datetime import UTC, datetime, timedelta

from hypothesis import given
from hypothesis import strategies as st

from server.domain.rotation.plan_calendar import Calendar, DatedPlan, Tree, Unit
from survey.forms import CORE, GENERAL_1, NATIONAL_ORDER
from survey.wire import FormPlan

T0 = datetime(2026, 11, 2, 8, tzinfo=UTC)
REGION, HEALTH, CARE = Unit("region", "pohjola"), Unit("service", "health"), Unit("service", "primary-care")
KESKUSTA, SATAMA = Unit("service_point", "keskusta"), Unit("service_point", "satama")
TREE = Tree("pohjola", {"keskusta": "primary-care", "satama": None}, {"primary-care": "health", "health": None})
UNITS = (REGION, HEALTH, CARE, KESKUSTA, SATAMA)
CHILD = "child-1"


def hours(n: float) -> datetime:
    return T0 + timedelta(hours=n)


def plan(
    number: int,
    unit: Unit = REGION,
    begins: float = 0,
    *,
    ends: float | None = None,
    withdrawn: float | None = None,
    form: str = GENERAL_1.id,
    **content: object,
) -> DatedPlan:
    asked = FormPlan(number, **({"per_visit": 3, "statements": CORE} | content))  # type: ignore[arg-type]
    return DatedPlan(
        unit,
        form,
        NATIONAL_ORDER,
        asked,
        "anna@example.fi",
        T0,
        hours(begins),
        None if ends is None else hours(ends),
        None if withdrawn is None else hours(withdrawn),
        "bo@example.fi" if withdrawn is not None else None,
    )


def held(plans: list[DatedPlan], unit: Unit, at: float, tree: Tree = TREE) -> dict[str, int]:
    found = Calendar(plans).holding(tree.path(unit, hours(at)), hours(at))
    return {form: each.number for form, each in found.items()}


def test_a_place_without_a_plan_asks_what_is_asked_above() -> None:
    plans = [plan(1), plan(2, HEALTH)]
    assert held(plans, KESKUSTA, 1) == {"general-1": 2}
    assert held(plans, SATAMA, 1) == {"general-1": 1}


def test_a_newer_plan_of_a_place_takes_over_when_it_begins() -> None:
    plans = [plan(1), plan(2, begins=5)]
    assert [held(plans, KESKUSTA, at)["general-1"] for at in (0, 4.9, 5)] == [1, 1, 2]


def test_a_plan_made_later_may_begin_sooner() -> None:
    plans = [plan(1), plan(2, begins=10), plan(3, begins=5)]
    assert [held(plans, KESKUSTA, at)["general-1"] for at in (1, 6, 11)] == [1, 3, 2]


def test_after_its_end_what_holds_above_holds_again_and_not_what_was_before() -> None:
    plans = [plan(1), plan(2, KESKUSTA), plan(3, KESKUSTA, begins=5, ends=8)]
    assert [held(plans, KESKUSTA, at)["general-1"] for at in (1, 5, 7.9, 8)] == [2, 3, 3, 1]


def test_a_withdrawn_plan_takes_nobodys_place() -> None:
    plans = [plan(1), plan(2, KESKUSTA), plan(3, KESKUSTA, begins=5, withdrawn=4)]
    assert held(plans, KESKUSTA, 6) == {"general-1": 2}


def test_the_plans_of_a_place_that_has_ended_no_longer_apply() -> None:
    ended = Tree(TREE.region, TREE.service_of, TREE.parent_of, {CARE: hours(5), KESKUSTA: hours(5)})
    plans = [plan(1), plan(2, HEALTH), plan(3, CARE), plan(4, KESKUSTA)]
    assert [held(plans, KESKUSTA, at, ended)["general-1"] for at in (4, 5)] == [4, 2]


def test_the_nearest_places_form_comes_first_and_of_one_place_the_national_one() -> None:
    plans = [plan(1), plan(2, form=CHILD), plan(3, HEALTH, form=CHILD)]
    assert list(held(plans, SATAMA, 1)) == ["general-1", CHILD]
    assert list(held(plans, KESKUSTA, 1)) == [CHILD, "general-1"]


def test_services_that_belong_to_each_other_in_a_circle_end_nowhere_else_than_at_the_region() -> None:
    circle = Tree("pohjola", {"keskusta": "a"}, {"a": "b", "b": "a"})
    assert circle.path(KESKUSTA, T0) == (KESKUSTA, Unit("service", "a"), Unit("service", "b"), REGION)


def test_a_plan_holds_until_its_end_or_until_the_next_begins() -> None:
    first, second, third = plan(1, KESKUSTA), plan(2, KESKUSTA, 5, ends=9), plan(3, KESKUSTA, 20)
    calendar = Calendar([first, second, third])
    assert [calendar.until(each) for each in (first, second, third)] == [hours(5), hours(9), None]
    assert [calendar.state(each, hours(6)) for each in (first, second, third)] == ["past", "in_force", "scheduled"]
    assert calendar.state(second, hours(9)) == "past"
    assert calendar.state(plan(4, withdrawn=1), hours(2)) == "withdrawn"


def test_points_under_a_unit_are_those_that_are_there() -> None:
    assert TREE.points_under(REGION, T0) == ["keskusta", "satama"]
    assert TREE.points_under(HEALTH, T0) == ["keskusta"]
    assert TREE.points_under(SATAMA, T0) == ["satama"]
    gone = Tree(TREE.region, TREE.service_of, TREE.parent_of, {KESKUSTA: T0})
    assert gone.points_under(HEALTH, T0) == []


# ── what must always hold ─────────────────────────────────────────────────────────────────────────

MOMENTS = st.integers(0, 12)


@st.composite
def some_plans(draw: st.DrawFn) -> list[DatedPlan]:
    """A region's plan that never ends, and whatever else people may have made."""
    more = draw(
        st.lists(
            st.tuples(st.sampled_from(UNITS), MOMENTS, st.none() | st.integers(1, 6), st.booleans(), st.sampled_from((GENERAL_1.id, CHILD)))
        )
    )
    made = [plan(1)]
    for number, (unit, begins, lasts, withdrawn, form) in enumerate(more, 2):
        always = unit == REGION and form == GENERAL_1.id
        ends = None if lasts is None or always else begins + lasts
        made.append(plan(number, unit, begins, ends=ends, withdrawn=0 if withdrawn else None, form=form))
    return made


@given(some_plans(), st.sampled_from(UNITS), MOMENTS)
def test_at_every_moment_exactly_one_plan_of_a_form_holds_and_the_national_one_always(plans: list[DatedPlan], unit: Unit, at: int) -> None:
    found = Calendar(plans).holding(TREE.path(unit, hours(at)), hours(at))
    assert GENERAL_1.id in found
    assert all(form == each.form for form, each in found.items())


@given(some_plans(), st.sampled_from(UNITS), MOMENTS)
def test_what_holds_has_begun_not_ended_and_was_never_withdrawn(plans: list[DatedPlan], unit: Unit, at: int) -> None:
    calendar = Calendar(plans)
    for each in calendar.holding(TREE.path(unit, hours(at)), hours(at)).values():
        assert each.withdrawn_at is None
        assert each.begins_at <= hours(at)
        assert each.ends_at is None or each.ends_at > hours(at)
        assert calendar.state(each, hours(at)) == "in_force"


@given(some_plans(), st.sampled_from(UNITS), MOMENTS)
def test_the_nearest_place_with_a_plan_wins(plans: list[DatedPlan], unit: Unit, at: int) -> None:
    calendar, path = Calendar(plans), TREE.path(unit, hours(at))
    for form, each in calendar.holding(path, hours(at)).items():
        nearer = path[: path.index(each.unit)]
        assert all(form not in calendar.own(place, hours(at)) for place in nearer)


@given(some_plans(), st.sampled_from(UNITS), MOMENTS)
def test_nothing_changes_before_the_moment_at_which_a_plan_is_said_to_stop(plans: list[DatedPlan], unit: Unit, at: int) -> None:
    calendar = Calendar(plans)
    for form, each in calendar.own(unit, hours(at)).items():
        until = calendar.until(each)
        last = (until or hours(40)) - timedelta(microseconds=1)
        assert calendar.own(unit, last)[form] == each
        assert until is None or calendar.own(unit, until).get(form) != each


@given(some_plans())
def test_the_order_in_which_plans_are_read_is_of_no_account(plans: list[DatedPlan]) -> None:
    path = TREE.path(KESKUSTA, hours(6))
    assert Calendar(plans).holding(path, hours(6)) == Calendar(reversed(plans)).holding(path, hours(6))
