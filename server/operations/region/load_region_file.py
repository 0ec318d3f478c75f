"""Loading a region file: what it changes, applied all or nothing (design, decision 15)."""

from __future__ import annotations

from collections.abc import Callable
from datetime import datetime
from typing import Any

import msgspec
from sqlalchemy import Connection, Table, insert, null, select, update

from server.domain.messages.message_rules import fields_of, message_of
from server.domain.region.region_diff import Changes, Fields, Key, Parts, changes, parts
from server.domain.region.region_file import RegionFile
from server.store.messages import messages
from server.store.people import audit
from server.store.region import unit_history
from server.store.region.unit_history import Kind, Standing
from server.store.rotation import plans
from server.store.tables import load_records, producers, regions, service_points, services
from server.store.texts import added_statements
from server.store.texts.added_statements import AddedStatement, CodeTaken

_TABLES: dict[str, Table] = {"producer": producers, "service": services, "service_point": service_points}
_FIELDS = {
    "region": ("id", "name", "time_zone", "languages", "drafts", "settings"),
    "producer": ("id", "name", "business_id", "oid"),
    "service": ("id", "name", "parent", "code"),
    "service_point": ("id", "name", "service", "producer", "oid", "opening_hours"),
}
UNITS: dict[str, Kind] = {"service": "service", "service_point": "service_point"}
"""The parts of a file that are units."""
_ORDER = ("region", "producer", "service", "service_point", "statement", "message", "plan")
"""What is referred to comes before what refers to it."""


def load(connection: Connection, file: RegionFile, *, author: str, now: datetime, force: bool = False) -> Changes:
    """Bring the server to what a file says; with collisions nothing is done, unless by force.

    Returns:
        What was done, or, with collisions and without force, what would have been.

    Raises:
        StillNamed: a statement that left the file is still asked by a plan.
        CodeTaken: a statement has a code that the region has in another kind.
    """
    region, new = file.region.id, parts(file)
    plans.hold(connection, region)
    found = changes(new, _last(connection, region), present(connection, region, now))
    if found.collisions and not force:
        return found
    _apply(connection, region, found, author, now)
    connection.execute(
        insert(load_records).values(region=region, content=msgspec.to_builtins(file), author=author, loaded_at=now),
    )
    return found


def present(connection: Connection, region: str, now: datetime) -> Parts:
    """What the server has of a region now, in the words of a region file; what has ended is not there, what is scheduled is."""
    row = connection.execute(select(regions).where(regions.c.id == region)).first()
    if row is None:
        return {}
    found: Parts = {("region", region): {name: getattr(row, name) for name in _FIELDS["region"]}}
    for kind, table in _TABLES.items():
        for part in connection.execute(select(table).where(table.c.region == region, table.c.ends_at.is_(None))):
            found[kind, part.id] = {name: getattr(part, name) for name in _FIELDS[kind]}
    for statement in added_statements.usable(connection, region):
        texts = {f"text.{tag}": text for tag, text in statement.texts.items()}
        found["statement", statement.code] = {"kind": statement.kind, **texts}
    for message in messages.every(connection, region):
        if message.ended_at is None:
            found["message", message.id] = fields_of(message)
    if (plan := plans.fields_of(connection, region, now)) is not None:
        found["plan", region] = plan
    return found


def _last(connection: Connection, region: str) -> Parts | None:
    query = select(load_records.c.content).where(load_records.c.region == region).order_by(load_records.c.number.desc()).limit(1)
    content = connection.execute(query).scalar()
    return None if content is None else parts(msgspec.convert(content, RegionFile))


def _apply(connection: Connection, region: str, found: Changes, author: str, now: datetime) -> None:
    for key, fields in _in_order(found.create):
        _ACTS[key[0]](connection, region, key, fields | {"parent": None} if key[0] == "service" else fields, author, now)
    for key, fields in found.create.items():
        if key[0] == "service" and fields["parent"] is not None:  # a file may name a child before its parent
            _set_part(connection, region, key, {"parent": fields["parent"]}, author, now)
    for key, fields in _in_order(found.update):
        _ACTS[key[0]](connection, region, key, fields, author, now)
    for kind, name in found.end:
        if kind in _TABLES:
            table = _TABLES[kind]
            connection.execute(update(table).where(table.c.region == region, table.c.id == name).values(ends_at=now))
        if kind == "statement":
            added_statements.end(connection, region, name, author=author, now=now)
        if kind == "message":
            messages.end(connection, region, name, author=author, now=now)
        if kind in UNITS:
            unit_history.end(connection, region, UNITS[kind], name, now)


