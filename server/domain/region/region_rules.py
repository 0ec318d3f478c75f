"""Checks a region file: its fields and their shapes, references between ids, and the national rules for a plan.

Each rule yields (path, message). The path tells where in the file the fault is. The message tells what is wrong and, if possible, what was
probably meant.
"""

from __future__ import annotations

import difflib
import re
from collections.abc import Callable, Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass, replace
from typing import Any
from zoneinfo import ZoneInfo, ZoneInfoNotFoundError

import msgspec

from server.domain.messages import message_rules
from server.domain.region.terminal_configuration import form_with_plan_statements, showable_languages
from server.domain.texts.added_statements import STATEMENT_CODE, AddedWording, added_text_fault, with_added_texts
from server.domain.texts.text_validation import clean_text
from survey.forms import FORMS, GENERAL_1, Form, plan_faults
from survey.visit import COUNTDOWN_MS, MIN_TIMEOUT_MS
from survey.wire import FormPlan, Settings, TextSet

TomlPath = tuple[str | int, ...]
PathFaults = Iterator[tuple[TomlPath, str]]
FieldCheck = Callable[[Any], str | None]

WEEKDAYS = ("mon", "tue", "wed", "thu", "fri", "sat", "sun")
_ID = re.compile(r"[a-z0-9](?:[a-z0-9-]{0,62}[a-z0-9])?")
_TAG = re.compile(r"[A-Za-z]{2,8}(-[A-Za-z0-9]{1,8})*")
_HOURS = re.compile(r"([01]\d|2[0-4]):([0-5]\d)-([01]\d|2[0-4]):([0-5]\d)")


TextSetLookup = Callable[[str, str], Sequence[TextSet]]
"""Returns for (region, form) the text sets in all languages, with the texts of special and own statements."""


@dataclass(frozen=True)
class RegionFileContext:
    """Holds what the server knows that a file may refer to. Each function takes the id of a region."""

    text_sets: TextSetLookup
    forms: Callable[[str], Mapping[str, Form]] = lambda region: FORMS
    usable_kinds: Callable[[str], Mapping[str, str]] = lambda region: {}
    """Returns the kind of each special or own statement that a plan may name, by code."""
    all_kinds: Callable[[str], Mapping[str, str]] = lambda region: {}
    """Returns the same including ended statements, because the kind of a statement never changes."""


def region_file_faults(content: Mapping[str, Any], known: RegionFileContext | None = None) -> PathFaults:
    """Yield everything that is wrong with the content of a file, in no particular order.

    Args:
        content: the content as read from TOML.
        known: what the server knows. Without it, only the national form is known, and what only a server can tell is not checked.
    """
    yield from _unknown((), content, [*_SHAPES, "plan"])
    if not isinstance(content.get("region"), dict):
        yield (), "[region] is missing: a file describes one region"
    for kind, shape in _SHAPES.items():
        for path, part in _parts(kind, content):
            yield from _shape_faults(path, part, shape) if isinstance(part, dict) else iter([(path, f"{kind} must be a table")])
    for kind in ("producer", "service", "service_point", "statement", "message"):
        yield from _duplicate_id_faults(kind, content)
    yield from _references("service", "parent", "service", content)
    yield from _references("service_point", "service", "service", content)
    yield from _references("service_point", "producer", "producer", content)
    yield from _parent_cycle_faults(content)
    yield from _language_faults(content)
    yield from message_rules.message_faults(_valid_tables("message", content), content)
    region = _region_id(content)
    forms = known.forms(region) if known else FORMS
    yield from _statement_faults(content, forms, known.all_kinds(region) if known else {})
    of_plan = list(_plan_faults(content, forms))
    yield from of_plan
    if known is not None and not of_plan:
        own = {part["id"]: part["kind"] for _, part in _statements(content)}
        of_added = list(_added_faults(content["plan"], {**known.usable_kinds(region), **own})) if "plan" in content else []
        yield from of_added or _nothing_to_show_faults(content, _with_file_statements(content, known.text_sets), forms)


# ── shapes ────────────────────────────────────────────────────────────────────────────────────────


def _id(value: Any) -> str | None:
    return None if isinstance(value, str) and _ID.fullmatch(value) else "must be lower case, digits and hyphen, 64 at most"


def _text(value: Any) -> str | None:
    return None if isinstance(value, str) and 0 < len(value) <= 64 and "\0" not in value else "must be text of 1 to 64 characters"


def _name(value: Any) -> str | None:
    if not isinstance(value, dict) or not value:
        return 'must be a name by language: { fi = "…", sv = "…" }'
    for tag, name in value.items():
        if not _TAG.fullmatch(tag):
            return f'"{tag}" is no language tag'
        if not isinstance(name, str) or not name.strip() or "\0" in name:
            return f"the name in {tag} must be text"
    return None


