"""Plans that break a rule are refused with a fault, and changes made by another person in the meantime are reported."""

from __future__ import annotations

import pytest
from hypothesis import given
from hypothesis import strategies as st
from msgspec.structs import replace as with_fields

from server.domain.rotation.plan_calendar import DatedPlan, PlanCalendar, Unit
from server.domain.rotation.plan_rules import (
    PlanDraft,
    PlanSnapshot,
    concurrent_plan_changes,
    content_faults,
    date_faults,
    end_faults,
    snapshot_plans,
)
from survey.forms import CORE_STATEMENTS, GENERAL_1, NATIONAL_ORDER, plan_faults
from survey.wire import FormPlan
from tests.server.domain.rotation.test_plan_calendar import CARE, CHILD, HEALTH, KESKUSTA, REGION, SATAMA, dated_plan, hours_after_start

PLAN = FormPlan(0, 3, CORE_STATEMENTS)
USABLE = {"parking": "own", "queue": "own", "booking": "special", "staff": "special", "rooms": "special"}


def plan_draft(
    unit: Unit = KESKUSTA, *, begins: float | None = None, ends: float | None = None, form: str = GENERAL_1.id, **content: object
) -> PlanDraft:
    asked = with_fields(PLAN, **content)
    return PlanDraft(
        unit,
        form,
        NATIONAL_ORDER,
        asked,
        None if begins is None else hours_after_start(begins),
        None if ends is None else hours_after_start(ends),
    )


def content_fault_codes(made: PlanDraft) -> list[tuple[str, str]]:
    return [(fault.field, fault.code) for fault in content_faults(made, GENERAL_1, USABLE)]


@pytest.mark.parametrize(
    ("content", "expected"),
    [
        ({}, []),
        ({"per_visit": 3, "fixed": ("access", "continuity", "clarity")}, []),
        ({"special": ("booking", "staff"), "own": ("queue", "parking")}, []),
        ({"per_visit": 1}, [("per_visit", "how_many")]),
        ({"per_visit": 8}, [("per_visit", "how_many"), ("statements", "too_few")]),
        ({"per_visit": 4, "statements": ("access", "safety", "clarity")}, [("statements", "too_few")]),
        ({"statements": ("access", "safety", "parking")}, [("statements", "unknown")]),
        ({"statements": CORE_STATEMENTS[1:], "fixed": ("access",)}, [("fixed", "not_asked")]),
        ({"fixed": CORE_STATEMENTS[:4]}, [("fixed", "too_many")]),
        ({"special": ("booking", "staff", "rooms")}, [("special", "too_many")]),
        ({"special": ("parking",)}, [("special", "unknown")]),
        ({"own": ("nothing",)}, [("own", "unknown")]),
        ({"statements": (*CORE_STATEMENTS, "access")}, [("statements", "twice")]),
    ],
)
def test_the_national_rules_are_told_field_by_field(content: dict[str, object], expected: list[tuple[str, str]]) -> None:
    assert content_fault_codes(plan_draft(**content)) == expected  # type: ignore[arg-type]


CODES = st.lists(st.sampled_from((*CORE_STATEMENTS, "nonsense")), max_size=8).map(tuple)


@given(st.integers(0, 9), CODES, CODES, st.lists(st.sampled_from(tuple(USABLE)), max_size=4).map(tuple))
def test_pages_refuse_what_the_questionnaire_refuses_and_nothing_else(
    per_visit: int, statements: tuple[str, ...], fixed: tuple[str, ...], special: tuple[str, ...]
) -> None:
    made = plan_draft(per_visit=per_visit, statements=statements, fixed=fixed, special=special)
    usable = dict.fromkeys(USABLE, "special")
    assert bool(content_faults(made, GENERAL_1, usable)) == bool(plan_faults(made.plan, GENERAL_1))


def test_a_note_has_an_end() -> None:
    made = PlanDraft(KESKUSTA, GENERAL_1.id, NATIONAL_ORDER, PLAN, note="x" * 1001)
    assert content_fault_codes(made) == [("note", "too_long")]


def test_the_recommendation_comes_first() -> None:
    made = PlanDraft(KESKUSTA, GENERAL_1.id, ("comment", "nps", "statements"), PLAN)
    assert content_fault_codes(made) == [("order", "order")]


# ── dates ─────────────────────────────────────────────────────────────────────────────────────────


def date_fault_codes(made: PlanDraft, *plans: DatedPlan, now: float = 1) -> list[tuple[str, str]]:
    return [(fault.field, fault.code) for fault in date_faults(made, PlanCalendar(plans), hours_after_start(now))]


def test_a_plan_begins_at_once_or_later_and_ends_after_it_begins() -> None:
    assert date_fault_codes(plan_draft()) == []
    assert date_fault_codes(plan_draft(begins=1)) == []
    assert date_fault_codes(plan_draft(begins=0.9)) == [("begins_at", "past")]
    assert date_fault_codes(plan_draft(begins=5, ends=5)) == [("ends_at", "before_begin")]
    assert date_fault_codes(plan_draft(ends=1)) == [("ends_at", "before_begin")]
    assert date_fault_codes(plan_draft(begins=5, ends=6)) == []


