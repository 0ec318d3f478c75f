"""The texts of the forms: questions, statements, labels and notices, as data with where each comes from.

One file for a form and a language (`locales/LANGUAGE/texts/FORM.toml`). A national text is never edited here: a newer
sheet is a new file with a new id. What is read has the shape of the wire's text set, as plain dictionaries; which
codes a form consists of is the questionnaire's own matter and not known here, only that all languages agree.
"""

from __future__ import annotations

import copy
import re
import tomllib
from collections.abc import Mapping
from functools import cache
from pathlib import Path
from typing import Any, TypedDict, cast

from i18n.labels import AUDIENCES, LABELS, Audience, label_faults
from i18n.languages import LOCALES, languages

__all__ = [
    "LABELS",
    "NOTICES",
    "TEXT_SECTIONS",
    "TEXT_STATUSES",
    "FormText",
    "FormTextSet",
    "InvalidTextFile",
    "UnknownTextSet",
    "find_disagreements",
    "forms_with_texts",
    "languages_with_texts",
    "load_text_set",
    "parse_text_set",
    "read_audience",
    "text_file",
]  # fmt: skip

TEXT_STATUSES = ("draft", "county", "official")
"""From the weakest to the strongest: a draft of our own, as a county publishes it, checked against the national sheet."""
NOTICES = ("personal_data", "not_a_complaint", "trust", "about", "thanks")
TEXT_SECTIONS = ("questions", "statements", "labels", "notices")
_HEADINGS = ("id", "form", "language", "source")
_CODE = re.compile(r"[a-z][a-z0-9_-]{0,63}")


class FormText(TypedDict):
    """One text; `source` says where its wording comes from."""

    text: str
    status: str
    source: str


class FormTextSet(TypedDict):
    """Every text of a form in one language; `status` is the weakest among questions and statements."""

    id: str
    form: str
    language: str
    status: str
    source: str
    questions: dict[str, FormText]
    statements: dict[str, FormText]
    labels: dict[str, FormText]
    notices: dict[str, FormText]


class UnknownTextSet(LookupError):
    """There are no texts of this form in this language."""


class InvalidTextFile(ValueError):
    """A file of texts cannot be used; `faults` says everything that is wrong with it."""

    def __init__(self, faults: list[str]) -> None:
        super().__init__("; ".join(faults))
        self.faults = faults


def text_file(form: str, language: str, locales: Path = LOCALES) -> Path:
    """Where the form's texts in a language are, or would be."""
    return locales / language / "texts" / f"{form}.toml"


def forms_with_texts(locales: Path = LOCALES) -> tuple[str, ...]:
    """Forms that have texts in any language."""
    return tuple(sorted({found.stem for found in locales.glob("*/texts/*.toml")}))


def languages_with_texts(form: str, locales: Path = LOCALES) -> tuple[str, ...]:
    """Languages in which the form has texts, in their order."""
    tags = {tag for tag in (path.name for path in locales.iterdir()) if text_file(form, tag, locales).is_file()}
    order = list(languages(locales))
    return tuple(sorted(tags, key=lambda tag: (order.index(tag) if tag in order else len(order), tag)))


def load_text_set(form: str, language: str, locales: Path = LOCALES) -> FormTextSet:
    """The form's texts in a language; the caller may change what it gets.

    Raises:
        UnknownTexts: there are none.
        TextFaults: the file cannot be used.
    """
    return copy.deepcopy(_ours(form, language) if locales == LOCALES else _read(form, language, locales))


@cache
def _ours(form: str, language: str) -> FormTextSet:
    return _read(form, language, LOCALES)


def _read(form: str, language: str, locales: Path) -> FormTextSet:
    tags = languages_with_texts(form, locales)
    if language not in tags:
        raise UnknownTextSet(f"no texts of {form!r} in {language!r}; there are {', '.join(tags) or 'none'}")
    return parse_text_set(text_file(form, language, locales).read_text(encoding="utf-8"))


