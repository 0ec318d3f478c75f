"""Which languages terminals offer where, and what stands in the way of the others."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime

from sqlalchemy import Connection, select

from server.domain.configuration import form_here
from server.domain.offering import Offer, Withheld, offer
from server.store import plans
from server.store.configurations import TextShelf
from server.store.plans import StoredPlan
from server.store.tables import regions, service_points
from server.store.texts import forms as forms_here
from survey.forms import Form
from survey.wire import FormPlan, TextSet


@dataclass(frozen=True)
class Offered:
    """What terminals offer at service points under the same plans."""

    offer: Offer
    plans: tuple[int, ...]
    points: tuple[dict[str, str], ...]
    """Their names by language."""


def offers(connection: Connection, region: str, now: datetime) -> list[Offered]:
    """What terminals of a region offer now, those of most service points first."""
    here = _Region(connection, region)
    begun = plans.begun(connection, {region}, now)
    points = select(service_points.c.id, service_points.c.name).where(service_points.c.region == region, service_points.c.ends_at.is_(None))
    groups: dict[tuple[int, ...], tuple[list[StoredPlan], list[dict[str, str]]]] = {}
    for point in connection.execute(points.order_by(service_points.c.id)):
        found = begun.at(region, point.id)
        groups.setdefault(tuple(each.plan.number for each in found), (found, []))[1].append(point.name)
    made = [Offered(here.offer(found), numbers, tuple(names)) for numbers, (found, names) in groups.items()]
    return sorted(made, key=lambda each: (-len(each.points), each.plans))


def languages_lost(connection: Connection, region: str, form: str, plan: FormPlan, now: datetime) -> list[Withheld]:
    """Languages that terminals offer somewhere now and would not under this plan, each with what is missing."""
    here = _Region(connection, region)
    now_offered = {tag for each in offers(connection, region, now) for tag in each.offer.offered}
    return [each for each in here.offer([StoredPlan(form, (), plan)]).withheld if each.language in now_offered]


class _Region:
    """The forms, languages and texts of a region."""

    def __init__(self, connection: Connection, region: str) -> None:
        row = connection.execute(select(regions.c.languages, regions.c.drafts).where(regions.c.id == region)).one()
        self._id, self._languages, self._drafts = region, row.languages, row.drafts
        self._forms, self._texts = forms_here(connection, region), TextShelf(connection, {region})

    def offer(self, found: Sequence[StoredPlan]) -> Offer:
        asked: list[Form] = [form_here(self._forms[each.form], each.plan, each.order) for each in found]
        texts: list[TextSet] = [
            text for each in found for text in self._texts.of(self._id, each.form, (*each.plan.special, *each.plan.own))
        ]
        return offer(self._languages, self._drafts, asked, texts)
