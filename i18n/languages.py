"""Reads which languages exist, what they call themselves and which language stands in for what they lack.

Each language is a folder of data (`locales/TAG`), so that a new language needs no code. This module reads its `language.toml`. Other
modules read its keyboard, messages and texts.
"""

from __future__ import annotations

import re
import tomllib
from collections.abc import Mapping
from dataclasses import dataclass
from functools import cache
from pathlib import Path
from types import MappingProxyType
from typing import Any

SOURCE_LANGUAGE = "en"
"""Names the language of the messages in the code, which are the msgids."""
I18N_FOLDER = Path(__file__).parent
"""Is the folder of this package."""
LOCALES = I18N_FOLDER / "locales"
"""Is the folder that contains the folders of the languages."""
DEFAULT_PLURAL_RULE = "nplurals=2; plural=(n != 1);"
"""Is the plural rule of a language whose file has none: one form for one thing and another for all other numbers."""
_LAST = 1_000
_KEYS: Mapping[str, type] = {
    "name": str, "formats": str, "place": int, "plurals": str, "alphabet": str, "fallback": str, "keyboard": str, "complete": bool,
}  # fmt: skip
_REQUIRED_KEYS = ("name", "formats")
_PLURALS = re.compile(r"nplurals=[1-6]; plural=[-n0-9()!=<>&|?:%* ]+;")
_TAG = re.compile(r"[a-z]{2,3}(-[A-Za-z0-9]{2,8})*(-x(-[A-Za-z0-9]{1,8})+)?")
"""Matches a tag, which has a private part for a language that a region has made itself, such as `fi-x-plain` for plain Finnish."""


class InvalidLanguageFile(ValueError):
    """Signals that a `language.toml` cannot be used; `faults` lists everything that is wrong with it."""

    def __init__(self, faults: list[str]) -> None:
        super().__init__("; ".join(faults))
        self.faults = faults


@dataclass(frozen=True)
class Language:
    """Describes one language as its `language.toml` does."""

    tag: str
    """Holds the tag of BCP 47, which is also the name of the folder."""
    name: str
    """Holds the language's own name for itself."""
    babel_locale: str
    """Names the locale of Babel for dates and numbers, such as `fi_FI`."""
    fallback: str = SOURCE_LANGUAGE
    """Names the language in which untranslated messages are shown."""
    plurals: str = DEFAULT_PLURAL_RULE
    """Holds the plural rule in the form that gettext uses in the header of a catalog."""
    alphabet: str = ""
    """Lists the lower-case letters that the keyboard must have."""
    keyboard: str | None = None
    """Names the language whose keyboard is used if this one has none. None means the default keyboard."""
    complete: bool = False
    """States whether every message and text exists. `i18n.check` fails if a complete language lacks something."""
    sort_order: int = _LAST
    """Holds the position among all languages, counted from 1."""


def languages(locales: Path = LOCALES) -> Mapping[str, Language]:
    """Return every language that has a folder by its tag, in their order, complete or not.

    A language whose `language.toml` cannot be used is left out, so that it breaks no screen. `i18n.check` reports it.
    """
    return _cached() if locales == LOCALES else _load(locales)


@cache
def _cached() -> Mapping[str, Language]:
    return _load(LOCALES)


def _load(locales: Path) -> Mapping[str, Language]:
    known = []
    for file in locales.glob("*/language.toml"):
        try:
            known.append(read_language(file))
        except InvalidLanguageFile:
            continue
    return MappingProxyType(
        {language.tag: language for language in sorted(known, key=lambda language: (language.sort_order, language.tag))}
    )


def read_language(file: Path) -> Language:
    """Return the language that a `language.toml` describes.

    Args:
        file: the path of the file, whose folder has the tag of the language as its name.

    Raises:
        InvalidLanguageFile: the file has faults; the error lists all of them.
    """
    tag = file.parent.name
    try:
        data = tomllib.loads(file.read_text(encoding="utf-8"))
    except (tomllib.TOMLDecodeError, UnicodeDecodeError) as error:
        raise InvalidLanguageFile([f"no TOML: {error}"]) from error
    if faults := _faults(tag, data):
        raise InvalidLanguageFile(faults)
    optional = {"sort_order" if key == "place" else key: value for key, value in data.items() if key not in ("name", "formats")}
    return Language(tag, data["name"], data["formats"], **optional)


def _faults(tag: str, data: dict[str, Any]) -> list[str]:
    faults = [] if _TAG.fullmatch(tag) else [f"the folder's name {tag!r} is no tag of a language"]
    faults += [f"{key} is missing" for key in _REQUIRED_KEYS if not data.get(key)]
    faults += [f"{key}: not known; there are {', '.join(_KEYS)}" for key in sorted(set(data) - set(_KEYS))]
    for key, kind in _KEYS.items():
        value = data.get(key)
        if value is not None and type(value) is not kind:
            faults.append(f"{key}: a {kind.__name__}, not {value!r}")
    if isinstance(data.get("plurals"), str) and not _PLURALS.fullmatch(data["plurals"]):
        faults.append(f"plurals: as in {DEFAULT_PLURAL_RULE!r}, not {data['plurals']!r}")
    return faults


def language_for_tag(tag: str, locales: Path = LOCALES) -> Language:
    """Return the language of a tag.

    A regional tag such as `sv-FI` finds `sv`. An unknown language has its tag as its name and writes dates in English.
    """
    known = languages(locales)
    if language := known.get(tag) or known.get(tag.partition("-")[0]):
        return language
    return Language(tag, tag, known[SOURCE_LANGUAGE].babel_locale if SOURCE_LANGUAGE in known else SOURCE_LANGUAGE)


def complete_languages(locales: Path = LOCALES) -> tuple[str, ...]:
    """Return the tags of the complete languages in their order. The others are in preparation."""
    return tuple(language.tag for language in languages(locales).values() if language.complete)


def fallback_chain(tag: str, locales: Path = LOCALES) -> tuple[str, ...]:
    """Return the tags in which to look up a message, in this order: the language, its fallbacks, and the source language."""
    tags: list[str] = []
    step = language_for_tag(tag, locales).tag
    while step not in tags and step != SOURCE_LANGUAGE:
        tags.append(step)
        step = language_for_tag(step, locales).fallback
    return (*tags, SOURCE_LANGUAGE)
