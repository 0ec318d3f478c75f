"""Checks the messages of a region file, and converts messages between the file's fields and `Message`.

Each rule yields (path, message) as those of `server.domain.region.region_rules` do. A message names its unit by the unit's id. If a service
and a service point have the same id, it is written as `service:ID` or `service_point:ID`. A message that names no unit belongs to the
region. Days are written as in ISO 8601.
"""

from __future__ import annotations

import difflib
from collections.abc import Iterable, Iterator, Mapping, Sequence
from datetime import date, datetime
from typing import Any, cast, get_args

from server.domain.messages.messages import Message, is_message_id, message_text_fault
from server.domain.rotation.plan_calendar import Unit, UnitKind
from server.domain.texts.text_validation import clean_text

TomlPath = tuple[str | int, ...]
PathFaults = Iterator[tuple[TomlPath, str]]
TomlTables = Iterable[tuple[TomlPath, Mapping[str, Any]]]


def id_fault(value: Any) -> str | None:
    """Return what is wrong with the id of a message, or None."""
    return None if is_message_id(value) else 'must be lower case, digits and hyphen, 64 at most, and not "new"'


def day_fault(value: Any) -> str | None:
    """Return what is wrong with a day, or None."""
    return None if _day(value) is not None else "must be a day: 2026-10-05"


def texts_fault(part: str, value: Any) -> str | None:
    """Return what is wrong with texts by language, or None.

    Args:
        part: the part of the message, `said` or `did`.
        value: the value of the field, expected to be a table of texts by language tag.
    """
    if not isinstance(value, dict) or not all(isinstance(text, str) for text in value.values()):
        return 'must be its text by language: { fi = "…", sv = "…" }'
    for tag, text in value.items():
        if not text or text != clean_text(text):
            return f"the text in {tag} is empty, begins or ends with blanks, or contains decomposed letters (use Unicode NFC)"
        if fault := message_text_fault(part, text):
            return f"the text in {tag}: {fault[0].format(**fault[1])}"
    return None


def said_fault(value: Any) -> str | None:
    """Return what is wrong with the texts of what people had said, or None."""
    return texts_fault("said", value)


def did_fault(value: Any) -> str | None:
    """Return what is wrong with the texts of what was done, or None."""
    return texts_fault("did", value)


def place_fault(value: Any) -> str | None:
    """Return what is wrong with the name of a unit, or None."""
    return None if isinstance(value, str) and value else "must be the id of the region, a service or a service point"


def message_faults(messages: TomlTables, content: Mapping[str, Any]) -> PathFaults:
    """Yield what is wrong with messages whose single fields are valid.

    Args:
        messages: the tables of the messages with their paths.
        content: the content of the whole file.
    """
    region = content.get("region")
    languages: list[str] = region["languages"] if isinstance(region, dict) and isinstance(region.get("languages"), list) else []
    for path, part in messages:
        for field, message in (*_place_faults(part, content), *language_faults(part, languages), *period_faults(part)):
            yield (*path, field), f"{field}: {message}"


def _place_faults(part: Mapping[str, Any], content: Mapping[str, Any]) -> Iterator[tuple[str, str]]:
    found = _units(part.get("place"), content)
    if not found and "place" in part:
        yield "place", f'there is no "{part["place"]}"{_suggestion(part["place"], content)}'
    elif len(found) > 1:
        yield "place", f'there are several "{part["place"]}": write {" or ".join(f"{unit.kind}:{unit.id}" for unit in found)}'


def language_faults(part: Mapping[str, Any], languages: Sequence[str]) -> Iterator[tuple[str, str]]:
    """Yield the field and the fault for whatever is wrong with the languages of a message's texts.

    Args:
        part: the fields of the message.
        languages: the languages of the region. If it is empty, they are unknown and less is checked.
    """
    for name in ("said", "did"):
        for tag in part.get(name, {}):
            if languages and tag not in languages:
                yield name, f'"{tag}" is not among the languages'
    for tag in part.get("said", {}):
        if tag not in part["did"]:
            yield "did", f"there is what people said in {tag}, but not what was done"
    if languages and languages[0] not in part["did"]:
        yield "did", f"must be given in the region's first language, {languages[0]}"


def period_faults(part: Mapping[str, Any]) -> Iterator[tuple[str, str]]:
    """Yield the field and the fault if the last day of a message is before its first."""
    begins, ends = _day(part.get("from")), _day(part.get("until"))
    if begins and ends and ends < begins:
        yield "until", "the last day is before the first"


def normalise_message(part: Mapping[str, Any], content: Mapping[str, Any]) -> dict[str, Any]:
    """Return the fields of a valid message with `place` as `kind:id`, days as text, and None for each day that is not given."""
    [unit] = _units(part.get("place"), content)
    days = {name: found.isoformat() if (found := _day(part.get(name))) else None for name in ("date", "from", "until")}
    return {"id": part["id"], "place": f"{unit.kind}:{unit.id}", "said": part.get("said", {}), "did": part["did"], **days}


def message_fields(message: Message) -> dict[str, Any]:
    """Return a message as the fields of a region file."""
    days = {"date": message.dated, "from": message.begins_on, "until": message.ends_on}
    place = f"{message.unit.kind}:{message.unit.id}"
    said = {"said": dict(message.said), "did": dict(message.did)}
    return {"id": message.id, "place": place, **said, **{name: day.isoformat() if day else None for name, day in days.items()}}


def message_from_fields(name: str, fields: Mapping[str, Any]) -> Message:
    """Return the message that `message_fields` or `normalise_message` described.

    Raises:
        ValueError: the place or the date is invalid.
    """
    unit = parse_unit(fields["place"])
    dated = _day(fields["date"])
    if unit is None or dated is None:
        raise ValueError(f"message {name}: no place or no day")
    said, did = fields["said"], fields["did"]
    days = {"begins_on": _day(fields["from"]), "ends_on": _day(fields["until"])}
    return Message(id=name, unit=unit, dated=dated, said=said, did=did, **days)


def parse_unit(place: str) -> Unit | None:
    """Return the unit that a text of the form `kind:id` names, or None if the text has another form."""
    kind, colon, name = place.partition(":")
    return Unit(cast("UnitKind", kind), name) if colon and name and kind in get_args(UnitKind) else None


def _units(place: str | None, content: Mapping[str, Any]) -> list[Unit]:
    every = _all_units(content)
    if place is None:
        return [unit for unit in every if unit.kind == "region"]
    return [unit for unit in every if place in (unit.id, f"{unit.kind}:{unit.id}")]


def _all_units(content: Mapping[str, Any]) -> list[Unit]:
    region = content.get("region")
    found = [Unit("region", str(region.get("id")))] if isinstance(region, dict) else []
    kinds: tuple[UnitKind, ...] = ("service", "service_point")
    for kind in kinds:
        parts = content.get(kind)
        named = [part["id"] for part in parts if isinstance(part, dict) and "id" in part] if isinstance(parts, list) else []
        found += [Unit(kind, str(name)) for name in named]
    return found


def _day(value: Any) -> date | None:
    if isinstance(value, date) and not isinstance(value, datetime):
        return value
    try:
        return date.fromisoformat(value) if isinstance(value, str) else None
    except ValueError:
        return None


def _suggestion(place: str, content: Mapping[str, Any]) -> str:
    close = difflib.get_close_matches(place, [unit.id for unit in _all_units(content)], 1)
    return f'; did you mean "{close[0]}"?' if close else ""
