"""What loading a region file changes (design, decision 15): only what differs from the file's own last load.

Three states of the same thing are compared, field by field: the file now, the file as last loaded, and what the server has, which
pages may have changed since. Where file and page both changed a field, and not to the same, they collide.
"""

from __future__ import annotations

from dataclasses import dataclass, field
from typing import Any

import msgspec

from server.domain.region.region_file import RegionFile

EntryKey = tuple[str, str]
"""Kind (`region`, `producer`, `service`, `service_point`, `statement`, `message`, `plan`) and id; region and plan have
their region's id."""
EntryFields = dict[str, Any]
RegionEntries = dict[EntryKey, EntryFields]


@dataclass(frozen=True)
class RegionCollision:
    """The file and a page changed the same thing. `field` is empty where it is about being there at all."""

    kind: str
    id: str
    field: str
    file_value: Any
    page_value: Any

    def __str__(self) -> str:
        what = f"{self.kind} {self.id}" + (f", {self.field}" if self.field else "")
        return f"{what}: the file says {_said(self.file_value)}, a page changed it to {_said(self.page_value)}"


@dataclass
class RegionChanges:
    """What to do. Nothing is to be done while there are collisions, unless somebody insists."""

    create: RegionEntries = field(default_factory=dict)
    update: RegionEntries = field(default_factory=dict)
    """Only the fields that change."""
    end: list[EntryKey] = field(default_factory=list)
    collisions: list[RegionCollision] = field(default_factory=list)

    def __bool__(self) -> bool:
        return bool(self.create or self.update or self.end)


def region_entries(file: RegionFile) -> RegionEntries:
    """A file as parts by kind and id."""
    region: EntryFields = msgspec.to_builtins(file.region)
    found: RegionEntries = {("region", file.region.id): region}
    for kind, several in (("producer", file.producers), ("service", file.services), ("service_point", file.service_points)):
        for part in several:
            found[kind, part.id] = msgspec.to_builtins(part)
    for statement in file.statements:  # each text apart: a page may change one language while the file changes another
        found["statement", statement.id] = {"kind": statement.kind, **{f"text.{tag}": text for tag, text in statement.text.items()}}
    for message in file.messages:
        found["message", message.id] = msgspec.to_builtins(message)
    found["plan", file.region.id] = msgspec.to_builtins(file.plan)
    return found


def region_changes(new: RegionEntries, last: RegionEntries | None, present: RegionEntries) -> RegionChanges:
    """What to do for the server to say what the file says.

    Args:
        new: the file.
        last: the file as it was loaded last, None where it never was.
        present: what the server has now, without what has ended.
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
    """Not there: new, or ended on a page. Only a file that says something else than it did brings it back."""
    if before is not None and before == fields:
        return
    found.create[key] = fields
    if before is not None:
        found.collisions.append(RegionCollision(*key, "", fields, None))


def _replan(found: RegionChanges, key: EntryKey, fields: EntryFields, before: EntryFields | None, present: EntryFields) -> None:
    """A plan never changes: it is taken whole or not."""
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
