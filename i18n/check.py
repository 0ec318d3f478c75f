"""Whether every language says everything: `python -m i18n.check`, a part of `make check`.

Each message the code uses must be in the catalog of the messages' own language; each message there in every other
language, translated, not fuzzy, with the same values to fill in; none may be left that nothing uses. Each language
with catalogs must have the texts of every form. Exit status 1 where something is missing, each fault on a line that
says where.
"""

from __future__ import annotations

import sys
from collections.abc import Iterator
from pathlib import Path

from i18n import entries, texts
from i18n.catalogs import DOMAINS
from i18n.entries import Entry
from i18n.languages import HERE, LOCALES, SOURCE, languages, offered
from i18n.usage import literals, uses

ROOT = HERE.parent


def faults(root: Path = ROOT, locales: Path = LOCALES, folder: Path = texts.FOLDER) -> list[str]:
    """Everything that is missing or does not fit, in words; empty where all is well.

    Args:
        root: where the folders of the domains (`kiosk`, `server`) lie.
        locales: the catalogs.
        folder: the texts of the forms.
    """
    found = [f"{tag}: a folder of catalogs, but no entry in languages.toml" for tag in _strangers(locales)]
    for domain in DOMAINS:
        source = entries.read(_catalog(locales, SOURCE, domain), SOURCE)
        found += _use_faults(domain, root, source)
        for tag in offered(locales):
            translated = entries.read(_catalog(locales, tag, domain), tag)
            found += [f"{tag}/{domain}.po: {fault}" for fault in entries.faults(source, translated) if tag != SOURCE]
    for form in sorted(path.name for path in folder.iterdir() if path.is_dir()):
        found += _text_faults(form, folder, locales)
    return found


def _catalog(locales: Path, tag: str, domain: str) -> Path:
    return locales / tag / "LC_MESSAGES" / f"{domain}.po"


def _strangers(locales: Path) -> list[str]:
    return sorted({path.parent.parent.name for path in locales.glob("*/LC_MESSAGES/*.po")} - set(languages()))


def _use_faults(domain: str, root: Path, source: tuple[Entry, ...]) -> Iterator[str]:
    """Messages used but not in the catalog of the source, and those in it that nothing uses."""
    known = {entry.key: entry for entry in source}
    in_use: set[str] = set()
    for use in uses(root / domain, root):
        key, counted = (use.msgid[0], True) if isinstance(use.msgid, tuple) else (use.msgid, False)
        if key not in known and key not in in_use:
            yield f"{SOURCE}/{domain}.po: lacks “{key}”, used at {use}"
        in_use.add(key)
        if key not in known:
            continue
        if counted and known[key].msgid != use.msgid:
            yield f"{SOURCE}/{domain}.po: “{key}” has another plural than at {use}"
    in_use |= literals(root / domain)
    yield from (f"{SOURCE}/{domain}.po: {entry} is used nowhere" for entry in source if entry.key not in in_use)


def _text_faults(form: str, folder: Path, locales: Path) -> Iterator[str]:
    sets = []
    for tag in texts.available(form, folder):
        try:
            one = texts.parse((folder / form / f"{tag}.toml").read_text(encoding="utf-8"))
        except texts.TextFaults as error:
            yield from (f"texts/{form}/{tag}.toml: {fault}" for fault in error.faults)
            continue
        if (one["form"], one["language"]) != (form, tag):
            yield f"texts/{form}/{tag}.toml: says it is {one['form']} in {one['language']}"
        sets.append(one)
    yield from (f"texts/{form}: {fault}" for fault in texts.disagreements(sets))
    yield from (f"texts/{form}: no {tag}.toml" for tag in offered(locales) if tag not in texts.available(form, folder))


def main() -> int:
    found = faults()
    for fault in found:
        sys.stderr.write(f"{fault}\n")
    if not found:
        sys.stdout.write(f"catalogs complete in {', '.join(offered())}\n")
    return 1 if found else 0


if __name__ == "__main__":
    sys.exit(main())