def parse_text_set(content: str) -> FormTextSet:
    """The texts of a TOML file, read and judged as a whole.

    Raises:
        TextFaults: with every fault of the file.
    """
    try:
        data = tomllib.loads(content)
    except tomllib.TOMLDecodeError as error:
        raise InvalidTextFile([f"no TOML: {error}"]) from error
    faults = _heading_faults(data)
    sources = data.get("sources", {})
    found = {section: _section(data, section, sources, faults) for section in TEXT_SECTIONS}
    faults += [
        f"labels: {fault}" for fault in label_faults(read_audience(data), {code: text["text"] for code, text in found["labels"].items()})
    ]
    faults += [f"notices: {code} is missing" for code in NOTICES if code not in found["notices"]]
    faults += [f"{section}: empty" for section in ("questions", "statements") if not found[section]]
    if faults:
        raise InvalidTextFile(faults)
    asked = [*found["questions"].values(), *found["statements"].values()]
    return FormTextSet(
        id=data["id"],
        form=data["form"],
        language=data["language"],
        status=min((text["status"] for text in asked), key=TEXT_STATUSES.index),
        source=data["source"],
        questions=found["questions"],
        statements=found["statements"],
        labels=found["labels"],
        notices=found["notices"],
    )


def find_disagreements(sets: list[FormTextSet]) -> list[str]:
    """Where the languages of one form do not have the same codes, each compared with the first."""
    faults = []
    for one in sets[1:]:
        for section in TEXT_SECTIONS:
            here, there = set(one[section]), set(sets[0][section])  # type: ignore[literal-required]
            faults += [f"{one['language']}: {section}: {code} is missing" for code in sorted(there - here)]
            faults += [f"{one['language']}: {section}: {code} is not in {sets[0]['language']}" for code in sorted(here - there)]
    return faults


def read_audience(data: Mapping[str, Any]) -> Audience:
    """Whom the form asks, as the file says; people of 13 and over where it says nothing."""
    said = data.get("audience")
    return cast("Audience", said) if said in AUDIENCES else AUDIENCES[0]


def _heading_faults(data: dict[str, Any]) -> list[str]:
    faults = [f"{heading} is missing" for heading in _HEADINGS if not (isinstance(data.get(heading), str) and data[heading].strip())]
    unknown = set(data) - {*_HEADINGS, *TEXT_SECTIONS, "audience", "sources"}
    faults += [f"{name}: not known; there are {', '.join((*_HEADINGS, 'audience', 'sources', *TEXT_SECTIONS))}" for name in sorted(unknown)]
    if data.get("audience", AUDIENCES[0]) not in AUDIENCES:
        faults.append(f"audience: one of {', '.join(AUDIENCES)}, not {data['audience']!r}")
    if len(str(data.get("id", ""))) > 64:
        faults.append("id: longer than 64 characters")
    return faults


def _section(data: dict[str, Any], section: str, sources: dict[str, str], faults: list[str]) -> dict[str, FormText]:
    entries = data.get(section, {})
    if not isinstance(entries, dict):
        faults.append(f"{section}: no table")
        return {}
    return {code: text for code, entry in entries.items() if (text := _text(f"{section}.{code}", code, entry, sources, faults))}


def _text(where: str, code: str, entry: Any, sources: dict[str, str], faults: list[str]) -> FormText | None:
    """One text with its source spelt out; what is wrong with it goes to `faults`."""
    if not isinstance(entry, dict):
        faults.append(f"{where}: no table with text, status and source")
        return None
    found = []
    if not _CODE.fullmatch(code):
        found.append("a code is lower-case letters, digits, _ and -, and begins with a letter")
    text = entry.get("text")
    if not isinstance(text, str) or not text.strip():
        found.append("text is missing")
    if entry.get("status") not in TEXT_STATUSES:
        found.append(f"status is one of {', '.join(TEXT_STATUSES)}, not {entry.get('status')!r}")
    if entry.get("source") not in sources:
        found.append(f"source is one of [sources]: {', '.join(sources) or 'none there'}, not {entry.get('source')!r}")
    faults += [f"{where}: {fault}" for fault in found]
    return FormText(text=str(text).strip(), status=str(entry.get("status")), source=sources.get(entry.get("source", ""), ""))
