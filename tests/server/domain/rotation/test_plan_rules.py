"""What a person may not do to plans, and what they are told of what others did."""

from __future__ import annotations

import pytest
from hypothesis import given
from hypothesis import strategies as st
from msgspec.structs import replace as with_fields

from server.domain.rotation.plan_calendar import Calendar, DatedPlan, Unit
from server.domain.rotation.plan_rules import Draft, Seen, content_faults, date_faults, end_faults, meanwhile, seen
from survey.forms import CORE, GENERAL_1, NATIONAL_ORDER, plan_faults
from survey.wire import FormPlan
from tests.server.domain.rotation.test_plan_calendar import CARE, CHILD, HEALTH, KESKUSTA, REGION, SATAMA, hours, plan

PLAN = FormPlan(0, 3, CORE)
USABLE = {"parking": "own", "queue": "own", "booking": "special", "staff": "special", "rooms": "special"}


def draft(
    unit: Unit = KESKUSTA, *, begins: float | None = None, ends: float | None = None, form: str = GENERAL_1.id, **content: object
) -> Draft:
    asked = with_fields(PLAN, **content)
    return Draft(unit, form, NATIONAL_ORDER, asked, None if begins is None else hours(begins), None if ends is None else hours(ends))


def said(made: Draft) -> list[tuple[str, str]]:
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
        ({"statements": CORE[1:], "fixed": ("access",)}, [("fixed", "not_asked")]),
        ({"fixed": CORE[:4]}, [("fixed", "too_many")]),
        ({"special": ("booking", "staff", "rooms")}, [("special", "too_many")]),
        ({"special": ("parking",)}, [("special", "unknown")]),
        ({"own": ("nothing",)}, [("own", "unknown")]),
        ({"statements": (*CORE, "access")}, [("statements", "twice")]),
    ],
)
def test_the_national_rules_are_told_field_by_field(content: dict[str, object], expected: list[tuple[str, str]]) -> None:
    assert said(draft(**content)) == expected  # type: ignore[arg-type]


CODES = st.lists(st.sampled_from((*CORE, "nonsense")), max_size=8).map(tuple)


@given(st.integers(0, 9), CODES, CODES, st.lists(st.sampled_from(tuple(USABLE)), max_size=4).map(tuple))
def test_pages_refuse_what_the_questionnaire_refuses_and_nothing_else(
    per_visit: int, statements: tuple[str, ...], fixed: tuple[str, ...], special: tuple[str, ...]
) -> None:
    made = draft(per_visit=per_visit, statements=statements, fixed=fixed, special=special)
    usable = dict.fromkeys(USABLE, "special")
    assert bool(content_faults(made, GENERAL_1, usable)) == bool(plan_faults(made.plan, GENERAL_1))


def test_a_note_has_an_end() -> None:
    made = Draft(KESKUSTA, GENERAL_1.id, NATIONAL_ORDER, PLAN, note="x" * 1001)
    assert said(made) == [("note", "too_long")]


def test_the_recommendation_comes_first() -> None:
    made = Draft(KESKUSTA, GENERAL_1.id, ("comment", "nps", "statements"), PLAN)
    assert said(made) == [("order", "order")]


# ── dates ─────────────────────────────────────────────────────────────────────────────────────────


def dates(made: Draft, *plans: DatedPlan, now: float = 1) -> list[tuple[str, str]]:
    return [(fault.field, fault.code) for fault in date_faults(made, Calendar(plans), hours(now))]


def test_a_plan_begins_at_once_or_later_and_ends_after_it_begins() -> None:
    assert dates(draft()) == []
    assert dates(draft(begins=1)) == []
    assert dates(draft(begins=0.9)) == [("begins_at", "past")]
    assert dates(draft(begins=5, ends=5)) == [("ends_at", "before_begin")]
    assert dates(draft(ends=1)) == [("ends_at", "before_begin")]
    assert dates(draft(begins=5, ends=6)) == []


