"""Which languages terminals offer where, and what stands in the way of the others."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import datetime

from sqlalchemy import Connection, select

from server.domain.region.terminal_configuration import form_under_plan
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
    """What terminals offer alike at some service points."""

    offer: LanguageAvailability
    plans: tuple[int, ...]
    """That hold there."""
    points: Mapping[str, dict[str, str]]
    """Names by language, by id."""


@dataclass(frozen=True)
class LanguageChange:
    """What a change does to what some service points offer: languages that are new at some of them, and that are gone."""

    after: ServicePointLanguages
    gained: tuple[str, ...]
    gone: tuple[str, ...]


@dataclass(frozen=True)
class LanguageDifference:
    """What other plans do to what terminals of a place offer."""

    lost: tuple[WithheldForm, ...]
    """Languages offered now that no longer would be."""
    hidden: tuple[WithheldForm, ...]
    """Forms that nobody could choose, each with what it lacks in a language that is offered."""
    is_silent: bool
    """Something is offered now, and nothing would be."""


def offers(connection: Connection, region: str, now: datetime) -> list[ServicePointLanguages]:
    """What terminals of a region offer now, what most service points offer first."""
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


def shifts(before: Sequence[ServicePointLanguages], after: Sequence[ServicePointLanguages]) -> list[LanguageChange]:
    """What changed, by what is offered afterwards."""
    was = {point: each.offer.languages for each in before for point in each.points}
    found = []
    for each in after:
        there = [was.get(point, ()) for point in each.points]
        gained = tuple(tag for tag in each.offer.languages if any(tag not in tags for tags in there))
        gone = tuple(dict.fromkeys(tag for tags in there for tag in tags if tag not in each.offer.languages))
        found.append(LanguageChange(each, gained, gone))
    return found


def difference(connection: Connection, region: str, before: Sequence[Planned], after: Sequence[Planned]) -> LanguageDifference:
    """What other plans at a place do to what its terminals offer.

    Args: before, after: the plans that hold there, the place's own form first.
    """
    here = _Region(connection, region)
    was, then = here.offer(before), here.offer(after)
    lost = tuple(each for each in then.withheld if each.language in was.languages)
    return LanguageDifference(lost, then.withheld_forms, is_silent=bool(was.languages and not then.languages))


class _Region:
    """The forms, languages and texts of a region."""

    def __init__(self, connection: Connection, region: str) -> None:
        row = connection.execute(select(regions.c.languages, regions.c.drafts).where(regions.c.id == region)).one()
        self._id, self._languages, self._drafts = region, row.languages, row.drafts
        self._forms, self._texts = forms_here(connection, region), TextCache(connection, {region})

    def offer(self, found: Sequence[Planned]) -> LanguageAvailability:
        asked: list[Form] = [form_under_plan(self._forms[each.form], each.plan, each.order) for each in found]
        texts: list[TextSet] = [
            text for each in found for text in self._texts.texts_for_form(self._id, each.form, (*each.plan.special, *each.plan.own))
        ]
        return language_availability(self._languages, self._drafts, asked, texts)
