"""Computes what loading a region file changes (design, decision 15): only what differs from the file's own last load.

Three states of each entry are compared field by field: the file now, the file as it was last loaded, and what the server has, which pages
may have changed since. If the file and a page have changed a field to different values, the changes collide.
"""

from __future__ import annotations

from dataclasses import dataclass, field
from typing import Any

import msgspec

from server.domain.region.region_file import RegionFile

EntryKey = tuple[str, str]
"""Identifies an entry by its kind (`region`, `producer`, `service`, `service_point`, `statement`, `message` or `plan`) and its id. The
region and the plan have the region's id."""
EntryFields = dict[str, Any]
RegionEntries = dict[EntryKey, EntryFields]


@dataclass(frozen=True)
class RegionCollision:
    """Describes something that both the file and a page changed."""

    kind: str
    id: str
    field: str
    """Names the field. It is empty if the collision concerns the existence of the entry or the plan as a whole."""
    file_value: Any
    page_value: Any

    def __str__(self) -> str:
        what = f"{self.kind} {self.id}" + (f", {self.field}" if self.field else "")
        return f"{what}: the file says {_said(self.file_value)}, a page changed it to {_said(self.page_value)}"


@dataclass
class RegionChanges:
    """Lists what a load must do. Nothing is done while there are collisions, unless the person forces the load."""

    create: RegionEntries = field(default_factory=dict)
    update: RegionEntries = field(default_factory=dict)
    """Maps entries to the fields that change and their new values."""
    end: list[EntryKey] = field(default_factory=list)
    collisions: list[RegionCollision] = field(default_factory=list)

    def __bool__(self) -> bool:
        return bool(self.create or self.update or self.end)


def region_entries(file: RegionFile) -> RegionEntries:
    """Return the content of a file as entries by kind and id."""
    region: EntryFields = msgspec.to_builtins(file.region)
    found: RegionEntries = {("region", file.region.id): region}
    for kind, several in (("producer", file.producers), ("service", file.services), ("service_point", file.service_points)):
        for part in several:
            found[kind, part.id] = msgspec.to_builtins(part)
    for statement in file.statements:  # a field per language, because a page may change one language while the file changes another
        found["statement", statement.id] = {"kind": statement.kind, **{f"text.{tag}": text for tag, text in statement.text.items()}}
    for message in file.messages:
        found["message", message.id] = msgspec.to_builtins(message)
    found["plan", file.region.id] = msgspec.to_builtins(file.plan)
    return found


def region_changes(new: RegionEntries, last: RegionEntries | None, present: RegionEntries) -> RegionChanges:
    """Return what must be done so that the server has what the file describes.

    Args:
        new: the entries of the file.
        last: the entries of the file as it was last loaded. None means that it has never been loaded.
        present: what the server has now, without ended entries.
    """
    found = RegionChanges()
    before = last or {}
    for key, fields in new.items():
        if key not in present:
            _bring(found, key, fields, before.get(key))
        elif key[0] == "plan":
            _replan(found, key, fields, before.get(key), present[key])
        else:
            _update(found, key, fields, before.get(key, {}), present[key])
    for key, fields in before.items():
        if key not in new and key in present:
            found.end.append(key)
            for name, value in _differing(fields, present[key]).items():
                found.collisions.append(RegionCollision(*key, name, None, value))
    return found


def _bring(found: RegionChanges, key: EntryKey, fields: EntryFields, before: EntryFields | None) -> None:
    """Add the changes for an entry that the server does not have, because it is new or was ended on a page.

    An entry that was ended on a page is created again only if the file describes it differently than before.
    """
    if before is not None and before == fields:
        return
    found.create[key] = fields
    if before is not None:
        found.collisions.append(RegionCollision(*key, "", fields, None))


def _replan(found: RegionChanges, key: EntryKey, fields: EntryFields, before: EntryFields | None, present: EntryFields) -> None:
    """Add the changes for a plan. A plan is immutable, so it is replaced as a whole or kept."""
    if fields in (before, present):
        return
    found.update[key] = fields
    if before != present:
        found.collisions.append(RegionCollision(*key, "", fields, present))


def _update(found: RegionChanges, key: EntryKey, fields: EntryFields, before: EntryFields, present: EntryFields) -> None:
    for name, value in fields.items():
        has = present.get(name)
        if value == has or (name in before and before[name] == value):
            continue
        found.update.setdefault(key, {})[name] = value
        if name not in before or before[name] != has:
            found.collisions.append(RegionCollision(*key, name, value, has))


def _differing(before: EntryFields, present: EntryFields) -> EntryFields:
    return {name: present.get(name) for name, value in before.items() if present.get(name) != value}


def _said(value: Any) -> str:
    return "nothing" if value is None else msgspec.json.encode(value).decode()
