"""Checks that every language is complete: `python -m i18n.check`, a part of `make check`.

Every message in the code must be in the catalog of the source language. Every message there must be in the catalog of every other
language, translated, not fuzzy and with the same values to fill in. No catalog may contain a message that the code does not use. Each
language must have the texts of every form and a keyboard that types its letters. For languages marked as complete, each fault is printed
on a line of its own and the exit status is 1. What other languages lack is printed too, but it is no fault.
"""

from __future__ import annotations

import re
import sys
from collections.abc import Iterator
from pathlib import Path

from i18n import keyboards, po_lint, texts
from i18n.catalogs import DOMAINS
from i18n.extract import extract_literals, extract_messages
from i18n.languages import (
    I18N_FOLDER,
    LOCALES,
    SOURCE_LANGUAGE,
    InvalidLanguageFile,
    Language,
    complete_languages,
    languages,
    read_language,
)
from i18n.po_lint import CatalogEntry
from i18n.texts import FormTextSet

ROOT = I18N_FOLDER.parent
"""Is the root of the project."""
_PLURALS = re.compile(r'^"Plural-Forms: (.*?)\\n"', re.MULTILINE)


def find_faults(root: Path = ROOT, locales: Path = LOCALES) -> list[str]:
    """Return every fault in the code and in the complete languages, one sentence each. The list is empty if there is none.

    Args:
        root: the folder that contains the folders of the domains (`kiosk`, `server`).
        locales: the folder that contains the folders of the languages.
    """
    faults = [*_folder_faults(locales)]
    for domain in DOMAINS:
        faults += _use_faults(domain, root, po_lint.read_entries(_catalog_file(locales, SOURCE_LANGUAGE, domain)))
    for language in languages(locales).values():
        if language.complete:
            faults += [*_catalog_faults(language, locales), *_text_faults(language, locales), *_keyboard_faults(language, locales)]
    return faults


def find_missing(locales: Path = LOCALES) -> dict[str, list[str]]:
    """Return by tag what each language in preparation still lacks.

    Untranslated and fuzzy messages are given as numbers, other faults as one sentence each.
    """
    return {
        language.tag: [*_catalog_progress(language, locales), *_text_faults(language, locales), *_keyboard_faults(language, locales)]
        for language in languages(locales).values()
        if not language.complete
    }


def _catalog_file(locales: Path, tag: str, domain: str) -> Path:
    return locales / tag / "LC_MESSAGES" / f"{domain}.po"


def _folder_faults(locales: Path) -> Iterator[str]:
    for folder in sorted(path for path in locales.iterdir() if path.is_dir() and any(path.iterdir())):
        file = folder / "language.toml"
        if not file.is_file():
            yield f"{folder.name}: a folder, but no language.toml"
            continue
        try:
            read_language(file)
        except InvalidLanguageFile as error:
            yield from (f"{folder.name}/language.toml: {fault}" for fault in error.faults)


def _use_faults(domain: str, root: Path, source: tuple[CatalogEntry, ...]) -> Iterator[str]:
    """Yield messages that the code uses but the source catalog lacks, and messages in the catalog that nothing uses."""
    known = {entry.key: entry for entry in source}
    used_keys: set[str] = set()
    for use in extract_messages(root / domain, root):
        key, is_plural = (use.msgid[0], True) if isinstance(use.msgid, tuple) else (use.msgid, False)
        if key not in known and key not in used_keys:
            yield f"{SOURCE_LANGUAGE}/{domain}.po: lacks “{key}”, used at {use}"
        used_keys.add(key)
        if key not in known:
            continue
        if is_plural and known[key].msgid != use.msgid:
            yield f"{SOURCE_LANGUAGE}/{domain}.po: “{key}” has another plural than at {use}"
    used_keys |= extract_literals(root / domain)
    yield from (f"{SOURCE_LANGUAGE}/{domain}.po: {entry} is used nowhere" for entry in source if entry.key not in used_keys)


# ── one language ──────────────────────────────────────────────────────────────────────────────────


def _catalog_faults(language: Language, locales: Path) -> Iterator[str]:
    for domain in DOMAINS:
        file, where = _catalog_file(locales, language.tag, domain), f"{language.tag}/{domain}.po"
        yield from (f"{where}: {fault}" for fault in _header_faults(language, file))
        if language.tag != SOURCE_LANGUAGE:
            source = po_lint.read_entries(_catalog_file(locales, SOURCE_LANGUAGE, domain))
            yield from (f"{where}: {fault}" for fault in po_lint.find_translation_faults(source, po_lint.read_entries(file)))