def test_the_region_is_never_without_a_plan_for_everybody() -> None:
    assert date_fault_codes(plan_draft(REGION, ends=5)) == [("ends_at", "always")]
    assert date_fault_codes(plan_draft(REGION, ends=5, form=CHILD)) == []


@pytest.mark.parametrize(
    ("begins", "ends", "is_refused"),
    [
        (10, None, True),  # both at the same moment
        (5, 11, True),  # ends after the scheduled one begins
        (12, None, True),  # begins before the scheduled one ends
        (12, 13, True),
        (5, 10, False),
        (5, None, False),  # it holds until the scheduled one begins
        (20, None, False),  # it takes over when the scheduled one ends
    ],
)
def test_no_two_plans_of_a_place_claim_the_same_time(begins: float, ends: float | None, is_refused: bool) -> None:
    scheduled = dated_plan(7, KESKUSTA, 10, ends=20)
    found = date_faults(plan_draft(begins=begins, ends=ends), PlanCalendar([scheduled]), hours_after_start(1))
    assert [(fault.field, fault.code, fault.values["plan"]) for fault in found] == (
        [("begins_at", "overlaps", scheduled)] if is_refused else []
    )


def test_plans_of_other_places_and_forms_and_withdrawn_ones_are_in_nobodys_way() -> None:
    others = (dated_plan(7, SATAMA, 10), dated_plan(8, KESKUSTA, 10, form=CHILD), dated_plan(9, KESKUSTA, 10, withdrawn=1))
    assert date_fault_codes(plan_draft(begins=10), *others) == []


@given(st.lists(st.tuples(st.integers(2, 9), st.none() | st.integers(1, 5)), max_size=6), st.integers(2, 20))
def test_what_is_let_through_never_shortens_a_stated_time(wanted: list[tuple[int, int | None]], at: int) -> None:
    """Accepted plans never shorten each other: a plan with an end holds at every moment from its beginning to that end."""
    taken: list[DatedPlan] = []
    for number, (begins, lasts) in enumerate(wanted, 1):
        made = plan_draft(begins=begins, ends=None if lasts is None else begins + lasts)
        if not date_faults(made, PlanCalendar(taken), hours_after_start(1)):
            taken.append(made.to_dated_plan(number, "anna@example.fi", hours_after_start(1)))
    claims = [each for each in taken if each.ends_at is not None and each.begins_at <= hours_after_start(at) < each.ends_at]
    assert len(claims) <= 1
    if claims:
        assert PlanCalendar(taken).own_plans_in_force(KESKUSTA, hours_after_start(at)) == {GENERAL_1.id: claims[0]}


def test_a_places_plan_in_force_may_end_so_that_it_inherits_again() -> None:
    own, later = dated_plan(2, KESKUSTA), dated_plan(3, KESKUSTA, 10)
    calendar = PlanCalendar([dated_plan(1), own, later])

    def ends(which: DatedPlan, at: float) -> list[str]:
        return [fault.code for fault in end_faults(which, calendar, hours_after_start(at), hours_after_start(1))]

    assert ends(own, 1) == []
    assert ends(own, 9) == []
    assert ends(own, 0) == ["past"]
    assert ends(own, 10) == ["followed"]
    assert ends(later, 12) == ["not_in_force"]
    assert [fault.code for fault in end_faults(dated_plan(1), calendar, hours_after_start(5), hours_after_start(1))] == ["always"]


# ── changes by two people at once ─────────────────────────────────────────────────────────────────

PATH = (KESKUSTA, CARE, HEALTH, REGION)


def changes_between(before: list[DatedPlan], after: list[DatedPlan]) -> list[tuple[str, int]]:
    was = snapshot_plans(before, PATH, GENERAL_1.id, hours_after_start(1))
    carried = PlanSnapshot.parse(str(was))
    assert carried == was
    return [(each.kind, each.plan.number) for each in concurrent_plan_changes(carried, after, PATH, GENERAL_1.id)]


def test_nothing_is_told_where_nobody_did_anything() -> None:
    plans = [dated_plan(1), dated_plan(2, KESKUSTA, ends=9), dated_plan(3, KESKUSTA, 10)]
    assert changes_between(plans, plans) == []


def test_a_plan_made_here_or_above_is_told_and_one_elsewhere_is_not() -> None:
    before = [dated_plan(1)]
    assert changes_between(before, [*before, dated_plan(2, KESKUSTA)]) == [("made", 2)]
    assert changes_between(before, [*before, dated_plan(2, HEALTH, 30)]) == [("made", 2)]
    assert changes_between(before, [*before, dated_plan(2, SATAMA), dated_plan(3, KESKUSTA, form=CHILD)]) == []


def test_a_withdrawal_and_an_end_are_told() -> None:
    before = [dated_plan(1), dated_plan(2, KESKUSTA), dated_plan(3, KESKUSTA, 10)]
    after = [dated_plan(1), dated_plan(2, KESKUSTA, ends=5), dated_plan(3, KESKUSTA, 10, withdrawn=1)]
    assert changes_between(before, after) == [("ended", 2), ("withdrawn", 3)]


def test_what_is_no_word_of_ours_is_read_as_nothing_seen() -> None:
    for text in ("", "x", "3;4", "3;a@", "3;4@soon", "3;4@2026-11-02T08:00:00+00:00@"):
        assert PlanSnapshot.parse(text) is None
