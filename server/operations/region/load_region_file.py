"""Applies the changes of a region file, either all of them or none (design, decision 15)."""

from __future__ import annotations

from collections.abc import Callable
from datetime import datetime

from server.domain.messages.message_rules import message_fields, message_from_fields
from server.domain.region.region_diff import EntryFields, EntryKey, RegionChanges, RegionEntries, region_changes, region_entries
from server.domain.region.region_file import RegionFile
from server.store.engine import Connection
from server.store.messages import messages
from server.store.people import audit
from server.store.region import loaded_files, region_parts, unit_history
from server.store.region.region_parts import PartKind
from server.store.region.unit_history import Kind
from server.store.rotation import plans
from server.store.texts import added_statements
from server.store.texts.added_statements import AddedStatement, CodeTaken

_PARTS: dict[str, PartKind] = {"producer": "producer", "service": "service", "service_point": "service_point"}
"""The kinds of entries that have a table of their own."""
_UNITS: dict[str, Kind] = {"service": "service", "service_point": "service_point"}
"""The kinds of entries that are units."""
_ORDER = ("region", "producer", "service", "service_point", "statement", "message", "plan")
"""The order in which entries are applied: an entry comes after those to which it refers."""


def apply_region_file(connection: Connection, file: RegionFile, *, author: str, now: datetime, force: bool = False) -> RegionChanges:
    """Apply a region file within the caller's transaction. If there are collisions, nothing is applied unless `force` is set.

    Returns:
        The changes that were made or, if collisions prevented them, would have been made.

    Raises:
        StatementInUse: a plan still contains a statement that has been removed from the file.
        CodeTaken: a statement has the code of one of another kind in the region.
    """
    region = file.region.id
    plans.lock_region(connection, region)
    last = loaded_files.newest(connection, region)
    found = region_changes(region_entries(file), None if last is None else region_entries(last), _current_parts(connection, region, now))
    if found.collisions and not force:
        return found
    _apply(connection, region, found, author, now)
    loaded_files.add(connection, file, author=author, now=now)
    return found


def _current_parts(connection: Connection, region: str, now: datetime) -> RegionEntries:
    """Return the present content of a region in the form of a region file's entries.

    Ended entries are left out, scheduled ones are included. The result is empty if the region does not exist yet.
    """
    fields = region_parts.get_region(connection, region)
    if fields is None:
        return {}
    found: RegionEntries = {("region", region): fields}
    found.update(region_parts.parts_in_use(connection, region))
    for statement in added_statements.usable(connection, region):
        texts = {f"text.{tag}": text for tag, text in statement.texts.items()}
        found["statement", statement.code] = {"kind": statement.kind, **texts}
    for message in messages.list_all(connection, region):
        if message.ended_at is None:
            found["message", message.id] = message_fields(message)
    if (plan := plans.region_file_fields(connection, region, now)) is not None:
        found["plan", region] = plan
    return found


def _apply(connection: Connection, region: str, found: RegionChanges, author: str, now: datetime) -> None:
    for key, fields in _in_order(found.create):
        _ACTS[key[0]](connection, region, key, fields | {"parent": None} if key[0] == "service" else fields, author, now)
    for key, fields in found.create.items():
        if key[0] == "service" and fields["parent"] is not None:  # a file may name a child before its parent
            _set_part(connection, region, key, {"parent": fields["parent"]}, author, now)
    for key, fields in _in_order(found.update):
        _ACTS[key[0]](connection, region, key, fields, author, now)
    for key in found.end:
        _end(connection, region, key, author, now)


def _in_order(some: RegionEntries) -> list[tuple[EntryKey, EntryFields]]:
    return sorted(some.items(), key=lambda item: _ORDER.index(item[0][0]))


def _end(connection: Connection, region: str, key: EntryKey, author: str, now: datetime) -> None:
    """End an entry that has been removed from the file."""
    kind, name = key
    if kind in _PARTS:
        region_parts.end(connection, region, _PARTS[kind], name, now)
    if kind == "statement":
        added_statements.end(connection, region, name, author=author, now=now)
    if kind == "message":
        messages.end(connection, region, name, author=author, now=now)
    if kind in _UNITS:
        unit_history.end(connection, region, _UNITS[kind], name, now)


def _set_region(connection: Connection, region: str, key: EntryKey, fields: EntryFields, author: str, now: datetime) -> None:
    region_parts.put_region(connection, region, fields, now)


def _set_part(connection: Connection, region: str, key: EntryKey, fields: EntryFields, author: str, now: datetime) -> None:
    """Add, change or resume an entry with a table of its own. If it is a unit, record its position in the tree from now on."""
    kind, name = key
    region_parts.put(connection, region, _PARTS[kind], name, fields, now)
    if kind in _UNITS:
        standing = region_parts.unit_position(connection, region, _UNITS[kind], name)
        unit_history.record_position(connection, region, _UNITS[kind], name, standing, now)


def _set_statement(connection: Connection, region: str, key: EntryKey, fields: EntryFields, author: str, now: datetime) -> None:
    """Add, change or resume a statement."""
    said = {name.removeprefix("text."): text for name, text in fields.items() if name != "kind"}
    found = added_statements.get(connection, region, key[1])
    if found is None:
        added_statements.add(connection, region, AddedStatement(key[1], fields["kind"], said), author=author, now=now)
        return
    if fields.get("kind", found.kind) != found.kind:
        raise CodeTaken(key[1])
    if found.ended_at is not None:
        added_statements.resume(connection, region, key[1], author=author, now=now)
    seen = {tag: text.revision for tag, text in found.texts.items()}
    added_statements.change(connection, region, key[1], said, seen=seen, author=author, now=now)


def _set_message(connection: Connection, region: str, key: EntryKey, fields: EntryFields, author: str, now: datetime) -> None:
    """Add, change or resume a message."""
    found = messages.get(connection, region, key[1])
    if found is None:
        messages.add(connection, region, message_from_fields(key[1], fields), author=author, now=now)
        return
    present = message_from_fields(key[1], message_fields(found) | fields)
    messages.change(connection, region, present, seen_revision=found.revision, author=author, now=now)


def _set_plan(connection: Connection, region: str, key: EntryKey, fields: EntryFields, author: str, now: datetime) -> None:
    """Start the file's plan now, and withdraw the region's scheduled plans, because they would silently replace the file's plan later."""
    for each in plans.scheduled(connection, region, fields["form"], now):
        plans.withdraw(connection, region, each.number, who=author, now=now)
        audit.write(connection, author, "plan_withdrawn", now=now, subject=str(each.number), region=region, form=each.form)
    number = plans.add(connection, region, fields, author=author, now=now)
    if number > 1:  # the entry `region_loaded` covers the plan of a region's first file
        audit.write(connection, author, "plan_made", now=now, subject=str(number), region=region, form=fields["form"])


_ACTS: dict[str, Callable[[Connection, str, EntryKey, EntryFields, str, datetime], None]] = {
    "region": _set_region,
    "producer": _set_part,
    "service": _set_part,
    "service_point": _set_part,
    "statement": _set_statement,
    "message": _set_message,
    "plan": _set_plan,
}
