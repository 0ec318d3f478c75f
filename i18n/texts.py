"""Reads the texts of the forms: questions, statements, labels and notices, each with its source and status.

There is one file for each form and language (`locales/LANGUAGE/texts/FORM.toml`). A national text is never edited here. A newer national
sheet is a new file with a new id. The result has the shape of the wire's text set, as plain dictionaries. `survey` defines which codes a
form has. This module only checks that all languages have the same codes.
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
"""Lists the statuses from the weakest to the strongest: a draft of Aula, a text that a county publishes, and a text checked against the
national sheet."""
NOTICES = ("personal_data", "not_a_complaint", "trust", "about", "thanks")
"""Lists the notices that every file of texts must have."""
TEXT_SECTIONS = ("questions", "statements", "labels", "notices")
"""Lists the tables of a file of texts."""
_HEADINGS = ("id", "form", "language", "source")
_CODE = re.compile(r"[a-z][a-z0-9_-]{0,63}")


class FormText(TypedDict):
    """Holds one text with its status and the source of its wording."""

    text: str
    status: str
    source: str


class FormTextSet(TypedDict):
    """Holds every text of a form in one language. Its `status` is the weakest of its questions and statements."""

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
    """Signals that a form has no texts in a language."""


class InvalidTextFile(ValueError):
    """Signals that a file of texts cannot be used; `faults` lists everything that is wrong with it."""

    def __init__(self, faults: list[str]) -> None:
        super().__init__("; ".join(faults))
        self.faults = faults


def text_file(form: str, language: str, locales: Path = LOCALES) -> Path:
    """Return the path of a form's texts in a language, whether or not the file exists."""
    return locales / language / "texts" / f"{form}.toml"


def forms_with_texts(locales: Path = LOCALES) -> tuple[str, ...]:
    """Return the ids of the forms that have texts in any language, sorted."""
    return tuple(sorted({file.stem for file in locales.glob("*/texts/*.toml")}))


def languages_with_texts(form: str, locales: Path = LOCALES) -> tuple[str, ...]:
    """Return the tags of the languages in which a form has texts, in the order of the languages."""
    tags = {tag for tag in (path.name for path in locales.iterdir()) if text_file(form, tag, locales).is_file()}
    order = list(languages(locales))
    return tuple(sorted(tags, key=lambda tag: (order.index(tag) if tag in order else len(order), tag)))


def load_text_set(form: str, language: str, locales: Path = LOCALES) -> FormTextSet:
    """Return a form's texts in a language. The caller may change the result.

    Raises:
        UnknownTextSet: the form has no texts in this language.
        InvalidTextFile: the file has faults; the error lists all of them.
    """
    return copy.deepcopy(_cached(form, language) if locales == LOCALES else _read(form, language, locales))


@cache
def _cached(form: str, language: str) -> FormTextSet:
    return _read(form, language, LOCALES)


def _read(form: str, language: str, locales: Path) -> FormTextSet:
    tags = languages_with_texts(form, locales)
    if language not in tags:
        raise UnknownTextSet(f"no texts of {form!r} in {language!r}; there are {', '.join(tags) or 'none'}")
    return parse_text_set(text_file(form, language, locales).read_text(encoding="utf-8"))


def parse_text_set(content: str) -> FormTextSet:
    """Return the texts that the content of a TOML file describes.

    Raises:
        InvalidTextFile: the content has faults; the error lists all of them.
    """
    try:
        data = tomllib.loads(content)
    except tomllib.TOMLDecodeError as error:
        raise InvalidTextFile([f"no TOML: {error}"]) from error
    faults = _heading_faults(data)
    sources = data.get("sources", {})
    sections = {section: _section(data, section, sources, faults) for section in TEXT_SECTIONS}
    faults += [
        f"labels: {fault}" for fault in label_faults(read_audience(data), {code: text["text"] for code, text in sections["labels"].items()})
    ]
    faults += [f"notices: {code} is missing" for code in NOTICES if code not in sections["notices"]]
    faults += [f"{section}: empty" for section in ("questions", "statements") if not sections[section]]
    if faults:
        raise InvalidTextFile(faults)
    questions_and_statements = [*sections["questions"].values(), *sections["statements"].values()]
    return FormTextSet(
        id=data["id"],
        form=data["form"],
        language=data["language"],
        status=min((text["status"] for text in questions_and_statements), key=TEXT_STATUSES.index),
        source=data["source"],
        questions=sections["questions"],
        statements=sections["statements"],
        labels=sections["labels"],
        notices=sections["notices"],
    )


def find_disagreements(sets: list[FormTextSet]) -> list[str]:
    """Return where the languages of one form have different codes, one sentence each.

    Args:
        sets: the texts of one form; each is compared with the first.
    """
    faults = []
    for text_set in sets[1:]:
        for section in TEXT_SECTIONS:
            codes, expected = set(text_set[section]), set(sets[0][section])  # type: ignore[literal-required]
            faults += [f"{text_set['language']}: {section}: {code} is missing" for code in sorted(expected - codes)]
            faults += [f"{text_set['language']}: {section}: {code} is not in {sets[0]['language']}" for code in sorted(codes - expected)]
    return faults


def read_audience(data: Mapping[str, Any]) -> Audience:
    """Return the audience that a file names, or the general one if it names none or an unknown one."""
    audience = data.get("audience")
    return cast("Audience", audience) if audience in AUDIENCES else AUDIENCES[0]


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
    """Return one text with its source written out. Its faults are added to `faults`, and None means that it is no table."""
    if not isinstance(entry, dict):
        faults.append(f"{where}: no table with text, status and source")
        return None
    entry_faults = []
    if not _CODE.fullmatch(code):
        entry_faults.append("a code is lower-case letters, digits, _ and -, and begins with a letter")
    text = entry.get("text")
    if not isinstance(text, str) or not text.strip():
        entry_faults.append("text is missing")
    if entry.get("status") not in TEXT_STATUSES:
        entry_faults.append(f"status is one of {', '.join(TEXT_STATUSES)}, not {entry.get('status')!r}")
    if entry.get("source") not in sources:
        entry_faults.append(f"source is one of [sources]: {', '.join(sources) or 'none there'}, not {entry.get('source')!r}")
    faults += [f"{where}: {fault}" for fault in entry_faults]
    return FormText(text=str(text).strip(), status=str(entry.get("status")), source=sources.get(entry.get("source", ""), ""))
