"""What loading a region file changes (design, decision 15): only what differs from the file's own last load.

Three states of the same thing are compared, field by field: the file now, the file as last loaded, and what the server has, which
pages may have changed since. Where file and page both changed a field, and not to the same, they collide.
"""

from __future__ import annotations

from dataclasses import dataclass, field
from typing import Any

import msgspec

from server.domain.region.region_file import RegionFile

Key = tuple[str, str]
"""Kind (`region`, `producer`, `service`, `service_point`, `statement`, `message`, `plan`) and id; region and plan have
their region's id."""
Fields = dict[str, Any]
Parts = dict[Key, Fields]


@dataclass(frozen=True)
class Collision:
    """The file and a page changed the same thing. `field` is empty where it is about being there at all."""

    kind: str
    id: str
    field: str
    in_file: Any
    on_pages: Any

    def __str__(self) -> str:
        what = f"{self.kind} {self.id}" + (f", {self.field}" if self.field else "")
        return f"{what}: the file says {_said(self.in_file)}, a page changed it to {_said(self.on_pages)}"


@dataclass
class Changes:
    """What to do. Nothing is to be done while there are collisions, unless somebody insists."""

    create: Parts = field(default_factory=dict)
    update: Parts = field(default_factory=dict)
    """Only the fields that change."""
    end: list[Key] = field(default_factory=list)
    collisions: list[Collision] = field(default_factory=list)

    def __bool__(self) -> bool:
        return bool(self.create or self.update or self.end)


def parts(file: RegionFile) -> Parts:
    """A file as parts by kind and id."""
    region: Fields = msgspec.to_builtins(file.region)
    found: Parts = {("region", file.region.id): region}
    for kind, several in (("producer", file.producers), ("service", file.services), ("service_point", file.service_points)):
        for part in several:
            found[kind, part.id] = msgspec.to_builtins(part)
    for statement in file.statements:  # each text apart: a page may change one language while the file changes another
        found["statement", statement.id] = {"kind": statement.kind, **{f"text.{tag}": text for tag, text in statement.text.items()}}
    for message in file.messages:
        found["message", message.id] = msgspec.to_builtins(message)
    found["plan", file.region.id] = msgspec.to_builtins(file.plan)
    return found


def changes(new: Parts, last: Parts | None, present: Parts) -> Changes:
    """What to do for the server to say what the file says.

    Args:
        new: the file.
        last: the file as it was loaded last, None where it never was.
        present: what the server has now, without what has ended.
    """
    found = Changes()
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
                found.collisions.append(Collision(*key, name, None, value))
    return found


def _bring(found: Changes, key: Key, fields: Fields, before: Fields | None) -> None:
    """Not there: new, or ended on a page. Only a file that says something else than it did brings it back."""
    if before is not None and before == fields:
        return
    found.create[key] = fields
    if before is not None:
        found.collisions.append(Collision(*key, "", fields, None))


def _replan(found: Changes, key: Key, fields: Fields, before: Fields | None, present: Fields) -> None:
    """A plan never changes: it is taken whole or not."""
    if fields in (before, present):
        return
    found.update[key] = fields
    if before != present:
        found.collisions.append(Collision(*key, "", fields, present))


def _update(found: Changes, key: Key, fields: Fields, before: Fields, present: Fields) -> None:
    for name, value in fields.items():
        has = present.get(name)
        if value == has or (name in before and before[name] == value):
            continue
        found.update.setdefault(key, {})[name] = value
        if name not in before or before[name] != has:
            found.collisions.append(Collision(*key, name, value, has))


def _differing(before: Fields, present: Fields) -> Fields:
    return {name: present.get(name) for name, value in before.items() if present.get(name) != value}


def _said(value: Any) -> str:
    return "nothing" if value is None else msgspec.json.encode(value).decode()
