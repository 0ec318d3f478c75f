"""Looks up the messages of terminal and server in every language.

The msgids are English sentences and the catalogs are gettext catalogs. Values are filled in as `str.format` does: `text("The screen clears
in {seconds} seconds.", seconds=20)`. The module knows no screens or pages and does not choose a language; the caller does.
"""

from __future__ import annotations

import gettext
import itertools
import sys
from functools import cache
from pathlib import Path
from typing import Literal, get_args

from i18n.compile import compile_catalogs, load_translations
from i18n.languages import LOCALES, SOURCE_LANGUAGE, fallback_chain

Domain = Literal["kiosk", "server"]
"""Names a set of catalogs, one for the terminal and one for the server's pages."""
DOMAINS: tuple[Domain, ...] = get_args(Domain)
"""Lists every domain."""


class Catalog:
    """Translates the messages of one domain into one language.

    A message without a translation comes from the fallback languages in turn, and finally is the msgid itself.
    """

    def __init__(self, language: str, translations: gettext.NullTranslations) -> None:
        self.language = language
        """Names the tag of the language of the messages that are translated."""
        self._translations = translations

    def text(self, msgid: str, **values: object) -> str:
        """Return a message with its values filled in.

        Raises:
            KeyError: the msgid itself contains a value that was not given.
        """
        return _fill_in(self._translations.gettext(msgid), msgid, values)

    def plural(self, singular: str, plural: str, n: int, **values: object) -> str:
        """Return a message for `n` things by the plural rule of the language. `{n}` is filled in like the other values."""
        msgid = singular if n == 1 else plural
        return _fill_in(self._translations.ngettext(singular, plural, n), msgid, {"n": n, **values})


def gettext_noop(msgid: str) -> str:
    """Return the msgid unchanged. The call marks a message in a table, which is translated later, for `i18n.check`."""
    return msgid


@cache
def catalog(language: str, domain: Domain) -> Catalog:
    """Return the catalog of a language, kept for later calls.

    A language without a catalog gets that of its fallback, and finally English.
    """
    return load_catalog(language, domain, LOCALES)


def load_catalog(language: str, domain: Domain, locales: Path) -> Catalog:
    """Return a catalog from a folder of locales, without keeping it for later calls.

    Args:
        language: the tag of the language.
        domain: one of `DOMAINS`.
        locales: the folder that contains the folders of the languages.

    Raises:
        ValueError: there is no such domain.
    """
    if domain not in DOMAINS:
        raise ValueError(f"no catalogs for {domain!r}: the domains are {', '.join(DOMAINS)}")
    sources = {tag: locales / tag / "LC_MESSAGES" / f"{domain}.po" for tag in fallback_chain(language, locales)}
    tags = [tag for tag, source in sources.items() if source.is_file()]
    chain = [load_translations(sources[tag]) for tag in tags] or [gettext.NullTranslations()]
    for translations, fallback in itertools.pairwise(chain):
        translations.add_fallback(fallback)
    return Catalog(tags[0] if tags else SOURCE_LANGUAGE, chain[0])


def _fill_in(text: str, msgid: str, values: dict[str, object]) -> str:
    if not values:
        return text
    try:
        return text.format(**values)
    except (KeyError, IndexError, ValueError):  # a mistake in a translation must not break a screen; `i18n.check` finds it
        return msgid.format(**values)


def main(arguments: list[str]) -> int:
    """Write the compiled catalogs if the only argument is `compile`.

    Returns:
        The exit status: 0, or 2 for other arguments.
    """
    if arguments != ["compile"]:
        sys.stderr.write("usage: python -m i18n.catalogs compile\n")
        return 2
    sys.stdout.write(f"{len(list(compile_catalogs(LOCALES)))} catalogs compiled\n")
    return 0


if __name__ == "__main__":
    sys.exit(main(sys.argv[1:]))