def test_the_region_is_never_without_a_plan_for_everybody() -> None:
    assert dates(draft(REGION, ends=5)) == [("ends_at", "always")]
    assert dates(draft(REGION, ends=5, form=CHILD)) == []


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
    scheduled = plan(7, KESKUSTA, 10, ends=20)
    found = date_faults(draft(begins=begins, ends=ends), Calendar([scheduled]), hours(1))
    assert [(fault.field, fault.code, fault.values["plan"]) for fault in found] == (
        [("begins_at", "overlaps", scheduled)] if is_refused else []
    )


def test_plans_of_other_places_and_forms_and_withdrawn_ones_are_in_nobodys_way() -> None:
    others = (plan(7, SATAMA, 10), plan(8, KESKUSTA, 10, form=CHILD), plan(9, KESKUSTA, 10, withdrawn=1))
    assert dates(draft(begins=10), *others) == []


@given(st.lists(st.tuples(st.integers(2, 9), st.none() | st.integers(1, 5)), max_size=6), st.integers(2, 20))
def test_what_is_let_through_never_shortens_a_stated_time(wanted: list[tuple[int, int | None]], at: int) -> None:
    """Plans taken one after the other: at each moment of a plan's stated time it is that plan that holds."""
    taken: list[DatedPlan] = []
    for number, (begins, lasts) in enumerate(wanted, 1):
        made = draft(begins=begins, ends=None if lasts is None else begins + lasts)
        if not date_faults(made, Calendar(taken), hours(1)):
            taken.append(made.dated(number, "anna@example.fi", hours(1)))
    claims = [each for each in taken if each.ends_at is not None and each.begins_at <= hours(at) < each.ends_at]
    assert len(claims) <= 1
    if claims:
        assert Calendar(taken).own(KESKUSTA, hours(at)) == {GENERAL_1.id: claims[0]}


def test_a_places_plan_in_force_may_end_so_that_it_inherits_again() -> None:
    own, later = plan(2, KESKUSTA), plan(3, KESKUSTA, 10)
    calendar = Calendar([plan(1), own, later])

    def ends(which: DatedPlan, at: float) -> list[str]:
        return [fault.code for fault in end_faults(which, calendar, hours(at), hours(1))]

    assert ends(own, 1) == []
    assert ends(own, 9) == []
    assert ends(own, 0) == ["past"]
    assert ends(own, 10) == ["followed"]
    assert ends(later, 12) == ["not_in_force"]
    assert [fault.code for fault in end_faults(plan(1), calendar, hours(5), hours(1))] == ["always"]


# ── two people at once ────────────────────────────────────────────────────────────────────────────

PATH = (KESKUSTA, CARE, HEALTH, REGION)


def told(before: list[DatedPlan], after: list[DatedPlan]) -> list[tuple[str, int]]:
    was = seen(before, PATH, GENERAL_1.id, hours(1))
    carried = Seen.read(str(was))
    assert carried == was
    return [(each.what, each.plan.number) for each in meanwhile(carried, after, PATH, GENERAL_1.id)]


def test_nothing_is_told_where_nobody_did_anything() -> None:
    plans = [plan(1), plan(2, KESKUSTA, ends=9), plan(3, KESKUSTA, 10)]
    assert told(plans, plans) == []


def test_a_plan_made_here_or_above_is_told_and_one_elsewhere_is_not() -> None:
    before = [plan(1)]
    assert told(before, [*before, plan(2, KESKUSTA)]) == [("made", 2)]
    assert told(before, [*before, plan(2, HEALTH, 30)]) == [("made", 2)]
    assert told(before, [*before, plan(2, SATAMA), plan(3, KESKUSTA, form=CHILD)]) == []


def test_a_withdrawal_and_an_end_are_told() -> None:
    before = [plan(1), plan(2, KESKUSTA), plan(3, KESKUSTA, 10)]
    after = [plan(1), plan(2, KESKUSTA, ends=5), plan(3, KESKUSTA, 10, withdrawn=1)]
    assert told(before, after) == [("ended", 2), ("withdrawn", 3)]


def test_what_is_no_word_of_ours_is_read_as_nothing_seen() -> None:
    for text in ("", "x", "3;4", "3;a@", "3;4@soon", "3;4@2026-11-02T08:00:00+00:00@"):
        assert Seen.read(text) is None