def _in_order(some: Parts) -> list[tuple[Key, Fields]]:
    return sorted(some.items(), key=lambda item: _ORDER.index(item[0][0]))


def _set_region(connection: Connection, region: str, key: Key, fields: Fields, author: str, now: datetime) -> None:
    there = connection.execute(select(regions.c.id).where(regions.c.id == region)).first()
    if there is None:
        connection.execute(insert(regions).values(**fields, created_at=now))
    else:
        connection.execute(update(regions).where(regions.c.id == region).values(**fields))


def _set_part(connection: Connection, region: str, key: Key, fields: Fields, author: str, now: datetime) -> None:
    """Make a part, change it, or bring one back that had ended."""
    table = _TABLES[key[0]]
    mine = (table.c.region == region, table.c.id == key[1])
    if connection.execute(select(table.c.id).where(*mine)).first() is not None:
        connection.execute(update(table).where(*mine).values(**fields, ends_at=None))
    else:
        begins: dict[str, Any] = {"begins_at": now} if "begins_at" in table.c else {}
        connection.execute(insert(table).values(region=region, **fields, **begins))
    _date(connection, region, key, now)


def _date(connection: Connection, region: str, key: Key, now: datetime) -> None:
    """Remember since when a unit stands where it stands now in the tree."""
    kind, unit = key
    if kind == "service":
        query = select(services.c.parent, null()).where(services.c.region == region, services.c.id == unit)
        unit_history.stands(connection, region, "service", unit, Standing(*connection.execute(query).one()), now)
    elif kind == "service_point":
        columns = (service_points.c.service, service_points.c.producer)
        query = select(*columns).where(service_points.c.region == region, service_points.c.id == unit)
        unit_history.stands(connection, region, "service_point", unit, Standing(*connection.execute(query).one()), now)


def _set_statement(connection: Connection, region: str, key: Key, fields: Fields, author: str, now: datetime) -> None:
    """Make a statement, give it other words, or bring one back that had ended."""
    said = {name.removeprefix("text."): text for name, text in fields.items() if name != "kind"}
    found = added_statements.one(connection, region, key[1])
    if found is None:
        added_statements.add(connection, region, AddedStatement(key[1], fields["kind"], said), author=author, now=now)
        return
    if fields.get("kind", found.kind) != found.kind:
        raise CodeTaken(key[1])
    if found.ended_at is not None:
        added_statements.resume(connection, region, key[1], author=author, now=now)
    seen = {tag: text.revision for tag, text in found.texts.items()}
    added_statements.change(connection, region, key[1], said, seen=seen, author=author, now=now)


def _set_message(connection: Connection, region: str, key: Key, fields: Fields, author: str, now: datetime) -> None:
    """Make a message, change it, or bring one back that had ended."""
    found = messages.one(connection, region, key[1])
    if found is None:
        messages.add(connection, region, message_of(key[1], fields), author=author, now=now)
        return
    present = message_of(key[1], fields_of(found) | fields)
    messages.change(connection, region, present, seen=found.revision, author=author, now=now)


def _set_plan(connection: Connection, region: str, key: Key, fields: Fields, author: str, now: datetime) -> None:
    """The file's plan from now on. What was scheduled for the region is withdrawn: the file would else lose to it without a word."""
    for each in plans.scheduled(connection, region, fields["form"], now):
        plans.withdraw(connection, region, each.number, who=author, now=now)
        audit.write(connection, author, "plan_withdrawn", now=now, subject=str(each.number), region=region, form=each.form)
    number = plans.add(connection, region, fields, author=author, now=now)
    if number > 1:  # that of a region's first file is told by its loading
        audit.write(connection, author, "plan_made", now=now, subject=str(number), region=region, form=fields["form"])


_ACTS: dict[str, Callable[[Connection, str, Key, Fields, str, datetime], None]] = {
    "region": _set_region,
    "producer": _set_part,
    "service": _set_part,
    "service_point": _set_part,
    "statement": _set_statement,
    "message": _set_message,
    "plan": _set_plan,
}
