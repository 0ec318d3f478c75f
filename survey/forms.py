"""Defines the forms with their questions and statements as codes, and checks the national rules for a plan.

Texts are versioned data and live in `i18n`. A server that has special or own statements makes a mapping of forms that includes them.
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
"""Lists the seven national core statements (perusväittämät) in their national order."""
NATIONAL_ORDER: tuple[str, ...] = ("nps", "comment", "statements")
"""Lists the steps of a form in their national order."""

MIN_CORE_STATEMENTS, MAX_CORE_STATEMENTS = 2, 7
"""Limit how many core statements one respondent is asked (THL: 2–7 of the seven)."""
MAX_SPECIAL_STATEMENTS = 2
"""Limits how many special statements (erityisväittämät) a visit contains."""
MAX_STATEMENTS_PER_VISIT = 32
"""Limits how many statements one response contains. The limit is that of the wire."""
_CODE = re.compile(r"[a-z][a-z0-9_-]{0,63}")


@dataclass(frozen=True)
class Form:
    """Describes the questions for one audience in one version. It contains codes only."""

    id: str
    """Names the form and its version, such as `general-1`."""
    audience: Audience
    questions: tuple[str, ...]
    """Lists `nps` first, then the open questions in the order in which they are asked."""
    statements: tuple[str, ...]
    """Lists every statement that a response to this form may contain: the core statements, and a server's special and own ones."""
    order: tuple[str, ...] = NATIONAL_ORDER
    """Lists the steps of the form in the order in which a visit takes them."""


GENERAL_1 = Form("general-1", "general", ("nps", "reason"), CORE_STATEMENTS)
"""Is the national form for people of 13 and over, which every terminal and server knows."""

FORMS: Mapping[str, Form] = MappingProxyType({GENERAL_1.id: GENERAL_1})
"""Maps the id of a form to the form, for all forms that need no configuration."""


def order_faults(order: Sequence[str]) -> list[str]:
    """Return what is wrong with the order of a form's steps, one sentence for each fault. The list is empty for a valid order.

    NPS comes first, because the first touch is already an answer (design, decision 2). Comment and statements follow in either order.
    """
    if list(order[:1]) == ["nps"] and sorted(order[1:]) == ["comment", "statements"]:
        return []
    return [f'order: "nps" comes first, then "comment" and "statements" once each, in either order; this is {_listed(order)}']


def plan_faults(plan: FormPlan, form: Form) -> list[str]:
    """Return how a plan breaks the national rules for a form, one sentence for each fault. The list is empty for a valid plan.

    A visit has 2 to 7 core statements and at most two special ones. Own statements always follow the core ones.
    """
    return [*_core_faults(plan, form), *_fixed_faults(plan), *_special_and_own_faults(plan, form), *order_faults(form.order)]


def _core_faults(plan: FormPlan, form: Form) -> list[str]:
    faults = []
    if not MIN_CORE_STATEMENTS <= plan.per_visit <= MAX_CORE_STATEMENTS:
        faults.append(f"per_visit: {MIN_CORE_STATEMENTS} to {MAX_CORE_STATEMENTS} core statements a visit; this is {plan.per_visit}")
    if len(set(plan.statements)) < plan.per_visit:
        faults.append(f"statements: at least as many as per_visit ({plan.per_visit}); these are {len(set(plan.statements))}")
    if unknown := [code for code in plan.statements if code not in form.statements]:
        faults.append(f"statements: {_listed(unknown)} not of the form {form.id}, which has {_listed(form.statements)}")
    return faults + _duplicate_faults("statements", plan.statements)


def _fixed_faults(plan: FormPlan) -> list[str]:
    faults = []
    if unknown := [code for code in plan.fixed if code not in plan.statements]:
        faults.append(f"fixed: {_listed(unknown)} not among the plan's statements")
    if len(plan.fixed) > plan.per_visit:
        faults.append(f"fixed: at most per_visit ({plan.per_visit}); these are {len(plan.fixed)}")
    return faults + _duplicate_faults("fixed", plan.fixed)


def _special_and_own_faults(plan: FormPlan, form: Form) -> list[str]:
    faults = []
    if len(plan.special) > MAX_SPECIAL_STATEMENTS:
        faults.append(f"special: at most {MAX_SPECIAL_STATEMENTS}; these are {len(plan.special)}")
    for name, codes in (("special", plan.special), ("own", plan.own)):
        if already_core := [code for code in codes if code in plan.statements or code in CORE_STATEMENTS]:
            faults.append(f"{name}: {_listed(already_core)} already a core statement")
        if malformed := [code for code in codes if not _CODE.fullmatch(code)]:
            faults.append(f"{name}: {_listed(malformed)} no code (lower case, digits, hyphen, underscore; 64 at most)")
        faults += _duplicate_faults(name, codes)
    if already_special := [code for code in plan.own if code in plan.special]:
        faults.append(f"own: {_listed(already_special)} already special")
    statement_count = plan.per_visit + len(plan.special) + len(plan.own)
    if statement_count > MAX_STATEMENTS_PER_VISIT:
        faults.append(f"own: at most {MAX_STATEMENTS_PER_VISIT} statements in a visit; these make {statement_count}")
    return faults


def _duplicate_faults(name: str, codes: Sequence[str]) -> list[str]:
    duplicates = sorted({code for code in codes if codes.count(code) > 1})
    return [f"{name}: {_listed(duplicates)} more than once"] if duplicates else []


def _listed(codes: Sequence[str]) -> str:
    return ", ".join(f'"{code}"' for code in codes) or "nothing"
