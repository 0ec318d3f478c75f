"""Serves the overview of texts: the languages that terminals offer, what the others lack, all text sets, and all added statements."""

from __future__ import annotations

from collections.abc import Mapping

from flask import request
from flask.typing import ResponseReturnValue
from flask_login import login_required

from i18n.languages import languages
from server.domain.rotation.plan_calendar import DatedPlan, PlanCalendar
from server.store.read_transaction import reading
from server.store.rotation import plans
from server.store.texts import added_statements, language_availability, text_sets
from server.store.texts.added_statements import StatementHistory
from server.web.language import page_language
from server.web.region_scope import get_visible_region, visible_regions
from server.web.server_context import context
from server.web.texts.blueprint import blueprint
from server.web.texts.region_texts import render_texts_page


@blueprint.get("")
@login_required
def page() -> ResponseReturnValue:
    """Show the texts of a region. With several regions, `region` names it; the default is the first."""
    now = context().now()
    with reading(context().engine) as connection:
        regions = visible_regions(connection)
        region_id = request.args.get("region") or next(iter(regions), None)
        if region_id is None:
            return render_texts_page("texts/overview.html", None, regions=regions)
        region = get_visible_region(connection, region_id)
        forms = text_sets.forms(connection, region_id)
        sets = text_sets.list_all(connection, region_id)
        every = added_statements.list_all(connection, region_id)
        offered = language_availability.availability_by_service_points(connection, region_id, now)
        planned = plans.list_all(connection, region_id)
    calendar = PlanCalendar(planned)
    asking = {each.code: _plans_naming(calendar, planned, each, now) for each in every}
    return render_texts_page(
        "texts/overview.html",
        region,
        regions=regions,
        forms=forms,
        sets=sets,
        offered=offered,
        every=every,
        asking=asking,
        named={each.code: statement_text(each, region.languages) for each in every},
        said=statement_text,
        silent=[tag for tag in languages() if tag not in region.languages],
    )


def statement_text(statement: StatementHistory, tags: tuple[str, ...]) -> str:
    """Return a statement's text in the page's language, otherwise in the region's first language that has one, otherwise its code."""
    found: Mapping[str, str] = {tag: text.text for tag, text in statement.texts.items()}
    return next((found[tag] for tag in (page_language(), *tags, *found) if tag in found), statement.code)


def _plans_naming(calendar: PlanCalendar, planned: list[DatedPlan], statement: StatementHistory, now: object) -> list[DatedPlan]:
    """Return the plans in force and the scheduled plans that name a statement."""
    named = [each for each in planned if statement.code in (*each.plan.special, *each.plan.own)]
    return [each for each in named if calendar.state(each, now) in ("in_force", "scheduled")]  # type: ignore[arg-type]
