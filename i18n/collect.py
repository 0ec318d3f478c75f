"""Updates the catalogs to the messages in the code: `python -m i18n.collect`.

Messages that the catalogs lack are added without a translation, and messages that nothing uses are removed. Translations stay as they are.
Nothing is guessed from messages that look alike.
"""

from __future__ import annotations

import sys
from datetime import UTC, datetime
from pathlib import Path

from babel.messages.catalog import Catalog

from i18n import po_file
from i18n.catalogs import DOMAINS
from i18n.extract import MessageUse, extract_literals, extract_messages
from i18n.languages import LOCALES, SOURCE_LANGUAGE, language_for_tag, languages

ROOT = LOCALES.parents[1]
"""Is the root of the project."""


def update_catalogs(root: Path = ROOT, locales: Path = LOCALES) -> None:
    """Update the catalogs of every language that has a folder, complete or not.

    Args:
        root: the folder that contains the folders of the domains (`kiosk`, `server`).
        locales: the folder that contains the folders of the languages.
    """
    for domain in DOMAINS:
        uses = list(extract_messages(root / domain, root))
        source = _read(locales, SOURCE_LANGUAGE, domain)
        _update_source(source, uses, extract_literals(root / domain))
        _write(locales, SOURCE_LANGUAGE, domain, source)
        for tag in languages(locales):
            if tag != SOURCE_LANGUAGE:
                translated = _read(locales, tag, domain)
                _update_translation(translated, source)
                _write(locales, tag, domain, translated)


def _update_source(source: Catalog, uses: list[MessageUse], literals: frozenset[str]) -> None:
    by_key = {use.msgid[0] if isinstance(use.msgid, tuple) else use.msgid: use.msgid for use in uses}
    for message in [message for message in source if message.id]:
        key = message.id if isinstance(message.id, str) else message.id[0]
        if key not in by_key and key not in literals:
            source.delete(key)
    for key, msgid in by_key.items():
        known = source.get(key)
        if known is None or (isinstance(msgid, tuple) and known.id != msgid):
            source.delete(key)
            source.add(msgid, ("", "") if isinstance(msgid, tuple) else "")


def _update_translation(translated: Catalog, source: Catalog) -> None:
    """Add the messages of the source catalog and remove others.

    New messages stay untranslated, because a text in the source catalog is English and no translation.
    """
    known = {message.id for message in translated}
    translated.update(source, no_fuzzy_matching=True, update_header_comment=False, update_creation_date=False)
    translated.obsolete.clear()
    for message in translated:
        if message.id not in known:
            message.string = "" if isinstance(message.id, str) else ("",) * translated.num_plurals


def _read(locales: Path, tag: str, domain: str) -> Catalog:
    file = locales / tag / "LC_MESSAGES" / f"{domain}.po"
    language = language_for_tag(tag, locales)
    if not file.is_file():
        catalog = Catalog(
            header_comment=f"# Aula: what the {domain} says, in the language {language.name}.",
            project="Aula",
            version="1",
            msgid_bugs_address="",
            last_translator="Aula",
            language_team=tag,
            revision_date=datetime.now(UTC),
            fuzzy=False,
        )
    else:
        catalog = po_file.parse(file.read_bytes())
    catalog.mime_headers = [("Plural-Forms", language.plurals), ("Report-Msgid-Bugs-To", "")]
    return catalog


def _write(locales: Path, tag: str, domain: str, catalog: Catalog) -> None:
    (locales / tag / "LC_MESSAGES").mkdir(parents=True, exist_ok=True)
    (locales / tag / "LC_MESSAGES" / f"{domain}.po").write_bytes(po_file.dump(catalog, tag))


def main() -> int:
    """Update the catalogs of this project.

    Returns:
        The exit status, always 0.
    """
    update_catalogs()
    sys.stdout.write("catalogs brought up to the code; what is still to be translated: python -m i18n.check\n")
    return 0


if __name__ == "__main__":
    sys.exit(main())
