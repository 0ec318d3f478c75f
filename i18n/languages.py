"""Which languages there are, what they call themselves and what stands in where one lacks something.

The languages are data (`languages.toml`, `locales/`): adding one needs no code. This module knows no
message and no text, only tags.
"""

from __future__ import annotations

import tomllib
from collections.abc import Mapping
from dataclasses import dataclass
from functools import cache
from pathlib import Path
from types import MappingProxyType

SOURCE = "en"
"""The language in which messages are written in code: its words are the msgids."""
HERE = Path(__file__).parent
LOCALES = HERE / "locales"


@dataclass(frozen=True)
class Language:
    """One language.

    `tag` is BCP 47, `name` what the language calls itself, `babel_locale` the locale whose dates and
    numbers it uses (`fi_FI`), `fallback` the tag that stands in for a message not translated yet.
    """

    tag: str
    name: str
    babel_locale: str
    fallback: str = SOURCE


@cache
def languages() -> Mapping[str, Language]:
    """Every language of `languages.toml` by tag, in the file's order, offered or not."""
    with (HERE / "languages.toml").open("rb") as file:
        entries = tomllib.load(file)
    known = {tag: Language(tag, e["name"], e["formats"], e.get("fallback", SOURCE)) for tag, e in entries.items()}
    return MappingProxyType(known)


def language(tag: str) -> Language:
    """The language of a tag; `sv-FI` is found as `sv`, and one nobody knows shows its tag and writes dates in English."""
    known = languages()
    if found := known.get(tag) or known.get(tag.partition("-")[0]):
        return found
    return Language(tag, tag, known[SOURCE].babel_locale)


def offered(locales: Path = LOCALES) -> tuple[str, ...]:
    """Tags of the languages that have catalogs, in the order of `languages.toml`."""
    return tuple(tag for tag in languages() if (locales / tag / "LC_MESSAGES").is_dir())


def chain(tag: str) -> tuple[str, ...]:
    """The tags to look a message up in, one after the other: the language, what stands in for it, and at last the source."""
    tags: list[str] = []
    step = language(tag).tag
    while step not in tags and step != SOURCE:
        tags.append(step)
        step = language(step).fallback
    return (*tags, SOURCE)