def _zone(value: Any) -> str | None:
    try:
        ZoneInfo(value)
    except (ZoneInfoNotFoundError, ValueError, TypeError, OSError):
        return f'"{value}" is no time zone: give a name such as "Europe/Helsinki"'
    return None


def _tags(value: Any) -> str | None:
    if not isinstance(value, list) or not all(isinstance(tag, str) and _TAG.fullmatch(tag) for tag in value):
        return 'must be a list of language tags: ["fi", "sv"]'
    return "contains a language more than once" if len(set(value)) < len(value) else None


def _some_tags(value: Any) -> str | None:
    return _tags(value) or (None if value else "must name at least one language")


def _code(value: Any) -> str | None:
    return (
        None
        if isinstance(value, str) and STATEMENT_CODE.fullmatch(value)
        else "must be lower case, digits, hyphen and underscore, 64 at most"
    )


def _kind(value: Any) -> str | None:
    return None if value in ("special", "own") else 'must be "special" or "own"'


def _statement_texts_fault(value: Any) -> str | None:
    if message := _name(value):
        return message.replace("a name by language", "its text by language").replace("the name in", "the text in")
    for tag, text in value.items():
        if text != clean_text(text):
            return f"the text in {tag} begins or ends with blanks, or contains decomposed letters (use Unicode NFC)"
        if fault := added_text_fault(text):
            return f"the text in {tag}: {fault[0].format(**fault[1])}"
    return None


def _opening_hours(value: Any) -> str | None:
    if not isinstance(value, dict):
        return 'must be hours by day: { mon = "08:00-16:00" }'
    for day, hours in value.items():
        if day not in WEEKDAYS:
            return f'"{day}" is no day: give {", ".join(WEEKDAYS)}'
        form = _HOURS.fullmatch(hours) if isinstance(hours, str) else None
        if form is None or hours[6:] > "24:00" or hours[:5] >= hours[6:]:
            return f'{day}: "{hours}" is no opening time: give one such as "08:00-16:00"'
    return None


def _settings(value: Any) -> str | None:
    if not isinstance(value, dict):
        return "must be a table of settings"
    known = [name for name in Settings.__struct_fields__ if name != "service_pin"]
    for name in value:
        if name == "service_pin":
            return "service_pin: cannot be set in a file; use `aula-server service-pin`"
        if name not in known:
            return f'there is no setting "{name}"{_meant(name, known)}'
    try:
        settings = msgspec.convert(value, Settings)
    except msgspec.ValidationError as error:
        return str(error)
    # The wire allows a shorter time-out, because a terminal must accept what an older server sends. It lengthens the time-out itself.
    if settings.timeout_seconds * 1000 < MIN_TIMEOUT_MS:
        return (
            f"timeout_seconds: must be at least {MIN_TIMEOUT_MS // 1000}: half of a short time-out is the warning before a visit is "
            f"closed, and whoever is slow needs {COUNTDOWN_MS // 1000} seconds of it (WCAG 2.2, 2.2.1)"
        )
    return None


_SHAPES: dict[str, dict[str, tuple[FieldCheck, bool]]] = {
    "region": {
        "id": (_id, True),
        "name": (_name, True),
        "time_zone": (_zone, True),
        "languages": (_some_tags, True),
        "drafts": (_tags, False),
        "settings": (_settings, False),
    },
    "producer": {"id": (_id, True), "name": (_name, True), "business_id": (_text, False), "oid": (_text, False)},
    "service": {"id": (_id, True), "name": (_name, True), "parent": (_id, False), "code": (_text, False)},
    "service_point": {
        "id": (_id, True),
        "name": (_name, True),
        "service": (_id, False),
        "producer": (_id, False),
        "oid": (_text, False),
        "opening_hours": (_opening_hours, False),
    },
    "statement": {"id": (_code, True), "kind": (_kind, True), "text": (_statement_texts_fault, True)},
    "message": {
        "id": (message_rules.id_fault, True),
        "place": (message_rules.place_fault, False),
        "date": (message_rules.day_fault, True),
        "said": (message_rules.said_fault, False),
        "did": (message_rules.did_fault, True),
        "from": (message_rules.day_fault, False),
        "until": (message_rules.day_fault, False),
    },
}
"""Maps each kind to its fields. Each field has a check and a flag that tells whether the field is required."""


def _shape_faults(path: TomlPath, part: Mapping[str, Any], shape: Mapping[str, tuple[FieldCheck, bool]]) -> PathFaults:
    yield from _unknown(path, part, shape)
    for field, (check, required) in shape.items():
        if field not in part:
            if required:
                yield path, f"{path[0]}: {field} is missing"
        elif message := check(part[field]):
            yield (*path, field), f"{field}: {message}"


