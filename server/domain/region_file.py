"""A region file: what a region is made of, as an administrator writes it in TOML. Read whole, and every fault named with its line.

What a file would change is another matter (`changes`).
"""

from __future__ import annotations

import re
import tomllib
from dataclasses import dataclass
from typing import Any

import msgspec
from msgspec import Struct

from server.domain.region_rules import Texts, faults_of
from server.domain.toml_lines import Lines
from survey.forms import GENERAL_1

_AT_LINE = re.compile(r"^(.*?) \(at line (\d+), column \d+\)$")


@dataclass(frozen=True)
class Fault:
    """Something wrong in a file; `line` counts from 1."""

    line: int
    message: str

    def __str__(self) -> str:
        return f"line {self.line}: {self.message}"


class RegionPart(Struct, frozen=True):
    """The region itself."""

    id: str
    name: dict[str, str]
    time_zone: str
    languages: list[str]
    drafts: list[str] = []
    settings: dict[str, Any] = {}
    """What differs from `wire.Settings`."""


class ProducerPart(Struct, frozen=True):
    id: str
    name: dict[str, str]
    business_id: str | None = None
    oid: str | None = None


class ServicePart(Struct, frozen=True):
    id: str
    name: dict[str, str]
    parent: str | None = None
    code: str | None = None


class ServicePointPart(Struct, frozen=True):
    id: str
    name: dict[str, str]
    service: str | None = None
    producer: str | None = None
    oid: str | None = None
    opening_hours: dict[str, str] = {}


class PlanPart(Struct, frozen=True):
    """The region's plan of its first form, without the number that it gets."""

    per_visit: int = 3
    statements: list[str] = msgspec.field(default_factory=lambda: list(GENERAL_1.statements))
    fixed: list[str] = []
    special: list[str] = []
    own: list[str] = []
    order: list[str] = msgspec.field(default_factory=lambda: list(GENERAL_1.order))
    form: str = GENERAL_1.id


class RegionFile(Struct, frozen=True):
    """All of a file, without faults. Plain data that survives a JSON round trip."""

    region: RegionPart
    producers: list[ProducerPart] = []
    services: list[ServicePart] = []
    service_points: list[ServicePointPart] = []
    plan: PlanPart = PlanPart()


def parse(text: str, texts: Texts | None = None) -> RegionFile | list[Fault]:
    """The file's content, or all that is wrong with it in the order of its lines.

    With `texts`, a file by which terminals could show nothing is a faulty one too.
    A text that is no TOML has one fault: nothing after it can be read.
    """
    try:
        content = tomllib.loads(text)
    except tomllib.TOMLDecodeError as error:
        return [_syntax_fault(str(error), text)]
    lines = Lines(text)
    faults = [Fault(lines.of(*path), message) for path, message in faults_of(content, texts)]
    if faults:
        return sorted(faults, key=lambda fault: (fault.line, fault.message))
    return RegionFile(
        RegionPart(**content["region"]),
        [ProducerPart(**part) for part in content.get("producer", [])],
        [ServicePart(**part) for part in content.get("service", [])],
        [ServicePointPart(**part) for part in content.get("service_point", [])],
        PlanPart(**content.get("plan", {})),
    )


def _syntax_fault(message: str, text: str) -> Fault:
    found = _AT_LINE.match(message)
    if found is None:
        return Fault(max(1, len(text.splitlines())), f"not TOML: {message}")
    return Fault(int(found[2]), f"not TOML: {found[1]}")
