"""At every unit and moment exactly one plan of each form holds: that of the nearest unit, never a withdrawn one."""

from __future__ import annotations

from datetime import UTC, datetime, timedelta

from hypothesis import given
from hypothesis import strategies as st

from server.domain.rotation.plan_calendar import DatedPlan, PlanCalendar, Unit, UnitTree
from survey.forms import CORE_STATEMENTS, GENERAL_1, NATIONAL_ORDER
from survey.wire import FormPlan

T0 = datetime(2026, 11, 2, 8, tzinfo=UTC)
REGION, HEALTH, CARE = Unit("region", "pohjola"), Unit("service", "health"), Unit("service", "primary-care")
KESKUSTA, SATAMA = Unit("service_point", "keskusta"), Unit("service_point", "satama")
TREE = UnitTree("pohjola", {"keskusta": "primary-care", "satama": None}, {"primary-care": "health", "health": None})
UNITS = (REGION, HEALTH, CARE, KESKUSTA, SATAMA)
CHILD = "child-1"


def hours_after_start(n: float) -> datetime:
    return T0 + timedelta(hours=n)


def dated_plan(
    number: int,
    unit: Unit = REGION,
    begins: float = 0,
    *,
    ends: float | None = None,
    withdrawn: float | None = None,
    form: str = GENERAL_1.id,
    **content: object,
) -> DatedPlan:
    asked = FormPlan(number, **({"per_visit": 3, "statements": CORE_STATEMENTS} | content))  # type: ignore[arg-type]
    return DatedPlan(
        unit,
        form,
        NATIONAL_ORDER,
        asked,
        "anna@example.fi",
        T0,
        hours_after_start(begins),
        None if ends is None else hours_after_start(ends),
        None if withdrawn is None else hours_after_start(withdrawn),
        "bo@example.fi" if withdrawn is not None else None,
    )


def numbers_in_force(plans: list[DatedPlan], unit: Unit, at: float, tree: UnitTree = TREE) -> dict[str, int]:
    found = PlanCalendar(plans).plans_in_force(tree.path(unit, hours_after_start(at)), hours_after_start(at))
    return {form: each.number for form, each in found.items()}


def test_a_place_without_a_plan_asks_what_is_asked_above() -> None:
    plans = [dated_plan(1), dated_plan(2, HEALTH)]
    assert numbers_in_force(plans, KESKUSTA, 1) == {"general-1": 2}
    assert numbers_in_force(plans, SATAMA, 1) == {"general-1": 1}


def test_a_newer_plan_of_a_place_takes_over_when_it_begins() -> None:
    plans = [dated_plan(1), dated_plan(2, begins=5)]
    assert [numbers_in_force(plans, KESKUSTA, at)["general-1"] for at in (0, 4.9, 5)] == [1, 1, 2]


def test_a_plan_made_later_may_begin_sooner() -> None:
    plans = [dated_plan(1), dated_plan(2, begins=10), dated_plan(3, begins=5)]
    assert [numbers_in_force(plans, KESKUSTA, at)["general-1"] for at in (1, 6, 11)] == [1, 3, 2]


def test_after_its_end_what_holds_above_holds_again_and_not_what_was_before() -> None:
    plans = [dated_plan(1), dated_plan(2, KESKUSTA), dated_plan(3, KESKUSTA, begins=5, ends=8)]
    assert [numbers_in_force(plans, KESKUSTA, at)["general-1"] for at in (1, 5, 7.9, 8)] == [2, 3, 3, 1]


def test_a_withdrawn_plan_takes_nobodys_place() -> None:
    plans = [dated_plan(1), dated_plan(2, KESKUSTA), dated_plan(3, KESKUSTA, begins=5, withdrawn=4)]
    assert numbers_in_force(plans, KESKUSTA, 6) == {"general-1": 2}


def test_the_plans_of_a_place_that_has_ended_no_longer_apply() -> None:
    ended = UnitTree(TREE.region, TREE.service_of, TREE.parent_of, {CARE: hours_after_start(5), KESKUSTA: hours_after_start(5)})
    plans = [dated_plan(1), dated_plan(2, HEALTH), dated_plan(3, CARE), dated_plan(4, KESKUSTA)]
    assert [numbers_in_force(plans, KESKUSTA, at, ended)["general-1"] for at in (4, 5)] == [4, 2]


def test_the_nearest_places_form_comes_first_and_of_one_place_the_national_one() -> None:
    plans = [dated_plan(1), dated_plan(2, form=CHILD), dated_plan(3, HEALTH, form=CHILD)]
    assert list(numbers_in_force(plans, SATAMA, 1)) == ["general-1", CHILD]
    assert list(numbers_in_force(plans, KESKUSTA, 1)) == [CHILD, "general-1"]


