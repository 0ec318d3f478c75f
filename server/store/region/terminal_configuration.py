"""Reads everything from which the configuration of a terminal is built, depending on where the terminal stands now."""

from __future__ import annotations

from collections.abc import Collection, Mapping
from datetime import date, datetime
from types import MappingProxyType

from sqlalchemy import Connection, select

from server.domain.intake.visit_time import service_date
from server.domain.messages.messages import shown_messages, wire_messages
from server.domain.region.placements import placement_at
from server.domain.region.terminal_configuration import NoLanguageToShow, PlannedForm, ServicePointProfile, build_configuration
from server.domain.rotation.plan_calendar import Unit
from server.domain.texts.added_statements import with_added_texts
from server.store.messages import messages
from server.store.region import placements
from server.store.region.terminals import RegisteredTerminal
from server.store.rotation import plans, targets
from server.store.tables import keys, regions, service_points
from server.store.texts import added_statements
from server.store.texts import text_sets as texts_store
from survey.wire import Configuration, Keys, Named, Region, SealingKey, SigningKey, Targets, TextSet

__all__ = ["ConfigurationPlace", "NoKeys", "NoLanguageToShow", "etags", "for_terminal", "public_keys", "texts"]

ConfigurationPlace = tuple[str, str | None]
"""Describes where a terminal stands: its region, and its service point or None if it has no placement."""


class NoKeys(LookupError):
    """Raised when the installation has no keys. `aula-server init` makes them."""


def for_terminal(connection: Connection, terminal: RegisteredTerminal, now: datetime) -> Configuration:
    """Return the configuration of a terminal where it stands now.

    Raises:
        NoKeys: the installation has no keys.
        NoLanguageToShow: no language may be shown there.
    """
    stands = placement_at(placements.for_terminal(connection, terminal.id), now)
    region, point = (stands.region, stands.service_point) if stands else (terminal.region, None)
    return _ConfigurationSources(connection, {region}, now).at(region, point, targets.for_terminal(connection, region, terminal.id))


def etags(connection: Connection, places: Collection[ConfigurationPlace], now: datetime) -> dict[ConfigurationPlace, str | None]:
    """Return the etag of the configuration that a terminal without targets gets at each place now, or None if it can get none.

    The number of queries does not depend on the number of places.
    """
    try:
        shelf = _ConfigurationSources(connection, {region for region, _ in places}, now)
    except NoKeys:
        return dict.fromkeys(places)
    found: dict[ConfigurationPlace, str | None] = {}
    for region, point in places:
        try:
            found[region, point] = shelf.at(region, point).etag
        except NoLanguageToShow:
            found[region, point] = None
    return found


def texts(connection: Connection, region: str, form: str) -> list[TextSet]:
    """Return the texts of a form, with those of every special and own statement that plans of the region may name."""
    shelf = TextCache(connection, {region})
    return shelf.texts_for_form(region, form, [each.code for each in added_statements.usable(connection, region)])


def public_keys(connection: Connection) -> Keys:
    """Return the newest sealing key, and all signing keys in the order in which they were made.

    The order lets a terminal follow a chain of signatures.

    Raises:
        NoKeys: a sealing key or a signing key is missing.
    """
    rows = connection.execute(select(keys).where(keys.c.retired_at.is_(None)).order_by(keys.c.created_at, keys.c.id)).all()
    sealing = [SealingKey(row.id, row.public, row.signed_by or "", row.signature or "") for row in rows if row.kind == "sealing"]
    signing = tuple(SigningKey(row.id, row.public, row.signed_by, row.signature) for row in rows if row.kind == "signing")
    if not sealing or not signing:
        raise NoKeys("there are no keys: run aula-server init")
    return Keys(sealing[-1], signing)


class TextCache:
    """Holds the texts of some regions in the form in which terminals get them."""

    def __init__(self, connection: Connection, names: Collection[str]) -> None:
        self._in_use = texts_store.in_use(connection, names)
        self._wordings = added_statements.wordings(connection, names)

    def texts_for_form(self, region: str, form: str, added: Collection[str]) -> list[TextSet]:
        """Return the texts of a form in every language there is, with those of the statements that a plan adds."""
        found = self._in_use.for_form(region, form)
        return [with_added_texts(texts, added, self._wordings.get((region, texts.language), {})) for texts in found]


class _ConfigurationSources:
    """Holds everything from which the configurations of some regions are built."""

    def __init__(self, connection: Connection, names: Collection[str], now: datetime) -> None:
        self._keys = public_keys(connection)
        self._plans = plans.plans_in_force(connection, names, now)
        self._regions = {row.id: row for row in connection.execute(select(regions).where(regions.c.id.in_(names)))}
        points = connection.execute(select(service_points).where(service_points.c.region.in_(names)))
        self._points = {(row.region, row.id): row for row in points}
        self._forms = texts_store.forms_of(connection, names)
        self._texts = TextCache(connection, names)
        self._messages, self._now = messages.in_regions(connection, names), now

    def at(self, region: str, service_point: str | None, by_plan: Mapping[int, Targets] = MappingProxyType({})) -> Configuration:
        """Return the configuration for a service point of a region, or for the region itself if it is None.

        `by_plan` maps plan numbers to the targets of a terminal.
        """
        found, forms = self._plans.at(region, service_point), self._forms[region]
        planned = [PlannedForm(forms[each.form], each.order, each.plan, by_plan.get(each.plan.number, Targets())) for each in found]
        texts = [text for each in found for text in self._texts.texts_for_form(region, each.form, (*each.plan.special, *each.plan.own))]
        return build_configuration(self._place(region, service_point), planned, texts, self._keys)

    def _place(self, region: str, service_point: str | None) -> ServicePointProfile:
        row, point = self._regions[region], self._points.get((region, service_point or ""))
        return ServicePointProfile(
            region=Region(row.id, row.name, row.time_zone),
            service_point=Named(point.id, point.name) if point else Named("", row.name),
            languages=tuple(row.languages),
            drafts=tuple(row.drafts),
            opening_hours=point.opening_hours if point else {},
            settings=row.settings | ({"service_pin": row.service_pin} if row.service_pin else {}),
            messages=wire_messages(shown_messages(self._messages[region], self._path(region, service_point), self._today(region))),
        )

    def _path(self, region: str, service_point: str | None) -> tuple[Unit, ...]:
        tree = self._plans.trees[region]
        return tree.path(Unit("service_point", service_point) if service_point else tree.root, self._now)

    def _today(self, region: str) -> date:
        return service_date(self._now, self._regions[region].time_zone)
