"""Reads the entries of .po files and compares the translations with their source.

The module reads catalogs only, never code.
"""

from __future__ import annotations

import string
from collections.abc import Iterable, Iterator
from dataclasses import dataclass
from pathlib import Path

from i18n import po_file

Msgid = str | tuple[str, str]
"""Is a message, or a pair of singular and plural."""


@dataclass(frozen=True)
class CatalogEntry:
    """Describes one message of a catalog."""

    msgid: Msgid
    translations: tuple[str, ...]
    """Holds the translation, or one translation for each plural form. A missing one is empty."""
    fuzzy: bool
    """States whether the translation is marked as not confirmed yet."""
    plural_form_count: int
    """Counts the plural forms of the catalog's language."""

    @property
    def key(self) -> str:
        """Return the text by which gettext finds the message, which is its singular."""
        return self.msgid[0] if isinstance(self.msgid, tuple) else self.msgid

    @property
    def placeholder_names(self) -> set[str]:
        """Return the names of the values to fill in."""
        return placeholders(*((self.msgid,) if isinstance(self.msgid, str) else self.msgid))

    def __str__(self) -> str:
        return f"“{self.key}”"


def read_entries(file: Path) -> tuple[CatalogEntry, ...]:
    """Return the entries of a .po file, or none if there is no such file."""
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
    """Return the names of the values to fill into the texts.

    A text that cannot be read as a format counts as a name itself.
    """
    names: set[str] = set()
    for text in texts:
        try:
            names |= {name for _, name, _, _ in string.Formatter().parse(text) if name is not None}
        except ValueError:
            names.add(text)
    return names


def find_translation_faults(source: Iterable[CatalogEntry], translated: Iterable[CatalogEntry]) -> Iterator[str]:
    """Yield what a language's catalog lacks or has wrong, compared with the catalog of the source language.

    Args:
        source: the entries of the source language.
        translated: the entries of the language to check.
    """
    remaining = {entry.key: entry for entry in translated}
    for entry in source:
        if translation := remaining.pop(entry.key, None):
            yield from (f"{entry} {fault}" for fault in _translation_faults(entry, translation))
        else:
            yield f"lacks {entry}"
    yield from (f"{entry} is not among the messages" for entry in remaining.values())


def _translation_faults(entry: CatalogEntry, translation: CatalogEntry) -> Iterator[str]:
    """Yield what is wrong with one translation. A missing translation has no other faults."""
    is_plural = isinstance(translation.msgid, tuple)
    if isinstance(entry.msgid, tuple) != is_plural:
        yield "has plural forms in one language only"
        return
    if not all(translation.translations):
        yield "is not translated"
        return
    if translation.fuzzy:
        yield "is fuzzy: read it and take the mark away"
    if is_plural and len(translation.translations) != translation.plural_form_count:
        yield f"has {len(translation.translations)} plural forms, the language {translation.plural_form_count}"
    for text in translation.translations:
        text_names = placeholders(text)
        if text_names - entry.placeholder_names or entry.placeholder_names - text_names - (
            {"n"} if is_plural else set()
        ):  # a singular such as "One answer" may omit the number
            yield f"has {_format_names(text_names)} to fill in where the message has {_format_names(entry.placeholder_names)}"
        if _white_space_at_ends(text) != _white_space_at_ends(entry.key):
            yield "begins or ends with white space where the message does not, or the other way round"


def _white_space_at_ends(text: str) -> tuple[bool, bool]:
    return text[:1].isspace(), text[-1:].isspace()


def _format_names(names: set[str]) -> str:
    return ", ".join(f"{{{name}}}" for name in sorted(names)) or "nothing"
