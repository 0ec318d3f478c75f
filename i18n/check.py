"""Whether every language says everything: `python -m i18n.check`, a part of `make check`.

Each message the code uses must be in the catalog of the messages' own language; each message there in every other
language, translated, not fuzzy, with the same values to fill in; none may be left that nothing uses. Each language must
have the texts of every form and a keyboard that types its letters. Of a language that says it is complete, each fault is
told on a line that says where, and the exit status is 1; what others still lack is told and fails nothing.
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
_PLURALS = re.compile(r'^"Plural-Forms: (.*?)\\n"', re.MULTILINE)


def find_faults(root: Path = ROOT, locales: Path = LOCALES) -> list[str]:
    """Everything that is missing or does not fit in the code and in languages that are complete, in words; empty where all is well.

    Args:
        root: where the folders of the domains (`kiosk`, `server`) lie.
        locales: the folders of the languages.
    """
    found = [*_folder_faults(locales)]
    for domain in DOMAINS:
        found += _use_faults(domain, root, po_lint.read_entries(_catalog(locales, SOURCE_LANGUAGE, domain)))
    for each in languages(locales).values():
        if each.complete:
            found += [*_catalog_faults(each, locales), *_text_faults(each, locales), *_keyboard_faults(each, locales)]
    return found


def find_missing(locales: Path = LOCALES) -> dict[str, list[str]]:
    """By tag of a language in preparation what it still lacks, in words; many messages are told by their number."""
    return {
        each.tag: [*_counted(each, locales), *_text_faults(each, locales), *_keyboard_faults(each, locales)]
        for each in languages(locales).values()
        if not each.complete
    }


def _catalog(locales: Path, tag: str, domain: str) -> Path:
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
    """Messages used but not in the catalog of the source, and those in it that nothing uses."""
    known = {entry.key: entry for entry in source}
    in_use: set[str] = set()
    for use in extract_messages(root / domain, root):
        key, counted = (use.msgid[0], True) if isinstance(use.msgid, tuple) else (use.msgid, False)
        if key not in known and key not in in_use:
            yield f"{SOURCE_LANGUAGE}/{domain}.po: lacks “{key}”, used at {use}"
        in_use.add(key)
        if key not in known:
            continue
        if counted and known[key].msgid != use.msgid:
            yield f"{SOURCE_LANGUAGE}/{domain}.po: “{key}” has another plural than at {use}"
    in_use |= extract_literals(root / domain)
    yield from (f"{SOURCE_LANGUAGE}/{domain}.po: {entry} is used nowhere" for entry in source if entry.key not in in_use)


# ── one language ──────────────────────────────────────────────────────────────────────────────────


def _catalog_faults(language: Language, locales: Path) -> Iterator[str]:
    for domain in DOMAINS:
        file, where = _catalog(locales, language.tag, domain), f"{language.tag}/{domain}.po"
        yield from (f"{where}: {fault}" for fault in _head_faults(language, file))
        if language.tag != SOURCE_LANGUAGE:
            source = po_lint.read_entries(_catalog(locales, SOURCE_LANGUAGE, domain))
            yield from (f"{where}: {fault}" for fault in po_lint.find_translation_faults(source, po_lint.read_entries(file)))


def _counted(language: Language, locales: Path) -> Iterator[str]:
    """Messages not yet translated or read by their number, faults of those that are one by one."""
    for domain in DOMAINS:
        file, where = _catalog(locales, language.tag, domain), f"{language.tag}/{domain}.po"
        source, known = po_lint.read_entries(_catalog(locales, SOURCE_LANGUAGE, domain)), po_lint.read_entries(file)
        said = {entry.key for entry in known if all(entry.translations)}
        if missing := [entry for entry in source if entry.key not in said]:
            yield f"{where}: {len(missing)} of {len(source)} messages are not translated"
        if fuzzy := [entry for entry in known if entry.fuzzy and entry.key in said]:
            yield f"{where}: {len(fuzzy)} of {len(source)} messages are fuzzy"
        told = {entry.key: entry for entry in known if entry.key in said and not entry.fuzzy}
        beside = [entry for entry in source if entry.key in told]
        yield from (
            f"{where}: {fault}" for fault in (*_head_faults(language, file), *po_lint.find_translation_faults(beside, told.values()))
        )


def _head_faults(language: Language, file: Path) -> Iterator[str]:
    if not file.is_file():
        return
    found = _PLURALS.search(file.read_text(encoding="utf-8"))
    if found is None or found[1] != language.plurals:
        said = repr(found[1]) if found else "nothing"
        yield f"Plural-Forms is {said}, and language.toml has {language.plurals!r}: python -m i18n.collect puts it right"


def _text_faults(language: Language, locales: Path) -> Iterator[str]:
    for form in texts.forms_with_texts(locales):
        file, where = texts.text_file(form, language.tag, locales), f"{language.tag}/texts/{form}.toml"
        if not file.is_file():
            yield f"{where}: is not there"
            continue
        try:
            one = texts.parse_text_set(file.read_text(encoding="utf-8"))
        except texts.InvalidTextFile as error:
            yield from (f"{where}: {fault}" for fault in error.faults)
            continue
        if (one["form"], one["language"]) != (form, language.tag):
            yield f"{where}: says it is {one['form']} in {one['language']}"
        elif (first := _first(form, locales)) and first["language"] != language.tag:
            yield from (f"texts/{form}: {fault}" for fault in texts.find_disagreements([first, one]))


def _first(form: str, locales: Path) -> FormTextSet | None:
    """The texts that those of other languages are compared with: the first of a complete language that can be used."""
    for tag in (*complete_languages(locales), *languages(locales)):
        try:
            return texts.load_text_set(form, tag, locales)
        except (texts.InvalidTextFile, texts.UnknownTextSet):
            continue
    return None


def _keyboard_faults(language: Language, locales: Path) -> Iterator[str]:
    file = locales / language.tag / "keyboard.toml"
    try:
        found = (
            keyboards.parse_keyboard(file.read_text(encoding="utf-8"))
            if file.is_file()
            else keyboards.keyboard_for_language(language.tag, locales)
        )
    except keyboards.InvalidKeyboardFile as error:
        yield from (f"{language.tag}/keyboard.toml: {fault}" for fault in error.faults)
        return
    if missing := keyboards.missing_letters(found, language.alphabet):
        whose = "its keyboard" if file.is_file() else "no keyboard.toml, and the one that stands in"
        yield f"{language.tag}: {whose} lacks {' '.join(missing)}"


def main() -> int:
    found = find_faults()
    for fault in found:
        sys.stderr.write(f"{fault}\n")
    for tag, missing in find_missing().items():
        sys.stdout.write(f"{tag} is in preparation: {'; '.join(missing) or 'it lacks nothing, and may say complete = true'}\n")
    if not found:
        sys.stdout.write(f"complete: {', '.join(complete_languages())}\n")
    return 1 if found else 0


if __name__ == "__main__":
    sys.exit(main())