def _unknown(path: TomlPath, part: Mapping[str, Any], known: Iterable[str]) -> PathFaults:
    names = list(known)
    for field in part:
        if field not in names:
            yield (*path, field), f'there is no "{field}" in {path[0] if path else "a region file"}{_meant(field, names)}'


# ── references ────────────────────────────────────────────────────────────────────────────────────


def _parts(kind: str, content: Mapping[str, Any]) -> Iterator[tuple[TomlPath, Any]]:
    """Return the tables of a kind with their paths: one region, any number of the others."""
    found = content.get(kind)
    if kind == "region":
        return iter([((kind,), found)] if found is not None else [])
    if found is None:
        return iter([])
    return (((kind, place), part) for place, part in enumerate(found)) if isinstance(found, list) else iter([((kind,), None)])


def _tables(kind: str, content: Mapping[str, Any]) -> Iterator[tuple[TomlPath, dict[str, Any]]]:
    return ((path, part) for path, part in _parts(kind, content) if isinstance(part, dict))


def _valid_tables(kind: str, content: Mapping[str, Any]) -> Iterator[tuple[TomlPath, dict[str, Any]]]:
    """Return the tables of a kind that have no fault in their shape."""
    return ((path, part) for path, part in _tables(kind, content) if not list(_shape_faults(path, part, _SHAPES[kind])))


def _ids(kind: str, content: Mapping[str, Any]) -> list[str]:
    return [part["id"] for _, part in _tables(kind, content) if isinstance(part.get("id"), str)]


def _duplicate_id_faults(kind: str, content: Mapping[str, Any]) -> PathFaults:
    seen: set[str] = set()
    for path, part in _tables(kind, content):
        name = part.get("id")
        if isinstance(name, str):
            if name in seen:
                yield (*path, "id"), f'id: there is a {kind} "{name}" already'
            seen.add(name)


def _references(kind: str, field: str, goal: str, content: Mapping[str, Any]) -> PathFaults:
    known = _ids(goal, content)
    for path, part in _tables(kind, content):
        name = part.get(field)
        if isinstance(name, str) and _ID.fullmatch(name) and name not in known:
            yield (*path, field), f'{field}: there is no {goal} "{name}"{_meant(name, known)}'


def _parent_cycle_faults(content: Mapping[str, Any]) -> PathFaults:
    named = [(path, part) for path, part in _tables("service", content) if isinstance(part.get("id"), str)]
    parents = {part["id"]: part.get("parent") for _, part in named}
    for path, part in named:
        seen: set[str] = set()
        name = part["id"]
        while isinstance(name, str) and name not in seen:
            seen.add(name)
            name = parents.get(name)
        if name == part["id"]:
            yield (*path, "parent"), f'parent: the service "{name}" would belong to itself'


def _language_faults(content: Mapping[str, Any]) -> PathFaults:
    region = content.get("region")
    if not isinstance(region, dict) or _tags(region.get("languages")) or _tags(region.get("drafts", [])):
        return
    for tag in region.get("drafts", []):
        if tag not in region["languages"]:
            yield ("region", "drafts"), f'drafts: "{tag}" is not among the languages{_meant(tag, region["languages"])}'


def _region_id(content: Mapping[str, Any]) -> str:
    """Return the id of the region, or an empty string if the file gives no valid one."""
    region = content.get("region")
    return region["id"] if isinstance(region, dict) and not _id(region.get("id")) else ""


def _nothing_to_show_faults(content: Mapping[str, Any], texts: TextSetLookup, forms: Mapping[str, Form]) -> PathFaults:
    """Yield a fault if the region's terminals could show nothing.

    That is so if none of its languages has every text, or if those that have are drafts which the region does not allow.
    """
    region = content.get("region")
    if not isinstance(region, dict) or _id(region.get("id")) or list(_language_faults(content)):
        return
    languages: Any = region.get("languages")
    drafts: Any = region.get("drafts", [])
    if _some_tags(languages) or _tags(drafts):
        return
    form, plan = _plan_from_table(content.get("plan", {}), forms)
    form = form_with_plan_statements(form, plan, form.order)
    found = texts(region["id"], form.id)
    if showable_languages(languages, drafts, [form], found):
        return
    if waiting := showable_languages(languages, languages, [form], found):
        drafts_word = f"the texts in {_listed(waiting)} are drafts: name them in drafts to show them until the official sheet is loaded"
        yield ("region", "languages"), f"languages: terminals could show nothing; {drafts_word}"
        return
    lacking = sorted({code for text in found for code in form.statements if code not in text.statements})
    what = f"no language has the statements {_listed(lacking)}" if lacking else f"there are texts in {_listed([t.language for t in found])}"
    yield ("region", "languages"), f"languages: terminals could show nothing; {what}"


# ── special and own statements ────────────────────────────────────────────────────────────────────


