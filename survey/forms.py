"""The forms: which questions and statements there are, by code, and the national rules for a plan of them.

Texts are not here: they are versioned data. A server that has special or own statements makes its own mapping of forms with them.
"""

from __future__ import annotations

import re
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from types import MappingProxyType
from typing import Literal

from survey.wire import FormPlan

Audience = Literal["general", "child", "relative"]

CORE_STATEMENTS: tuple[str, ...] = ("access", "encounter", "participation", "safety", "continuity", "clarity", "benefit")
"""The seven national core statements (perusväittämät), in their national order."""
NATIONAL_ORDER: tuple[str, ...] = ("nps", "comment", "statements")

MIN_CORE_STATEMENTS, MAX_CORE_STATEMENTS = 2, 7
"""Core statements that one respondent is asked (THL: 2–7 of the seven)."""
MAX_SPECIAL_STATEMENTS = 2
"""Special statements (erityisväittämät) in a visit."""
MAX_STATEMENTS_PER_VISIT = 32
"""Statements in one response, as the wire allows."""
_CODE = re.compile(r"[a-z][a-z0-9_-]{0,63}")


@dataclass(frozen=True)
class Form:
    """The questions for one audience, of one version. Codes only."""

    id: str
    audience: Audience
    questions: tuple[str, ...]
    """`nps` first, then the open questions in the order they are asked."""
    statements: tuple[str, ...]
    """Every statement that a response of this form may hold: the core ones, and special and own ones where a server has them."""
    order: tuple[str, ...] = NATIONAL_ORDER


GENERAL_1 = Form("general-1", "general", ("nps", "reason"), CORE_STATEMENTS)
"""The national form for people of 13 and over, always known."""

FORMS: Mapping[str, Form] = MappingProxyType({GENERAL_1.id: GENERAL_1})


def order_faults(order: Sequence[str]) -> list[str]:
    """What is wrong with an order of the form's steps, in words; empty where nothing is.

    NPS is first, since the first touch is already an answer; comment and statements follow, either first.
    """
    if list(order[:1]) == ["nps"] and sorted(order[1:]) == ["comment", "statements"]:
        return []
    return [f'order: "nps" comes first, then "comment" and "statements" once each, in either order; this is {_listed(order)}']


def plan_faults(plan: FormPlan, form: Form) -> list[str]:
    """What the national rules have against a plan of this form, each fault a sentence; empty where nothing.

    Rules: 2 to 7 core statements a visit, special ones two at most, own ones always after the core ones.
    """
    return [*_core_faults(plan, form), *_fixed_faults(plan), *_added_faults(plan, form), *order_faults(form.order)]


def _core_faults(plan: FormPlan, form: Form) -> list[str]:
    faults = []
    if not MIN_CORE_STATEMENTS <= plan.per_visit <= MAX_CORE_STATEMENTS:
        faults.append(f"per_visit: {MIN_CORE_STATEMENTS} to {MAX_CORE_STATEMENTS} core statements a visit; this is {plan.per_visit}")
    if len(set(plan.statements)) < plan.per_visit:
        faults.append(f"statements: at least as many as per_visit ({plan.per_visit}); these are {len(set(plan.statements))}")
    if unknown := [code for code in plan.statements if code not in form.statements]:
        faults.append(f"statements: {_listed(unknown)} not of the form {form.id}, which has {_listed(form.statements)}")
    return faults + _twice("statements", plan.statements)


def _fixed_faults(plan: FormPlan) -> list[str]:
    faults = []
    if unknown := [code for code in plan.fixed if code not in plan.statements]:
        faults.append(f"fixed: {_listed(unknown)} not among the plan's statements")
    if len(plan.fixed) > plan.per_visit:
        faults.append(f"fixed: at most per_visit ({plan.per_visit}); these are {len(plan.fixed)}")
    return faults + _twice("fixed", plan.fixed)


def _added_faults(plan: FormPlan, form: Form) -> list[str]:
    faults = []
    if len(plan.special) > MAX_SPECIAL_STATEMENTS:
        faults.append(f"special: at most {MAX_SPECIAL_STATEMENTS}; these are {len(plan.special)}")
    for name, codes in (("special", plan.special), ("own", plan.own)):
        if core := [code for code in codes if code in plan.statements or code in CORE_STATEMENTS]:
            faults.append(f"{name}: {_listed(core)} already a core statement")
        if malformed := [code for code in codes if not _CODE.fullmatch(code)]:
            faults.append(f"{name}: {_listed(malformed)} no code (lower case, digits, hyphen, underscore; 64 at most)")
        faults += _twice(name, codes)
    if both := [code for code in plan.own if code in plan.special]:
        faults.append(f"own: {_listed(both)} already special")
    asked = plan.per_visit + len(plan.special) + len(plan.own)
    if asked > MAX_STATEMENTS_PER_VISIT:
        faults.append(f"own: at most {MAX_STATEMENTS_PER_VISIT} statements in a visit; these make {asked}")
    return faults


def _twice(name: str, codes: Sequence[str]) -> list[str]:
    twice = sorted({code for code in codes if codes.count(code) > 1})
    return [f"{name}: {_listed(twice)} more than once"] if twice else []


def _listed(codes: Sequence[str]) -> str:
    return ", ".join(f'"{code}"' for code in codes) or "nothing"
