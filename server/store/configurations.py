"""What a terminal's configuration is made of, looked up where it stands now."""

from __future__ import annotations

from datetime import datetime
from functools import cache

import msgspec
from sqlalchemy import Connection, select

from i18n.texts import available, text_set
from server.domain.configuration import Place, Planned, configuration
from server.domain.placement import placement_at
from server.store import placements, plans
from server.store.tables import keys, regions, service_points, text_sets
from server.store.terminals import Terminal
from survey.wire import Configuration, Keys, Named, Region, SealingKey, SigningKey, TextSet


class NoKeys(LookupError):
    """The installation has no keys: `aula-server init` makes them."""


def of(connection: Connection, terminal: Terminal, now: datetime) -> Configuration:
    """The configuration of a terminal where it stands now.

    Raises:
        NoKeys: see there.
    """
    stands = placement_at(placements.of(connection, terminal.id), now)
    region, point = (stands.region, stands.service_point) if stands else (terminal.region, None)
    planned = [Planned(each.form, each.order, each.plan) for each in plans.at(connection, region, point, now)]
    return configuration(_place(connection, region, point), planned, _texts(connection, region, planned), public_keys(connection))


def public_keys(connection: Connection) -> Keys:
    """The newest sealing key, and every signing key in the order they were made, so that a chain can be followed."""
    rows = connection.execute(select(keys).where(keys.c.retired_at.is_(None)).order_by(keys.c.created_at, keys.c.id)).all()
    sealing = [SealingKey(row.id, row.public, row.signed_by or "", row.signature or "") for row in rows if row.kind == "sealing"]
    signing = tuple(SigningKey(row.id, row.public, row.signed_by, row.signature) for row in rows if row.kind == "signing")
    if not sealing or not signing:
        raise NoKeys("there are no keys: run aula-server init")
    return Keys(sealing[-1], signing)


def _place(connection: Connection, region: str, service_point: str | None) -> Place:
    row = connection.execute(select(regions).where(regions.c.id == region)).one()
    query = select(service_points).where(service_points.c.region == region, service_points.c.id == service_point)
    point = connection.execute(query).first()
    return Place(
        region=Region(row.id, row.name, row.time_zone),
        service_point=Named(point.id, point.name) if point else Named("", row.name),
        languages=tuple(row.languages),
        drafts=tuple(row.drafts),
        opening_hours=point.opening_hours if point else {},
        settings=row.settings,
    )


def _texts(connection: Connection, region: str, planned: list[Planned]) -> list[TextSet]:
    """The texts that were loaded here, and those that come with the program where none were."""
    forms = [each.form for each in planned]
    query = select(text_sets.c.content).where(text_sets.c.region == region, text_sets.c.in_use, text_sets.c.form.in_(forms))
    loaded = [msgspec.convert(content, TextSet) for content in connection.execute(query).scalars()]
    have = {(text.form, text.language) for text in loaded}
    return loaded + [text for form in forms for text in _own_texts(form) if (form, text.language) not in have]


@cache
def _own_texts(form: str) -> tuple[TextSet, ...]:
    return tuple(msgspec.convert(text_set(form, language), TextSet) for language in available(form))
