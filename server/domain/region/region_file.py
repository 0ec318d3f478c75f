"""Parses a region file, in which an administrator describes a region in TOML, and reports every fault with its line.

What a file would change is computed by `server.domain.region.region_diff`.
"""

from __future__ import annotations

import re
import tomllib
from collections.abc import Mapping
from dataclasses import dataclass
from typing import Any, Literal

import msgspec
from msgspec import Struct

from server.domain.messages.message_rules import normalise_message
from server.domain.region.region_rules import RegionFileContext, region_file_faults
from server.domain.region.toml_lines import TomlLines
from survey.forms import FORMS, GENERAL_1, Form

_AT_LINE = re.compile(r"^(.*?) \(at line (\d+), column \d+\)$")


@dataclass(frozen=True)
class RegionFileFault:
    """Describes something wrong in a file. `line` counts from 1."""

    line: int
    message: str

    def __str__(self) -> str:
        return f"line {self.line}: {self.message}"


class RegionEntry(Struct, frozen=True):
    """Describes the region itself."""

    id: str
    name: dict[str, str]
    time_zone: str
    languages: list[str]
    drafts: list[str] = []
    """Lists the languages in which drafts may be shown."""
    settings: dict[str, Any] = {}
    """Maps settings that differ from the defaults of `survey.wire.Settings` to their values."""


class ProducerEntry(Struct, frozen=True):
    """Describes a producer of service points."""

    id: str
    name: dict[str, str]
    business_id: str | None = None
    oid: str | None = None


class ServiceEntry(Struct, frozen=True):
    """Describes a service."""

    id: str
    name: dict[str, str]
    parent: str | None = None
    """Holds the id of the service above it. None means that it belongs directly to the region."""
    code: str | None = None


class ServicePointEntry(Struct, frozen=True):
    """Describes a service point. `service` and `producer` are ids."""

    id: str
    name: dict[str, str]
    service: str | None = None
    producer: str | None = None
    oid: str | None = None
    opening_hours: dict[str, str] = {}


class StatementEntry(Struct, frozen=True):
    """Describes a special or own statement with its texts by language."""

    id: str
    kind: Literal["special", "own"]
    text: dict[str, str]


class MessageEntry(Struct, frozen=True):
    """Describes a message about a change made because of feedback. `place` has the form `kind:id`, and days are written as in ISO 8601."""

    id: str
    place: str
    date: str
    did: dict[str, str]
    said: dict[str, str] = {}
    begins_on: str | None = msgspec.field(default=None, name="from")
    ends_on: str | None = msgspec.field(default=None, name="until")


class PlanEntry(Struct, frozen=True):
    """Describes the region's plan of its first form, without the number that the plan gets when it is saved."""

    per_visit: int = 3
    statements: list[str] = msgspec.field(default_factory=lambda: list(GENERAL_1.statements))
    fixed: list[str] = []
    special: list[str] = []
    own: list[str] = []
    order: list[str] = msgspec.field(default_factory=lambda: list(GENERAL_1.order))
    form: str = GENERAL_1.id


class RegionFile(Struct, frozen=True):
    """Holds the content of a file without faults, as plain data that survives a JSON round trip."""

    region: RegionEntry
    producers: list[ProducerEntry] = []
    services: list[ServiceEntry] = []
    service_points: list[ServicePointEntry] = []
    plan: PlanEntry = PlanEntry()
    statements: list[StatementEntry] = []
    messages: list[MessageEntry] = []


def parse_region_file(text: str, known: RegionFileContext | None = None) -> RegionFile | list[RegionFileFault]:
    """Return the content of a file, or all its faults in the order of their lines.

    A text that is no TOML has a single fault, because nothing after it can be read.

    Args:
        text: the text of the file.
        known: what the server knows. With it, a file is also faulty if terminals could show nothing, or if it names something that the
            server does not have.
    """
    try:
        content = tomllib.loads(text)
    except tomllib.TOMLDecodeError as error:
        return [_syntax_fault(str(error), text)]
    lines = TomlLines(text)
    faults = [RegionFileFault(lines.line_number(*path), message) for path, message in region_file_faults(content, known)]
    if faults:
        return sorted(faults, key=lambda fault: (fault.line, fault.message))
    return RegionFile(
        RegionEntry(**content["region"]),
        [ProducerEntry(**part) for part in content.get("producer", [])],
        [ServiceEntry(**part) for part in content.get("service", [])],
        [ServicePointEntry(**part) for part in content.get("service_point", [])],
        _plan(content.get("plan", {}), known.forms(content["region"]["id"]) if known else FORMS),
        [StatementEntry(**part) for part in content.get("statement", [])],
        [msgspec.convert(normalise_message(part, content), MessageEntry) for part in content.get("message", [])],
    )


def _plan(said: dict[str, Any], forms: Mapping[str, Form]) -> PlanEntry:
    """Return the plan of a file. A plan that lists no statements has all statements of its form."""
    form = forms[said.get("form", GENERAL_1.id)]
    return PlanEntry(**{"statements": list(form.statements), **said})


def _syntax_fault(message: str, text: str) -> RegionFileFault:
    found = _AT_LINE.match(message)
    if found is None:
        return RegionFileFault(max(1, len(text.splitlines())), f"not TOML: {message}")
    return RegionFileFault(int(found[2]), f"not TOML: {found[1]}")
