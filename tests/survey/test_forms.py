"""Each national rule for a plan is broken once, and the fault names it."""

from __future__ import annotations

from dataclasses import replace as replace_form

import pytest
from msgspec.structs import replace

from survey.forms import CORE_STATEMENTS, FORMS, GENERAL_1, order_faults, plan_faults
from survey.wire import FormPlan

PLAN = FormPlan(number=1, per_visit=3, statements=CORE_STATEMENTS)


def test_the_national_form_has_the_seven_core_statements_in_the_national_order() -> None:
    assert CORE_STATEMENTS == ("access", "encounter", "participation", "safety", "continuity", "clarity", "benefit")
    assert FORMS["general-1"] == GENERAL_1
    assert GENERAL_1.statements == CORE_STATEMENTS


@pytest.mark.parametrize(
    "plan",
    [
        PLAN,
        replace(PLAN, fixed=("access", "continuity", "clarity")),
        replace(PLAN, per_visit=2, statements=CORE_STATEMENTS[:2]),
        replace(PLAN, per_visit=7, special=("waiting", "parking"), own=("own-1", "own-2")),
    ],
)
def test_a_plan_within_the_rules_has_no_faults(plan: FormPlan) -> None:
    assert plan_faults(plan, GENERAL_1) == []


@pytest.mark.parametrize(
    ("plan", "part"),
    [
        (replace(PLAN, per_visit=1), "per_visit"),
        (replace(PLAN, per_visit=8, statements=(*CORE_STATEMENTS, "other")), "per_visit"),
        (replace(PLAN, statements=CORE_STATEMENTS[:2]), "at least as many as per_visit"),
        (replace(PLAN, statements=(*CORE_STATEMENTS, "weather")), '"weather" not of the form'),
        (replace(PLAN, statements=(*CORE_STATEMENTS, "access")), '"access" more than once'),
        (replace(PLAN, statements=CORE_STATEMENTS[:4], fixed=("benefit",)), '"benefit" not among'),
        (replace(PLAN, fixed=CORE_STATEMENTS[:4]), "fixed: at most per_visit"),
        (replace(PLAN, fixed=("access", "access")), "fixed:"),
        (replace(PLAN, special=("a", "b", "c")), "special: at most 2"),
        (replace(PLAN, special=("access",)), "special: "),
        (replace(PLAN, own=("safety",)), "own: "),
        (replace(PLAN, own=("Parkkipaikka",)), "no code"),
        (replace(PLAN, own=("a", "a")), "own: "),
        (replace(PLAN, special=("a",), own=("a",)), "already special"),
        (replace(PLAN, own=tuple(f"own-{n}" for n in range(30))), "at most 32"),
    ],
)
def test_each_broken_rule_is_named(plan: FormPlan, part: str) -> None:
    faults = plan_faults(plan, GENERAL_1)
    assert any(part in fault for fault in faults), faults


def test_all_faults_are_named_at_once() -> None:
    plan = replace(PLAN, per_visit=9, statements=("access", "weather"), fixed=("nowhere",), special=("a", "b", "c"), own=("safety",))
    assert len(plan_faults(plan, GENERAL_1)) >= 5


@pytest.mark.parametrize("order", [("nps", "comment", "statements"), ("nps", "statements", "comment")])
def test_nps_comes_first_and_the_rest_in_either_order(order: tuple[str, ...]) -> None:
    assert order_faults(order) == []


@pytest.mark.parametrize(
    "order",
    [
        (),
        ("nps",),
        ("comment", "nps", "statements"),
        ("nps", "comment"),
        ("nps", "nps", "comment", "statements"),
        ("nps", "comment", "comment"),
    ],
)
def test_any_other_order_is_a_fault_of_the_plan(order: tuple[str, ...]) -> None:
    assert plan_faults(PLAN, replace_form(GENERAL_1, order=order))[-1].startswith("order:")
