"""Reads which languages terminals offer at each service point, and why other languages are not available."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import datetime

from sqlalchemy import Connection, select

from server.domain.region.terminal_configuration import form_with_plan_statements
from server.domain.rotation.plan_calendar import DatedPlan
from server.domain.texts.language_availability import LanguageAvailability, WithheldForm, language_availability
from server.store.region.terminal_configuration import TextCache
from server.store.rotation import plans
from server.store.rotation.plans import StoredPlan
from server.store.tables import regions, service_points
from server.store.texts.text_sets import forms as forms_here
from survey.forms import Form
from survey.wire import TextSet

Planned = StoredPlan | DatedPlan


@dataclass(frozen=True)
class ServicePointLanguages:
    """Describes what terminals offer at service points that all offer the same."""

    offer: LanguageAvailability
    plans: tuple[int, ...]
    """Lists the numbers of the plans that hold at these service points."""
    points: Mapping[str, dict[str, str]]
    """Maps the ids of the service points to their names by language."""


@dataclass(frozen=True)
class LanguageChange:
    """Describes how the languages on offer at some service points change."""

    after: ServicePointLanguages
    gained: tuple[str, ...]
    """Lists the languages that at least one of the service points did not offer before."""
    lost: tuple[str, ...]
    """Lists the languages that at least one of the service points offered before and no longer offers."""


@dataclass(frozen=True)
class LanguageDifference:
    """Describes what other plans would change in what terminals of a unit offer."""

    lost: tuple[WithheldForm, ...]
    """Lists what would be wrong in each language that is offered now and would then not be offered."""
    hidden: tuple[WithheldForm, ...]
    """Lists the forms that nobody could choose then, each with what it lacks in an offered language."""
    is_silent: bool
    """States whether terminals offer something now and would offer nothing then."""


def availability_by_service_points(connection: Connection, region: str, now: datetime) -> list[ServicePointLanguages]:
    """Return what terminals of a region offer now. The result begins with what most service points offer."""
    here = _Region(connection, region)
    begun = plans.plans_in_force(connection, {region}, now)
    points = select(service_points.c.id, service_points.c.name).where(service_points.c.region == region, service_points.c.ends_at.is_(None))
    by_plans: dict[tuple[int, ...], LanguageAvailability] = {}
    names: dict[LanguageAvailability, dict[str, dict[str, str]]] = {}
    numbers: dict[LanguageAvailability, set[int]] = {}
    for point in connection.execute(points.order_by(service_points.c.id)):
        found = begun.at(region, point.id)
        key = tuple(each.plan.number for each in found)
        if key not in by_plans:
            by_plans[key] = here.offer(found)
        names.setdefault(by_plans[key], {})[point.id] = point.name
        numbers.setdefault(by_plans[key], set()).update(key)
    made = [ServicePointLanguages(offer, tuple(sorted(numbers[offer])), there) for offer, there in names.items()]
    return sorted(made, key=lambda each: (-len(each.points), each.plans))


def language_changes(before: Sequence[ServicePointLanguages], after: Sequence[ServicePointLanguages]) -> list[LanguageChange]:
    """Return how the languages on offer have changed, one entry for each entry of `after`."""
    was = {point: each.offer.languages for each in before for point in each.points}
    found = []
    for each in after:
        there = [was.get(point, ()) for point in each.points]
        gained = tuple(tag for tag in each.offer.languages if any(tag not in tags for tags in there))
        gone = tuple(dict.fromkeys(tag for tags in there for tag in tags if tag not in each.offer.languages))
        found.append(LanguageChange(each, gained, gone))
    return found


def difference(connection: Connection, region: str, before: Sequence[Planned], after: Sequence[Planned]) -> LanguageDifference:
    """Return what other plans at a unit would change in what its terminals offer.

    Both lists hold the plans of all forms at the unit. The first one is that of the form with which terminals open.
    """
    here = _Region(connection, region)
    was, then = here.offer(before), here.offer(after)
    lost = tuple(each for each in then.withheld if each.language in was.languages)
    return LanguageDifference(lost, then.withheld_forms, is_silent=bool(was.languages and not then.languages))


class _Region:
    """Holds the forms, languages and texts of a region."""

    def __init__(self, connection: Connection, region: str) -> None:
        row = connection.execute(select(regions.c.languages, regions.c.drafts).where(regions.c.id == region)).one()
        self._id, self._languages, self._drafts = region, row.languages, row.drafts
        self._forms, self._texts = forms_here(connection, region), TextCache(connection, {region})

    def offer(self, found: Sequence[Planned]) -> LanguageAvailability:
        asked: list[Form] = [form_with_plan_statements(self._forms[each.form], each.plan, each.order) for each in found]
        texts: list[TextSet] = [
            text for each in found for text in self._texts.texts_for_form(self._id, each.form, (*each.plan.special, *each.plan.own))
        ]
        return language_availability(self._languages, self._drafts, asked, texts)