def test_services_that_belong_to_each_other_in_a_circle_end_nowhere_else_than_at_the_region() -> None:
    circle = UnitTree("pohjola", {"keskusta": "a"}, {"a": "b", "b": "a"})
    assert circle.path(KESKUSTA, T0) == (KESKUSTA, Unit("service", "a"), Unit("service", "b"), REGION)


def test_a_plan_holds_until_its_end_or_until_the_next_begins() -> None:
    first, second, third = dated_plan(1, KESKUSTA), dated_plan(2, KESKUSTA, 5, ends=9), dated_plan(3, KESKUSTA, 20)
    calendar = PlanCalendar([first, second, third])
    assert [calendar.effective_end(each) for each in (first, second, third)] == [hours_after_start(5), hours_after_start(9), None]
    assert [calendar.state(each, hours_after_start(6)) for each in (first, second, third)] == ["past", "in_force", "scheduled"]
    assert calendar.state(second, hours_after_start(9)) == "past"
    assert calendar.state(dated_plan(4, withdrawn=1), hours_after_start(2)) == "withdrawn"


def test_points_under_a_unit_are_those_that_are_there() -> None:
    assert TREE.service_points_under(REGION, T0) == ["keskusta", "satama"]
    assert TREE.service_points_under(HEALTH, T0) == ["keskusta"]
    assert TREE.service_points_under(SATAMA, T0) == ["satama"]
    gone = UnitTree(TREE.region, TREE.service_of, TREE.parent_of, {KESKUSTA: T0})
    assert gone.service_points_under(HEALTH, T0) == []


# ── properties ────────────────────────────────────────────────────────────────────────────────────

MOMENTS = st.integers(0, 12)


@st.composite
def some_plans(draw: st.DrawFn) -> list[DatedPlan]:
    """Return a plan of the region that never ends, and any other plans that people may have made."""
    more = draw(
        st.lists(
            st.tuples(st.sampled_from(UNITS), MOMENTS, st.none() | st.integers(1, 6), st.booleans(), st.sampled_from((GENERAL_1.id, CHILD)))
        )
    )
    made = [dated_plan(1)]
    for number, (unit, begins, lasts, withdrawn, form) in enumerate(more, 2):
        always = unit == REGION and form == GENERAL_1.id
        ends = None if lasts is None or always else begins + lasts
        made.append(dated_plan(number, unit, begins, ends=ends, withdrawn=0 if withdrawn else None, form=form))
    return made


@given(some_plans(), st.sampled_from(UNITS), MOMENTS)
def test_at_every_moment_exactly_one_plan_of_a_form_holds_and_the_national_one_always(plans: list[DatedPlan], unit: Unit, at: int) -> None:
    found = PlanCalendar(plans).plans_in_force(TREE.path(unit, hours_after_start(at)), hours_after_start(at))
    assert GENERAL_1.id in found
    assert all(form == each.form for form, each in found.items())


@given(some_plans(), st.sampled_from(UNITS), MOMENTS)
def test_what_holds_has_begun_not_ended_and_was_never_withdrawn(plans: list[DatedPlan], unit: Unit, at: int) -> None:
    calendar = PlanCalendar(plans)
    for each in calendar.plans_in_force(TREE.path(unit, hours_after_start(at)), hours_after_start(at)).values():
        assert each.withdrawn_at is None
        assert each.begins_at <= hours_after_start(at)
        assert each.ends_at is None or each.ends_at > hours_after_start(at)
        assert calendar.state(each, hours_after_start(at)) == "in_force"


@given(some_plans(), st.sampled_from(UNITS), MOMENTS)
def test_the_nearest_place_with_a_plan_wins(plans: list[DatedPlan], unit: Unit, at: int) -> None:
    calendar, path = PlanCalendar(plans), TREE.path(unit, hours_after_start(at))
    for form, each in calendar.plans_in_force(path, hours_after_start(at)).items():
        nearer = path[: path.index(each.unit)]
        assert all(form not in calendar.own_plans_in_force(place, hours_after_start(at)) for place in nearer)


@given(some_plans(), st.sampled_from(UNITS), MOMENTS)
def test_nothing_changes_before_the_moment_at_which_a_plan_is_said_to_stop(plans: list[DatedPlan], unit: Unit, at: int) -> None:
    calendar = PlanCalendar(plans)
    for form, each in calendar.own_plans_in_force(unit, hours_after_start(at)).items():
        until = calendar.effective_end(each)
        last = (until or hours_after_start(40)) - timedelta(microseconds=1)
        assert calendar.own_plans_in_force(unit, last)[form] == each
        assert until is None or calendar.own_plans_in_force(unit, until).get(form) != each


@given(some_plans())
def test_the_order_in_which_plans_are_read_is_of_no_account(plans: list[DatedPlan]) -> None:
    path = TREE.path(KESKUSTA, hours_after_start(6))
    assert PlanCalendar(plans).plans_in_force(path, hours_after_start(6)) == PlanCalendar(reversed(plans)).plans_in_force(
        path, hours_after_start(6)
    )
