"""Which languages there are, what they call themselves and what stands in where one lacks something.

Each language is one folder of data (`locales/TAG`): adding one needs no code. Here its `language.toml` is read;
its keyboard, messages and texts are other rooms' matter.
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
"""The language in which messages are written in code: its words are the msgids."""
I18N_FOLDER = Path(__file__).parent
LOCALES = I18N_FOLDER / "locales"
DEFAULT_PLURAL_RULE = "nplurals=2; plural=(n != 1);"
"""Of a language that says nothing else: one and more."""
_LAST = 1_000
_LINES: Mapping[str, type] = {
    "name": str, "formats": str, "place": int, "plurals": str, "alphabet": str, "fallback": str, "keyboard": str, "complete": bool,
}  # fmt: skip
_NEEDED = ("name", "formats")
_PLURALS = re.compile(r"nplurals=[1-6]; plural=[-n0-9()!=<>&|?:%* ]+;")
_TAG = re.compile(r"[a-z]{2,3}(-[A-Za-z0-9]{2,8})*(-x(-[A-Za-z0-9]{1,8})+)?")
"""With a private part where a language is one of a region's own making, such as `fi-x-plain` for plain Finnish."""


class InvalidLanguageFile(ValueError):
    """A `language.toml` cannot be used; `faults` says everything that is wrong with it."""

    def __init__(self, faults: list[str]) -> None:
        super().__init__("; ".join(faults))
        self.faults = faults


@dataclass(frozen=True)
class Language:
    """One language."""

    tag: str
    """BCP 47; the name of its folder."""
    name: str
    """What the language calls itself."""
    babel_locale: str
    """The locale whose dates and numbers it uses (`fi_FI`)."""
    fallback: str = SOURCE_LANGUAGE
    """The tag that stands in for a message not translated yet."""
    plurals: str = DEFAULT_PLURAL_RULE
    """How its plural is chosen, as gettext writes it in the head of a catalog."""
    alphabet: str = ""
    """The letters, small, that its keyboard must have."""
    keyboard: str | None = None
    """Tag of the language whose keyboard it uses where it has none of its own."""
    complete: bool = False
    """Whether it is to have every message and text; `i18n.check` holds it to that."""
    sort_order: int = _LAST
    """Where it stands among the others, from 1."""


def languages(locales: Path = LOCALES) -> Mapping[str, Language]:
    """Every language that has a folder, by tag, in the order of their places, complete or not.

    One whose `language.toml` cannot be used is left out, so that it takes no screen away; `i18n.check` tells of it.
    """
    return _ours() if locales == LOCALES else _listed(locales)


@cache
def _ours() -> Mapping[str, Language]:
    return _listed(LOCALES)


def _listed(locales: Path) -> Mapping[str, Language]:
    found = []
    for file in locales.glob("*/language.toml"):
        try:
            found.append(read_language(file))
        except InvalidLanguageFile:
            continue
    return MappingProxyType({each.tag: each for each in sorted(found, key=lambda each: (each.sort_order, each.tag))})


def read_language(file: Path) -> Language:
    """The language of a `language.toml`.

    Raises:
        LanguageFaults: with every fault of the file.
    """
    tag = file.parent.name
    try:
        data = tomllib.loads(file.read_text(encoding="utf-8"))
    except (tomllib.TOMLDecodeError, UnicodeDecodeError) as error:
        raise InvalidLanguageFile([f"no TOML: {error}"]) from error
    if faults := _faults(tag, data):
        raise InvalidLanguageFile(faults)
    others = {"sort_order" if line == "place" else line: value for line, value in data.items() if line not in ("name", "formats")}
    return Language(tag, data["name"], data["formats"], **others)


def _faults(tag: str, data: dict[str, Any]) -> list[str]:
    faults = [] if _TAG.fullmatch(tag) else [f"the folder's name {tag!r} is no tag of a language"]
    faults += [f"{line} is missing" for line in _NEEDED if not data.get(line)]
    faults += [f"{line}: not known; there are {', '.join(_LINES)}" for line in sorted(set(data) - set(_LINES))]
    for line, kind in _LINES.items():
        value = data.get(line)
        if value is not None and type(value) is not kind:
            faults.append(f"{line}: a {kind.__name__}, not {value!r}")
    if isinstance(data.get("plurals"), str) and not _PLURALS.fullmatch(data["plurals"]):
        faults.append(f"plurals: as in {DEFAULT_PLURAL_RULE!r}, not {data['plurals']!r}")
    return faults


def language_for_tag(tag: str, locales: Path = LOCALES) -> Language:
    """The language of a tag; `sv-FI` is found as `sv`, and one nobody knows shows its tag and writes dates in English."""
    known = languages(locales)
    if found := known.get(tag) or known.get(tag.partition("-")[0]):
        return found
    return Language(tag, tag, known[SOURCE_LANGUAGE].babel_locale if SOURCE_LANGUAGE in known else SOURCE_LANGUAGE)


def complete_languages(locales: Path = LOCALES) -> tuple[str, ...]:
    """Tags of the languages that are complete, in their order; the others are in preparation."""
    return tuple(each.tag for each in languages(locales).values() if each.complete)


def fallback_chain(tag: str, locales: Path = LOCALES) -> tuple[str, ...]:
    """The tags to look a message up in, one after the other: the language, what stands in for it, and at last the source."""
    tags: list[str] = []
    step = language_for_tag(tag, locales).tag
    while step not in tags and step != SOURCE_LANGUAGE:
        tags.append(step)
        step = language_for_tag(step, locales).fallback
    return (*tags, SOURCE_LANGUAGE)