def _catalog_progress(language: Language, locales: Path) -> Iterator[str]:
    """Yield the numbers of untranslated and fuzzy messages, and each fault of the messages that are translated."""
    for domain in DOMAINS:
        file, where = _catalog_file(locales, language.tag, domain), f"{language.tag}/{domain}.po"
        source, known = po_lint.read_entries(_catalog_file(locales, SOURCE_LANGUAGE, domain)), po_lint.read_entries(file)
        translated_keys = {entry.key for entry in known if all(entry.translations)}
        if missing := [entry for entry in source if entry.key not in translated_keys]:
            yield f"{where}: {len(missing)} of {len(source)} messages are not translated"
        if fuzzy := [entry for entry in known if entry.fuzzy and entry.key in translated_keys]:
            yield f"{where}: {len(fuzzy)} of {len(source)} messages are fuzzy"
        translated = {entry.key: entry for entry in known if entry.key in translated_keys and not entry.fuzzy}
        translated_sources = [entry for entry in source if entry.key in translated]
        yield from (
            f"{where}: {fault}"
            for fault in (*_header_faults(language, file), *po_lint.find_translation_faults(translated_sources, translated.values()))
        )


def _header_faults(language: Language, file: Path) -> Iterator[str]:
    if not file.is_file():
        return
    match = _PLURALS.search(file.read_text(encoding="utf-8"))
    if match is None or match[1] != language.plurals:
        actual = repr(match[1]) if match else "nothing"
        yield f"Plural-Forms is {actual}, and language.toml has {language.plurals!r}: python -m i18n.collect puts it right"


def _text_faults(language: Language, locales: Path) -> Iterator[str]:
    for form in texts.forms_with_texts(locales):
        file, where = texts.text_file(form, language.tag, locales), f"{language.tag}/texts/{form}.toml"
        if not file.is_file():
            yield f"{where}: is not there"
            continue
        try:
            text_set = texts.parse_text_set(file.read_text(encoding="utf-8"))
        except texts.InvalidTextFile as error:
            yield from (f"{where}: {fault}" for fault in error.faults)
            continue
        if (text_set["form"], text_set["language"]) != (form, language.tag):
            yield f"{where}: says it is {text_set['form']} in {text_set['language']}"
        elif (first := _first_usable(form, locales)) and first["language"] != language.tag:
            yield from (f"texts/{form}: {fault}" for fault in texts.find_disagreements([first, text_set]))


def _first_usable(form: str, locales: Path) -> FormTextSet | None:
    """Return the texts to compare the other languages with: the first usable ones, preferably of a complete language."""
    for tag in (*complete_languages(locales), *languages(locales)):
        try:
            return texts.load_text_set(form, tag, locales)
        except (texts.InvalidTextFile, texts.UnknownTextSet):
            continue
    return None


def _keyboard_faults(language: Language, locales: Path) -> Iterator[str]:
    file = locales / language.tag / "keyboard.toml"
    try:
        keyboard = (
            keyboards.parse_keyboard(file.read_text(encoding="utf-8"))
            if file.is_file()
            else keyboards.keyboard_for_language(language.tag, locales)
        )
    except keyboards.InvalidKeyboardFile as error:
        yield from (f"{language.tag}/keyboard.toml: {fault}" for fault in error.faults)
        return
    if missing := keyboards.missing_letters(keyboard, language.alphabet):
        which = "its keyboard" if file.is_file() else "no keyboard.toml, and the one that stands in"
        yield f"{language.tag}: {which} lacks {' '.join(missing)}"


def main() -> int:
    """Print every fault and what is missing.

    Returns:
        The exit status: 1 if there is a fault, otherwise 0.
    """
    faults = find_faults()
    for fault in faults:
        sys.stderr.write(f"{fault}\n")
    for tag, missing in find_missing().items():
        sys.stdout.write(f"{tag} is in preparation: {'; '.join(missing) or 'it lacks nothing, and may say complete = true'}\n")
    if not faults:
        sys.stdout.write(f"complete: {', '.join(complete_languages())}\n")
    return 1 if faults else 0


if __name__ == "__main__":
    sys.exit(main())
