"""Describes the effects of a plan on balance and on the offered languages and forms, in one sentence each."""

from __future__ import annotations

from collections.abc import Iterable

from babel.lists import format_list

from i18n.languages import language_for_tag as known_language
from server.domain.rotation.plan_calendar import DatedPlan
from server.domain.rotation.plan_effects import VisitShares
from server.domain.texts.language_availability import WithheldForm
from server.web.language import _, format_number, ngettext, page_language
from server.web.rotation.plans.labels import StatementNames, language_name


def balance_effects(found: VisitShares, plan: DatedPlan, names: StatementNames) -> list[str]:
    """Return sentences about the plan's effect on balance."""
    said = []
    if found.fixed_statements:
        said.append(
            ngettext(
                "{names} is asked in every visit and takes {n} of {places} positions.",
                "{names} are asked in every visit and take {n} of {places} positions.",
                len(found.fixed_statements),
                names=_listed(found.fixed_statements, names),
                places=found.core_per_visit,
            )
        )
    if found.rotating_statements:
        said.append(_rotating(found))
    if found.left_out_statements:
        said.append(_left_out(found, plan, names))
    if added := len(plan.plan.special) + len(plan.plan.own):
        said.append(
            ngettext(
                "{n} more statement is asked after the core statements in every visit. It is not included in the balance.",
                "{n} more statements are asked after the core statements in every visit. They are not included in the balance.",
                added,
            )
        )
    return said


def _rotating(found: VisitShares) -> str:
    if found.rotating_share >= 1:
        return _("All of them are asked in every visit.") if not found.fixed_statements else _("The others are also asked in every visit.")
    percent = format_number(round(100 * found.rotating_share))
    if found.fixed_statements:
        return ngettext(
            "The other {m} take turns in {n} position. Each is asked in about {percent}% of visits.",
            "The other {m} take turns in {n} positions. Each is asked in about {percent}% of visits.",
            found.rotating_per_visit,
            m=len(found.rotating_statements),
            percent=percent,
        )
    return _("{m} statements take turns. Each is asked in about {percent}% of visits.", m=len(found.rotating_statements), percent=percent)


def _left_out(found: VisitShares, plan: DatedPlan, names: StatementNames) -> str:
    listed = _listed(found.left_out_statements, names)
    if plan.unit.kind == "region":
        return _(
            "{names}: asked only at places with their own plan. The results of the region cannot cover all core statements evenly.",
            names=listed,
        )
    return _("{names}: asked only elsewhere. Other places in the region make up for this where they can.", names=listed)


def lost_language_text(found: WithheldForm, names: StatementNames) -> str:
    """Return a sentence that says why a language would no longer be offered."""
    language = language_name(found.language)
    if found.reason == "lacks":
        return _(
            "{language} would no longer be offered, because these have no text in it: {names}.",
            language=language,
            names=names.names(found.codes),
        )
    if found.reason == "draft":
        return _(
            "{language} would no longer be offered, because its texts are drafts and the region does not show drafts.", language=language
        )
    return _("{language} would no longer be offered, because the form has no texts in this language.", language=language)


def hidden_form_text(form: str, languages: Iterable[str]) -> str:
    """Return a sentence about a form that people could not choose.

    Terminals offer a form besides their first one only if it is complete in all languages that they offer.

    Args:
        form: the name of the form.
        languages: the tags of the languages in which it is incomplete.
    """
    return _(
        "People could not choose the form “{form}” here, because it is incomplete in {languages}. Terminals offer a "
        "form only if it is complete in all of their languages.",
        form=form,
        languages=format_list([language_name(tag) for tag in languages], locale=known_language(page_language()).babel_locale),
    )


def _listed(codes: Iterable[str], names: StatementNames) -> str:
    return format_list([names.name(code) for code in codes], locale=known_language(page_language()).babel_locale)
