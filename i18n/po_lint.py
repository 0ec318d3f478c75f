"""The entries of a .po file, flat, and what is wrong with a translation beside its source. Knows no file of code."""

from __future__ import annotations

import string
from collections.abc import Iterable, Iterator
from dataclasses import dataclass
from pathlib import Path

from i18n import po_file

Msgid = str | tuple[str, str]
"""A message, or singular and plural."""


@dataclass(frozen=True)
class CatalogEntry:
    """One message of a catalog: `said` holds its translation, or one for each plural form; empty where there is none."""

    msgid: Msgid
    translations: tuple[str, ...]
    fuzzy: bool
    plural_form_count: int
    """How many plural forms the catalog's language has."""

    @property
    def key(self) -> str:
        """What gettext looks it up by: the singular."""
        return self.msgid[0] if isinstance(self.msgid, tuple) else self.msgid

    @property
    def placeholder_names(self) -> set[str]:
        """Names of the values to fill in."""
        return placeholders(*((self.msgid,) if isinstance(self.msgid, str) else self.msgid))

    def __str__(self) -> str:
        return f"“{self.key}”"


def read_entries(file: Path) -> tuple[CatalogEntry, ...]:
    """The entries of a .po file, none where there is no file."""
    if not file.is_file():
        return ()
    catalog = po_file.parse(file.read_bytes())
    return tuple(
        CatalogEntry(
            msgid=(message.id[0], message.id[1]) if not isinstance(message.id, str) else message.id,
            translations=tuple(part or "" for part in ([message.string] if isinstance(message.string, str) else message.string or [""])),
            fuzzy=message.fuzzy,
            plural_form_count=catalog.num_plurals,
        )
        for message in catalog
        if message.id
    )


def placeholders(*texts: str) -> set[str]:
    """The names of the values that messages take; what cannot be read as a format counts as a name of its own."""
    found: set[str] = set()
    for text in texts:
        try:
            found |= {name for _, name, _, _ in string.Formatter().parse(text) if name is not None}
        except ValueError:
            found.add(text)
    return found


def find_translation_faults(source: Iterable[CatalogEntry], translated: Iterable[CatalogEntry]) -> Iterator[str]:
    """What a language's catalog lacks or has wrong, beside the catalog of the messages' own language."""
    others = {entry.key: entry for entry in translated}
    for entry in source:
        if other := others.pop(entry.key, None):
            yield from (f"{entry} {fault}" for fault in _faults(entry, other))
        else:
            yield f"lacks {entry}"
    yield from (f"{entry} is not among the messages" for entry in others.values())


def _faults(entry: CatalogEntry, translation: CatalogEntry) -> Iterator[str]:
    """What is wrong with one translation; nothing more is looked at where it is not there at all."""
    counted = isinstance(translation.msgid, tuple)
    if isinstance(entry.msgid, tuple) != counted:
        yield "has plural forms in one language only"
        return
    if not all(translation.translations):
        yield "is not translated"
        return
    if translation.fuzzy:
        yield "is fuzzy: read it and take the mark away"
    if counted and len(translation.translations) != translation.plural_form_count:
        yield f"has {len(translation.translations)} plural forms, the language {translation.plural_form_count}"
    for said in translation.translations:
        given = placeholders(said)
        if given - entry.placeholder_names or entry.placeholder_names - given - (
            {"n"} if counted else set()
        ):  # "one answer" may leave its number out
            yield f"has {_listed(given)} to fill in where the message has {_listed(entry.placeholder_names)}"
        if _edges(said) != _edges(entry.key):
            yield "begins or ends with white space where the message does not, or the other way round"


def _edges(text: str) -> tuple[bool, bool]:
    return text[:1].isspace(), text[-1:].isspace()


def _listed(names: set[str]) -> str:
    return ", ".join(f"{{{name}}}" for name in sorted(names)) or "nothing"
