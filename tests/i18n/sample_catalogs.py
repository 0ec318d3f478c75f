"""Writes small folders of catalogs for tests to change."""

from __future__ import annotations

from pathlib import Path

from i18n.languages import LOCALES

PO_HEADER = """\
msgid ""
msgstr ""
"Language: {tag}\\n"
"Content-Type: text/plain; charset=utf-8\\n"
"Plural-Forms: nplurals=2; plural=(n != 1);\\n"

"""


def write_catalog(locales: Path, tag: str, body: str, domain: str = "kiosk") -> Path:
    """Write a .po file of one language with the entries of `body`, and return its path."""
    file = locales / tag / "LC_MESSAGES" / f"{domain}.po"
    file.parent.mkdir(parents=True, exist_ok=True)
    file.write_text(PO_HEADER.format(tag=tag) + body, encoding="utf-8")
    copy_language_files(locales, tag)
    return file


def copy_language_files(locales: Path, *tags: str) -> None:
    """Copy the `language.toml` of each language to another folder of locales. An unknown language gets a folder without it."""
    for tag in tags:
        original = LOCALES / tag / "language.toml"
        (locales / tag).mkdir(parents=True, exist_ok=True)
        if original.is_file():
            (locales / tag / "language.toml").write_bytes(original.read_bytes())


def po_entry(msgid: str, msgstr: str = "", *, fuzzy: bool = False) -> str:
    """Return the entry of one message, as a .po file contains it."""
    mark = "#, fuzzy\n" if fuzzy else ""
    return f'{mark}msgid "{msgid}"\nmsgstr "{msgstr}"\n\n'


def po_plural_entry(singular: str, plural: str, *forms: str) -> str:
    """Return the entry of one message with plural forms, which are empty if none are given."""
    translations = "".join(f'msgstr[{n}] "{form}"\n' for n, form in enumerate(forms or ("", "")))
    return f'msgid "{singular}"\nmsgid_plural "{plural}"\n{translations}\n'