def _statements(content: Mapping[str, Any]) -> Iterator[tuple[TomlPath, dict[str, Any]]]:
    return _valid_tables("statement", content)


def _statement_faults(content: Mapping[str, Any], forms: Mapping[str, Form], kinds: Mapping[str, str]) -> PathFaults:
    region = content.get("region")
    languages: Any = region.get("languages") if isinstance(region, dict) else None
    for path, part in _statements(content):
        if any(part["id"] in form.statements for form in forms.values()):
            yield (*path, "id"), f'id: "{part["id"]}" is a core statement: give it another id'
        if kinds.get(part["id"], part["kind"]) != part["kind"]:
            yield (*path, "kind"), f"kind: it is {kinds[part['id']]} on the server, and a statement keeps its kind: give it another id"
        for tag in part["text"]:
            if not _some_tags(languages) and tag not in languages:
                yield (*path, "text"), f'text: "{tag}" is not among the languages{_meant(tag, languages)}'


def _with_file_statements(content: Mapping[str, Any], texts: TextSetLookup) -> TextSetLookup:
    """Return the server's texts together with those of the file's own statements."""
    said = {part["id"]: part["text"] for _, part in _statements(content)}

    def both(region: str, form: str) -> list[TextSet]:
        return [with_added_texts(each, said, in_language(each.language)) for each in texts(region, form)]

    def in_language(tag: str) -> dict[str, AddedWording]:
        return {code: AddedWording(by_language[tag], 1, region_name) for code, by_language in said.items() if tag in by_language}

    region_name = _region_id(content)
    return both


# ── the plan ──────────────────────────────────────────────────────────────────────────────────────

_PLAN = ("per_visit", "statements", "fixed", "special", "own", "order", "form")


def _plan_faults(content: Mapping[str, Any], forms: Mapping[str, Form]) -> PathFaults:
    plan = content.get("plan", {})
    if not isinstance(plan, dict):
        yield ("plan",), "plan must be a table"
        return
    yield from _unknown(("plan",), plan, _PLAN)
    shapes = list(_plan_shape_faults(plan, forms))
    yield from shapes
    if shapes:
        return
    form, wanted = _plan_from_table(plan, forms)
    for message in plan_faults(wanted, form):
        field = message.partition(":")[0]
        unknown = [code for code in plan.get(field, ()) if code not in form.statements] if field == "statements" else []
        yield ("plan", field), message + (_meant(unknown[0], form.statements) if unknown else "")


def _added_faults(plan: Mapping[str, Any], added: Mapping[str, str]) -> PathFaults:
    """Yield the special and own statements for which the server has no texts, or which it has as the other kind."""
    for kind in ("special", "own"):
        for code in plan.get(kind, ()):
            if code not in added:
                what = f'there is no {kind} statement "{code}" with texts{_meant(code, added)}'
                yield ("plan", kind), f"{kind}: {what}; make it on the page Texts, or here as a [[statement]]"
            elif added[code] != kind:
                yield ("plan", kind), f'{kind}: the kind of the statement "{code}" is {added[code]}: name it there'


def _plan_from_table(plan: Mapping[str, Any], forms: Mapping[str, Form]) -> tuple[Form, FormPlan]:
    """Return the form and the plan that a plan table without faults in its shape describes."""
    form = forms[plan.get("form", GENERAL_1.id)]
    form = replace(form, order=tuple(plan.get("order", form.order)))
    return form, FormPlan(
        number=0,
        per_visit=plan.get("per_visit", 3),
        statements=tuple(plan.get("statements", form.statements)),
        fixed=tuple(plan.get("fixed", ())),
        special=tuple(plan.get("special", ())),
        own=tuple(plan.get("own", ())),
    )


def _plan_shape_faults(plan: Mapping[str, Any], forms: Mapping[str, Form]) -> PathFaults:
    per_visit = plan.get("per_visit", 3)
    if not isinstance(per_visit, int) or isinstance(per_visit, bool):
        yield ("plan", "per_visit"), "per_visit: must be a whole number"
    for field in ("statements", "fixed", "special", "own", "order"):
        codes = plan.get(field, [])
        if not isinstance(codes, list) or not all(isinstance(code, str) for code in codes):
            yield ("plan", field), f"{field}: must be a list of codes"
    form = plan.get("form", GENERAL_1.id)
    if not isinstance(form, str) or form not in forms:
        yield ("plan", "form"), f'form: there is no form "{form}"{_meant(str(form), forms)}'


def _listed(names: Iterable[str]) -> str:
    return ", ".join(f'"{name}"' for name in names) or "no language"


def _meant(name: str, known: Iterable[str]) -> str:
    close = difflib.get_close_matches(name, list(known), 1)
    return f'; did you mean "{close[0]}"?' if close else ""
